"""What a plugin does wrong costs its own families, and nothing else."""
import signal
import threading
import time

import tap
from processes import wait_until
from weir import Case, Running, claim, trouble

GOOD = "  - {plugin: foobar}\n"
UP = 'weir_collector_up{{collector="{}"}}'.format


class InAWorker(Case):
    """Run again in process below."""

    ISOLATION = "process"

    def running(self, collectors):
        return Running(collectors, isolation=self.ISOLATION)


class HungCollections(InAWorker):
    """A collector that does not come back is waited for once, until its deadline."""

    def check(self, mode, collects_again):
        with self.running(GOOD + trouble("bad", mode, timeout="500ms")) as weir:
            _, body, first = weir.ask()
            self.assertIn("foo_metric 1\n", body)
            self.assertNotIn("trouble_value", body)
            self.assertLess(first, 5)
            weir.wait_ready()
            samples = weir.samples()
            self.assertEqual(samples[UP("bad")], 0)
            self.assertEqual(samples[UP("foobar")], 1)
            self.assertGreaterEqual(samples['weir_collector_timeouts_total{collector="bad"}'], 1)
            for _ in range(5):
                self.assertLess(weir.ask()[2], 0.4, "a later scrape waited")
                self.assertEqual(weir.ask("/-/healthy")[0], 200)
            self.assertEqual(weir.ask("/metrics/bad")[0], 503)
            self.assertEqual(weir.ask("/metrics/foobar")[0], 200)
            if self.ISOLATION == "in_process" and not collects_again:
                self.assertEqual(weir.samples()['weir_collector_timeouts_total{collector="bad"}'], 1)
            started = time.monotonic()
            self.assertEqual(weir.server.stop(5), 0)
            self.assertLess(time.monotonic() - started, 2.5)

    def test_one_that_sleeps(self):
        self.check("sleeps", collects_again=False)

    def test_one_that_spins(self):
        self.check("spins", collects_again=False)

    def test_one_that_waits_for_a_lock(self):
        self.check("locks", collects_again=False)

    def test_one_that_overruns_each_time(self):
        self.check("overruns", collects_again=True)

    def test_a_create_that_hangs(self):
        with self.running(GOOD + trouble("bad", "create_hangs", start_timeout="500ms")) as weir:
            weir.wait_ready()
            samples = weir.samples()
            self.assertEqual((samples[UP("bad")], samples["foo_metric"]), (0, 1))
            self.assertEqual(weir.server.stop(5), 0)

    def test_a_destroy_that_hangs_does_not_hold_the_end(self):
        with self.running(GOOD + trouble("bad", "destroy_hangs")) as weir:
            weir.wait_ready()
            started = time.monotonic()
            self.assertEqual(weir.server.stop(5), 0)
            self.assertLess(time.monotonic() - started, 2.5)

    def test_the_first_page_comes_at_the_deadline(self):
        with self.running(GOOD + trouble("bad", "sleeps_later", timeout="1s")) as weir:
            weir.wait_ready()
            _, body, seconds = weir.ask()
            self.assertGreater(seconds, 0.9)
            self.assertIn("trouble_value 1\n", body, "the last good value is gone")
            self.assertIn(UP("bad") + " 0\n", body)
            self.assertLess(weir.ask()[2], 0.4)

    def test_a_scrape_right_at_the_start_waits_for_the_first_collection(self):
        for _ in range(5):
            with self.running(GOOD) as weir:
                self.assertIn("foo_metric 1\n", weir.ask()[1])

    def test_a_client_can_end_its_own_wait_only(self):
        with self.running(GOOD + trouble("bad", "sleeps_later", timeout="3s")) as weir:
            weir.wait_ready()
            _, body, seconds = weir.ask(headers={"X-Prometheus-Scrape-Timeout-Seconds": "1"})
            self.assertLess(seconds, 1)
            self.assertIn('weir_collector_timeouts_total{collector="bad"} 0\n', body)
            wait_until("the collector's own deadline", lambda: weir.samples()[UP("bad")] == 0, 10)


