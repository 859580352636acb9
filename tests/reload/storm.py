"""A Weir whose configuration and plugins change again and again, half of the time into something broken.

Four collectors stay what they are; everything around them changes.
"""
import http.client
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile

from processes import Server, free_port, wait_until

WEIR = os.environ["WEIR"]
SCRAPER = os.environ["RELOAD_SCRAPER"]
PLUGIN = pathlib.Path(os.environ["WEIR_PLUGINS"]) / "foobar.so"
TEST_PLUGINS = pathlib.Path(os.environ["WEIR_TEST_PLUGINS"])
KEPT = ("k0", "k1", "k2", "k3")
OTHERS = ("v0", "v1", "v2", "v3", "v4", "v5")
# A worker with sanitizers takes a hundred times as long to start: scrapes would only pile up.
SCRAPES_A_SECOND = 5 if os.environ.get("RELOAD_SANITIZED") else 50
SAMPLE = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{.*\})?) (\S+)$")


def claim(name, **keys):
    """The line of a collector that shows one gauge, which has its name."""
    config = f"{{name: {name}, type: gauge, help: h, label: x, value: 1}}"
    more = "".join(f", {key}: {value}" for key, value in keys.items())
    return f"  - {{plugin: {TEST_PLUGINS}/claim.so, name: {name}, config: {config}{more}}}\n"


