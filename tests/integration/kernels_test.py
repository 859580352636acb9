"""On kernels that lack what a sandbox is made of: the page stays, and says what is lacking."""
import os
import pathlib
import stat
import subprocess
import unittest

import tap
from weir import PLUGINS, Case, Running, command

WITHOUT = os.environ["WEIR_WITHOUT"]
LANDLOCK = ["landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"]
SECCOMP = ["seccomp"]
IN_FORCE = 'weir_collector_sandbox_in_force{{collector="foobar",feature="{}"}}'.format


def kernel_without(*calls):
    return [WITHOUT, *calls, "--"]


def runs():
    return subprocess.run([*kernel_without("landlock_add_rule"), "true"], capture_output=True).returncode == 0


def yaml(keys=""):
    return f"plugin_directory: {PLUGINS}\ncollectors:\n  - {{plugin: foobar{keys}}}\n"


@unittest.skipUnless(runs(), "no filter of system calls can be set here")
class Kernels(Case):
    def serve(self, calls):
        """The samples of a page that is served without these calls, and the log."""
        with Running("  - {plugin: foobar}\n", prefix=kernel_without(*calls)) as weir:
            weir.wait_ready()
            return weir.samples(), weir.log()

    def check(self, calls, keys=""):
        return command("check", "--config.file", "e.yaml", files={"e.yaml": yaml(keys)}, prefix=kernel_without(*calls))

    def test_without_landlock_the_rest_is_in_force(self):
        samples, _ = self.serve(LANDLOCK)
        self.assertEqual(samples["foo_metric"], 1)
        self.assertEqual(samples[IN_FORCE("landlock")], 0)
        self.assertEqual(samples[IN_FORCE("seccomp")], 1)

    def test_without_seccomp_the_rest_is_in_force(self):
        samples, _ = self.serve(SECCOMP)
        self.assertEqual(samples["foo_metric"], 1)
        self.assertEqual(samples[IN_FORCE("seccomp")], 0)

    def test_without_both_the_page_stays(self):
        samples, _ = self.serve(LANDLOCK + SECCOMP)
        self.assertEqual((samples["foo_metric"], samples['weir_collector_up{collector="foobar"}']), (1, 1))
        self.assertEqual((samples[IN_FORCE("landlock")], samples[IN_FORCE("seccomp")]), (0, 0))

    def test_check_says_what_is_lacking(self):
        done = self.check(LANDLOCK)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"sandbox: this system lacks .*\blandlock\b")

    def test_what_is_required_and_lacking_is_a_finding(self):
        for calls, feature in ((LANDLOCK, "landlock"), (SECCOMP, "seccomp")):
            done = self.check(calls, f", sandbox: {{require: [{feature}]}}")
            self.assertEqual(done.returncode, 78, done.stdout)
            self.assertIn(f'the kernel lacks "{feature}", which "require" demands', done.stderr)

    def test_what_is_required_and_lacking_keeps_the_collector_down(self):
        text = "  - {plugin: foobar, sandbox: {require: [seccomp]}}\n"
        with Running(text, prefix=kernel_without(*SECCOMP)) as weir:
            weir.wait_ready()
            samples = weir.samples()
            self.assertEqual(samples['weir_collector_up{collector="foobar"}'], 0)
            self.assertNotIn("foo_metric", samples)

    def test_without_memfd_plugins_are_loaded_by_path_and_it_is_said(self):
        if os.getuid() == 0 and not all(folder.stat().st_mode & stat.S_IXOTH for folder in pathlib.Path(PLUGINS).resolve().parents):
            self.skipTest(f"the workers' user cannot reach {PLUGINS}")
        samples, log = self.serve(["memfd_create"])
        self.assertEqual(samples["foo_metric"], 1)
        self.assertIn("memfd_create: Function not implemented", log)
        self.assertIn("it must not be overwritten, only replaced", log)
        done = command("list", "--plugin.directory", PLUGINS, prefix=kernel_without("memfd_create"))
        self.assertIn("memfd_create: Function not implemented", done.stdout + done.stderr)


if __name__ == "__main__":
    raise SystemExit(tap.main())
