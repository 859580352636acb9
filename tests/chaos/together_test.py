"""One host with a collector for each fault, and all faults at once.

    together_test.py           3 s of all faults, as the user who runs it
    together_test.py --full    10 s, as root and as another user, and 30 s of those that end a worker;
                               prints the tables of the documentation
"""
import contextlib
import os
import signal
import sys
import time
import unittest

import tap
from cage import NOBODY, SANITIZED, Cage, result_of, why_not
from faults import HARM, HEALTHY, LAST, UP, collector_of, healthy, restarts, switch_of, text_of
from modes import MODES
from processes import wait_until

FULL = "--full" in sys.argv
SECONDS, LONG_SECONDS = 10 if FULL else 3, 30
LONGEST_BACKOFF = 60
MARGIN = 0.4
SCRAPES_A_SECOND = 20
LONGEST_NAME = 15  # of a process
MIB = 1 << 20
NOT_HERE = {"crash_in_constructor"}  # which is that of every collector with that plugin
FUSE = os.access("/dev/fuse", os.R_OK | os.W_OK)


def all_modes():
    left_out = NOT_HERE | (set() if FUSE else {"fuse_hang"})
    return [name for name, mode in MODES.items() if name not in left_out and not (mode.limited and SANITIZED)]


def fatal_modes():
    return [name for name in all_modes() if MODES[name].worker and name != "fuse_hang"]


class Together(unittest.TestCase):
    tables = []

    def begin(self, cage, modes):
        for name in modes:
            switch_of(cage.folder, name).touch()
        workers = cage.workers()
        for name in modes:
            if MODES[name].at_start:  # that there is a start
                os.kill(workers[name[:LONGEST_NAME]], signal.SIGKILL)

    def end(self, cage, modes):
        """When that was, in seconds since 1970.  What dies at its end has its fault until then."""
        for name in modes:
            if MODES[name].host != "dies at its end":
                switch_of(cage.folder, name).unlink()
        if "fuse_hang" in modes:
            cage.release()
        return time.time()

    def wait_for_recovery(self, cage, modes, since):
        """{mode: seconds until values were there that were collected after `since`}"""
        recovered = {}

        def all_are_back():
            samples = cage.samples()
            for name in modes:
                at = samples.get(LAST(name), 0)
                if at > since and samples[UP(name)] == 1:
                    recovered.setdefault(name, at - since)
            return len(recovered) == len(modes)

        wait_until(f"fresh values of all but {sorted(recovered)}", all_are_back, LONGEST_BACKOFF + 30)
        return recovered

    def check(self, modes, seconds, user):
        cage = Cage(
            lambda folder: healthy() + "".join(collector_of(name, folder, name) for name in modes),
            user=user,
            hanging="fuse_hang" in modes,
        )
        with contextlib.closing(cage):
            cage.wait_ready()
            wait_until("the first values", lambda: all(cage.samples().get(UP(name)) == 1 for name in modes), 60)
            before = cage.size()
            scraper = cage.scrape(seconds + 2 * MARGIN, HEALTHY, SCRAPES_A_SECOND)
            time.sleep(MARGIN)
            self.begin(cage, modes)
            time.sleep(seconds)
            recovered = self.wait_for_recovery(cage, modes, self.end(cage, modes))
            scrapes, after = result_of(scraper), cage.samples()
            self.tables.append((seconds, user, scrapes, {name: restarts(after, name) for name in modes}, recovered))
            self.assertEqual(scrapes["failed"], 0, scrapes["first_failure"])
            for name in modes:
                self.check_mode(name, after)
            self.check_left(cage, before, len(modes) + 1)

    def check_mode(self, name, samples):
        mode, counted = MODES[name], restarts(samples, name)
        self.assertEqual(samples[HARM(name)], 0, f"{name} did what no plugin may")
        self.assertLessEqual(set(counted), set(mode.worker), name)
        if mode.worker:  # one more where the test itself has killed it
            self.assertGreater(sum(counted.values()), mode.at_start, f"restarts of {name}")

    def check_left(self, cage, before, workers):
        """Nothing but a worker for each collector, in the end not even these."""
        wait_until("the workers alone", lambda: len(cage.others()) == workers, 10)
        self.assertEqual([stat for stat in cage.others().values() if stat[1] == "Z"], [])
        wait_until(f"descriptors back at {before[0]}: {cage.size()}", lambda: cage.size()[0] <= before[0])
        self.assertLessEqual(cage.size()[1], before[1], "threads")
        if not SANITIZED:
            self.assertLess(cage.size()[2], before[2] + 8 * MIB, "RSS")
        self.assertEqual(cage.stop(), 0, cage.log()[-3000:])
        wait_until(f"the end of {cage.others()}", lambda: not cage.others(), 5)


def add(what, modes, seconds, user):
    def test(self):
        self.check(modes, seconds, user)

    test.__doc__ = f"{what}: {len(modes)} collectors, {seconds} s, as user {user}"
    setattr(Together, f"test_{what}_{user}".replace(" ", "_"), test)


me = os.geteuid()
for one in [me, NOBODY] if FULL and me == 0 else [me]:
    add("all faults at once", all_modes(), SECONDS, one)
if FULL:
    add("long faults", fatal_modes(), LONG_SECONDS, me)


def print_table(seconds, user, scrapes, counted, recovered):
    print(f"\n### All at once: {seconds} s of {len(recovered)} faults, as {'root' if user == 0 else user}\n")
    print(
        f"{scrapes['scrapes']} scrapes, {scrapes['failed']} failed, {scrapes['slow']} took longer than 10 s; p50 {scrapes['p50_ms']:.1f} ms, "
        f"p99 {scrapes['p99_ms']:.1f} ms, max {scrapes['max_ms']:.1f} ms.\n"
    )
    print("| fault | restarts | recovery s |\n|---|---|---:|")
    for name, seconds_until in recovered.items():
        print(f"| {name} | {text_of(counted[name])} | {seconds_until:.2f} |")


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skip together: no pid namespace can be made here: {reason}")
        sys.exit(0)
    status = tap.run(unittest.defaultTestLoader.loadTestsFromTestCase(Together))
    for table in Together.tables:
        print_table(*table)
    sys.exit(status)
