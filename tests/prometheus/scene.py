"""What the tests look at: a Weir with all kinds of collectors, and a Prometheus that scrapes it three
times: directly, through a relay, and through a relay that asks for the text format."""
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.parse

from processes import Server, free_port, get, wait_until
from relay import Relay

SOURCE = pathlib.Path(__file__).resolve().parents[2]
TESTDATA = SOURCE / "plugins/linux/testdata"
TEXT = "text/plain;version=0.0.4"

COLLECTORS = f"""
collectors:
  - plugin: foobar
  - plugin: linux
    labels: {{origin: machine}}
  - plugin: linux
    name: testdata
    labels: {{origin: testdata}}
    config: {{procfs: {TESTDATA}/procfs, sysfs: {TESTDATA}/sysfs}}
  - plugin: ./types.so
"""
SCRAPES = """
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - {{job_name: direct, static_configs: [{{targets: ["127.0.0.1:{direct}"]}}]}}
  - {{job_name: openmetrics, static_configs: [{{targets: ["127.0.0.1:{openmetrics}"]}}]}}
  - {{job_name: text, static_configs: [{{targets: ["127.0.0.1:{text}"]}}]}}
"""


class Scene(contextlib.ExitStack):
    """Everything ends when it is closed."""

    def __init__(self, prefix, servers):
        """prefix: where Weir is installed; servers: where prometheus and promtool are."""
        super().__init__()
        self.prefix, self.servers = pathlib.Path(prefix).resolve(), pathlib.Path(servers).resolve()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="weir-prometheus-"))
        self.callback(shutil.rmtree, self.folder, ignore_errors=True)

    def start(self):
        self.compile("types")
        self.weir = self.start_weir("weir", COLLECTORS)
        self.relays = {"openmetrics": self.relay(None), "text": self.relay(TEXT)}
        ports = {name: relay.port for name, relay in self.relays.items()}
        self.start_prometheus(SCRAPES.format(direct=self.weir.port, **ports), "--enable-feature=exemplar-storage")

    def start_types(self):
        """A Weir with the collector of all types alone, and no Prometheus."""
        self.compile("types")
        self.weir = self.start_weir("weir", "collectors: [{plugin: ./types.so}]\n")

    def start_weir(self, name, configuration):
        """Starts a Weir and waits until it is ready; gives the server, with its `url`."""
        file = self.folder / f"{name}.yaml"
        file.write_text(configuration)
        port = free_port()
        plugins = next(self.prefix.glob("**/weir/plugins"))
        command = [self.prefix / "bin/weir", "--config.file", file, "--plugin.directory", plugins]
        server = Server(name, command + ["--web.listen-address", f"127.0.0.1:{port}"], self.folder / f"{name}.log")
        self.callback(server.stop)
        server.port, server.url = port, f"http://127.0.0.1:{port}"
        server.wait_for(server.url + "/-/ready")
        return server

    def page(self, path="/metrics", accept=TEXT):
        return get(self.weir.url + path, {"Accept": accept})[0].decode("utf-8")

    def promtool(self, *arguments, text):
        """(exit status, lines) of promtool with text on its standard input."""
        done = subprocess.run(
            [self.servers / "promtool", *arguments], input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        return done.returncode, done.stdout.decode().splitlines()

    def ask(self, path, url=None, **parameters):
        """The data of an answer of Prometheus' API; url: of another one than the scene's."""
        body, _ = get(f"{url or self.prometheus_url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}")
        return json.loads(body)["data"]

    def targets(self):
        return {target["labels"]["job"]: target for target in self.ask("targets")["activeTargets"]}

    def compile(self, plugin):
        """Of this folder's C."""
        library, source = self.folder / f"{plugin}.so", SOURCE / f"tests/prometheus/{plugin}.c"
        flags = "-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Werror -O1 -fPIC -shared -fvisibility=hidden"
        include = self.prefix / "include"
        subprocess.run(["cc", *flags.split(), f"-I{include}", source, "-lm", "-o", library], check=True)

    def relay(self, accept):
        relay = Relay(self.weir.url + "/metrics", accept)
        self.callback(relay.stop)
        return relay

    def start_prometheus(self, configuration, *flags):
        file = self.folder / "prometheus.yml"
        file.write_text(configuration)
        port = free_port()
        self.prometheus_url = f"http://127.0.0.1:{port}"
        command = [self.servers / "prometheus", f"--config.file={file}", f"--storage.tsdb.path={self.folder}/tsdb"]
        command += [f"--web.listen-address=127.0.0.1:{port}", *flags]
        self.prometheus = Server("prometheus", command, self.folder / "prometheus.log")
        self.callback(self.prometheus.stop)
        self.prometheus.wait_for(self.prometheus_url + "/-/ready")

    def wait_for_scrapes(self):
        """Until the first scrape of each target is stored, whatever came of it."""
        wait_until("a scrape of each target", lambda: len(self.ask("query", query="up")["result"]) == 3)

    def freeze(self, relay):
        relay.freeze()
        # The second scrape of the frozen page begins when the first is stored.
        wait_until("two scrapes of a frozen page", lambda: relay.served_frozen >= 2)