class HungCollectionsInProcess(HungCollections):
    ISOLATION = "in_process"


class Answers(InAWorker):
    """What a collect may answer."""

    def test_an_error_keeps_the_last_good_values_until_they_are_stale(self):
        with self.running(trouble("bad", "fails_later", max_staleness="1s")) as weir:
            weir.wait_ready()
            samples = weir.samples()
            self.assertEqual((samples["trouble_value"], samples[UP("bad")]), (1, 0))
            wait_until("stale", lambda: "trouble_value" not in weir.samples(), 10)
            self.assertIn('collector \\"bad\\": gone', weir.log())

    def test_no_staleness_shows_nothing_old(self):
        with self.running(trouble("bad", "fails_later", max_staleness="0s")) as weir:
            weir.wait_ready()
            self.assertNotIn("trouble_value", weir.samples())

    def test_an_error_is_logged_once_with_its_cause(self):
        with self.running(trouble("bad", "fails")) as weir:
            weir.wait_ready()
            for _ in range(3):
                self.assertNotIn("trouble_value", weir.samples())
            self.assertEqual(weir.log().count("cannot read /nowhere: No such file or directory"), 1)

    def test_partial_shows_what_was_pushed_and_is_down(self):
        with self.running(trouble("bad", "partial")) as weir:
            samples = weir.samples()
            self.assertIn("trouble_value", samples)
            self.assertEqual(samples[UP("bad")], 0)
            self.assertEqual(weir.ask("/metrics/bad")[0], 200)

    def test_no_data_is_up_and_shows_nothing(self):
        with self.running(trouble("bad", "no_data")) as weir:
            samples = weir.samples()
            self.assertNotIn("trouble_value", samples)
            self.assertEqual(samples[UP("bad")], 1)

    def test_unsupported_is_not_asked_again(self):
        with self.running(trouble("bad", "unsupported")) as weir:
            weir.wait_ready()
            self.assertEqual(weir.samples()[UP("bad")], 0)
            self.assertIn("no such kernel", weir.log())

    def test_a_create_that_fails_names_the_place(self):
        with self.running(GOOD + trouble("bad", "create_fails")) as weir:
            weir.wait_ready()
            self.assertEqual(weir.samples()[UP("bad")], 0)
            self.assertRegex(weir.log(), r"exporter.yaml:5:\d+: collector \\\"bad\\\": cannot use this mode: Permission denied")


class AnswersInProcess(Answers):
    ISOLATION = "in_process"


class BadSamples(InAWorker):
    def test_bad_values_are_dropped_and_counted(self):
        with self.running(GOOD + trouble("bad", "bad_values")) as weir:
            weir.wait_ready()
            before = weir.samples()
            after = weir.samples()
            dropped = 'weir_collector_dropped_samples_total{{collector="bad",reason="{}"}}'.format
            self.assertEqual(after[dropped("unknown_slot")] - before[dropped("unknown_slot")], 1)
            self.assertEqual(after[dropped("bad_histogram")] - before[dropped("bad_histogram")], 4)
            self.assertNotIn("trouble_histogram_count", after)
            self.assertNotEqual(after["trouble_value"], after["trouble_value"], "a gauge may be NaN")

    def test_half_a_histogram_is_not_shown(self):
        with self.running(trouble("bad", "half_histogram")) as weir:
            samples = weir.samples()
            self.assertIn("trouble_value", samples)
            self.assertNotIn("trouble_histogram_count", samples)
            self.assertGreaterEqual(
                samples['weir_collector_dropped_samples_total{collector="bad",reason="incomplete"}'], 1
            )

    def test_bad_names_are_refused_and_counted(self):
        with self.running(trouble("bad", "bad_names_ignored")) as weir:
            samples = weir.samples()
            self.assertEqual(samples[UP("bad")], 1)
            refused = 'weir_collector_refused_series{{collector="bad",reason="{}"}}'.format
            self.assertEqual(samples[refused("invalid")], 2)
            self.assertEqual(samples[refused("reserved_name")], 1)
            self.assertEqual(samples[refused("bad_utf8")], 1)
            self.assertEqual(samples[refused("conflict")], 1)

    def test_a_describe_that_fails_leaves_nothing(self):
        with self.running(GOOD + trouble("bad", "describe_bad_name")) as weir:
            weir.wait_ready()
            self.assertEqual(weir.samples()[UP("bad")], 0)

    def test_ten_million_series_stop_at_the_limit(self):
        with self.running(GOOD + trouble("bad", "flood", limits="{series: 1000}", timeout="20s")) as weir:
            weir.wait_ready()
            samples = weir.samples()
            flood = [name for name in samples if name.startswith("trouble_flood")]
            self.assertEqual(len(flood), 994, "1000 less the gauge's 1 and the histogram's 5 lines")
            self.assertEqual(samples['weir_collector_refused_series{collector="bad",reason="limit"}'], 1)
            self.assertEqual(samples["foo_metric"], 1)


