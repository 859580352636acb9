"""Turns ctest's JUnit file into the lines that tests/run counts: one for each test of a GoogleTest
program, those that a script printed itself, and one for every other program.

Its only argument is the file, written with the whole output of each test."""
import re
import sys
import xml.etree.ElementTree as ElementTree

GOOGLE_TEST = re.compile(r"^\[ +(OK|FAILED|SKIPPED) +\] ([\w/]+\.[\w/]+).* \(\d+ ms\)$", re.M)
SKIP_REASON = re.compile(r"^[^\n]*: Skipped\n(.*?)\n*^\[ +SKIPPED +\] (\S+)", re.M | re.S)
OWN_LINE = re.compile(r"^(ok|not ok|skip) (.+)$", re.M)
WORDS = {"OK": "ok", "FAILED": "not ok", "SKIPPED": "skip"}


def cases_of(output):
    """(word, name) of each case that a test's output tells of."""
    reasons = {name: " ".join(reason.split()) for reason, name in SKIP_REASON.findall(output)}
    cases = [
        (WORDS[verdict], name if verdict != "SKIPPED" else f"{name}: {reasons.get(name) or 'no reason given'}")
        for verdict, name in GOOGLE_TEST.findall(output)
    ]
    return cases or OWN_LINE.findall(output)


def skipped(test, output):
    """(word, name) for a test that ctest did not run to its end."""
    mark = test.find("skipped")
    why = mark.get("message") if mark is not None else "disabled"
    if why.startswith("SKIP_"):  # the test itself found that it cannot run here
        return "skip", (output.strip().splitlines() or [why])[-1]
    return ("skip" if why == "disabled" else "not ok"), why


def lines_of(test):
    program, status = test.get("name"), test.get("status")
    output = test.findtext("system-out") or ""
    if status in ("notrun", "disabled"):
        word, why = skipped(test, output)
        return [f"{word} {program}: {why}"]
    cases = cases_of(output)
    lines = [f"{word} {program}: {name}" for word, name in cases]
    if status == "run" and not cases:
        empty = "Running 0 tests from" in output
        return [f"not ok {program}: holds no test" if empty else f"ok {program}"]
    # Also where no single case failed: it crashed, leaked or ran out of time.
    if status != "run" and all(word != "not ok" for word, _ in cases):
        lines.append(f"not ok {program}: failed as a whole")
    return lines


def main():
    for test in ElementTree.parse(sys.argv[1]).getroot().iter("testcase"):
        print("\n".join(lines_of(test)))


if __name__ == "__main__":
    main()
