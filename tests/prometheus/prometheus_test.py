"""A real Prometheus scrapes Weir; promtool and Python's parsers judge its pages.
usage: prometheus_test.py PREFIX_OF_WEIR FOLDER_OF_PROMETHEUS"""
import math
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import page
import tap
from processes import get, wait_until
from prometheus_client import parser as text_parser
from prometheus_client.openmetrics import parser as openmetrics_parser
from scene import TEXT, Scene

OPENMETRICS = "application/openmetrics-text;version=1.0.0"
OF_PROMETHEUS = ("up", "scrape_")  # series that it adds to each target
NO_TOTAL = 'counter metrics should have "_total" suffix'
scene = None


def setUpModule():
    global scene
    scene = Scene(*sys.argv[1:3])
    scene.start()
    scene.wait_for_scrapes()


def same(one, other):
    return one == other or (math.isnan(one) and math.isnan(other))


def stands_still(series):
    name, labels = series
    if name.startswith(("types_", "foo_", "bar_")):
        return True
    # The clock, and what statvfs says, come from the machine even so.
    return ("origin", "testdata") in labels and not name.startswith(("node_time_", "node_filesystem_"))


def values_of(text):
    """(name, labels) -> value of a page, which must not have a series twice."""
    samples = page.samples_of(text)
    values = {sample.series: sample.value for sample in samples}
    if len(values) != len(samples):
        raise AssertionError("a series twice on the page")
    return values


def stored(job):
    """(name, labels) -> value of all that Prometheus has of a job now, its own series left out."""
    values = {}
    for series in scene.ask("query", query=f'{{job="{job}"}}')["result"]:
        labels = {key: value for key, value in series["metric"].items() if key not in ("job", "instance")}
        name = labels.pop("__name__")
        if not name.startswith(OF_PROMETHEUS):
            values[name, frozenset(labels.items())] = float(series["value"][1])
    return values


class Scrape(unittest.TestCase):
    def test_targets_are_up(self):
        """scrape: every target is up and has no scrape error"""
        for job, target in scene.targets().items():
            self.assertEqual((target["health"], target["lastError"]), ("up", ""), job)
        up = {series["metric"]["job"]: series["value"][1] for series in scene.ask("query", query="up")["result"]}
        self.assertEqual(up, {"direct": "1", "openmetrics": "1", "text": "1"})

    def test_nothing_is_dropped(self):
        """scrape: Prometheus finds no duplicate sample and none out of order"""
        own = get(scene.prometheus_url + "/metrics")[0].decode()
        counts = {s.name: s.value for s in page.samples_of(own) if s.name.startswith("prometheus_target_scrapes_sample_")}
        self.assertIn("prometheus_target_scrapes_sample_duplicate_timestamp_total", counts)
        self.assertEqual({name: count for name, count in counts.items() if count}, {})

    def check_frozen(self, job, content_type):
        relay = scene.relays[job]
        scene.freeze(relay)
        self.assertEqual(relay.content_type.replace(" ", "").split(";charset")[0], content_type)
        self.assertEqual(relay.content_encoding, "gzip")
        expected, found = values_of(relay.text), stored(job)
        self.assertGreaterEqual(len(expected), 500)
        self.assertEqual(sorted(map(str, expected.keys() - found.keys())), [], "only on the page")
        self.assertEqual(sorted(map(str, found.keys() - expected.keys())), [], "only in Prometheus")
        moved = {series: (value, found[series]) for series, value in expected.items() if not same(value, found[series])}
        self.assertEqual(moved, {}, "another value")
        print(f"{job}: {len(expected)} samples compared")

    def test_openmetrics(self):
        """scrape: Prometheus has name, labels and value of every sample, as OpenMetrics"""
        self.check_frozen("openmetrics", OPENMETRICS)

    def test_text(self):
        """scrape: Prometheus has name, labels and value of every sample, as text"""
        self.check_frozen("text", TEXT)

    def test_direct(self):
        """scrape: without a relay, every series is there, and what stands still has its value"""
        expected, found = values_of(scene.page()), {}

        def stored_all():
            found.clear()
            found.update(stored("direct"))
            return expected.keys() <= found.keys()

        try:  # asking for a page has made series of its own, which the next scrape has
            wait_until("every series", stored_all, seconds=10)
        except TimeoutError:
            self.fail(sorted(map(str, expected.keys() - found.keys())))
        still = [series for series in expected if stands_still(series)]
        self.assertGreaterEqual(len(still), 500)
        self.assertEqual([series for series in still if not same(expected[series], found[series])], [])

    def test_exemplars(self):
        """scrape: Prometheus has every exemplar of the page"""
        samples = page.samples_of(scene.page(accept=OPENMETRICS))
        expected = {(s.series, s.exemplar) for s in samples if s.exemplar}
        self.assertEqual(len(expected), 2)
        found = set()
        query = '{__name__=~"types_.*",job="direct"}'
        for series in scene.ask("query_exemplars", query=query, start="0", end="9999999999"):
            labels = {key: value for key, value in series["seriesLabels"].items() if key not in ("job", "instance")}
            name = labels.pop("__name__")
            for exemplar in series["exemplars"]:
                shown = frozenset(exemplar["labels"].items()), float(exemplar["value"])
                found.add(((name, frozenset(labels.items())), shown))
        self.assertEqual(found, expected)

    def test_types(self):
        """scrape: Prometheus has the type of every family, and the page has every type"""
        types = page.types_of(scene.page(accept=OPENMETRICS))
        told = {family["metric"]: family["type"] for family in scene.ask("targets/metadata", match_target='{job="direct"}')}
        self.assertEqual(told, types)
        every = {"counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset", "unknown"}
        self.assertEqual(set(types.values()), every)


