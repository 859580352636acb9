"""Runs unittest cases and prints a line for each: "ok NAME", "not ok NAME" or "skip NAME: REASON".

These lines are what tests/run counts.  What explains a failure goes before its line.
"""
import signal
import sys
import traceback
import unittest


def name_of(test):
    return test.shortDescription() or test.id().split(".", 1)[-1]


class TapResult(unittest.TestResult):
    def _say(self, word, test, detail=""):
        print(f"{word} {name_of(test)}{detail}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self._say("ok", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._say("skip", test, f": {reason}")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        print(err[1])
        self._say("not ok", test)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            traceback.print_exception(*err, file=sys.stdout)
            self._say("not ok", test, f" {subtest._subDescription()}")

    def addError(self, test, err):
        super().addError(test, err)
        traceback.print_exception(*err, file=sys.stdout)
        self._say("not ok", test)


def interrupt(*_):
    raise KeyboardInterrupt  # the one exception that unittest does not take for a failed test


def run(suite):
    """Runs the suite; gives the exit status.  SIGTERM ends it as Ctrl-C does."""
    signal.signal(signal.SIGTERM, interrupt)
    result = TapResult()
    suite.run(result)
    return 0 if result.wasSuccessful() and result.testsRun else 1


def main():
    return run(unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]))
