"""Who judges pages: the strict parser, Prometheus, promtool, and Python's prometheus_client.

A judge takes pages and gives a Verdict for each, None for those in a format that it does not read."""
import contextlib
import http.server
import json
import pathlib
import subprocess
import threading
import urllib.parse
from typing import NamedTuple, Optional

from prometheus_client import parser as text_parser
from prometheus_client.openmetrics import parser as openmetrics_parser

from page import CLIENT, OPENMETRICS, PROMETHEUS, PROMTOOL, TEXT
from processes import Server, free_port, get, wait_until

CONTENT_TYPES = {
    TEXT: "text/plain; version=0.0.4; charset=utf-8",
    OPENMETRICS: "application/openmetrics-text; version=1.0.0; charset=utf-8",
}


class Verdict(NamedTuple):
    good: bool
    samples: Optional[int]  # of a good page; None where the judge does not count
    why: str  # of a bad one


class Strict:
    name = "the strict parser"

    def __init__(self, program, folder):
        self._program, self._folder = program, pathlib.Path(folder)

    def __call__(self, pages):
        return [self._judge(number, page) for number, page in enumerate(pages)]

    def _judge(self, number, page):
        file = self._folder / f"page-{number}"
        file.write_bytes(page.text)
        said = subprocess.run([self._program, page.format, file], stdout=subprocess.PIPE, check=True).stdout
        word, rest = said.decode(errors="replace").rstrip("\n").split(" ", 1)
        return Verdict(True, int(rest), "") if word == "good" else Verdict(False, None, rest)


class Promtool:
    name = PROMTOOL

    def __init__(self, program):
        self._program = program

    def __call__(self, pages):
        return [self._judge(page) if page.format == TEXT else None for page in pages]

    def _judge(self, page):
        command = [self._program, "check", "metrics"]
        done = subprocess.run(command, input=page.text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        # 3 is advice on names and help, which is no concern of a parser.
        return Verdict(done.returncode in (0, 3), None, done.stdout.decode(errors="replace").strip())


class ClientPython:
    name = CLIENT
    PARSERS = {
        TEXT: text_parser.text_string_to_metric_families,
        OPENMETRICS: openmetrics_parser.text_string_to_metric_families,
    }

    def __call__(self, pages):
        return [self._judge(page) for page in pages]

    def _judge(self, page):
        try:
            families = list(self.PARSERS[page.format](page.text.decode("utf-8")))
        except Exception as error:  # it raises whatever its innards raise
            return Verdict(False, None, repr(error))
        return Verdict(True, sum(len(family.samples) for family in families), "")


class PageServer(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024  # all pages are asked for at once

    def handle_error(self, *_):
        pass  # who refuses a page may not read it to its end


class Prometheus(contextlib.ExitStack):
    """A real one that scrapes all pages; good is a page of which every sample is stored."""

    name = PROMETHEUS

    def __init__(self, program, folder):
        super().__init__()
        self._program, self._folder = program, pathlib.Path(folder)

    def __call__(self, pages):
        self._start(self._serve(pages), len(pages))
        targets = {}

        def all_scraped():
            targets.update((t["labels"]["page"], t) for t in self._ask("targets")["activeTargets"])
            return len(targets) == len(pages) and all(self._has_come(t) for t in targets.values())

        wait_until("a scrape of each page", all_scraped)
        return [self._verdict(targets[str(number)]) for number in range(len(pages))]

    @staticmethod
    def _has_come(target):
        """Whether the page has been fetched, whatever is thought of it; on a loaded machine the next time does."""
        return target["lastScrape"] > "0002" and not target["lastError"].startswith('Get "')

    def _verdict(self, target):
        page = target["labels"]["page"]
        if target["health"] != "up":
            return Verdict(False, None, target["lastError"])
        told = wait_until("what it says of a scrape", lambda: self._told(page))
        kept = told["scrape_samples_scraped"]
        stored = sum(not name.startswith(("scrape_", "up")) for name in self._names(page))
        if stored != kept:
            return Verdict(False, None, f"scraped {kept} samples and stored {stored}")
        return Verdict(True, kept, "")

    def _names(self, page):
        return [s["metric"]["__name__"] for s in self._ask("query", query=f'{{page="{page}"}}')["result"]]

    def _told(self, page):
        """What Prometheus adds to each target, or nothing if it has not yet."""
        found = self._ask("query", query=f'{{page="{page}",__name__=~"scrape_.*"}}')["result"]
        return {s["metric"]["__name__"]: int(float(s["value"][1])) for s in found}

    def _serve(self, pages):
        class Handler(http.server.BaseHTTPRequestHandler):
            wbufsize = -1  # an answer is one write

            def do_GET(self):
                page = pages[int(self.path[1:])]
                self.send_response(200)
                self.send_header("Content-Type", CONTENT_TYPES[page.format])
                self.end_headers()
                self.wfile.write(page.text)

            def log_message(self, *args):
                pass

        server = PageServer(("127.0.0.1", 0), Handler)
        self.callback(server.server_close)
        self.callback(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.server_address[1]

    def _start(self, pages_port, count):
        address = f"127.0.0.1:{pages_port}"
        targets = [{"targets": [address], "labels": {"__metrics_path__": f"/{n}", "page": str(n)}} for n in range(count)]
        job = {"job_name": "pages", "honor_timestamps": False, "static_configs": targets}
        file = self._folder / "prometheus.yml"
        file.write_text(json.dumps({"global": {"scrape_interval": "5s", "scrape_timeout": "5s"}, "scrape_configs": [job]}))
        port = free_port()
        self._url = f"http://127.0.0.1:{port}"
        command = [self._program, f"--config.file={file}", f"--storage.tsdb.path={self._folder}/tsdb"]
        server = Server("prometheus", command + [f"--web.listen-address=127.0.0.1:{port}"], self._folder / "prometheus.log")
        self.callback(server.stop)
        server.wait_for(self._url + "/-/ready")

    def _ask(self, path, **parameters):
        body, _ = get(f"{self._url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}")
        return json.loads(body)["data"]
