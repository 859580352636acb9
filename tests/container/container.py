"""Containers, by an OCI runtime: namespaces, a root that cannot be written, a filter of system calls, no powers."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess

import seccomp
from processes import Server, free_port, get, wait_until

ARCHITECTURE = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True).stdout.strip()
# crun does not know the mixture of both versions of cgroups that some machines have; it needs none here.
CRUN = ["unshare", "--mount", "sh", "-c", 'mount -t cgroup2 none /sys/fs/cgroup && exec crun "$@"', "crun"]
PLACES = [
    {"destination": "/proc", "type": "proc", "source": "proc"},
    {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=65536k"]},
    {"destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "noexec", "nodev", "size=65536k"]},
    {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"]},
]
MASKED = ["/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/sched_debug", "/sys/firmware"]
READ_ONLY = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]


def volume(source, destination, *options):
    """A folder of the host's, to be read."""
    return {"destination": str(destination), "type": "bind", "source": str(source), "options": ["rbind", "ro", *options]}


class Container(contextlib.AbstractContextManager):
    """Runs when it is made, in the machine's network, and is gone when it is closed."""

    count = 0

    def __init__(self, image, *arguments, environment=(), mounts=(), filter=None, command=None, user=None):
        """arguments: after the image's entry point; command: instead of both; user: instead of the image's."""
        Container.count += 1
        self.name = f"weir-{os.getpid()}-{Container.count}"
        self.image, self.folder = image, image.folder / self.name
        self.folder.mkdir()
        self.crun = [*CRUN, "--cgroup-manager=disabled", f"--root={image.folder}/crun"]
        self.url = f"http://127.0.0.1:{free_port()}"
        command = command or [*image.config["Entrypoint"], *(arguments or image.config["Cmd"])]
        environment = [*image.config["Env"], f"WEIR_WEB_LISTEN_ADDRESS={self.url[7:]}", *environment]
        configuration = self._configuration(command, environment, mounts, filter, user or image.config["User"])
        (self.folder / "config.json").write_text(json.dumps(configuration))
        command = [*self.crun, "run", f"--bundle={self.folder}", f"--pid-file={self.folder}/pid", self.name]
        self.server = Server(self.name, command, self.folder / "log")

    def _configuration(self, command, environment, mounts, filter, user):
        uid, _, gid = user.partition(":")
        none = {kind: [] for kind in ("bounding", "effective", "inheritable", "permitted", "ambient")}
        return {
            "ociVersion": "1.0.2",
            "hostname": "weir",
            "root": {"path": str(self.image.root), "readonly": True},
            "process": {
                "args": command, "env": environment, "cwd": "/", "user": {"uid": int(uid), "gid": int(gid)},
                "capabilities": none, "noNewPrivileges": True,
            },
            "mounts": [*PLACES, *mounts],
            "linux": {
                "namespaces": [{"type": kind} for kind in ("pid", "ipc", "uts", "mount")],
                "maskedPaths": MASKED, "readonlyPaths": READ_ONLY, "seccomp": filter or seccomp.profile(ARCHITECTURE),
            },
        }

    def __exit__(self, *_):
        if self.server.process.poll() is None:
            subprocess.run([*self.crun, "delete", "--force", self.name], capture_output=True)
        self.server.stop()
        shutil.rmtree(self.folder)

    @property
    def pid(self):
        """Of its process 1, seen from outside."""
        file = self.folder / "pid"
        return int(wait_until("the container's process", lambda: file.exists() and file.read_text()))

    def wait(self, path="/-/ready"):
        self.server.wait_for(self.url + path, 60)
        return self

    def get(self, path="/metrics"):
        return get(self.url + path)[0].decode()

    def signal(self, number):
        os.kill(self.pid, number)

    def status(self, seconds=30):
        """Its exit status, once it has ended by itself."""
        return self.server.process.wait(seconds)

    def run_inside(self, *command):
        """(exit status, output) of a command in the container, as its user."""
        done = subprocess.run([*self.crun, "exec", self.name, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode()
