"""Twenty workers that die again and again: no scrape is lost, and nothing that lives is old.

    kills_test.py           60 deaths
    kills_test.py --full    1000 deaths; prints the line of the documentation
"""
import contextlib
import os
import signal
import sys
import threading
import time
import unittest

import tap
from cage import SANITIZED, Cage, children_of, result_of, why_not
from processes import wait_until

FULL = "--full" in sys.argv
PLUGIN = os.environ["CHAOS_PLUGIN"]
WORKERS, KILLS = 20, 1000 if FULL else 60
NAMES = [f"w{i:02d}" for i in range(WORKERS)]
INTERVAL = 0.25
TOLERANCE = 0.25  # for the collection itself: what is older is told
# What is older is a failure.  The short form runs on machines with other work.
LOADED_TOLERANCE = 0.75 if FULL else 5
BETWEEN_KILLS = 0.06
MIB = 1 << 20


def collectors(folder):
    return "".join(
        f"  - {{plugin: {PLUGIN}, name: {name}, interval: {int(INTERVAL * 1000)}ms, labels: {{of: {name}}}, "
        f"config: {{mode: segfault, while: {folder}/work/{name}}}}}\n"
        for name in NAMES
    )


def values():
    return [f'chaos_value{{of="{name}"}}' for name in NAMES]


class Killer:
    """Ends workers one after the other: by a signal from outside, and by a fault in collect."""

    def __init__(self, cage):
        self.cage, self.deaths = cage, []  # (when, whose)

    def run(self):
        for i in range(KILLS):
            name, began = NAMES[i // 2 % WORKERS], time.monotonic()
            pid = wait_until(f"a worker of {name}", lambda n=name: self.living().get(n), 90)
            (self.kill if i % 2 == 0 else self.let_crash)(name, pid)
            self.deaths.append((time.monotonic(), name))
            time.sleep(max(0, BETWEEN_KILLS - (time.monotonic() - began)))

    def living(self):
        return {name: pid for pid, (name, state, _) in children_of(self.cage.pid).items() if state != "Z"}

    def kill(self, _, pid):
        os.kill(pid, signal.SIGKILL)

    def let_crash(self, name, pid):
        switch = self.cage.folder / "work" / name
        switch.touch()
        wait_until(f"the crash of {name}", lambda: self.living().get(name) != pid, 90)
        switch.unlink()


class Kills(unittest.TestCase):
    def test_kills(self):
        """workers die, half by SIGKILL and half by SIGSEGV inside collect"""
        cage = Cage(collectors)
        with contextlib.closing(cage):
            cage.wait_ready()
            wait_until("all workers", lambda: set(NAMES) <= set(cage.workers()))
            before, began = cage.size(), time.monotonic()
            killer = Killer(cage)
            scrapes = self.scrape_while(cage, killer.run)
            took = time.monotonic() - began
            wait_until("all of them up", lambda: self.up(cage.samples()) == WORKERS, 90)
            self.assertEqual(scrapes["failed"], 0, scrapes["first_failure"])
            late = self.late_without_cause(scrapes["late"], killer.deaths)
            self.assertEqual([each for each in late if each[2] > INTERVAL + LOADED_TOLERANCE], [])
            self.check_left(cage, before)
            print(
                f"{KILLS} kills in {took:.0f} s: {scrapes['scrapes']} scrapes, {scrapes['failed']} failed, {scrapes['slow']} took longer than 10 s. Values older than "
                f"{INTERVAL + TOLERANCE} s: {len(scrapes['late']) - len(late)} times of a worker just killed, {len(late)} times of "
                f"another. A scrape took p50 {scrapes['p50_ms']:.1f} ms, p99 {scrapes['p99_ms']:.1f} ms, max "
                f"{scrapes['max_ms']:.1f} ms. Restarts: {self.restarts(cage.samples())}. {text_of('Before', before)}, "
                f"{text_of('after', cage.size())}."
            )
            self.assertEqual(cage.stop(), 0)
            wait_until("nothing left", lambda: not cage.others(), 5)

    def scrape_while(self, cage, run):
        """What scrapers found, each of a few seconds, one after the other until run() is over."""
        found = []

        def scrape():
            while thread.is_alive():
                found.append(result_of(cage.scrape(3, values(), oldest=INTERVAL + TOLERANCE)))

        failures = []
        thread = threading.Thread(target=guarded(run, failures))
        thread.start()
        scrape()
        thread.join()
        self.assertEqual(failures, [])
        return sum_of(found)

    def up(self, samples):
        return sum(samples.get(f'weir_collector_up{{collector="{name}"}}', 0) for name in NAMES)

    def restarts(self, samples):
        begin = "weir_collector_restarts_total"
        return int(sum(count for series, count in samples.items() if series.startswith(begin) and 'reason="signal"' in series))

    def late_without_cause(self, late, deaths):
        """Those of the late whose worker nobody had killed: [(when, whose, age)]."""
        explains = lambda death, at, name, age: death[1] == name and at - age - INTERVAL <= death[0] <= at
        return [each for each in late if not any(explains(death, *each) for death in deaths)]

    def check_left(self, cage, before):
        self.assertGreaterEqual(self.restarts(cage.samples()), KILLS * 0.9)
        wait_until("the workers alone", lambda: len(cage.others()) == WORKERS, 10)
        self.assertEqual([stat for stat in cage.others().values() if stat[1] == "Z"], [])
        wait_until(f"descriptors back at {before[0]}: {cage.size()}", lambda: cage.size()[0] <= before[0])
        self.assertLessEqual(cage.size()[1], before[1])
        if not SANITIZED:
            self.assertLess(cage.size()[2], before[2] + 8 * MIB)


def text_of(when, size):
    fds, threads, rss = size
    return f"{when} {fds} descriptors, {threads} threads and {rss / MIB:.1f} MiB"


def guarded(run, failures):
    """run, whose exception is kept for the thread that waits."""

    def call():
        try:
            run()
        except Exception as error:
            failures.append(repr(error))

    return call


def sum_of(found):
    total = dict(found[0])
    for more in found[1:]:
        for key in ("scrapes", "failed", "slow", "late"):
            total[key] += more[key]
        total["first_failure"] = total["first_failure"] or more["first_failure"]
        for key in ("p50_ms", "p99_ms", "max_ms"):
            total[key] = max(total[key], more[key])
    return total


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skip kills: no pid namespace can be made here: {reason}")
        sys.exit(0)
    sys.exit(tap.run(unittest.defaultTestLoader.loadTestsFromTestCase(Kills)))
