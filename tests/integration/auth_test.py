"""Passwords, headers and the rate of requests, as clients see them."""
import base64
import threading
import time

import tap
from secured import SECRET, Secured
from weir import Case, command

USERS = f"basic_auth_users:\n  ann: {SECRET}\n"
# Half a second or more for each comparison.
SLOW = "basic_auth_users:\n  ann: $2y$13$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi\n"
PATHS = ("/", "/metrics", "/metrics/foobar", "/metrics/nope", "/-/healthy", "/-/ready", "/healthz", "/nope", "/-/reload", "/api/v1/sd")


def basic(name, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


ANN = basic("ann", "secret")


class Passwords(Case):
    def serve(self, text, **options):
        weir = Secured(text, **options)
        self.addCleanup(weir.__exit__)
        return weir

    def test_every_route_is_behind_them(self):
        weir = self.serve(USERS)
        for path in PATHS:
            for method in ("GET", "HEAD", "POST"):
                with self.subTest(f"{method} {path}"):
                    status, body, headers = weir.connect(path=path, method=method)
                    self.assertEqual(status, 401)
                    self.assertEqual(headers["WWW-Authenticate"], 'Basic realm="weir"')
                    self.assertEqual(body, "" if method == "HEAD" else "Unauthorized\n")
        self.assertIn('weir_http_requests_total{code="401",path="other"}', weir.samples(headers=ANN))

    def test_the_right_one_lets_in(self):
        weir = self.serve(USERS)
        for _ in range(2):  # compared, and remembered
            self.assertEqual(weir.samples(headers=ANN)["foo_metric"], 1)
        self.assertEqual(weir.connect(path="/-/healthy", headers=ANN)[0], 200)

    def test_anything_else_does_not(self):
        weir = self.serve(USERS)
        weir.samples(headers=ANN)
        token = ANN["Authorization"].split()[1]
        wrong = [basic("ann", "Secret"), basic("ann", ""), basic("Ann", "secret"), basic("", ""), basic("eve", "secret")]
        wrong += [basic("ann", "secret\0"), basic("ann", "secret" + "x" * 5000)]
        wrong += [{"Authorization": value} for value in ("", "Basic", "Basic ", f"Bearer {token}", f"Basic {token}=", token)]
        wrong += [{"Authorization": "Basic " + base64.b64encode(b"ann").decode()}]
        for headers in wrong:
            with self.subTest(str(headers)[:60]):
                self.assertEqual(weir.connect(headers=headers)[0], 401)
        for scheme in ("basic", "BASIC"):
            self.assertEqual(weir.connect(headers={"Authorization": f"{scheme} {token}"})[0], 200)

    def test_an_unknown_name_takes_as_long_as_a_known_one(self):
        weir = self.serve(SLOW)
        least = min(self.seconds(weir, basic("ann", str(i))) for i in range(3))
        for i in range(3):  # slower it may be, on a machine that is busy
            self.assertGreater(self.seconds(weir, basic(f"eve{i}", "x")), least / 4)

    def seconds(self, weir, headers):
        started = time.monotonic()
        self.assertEqual(weir.connect(headers=headers)[0], 401)
        return time.monotonic() - started

    def test_guesses_do_not_hold_up_who_is_known(self):
        weir = self.serve(USERS)
        weir.samples(headers=ANN)
        weir.write(USERS + SLOW.splitlines()[1].replace("ann", "bob") + "\n")
        statuses = []

        def guess():
            statuses.append(weir.connect(headers=basic("bob", "x"))[0])

        guessers = [threading.Thread(target=guess) for _ in range(6)]
        for guesser in guessers:
            guesser.start()
        for _ in range(20):
            self.assertEqual(weir.connect(headers=ANN)[0], 200)
        done_meanwhile = len(statuses)
        for guesser in guessers:
            guesser.join()
        self.assertLess(done_meanwhile, len(guessers), "all guesses were over before the scrapes")
        self.assertEqual(set(statuses), {401})

    def test_users_change_without_a_restart(self):
        weir = self.serve(USERS)
        self.assertEqual(weir.connect(headers=ANN)[0], 200)
        weir.write(USERS.replace("ann", "bob"))
        self.assertEqual(weir.connect(headers=ANN)[0], 401)
        self.assertEqual(weir.connect(headers=basic("bob", "secret"))[0], 200)
        for broken in ("basic_auth_users: {", "basic_auth_users: {bob: secret}\n", "", "tls_server_config: {}\n"):
            with self.subTest(broken):
                weir.write(broken)
                self.assertEqual(weir.connect()[0], 401)
                samples = weir.samples(headers=basic("bob", "secret"))
                self.assertEqual(samples["weir_web_config_last_read_successful"], 0)
        self.assertEqual(samples["weir_web_config_read_failures_total"], 4)
        self.assertIn("the last good one stays in force", weir.log())
        self.assertNotIn("{bob: secret}", weir.log())
        weir.write(USERS)
        self.assertEqual(weir.samples(headers=ANN)["weir_web_config_last_read_successful"], 1)


    def test_no_reload_takes_them_away(self):
        weir = self.serve(USERS)
        weir.write("")
        status, body, _ = weir.connect(path="/-/reload", method="POST", headers=ANN)
        self.assertEqual(status, 500)
        self.assertIn("web.yml: to take all users away takes a restart", body)
        self.assertEqual(weir.connect()[0], 401)
        weir.write(USERS)
        self.assertEqual(weir.connect(path="/-/reload", method="POST", headers=ANN)[0], 200)
        samples = weir.samples(headers=ANN)
        self.assertEqual(samples["weir_web_config_last_read_successful"], 1)
        self.assertGreaterEqual(samples["weir_web_config_read_failures_total"], 1, "the reload began its counters anew")


class Headers(Case):
    TEXT = (
        "http_server_config:\n  headers:\n    Strict-Transport-Security: max-age=31536000\n"
        "    X-Content-Type-Options: nosniff\n    X-Frame-Options: deny\n    X-XSS-Protection: '0'\n"
        "    Content-Security-Policy: default-src 'none'\n"
    )

    def test_they_are_on_every_answer(self):
        with Secured(self.TEXT + USERS) as weir:
            for path, sent in (("/", ANN), ("/metrics", ANN), ("/nope", ANN), ("/metrics", {})):
                with self.subTest(path):
                    _, _, headers = weir.connect(path=path, headers=sent)
                    self.assertEqual(headers["Strict-Transport-Security"], "max-age=31536000")
                    self.assertEqual(headers["X-Frame-Options"], "deny")
                    self.assertEqual(headers["X-XSS-Protection"], "0")
                    self.assertEqual(headers.get_all("X-Content-Type-Options"), ["nosniff"])
                    self.assertEqual(headers.get_all("Content-Security-Policy"), ["default-src 'none'"])


    def test_they_may_be_long(self):
        policy = "default-src " + " ".join(f"https://{i}.example.org" for i in range(400))
        with Secured(f"http_server_config: {{headers: {{Content-Security-Policy: {policy!r}}}}}\n") as weir:
            for path in ("/", "/metrics", "/-/healthy"):
                with self.subTest(path):
                    status, body, headers = weir.connect(path=path)
                    self.assertEqual(status, 200)
                    self.assertEqual(headers["Content-Security-Policy"], policy)
                    self.assertEqual(len(body), int(headers["Content-Length"]))


class RateLimit(Case):
    def test_beyond_it_is_a_429(self):
        with Secured("rate_limit: {interval: 1h, burst: 3}\n") as weir:
            statuses = [weir.connect(path="/-/healthy")[0] for _ in range(5)]
            self.assertEqual(statuses, [200, 200, 200, 429, 429])


class Check(Case):
    def test_a_password_in_the_clear_is_not_repeated(self):
        files = {"e.yaml": "web: {config_file: w.yml}\n", "w.yml": "basic_auth_users:\n  ann: hunter2\n"}
        done = command("check", "--config.file", "e.yaml", files=files)
        self.assertEqual(done.returncode, 78)
        self.assertRegex(done.stderr, r'/w.yml:2:8: basic_auth_users: "ann" needs a bcrypt hash')
        self.assertNotIn("hunter2", done.stderr)


if __name__ == "__main__":
    raise SystemExit(tap.main())
