"""What the service manager is told: a socket of the test's stands for systemd's."""
import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import tempfile
import time

import tap
from processes import wait_until
from weir import Case, Running, trouble

WATCHDOG_US = 900_000


class Manager(contextlib.AbstractContextManager):
    """Collects the messages, as maps of their assignments."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="weir-notify-"))
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(self.folder / "notify"))
        self.socket.setblocking(False)
        self.messages = []
        self.prefix = ["env", f"NOTIFY_SOCKET={self.folder}/notify", f"WATCHDOG_USEC={WATCHDOG_US}"]

    def __exit__(self, *_):
        self.socket.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def having(self, key):
        """All messages so far with that key."""
        with contextlib.suppress(BlockingIOError):
            while True:
                lines = self.socket.recv(4096).decode().splitlines()
                self.messages.append(dict(line.split("=", 1) for line in lines))
        return [message for message in self.messages if key in message]

    def wait_for(self, key, count=1):
        wait_until(f"{count} times {key}", lambda: len(self.having(key)) >= count)
        return self.having(key)


class Halted(contextlib.AbstractContextManager):
    """One thread of a child stands still, and the others do not."""

    SEIZE, INTERRUPT, DETACH, ALL = 0x4206, 0x4207, 17, 0x40000000

    def __init__(self, thread):
        self.thread = thread
        self.request(self.SEIZE)
        self.request(self.INTERRUPT)
        os.waitpid(thread, self.ALL)

    def request(self, number):
        nothing = ctypes.c_void_p(0)
        if ctypes.CDLL(None, use_errno=True).ptrace(ctypes.c_long(number), self.thread, nothing, nothing) != 0:
            raise OSError(ctypes.get_errno(), "ptrace")

    def __exit__(self, *_):
        self.request(self.DETACH)


class Notify(Case):
    def test_ready_comes_once_after_the_first_collections(self):
        with Manager() as manager, Running("  - {plugin: foobar}\n", prefix=manager.prefix) as weir:
            manager.wait_for("READY")
            self.assertEqual(weir.ask("/-/ready")[0], 200)
            manager.wait_for("WATCHDOG", 3)
            self.assertEqual([message["STATUS"] for message in manager.having("READY")], ["1 of 1 collectors up"])

    def test_a_slow_start_is_given_more_time_and_is_not_ready(self):
        slow = trouble("slow", "sleeps", timeout="60s")
        with Manager() as manager, Running("  - {plugin: foobar}\n" + slow, prefix=manager.prefix) as weir:
            more = manager.wait_for("EXTEND_TIMEOUT_USEC", 3)
            self.assertEqual({message["EXTEND_TIMEOUT_USEC"] for message in more}, {str(WATCHDOG_US)})
            self.assertEqual(weir.ask("/-/ready")[0], 503)
            self.assertEqual(manager.having("READY"), [])

    def test_a_host_that_stands_still_does_not_say_that_it_is_alive(self):
        with Manager() as manager, Running("  - {plugin: foobar}\n", prefix=manager.prefix) as weir:
            manager.wait_for("WATCHDOG")
            weir.server.process.send_signal(signal.SIGSTOP)
            wait_until("its halt", lambda: self.halted(weir.server.process.pid))
            manager.having("WATCHDOG")
            before = len(manager.messages)
            with self.assertRaises(TimeoutError):
                wait_until("a message", lambda: manager.having("WATCHDOG")[before:], 2)
            weir.server.process.send_signal(signal.SIGCONT)
            manager.wait_for("WATCHDOG", len(manager.having("WATCHDOG")) + 1)

    def test_each_loop_that_stands_still_is_noticed(self):
        with Manager() as manager, Running("  - {plugin: foobar}\n", prefix=manager.prefix) as weir:
            manager.wait_for("READY")
            threads = [int(thread) for thread in os.listdir(f"/proc/{weir.server.process.pid}/task")]
            silent = [thread for thread in threads if self.is_missed(thread, manager)]
            self.assertEqual(len(silent), 2, "the one that answers requests, and the one with the workers")

    def is_missed(self, thread, manager):
        """Whether the service manager hears nothing while that thread stands still."""
        with Halted(thread):
            # A message may be on its way, and one stage may have passed the thread already.
            time.sleep(WATCHDOG_US / 1e6)
            before = len(manager.having("WATCHDOG"))
            time.sleep(WATCHDOG_US / 1e6)
            missed = len(manager.having("WATCHDOG")) == before
        manager.wait_for("WATCHDOG", len(manager.having("WATCHDOG")) + 1)
        return missed

    def halted(self, pid):
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    def test_its_end_is_told(self):
        with Manager() as manager, Running("  - {plugin: foobar}\n", prefix=manager.prefix) as weir:
            manager.wait_for("READY")
            self.assertEqual(weir.server.stop(), 0)
            self.assertEqual(manager.having("STOPPING")[-1]["STATUS"], "stopping")


if __name__ == "__main__":
    raise SystemExit(tap.main())
