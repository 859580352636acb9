"""weir health, of a host that is well, that is not ready, that is gone, and of what is no Weir."""
import contextlib
import socket
import threading

import tap
from certificates import Authority
from secured import SECRET, TLS, Folder, Secured
from weir import Case, Running, command, trouble


LOCALHOST = []  # where it is a name
with contextlib.suppress(OSError):
    LOCALHOST = [socket.getaddrinfo("localhost", 0) and "localhost"]


@contextlib.contextmanager
def impostor(answer):
    """The port of a server that gives one answer and ends; it holds the line if that is None."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def serve():
            with contextlib.suppress(OSError):
                client, _ = listener.accept()
                with client:
                    client.recv(4096)
                    if answer is None:
                        client.recv(4096)
                    else:
                        client.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


class Health(Case):
    def ask(self, port, *arguments):
        return command("health", "--url", f"http://127.0.0.1:{port}", *arguments)

    def test_a_running_host_is_well(self):
        with Running("  - {plugin: foobar}\n") as weir:
            weir.wait_ready()
            for arguments in ((), ("--ready",)):
                done = self.ask(weir.port, *arguments)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(done.stdout, "Weir is ready.\n")
            listen = f"web: {{listen: ['127.0.0.1:{weir.port}', ':1']}}\n"
            done = command("health", "--config.file", "e.yaml", files={"e.yaml": listen})
            self.assertEqual((done.returncode, done.stdout), (0, "Weir is healthy.\n"))
            done = command("health", "--web.listen-address", f":{weir.port}", "--config.file", "e.yaml", files={"e.yaml": ""})
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_one_that_starts_is_well_but_not_ready(self):
        with Running(trouble("slow", "sleeps", timeout="1h")) as weir:
            self.assertEqual(self.ask(weir.port).returncode, 0)
            done = self.ask(weir.port, "--ready")
            self.assertEqual(done.returncode, 1)
            self.assertIn("503: Weir is starting", done.stderr)

    def test_nobody_there(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            done = self.ask(free.getsockname()[1])
        self.assertEqual(done.returncode, 1)
        self.assertIn("Connection refused", done.stderr)
        done = command("health", "--url", "unix:///nowhere/weir.sock")
        self.assertEqual(done.returncode, 1)
        self.assertIn("No such file or directory", done.stderr)

    def test_something_else_there(self):
        with impostor(b"220 mail.example ESMTP\r\n") as port:
            done = self.ask(port)
        self.assertEqual(done.returncode, 1)
        self.assertIn("something else than HTTP", done.stderr)
        with impostor(b"HTTP/1.1 401 Unauthorized\r\n\r\nUnauthorized\n") as port:
            done = self.ask(port, "--ready")
        self.assertEqual(done.returncode, 1)
        self.assertIn("--password-file", done.stderr)

    def test_one_that_never_answers(self):
        with impostor(None) as port:
            done = self.ask(port, "--timeout", "0.3")
        self.assertEqual(done.returncode, 1)
        self.assertIn("does not answer in time", done.stderr)

    def test_a_broken_file(self):
        done = command("health", "--config.file", "e.yaml", files={"e.yaml": "web: [\n"})
        self.assertEqual(done.returncode, 1)
        self.assertIn("e.yaml:", done.stderr)


class Secure(Case):
    @classmethod
    def setUpClass(cls):
        cls.stack = Folder()
        cls.folder, cls.authority = cls.stack.path, cls.stack.authority

    @classmethod
    def tearDownClass(cls):
        cls.stack.close()

    def serve(self, web_config):
        weir = Secured(web_config, self.folder)
        self.addCleanup(weir.__exit__)
        return weir

    def assert_well(self, done):
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "Weir is healthy.\n", ""))

    def assert_ill(self, done, text):
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn(text, done.stderr)

    def test_under_tls(self):
        url = f"https://127.0.0.1:{self.serve(TLS).port}"
        self.assert_well(command("health", "--url", url))
        self.assert_ill(command("health", "--url", url.replace("https", "http")), "400: Client sent an HTTP request to an HTTPS server.")

    def test_the_files_say_whether_it_is_under_tls(self):
        weir = self.serve(TLS)
        files = ["--config.file", weir.folder / "exporter.yaml", "--web.config.file", weir.folder / "web.yml"]
        self.assert_well(command("health", *files, "--web.listen-address", f"127.0.0.1:{weir.port}"))

    def test_a_certificate_is_checked_if_that_is_asked_for(self):
        port = self.serve(TLS).port
        stranger = Authority(self.folder, "stranger").certificate
        for host in ("127.0.0.1", *LOCALHOST):
            url = f"https://{host}:{port}"
            self.assert_well(command("health", "--url", url, "--ca-file", self.authority.certificate))
            self.assert_ill(command("health", "--url", url, "--ca-file", stranger), "does not agree on TLS: certificate verify failed")
        self.assert_ill(command("health", "--url", url, "--ca-file", "/nowhere.pem"), 'cannot take certificates from "/nowhere.pem"')

    def test_a_timeout_is_a_number(self):
        for timeout in ("nan", "inf", "0", "-1", "soon"):
            self.assertEqual(command("health", "--timeout", timeout).returncode, 2, timeout)

    def test_a_certificate_for_another_name_is_none(self):
        self.authority.issue("other", names="DNS:elsewhere")
        port = self.serve(TLS.replace("server.", "other.")).port
        ca_file = ["--ca-file", self.authority.certificate]
        self.assert_ill(command("health", "--url", f"https://127.0.0.1:{port}", *ca_file), "certificate verify failed")

    def test_one_that_wants_a_certificate_is_not_reached(self):
        weir = self.serve(TLS + "  client_auth_type: RequireAnyClientCert\n")
        self.assert_ill(command("health", "--url", f"https://127.0.0.1:{weir.port}"), f"https://127.0.0.1:{weir.port} does not a")

    def test_a_host_without_tls(self):
        with Running("  - {plugin: foobar}\n") as weir:
            self.assert_ill(command("health", "--url", f"https://127.0.0.1:{weir.port}"), "does not agree on TLS: wrong version number")

    def test_a_password(self):
        weir = self.serve(TLS + f"basic_auth_users: {{ann: {SECRET}}}\n")
        url = ["--url", f"https://127.0.0.1:{weir.port}"]
        for password, judge in (("secret\n", self.assert_well), ("Secret", lambda done: self.assert_ill(done, "401: Unauthorized"))):
            file = weir.folder / "password"
            file.write_text(password)
            judge(command("health", *url, "--user", "ann", "--password-file", file))
        self.assert_ill(command("health", *url, "--user", "ann", "--password-file", "/nowhere"), "cannot read /nowhere")
        self.assert_ill(command("health", *url, "--ready"), "--password-file")
        alive = command("health", *url)
        self.assertEqual((alive.returncode, alive.stdout), (0, "healthy: it serves, and asks for a user\n"), alive.stderr)

    def test_the_environment(self):
        weir = self.serve(TLS + f"basic_auth_users: {{ann: {SECRET}}}\n")
        file = weir.folder / "password"
        file.write_text("secret")
        known = {"WEIR_HEALTH_URL": f"https://127.0.0.1:{weir.port}", "WEIR_HEALTH_USER": "ann", "WEIR_HEALTH_PASSWORD_FILE": str(file)}
        self.assert_well(command("health", env=known))
        self.assert_ill(command("health", env={**known, "WEIR_HEALTH_CA_FILE": str(file)}), str(file))


if __name__ == "__main__":
    raise SystemExit(tap.main())
