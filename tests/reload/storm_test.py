"""Reloads and swaps of a plugin's file, half of them broken, under a scraper that looks at every byte.

    storm_test.py           40 reloads and 10 swaps, as a test
    storm_test.py --full    1000 reloads and 200 swaps
"""
import json
import os
import sys
import threading
import unittest

import tap
from storm import KEPT, OTHERS, Storm

FULL = "--full" in sys.argv
RELOADS, SWAPS = (1000, 200) if FULL else (40, 10)
SANITIZED = bool(os.environ.get("RELOAD_SANITIZED"))  # memory is not what it is otherwise
SEED = 20
MIB = 1 << 20


class Scrapers:
    """Scrapes for a few seconds, again and again, until it is told to end."""

    def __init__(self, storm):
        self.storm, self.ending = storm, threading.Event()
        self.scrapes, self.failed, self.first_failure, self.slowest = 0, 0, "", 0
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        while not self.ending.is_set():
            output, _ = self.storm.start_scraper(2).communicate(timeout=120)
            found = json.loads(output)
            self.scrapes += found["scrapes"]
            self.failed += found["failed"]
            self.first_failure = self.first_failure or found["first_failure"]
            self.slowest = max(self.slowest, found["max_ms"])

    def end(self):
        self.ending.set()
        self.thread.join()


class Storms(unittest.TestCase):
    def setUp(self):
        self.storm = Storm(SEED)
        self.addCleanup(self.storm.close)
        self.storm.settle()

    def test_reloads(self):
        """configurations that come again and again, half of them broken"""
        self.run_storm(RELOADS, self.storm.change, self.storm.break_file)

    def test_swaps(self):
        """a plugin's file that is replaced again and again, half of the time by a broken one"""
        self.run_storm(SWAPS, self.storm.swap, self.storm.break_plugin)

    def run_storm(self, times, improve, spoil):
        storm = self.storm
        self.step(improve, spoil, max(4, times // 5))
        storm.settle()
        before, workers = storm.size(), storm.workers()
        scrapers = Scrapers(storm)
        try:
            self.step(improve, spoil, times)
        finally:
            scrapers.end()
        self.reload(improve, 200)
        storm.settle()
        self.check(scrapers, before, workers)
        print(
            f"{times} times: {scrapers.scrapes} scrapes, {scrapers.failed} failed, slowest {scrapers.slowest:.0f} ms; "
            f"descriptors, threads, RSS {before} -> {storm.size()}"
        )
        self.assertEqual(storm.close(), 0)

    def step(self, improve, spoil, times):
        for i in range(times):
            if i % 2 == 0:
                self.reload(improve, 200)
            else:
                self.reload(spoil, 500)

    def reload(self, change, expected):
        change()
        status, text = self.storm.reload()
        self.assertEqual(status, expected, text)

    def check(self, scrapers, before, workers):
        self.assertEqual(scrapers.failed, 0, scrapers.first_failure)
        self.assertGreater(scrapers.scrapes, 0)
        after, samples = self.storm.workers(), self.storm.samples()
        self.assertEqual({name: after[name] for name in KEPT}, {name: workers[name] for name in KEPT})
        for name in KEPT:
            restarts = [samples[s] for s in samples if s.startswith(f'weir_collector_restarts_total{{collector="{name}"')]
            self.assertEqual(sum(restarts), 0)
        self.assertEqual(samples["weir_config_last_reload_successful"], 1)
        descriptors, threads, rss = self.storm.size()
        # Each of the other collectors and the second listener has a few, and they are there or not.
        self.assertLessEqual(descriptors, before[0] + 8 * len(OTHERS))
        self.assertLessEqual(threads, before[1])
        if not SANITIZED:
            self.assertLess(rss, before[2] + 4 * MIB)


if __name__ == "__main__":
    sys.exit(tap.main())
