"""A Weir in a pid namespace of its own, with bounds on memory and processes, as any user."""
import ctypes
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from processes import free_port, get, wait_until

HERE = pathlib.Path(__file__).resolve().parent
WEIR = os.environ["WEIR"]
SCRAPER = os.environ["CHAOS_SCRAPER"]
SANITIZED = bool(os.environ.get("CHAOS_SANITIZED"))
NOBODY = 65534
MEMORY, PROCESSES = 3 << 30, 600
PR_SET_PDEATHSIG = 1
SAMPLE = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{.*\})?) (\S+)$")
libc = ctypes.CDLL(None, use_errno=True)


def unshare():
    """The command that makes the namespaces; who is not root needs one of users, too."""
    own = [] if os.geteuid() == 0 else ["--user", "--map-current-user"]
    return ["unshare", *own, "--pid", "--fork", "--mount-proc", "--kill-child"]


def why_not():
    """Why there can be no cage here; empty if there can be one."""
    try:
        tried = subprocess.run([*unshare(), "true"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return tried.stderr.strip() if tried.returncode != 0 else ""


class ControlGroups:
    """Groups for memory and processes below this process' own, as far as they may be made."""

    def __init__(self):
        self.folders = []
        for line in pathlib.Path("/proc/self/cgroup").read_text(encoding="ascii").splitlines():
            _, controllers, path = line.split(":", 2)
            for name, limit in (("memory", ("memory.limit_in_bytes", MEMORY)), ("pids", ("pids.max", PROCESSES))):
                if name in controllers.split(","):
                    self._make(pathlib.Path(f"/sys/fs/cgroup/{controllers}{path}"), *limit)

    def _make(self, parent, file, limit):
        folder = parent / f"weir-chaos-{os.getpid()}-{time.monotonic_ns()}"
        try:
            folder.mkdir()
            self.folders.append(folder)
            (folder / file).write_text(str(limit))
        except OSError:
            pass  # the limits of resources remain

    def enter(self):
        for folder in self.folders:
            try:
                (folder / "cgroup.procs").write_text("0")
            except OSError:
                pass

    def close(self):
        for folder in self.folders:
            wait_until(f"the end of {folder}", lambda f=folder: not (f / "cgroup.procs").read_text(), 10)
            folder.rmdir()


def stat_of(pid):
    """(name, state, parent) of a process, or None."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, parent = text[text.rindex(")") + 2 :].split()[:2]
    return text[text.index("(") + 1 : text.rindex(")")], state, int(parent)


def processes():
    pids = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]
    return {pid: stat for pid in pids if (stat := stat_of(pid))}


def children_of(parent):
    return {pid: stat for pid, stat in processes().items() if stat[2] == parent}


class Cage:
    """The host's process and all that comes of it.  Files: folder/etc for its secrets, folder/work for
    what everybody may read, folder/hanging/disk for a file system that never answers."""

    def __init__(self, collectors, isolation="process", user=0, hanging=False):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="weir-chaos-"))
        self.user, self.ended, self.lines = user, None, []
        self.folder.chmod(0o755)
        for name in ("etc", "work", "hanging/disk"):
            (self.folder / name).mkdir(parents=True)
        self.secret = self._write("etc/secret.key", "a secret of the exporter\n")
        config = self._write("etc/exporter.yaml", f"defaults: {{isolation: {isolation}}}\ncollectors:\n{collectors(self.folder)}")
        self.port = free_port()
        disk = str(self.folder / "hanging/disk") if hanging else "-"
        self._start(disk, [WEIR, "--config.file", config, "--web.listen-address", f"127.0.0.1:{self.port}"])

    def _write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        if os.geteuid() == 0:
            os.chown(path, self.user, self.user)
            os.chown(path.parent, self.user, self.user)
        return path

    def _start(self, disk, weir):
        self.groups = ControlGroups()
        self.log_file = open(self.folder / "log", "wb")
        command = [*unshare(), sys.executable, HERE / "cage_init.py", self.user, disk, *weir]
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log_file,
            text=True,
            start_new_session=True,
            env={**os.environ, "WEIR_CHAOS_SECRET": "a secret of the environment"},
            preexec_fn=self._enter,
        )
        self.reader = threading.Thread(target=self._listen, daemon=True)
        self.reader.start()
        wait_until("the cage", lambda: self.lines or self.process.poll() is not None, 20)
        if not self.lines:
            raise RuntimeError(f"no cage:\n{self.log()}")
        (self.init,) = children_of(self.process.pid)
        self.pid = next((pid for pid in children_of(self.init)), None)

    def _enter(self):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        self.groups.enter()

    def _listen(self):
        for line in self.process.stdout:
            if line.startswith("ended "):
                self.ended = int(line.split()[1])
            self.lines.append(line)

    def kill(self):
        """The host and all that is left in the namespace."""
        self.process.kill()
        self.process.wait()

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
        self.reader.join()
        self.process.stdout.close()
        self.log_file.close()
        self.groups.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def release(self):
        """Ends the file system that never answers."""
        self.process.stdin.write("release\n")
        self.process.stdin.flush()

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def page(self, path="/metrics"):
        return get(f"http://127.0.0.1:{self.port}{path}", {"X-Prometheus-Scrape-Timeout-Seconds": "2"})[0].decode()

    def samples(self):
        """{series: value} of the page, empty if there is none."""
        try:
            lines = self.page().splitlines()
        except OSError:
            return {}
        matches = (SAMPLE.match(line) for line in lines if not line.startswith("#"))
        return {match.group(1): float(match.group(2)) for match in matches}

    def wait_ready(self):
        def ready():
            if self.ended is not None:
                raise RuntimeError(f"the host ended with {self.ended}:\n{self.log()}")
            try:
                return get(f"http://127.0.0.1:{self.port}/-/ready")
            except OSError:
                return False

        wait_until("readiness", ready)

    def scrape(self, seconds, needed=(), rate=50, oldest=0):
        command = [SCRAPER, self.port, "/metrics", rate, seconds, len(needed), oldest, *needed]
        return subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)

    def size(self):
        """(descriptors, threads, RSS in bytes) of the host."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        rss = int(re.search(r"^VmRSS:\s+(\d+)", status, re.M).group(1)) * 1024
        threads = int(re.search(r"^Threads:\s+(\d+)", status, re.M).group(1))
        return len(os.listdir(f"/proc/{self.pid}/fd")), threads, rss

    def workers(self):
        """{name: pid}, zombies included."""
        return {name: pid for pid, (name, _, _) in children_of(self.pid).items()}

    def others(self):
        """All in the namespace but its first process and the host."""
        mine = os.stat(f"/proc/{self.init}/ns/pid").st_ino
        return {pid: stat for pid, stat in processes().items() if pid not in (self.init, self.pid) and namespace_of(pid) == mine}

    def is_over(self):
        stat = stat_of(self.pid)
        return stat is None or stat[1] == "Z"

    def stop(self, seconds=10):
        """Asks the host to end; gives its exit status, or None if it does not end."""
        if not self.is_over():
            os.kill(self.pid, signal.SIGTERM)
        try:
            wait_until("the host's end", self.is_over, seconds)
            os.kill(self.init, signal.SIGCONT)  # who has been traced may have been left stopped
            wait_until("its status", lambda: self.ended is not None, 5)
        except TimeoutError:
            return None
        return self.ended


def namespace_of(pid):
    try:
        return os.stat(f"/proc/{pid}/ns/pid").st_ino
    except OSError:
        return None


def result_of(scraper):
    output, _ = scraper.communicate(timeout=120)
    assert scraper.returncode == 0, scraper.args
    return json.loads(output)
