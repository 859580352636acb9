"""A machine with a real systemd: a Debian root that systemd-nspawn boots, with a network of its own that
leads nowhere."""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

from processes import Server, wait_until

PROGRAMS = ("systemd", "systemd-sysv", "dbus", "curl")


def run(*command, **options):
    """Runs a command of the tests' own machine; raises with its output if it fails."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.returncode}\n{done.stdout.decode(errors='replace')}")
    return done.stdout.decode(errors="replace")


def dependencies_of(packages):
    """Names of what these packages need and are not themselves."""
    names, own = set(), {run("dpkg-deb", "--field", package, "Package").strip() for package in packages}
    for package in packages:
        for dependency in run("dpkg-deb", "--field", package, "Depends").split(","):
            # The first of alternatives.
            names.add(re.sub(r"\s*[(|].*", "", dependency.strip(), flags=re.S))
    return sorted(names - own - {""})


class Machine(contextlib.AbstractContextManager):
    """Booted when it is made, and gone when it is closed."""

    def __init__(self, folder, packages):
        """folder: where its root is kept; packages: files whose dependencies it has."""
        self.folder = pathlib.Path(folder)
        self.root = self.folder / "root"
        self._make_root(dependencies_of(packages))
        command = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", "--private-network"]
        # Of which nspawn's own filter knows nothing.
        command += ["--system-call-filter=landlock_create_ruleset landlock_add_rule landlock_restrict_self"]
        self.nspawn = Server("systemd-nspawn", [*command, f"--directory={self.root}"], self.folder / "boot.log")
        try:
            self._wait_for_boot()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        if self.nspawn.process.poll() is None:
            with contextlib.suppress(ProcessLookupError, TypeError):
                os.kill(self.init, signal.SIGRTMIN + 4)  # systemctl poweroff
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.nspawn.process.wait(30)
        self.nspawn.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    init = None  # its process 1, seen from outside

    def _make_root(self, names):
        """From an archive, which is made anew only when it lacks a package."""
        self.folder.mkdir(parents=True, exist_ok=True)
        archive, contents = self.folder / "root.tar", self.folder / "root.packages"
        wanted = [*PROGRAMS, *names]
        if not contents.exists() or not set(wanted) <= set(contents.read_text().split()):
            contents.unlink(missing_ok=True)
            run("mmdebstrap", "--variant=minbase", "--include=" + ",".join(wanted), "bookworm", archive)
            contents.write_text("\n".join(wanted) + "\n")
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir()
        run("tar", "--numeric-owner", "-C", self.root, "-xf", archive)

    def _wait_for_boot(self):
        def booted():
            if self.nspawn.process.poll() is not None:
                raise RuntimeError(self.nspawn.log_text())
            children = pathlib.Path(f"/proc/{self.nspawn.process.pid}/task/{self.nspawn.process.pid}/children")
            self.init = int((children.read_text().split() or [0])[0])
            return self.init and self.try_command("systemctl", "is-system-running")[1].strip() in ("running", "degraded")

        wait_until("the machine's boot", booted, 180)

    def try_command(self, *command):
        """(status, output) of a command inside."""
        inside = ["nsenter", f"--target={self.init}", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup"]
        inside += ["--root", "--wd", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive"]
        done = subprocess.run(
            [*inside, *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300
        )
        return done.returncode, done.stdout.decode(errors="replace")

    def run(self, *command):
        """The output of a command inside, which must not fail."""
        status, output = self.try_command(*command)
        if status:
            raise AssertionError(f"{command}: {status}\n{output}")
        return output

    def install(self, packages):
        """Installs files of packages as one would by hand: apt, nothing from elsewhere."""
        names = []
        for package in packages:
            shutil.copy(package, self.root / "root")
            names.append(f"/root/{pathlib.Path(package).name}")
        return self.run("apt-get", "install", "--yes", "--no-install-recommends", *names)

    def get(self, path="/metrics", port=8080):
        return self.run("curl", "--silent", "--show-error", "--fail", f"http://127.0.0.1:{port}{path}")

    def property(self, unit, name):
        return self.run("systemctl", "show", "--value", f"--property={name}", unit).strip()

    def write(self, path, text):
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


class Poller(contextlib.AbstractContextManager):
    """Asks for a page again and again, in the machine's network; `gaps` has the times from one to the next."""

    SCRIPT = """
import socket, sys, time
last = time.monotonic()
while True:
    try:
        with socket.create_connection(("127.0.0.1", 8080), timeout=5) as client:
            client.sendall(b"GET /-/ready HTTP/1.1\\r\\nHost: weir\\r\\nConnection: close\\r\\n\\r\\n")
            good = client.recv(64).startswith(b"HTTP/1.1 200")
    except OSError as error:
        good = False
        print(type(error).__name__, flush=True)
    now = time.monotonic()
    if good:
        print(f"{now - last:.3f}", flush=True)
        last = now
    time.sleep(0.01)
"""

    def __init__(self, machine):
        self.log = machine.folder / "poll.log"
        command = ["nsenter", f"--target={machine.init}", "--net", "python3", "-c", self.SCRIPT]
        self.server = Server("poller", command, self.log)

    def __exit__(self, *_):
        self.server.stop()

    def gaps(self):
        return [float(line) for line in self.server.log_text().splitlines() if line[0].isdigit()]

    def refusals(self):
        return self.server.log_text().splitlines().count("ConnectionRefusedError")

    def wait_for_another(self):
        count = len(self.gaps())
        wait_until("another page", lambda: len(self.gaps()) > count, 120)


class Taken(contextlib.AbstractContextManager):
    """Somebody else listens on port 8080 of the machine."""

    SCRIPT = """
import socket, time
taken = socket.create_server(("", 8080))
print("taken", flush=True)
time.sleep(600)
"""

    def __init__(self, machine):
        command = ["nsenter", f"--target={machine.init}", "--net", "python3", "-c", self.SCRIPT]
        self.server = Server("somebody else", command, machine.folder / "taken.log")
        wait_until("the port", lambda: "taken" in self.server.log_text())

    def __exit__(self, *_):
        self.server.stop()
