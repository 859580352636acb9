"""One collector that hangs at each scrape: what everybody else notices of it.  Counts are asserted, times
are printed; with --full, of more trials."""
import contextlib
import http.client
import os
import sys
import threading
import time
import unittest

import tap
from cage import Cage, why_not
from processes import wait_until

PLUGIN, PAGE_PLUGIN = os.environ["CHAOS_PLUGIN"], os.environ["CHAOS_PAGE_PLUGIN"]
TIMEOUT = 1.0
SCRAPES = 100
TRIALS = 20 if "--full" in sys.argv else 3
UP = 'weir_collector_up{collector="hung"}'


def collectors(folder):
    switch = f"while: {folder}/work/fault"
    return (
        f"  - {{plugin: {PAGE_PLUGIN}, name: healthy, config: {{series: 20}}}}\n"
        f"  - {{plugin: {PLUGIN}, name: hung, timeout: {int(TIMEOUT * 1000)}ms, config: {{mode: deadlock, {switch}}}}}\n"
    )


def ask(port, path):
    """(status, body, seconds)"""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        return answer.status, body, time.monotonic() - began


def quantile(times, q):
    return sorted(times)[min(len(times) - 1, int(q * len(times)))]


class Hang(unittest.TestCase):
    def setUp(self):
        self.cage = Cage(collectors)
        self.addCleanup(self.cage.close)
        self.cage.wait_ready()
        wait_until("the first values", lambda: self.cage.samples().get(UP) == 1)
        (self.cage.folder / "work/fault").touch()

    def scrape_at_once(self):
        """The answers to as many scrapes, all under way together."""
        answers = []
        scrape = lambda: answers.append(ask(self.cage.port, "/metrics"))
        threads = [threading.Thread(target=scrape) for _ in range(SCRAPES)]
        for thread in threads:
            thread.start()
        return threads, answers

    def check(self, answers):
        self.assertEqual([status for status, _, _ in answers], [200] * SCRAPES)
        for _, body, _ in answers:
            self.assertEqual(body.count("\npage_line{"), 20)

    def test_a_hundred_scrapes_beside_one_that_hangs(self):
        """a hundred scrapes beside a collector that hangs"""
        threads, first = self.scrape_at_once()
        healthy = []
        while any(thread.is_alive() for thread in threads):
            status, _, took = ask(self.cage.port, "/-/healthy")
            self.assertEqual(status, 200)
            healthy.append(took)
        self.check(first)
        threads, second = self.scrape_at_once()
        for thread in threads:
            thread.join()
        self.check(second)
        print(
            f"{SCRAPES} scrapes at once beside a collector that hangs, with a timeout of {TIMEOUT:.0f} s: all done after "
            f"{max(took for _, _, took in first):.2f} s; meanwhile `/-/healthy` p99 {quantile(healthy, 0.99) * 1000:.1f} ms of "
            f"{len(healthy)}. As many again, for which it is not waited any more: p50 "
            f"{quantile([took for _, _, took in second], 0.5) * 1000:.1f} ms, max {max(took for _, _, took in second) * 1000:.1f} ms.\n"
        )

    def test_it_is_marked_down_in_time(self):
        """a collector that hangs is marked down"""
        late = []
        for _ in range(TRIALS):
            _, body, took = ask(self.cage.port, "/metrics")
            self.assertIn(f"{UP} 0\n", body)
            late.append(took - TIMEOUT)
            (self.cage.folder / "work/fault").unlink()
            wait_until("it to be up again", lambda: self.cage.samples().get(UP) == 1)
            (self.cage.folder / "work/fault").touch()
        print(
            f"It is marked down after its timeout and p50 {quantile(late, 0.5) * 1000:.1f} ms, max {max(late) * 1000:.1f} ms "
            f"of {TRIALS} trials."
        )


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skip hang: no pid namespace can be made here: {reason}")
        sys.exit(0)
    sys.exit(tap.run(unittest.defaultTestLoader.loadTestsFromTestCase(Hang)))
