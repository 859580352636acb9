"""A plugin that does what no plugin should, beside a good one: every mode alone.

    chaos_test.py           what can only be seen alone, briefly, in a worker, as the user who runs it
    chaos_test.py --full    each mode in both isolations, as root and as another user; prints the
                            tables of the documentation
    chaos_test.py MODE...   these modes only

What the modes do all at once is in together_test.py.
"""
import contextlib
import os
import signal
import subprocess
import sys
import time
import unittest

import tap
from cage import NOBODY, SANITIZED, Cage, result_of, why_not
from faults import CONSTRUCTOR_FILE, HARM, HEALTHY, LAST, UP, collector_of, healthy, restarts, switch_of, text_of
from modes import MODES
from processes import wait_until

FULL = "--full" in sys.argv
ONLY = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
ALONE = ["crash_in_constructor"]  # of every plugin of that file
ISOLATIONS = ["process", "in_process"] if FULL else ["process"]
SHORT_FAULT_SECONDS = 0.6
FAULT_SECONDS = 3 if FULL else SHORT_FAULT_SECONDS
MARGIN = 0.4  # of scraping before the fault and after it
LONGEST_FAULT = 30  # after which one that was to be seen will not be
# Who has served no page for so long will serve none.
SILENCE_SECONDS = 15
MIB = 1 << 20
STUCK = 'weir_collector_stuck{collector="chaos"}'


class Run:
    """One mode in one cage, and the switch of its fault."""

    def __init__(self, name, isolation, user):
        self.name, self.mode = name, MODES[name]
        self.isolation = isolation
        self.cage = Cage(lambda folder: self.collectors(folder, isolation), isolation, user, hanging=name == "fuse_hang")
        self.switch = switch_of(self.cage.folder, "chaos")

    def collectors(self, folder, isolation):
        if self.mode.at_start and isolation == "in_process":
            switch_of(folder, "chaos").touch()
            self.touch_constructor_file()
        return healthy() + collector_of(self.name, folder, "chaos")

    def touch_constructor_file(self):
        if self.name == "crash_in_constructor":
            CONSTRUCTOR_FILE.touch()

    def wait_for_first_values(self):
        self.cage.wait_ready()
        wait_until("the first values", lambda: self.cage.samples().get(UP("chaos")) == 1)

    def begin_fault(self):
        self.switch.touch()
        self.touch_constructor_file()
        if self.mode.at_start and self.isolation == "process":  # that there is a start
            os.kill(self.cage.workers()["chaos"], signal.SIGKILL)

    def end_fault(self):
        """When that was, in seconds since 1970."""
        self.switch.unlink(missing_ok=True)
        CONSTRUCTOR_FILE.unlink(missing_ok=True)
        if self.name == "fuse_hang":
            self.cage.release()
        return time.time()

    def was_down(self, seconds):
        """Whether the collector is seen down in that time, or later if it has to be."""
        until, down = time.monotonic() + seconds, False
        while (left := until - time.monotonic()) > 0 or self.waits_for_stuck() or (self.mode.is_down and not down):
            down = self.cage.samples().get(UP("chaos")) == 0 or down
            if left < -LONGEST_FAULT:
                break
            time.sleep(0.02)
        return down

    def waits_for_stuck(self):
        """Whether the worker has yet to be seen as one that the kernel holds."""
        return self.name == "fuse_hang" and self.cage.samples().get(STUCK) != 1

    def close(self):
        CONSTRUCTOR_FILE.unlink(missing_ok=True)
        self.cage.close()


def users():
    if os.geteuid() != 0:
        return [os.geteuid()]
    return [0, NOBODY] if FULL else [0]


def name_of(user):
    return "root" if user == 0 else str(user)


