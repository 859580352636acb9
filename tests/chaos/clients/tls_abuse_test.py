"""Bad clients on a port with TLS, beside a scraper under TLS: no scrape is lost."""
import os
import pathlib
import shutil
import ssl
import tempfile
import threading
import time
import unittest
import urllib.request

import tap
from abuse_test import FOLDER, Host, abuse, result_of
from certificates import Authority
from processes import Server, free_port, wait_until

SECONDS = 7  # longer than the server's patience with a handshake
SCRAPES_A_SECOND = 10
SERIES = 700
# Clients of each kind, and what they may be told.
KINDS = {
    "tls_drip": (300, set()),
    "idle": (500, set()),
    "garbage": (100, set()),
    "slow_head": (100, {"400"}),
    "pipelining": (100, {"400"}),
    "reset": (100, {"400"}),
}
YAML = f"""
plugin_directory: {FOLDER}/plugins
collectors:
  - {{plugin: page, name: small, config: {{series: {SERIES}}}}}
"""
WEB = "tls_server_config: {cert_file: server.pem, key_file: server.key}\n"


class TlsHost(Host):
    """A Weir under TLS."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="weir-abuse-"))
        self.authority = Authority(self.folder)
        self.authority.issue("server")
        (self.folder / "exporter.yaml").write_text(YAML)
        (self.folder / "web.yml").write_text(WEB)
        self.port = free_port()
        command = [os.environ["WEIR"], "--config.file", self.folder / "exporter.yaml"]
        command += ["--web.config.file", self.folder / "web.yml", "--web.listen-address", f"127.0.0.1:{self.port}"]
        self.server = Server("weir", command, self.folder / "log")
        wait_until("weir", lambda: "msg=listening" in self.server.log_text())

    def scrape(self, path="/metrics/small"):
        context = ssl.create_default_context(cafile=self.authority.certificate)
        with urllib.request.urlopen(f"https://127.0.0.1:{self.port}{path}", context=context, timeout=20) as answer:
            return answer.read().decode()


class TlsAbuse(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = TlsHost()
        cls.addClassCleanup(cls.host.close)
        wait_until("the first page", lambda: "\nweir_collector_up{collector=\"small\"} 1\n" in cls.host.scrape("/metrics"))

    def scrape_for(self, seconds):
        """How many scrapes were made and which were lost."""
        lost, threads = [], []

        def once():
            try:
                page = self.host.scrape()
                assert page.count("\n") >= SERIES, page[:1000]
            except Exception as error:  # whatever it is, it is a lost scrape
                lost.append(repr(error))

        for _ in range(int(seconds * SCRAPES_A_SECOND)):
            threads.append(threading.Thread(target=once))
            threads[-1].start()
            time.sleep(1 / SCRAPES_A_SECOND)
        for thread in threads:
            thread.join()
        return len(threads), lost

    def test_kinds(self):
        """every kind of client on a port with TLS"""
        for mode, (clients, answers) in KINDS.items():
            with self.subTest(mode):
                seconds = SECONDS if mode == "tls_drip" else 2
                abuser = abuse(self.host, mode, clients, "127.0.1.1", 250, seconds + 1)
                scrapes, lost = self.scrape_for(seconds)
                done = result_of(abuser)
                self.assertEqual(lost, [])
                self.assertGreater(done["opened"], 0)
                self.assertLessEqual(set(done["answers"]), answers, done)
                if mode == "tls_drip":
                    self.assertGreater(done["ended"], 0, "handshakes that drip are ended")
                print(f"{mode}: {clients} clients, {scrapes} scrapes, {len(lost)} lost, {done}")

    def test_from_the_scrapers_address(self):
        """handshakes that drip, from the scraper's own address"""
        abuser = abuse(self.host, "tls_drip", 80, "127.0.0.1", 1, 4)
        scrapes, lost = self.scrape_for(3)
        result_of(abuser)
        self.assertEqual(lost, [])

    def test_nothing_is_left_behind(self):
        """descriptors are given back"""
        wait_until("few descriptors", lambda: self.host.descriptors() < 100, seconds=60)


if __name__ == "__main__":
    raise SystemExit(tap.run(unittest.defaultTestLoader.loadTestsFromTestCase(TlsAbuse)))
