"""A plugin that does what no plugin should, beside a good one, in every mode of it.

    chaos_test.py           each mode briefly, in a worker, as the user who runs it: a test
    chaos_test.py --full    each mode in both isolations, as root and as another user; then all at
                            once; prints the tables of the documentation
    chaos_test.py MODE...   these modes only
"""
import contextlib
import dataclasses
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

import tap
from cage import NOBODY, SANITIZED, Cage, children_of, result_of, why_not
from processes import wait_until

FULL = "--full" in sys.argv
ONLY = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
ISOLATIONS = ["process", "in_process"] if FULL else ["process"]
PLUGIN, PAGE_PLUGIN = os.environ["CHAOS_PLUGIN"], os.environ["CHAOS_PAGE_PLUGIN"]
CONSTRUCTOR_FILE = pathlib.Path(os.environ["CHAOS_CONSTRUCTOR_FILE"])
SHORT_FAULT_SECONDS = 0.6
FAULT_SECONDS = 3 if FULL else SHORT_FAULT_SECONDS
MARGIN = 0.4  # of scraping before the fault and after it
MIB = 1 << 20
HEALTHY_SERIES = 20
HEALTHY = [f'page_line{{text="{i:08d}{"x" * 12}"}}' for i in range(HEALTHY_SERIES)]
UP, HARM = 'weir_collector_up{collector="chaos"}', "chaos_harm"
STUCK = 'weir_collector_stuck{collector="chaos"}'
LAST = 'weir_collector_last_success_timestamp_seconds{collector="chaos"}'


@dataclasses.dataclass(frozen=True)
class Mode:
    """What becomes of the worker and, in the host itself, of the host."""

    worker: tuple  # reasons of restarts, one of which has to be counted; none: it lives on
    host: str  # lives, dies, dies at its end, mute (it serves no page any more), deaf (nothing ends it)
    down: bool = None  # the collector is down meanwhile; by default if the worker ends
    at_start: bool = False  # the fault is one of a start
    limited: bool = False  # by what sanitizers leave out
    timeout: float = 0.3


SIGNAL, EXIT, DEADLINE, PROTOCOL = ("signal",), ("exit",), ("deadline",), ("protocol",)
MODES = {
    "segfault": Mode(SIGNAL, "dies"),
    "abort": Mode(SIGNAL, "dies"),
    "stack_overflow": Mode(SIGNAL, "dies"),
    "exit": Mode(EXIT, "dies"),
    "_exit": Mode(EXIT, "dies"),
    "pthread_exit": Mode(EXIT, "lives"),
    "exception": Mode((), "lives", down=True),
    "crash_in_constructor": Mode(SIGNAL, "dies", at_start=True),
    "crash_in_create": Mode(SIGNAL, "dies", at_start=True),
    "crash_in_describe": Mode(SIGNAL, "dies", at_start=True),
    "crash_in_destroy": Mode((), "dies at its end"),
    "crash_in_static_destructor": Mode((), "dies at its end"),
    "infinite_loop": Mode(DEADLINE, "lives"),
    "deadlock": Mode(DEADLINE, "lives"),
    "sigstop_self": Mode(DEADLINE, "mute"),
    "fuse_hang": Mode(DEADLINE, "deaf"),
    "malloc_bomb": Mode((), "lives", down=True, limited=True),
    "mmap_bomb": Mode((), "lives", down=True, limited=True),
    "thread_bomb": Mode((), "lives", limited=True),
    "fork_bomb": Mode((), "lives"),
    "daemonise": Mode((), "lives"),
    "fd_leak": Mode((), "mute", down=True),
    "thread_left_running": Mode((), "lives"),
    "kill_parent": Mode((), "lives"),
    "kill_all": Mode((), "lives"),
    "ptrace_parent": Mode((), "lives"),
    "chdir": Mode((), "lives"),
    "umask": Mode((), "lives"),
    "setlocale": Mode((), "lives"),
    "tz": Mode((), "lives"),
    "signal_handlers": Mode((), "lives"),
    "close_all": Mode(EXIT, "mute"),
    "stdout_flood": Mode(DEADLINE, "lives"),
    "stderr_flood": Mode(DEADLINE, "lives"),
    "garbage_on_fds": Mode(PROTOCOL, "mute"),
    "wrong_lengths": Mode(PROTOCOL, "lives"),
    "slow_drip": Mode(DEADLINE, "lives"),
    "five_million_series": Mode((), "lives", down=True, timeout=5),
    "series_churn": Mode((), "lives"),
    "read_host_memory": Mode((), "lives"),
    "read_host_environment": Mode((), "lives"),
    "read_host_descriptors": Mode((), "lives"),
    "read_key_file": Mode((), "lives"),
}


