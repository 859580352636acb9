"""Every Prometheus, by every protocol that it scrapes with, compressed and not, stores the same series.
usage: matrix_test.py PREFIX_OF_WEIR FOLDER_OF_PROMETHEUS..."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import page
import tap
from processes import Server, free_port, get, wait_until
from prometheus_test import same, values_of
from relay import Relay
from scene import TEXT, Scene

# A protocol by the name that Prometheus 2.49 and later have for it -> what is asked for, and what has to come.
PROTOBUF = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
PROTOCOLS = {
    "PrometheusProto": PROTOBUF,
    "OpenMetricsText1.0.0": "application/openmetrics-text;version=1.0.0",
    "OpenMetricsText0.0.1": "application/openmetrics-text;version=0.0.1",
    "PrometheusText1.0.0": "text/plain;version=1.0.0",
    "PrometheusText0.0.4": TEXT,
}
SINCE = {"PrometheusText1.0.0": (3, 0)}
NAMES_PROTOCOLS = (2, 49)  # the first that can be told which protocol to use, and whether to compress
ENCODINGS = ("gzip", "identity")
# Names as they are, by how they are written for who takes letters and digits alone.
DOTTED = {"types_water_level": "types.water.level", "station_name": "station.name"}
OF_PROMETHEUS = ("up", "scrape_")
scene = None


def open_scene():
    global scene
    scene = Scene(sys.argv[1], sys.argv[2])
    scene.start_types()


def version_of(folder):
    done = subprocess.run([folder / "prometheus", "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return re.search(rb"version (\d+\.\d+\.\d+)", done.stdout)[1].decode()


class OnePrometheus:
    """One that scrapes Weir by every protocol and encoding that it knows, each through a relay that keeps what was
    answered."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.version = version_of(self.folder)
        self.number = tuple(map(int, self.version.split(".")[:2]))
        protocols = [name for name in PROTOCOLS if self.number >= SINCE.get(name, (0, 0))]
        self.jobs = {f"{name}-{encoding}": (name, encoding) for name in protocols for encoding in ENCODINGS}
        self.relays = {job: self._relay(*what) for job, what in self.jobs.items()}

    def _relay(self, protocol, encoding):
        # An old one cannot be told, so the relay asks in its place; what comes it reads by its Content-Type.
        told = self.number >= NAMES_PROTOCOLS
        relay = Relay(scene.weir.url + "/metrics/types", None if told else PROTOCOLS[protocol], None if told else encoding)
        scene.callback(relay.stop)
        return relay

    def _job(self, name):
        job = {"job_name": name, "static_configs": [{"targets": [f"127.0.0.1:{self.relays[name].port}"]}]}
        if self.number >= NAMES_PROTOCOLS:
            protocol, encoding = self.jobs[name]
            job.update(scrape_protocols=[protocol], enable_compression=encoding == "gzip")
        return job

    def start(self):
        work = pathlib.Path(tempfile.mkdtemp(dir=scene.folder))
        # Nothing here moves, so one scrape is enough; a busy machine shall have the time for it.
        times = {"scrape_interval": "15s", "scrape_timeout": "15s"}
        file = work / "prometheus.yml"
        file.write_text(json.dumps({"global": times, "scrape_configs": [self._job(name) for name in self.jobs]}))
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [self.folder / "prometheus", f"--config.file={file}", f"--storage.tsdb.path={work}/tsdb"]
        command += [f"--web.listen-address=127.0.0.1:{port}", "--enable-feature=native-histograms"]
        server = Server(f"prometheus {self.version}", command, work / "prometheus.log")
        scene.callback(server.stop)
        server.wait_for(self.url + "/-/ready")
        wait_until("a scrape by every job", self.scraped, seconds=120)

    def scraped(self):
        return len(self.ask("query", query="up")["result"]) == len(self.jobs)

    def ask(self, path, **parameters):
        return scene.ask(path, url=self.url, **parameters)

    def target(self, job):
        targets = self.ask("targets")["activeTargets"]
        return next(target for target in targets if target["labels"]["job"] == job)

    def stored(self, job):
        values = {}
        for series in self.ask("query", query=f'{{job="{job}"}}')["result"]:
            labels = {key: value for key, value in series["metric"].items() if key not in ("job", "instance")}
            name = labels.pop("__name__")
            if not name.startswith(OF_PROMETHEUS):
                values[name, frozenset(labels.items())] = float(series["value"][1])
        return values


def with_dots(values):
    named = lambda name: DOTTED.get(name, name)
    return {
        (named(name), frozenset((named(label), value) for label, value in labels)): number
        for (name, labels), number in values.items()
    }


class Matrix(unittest.TestCase):
    def check(self, prometheus, job):
        protocol, encoding = prometheus.jobs[job]
        target = prometheus.target(job)
        self.assertEqual((target["health"], target["lastError"]), ("up", ""))
        relay = prometheus.relays[job]
        asked, got = PROTOCOLS[protocol].split(";"), relay.content_type.replace(" ", "").split(";")
        self.assertEqual(asked, [part for part in got if not part.startswith(("charset=", "escaping="))])
        self.assertEqual(relay.content_encoding, "gzip" if encoding == "gzip" else None)
        expected, found = values_of(scene.page("/metrics/types")), prometheus.stored(job)
        if "escaping=allow-utf-8" in got:
            expected = with_dots(expected)
        self.assertGreaterEqual(len(expected), 600)
        self.assertEqual(sorted(map(str, expected.keys() ^ found.keys())), [], "on one side only")
        moved = {series: (value, found[series]) for series, value in expected.items() if not same(value, found[series])}
        self.assertEqual(moved, {}, "another value")
        print(f"{prometheus.version:9} {protocol:21} {encoding:9} {len(found)} samples right")


def add_tests(prometheus):
    def test_of(job):
        def test(self):
            if not hasattr(prometheus, "url"):
                prometheus.start()
            self.check(prometheus, job)

        test.__doc__ = f"matrix: Prometheus {prometheus.version}, {job}: every sample is stored, with its value"
        return test

    for job in prometheus.jobs:
        setattr(Matrix, f"test_{prometheus.version}_{job}", test_of(job))


def load_tests(loader, _tests, _pattern):
    open_scene()
    for folder in sys.argv[2:]:
        add_tests(OnePrometheus(folder))
    return loader.loadTestsFromTestCase(Matrix)


if __name__ == "__main__":
    try:
        status = tap.main()
    finally:
        if scene is not None:
            scene.close()
    sys.exit(status)
