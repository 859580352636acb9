"""A real Prometheus scrapes Weir over TLS with a password; one that does not know it, or trusts another
authority, or is shown an expired certificate, does not.
usage: secured_test.py PREFIX_OF_WEIR FOLDER_OF_PROMETHEUS"""
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import tap
from certificates import Authority
from processes import Server, free_port, wait_until
from scene import Scene

WEB = """
tls_server_config:
  cert_file: {name}.pem
  key_file: {name}.key
  client_ca_file: authority.pem
  client_auth_type: VerifyClientCertIfGiven
basic_auth_users:
  prometheus: $2b$10$7.yR2fDcH/b6bS8yuT.kIu6HIG4gCk5NKl6LIl.BV1rCOy2PMx7kq
"""
JOBS = """
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: good
    scheme: https
    tls_config: {{ca_file: authority.pem}}
    basic_auth: {{username: prometheus, password: secret}}
    static_configs: [{{targets: ["127.0.0.1:{good}"]}}]
  - job_name: client_certificate
    scheme: https
    tls_config: {{ca_file: authority.pem, cert_file: client.pem, key_file: client.key}}
    basic_auth: {{username: prometheus, password: secret}}
    static_configs: [{{targets: ["127.0.0.1:{good}"]}}]
  - job_name: wrong_password
    scheme: https
    tls_config: {{ca_file: authority.pem}}
    basic_auth: {{username: prometheus, password: Secret}}
    static_configs: [{{targets: ["127.0.0.1:{good}"]}}]
  - job_name: wrong_authority
    scheme: https
    tls_config: {{ca_file: stranger.pem}}
    basic_auth: {{username: prometheus, password: secret}}
    static_configs: [{{targets: ["127.0.0.1:{good}"]}}]
  - job_name: wrong_client_certificate
    scheme: https
    tls_config: {{ca_file: authority.pem, cert_file: strange_client.pem, key_file: strange_client.key}}
    basic_auth: {{username: prometheus, password: secret}}
    static_configs: [{{targets: ["127.0.0.1:{good}"]}}]
  - job_name: plain
    basic_auth: {{username: prometheus, password: secret}}
    static_configs: [{{targets: ["127.0.0.1:{good}"]}}]
  - job_name: expired
    scheme: https
    tls_config: {{ca_file: authority.pem}}
    basic_auth: {{username: prometheus, password: secret}}
    static_configs: [{{targets: ["127.0.0.1:{expired}"]}}]
"""
# What each says of its last scrape; nothing: it is up.
EXPECTED = {
    "good": "",
    "client_certificate": "",
    "wrong_password": "401 Unauthorized",
    "wrong_authority": "certificate signed by unknown authority",
    "wrong_client_certificate": "tls: ",
    "plain": "400 Bad Request",
    "expired": "certificate has expired",
}
scene = authority = None


def start_weir(name):
    """Gives the port."""
    web, file, port = scene.folder / f"{name}.web.yml", scene.folder / f"{name}.yaml", free_port()
    web.write_text(WEB.format(name=name))
    file.write_text("collectors:\n  - plugin: foobar\n")
    plugins = next(scene.prefix.glob("**/weir/plugins"))
    command = [scene.prefix / "bin/weir", "--config.file", file, "--plugin.directory", plugins, "--web.config.file", web]
    server = Server(name, command + ["--web.listen-address", f"127.0.0.1:{port}"], scene.folder / f"{name}.log")
    scene.callback(server.stop)
    wait_until(name, lambda: "msg=listening" in server.log_text())
    return port


def setUpModule():
    global scene, authority
    scene = Scene(*sys.argv[1:3])
    authority, stranger = Authority(scene.folder), Authority(scene.folder, "stranger")
    authority.issue("good")
    authority.issue("client", "DNS:prometheus")
    authority.issue("expired", days=-1)
    stranger.issue("strange_client", "DNS:prometheus")
    scene.start_prometheus(JOBS.format(good=start_weir("good"), expired=start_weir("expired")))
    wait_until("a scrape of each target", lambda: len(scene.ask("query", query="up")["result"]) == len(EXPECTED))


def days_left():
    query = 'weir_web_certificate_not_after_timestamp_seconds{job="good"} - time()'
    (series,) = scene.ask("query", query=query)["result"]
    return float(series["value"][1]) / 86400


class Secured(unittest.TestCase):
    def test_who_is_let_in(self):
        """secured: Prometheus is let in with the right password and the right authority, else not"""
        targets = scene.targets()
        self.assertEqual(set(targets), set(EXPECTED))
        for job, error in EXPECTED.items():
            with self.subTest(job):
                self.assertEqual(targets[job]["health"], "down" if error else "up", targets[job]["lastError"])
                self.assertIn(error, targets[job]["lastError"])

    def test_rotation(self):
        """secured: certificates change while Prometheus scrapes, and no scrape is lost"""
        began = time.time()
        for days in (20, 30, 40):
            authority.issue("next", days=days)
            for kind in ("key", "pem"):
                (scene.folder / f"next.{kind}").rename(scene.folder / f"good.{kind}")
            wait_until("the new certificate", lambda n=days: days_left() > n - 1)
            time.sleep(1.5)
        seconds = round(time.time() - began)
        for function, least in (("count_over_time", seconds // 2), ("min_over_time", 1)):
            for job in ("good", "client_certificate"):
                (series,) = scene.ask("query", query=f'{function}(up{{job="{job}"}}[{seconds}s])')["result"]
                self.assertGreaterEqual(float(series["value"][1]), least, f"{function} of {job}")

    def test_expiry(self):
        """secured: Prometheus has the end of the certificate"""
        self.assertGreater(days_left(), 9)
        self.assertLess(days_left(), 11)


if __name__ == "__main__":
    try:
        status = tap.main()
    finally:
        if scene is not None:
            scene.close()
    sys.exit(status)
