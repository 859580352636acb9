"""Stands between Prometheus and Weir: hands on each scrape as it is, remembers the last page, and from
freeze() on gives that page again, so that values which move can be compared exactly."""
import gzip
import http.server
import threading
import urllib.request

ASKED = ("Accept", "Accept-Encoding", "X-Prometheus-Scrape-Timeout-Seconds", "User-Agent")
ANSWERED = ("Content-Type", "Content-Encoding")


class Relay:
    def __init__(self, target, accept=None, encoding=None):
        """accept, encoding: asked for in place of what the scraper asks for."""
        self._target, self._accept, self._encoding = target, accept, encoding
        self._lock = threading.Lock()
        self._headers, self._bytes = None, None
        self._frozen = False
        self._served_frozen = 0
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                relay._serve(self)

            def log_message(self, *args):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def freeze(self):
        with self._lock:
            self._frozen = True

    @property
    def served_frozen(self):
        """How often the frozen page was given."""
        with self._lock:
            return self._served_frozen

    @property
    def content_type(self):
        return self._headers["Content-Type"]

    @property
    def content_encoding(self):
        return self._headers.get("Content-Encoding")

    @property
    def text(self):
        """The last page."""
        body = gzip.decompress(self._bytes) if self.content_encoding == "gzip" else self._bytes
        return body.decode("utf-8")

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, handler):
        with self._lock:
            if self._frozen and self._bytes is not None:
                self._served_frozen += 1
            else:
                self._fetch(handler.headers)
            headers, body = self._headers, self._bytes
        handler.send_response(200)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _fetch(self, asked):
        headers = {name: asked[name] for name in ASKED if asked[name]}
        if self._accept:
            headers["Accept"] = self._accept
        if self._encoding:
            headers["Accept-Encoding"] = self._encoding
        with urllib.request.urlopen(urllib.request.Request(self._target, headers=headers), timeout=10) as answer:
            self._headers = {name: answer.headers[name] for name in ANSWERED if answer.headers[name]}
            self._bytes = answer.read()