class Chaos(unittest.TestCase):
    workers, hosts = [], []  # rows of the tables

    def wait_for_recovery(self, run, since):
        """Seconds until values are there that were collected after `since`."""
        last = LAST("chaos")
        fresh = lambda: (found := run.cage.samples()).get(UP("chaos")) == 1 and found.get(last, 0) > since
        wait_until("fresh values", fresh, 60)
        return run.cage.samples()[last] - since

    def check_worker(self, name, user):
        run = Run(name, "process", user)
        with contextlib.closing(run):
            mode, cage = run.mode, run.cage
            run.wait_for_first_values()
            before = cage.size()
            scraper = cage.scrape(FAULT_SECONDS + 2 * MARGIN, HEALTHY)
            time.sleep(MARGIN)
            run.begin_fault()
            down = run.was_down(FAULT_SECONDS)
            since = time.time() if mode.host == "dies at its end" else run.end_fault()
            recovery = self.wait_for_recovery(run, since)
            scrapes, after = result_of(scraper), cage.samples()
            counted = restarts(after, "chaos")
            self.workers.append((name, name_of(user), scrapes["scrapes"], scrapes["failed"], scrapes["slow"], text_of(counted), f"{recovery:.2f}"))
            self.assertEqual(scrapes["failed"], 0, scrapes)
            self.assertEqual(after[HARM("chaos")], 0, "it did what no plugin may")
            self.check_reason(mode, counted, down)
            self.check_size(cage, before)
            self.check_end(cage)

    def check_host(self, name, user):
        """What becomes of a host that the plugin runs in."""
        run = Run(name, "in_process", user)
        with contextlib.closing(run):
            scrapes, became = self.live_with(run)
            self.hosts.append((name, name_of(user), scrapes["scrapes"], scrapes["failed"], became))
            self.assertIn(became, run.mode.host.split(" or "), run.cage.log()[-2000:])

    def live_with(self, run):
        """(what a scraper found, what became of the host)"""
        cage, nothing = run.cage, {"scrapes": 0, "failed": 0}
        if run.mode.at_start:
            with contextlib.suppress(TimeoutError):
                wait_until("its end at the start", lambda: cage.ended is not None, SILENCE_SECONDS)
            return nothing, "lives" if cage.ended is None else "dies"
        run.wait_for_first_values()
        scraper = cage.scrape(SHORT_FAULT_SECONDS + 2 * MARGIN, HEALTHY)
        time.sleep(MARGIN)
        run.begin_fault()
        silent = not comes_to_an_end(scraper, SILENCE_SECONDS) or self.is_mute(cage)
        died = cage.ended is not None
        status = None if died or silent else cage.stop()
        cage.kill()
        scrapes = result_of(scraper)
        if died:
            return scrapes, "dies"
        if silent or scrapes["failed"] > 0:
            return scrapes, "mute"
        return scrapes, {0: "lives", None: "deaf"}.get(status, "dies at its end")

    def is_mute(self, cage):
        """Whether one who asks now gets no page; those before may have asked before the fault."""
        scraper = cage.scrape(0.1, HEALTHY)
        if not comes_to_an_end(scraper, SILENCE_SECONDS):
            scraper.kill()
            scraper.communicate()
            return True
        return result_of(scraper)["failed"] > 0

    def check_reason(self, mode, counted, down):
        self.assertLessEqual(set(counted), set(mode.worker))
        if mode.worker:  # one more where the test itself has killed it
            self.assertGreater(sum(counted.values()), mode.at_start, "restarts")
        self.assertEqual(down, mode.is_down, "weir_collector_up was 0 during the fault")

    def check_size(self, cage, before):
        fds, threads, rss = before
        wait_until(f"descriptors back at {fds}: {cage.size()}", lambda: cage.size()[0] <= fds)
        wait_until(f"threads back at {threads}: {cage.size()}", lambda: cage.size()[1] <= threads)
        if not SANITIZED:
            self.assertLess(cage.size()[2], rss + 8 * MIB, "RSS")

    def check_end(self, cage):
        self.assertEqual(cage.stop(), 0, cage.log()[-3000:])
        wait_until(f"the end of {cage.others()}", lambda: not cage.others(), 5)


def comes_to_an_end(process, seconds):
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
        return True
    return False


def case_of(name, isolation, user):
    def test(self):
        if name == "fuse_hang" and not os.access("/dev/fuse", os.R_OK | os.W_OK):
            self.skipTest("/dev/fuse cannot be used here")
        if MODES[name].limited and SANITIZED:
            self.skipTest("a build with sanitizers leaves out the limits of memory and threads")
        (self.check_worker if isolation == "process" else self.check_host)(name, user)

    test.__doc__ = f"{name} in {'a worker' if isolation == 'process' else 'the host'}, as {name_of(user)}"
    return test


for each in ONLY or (MODES if FULL else ALONE):
    for one in users():
        for where in ISOLATIONS:
            setattr(Chaos, f"test_{each}_{where}_as_{name_of(one)}", case_of(each, where, one))


def print_rows(rows):
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |")


def print_tables():
    print(f"\n### In a worker: {FAULT_SECONDS} s of each fault alone\n")
    print("| fault | user | scrapes | failed | over 10 s | restarts | recovery s |\n|---|---|---:|---:|---:|---|---:|")
    print_rows(Chaos.workers)
    if Chaos.hosts:
        print("\n### In the host: `isolation: in_process`\n")
        print("| fault | user | scrapes | failed | the host |\n|---|---|---:|---:|---|")
        print_rows(Chaos.hosts)


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skip chaos: no pid namespace can be made here: {reason}")
        sys.exit(0)
    status = tap.run(unittest.defaultTestLoader.loadTestsFromTestCase(Chaos))
    print_tables()
    sys.exit(status)
