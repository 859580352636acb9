"""The units of systemd and the accounts, as systemd's own tools see them."""
import re
import shutil
import subprocess
import unittest

import tap
from installation import WEIR, Installation

# What systemd-analyze makes of the hardening, in tenths: what remains is network, sockets and that
# the service sees the machine.
MOST_EXPOSURE = 15


def analyze(*arguments):
    done = subprocess.run(["systemd-analyze", *arguments], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not installed")
class Units(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.cleanup)

    def unit(self, name):
        """The unit's file, with this build's program in it, which is there."""
        file = self.installation.find(f"systemd/system/{name}")
        file.write_text(re.sub(r"(?m)^(ExecStart=)\S+", rf"\1{WEIR}", file.read_text()))
        return file

    def test_the_service_is_valid(self):
        """units: systemd has nothing against weir.service"""
        self.assertEqual(analyze("verify", "--man=no", self.unit("weir.service")), (0, ""))

    def test_the_service_is_hardened(self):
        """units: the exposure of weir.service is at most 1.5"""
        status, output = analyze("security", "--offline=true", f"--threshold={MOST_EXPOSURE}", self.unit("weir.service"))
        self.assertEqual(status, 0, output)

    def test_the_socket_is_valid(self):
        """units: systemd has nothing against weir.socket, which starts weir.service"""
        socket = self.unit("weir.socket")
        self.assertEqual(analyze("verify", "--man=no", socket, self.unit("weir.service")), (0, ""))
        self.assertRegex(socket.read_text(), r"(?m)^ListenStream=8080$")

    def test_what_a_worker_needs_is_permitted(self):
        """units: the workers' sandbox can be entered inside the service's"""
        unit = self.unit("weir.service").read_text()
        filters = re.findall(r"(?m)^SystemCallFilter=([^~].*)$", unit)
        permitted = {call for line in filters for call in line.split()}
        needed = {"seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
        self.assertLessEqual(needed, permitted)

    def test_the_accounts_are_made(self):
        """units: systemd-sysusers makes the accounts weir and weir-worker"""
        root = self.installation.root
        (root / "etc").mkdir(exist_ok=True)
        (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
        (root / "etc/group").write_text("root:x:0:\n")
        command = ["systemd-sysusers", f"--root={root}", self.installation.find("sysusers.d/weir.conf")]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        accounts = re.findall(r"(?m)^(weir\S*?):.*:(\S+)$", (root / "etc/passwd").read_text())
        self.assertEqual(accounts, [("weir", "/usr/sbin/nologin"), ("weir-worker", "/usr/sbin/nologin")])


class Configuration(unittest.TestCase):
    def test_is_kept(self):
        """units: an installation over another keeps the configuration"""
        installation = Installation()
        self.addCleanup(installation.cleanup)
        file = installation.find("weir/exporter.yaml")
        file.write_text("collectors: []\n")
        installation.install()
        self.assertEqual(file.read_text(), "collectors: []\n")


if __name__ == "__main__":
    raise SystemExit(tap.main())
