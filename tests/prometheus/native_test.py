"""A real Prometheus that asks for native histograms stores those of a plugin, and computes with them.
usage: native_test.py PREFIX_OF_WEIR FOLDER_OF_PROMETHEUS"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import tap
from processes import wait_until
from scene import TEXT, Scene

OPENMETRICS = "application/openmetrics-text;version=1.0.0"
COLLECTORS = """
collectors:
  - {plugin: ./native.so, isolation: process, labels: {in: worker}, created_timestamps: true}
  - {plugin: ./native.so, name: in_host, isolation: in_process, labels: {in: host}}
"""
SCRAPES = """
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - {{job_name: native, static_configs: [{{targets: ["127.0.0.1:{native}"]}}]}}
  - {{job_name: text, static_configs: [{{targets: ["127.0.0.1:{text}"]}}]}}
"""
# What native.c attaches, as Prometheus gives it: which bounds are closed, bounds, count.
BUCKETS = [
    [1, "-1", "-0.5", "1"],
    [3, "-0.125", "0.125", "2"],
    [0, "1", "2", "4"],
    [0, "2", "4", "3"],
    [0, "16", "32", "1"],
]
scene = None


def setUpModule():
    global scene
    scene = Scene(*sys.argv[1:3])
    scene.compile("native")
    scene.weir = scene.start_weir("weir", COLLECTORS)
    relay = scene.relay(TEXT)
    scene.start_prometheus(
        SCRAPES.format(native=scene.weir.port, text=relay.port), "--enable-feature=native-histograms"
    )
    wait_until("a scrape of each target", lambda: len(scene.ask("query", query="up")["result"]) == 2)


def stored(selector):
    return scene.ask("query", query=selector)["result"]


def names(job):
    found = {series["metric"]["__name__"] for series in stored(f'{{job="{job}",__name__=~"native_.*"}}')}
    return sorted(found)


class Native(unittest.TestCase):
    def test_targets_are_up(self):
        """native: both targets are up and have no scrape error"""
        for job, target in scene.targets().items():
            self.assertEqual((target["health"], target["lastError"]), ("up", ""), job)

    def test_is_stored(self):
        """native: Prometheus has each histogram whole, from a worker and from within the host"""
        for name in ("native_alone", "native_both", "native_gauge"):
            series = stored(f'{name}{{job="native"}}')
            self.assertEqual({one["metric"]["in"] for one in series}, {"worker", "host"}, name)
            for one in series:
                histogram = one["histogram"][1]
                self.assertEqual((histogram["count"], histogram["sum"]), ("11", "40.5"), name)
                self.assertEqual(histogram["buckets"], BUCKETS, name)

    def test_quantiles(self):
        """native: histogram_quantile, _count and _sum are right"""
        selector = 'native_alone{job="native",in="worker"}'

        def of(query):
            (series,) = stored(query)
            return float(series["value"][1])

        # Of eleven, seven are 2 or less; ten are 4 or less.
        self.assertAlmostEqual(of(f"histogram_quantile(7 / 11, {selector})"), 2)
        self.assertAlmostEqual(of(f"histogram_quantile(10 / 11, {selector})"), 4)
        self.assertAlmostEqual(of(f"histogram_quantile(1, {selector})"), 32)
        self.assertEqual(of(f"histogram_count({selector})"), 11)
        self.assertEqual(of(f"histogram_sum({selector})"), 40.5)

    def test_is_stored_alone(self):
        """native: beside it are only the gauges that text has of a gauge histogram"""
        gauges = ["native_gauge_bucket", "native_gauge_gcount", "native_gauge_gsum"]
        self.assertEqual(names("native"), ["native_alone", "native_both", "native_gauge", *gauges])

    def test_text_has_the_classic_form(self):
        """native: as text it is classic, without bounds the bucket of all"""
        classic = [f"{name}_{suffix}" for name in ("native_alone", "native_both") for suffix in ("bucket", "count", "sum")]
        gauges = ["native_gauge_bucket", "native_gauge_gcount", "native_gauge_gsum"]
        self.assertEqual(names("text"), sorted(classic + gauges))
        bounds = {series["metric"]["le"]: series["value"][1] for series in stored('native_both_bucket{job="text",in="host"}')}
        self.assertEqual(bounds, {"2.0": "7", "8.0": "10", "+Inf": "11"})
        bounds = {series["metric"]["le"]: series["value"][1] for series in stored('native_alone_bucket{job="text",in="host"}')}
        self.assertEqual(bounds, {"+Inf": "11"})


class Created(unittest.TestCase):
    def test_only_where_asked_for(self):
        """created: in OpenMetrics, for the collector whose configuration asks"""
        lines = [line for line in scene.page(accept=OPENMETRICS).splitlines() if "_created" in line]
        self.assertEqual(lines, ['native_alone_created{in="worker"} 1700000000.125'])
        self.assertNotIn("_created", scene.page())


if __name__ == "__main__":
    try:
        status = tap.main()
    finally:
        if scene is not None:
            scene.close()
    sys.exit(status)
