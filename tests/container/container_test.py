"""The image: what is in it, and what it does as a container.
usage: container_test.py FOLDER"""
import json
import os
import pathlib
import re
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import seccomp
import tap
from container import ARCHITECTURE, Container, volume
from image import BASE, NAME, Image
from processes import wait_until
from volumes import ConfigMap, Volume, compile_plugin

MOST_BYTES = 40 * 10**6  # above the base
FOOBAR = "collectors: [{plugin: foobar%s}]\n"
HOST = """
collectors:
  - plugin: linux
    config: {procfs: /host/proc, sysfs: /host/sys, rootfs: /host/root, udev: /host/root/run/udev/data}
"""
image = None


def setUpModule():
    global image
    image = unittest.enterModuleContext(Image(sys.argv[1]))


def features(page, collector="foobar"):
    """What is in force of a collector's sandbox."""
    found = re.findall(rf'weir_collector_sandbox_in_force\{{collector="{collector}",[a-z]+="([a-z_]+)"\}} (\S+)', page)
    return {name: value == "1" for name, value in found}


def status_of(pid):
    return dict(line.split(":\t", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())


class Contents(unittest.TestCase):
    def test_size(self):
        """image: at most 40 MB above its base"""
        above = image.size(NAME) - image.size(BASE)
        print(f"the image has {above / 10**6:.0f} MB above its base")
        self.assertLess(above, MOST_BYTES)

    def test_configuration(self):
        """image: not root, with a port, an entry point and a health check"""
        config = image.config
        self.assertEqual(config["User"], "65532:65532")
        self.assertEqual(list(config["ExposedPorts"]), ["8080/tcp"])
        self.assertEqual((config["Entrypoint"], config["Cmd"]), (["weir"], ["run"]))
        self.assertEqual(config["Healthcheck"]["Test"], ["CMD", "weir", "health"])

    def test_nothing_left(self):
        """image: has no compiler, no lists of packages, nothing of the build"""
        for path in ("usr/bin/c++", "usr/bin/cmake", "weir", "packages"):
            self.assertFalse((image.root / path).exists(), path)
        self.assertEqual(list(image.root.glob("var/lib/apt/lists/*_Packages*")), [])


class Shipped(unittest.TestCase):
    """As it is, with the configuration in the image."""

    @classmethod
    def setUpClass(cls):
        cls.container = cls.enterClassContext(Container(image)).wait()
        cls.page = cls.container.get()

    def test_page(self):
        """container: serves what the plugins in it measure"""
        self.assertIn("\nfoo_metric 1\n", self.page)
        self.assertIn("\nnode_memory_MemTotal_bytes ", self.page)
        self.assertEqual(re.findall(r"(?m)^weir_collector_up\{.*\} (\S+)$", self.page), ["1", "1"])

    def test_confined(self):
        """container: Weir is process 1, no root, without powers, under a filter, on a root that it cannot write"""
        status = status_of(self.container.pid)
        self.assertEqual(status["NSpid"].split()[-1], "1")
        self.assertEqual(status["Name"], "weir")
        self.assertEqual(set(status["Uid"].split()), {"65532"})
        self.assertEqual((int(status["CapBnd"], 16), status["NoNewPrivs"], status["Seccomp"]), (0, "1", "2"))
        root = re.search(r"(?m)^\S+ \S+ \S+ \S+ / (\S+)", pathlib.Path(f"/proc/{self.container.pid}/mountinfo").read_text())
        self.assertIn("ro", root[1].split(","))

    def test_isolation(self):
        """container: workers have their whole sandbox inside"""
        for collector in ("foobar", "node"):
            found = features(self.page, collector)
            self.assertLessEqual({"landlock", "seccomp", "memory", "threads"}, set(found))
            self.assertEqual([name for name, in_force in found.items() if not in_force], [])

    def test_health(self):
        """container: the image's health check tells a Weir that serves from one that stands still"""
        check = image.config["Healthcheck"]["Test"][1:]
        self.assertEqual(self.container.run_inside(*check)[0], 0)
        self.container.signal(signal.SIGSTOP)
        try:
            self.assertEqual(self.container.run_inside(*check)[0], 1)
        finally:
            self.container.signal(signal.SIGCONT)

    def test_any_user(self):
        """container: serves as another user too"""
        with Container(image, user="12345:12345") as container:
            self.assertIn("\nfoo_metric 1\n", container.wait().get())


class Signals(unittest.TestCase):
    def test_reload(self):
        """container: process 1 reloads on SIGHUP what the volume with its configuration says now"""
        with Volume() as folder:
            folder.write("exporter.yaml", FOOBAR % "")
            with Container(image, mounts=[volume(folder.path, "/etc/weir")]) as container:
                self.assertIn("\nfoo_metric 1\n", container.wait().get())
                folder.write("exporter.yaml", FOOBAR % ", labels: {reloaded: yes}")
                container.signal(signal.SIGHUP)
                wait_until("the label", lambda: '\nfoo_metric{reloaded="yes"} 1\n' in container.get())

    def test_config_map(self):
        """container: with --config.watch it follows a config map of Kubernetes"""
        with ConfigMap({"exporter.yaml": FOOBAR % ""}) as folder:
            arguments = ("run", "--config.watch")
            with Container(image, *arguments, mounts=[volume(folder.path, "/etc/weir")]) as container:
                self.assertIn("\nfoo_metric 1\n", container.wait().get())
                folder.update({"exporter.yaml": FOOBAR % ", labels: {mapped: yes}"})
                wait_until("the label", lambda: '\nfoo_metric{mapped="yes"} 1\n' in container.get())

    def test_stop(self):
        """container: process 1 ends on SIGTERM, with 0, and nothing is left of it"""
        with Container(image) as container:
            pid = container.wait().pid
            container.signal(signal.SIGTERM)
            self.assertEqual(container.status(), 0)
            self.assertFalse(os.path.exists(f"/proc/{pid}"))

    def test_wrong_configuration(self):
        """container: a wrong configuration ends it with 78 and is in its log"""
        with Volume() as folder:
            folder.write("exporter.yaml", "collectorz: []\n")
            with Container(image, mounts=[volume(folder.path, "/etc/weir")]) as container:
                self.assertEqual(container.status(), 78)
                self.assertIn('/etc/weir/exporter.yaml:1:1: unknown key "collectorz"', container.server.log_text())


class Volumes(unittest.TestCase):
    def test_plugin(self):
        """container: loads a plugin from a volume"""
        with Volume() as plugins, Volume() as folder:
            compile_plugin(plugins.path / "hello.so")
            folder.write("exporter.yaml", "collectors: [{plugin: /plugins/hello.so}]\n")
            mounts = [volume(plugins.path, "/plugins"), volume(folder.path, "/etc/weir")]
            with Container(image, mounts=mounts) as container:
                self.assertIn("\nfoo_metric 1\n", container.wait().get())

    def test_host(self):
        """container: the linux plugin measures the host, whose /proc, /sys and / are mounted elsewhere"""
        with Volume() as folder:
            folder.write("exporter.yaml", HOST)
            mounts = [volume(f"/{name}", f"/host/{name}") for name in ("proc", "sys")]
            mounts += [volume("/", "/host/root", "rslave"), volume(folder.path, "/etc/weir")]
            with Container(image, mounts=mounts) as container:
                page = container.wait().get()
        self.assertIn('\nweir_collector_up{collector="linux"} 1\n', page)
        # Of the container's own / nothing is shown: it is an overlay.
        (size,) = re.findall(r'(?m)^node_filesystem_size_bytes\{.*mountpoint="/"\} (\S+)$', page)
        host = os.statvfs("/")
        self.assertEqual(float(size), host.f_blocks * host.f_frsize)
        self.assertNotIn('mountpoint="/host', page)
        (boot,) = re.findall(r"(?m)^node_boot_time_seconds (\S+)$", page)
        self.assertEqual(float(boot), float(re.search(r"btime (\d+)", pathlib.Path("/proc/stat").read_text())[1]))


class Filter(unittest.TestCase):
    """Under a filter that refuses what it does not know, as that of Docker before 23.0."""

    @classmethod
    def setUpClass(cls):
        cls.filter = seccomp.profile(ARCHITECTURE, without=seccomp.LANDLOCK)

    def test_shown(self):
        """filter: what it takes from the sandbox is shown by the metric, and the page is complete"""
        with Container(image, filter=self.filter) as container:
            page = container.wait().get()
        found = features(page)
        self.assertFalse(found["landlock"])
        self.assertEqual({name: found[name] for name in ("seccomp", "memory", "threads")}, dict(seccomp=True, memory=True, threads=True))
        self.assertEqual(re.findall(r"(?m)^weir_collector_up\{.*\} (\S+)$", page), ["1", "1"])

    def test_no_copies(self):
        """filter: without memfd_create plugins are loaded by their path, and the log says so"""
        with Container(image, filter=seccomp.profile(ARCHITECTURE, without={"memfd_create"})) as container:
            self.assertIn("\nfoo_metric 1\n", container.wait().get())
            self.assertIn("plugin is loaded by its path", container.server.log_text())

    def test_demanded(self):
        """filter: a collector that demands what it takes does not start, and the log says why"""
        with Volume() as folder:
            folder.write("exporter.yaml", FOOBAR % ", sandbox: {require: [landlock]}")
            with Container(image, filter=self.filter, mounts=[volume(folder.path, "/etc/weir")]) as container:
                page = container.wait().get()
                log = container.server.log_text()
        self.assertIn('\nweir_collector_up{collector="foobar"} 0\n', page)
        self.assertRegex(log, r"collector=foobar .*landlock|landlock.* collector=foobar")


if __name__ == "__main__":
    sys.exit(tap.main())
