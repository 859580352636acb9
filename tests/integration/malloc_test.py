"""The host gives back what it has freed: with which malloc it runs, and with which it starts others."""
import os
import pathlib
import subprocess
import unittest

import tap
from weir import WEIR, Case, Running

COLLECTORS = "  - {plugin: foobar}\n"
LEAN = {"glibc.malloc.arena_max=1", "glibc.malloc.tcache_count=0"}
SANITIZED = b"__ubsan" in pathlib.Path(WEIR).read_bytes() or b"__tsan" in pathlib.Path(WEIR).read_bytes()


def environment(pid):
    """What the process was started with.  glibc may have cut up the tunables where they stand."""
    return set(pathlib.Path(f"/proc/{pid}/environ").read_text(encoding="utf-8").replace(":", "\0").replace("GLIBC_TUNABLES=", "").split("\0"))


def children(pid):
    return subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()


@unittest.skipIf(SANITIZED, "sanitizers have a malloc of their own")
class Malloc(Case):
    def test_the_host_has_one_arena_and_no_caches_of_threads(self):
        with Running(COLLECTORS) as weir:
            weir.wait_ready()
            pid = weir.server.process.pid
            self.assertLessEqual(LEAN, environment(pid))
            self.assertEqual(pathlib.Path(f"/proc/{pid}/comm").read_text(encoding="ascii"), "weir\n")
            arguments = pathlib.Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")
            self.assertEqual(arguments[:2], [WEIR, "--config.file"])
            workers = children(pid)
            self.assertEqual(len(workers), 1)
            self.assertEqual(LEAN & environment(workers[0]), set())

    def test_the_operators_tunables_stay(self):
        with Running(COLLECTORS, prefix=("env", "GLIBC_TUNABLES=glibc.malloc.arena_max=3")) as weir:
            weir.wait_ready()
            found = environment(weir.server.process.pid)
            self.assertIn("glibc.malloc.arena_max=3", found)
            self.assertNotIn("glibc.malloc.tcache_count=0", found)

    def test_without_proc_it_runs_with_the_usual_one(self):
        if os.geteuid() != 0:
            self.skipTest("needs a mount namespace")
        hide = 'mount -t tmpfs none /proc && exec "$0" "$@"'
        here = "  - {plugin: foobar, name: here, isolation: in_process, labels: {in: host}}\n"
        with Running(COLLECTORS + here, prefix=("unshare", "-m", "sh", "-c", hide)) as weir:
            weir.wait_ready()
            samples = weir.samples()
            self.assertEqual(samples['foo_metric{in="host"}'], 1)
            self.assertEqual(samples["foo_metric"], 1)
            self.assertEqual(samples['weir_collector_info{collector="foobar",isolation="process",plugin="foobar",version="1.0.0"}'], 1)


if __name__ == "__main__":
    raise SystemExit(tap.main())
