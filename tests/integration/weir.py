"""The program under test: started with a configuration, asked over HTTP, ended by its id."""
import contextlib
import http.client
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

from processes import Server, free_port

WEIR = os.environ["WEIR"]
PLUGINS = os.environ["WEIR_PLUGINS"]
TEST_PLUGINS = os.environ["WEIR_TEST_PLUGINS"]
SAMPLE = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$")


def trouble(name, mode, **keys):
    """The lines of one collector that runs the trouble plugin in that mode."""
    more = "".join(f", {key}: {value}" for key, value in keys.items())
    return f"  - {{plugin: {TEST_PLUGINS}/trouble.so, name: {name}, config: {{mode: {mode}}}{more}}}\n"


def claim(collector, **config):
    """The lines of one collector that shows one series."""
    text = ", ".join(f"{key}: {value!r}" if isinstance(value, str) else f"{key}: {value}" for key, value in config.items())
    return f"  - {{plugin: {TEST_PLUGINS}/claim.so, name: {collector}, config: {{{text}}}}}\n"


class Running(contextlib.AbstractContextManager):
    """A Weir that serves."""

    def __init__(self, collectors, directory=PLUGINS, isolation="process", prefix=(), arguments=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="weir-test-"))
        file = self.folder / "exporter.yaml"
        head = f"plugin_directory: {directory}\ndefaults: {{isolation: {isolation}}}\n"
        file.write_text(f"{head}collectors:\n{collectors}")
        self.port = free_port()
        command = [*prefix, WEIR, "--config.file", file, "--web.listen-address", f"127.0.0.1:{self.port}", "--log.level", "debug"]
        command += arguments
        self.server = Server("weir", command, self.folder / "log")
        self.server.wait_for(f"http://127.0.0.1:{self.port}/-/healthy")

    def __exit__(self, *_):
        self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, path="/metrics", method="GET", headers=None, timeout=30):
        """(status, body text, seconds it took)"""
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            body = answer.read().decode()
            self.headers = answer.headers
            return answer.status, body, time.monotonic() - started

    def samples(self, path="/metrics"):
        """{'name{labels}': value} of a page."""
        status, body, _ = self.ask(path)
        assert status == 200, (status, body)
        found = {}
        for line in body.splitlines():
            if line.startswith("#"):
                continue
            name, labels, value = SAMPLE.match(line).groups()
            key = f"{name}{{{labels}}}" if labels else name
            assert key not in found, f"twice on the page: {key}"
            found[key] = float(value)
        return found

    def wait_ready(self):
        self.server.wait_for(f"http://127.0.0.1:{self.port}/-/ready")

    def log(self):
        return self.server.log_text()


def command(*arguments, files=None, env=None, prefix=()):
    """Runs a command of weir in an empty folder with these files; gives the finished process."""
    with tempfile.TemporaryDirectory(prefix="weir-test-") as folder:
        for name, text in (files or {}).items():
            (pathlib.Path(folder) / name).write_text(text)
        return subprocess.run(
            [*prefix, WEIR, *arguments], cwd=folder, text=True, capture_output=True, timeout=60, env={**os.environ, **(env or {})}
        )


class Case(unittest.TestCase):
    maxDiff = None