def restarts(samples, name="chaos"):
    """{reason: number} of the restarts that were counted."""
    begin = f'weir_collector_restarts_total{{collector="{name}",reason="'
    return {series[len(begin) : -2]: count for series, count in samples.items() if series.startswith(begin) and count}


def collector_of(mode, folder, name="chaos"):
    config = f"mode: {mode}, after: 2, while: {folder}/work/fault-{name}"
    files = f"secret: {folder}/etc/secret.key, hanging: {folder}/hanging/disk/file"
    return f"  - {{plugin: {PLUGIN}, name: {name}, timeout: {int(MODES[mode].timeout * 1000)}ms, config: {{{config}, {files}}}}}\n"


def healthy():
    return f"  - {{plugin: {PAGE_PLUGIN}, name: healthy, config: {{series: {HEALTHY_SERIES}, label_bytes: 20}}}}\n"


class Run:
    """One mode in one cage, and the switch of its fault."""

    def __init__(self, name, isolation, user):
        self.name, self.mode = name, MODES[name]
        self.isolation = isolation
        self.cage = Cage(lambda folder: self.collectors(folder, isolation), isolation, user, hanging=name == "fuse_hang")
        self.switch = self.cage.folder / "work/fault-chaos"

    def collectors(self, folder, isolation):
        if self.mode.at_start and isolation == "in_process":
            (folder / "work/fault-chaos").touch()
            self.touch_constructor_file()
        return healthy() + collector_of(self.name, folder)

    def touch_constructor_file(self):
        if self.name == "crash_in_constructor":
            CONSTRUCTOR_FILE.touch()

    def wait_for_first_values(self):
        self.cage.wait_ready()
        wait_until("the first values", lambda: self.cage.samples().get(UP) == 1)

    def begin_fault(self):
        self.switch.touch()
        self.touch_constructor_file()
        if self.mode.at_start and self.isolation == "process":  # that there is a start
            os.kill(self.cage.workers()["chaos"], signal.SIGKILL)

    def end_fault(self):
        """When that was, in seconds since 1970."""
        self.switch.unlink(missing_ok=True)
        CONSTRUCTOR_FILE.unlink(missing_ok=True)
        if self.name == "fuse_hang":
            self.cage.release()
        return time.time()

    def was_down(self, seconds):
        """Whether the collector is seen down in that time."""
        until, down = time.monotonic() + seconds, False
        while time.monotonic() < until or self.waits_for_stuck():
            down = self.cage.samples().get(UP) == 0 or down
            time.sleep(0.02)
        return down

    def waits_for_stuck(self):
        """Whether the worker has yet to be seen as one that the kernel holds."""
        return self.name == "fuse_hang" and self.cage.samples().get(STUCK) != 1

    def close(self):
        CONSTRUCTOR_FILE.unlink(missing_ok=True)
        self.cage.close()


def users():
    if os.geteuid() != 0:
        return [os.geteuid()]
    return [0, NOBODY] if FULL else [0]


def name_of(user):
    return "root" if user == 0 else str(user)


