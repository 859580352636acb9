"""A Weir with a web configuration, and clients that speak TLS."""
import contextlib
import http.client
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile

from certificates import Authority
from processes import Server, free_port, wait_until
from weir import PLUGINS, WEIR

# "secret", with a cost that takes next to no time.
SECRET = "$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"
TLS = "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n"
HEALTHY = b"GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Secured(contextlib.AbstractContextManager):
    """folder: where the certificates are, and web.yml will be; None for one of its own without any."""

    def __init__(self, web_config, folder=None, listen=(), collectors="  - {plugin: foobar}\n"):
        self.own = tempfile.mkdtemp(prefix="weir-test-")
        self.folder = pathlib.Path(folder or self.own)
        self.port = free_port()
        (self.folder / "exporter.yaml").write_text(f"plugin_directory: {PLUGINS}\ncollectors:\n{collectors}")
        self.write(web_config)
        command = [WEIR, "--config.file", self.folder / "exporter.yaml", "--web.config.file", self.folder / "web.yml"]
        for address in (f"127.0.0.1:{self.port}", *listen):
            command += ["--web.listen-address", address]
        self.server = Server("weir", command, pathlib.Path(self.own) / "log")
        wait_until("weir", lambda: "msg=listening" in self.log() or self.server.process.poll() is not None)
        assert self.server.process.poll() is None, self.log()

    def write(self, web_config):
        """Replaces the web configuration, in one step."""
        new = self.folder / "web.yml.new"
        new.write_text(web_config)
        new.rename(self.folder / "web.yml")

    def __exit__(self, *_):
        self.server.stop()
        shutil.rmtree(self.own, ignore_errors=True)

    def log(self):
        return self.server.log_text()

    def connect(self, context=None, path="/metrics", headers=None, method="GET"):
        """(status, body, headers) of one request on a connection of its own; context: of TLS, or None."""
        if context:
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=30)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers

    def samples(self, context=None, headers=None):
        status, body, _ = self.connect(context, headers=headers)
        assert status == 200, (status, body)
        lines = (line.rsplit(" ", 1) for line in body.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in lines}

    def s_client(self, *options, request=HEALTHY):
        """(exit status, all output) of openssl s_client with one request."""
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{self.port}", "-ign_eof", *map(str, options)]
        done = subprocess.run(command, input=request, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        return done.returncode, done.stdout.decode(errors="replace")


def client(authority, certificate=None, version=None, check=True):
    """A client's context that trusts the authority; certificate: (certificate, key) of its own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = check
    context.load_verify_locations(authority.certificate)
    if certificate:
        context.load_cert_chain(*certificate)
    if version:
        context.minimum_version = context.maximum_version = version
    return context


class Folder(contextlib.ExitStack):
    """A folder with an authority and a server's certificate: server.pem, server.key."""

    def __init__(self):
        super().__init__()
        self.path = pathlib.Path(self.enter_context(tempfile.TemporaryDirectory(prefix="weir-tls-")))
        self.authority = Authority(self.path)
        self.authority.issue("server")


def is_refused(function):
    """Whether a connection ends without an answer."""
    try:
        function()
    except (ssl.SSLError, ConnectionError, http.client.BadStatusLine, socket.timeout):
        return True
    return False