class Storm:
    """The process, and a configuration that changes by chance."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="weir-reload-"))
        self.plugins = self.folder / "plugins"
        self.plugins.mkdir()
        for folder in (self.folder, self.plugins):
            folder.chmod(0o755)
        self.file = self.folder / "exporter.yaml"
        self.web_file = self.folder / "web.yml"
        self.swapped = self.plugins / "foobar.so"
        self.good_plugin = PLUGIN.read_bytes()
        self.swapped.write_bytes(self.good_plugin)
        self.port, self.other_port = free_port(), free_port()
        self.taken = socket.socket()
        self.taken.bind(("127.0.0.1", 0))
        self.taken.listen()
        self.begin_anew()
        self.server = Server("weir", [WEIR, "--config.file", self.file], self.folder / "log")
        self.server.wait_for(f"http://127.0.0.1:{self.port}/-/ready")

    def begin_anew(self):
        """The file says what it said at first."""
        self.others = {"v0": {}, "v1": {}}
        self.web, self.defaults, self.listens = {}, {}, False
        self.frames = "deny"
        self.write(self.text())

    def close(self):
        status = self.server.stop()
        self.taken.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        return status

    # ---- What the file says

    def text(self, collectors="", port=None):
        addresses = [self.port] + [self.other_port] * self.listens + [port] * bool(port)
        listen = ", ".join(f"'127.0.0.1:{each}'" for each in addresses)
        web = ", config_file: web.yml" + "".join(f", {key}: {value}" for key, value in self.web.items())
        defaults = ", ".join(f"{key}: {value}" for key, value in self.defaults.items())
        others = "".join(claim(name, **keys) for name, keys in self.others.items())
        kept = "".join(claim(name, max_staleness="1m", timeout="30s") for name in KEPT)
        return (
            f"plugin_directory: {self.plugins}\nweb: {{listen: [{listen}]{web}}}\ndefaults: {{{defaults}}}\n"
            f"collectors:\n{others}{kept}  - {{plugin: foobar, max_staleness: 1m, timeout: 30s}}\n{collectors}"
        )

    def web_text(self, more=""):
        return f"http_server_config:\n  headers: {{X-Frame-Options: {self.frames}}}\n{more}"

    def write(self, text, web_text=None):
        for file, content in ((self.web_file, web_text or self.web_text()), (self.file, text)):
            new = self.folder / "new"
            new.write_text(content)
            new.rename(file)

    # ---- Good changes

    def change(self):
        """The file says something else, which is right."""
        self.random.choice([self._add_or_remove, self._rename, self._set, self._set_web, self._set_headers, self._set_default, self._listen])()
        self.write(self.text())

    def _add_or_remove(self):
        name = self.random.choice(OTHERS)
        if self.others.pop(name, None) is None:
            self.others[name] = {}

    def _rename(self):
        free = [name for name in OTHERS if name not in self.others]
        if self.others and free:
            self.others[self.random.choice(free)] = self.others.pop(self.random.choice(list(self.others)))

    def _set(self):
        name = self.random.choice(list(self.others) or ["v0"])
        key, values = self.random.choice(
            [
                ("labels", ["{site: a}", "{site: b, rack: c}"]),
                ("interval", ["100ms", "1s", "on_scrape"]),
                ("limits", ["{series: 10}", "{memory: 64MiB}"]),
                ("start_timeout", ["20s", "25s"]),
            ]
        )
        self.others.setdefault(name, {})[key] = self.random.choice(values)

    def _set_web(self):
        key, values = self.random.choice(
            [("max_requests", [256, 512]), ("max_connections", [512, 1024]), ("disable_exporter_metrics", ["true", "false"])]
        )
        self.web[key] = self.random.choice(values)

    def _set_headers(self):
        self.frames = "sameorigin" if self.frames == "deny" else "deny"

    def _set_default(self):
        self.defaults["max_staleness"] = self.random.choice(["30s", "40s"])

    def _listen(self):
        self.listens = not self.listens

    # ---- Broken changes

    def break_file(self):
        """The file says something that is wrong, or is none."""
        text = self.random.choice(
            [
                self.text().replace("collectors:", "collectors: ["),
                self.text("  - {plugin: foobar, name: x, intervall: 5s}\n"),
                self.text("  - {plugin: nothing}\n"),
                self.text(f"  - {{plugin: {TEST_PLUGINS}/trouble.so, config: {{mode: create_fails}}}}\n"),
                self.text(f"  - {{plugin: {TEST_PLUGINS}/trouble.so, config: {{typo: 1}}}}\n"),
                self.text(f"  - {{plugin: {TEST_PLUGINS}/stillborn.so}}\n"),
                self.text(port=self.taken.getsockname()[1]),
                self.text().replace("label: x", "label: y, typo: 1"),
                "web",
                None,
            ]
        )
        if text is None:
            self.file.unlink(missing_ok=True)
        elif text == "web":
            self.write(self.text(), self.web_text("tls_servr_config: {}\n"))
        else:
            self.write(text)

    # ---- Plugins

    def swap(self):
        """Another good file in the place of the plugin's."""
        self._put(self.good_plugin + self.random.randbytes(16))
        self.write(self.text())

    def break_plugin(self):
        size = len(self.good_plugin)
        self._put(
            self.random.choice(
                [b"", b"no plugin", self.good_plugin[:16384], (TEST_PLUGINS / "stillborn.so").read_bytes(), b"\x7fELF" + bytes(size)]
            )
        )
        self.write(self.text())

    def mend_plugin(self):
        self._put(self.good_plugin)

    def _put(self, content):
        if self.random.random() < 0.5:
            self.swapped.write_bytes(content)
            return
        new = self.plugins / "new"
        new.write_bytes(content)
        new.rename(self.swapped)

    # ---- What it says of itself

    def reload(self):
        """(status, text)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", "/-/reload")
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def samples(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", "/metrics")
            lines = connection.getresponse().read().decode().splitlines()
        finally:
            connection.close()
        matches = (SAMPLE.match(line) for line in lines if not line.startswith("#"))
        return {match.group(1): float(match.group(2)) for match in matches}

    def processes(self):
        """[(collector, pid)] of all workers, those that are on their way out among them"""
        found = []
        for entry in os.listdir("/proc"):
            try:
                stat = pathlib.Path(f"/proc/{entry}/stat").read_text() if entry.isdigit() else ""
            except (FileNotFoundError, ProcessLookupError):
                continue
            name, _, rest = stat.partition("(")[2].rpartition(")")
            if rest.split()[1:2] == [str(self.server.process.pid)]:
                found.append((name, int(entry)))
        return sorted(found)

    def workers(self):
        """{collector: pid}"""
        return dict(self.processes())

    def kill_one(self):
        """Ends one of the workers."""
        workers = self.workers()
        if workers:
            try:
                os.kill(self.random.choice(sorted(workers.values())), signal.SIGKILL)
            except ProcessLookupError:
                pass

    def settle(self):
        """Waits until there is one worker for each collector, and no other."""
        expected = sorted([*KEPT, *self.others, "foobar"])
        wait_until("the workers that shall be there alone", lambda: [name for name, _ in self.processes()] == expected, 30)

    def size(self):
        """(descriptors, threads, RSS in bytes)"""
        pid = self.server.process.pid
        status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        rss = int(re.search(r"^VmRSS:\s+(\d+)", status, re.M).group(1)) * 1024
        threads = int(re.search(r"^Threads:\s+(\d+)", status, re.M).group(1))
        return len(os.listdir(f"/proc/{pid}/fd")), threads, rss

    def start_scraper(self, seconds):
        """It fails a scrape that lacks a series of the collectors that stay, or of the plugin that is swapped."""
        series = [f'{name}{{id="x"}}' for name in KEPT] + ["foo_metric", "bar_metric"]
        command = [SCRAPER, self.port, "/metrics", SCRAPES_A_SECOND, seconds, len(series), 0, *series]
        return subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
