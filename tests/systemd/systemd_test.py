"""What becomes of the Debian packages in a machine with a real systemd.  The tests are one story, told in
their order.
usage: systemd_test.py FOLDER"""
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / folder) for folder in ("python", "readme")]
import cost
import tap
from markdown import blocks_of
from machine import Machine, Poller, Taken, run
from processes import wait_until

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = SOURCE / "build/packages"
CONFIGURATION = "/etc/weir/exporter.yaml"
UNIT = "weir.service"
SERIES = re.compile(r"^[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{.*\})? ", re.M)
packages = {}
# What README.md says is to be done with a service.
README = list(blocks_of((SOURCE / "README.md").read_text()))
INSTALL, RELOAD, ADD_A_PLUGIN = [block.text for block in README if block.marks.get("runs") == "as a service"]


def setUpModule():
    packages.update(build())


def build(*arguments):
    """The packages, by name."""
    print("==> packaging/build-deb", *arguments, flush=True)
    run(SOURCE / "packaging/build-deb", *arguments)
    return {run("dpkg-deb", "--field", file, "Package").strip(): file for file in PACKAGES.glob("*.deb")}


def package_of(folder, root):
    """A Debian package with a plugin and a piece of the configuration; root: where Weir is installed."""
    (plugins,) = root.glob("usr/lib/*/weir/plugins")
    files = {
        "DEBIAN/control": b"Package: weir-plugin-hello\nVersion: 1\nArchitecture: all\nMaintainer: A <a@example.org>\nDescription: a plugin\n",
        plugins.relative_to(root) / "hello.so": (plugins / "foobar.so").read_bytes(),
        "etc/weir/exporter.d/hello.yaml": b"collectors:\n  - {plugin: 'hello', name: hello, labels: {by: package}}\n",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return run("dpkg-deb", "--root-owner-group", "--build", folder, folder.parent).split("'")[-2]


def build_hello(machine):
    """The plugin of README.md under another name, built with what the package weir-sdk has installed there."""
    (source,) = [block.text for block in README if block.marks.get("file") == "foobar.cc"]
    file = machine.folder / "hello.cc"
    file.write_text(source.replace('"foobar"', '"hello"').replace('"foo_', '"hello_foo_').replace('"bar_', '"hello_bar_'))
    (folder,) = machine.root.glob("usr/lib/*/pkgconfig")
    environment = {"PATH": "/usr/bin:/bin", "PKG_CONFIG_LIBDIR": str(folder), "PKG_CONFIG_SYSROOT_DIR": str(machine.root)}
    flags = run("pkg-config", "--cflags", "weir-sdk", env=environment).split()
    run("c++", "-std=c++17", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", *flags, file, "-o", machine.root / "root/hello.so")


def value_of(page, series):
    (value,) = re.findall(rf"(?m)^{re.escape(series)} (\S+)$", page)
    return float(value)


def series_of(page):
    return {line.strip() for line in SERIES.findall(page)}


class Story(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.served = [packages["weir"], packages["weir-plugins"]]
        cls.machine = cls.enterClassContext(Machine(sys.argv[1], cls.served))

    def all_up(self):
        page = self.machine.get()
        return all(value == "1" for value in re.findall(r"(?m)^weir_collector_up\{.*\} (\S+)$", page)) and page

    def wait_until_up(self):
        def up():
            try:
                return self.all_up()
            except AssertionError:
                return None

        return wait_until("all collectors up", up, 120)

    def follow(self, commands):
        """Runs what README.md says, in a folder with a tree's packages.  Nobody is there to say yes."""
        self.machine.write("/etc/apt/apt.conf.d/yes", 'APT::Get::Assume-Yes "true";\n')
        return self.machine.run("sh", "-ec", f"cd /root\n{commands}")

    def test_00_documents(self):
        """documents: docs/operations.md has the commands of README.md"""
        document = (SOURCE / "docs/operations.md").read_text()
        for commands in (INSTALL, RELOAD, ADD_A_PLUGIN):
            self.assertIn(commands, document)

    def install_as_written(self, files):
        self.assertTrue(INSTALL.startswith("packaging/build-deb\n"), "which build() has run")
        folder = self.machine.root / "root/build/packages"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in files:
            shutil.copy(file, folder)
        self.follow(INSTALL.partition("\n")[2])

    def test_01_lintian(self):
        """packages: lintian has no error and no warning"""
        (changes,) = PACKAGES.glob("*.changes")
        done = subprocess.run(
            ["lintian", "--allow-root", "--fail-on", "error,warning", str(changes)], text=True, capture_output=True
        )
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_02_install(self):
        """install: apt installs the packages, and the service is up with the configuration that is shipped"""
        self.install_as_written(self.served)
        self.assertEqual(self.machine.property(UNIT, "ActiveState"), "active")
        self.assertEqual(self.machine.property(UNIT, "UnitFileState"), "enabled")
        self.assertEqual(self.machine.property("weir.socket", "UnitFileState"), "disabled")
        page = self.wait_until_up()
        self.assertEqual(value_of(page, "foo_metric"), 1)
        self.assertGreater(value_of(page, "node_memory_MemTotal_bytes"), 0)

    def test_03_files(self):
        """install: the configuration is for root and the exporter alone, nothing else is written"""
        modes = self.machine.run("stat", "--format=%a %U %G %n", "/etc/weir", CONFIGURATION)
        self.assertEqual(modes, f"750 root weir /etc/weir\n640 root weir {CONFIGURATION}\n")

    def test_04_status(self):
        """service: systemd knows how many collectors are up"""
        wait_until("word of it", lambda: self.machine.property(UNIT, "StatusText") == "2 of 2 collectors up", 60)

    def test_05_confinement(self):
        """service: runs as weir; every worker has its whole sandbox inside"""
        main = self.machine.property(UNIT, "MainPID")
        self.assertRegex(self.machine.run("cat", f"/proc/{main}/status"), r"CapBnd:\s+0+\n")
        self.assertEqual(self.machine.property(UNIT, "User"), "weir")
        page = self.machine.get()
        features = dict(re.findall(r'weir_collector_sandbox_in_force\{collector="node",[a-z]+="([a-z_]+)"\} (\S+)', page))
        self.assertLessEqual({"landlock", "seccomp", "memory", "threads"}, set(features))
        self.assertEqual(set(features.values()), {"1"}, features)

    def test_06_exposure(self):
        """service: systemd-analyze security says at most 1.5"""
        self.machine.run("systemd-analyze", "security", "--no-pager", "--threshold=15", UNIT)

    def test_07_same_page(self):
        """service: the linux plugin sees inside the unit what it sees outside of all hardening"""
        inside = self.machine.get("/metrics/node")
        environment = "set -a; . /etc/default/weir; exec setpriv --reuid=weir --regid=weir --init-groups"
        outside = self.machine.run("sh", "-c", f"{environment} weir once node 2>/dev/null")
        self.assertGreater(len(series_of(inside)), 100)
        self.assertEqual(series_of(outside) - series_of(inside), set())
        own = {series for series in series_of(inside) if series.startswith("weir_")}
        self.assertEqual(series_of(inside) - series_of(outside) - own, set())
        for name in ("node_filesystem_readonly", "node_filesystem_size_bytes", "node_filesystem_device_error"):
            lines = [re.findall(rf"(?m)^{name}\{{.*$", page) for page in (inside, outside)]
            self.assertTrue(lines[0], name)
            self.assertEqual(*lines)

    def test_08_watchdog(self):
        """service: a host that hangs is ended by the watchdog and started again"""
        self.machine.write(f"/etc/systemd/system/{UNIT}.d/watchdog.conf", "[Service]\nWatchdogSec=10s\n")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", UNIT)
        main = self.machine.property(UNIT, "MainPID")
        self.machine.run("systemctl", "kill", "--kill-whom=main", "--signal=SIGSTOP", UNIT)
        restarts = lambda: self.machine.property(UNIT, "NRestarts") == "1"
        wait_until("a restart", restarts, 120)
        self.wait_until_up()
        self.assertNotEqual(self.machine.property(UNIT, "MainPID"), main)
        self.assertIn("Watchdog timeout", self.machine.run("journalctl", "--unit", UNIT))

    def test_09_not_hung(self):
        """service: one that serves is left alone by the watchdog"""
        main = self.machine.property(UNIT, "MainPID")
        beats = lambda: int(self.machine.property(UNIT, "WatchdogTimestampMonotonic"))
        first = beats()
        wait_until("the time of two watchdogs", lambda: beats() > first + 20_000_000, 300)
        self.assertEqual(self.machine.property(UNIT, "MainPID"), main)

    def test_09_reload(self):
        """service: systemctl reload brings a change without a restart; with a wrong file it fails and changes nothing"""
        main = self.machine.property(UNIT, "MainPID")
        good = self.machine.run("cat", CONFIGURATION)
        self.machine.write(CONFIGURATION, good.replace("name: node", "name: box"))
        self.follow(RELOAD)
        wait_until("the change", lambda: 'weir_collector_up{collector="box"} 1' in self.machine.get(), 60)
        self.machine.write(CONFIGURATION, good + "collectorz: []\n")
        self.assertNotEqual(self.machine.try_command("systemctl", "reload", UNIT)[0], 0)
        unsuccessful = lambda: value_of(self.machine.get(), "weir_config_last_reload_successful") == 0
        wait_until("a word of it", unsuccessful, 60)
        self.assertIn('weir_collector_up{collector="box"} 1', self.machine.get())
        self.assertIn('unknown key "collectorz"', self.machine.run("journalctl", "--unit", UNIT).replace("\\", ""))
        self.reload_with_a_missing_plugin(good)
        self.machine.write(CONFIGURATION, good)
        self.machine.run("systemctl", "reload", UNIT)
        wait_until("the old name", lambda: 'weir_collector_up{collector="node"} 1' in self.machine.get(), 60)
        self.assertEqual(self.machine.property(UNIT, "MainPID"), main)
        self.assertEqual(self.machine.property(UNIT, "ActiveState"), "active")

    def reload_with_a_missing_plugin(self, good):
        """Of which systemctl says nothing, and all others do."""
        self.machine.write(CONFIGURATION, good + "  - plugin: nowhere\n")
        with self.assertRaisesRegex(AssertionError, "nowhere"):
            self.follow(RELOAD)
        self.machine.run("systemctl", "reload", UNIT)
        wait_until("a line of it", lambda: "nowhere" in self.machine.run("journalctl", "--unit", UNIT), 60)
        self.assertEqual(value_of(self.machine.get(), "weir_config_last_reload_successful"), 0)

    def test_09_a_plugin_of_ones_own(self):
        """service: a plugin that is built with the package weir-sdk is served once README.md has been followed"""
        self.machine.install([packages["weir-sdk"]])
        build_hello(self.machine)
        self.follow(ADD_A_PLUGIN)
        wait_until("its metric", lambda: "\nhello_foo_metric 1\n" in self.machine.get(), 60)
        self.machine.run("sh", "-c", "rm -r /etc/weir/exporter.d /usr/lib/*/weir/plugins/hello.so")
        self.machine.run("systemctl", "reload", UNIT)
        wait_until("its end", lambda: 'collector="hello"' not in self.machine.get(), 60)

    def test_09_tries_for_as_long_as_it_takes(self):
        """service: while it cannot start it is tried again and again, and comes up when it can"""
        self.machine.run("systemctl", "stop", UNIT)
        with Taken(self.machine):
            self.machine.run("systemctl", "start", "--no-block", UNIT)
            wait_until("eight tries", lambda: int(self.machine.property(UNIT, "NRestarts")) >= 8, 120)
        self.wait_until_up()

    def test_09_a_package_of_a_plugin(self):
        """service: a package that brings a plugin and its line is served as soon as it is installed, and not when it is gone"""
        main = self.machine.property(UNIT, "MainPID")
        package = package_of(self.machine.folder / "hello", self.machine.root)
        self.machine.install([package])
        wait_until("its collector", lambda: 'weir_collector_up{collector="hello"} 1' in self.machine.get(), 60)
        self.machine.run("apt-get", "purge", "--yes", "weir-plugin-hello")
        wait_until("its end", lambda: 'collector="hello"' not in self.machine.get(), 60)
        self.assertEqual(self.machine.property(UNIT, "MainPID"), main)

    def test_10_wrong_configuration(self):
        """service: a wrong configuration ends the start, is not tried again, and is in the journal"""
        good = self.machine.run("cat", CONFIGURATION)
        self.machine.write(CONFIGURATION, "collectorz: []\n")
        status, _ = self.machine.try_command("systemctl", "restart", UNIT)
        self.assertNotEqual(status, 0)
        self.assertEqual(self.machine.property(UNIT, "ExecMainStatus"), "78")
        self.assertEqual(self.machine.property(UNIT, "ActiveState"), "failed")
        self.assertIn(r'unknown key \"collectorz\"', self.machine.run("journalctl", "--unit", UNIT))
        self.machine.write(CONFIGURATION, good)
        self.machine.run("systemctl", "restart", UNIT)

    def test_11_as_root(self):
        """service: as root, with the drop-in of docs/operations.md, its workers are another account"""
        lines = "User=root\nCapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_SETPCAP CAP_KILL\nSystemCallFilter=@setuid capset\n"
        document = (SOURCE / "docs/operations.md").read_text()
        self.assertEqual([line for line in lines.splitlines() if f"`{line}`" not in document], [])
        self.machine.write(f"/etc/systemd/system/{UNIT}.d/root.conf", f"[Service]\n{lines}")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", UNIT)
        self.wait_until_up()
        main = self.machine.property(UNIT, "MainPID")
        self.assertEqual(self.user_of(main), "0")
        children = self.machine.run("sh", "-c", f"grep -lsE '^PPid:[[:space:]]+{main}$' /proc/[0-9]*/status")
        workers = re.findall(r"/proc/([0-9]+)/", children)
        worker = self.machine.run("id", "-u", "weir-worker").strip()
        self.assertEqual([self.user_of(pid) for pid in workers], [worker] * 2)
        self.machine.run("rm", f"/etc/systemd/system/{UNIT}.d/root.conf")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", UNIT)

    def user_of(self, pid):
        return re.search(r"(?m)^Uid:\s+([0-9]+)", self.machine.run("cat", f"/proc/{pid}/status"))[1]

    def test_12_upgrade(self):
        """upgrade: keeps the configuration and serves again"""
        changed = self.machine.run("cat", CONFIGURATION).replace("name: node", "name: machine")
        self.machine.write(CONFIGURATION, changed)
        self.machine.run("systemctl", "restart", UNIT)
        self.wait_until_up()
        newer = build("--version", "0.1.0+1")
        with Poller(self.machine) as poller:
            poller.wait_for_another()
            self.install_as_written([newer["weir"], newer["weir-plugins"]])
            poller.wait_for_another()
            print(f"the longest time without an answer in the upgrade: {max(poller.gaps()[1:]):.3f} s")
        self.assertEqual(self.machine.run("dpkg-query", "--show", "--showformat=${Version}", "weir"), "0.1.0+1")
        self.assertEqual(self.machine.run("cat", CONFIGURATION), changed)
        modes = self.machine.run("stat", "--format=%a %U %G %n", "/etc/weir", CONFIGURATION)
        self.assertEqual(modes, f"750 root weir /etc/weir\n640 root weir {CONFIGURATION}\n")
        self.assertIn('weir_collector_up{collector="machine"} 1', self.wait_until_up())

    def test_13_socket(self):
        """socket: with weir.socket, as docs/operations.md says, a restart refuses nobody, and a client starts Weir"""
        document = (SOURCE / "docs/operations.md").read_text()
        (commands,) = re.findall(r"```sh\n([^`]*enable --now weir.socket\n[^`]*)```", document)
        self.machine.run("sh", "-ec", commands)
        self.wait_until_up()
        with Poller(self.machine) as poller:
            poller.wait_for_another()
            self.machine.run("systemctl", "restart", UNIT)
            poller.wait_for_another()
            self.assertEqual(poller.refusals(), 0)
        self.machine.run("systemctl", "stop", UNIT)
        self.assertEqual(self.machine.property(UNIT, "ActiveState"), "inactive")
        self.assertIn("foo_metric 1", self.machine.get())
        self.assertEqual(self.machine.property(UNIT, "ActiveState"), "active")
        self.assertEqual(self.machine.property("weir.socket", "UnitFileState"), "enabled")

    def test_14_stop(self):
        """service: stops without a failure"""
        self.machine.run("systemctl", "stop", UNIT)
        self.assertEqual(self.machine.property(UNIT, "Result"), "success")
        self.assertEqual(self.machine.property(UNIT, "ExecMainStatus"), "0")
        self.machine.run("systemctl", "start", UNIT)

    def test_15_remove(self):
        """remove: ends the service and keeps the configuration"""
        self.machine.run("apt-get", "remove", "--yes", "weir", "weir-plugins")
        for unit in (UNIT, "weir.socket"):
            self.assertEqual(self.machine.property(unit, "ActiveState"), "inactive")
        self.assertIn("name: machine", self.machine.run("cat", CONFIGURATION))
        self.assertNotEqual(self.machine.try_command("test", "-e", "/usr/bin/weir")[0], 0)

    def test_16_purge(self):
        """purge: leaves no file"""
        self.machine.run("rm", "-r", f"/etc/systemd/system/{UNIT}.d")
        self.machine.run("apt-get", "purge", "--yes", "weir", "weir-plugins", "weir-sdk")
        left = self.machine.run("find", "/etc", "/usr", "/var", "/lib/systemd", "/run", "-name", "*weir*", "-not", "-path", "*/fake/*")
        self.assertEqual(left, "")


class Cost(unittest.TestCase):
    """Of the programs in the package, with ten collectors."""

    @classmethod
    def setUpClass(cls):
        cls.measured = cost.measure(packages["weir"], packages["weir-plugins"])

    def test_memory(self):
        """cost: the host and ten idle workers take at most 20 MiB together"""
        print(f"memory (PSS summed): {self.measured.memory / 2**20:.1f} MiB in {self.measured.processes} processes")
        self.assertEqual(self.measured.processes, 11)
        self.assertLessEqual(self.measured.memory, 20 * 2**20)

    def test_start(self):
        """cost: ten collectors are on the first page"""
        print(f"from start to the first page: {self.measured.start * 1000:.0f} ms (median of {cost.STARTS})")
        self.assertEqual(self.measured.up, 10)


if __name__ == "__main__":
    sys.exit(tap.main())
