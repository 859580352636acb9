"""Bad clients beside a scraper: no scrape is lost, and the host stays small.

    abuse_test.py           each kind of abuse briefly
    abuse_test.py --full    for longer, with more clients; prints the table of the documentation
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import tap
from processes import Server, free_port, get

FOLDER = pathlib.Path(os.environ["ABUSE_FOLDER"])
FULL = "--full" in sys.argv
SANITIZED = bool(os.environ.get("ABUSE_SANITIZED"))  # memory is not what it is otherwise
SECONDS = 10 if FULL else 1 if SANITIZED else 2
SCRAPES_A_SECOND = 20
SMALL_SERIES = 700  # about 64 kB
BIG_SERIES, BIG_LABEL = 5600, 3800  # more than 20 MB
MIB = 1 << 20
# Clients of each kind; the three that the documentation promises are more in the full form.
CLIENTS = {"idle": (10000, 2000), "slow_head": (2000, 500), "non_reading": (500, 200)}
OTHERS = (
    "slow_from_the_first_byte slow_body half_close cut_off reset huge_head many_headers pipelining bad_method "
    "bad_version garbage smuggling tls_drip"
).split()
ANSWERS = {  # what each kind may be told, if it is told anything
    "idle": {"503"},
    "slow_head": {"408", "503"},
    "slow_from_the_first_byte": {"200", "408", "503"},
    "slow_body": {"405", "503"},
    "half_close": {"200", "503"},
    "cut_off": {"400", "503"},
    "huge_head": {"431", "503"},
    "many_headers": {"400", "503"},
    "pipelining": {"200", "503"},
    "bad_method": {"405", "503"},
    "bad_version": {"505", "503"},
    "garbage": {"400", "503"},
    "smuggling": {"405", "503"},
    "tls_drip": {"400", "503"},
}
YAML = f"""
plugin_directory: {FOLDER}/plugins
web: {{disable_exporter_metrics: true}}
collectors:
  - {{plugin: page, name: small, config: {{series: {SMALL_SERIES}}}}}
  - plugin: page
    name: big
    interval: 1s
    limits: {{output: 64MiB}}
    config: {{series: {BIG_SERIES}, label_bytes: {BIG_LABEL}}}
"""


class Host:
    """A Weir with a small and a big page."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="weir-abuse-"))
        file = self.folder / "exporter.yaml"
        file.write_text(YAML)
        self.port = free_port()
        listen = f"127.0.0.1:{self.port}"
        command = [os.environ["WEIR"], "--config.file", file, "--web.listen-address", listen]
        self.server = Server("weir", command, self.folder / "log")
        self.server.wait_for(f"http://{listen}/-/ready")

    def close(self):
        self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def status(self, name):
        with open(f"/proc/{self.server.process.pid}/status", encoding="ascii") as status:
            return int(re.search(rf"^{name}:\s+(\d+)", status.read(), re.M).group(1))

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.server.process.pid}/fd"))

    def blocked(self):
        """Connections of the server whose client does not take what is sent."""
        with open("/proc/net/tcp", encoding="ascii") as table:
            rows = [line.split() for line in table.readlines()[1:]]
        own = f"{self.port:04X}"
        return sum(row[1].endswith(own) and int(row[4].split(":")[0], 16) > 0 for row in rows)


def scrape(host, seconds=SECONDS, rate=SCRAPES_A_SECOND):
    command = [FOLDER / "scraper", host.port, "/metrics/small", rate, seconds, SMALL_SERIES]
    return subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE)


def abuse(host, mode, clients, address, addresses, seconds=None):
    path = "/metrics/big" if mode == "non_reading" else "/metrics/small"
    if seconds is None:
        seconds = SECONDS + (6 if mode == "non_reading" else 1)  # a big page takes its time
    command = [FOLDER / "abuser", mode, host.port, path, clients, seconds, address, addresses]
    return subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE)


def result_of(process):
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, process.args
    return json.loads(output)


class Abuse(unittest.TestCase):
    rows = []

    def setUp(self):
        self.host = Host()
        self.addCleanup(self.host.close)

    def run_beside(self, mode, clients, address, addresses):
        abuser = abuse(self.host, mode, clients, address, addresses)
        scraper, blocked = scrape(self.host), 0
        while mode == "non_reading" and abuser.poll() is None:  # with thousands of others it takes a core
            blocked = max(blocked, self.host.blocked())
            time.sleep(0.1)
        scrapes, done = result_of(scraper), result_of(abuser)
        self.rows.append((mode, clients, "the scraper's" if addresses == 1 else "others", scrapes, self.host.status("VmHWM"), done))
        self.assertEqual(scrapes["failed"], 0, (scrapes, done))
        self.assertGreater(done["opened"], 0)
        if mode in ANSWERS:
            self.assertLessEqual(set(done["answers"]), ANSWERS[mode], done)
        if mode == "pipelining":
            self.assertLessEqual(done["answers"].get("200", 0), done["opened"], "answers for pipelined requests")
        if mode == "non_reading":
            self.assertGreater(blocked, 0, "the server's sending would not have blocked")

    def check_size(self):
        page, _ = get(f"http://127.0.0.1:{self.host.port}/metrics/big")
        self.assertGreater(len(page), 20_000_000)
        if not SANITIZED:
            self.assertLess(self.host.status("VmHWM") * 1024, 48 * MIB + len(page), "peak RSS")

    def both_ways(self, mode):
        clients = CLIENTS[mode][0 if FULL else 1]
        with self.subTest("from other addresses"):
            self.run_beside(mode, clients, "127.0.1.1", 250)
        with self.subTest("from the scraper's address"):
            self.run_beside(mode, clients, "127.0.0.1", 1)
        self.check_size()

    def test_nobody(self):
        """without abuse"""
        scrapes = result_of(scrape(self.host))
        self.rows.append(("none", 0, "", scrapes, self.host.status("VmHWM"), {}))
        self.assertEqual(scrapes["failed"], 0, scrapes)

    def test_idle(self):
        """idle clients"""
        self.both_ways("idle")

    def test_slow_head(self):
        """clients whose request drips"""
        self.both_ways("slow_head")

    def test_non_reading(self):
        """clients that read nothing of a page of 20 MB"""
        self.both_ways("non_reading")

    def test_others(self):
        """every other kind of client"""
        for mode in OTHERS:
            with self.subTest(mode):
                self.run_beside(mode, 100, "127.0.1.1", 50)
        with self.subTest("nothing is left behind"):
            self.assertLess(self.host.descriptors(), 200)


def print_table():
    print("\n| clients | number | from | scrapes | lost | over 10 s | p50 ms | p99 ms | max ms | peak RSS MiB |")
    print("|---|---:|---|---:|---:|---:|---:|---:|---:|---:|")
    for mode, clients, where, scrapes, peak, _ in Abuse.rows:
        print(
            f"| {mode} | {clients} | {where} | {scrapes['scrapes']} | {scrapes['failed']} | {scrapes['slow']} | {scrapes['p50_ms']:.1f} | "
            f"{scrapes['p99_ms']:.1f} | {scrapes['max_ms']:.1f} | {peak / 1024:.0f} |"
        )


if __name__ == "__main__":
    status = tap.run(unittest.defaultTestLoader.loadTestsFromTestCase(Abuse))
    print_table()
    sys.exit(status)
