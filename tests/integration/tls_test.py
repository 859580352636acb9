"""TLS as clients see it: openssl, curl, Python."""
import itertools
import os
import socket
import ssl
import subprocess
import threading
import time

import tap
from certificates import Authority
from processes import wait_until
from secured import TLS, Folder, Secured, client, is_refused
from weir import TEST_PLUGINS, Case, command


class WithFolder(Case):
    @classmethod
    def setUpClass(cls):
        cls.stack = Folder()
        cls.folder, cls.authority = cls.stack.path, cls.stack.authority
        cls.trusting = client(cls.authority)

    @classmethod
    def tearDownClass(cls):
        cls.stack.close()

    def serve(self, more="", **options):
        weir = Secured(TLS + more, self.folder, **options)
        self.addCleanup(weir.__exit__)
        return weir


class Handshake(WithFolder):
    def test_a_page_is_served_under_tls(self):
        weir = self.serve()
        status, body, headers = weir.connect(self.trusting)
        self.assertEqual(status, 200)
        self.assertIn("\nfoo_metric 1\n", body)
        self.assertIn("\nweir_web_config_last_read_successful 1\n", body)
        self.assertIn(f"url=https://127.0.0.1:{weir.port}/metrics", weir.log())

    def test_a_client_that_trusts_another_authority_ends_it(self):
        weir = self.serve()
        stranger = Authority(self.folder, "stranger")
        with self.assertRaises(ssl.SSLCertVerificationError):
            weir.connect(client(stranger))
        self.assertEqual(weir.samples(self.trusting)["weir_web_tls_handshake_failures_total"], 1)

    def test_keep_alive_carries_several_scrapes(self):
        weir = self.serve()
        with socket.create_connection(("127.0.0.1", weir.port), timeout=30) as plain:
            with self.trusting.wrap_socket(plain, server_hostname="localhost") as secure:
                for _ in range(3):
                    secure.sendall(b"GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n")
                    self.assertIn(b"Weir is healthy.", self.receive_answer(secure))
                secure.sendall(b"GET /-/healthy HTTP/1.0\r\n\r\n")
                rest = b"".join(iter(lambda: secure.recv(65536), b""))  # raises without a close_notify
                self.assertIn(b"200 OK", rest)

    def receive_answer(self, secure):
        answer = b""
        while b"healthy.\n" not in answer:
            part = secure.recv(65536)
            self.assertTrue(part, answer)
            answer += part
        return answer

    def test_a_request_in_single_bytes_is_answered(self):
        weir = self.serve()
        with socket.create_connection(("127.0.0.1", weir.port), timeout=30) as plain:
            with self.trusting.wrap_socket(plain, server_hostname="localhost") as secure:
                for byte in b"GET /-/healthy HTTP/1.0\r\n\r\n":
                    secure.sendall(bytes([byte]))
                self.assertIn(b"200 OK", secure.recv(65536))

    def test_plain_http_is_told_that_this_is_https(self):
        weir = self.serve()
        for method in ("GET", "POST", "HEAD"):
            with self.subTest(method), socket.create_connection(("127.0.0.1", weir.port), timeout=30) as plain:
                plain.sendall(f"{method} /metrics HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                answer = b"".join(iter(lambda: plain.recv(65536), b""))
                self.assertTrue(answer.startswith(b"HTTP/1.1 400 Bad Request\r\n"), answer)
                self.assertIn(b"Client sent an HTTP request to an HTTPS server.", answer)

    def test_garbage_ends_the_connection_and_nothing_else(self):
        weir = self.serve()
        for garbage in (b"\xff" * 3000, b"\x16\x03\x01\xff\xff" + b"x" * 5000, b"SSH-2.0-x\r\n", b"\x80\x2e\x01\x00\x02"):
            with self.subTest(garbage[:8]), socket.create_connection(("127.0.0.1", weir.port), timeout=30) as plain:
                plain.sendall(garbage)
                self.assertNotIn(b"HTTP/", b"".join(iter(lambda: self.receive(plain), b"")))
        self.assertEqual(weir.connect(self.trusting)[0], 200)

    @staticmethod
    def receive(plain):
        try:
            return plain.recv(65536)
        except ConnectionResetError:
            return b""

    def test_a_unix_socket_has_tls_too(self):
        path = self.folder / "s.sock"
        self.serve(listen=[f"unix://{path}"])
        with socket.socket(socket.AF_UNIX) as plain:
            plain.settimeout(30)
            plain.connect(str(path))
            with self.trusting.wrap_socket(plain, server_hostname="localhost") as secure:
                secure.sendall(b"GET /-/healthy HTTP/1.0\r\n\r\n")
                self.assertIn(b"200 OK", secure.recv(65536))

    def test_who_offers_http2_gets_http1(self):
        weir = self.serve()
        options = ["--silent", "--show-error", "--http2", "--cacert", self.authority.certificate]
        url = f"https://localhost:{weir.port}/-/healthy"
        done = subprocess.run(
            ["curl", *options, "--write-out", "%{http_version}", "--resolve", f"localhost:{weir.port}:127.0.0.1", url],
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertEqual((done.returncode, done.stdout), (0, "Weir is healthy.\n1.1"), done.stderr)

    def test_a_certificate_in_the_text_itself(self):
        indented = {
            name: "".join(f"    {line}\n" for line in (self.folder / f"server.{name}").read_text().splitlines())
            for name in ("pem", "key")
        }
        text = f"tls_server_config:\n  cert: |\n{indented['pem']}  key: |\n{indented['key']}"
        with Secured(text) as weir:
            self.assertEqual(weir.connect(self.trusting)[0], 200)

    def test_sessions_are_resumed_without_a_client_certificate(self):
        weir = self.serve()
        with socket.create_connection(("127.0.0.1", weir.port), timeout=30) as plain:
            with self.trusting.wrap_socket(plain, server_hostname="localhost") as secure:
                secure.sendall(b"GET /-/healthy HTTP/1.0\r\n\r\n")
                secure.recv(65536)
                session = secure.session
        with socket.create_connection(("127.0.0.1", weir.port), timeout=30) as plain:
            with self.trusting.wrap_socket(plain, server_hostname="localhost", session=session) as secure:
                self.assertTrue(secure.session_reused)


class Algorithms(WithFolder):
    def test_tls12_and_13_by_default(self):
        weir = self.serve()
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            self.assertEqual(weir.connect(client(self.authority, version=version))[0], 200)
        status, output = weir.s_client("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")
        self.assertNotEqual(status, 0)
        self.assertIn("alert protocol version", output)

    def test_older_ones_if_asked_for(self):
        weir = self.serve("  min_version: TLS10\n  max_version: TLS11\n")
        for version in ("-tls1", "-tls1_1"):
            status, output = weir.s_client(version, "-cipher", "DEFAULT@SECLEVEL=0")
            self.assertIn("Weir is healthy.", output)
        self.assertTrue(is_refused(lambda: weir.connect(client(self.authority, version=ssl.TLSVersion.TLSv1_2))))

    def test_tls13_alone(self):
        weir = self.serve("  min_version: TLS13\n")
        self.assertEqual(weir.connect(self.trusting)[0], 200)
        self.assertTrue(is_refused(lambda: weir.connect(client(self.authority, version=ssl.TLSVersion.TLSv1_2))))

    def test_cipher_suites_are_those_of_the_file(self):
        weir = self.serve("  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]\n  max_version: TLS12\n")
        _, output = weir.s_client()
        self.assertIn("Cipher is ECDHE-ECDSA-AES256-GCM-SHA384", output)
        status, output = weir.s_client("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")
        self.assertNotEqual(status, 0)
        self.assertIn("handshake failure", output)

    def test_curves_are_those_of_the_file(self):
        weir = self.serve("  curve_preferences: [CurveP384]\n")
        self.assertIn("ECDH, secp384r1, 384 bits", weir.s_client("-groups", "X25519:P-384")[1])
        self.assertNotEqual(weir.s_client("-groups", "X25519")[0], 0)

    def test_a_client_cannot_renegotiate(self):
        weir = self.serve("  max_version: TLS12\n")
        options = ["openssl", "s_client", "-connect", f"127.0.0.1:{weir.port}"]  # a line R renegotiates
        done = subprocess.run(options, input=b"R\n", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        self.assertIn(b"RENEGOTIATING", done.stdout)
        self.assertIn(b"no renegotiation", done.stdout)


class ClientCertificates(WithFolder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stranger = Authority(cls.folder, "stranger")
        cls.of = {
            "nobody": None,
            "friend": cls.authority.issue("friend", "DNS:prometheus.example,IP:10.0.0.7"),
            "stranger": stranger.issue("foreigner", "DNS:prometheus.example"),
            "expired": cls.authority.issue("late", "DNS:prometheus.example", days=-1),
        }

    def admitted(self, weir):
        return {name for name, pair in self.of.items() if not is_refused(lambda: weir.connect(client(self.authority, pair)))}

    def test_each_kind_admits_whom_it_should(self):
        everybody = set(self.of)
        expected = {
            "NoClientCert": everybody,
            "RequestClientCert": everybody,
            "RequireAnyClientCert": everybody - {"nobody"},
            "VerifyClientCertIfGiven": {"nobody", "friend"},
            "RequireAndVerifyClientCert": {"friend"},
        }
        for kind, admitted in expected.items():
            with self.subTest(kind):
                authority = "" if kind == "NoClientCert" else "  client_ca_file: authority.pem\n"
                weir = self.serve(f"  client_auth_type: {kind}\n{authority}")
                self.assertEqual(self.admitted(weir), admitted)

    def test_who_has_already_asked_hears_why_it_is_refused(self):
        weir = self.serve("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: authority.pem\n")
        context = client(self.authority, self.of["stranger"], ssl.TLSVersion.TLSv1_3, check=False)
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = context.wrap_bio(incoming, outgoing)
        with socket.create_connection(("127.0.0.1", weir.port), timeout=10) as connection:

            def until_done(step):
                while True:
                    try:
                        return step()
                    except ssl.SSLWantReadError:
                        connection.sendall(outgoing.read())
                        incoming.write(connection.recv(65536) or self.fail("it ends without a word"))

            until_done(session.do_handshake)
            session.write(b"GET / HTTP/1.1\r\nHost: weir\r\n\r\n")
            connection.sendall(outgoing.read())  # the certificate and the request at once
            time.sleep(0.2)  # what the connection's end would take away is away
            with self.assertRaisesRegex(ssl.SSLError, "alert unknown ca"):
                until_done(lambda: session.read(1000))

    def test_without_an_authority_the_systems_are_asked(self):
        weir = self.serve("  client_auth_type: RequireAndVerifyClientCert\n")
        self.assertEqual(self.admitted(weir), set())

    def test_names_are_those_of_the_file(self):
        head = "  client_ca_file: authority.pem\n  client_auth_type: RequireAndVerifyClientCert\n  client_allowed_sans: "
        for names, admitted in (
            ("[other.example, prometheus.example]", {"friend"}),
            ("[10.0.0.7]", {"friend"}),
            ("[example, friend]", set()),
            ("[]", set()),
        ):
            with self.subTest(names):
                self.assertEqual(self.admitted(self.serve(head + names + "\n")), admitted)

    def test_names_count_also_where_nobody_verifies_them(self):
        weir = self.serve("  client_auth_type: RequireAnyClientCert\n  client_allowed_sans: [prometheus.example]\n")
        self.assertEqual(self.admitted(weir), {"friend", "stranger", "expired"})


class Bad(WithFolder):
    def test_certificates_that_cannot_be_used_are_findings(self):
        self.authority.issue("other")
        (self.folder / "exporter.yaml").write_text("web: {config_file: web.yml}\ncollectors: []\n")
        (self.folder / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n")
        for text, place, message in (
            (TLS.replace("server.key", "other.key"), "2:14", "the key does not belong to the certificate"),
            (TLS.replace("server.pem", "gone.pem"), "2:14", "cannot read .*/gone.pem: No such file or directory"),
            (TLS.replace("server.key", "."), "3:13", "Is a directory"),
            (TLS.replace("server.pem", "broken.pem"), "2:14", "certificate 1 is broken"),
            (TLS + "  cert_fil: x\n", "4:3", 'unknown key "cert_fil", did you mean "cert_file"'),
        ):
            (self.folder / "web.yml").write_text(text)
            for words in (["check", "--no-plugins"], ["run"]):
                with self.subTest(f"{words[0]}: {message}"):
                    done = command(*words, "--config.file", str(self.folder / "exporter.yaml"))
                    self.assertEqual(done.returncode, 78, done.stderr)
                    self.assertRegex(done.stderr, rf"(?m)^{self.folder}/web.yml:{place}: .*{message}")

    def test_a_file_that_is_missing_or_a_directory_is_a_finding(self):
        for path, cause in (("/nonexistent.yml", "No such file"), ("/", "Is a directory")):
            done = command("check", "--config.file", "e.yaml", "--web.config.file", path, files={"e.yaml": ""})
            self.assertEqual(done.returncode, 78)
            self.assertIn(cause, done.stderr)

    def test_an_expired_certificate_is_served_with_a_warning(self):
        self.authority.issue("old", days=-1)
        with Secured(TLS.replace("server.", "old."), self.folder) as weir:
            self.assertRegex(weir.log(), r'level=warn msg="the certificate has expired on ')
            with self.assertRaisesRegex(ssl.SSLCertVerificationError, "expired"):
                weir.connect(self.trusting)
            careless = ssl._create_unverified_context()
            ends = weir.samples(careless)["weir_web_certificate_not_after_timestamp_seconds"]
            self.assertLess(ends, os.stat(self.folder).st_mtime)

    def test_a_key_that_others_can_read_is_a_warning(self):
        key = self.folder / "server.key"
        key.chmod(0o644)
        self.addCleanup(key.chmod, 0o600)
        weir = self.serve()
        self.assertIn(f"others can read the key: chmod o-r {key}", weir.log())


class Secrets(WithFolder):
    def test_plugins_cannot_read_the_key(self):
        # Outside of the folders that are closed to plugins anyway.
        other = Folder()
        self.addCleanup(other.close)
        text = TLS.replace("server.key", str(other.path / "server.key"))
        readers = "".join(
            f"  - {{plugin: {TEST_PLUGINS}/reader.so, name: {name}, labels: {{file: {name}}}, config: {{path: {path}}}}}\n"
            for name, path in (("key", other.path / "server.key"), ("web", self.folder / "web.yml"), ("group", "/etc/group"))
        )
        with Secured(text.replace("server.pem", str(other.path / "server.pem")), self.folder, collectors=readers) as weir:
            samples = weir.samples(client(other.authority))
        shown = {name: samples[f'reader_can_read{{file="{name}"}}'] for name in ("key", "web", "group")}
        self.assertEqual(shown, {"key": 0, "web": 0, "group": 1})


class Rotation(WithFolder):
    def replace(self, name, text):
        new = self.folder / f"{name}.new"
        new.write_text(text)
        new.chmod(0o600)
        new.rename(self.folder / name)

    def test_no_scrape_is_lost_while_certificates_change(self):
        pairs = []
        for number in range(5):
            pair = self.authority.issue(f"server{number}")
            pairs.append([path.read_text() for path in pair])
        weir = self.serve()
        done, failures, seen = threading.Event(), [], set()

        def scrape():
            while not done.is_set():
                try:
                    with socket.create_connection(("127.0.0.1", weir.port), timeout=30) as plain:
                        with self.trusting.wrap_socket(plain, server_hostname="localhost") as secure:
                            seen.add(secure.getpeercert()["serialNumber"])
                            secure.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
                            page = b"".join(iter(lambda: secure.recv(65536), b""))
                            assert b"\nfoo_metric 1\n" in page, page
                except Exception as error:  # whatever it is, it is a lost scrape
                    failures.append(repr(error))

        scrapers = [threading.Thread(target=scrape) for _ in range(2)]
        for scraper in scrapers:
            scraper.start()
        try:
            for number, (certificate, key) in zip(range(20), itertools.cycle(pairs)):
                before = len(seen)
                self.replace("server.pem", certificate)  # for a moment they do not fit
                self.replace("server.key", key)
                if number < len(pairs):
                    self.wait(lambda: len(seen) > before or failures)
                if number % 3 == 0:
                    self.replace("server.pem", "broken")
                if number == 0:  # later ones may come and go between two handshakes
                    self.wait(lambda: weir.samples(self.trusting)["weir_web_config_read_failures_total"] >= 1)
        finally:
            done.set()
            for scraper in scrapers:
                scraper.join()
        self.assertEqual(failures, [])
        self.assertGreaterEqual(len(seen), len(pairs))
        self.replace("server.pem", pairs[0][0])
        self.replace("server.key", pairs[0][1])
        samples = weir.samples(self.trusting)
        self.assertGreaterEqual(samples["weir_web_config_read_failures_total"], 1)
        self.assertEqual(samples["weir_web_config_last_read_successful"], 1)
        print(f"{len(seen)} certificates seen")

    @staticmethod
    def wait(condition):
        wait_until("what changed is noticed", condition, seconds=60)


if __name__ == "__main__":
    raise SystemExit(tap.main())