class Chaos(unittest.TestCase):
    rows = []

    def wait_for_recovery(self, run, since):
        """Seconds until values are there that were collected after `since`."""
        fresh = lambda: (found := run.cage.samples()).get(UP) == 1 and found.get(LAST, 0) > since
        wait_until("fresh values", fresh, 20)
        return run.cage.samples()[LAST] - since

    def check_worker(self, name, user):
        run = Run(name, "process", user)
        with contextlib.closing(run):
            mode, cage = run.mode, run.cage
            run.wait_for_first_values()
            before = cage.size()
            scraper = cage.scrape(FAULT_SECONDS + 2 * MARGIN, HEALTHY)
            time.sleep(MARGIN)
            run.begin_fault()
            down = run.was_down(FAULT_SECONDS)
            since = time.time() if mode.host == "dies at its end" else run.end_fault()
            recovery = self.wait_for_recovery(run, since)
            scrapes = result_of(scraper)
            after = cage.samples()
            self.rows.append((name, "process", name_of(user), scrapes, restarts(after), f"{recovery:.2f}"))
            self.assertEqual(scrapes["failed"], 0, scrapes)
            self.assertEqual(after[HARM], 0, "it did what no plugin may")
            self.check_reason(mode, restarts(after), down)
            self.check_size(cage, before)
            self.check_end(cage)

    def check_host(self, name, user):
        """What becomes of a host that the plugin runs in."""
        run = Run(name, "in_process", user)
        with contextlib.closing(run):
            scrapes, became = self.live_with(run)
            self.rows.append((name, "in_process", name_of(user), scrapes, {}, became))
            self.assertEqual(became, run.mode.host, run.cage.log()[-2000:])

    def live_with(self, run):
        """(what a scraper found, what became of the host)"""
        cage, nothing = run.cage, {"scrapes": 0, "failed": 0}
        if run.mode.at_start:
            with contextlib.suppress(TimeoutError):
                wait_until("its end at the start", lambda: cage.ended is not None, 3)
            return nothing, "lives" if cage.ended is None else "dies"
        run.wait_for_first_values()
        scraper = cage.scrape(SHORT_FAULT_SECONDS + 2 * MARGIN, HEALTHY)
        time.sleep(MARGIN)
        run.begin_fault()
        silent = not comes_to_an_end(scraper, SHORT_FAULT_SECONDS + MARGIN + 3)
        died = cage.ended is not None
        status = None if died or silent else cage.stop(4)
        cage.kill()
        scrapes = result_of(scraper)
        if died:
            return scrapes, "dies"
        if silent or scrapes["failed"] > 0:
            return scrapes, "mute"
        return scrapes, {0: "lives", None: "deaf"}.get(status, "dies at its end")

    def check_reason(self, mode, counted, down):
        self.assertLessEqual(set(counted), set(mode.worker))
        if mode.worker:  # one more where the test itself has killed it
            self.assertGreater(sum(counted.values()), mode.at_start, "restarts")
        expected = bool(mode.worker) if mode.down is None else mode.down
        self.assertEqual(down, expected, "weir_collector_up was 0 during the fault")

    def check_size(self, cage, before):
        fds, threads, rss = before
        wait_until(f"descriptors back at {fds}: {cage.size()}", lambda: cage.size()[0] <= fds)
        wait_until(f"threads back at {threads}: {cage.size()}", lambda: cage.size()[1] <= threads)
        if not SANITIZED:
            self.assertLess(cage.size()[2], rss + 8 * MIB, "RSS")

    def check_end(self, cage):
        self.assertEqual(cage.stop(), 0, cage.log()[-3000:])
        wait_until(f"the end of {cage.others()}", lambda: not cage.others(), 5)


def comes_to_an_end(process, seconds):
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
        return True
    return False


def case_of(name, isolation, user):
    def test(self):
        if name == "fuse_hang" and not os.access("/dev/fuse", os.R_OK | os.W_OK):
            self.skipTest("/dev/fuse cannot be used here")
        if MODES[name].limited and SANITIZED:
            self.skipTest("a build with sanitizers leaves out the limits of memory and threads")
        (self.check_worker if isolation == "process" else self.check_host)(name, user)

    test.__doc__ = f"{name} in {'a worker' if isolation == 'process' else 'the host'}, as {name_of(user)}"
    return test


for each in ONLY or MODES:
    for one in users():
        for where in ISOLATIONS:
            setattr(Chaos, f"test_{each}_{where}_as_{name_of(one)}", case_of(each, where, one))


def print_table():
    print("\n| fault | mode | user | scrapes | failed | restarts | recovery s, or what becomes of the host |")
    print("|---|---|---|---:|---:|---|---|")
    for name, isolation, user, scrapes, counted, result in Chaos.rows:
        text = ", ".join(f"{reason} {count:.0f}" for reason, count in counted.items())
        print(f"| {name} | {isolation} | {user} | {scrapes['scrapes']} | {scrapes['failed']} | {text} | {result} |")


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skip chaos: no pid namespace can be made here: {reason}")
        sys.exit(0)
    status = tap.run(unittest.defaultTestLoader.loadTestsFromTestCase(Chaos))
    print_table()
    sys.exit(status)
