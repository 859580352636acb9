"""The tarball and the RPM packages that CPack makes: what is in them, and that it runs.
usage: cpack_test.py BUILD   a build of the release preset, which is packed by this test"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import tap
from processes import Server, free_port, get

BUILD = pathlib.Path(sys.argv[1]).resolve()
# Of a whole installation, wherever its libraries are.
FILES = """
etc/weir/exporter.yaml usr/bin/weir usr/libexec/weir/weir-worker usr/lib/systemd/system/weir.service
usr/lib/systemd/system/weir.socket usr/lib/sysusers.d/weir.conf usr/share/man/man8/weir.8 usr/share/man/man5/exporter.yaml.5
usr/share/bash-completion/completions/weir usr/share/weir/prometheus/rules/weir.rules.yaml
usr/share/weir/kubernetes/base/daemonset.yaml usr/share/doc/weir/LICENSE usr/share/doc/weir/operations.md
"""
PLUGINS = ("foobar.so", "linux.so")


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.returncode}\n{done.stdout}")
    return done.stdout


def pack(generator, suffix):
    """The packages, after those of before are gone."""
    folder = BUILD / "packages"
    for old in folder.glob(f"*{suffix}"):
        old.unlink()
    run("cpack", "-G", generator, "-B", folder, cwd=BUILD)
    return sorted(folder.glob(f"*{suffix}"))


class Unpacked(tempfile.TemporaryDirectory):
    """A root that others cannot write to, for Weir to load plugins from it."""

    def __enter__(self):
        folder = pathlib.Path(super().__enter__())
        folder.chmod(0o755)
        return folder


class Packed(unittest.TestCase):
    def runs(self, root):
        """Weir out of an unpacked root serves what its plugins measure, in workers out of it too."""
        (plugins,) = root.glob("usr/lib*/**/weir/plugins")
        url = f"http://127.0.0.1:{free_port()}"
        command = [root / "usr/bin/weir", "--config.file", root / "etc/weir/exporter.yaml", "--plugin.directory", plugins]
        server = Server("weir", [*command, "--web.listen-address", url[7:]], root / "log")
        try:
            server.wait_for(f"{url}/-/ready")
            page = get(f"{url}/metrics")[0].decode()
            tasks = pathlib.Path(f"/proc/{server.process.pid}/task").glob("*/children")
            programs = {os.readlink(f"/proc/{pid}/exe") for children in tasks for pid in children.read_text().split()}
        finally:
            self.assertEqual(server.stop(), 0)
        self.assertIn("\nfoo_metric 1\n", page)
        self.assertEqual(re.findall(r"(?m)^weir_collector_up\{.*\} (\S+)$", page), ["1", "1"])
        self.assertEqual(programs, {str(root.resolve() / "usr/libexec/weir/weir-worker")})


class Tarball(Packed):
    @classmethod
    def setUpClass(cls):
        (cls.file,) = pack("TGZ", ".tar.gz")

    def test_contents(self):
        """tarball: has a whole installation, of root, that none but root can write"""
        rows = [line.split(None, 5) for line in run("tar", "--numeric-owner", "-tvf", self.file).splitlines()]
        tops, names = set(), set()
        for row in rows:
            top, _, name = row[5].rstrip("/").partition("/")
            tops.add(top)
            names.add(name)
        self.assertEqual(tops, {self.file.name.removesuffix(".tar.gz")})
        self.assertEqual(set(FILES.split()) - names, set())
        for plugin in PLUGINS:
            self.assertTrue([name for name in names if name.endswith(f"/weir/plugins/{plugin}")], plugin)
        self.assertEqual([row for row in rows if row[0][5] == "w" or row[0][8] == "w"], [])
        self.assertEqual([name for name in names if re.search(r"(^|/)(home|work|root|build)/", name)], [])

    def test_runs(self):
        """tarball: Weir runs from where it was unpacked"""
        with Unpacked() as root:
            run("tar", "--no-same-owner", "--strip-components=1", "-C", root, "-xf", self.file)
            self.runs(root)


class Rpm(Packed):
    @classmethod
    def setUpClass(cls):
        cls.files = {run("rpm", "-qp", "--queryformat", "%{NAME}", file): file for file in pack("RPM", ".rpm")}

    def query(self, name, *options):
        return run("rpm", "-qp", *options, self.files[name])

    def test_packages(self):
        """rpm: as many packages as for Debian, each with its part"""
        self.assertEqual(set(self.files), {"weir", "weir-plugins", "weir-devel"})
        listed = {name: set(self.query(name, "--list").split()) for name in self.files}
        self.assertEqual({f"/{file}" for file in FILES.split()} - listed["weir"], set())
        for plugin in PLUGINS:
            self.assertTrue([file for file in listed["weir-plugins"] if file.endswith(f"/weir/plugins/{plugin}")], plugin)
        self.assertIn("/usr/include/weir/plugin.h", listed["weir-devel"])
        self.assertEqual(listed["weir"] & listed["weir-plugins"] & listed["weir-devel"], set())

    def test_folders(self):
        """rpm: no package has folders that are not Weir's own"""
        for name in self.files:
            modes = self.query(name, "--queryformat", r"[%{FILEMODES:perms} %{FILENAMES}\n]")
            folders = re.findall(r"(?m)^d\S+ (.*)$", modes)
            self.assertEqual([folder for folder in folders if "/weir" not in folder], [])

    def test_configuration(self):
        """rpm: the configuration is kept by an upgrade"""
        self.assertEqual(self.query("weir", "--configfiles").split(), ["/etc/weir/exporter.yaml"])
        flags = self.query("weir", "--queryformat", r"[%{FILENAMES} %{FILEFLAGS:fflags}\n]")
        self.assertIn("/etc/weir/exporter.yaml cn\n", flags)

    def test_requirements(self):
        """rpm: requires the libraries that its programs are linked with, and the plugins require Weir"""
        self.assertRegex(self.query("weir", "--requires"), r"(?m)^libPocoNet\.so\.")
        self.assertRegex(self.query("weir-plugins", "--requires"), r"(?m)^weir$")

    def test_scripts(self):
        """rpm: its scripts are sound shell"""
        text = self.query("weir", "--scripts")
        scripts = re.split(r"(?m)^(?:post|pre)(?:un)?install scriptlet .*:$", text)[1:]
        self.assertEqual(len(scripts), 3)
        for script in scripts:
            run("sh", "-n", "-c", script)

    def test_runs(self):
        """rpm: Weir runs from installed packages"""
        with Unpacked() as root:
            install = ["rpm", f"--root={root}", "--nodeps", "--noscripts", "--nosignature", "-i"]
            run(*install, self.files["weir"], self.files["weir-plugins"])
            self.runs(root)


if __name__ == "__main__":
    sys.exit(tap.main())
