"""What Weir with ten collectors costs: its start, and its memory when it is idle."""
import dataclasses
import pathlib
import re
import statistics
import tempfile
import time

from machine import run
from processes import Server, free_port, get, wait_until

STARTS = 9
# Nine small ones and one that reads all of the machine.
COLLECTORS = "".join(f"  - {{plugin: foobar, name: c{i}, labels: {{c: '{i}'}}}}\n" for i in range(9)) + "  - {plugin: linux}\n"


@dataclasses.dataclass
class Cost:
    start: float  # seconds, the median
    up: int  # collectors on the first page
    memory: int  # bytes, proportional set sizes summed
    processes: int


def proportional_set_size(pid):
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", text, re.M)[1]) * 1024


def family_of(pid):
    """The process and its children."""
    pids = [pid]
    for entry in pathlib.Path("/proc").glob("[0-9]*/status"):
        try:
            if re.search(rf"^PPid:\s+{pid}$", entry.read_text(), re.M):
                pids.append(int(entry.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            pass
    return pids


class Started:
    """Weir out of unpacked packages, and the first page that it gave."""

    def __init__(self, folder):
        file = folder / "exporter.yaml"
        file.write_text(f"collectors:\n{COLLECTORS}")
        port = free_port()
        (plugins,) = folder.glob("usr/lib/*/weir/plugins")
        command = [folder / "usr/bin/weir", "--config.file", file, "--plugin.directory", plugins]
        began = time.monotonic()
        self.server = Server("weir", [*command, "--web.listen-address", f"127.0.0.1:{port}"], folder / "log")
        self.url = f"http://127.0.0.1:{port}/metrics"
        self.page = self._first_page()
        self.seconds = time.monotonic() - began

    def _first_page(self):
        while self.server.process.poll() is None:
            try:
                return get(self.url)[0].decode()
            except OSError:
                time.sleep(0.001)
        raise RuntimeError(self.server.log_text())

    def memory(self):
        """(bytes, processes) once nothing is going on any more."""
        pids = family_of(self.server.process.pid)
        ticks = lambda: [pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in pids]
        before = [None]

        def idle():
            before.append(ticks())
            time.sleep(0.5)
            return before[-1] == ticks()

        wait_until("an idle Weir", idle, 60)
        return sum(map(proportional_set_size, pids)), len(pids)


def measure(*packages):
    with tempfile.TemporaryDirectory(prefix="weir-cost-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        for package in packages:
            run("dpkg-deb", "--extract", package, folder)
        seconds = []
        for _ in range(STARTS):
            started = Started(folder)
            seconds.append(started.seconds)
            if len(seconds) < STARTS:
                started.server.stop()
        try:
            up = len(re.findall(r'(?m)^weir_collector_up\{.*\} 1$', started.page))
            memory, processes = started.memory()
        finally:
            started.server.stop()
        return Cost(statistics.median(seconds), up, memory, processes)