class BadSamplesInProcess(BadSamples):
    ISOLATION = "in_process"


class Conflicts(Case):
    """The first in exporter.yaml wins, never the first in time."""

    CLASH = (
        claim("first", name="x_thing", type="gauge", help="One.", label="a", value=1, delay="{0}")
        + claim("second", name="x_thing", type="counter", help="One.", label="b", value=2, delay="{1}")
        + claim("third", name="x_thing", type="gauge", help="Other.", label="a", value=3, delay="{2}")
        + claim("fourth", name="x_thing", type="gauge", help="One.", label="c", value=4, delay="{3}")
    ).replace("'{", "{").replace("}'", "}")

    def configuration(self, delays):
        text = self.CLASH
        for i, delay in enumerate(delays):
            text = text.replace("{%d}" % i, str(delay))
        return text

    def test_one_page_whatever_the_order_of_their_starts(self):
        pages = set()
        for delays in [(0, 0.05, 0.1, 0.15), (0.15, 0.1, 0.05, 0), (0.05, 0, 0.15, 0.1)]:
            with Running(self.configuration(delays)) as weir:
                weir.wait_ready()
                pages.add("\n".join(line for line in weir.ask()[1].splitlines() if "x_thing" in line))
        self.assertEqual(
            pages,
            {'# HELP x_thing One.\n# TYPE x_thing gauge\nx_thing{id="a"} 1\nx_thing{id="c"} 4'},
        )

    def test_what_is_lost_is_counted(self):
        with Running(self.configuration((0, 0, 0, 0))) as weir:
            weir.wait_ready()
            samples = weir.samples()
            refused = 'weir_collector_refused_series{{collector="{}",reason="{}"}}'.format
            self.assertEqual(samples[refused("second", "type_conflict")], 1)
            self.assertEqual(samples[refused("third", "duplicate")], 1)
            self.assertEqual(samples[refused("fourth", "duplicate")], 0)
            self.assertIn("HELP", weir.log())


class Signals(Case):
    def test_a_scrape_in_flight_is_finished(self):
        with Running(GOOD + trouble("slow", "sleeps_later", timeout="700ms")) as weir:
            weir.wait_ready()
            answers = []
            asking = threading.Thread(target=lambda: answers.append(weir.ask()))
            asking.start()
            wait_until("the scrape", lambda: weir.ask("/-/healthy")[0] == 200)
            time.sleep(0.2)
            weir.server.process.send_signal(signal.SIGTERM)
            asking.join(5)
            self.assertEqual(weir.server.process.wait(5), 0)
            self.assertEqual(answers[0][0], 200)
            self.assertIn("foo_metric 1\n", answers[0][1])


if __name__ == "__main__":
    raise SystemExit(tap.main())
