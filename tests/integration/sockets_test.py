"""Sockets that are not Weir's own, and those in the file system."""
import contextlib
import grp
import os
import pathlib
import socket
import stat
import sys
import tempfile

import tap
from weir import WEIR, Case, Running, command

FOOBAR = "  - {plugin: foobar}\n"


def ask_unix(path):
    """All bytes of the answer to one request over a unix socket."""
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as client:
        client.settimeout(20)
        client.connect(str(path))
        client.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
        return b"".join(iter(lambda: client.recv(65536), b""))


class SystemdSockets(Case):
    def test_they_are_served_and_left_as_they_are(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "s"
            launcher = [sys.executable, pathlib.Path(__file__).with_name("activate.py"), path]
            with Running(FOOBAR, prefix=launcher) as weir:
                weir.wait_ready()
                self.assertEqual(weir.samples()["foo_metric"], 1)
                self.assertIn(b"\nfoo_metric 1\n", ask_unix(path))
                descriptors = os.listdir(f"/proc/{weir.server.process.pid}/fd")
                self.assertIn("3", descriptors)
                self.assertIn(f"address=unix://{path}", weir.log())
                self.assertEqual(weir.server.stop(), 0)
            self.assertTrue(path.exists(), "systemd's file was removed")

    def test_workers_do_not_inherit_them(self):
        with tempfile.TemporaryDirectory() as folder:
            launcher = [sys.executable, pathlib.Path(__file__).with_name("activate.py"), f"{folder}/s"]
            with Running(FOOBAR, prefix=launcher) as weir:
                weir.wait_ready()
                pid = weir.server.process.pid
                ours = {os.readlink(f"/proc/{pid}/fd/{number}") for number in (3, 4)}
                workers = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
                    workers += (thread / "children").read_text().split()
                self.assertTrue(workers)
                for worker in workers:
                    theirs = {os.readlink(entry) for entry in pathlib.Path(f"/proc/{worker}/fd").iterdir()}
                    self.assertEqual(ours & theirs, set())

    def test_to_ask_for_them_without_a_socket_unit_is_an_error(self):
        done = command("--config.file", "e.yaml", "--web.systemd-socket", files={"e.yaml": "collectors: []\n"})
        self.assertEqual(done.returncode, 1)
        self.assertIn("systemd has passed no sockets", done.stderr)


class Descriptors(Case):
    def test_the_soft_limit_is_raised(self):
        with Running("  - {plugin: foobar}\n", prefix=("sh", "-c", 'ulimit -Sn 64; exec "$0" "$@"')) as weir:
            self.assertGreaterEqual(weir.samples()["process_max_fds"], 1024)

    def test_who_is_idle_goes_when_there_are_none_left(self):
        if b"__ubsan" in pathlib.Path(WEIR).read_bytes():
            self.skipTest("sanitizers need descriptors themselves")
        with Running("  - {plugin: foobar}\n", prefix=("sh", "-c", 'ulimit -n 64; exec "$0" "$@"')) as weir, contextlib.ExitStack() as held:
            for i in range(100):
                client = socket.create_connection(("127.0.0.1", weir.port), source_address=(f"127.0.0.{2 + i % 20}", 0), timeout=10)
                held.callback(client.close)
                client.sendall(b"GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n")
                self.assertIn(b" 200 ", client.recv(4096))
            self.assertEqual(weir.samples()["foo_metric"], 1)


class UnixSockets(Case):
    def test_mode_and_group_are_those_of_the_address(self):
        group = grp.getgrgid(os.getgid()).gr_name
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "weir.sock"
            extra = ["--web.listen-address", f"unix://{path}?mode=0666&group={group}"]
            with Running(FOOBAR, arguments=extra) as weir:
                weir.wait_ready()
                self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o666)
                self.assertEqual(path.stat().st_gid, os.getgid())
                self.assertIn(b"\nfoo_metric 1\n", ask_unix(path))
            self.assertFalse(path.exists())

    def test_a_wrong_option_is_a_finding_at_its_place(self):
        done = command("check", "--config.file", "e.yaml", files={"e.yaml": "web: {listen: 'unix:///w?mode=rw'}\n"})
        self.assertEqual(done.returncode, 78)
        self.assertIn('e.yaml:1:15: web: listen: "unix:///w?mode=rw" has no valid mode', done.stderr)


if __name__ == "__main__":
    raise SystemExit(tap.main())