class Promtool(unittest.TestCase):
    def test_own_metrics(self):
        """promtool: silent about a Weir without collectors"""
        weir = scene.start_weir("empty", "collectors: []\n")
        own = get(weir.url + "/metrics")[0].decode()
        self.assertIn("weir_build_info", own)
        self.assertIn("process_resident_memory_bytes", own)
        self.assertEqual(scene.promtool("check", "metrics", text=own), (0, []))

    def test_own_metrics_about_collectors(self):
        """promtool: silent about what Weir says of its collectors"""
        lines = scene.page().splitlines(keepends=True)
        own = [line for line in lines if line.split(" ")[2 if line[0] == "#" else 0].startswith(("weir_", "process_"))]
        self.assertIn("# TYPE weir_collector_up gauge\n", own)
        self.assertEqual(scene.promtool("check", "metrics", text="".join(own)), (0, []))

    def test_foobar(self):
        """promtool: of foobar says that its two counters lack _total, and nothing else"""
        status, lines = scene.promtool("check", "metrics", text=scene.page("/metrics/foobar"))
        self.assertEqual(sorted(lines), [f"bar_metric {NO_TOTAL}", f"foo_metric {NO_TOTAL}"])
        self.assertEqual(status, 3)


class Parsers(unittest.TestCase):
    PATHS = ("/metrics", "/metrics/foobar", "/metrics/linux", "/metrics/testdata", "/metrics/types")

    def check(self, parse, accept):
        for path in self.PATHS:
            with self.subTest(path):
                text = scene.page(path, accept)
                parsed = [sample for family in parse(text) for sample in family.samples]
                self.assertEqual(len(parsed), len(page.samples_of(text)))

    def test_text(self):
        """parsers: Python's text parser reads every page"""
        self.check(text_parser.text_string_to_metric_families, TEXT)

    def test_openmetrics(self):
        """parsers: Python's OpenMetrics parser reads every page"""
        self.check(openmetrics_parser.text_string_to_metric_families, OPENMETRICS)


class End(unittest.TestCase):
    def test_ends_on_request(self):
        """end: SIGTERM ends a scraped Weir with status 0"""
        weir = scene.start_weir("ending", "collectors: [{plugin: foobar}]\n")
        self.assertIn("foo_metric 1\n", get(weir.url + "/metrics")[0].decode())
        self.assertEqual(weir.stop(), 0, weir.log_text())


if __name__ == "__main__":
    try:
        status = tap.main()
    finally:
        if scene is not None:
            scene.close()
    sys.exit(status)
