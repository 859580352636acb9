"""What promtool accepts as a web configuration Weir accepts, and what it refuses Weir refuses.
usage: web_config_test.py PREFIX_OF_WEIR FOLDER_OF_PROMETHEUS"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import tap
from certificates import Authority

HASH = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi"
PAIR = "cert_file: server.pem, key_file: server.key"


def tls(text, pair=PAIR):
    return f"tls_server_config: {{{', '.join(filter(None, (pair, text)))}}}\n"


def http(text):
    return f"http_server_config: {{{text}}}\n"


def users(text):
    return f"basic_auth_users: {{{text}}}\n"


def headers(text):
    return http(f"headers: {{{text}}}")


GOOD = [
    "",
    "# nothing\n",
    "null\n",
    "{}\n",
    "tls_server_config:\nhttp_server_config:\nbasic_auth_users:\n",
    "tls_server_config: {}\n",
    tls(""),
    tls("", "cert_file: chain.pem, key_file: server.key"),
    tls("", "cert_file: words.pem, key_file: words.key"),
    tls("", "cert_file: expired.pem, key_file: expired.key"),
    tls("", "cert_file: rsa.pem, key_file: rsa.key"),
    tls("", "cert_file: '', key_file: null, min_version: TLS13, curve_preferences: [X25519]"),
    *(tls(f"client_auth_type: {kind}") for kind in ("NoClientCert", "''", "null")),
    *(
        tls(f"client_auth_type: {kind}, client_ca_file: authority.pem")
        for kind in "RequestClientCert RequireAnyClientCert RequireClientCert VerifyClientCertIfGiven RequireAndVerifyClientCert".split()
    ),
    tls("client_auth_type: RequireAndVerifyClientCert"),
    tls("client_auth_type: RequireAndVerifyClientCert, client_ca_file: none.pem"),
    *(tls(f"min_version: {version}, max_version: {version}") for version in ("TLS10", "TLS11", "TLS12", "TLS13")),
    tls("min_version: TLS13, max_version: TLS10"),
    tls("cipher_suites: []"),
    tls("cipher_suites: null"),
    tls("cipher_suites: [TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256]"),
    *(
        tls(f"cipher_suites: [TLS_{name}]")
        for name in (
            "ECDHE_ECDSA_WITH_AES_128_CBC_SHA ECDHE_ECDSA_WITH_AES_256_CBC_SHA ECDHE_RSA_WITH_AES_128_CBC_SHA "
            "ECDHE_RSA_WITH_AES_256_CBC_SHA ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 "
            "ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_RSA_WITH_AES_256_GCM_SHA384 ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 "
            "ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
        ).split()
    ),
    tls("curve_preferences: [CurveP256, CurveP384, CurveP521, X25519]"),
    tls("prefer_server_cipher_suites: false"),
    tls("prefer_server_cipher_suites: off"),
    *(http(f"http2: {word}") for word in ("true", "false", "yes", "No", "ON", "null")),
    headers("Strict-Transport-Security: max-age=1, X-XSS-Protection: 1, Content-Security-Policy: x"),
    headers("X-Content-Type-Options: nosniff, X-Frame-Options: deny"),
    headers("X-Frame-Options: sameorigin"),
    headers("X-XSS-Protection: null"),
    headers("Content-Security-Policy: \"a\\nb\""),
    users(f"ann: {HASH}, '': {HASH}, 7: {HASH}"),
    users(f"ann: {HASH}x"),
    users(f"ann: {HASH[:-1]}"),
    users(f"ann: {HASH.replace('2y', '2z')}, bob: {HASH.replace('2y', '2')}, eve: {HASH.replace('2y', '1x')}"),
    users(f"ann: {HASH.replace('$10$', '$31$')}, bob: {HASH.replace('$10$', '$04$')}"),
]

# What a promtool has accepted before a version, or does since then.
UNTIL = {
    (2, 50): [
        tls(f"cipher_suites: [TLS_RSA_WITH_{name}]")
        for name in ("AES_128_CBC_SHA", "AES_256_CBC_SHA", "AES_128_GCM_SHA256", "AES_256_GCM_SHA384")
    ]
}
CLIENTS = "client_auth_type: RequireAndVerifyClientCert, "
SINCE = {
    (2, 50): [
        "tls_server_config: {cert: SERVER.PEM, key: SERVER.KEY}\n",
        "tls_server_config: {cert: SERVER.PEM, key_file: server.key}\n",
        "tls_server_config: {cert: SERVER.PEM, cert_file: server.pem, key_file: server.key}\n",
        tls("key: SERVER.KEY"),
        tls(CLIENTS + "client_ca: AUTHORITY.PEM"),
        tls(CLIENTS + "client_ca: AUTHORITY.PEM, client_ca_file: authority.pem"),
        tls(CLIENTS + "client_ca: text"),
        *(tls(f"{CLIENTS}client_ca_file: authority.pem, client_allowed_sans: {names}") for names in ("[a, b]", "[]", "null")),
        *(
            tls(f"client_auth_type: {kind}, client_allowed_sans: [a]")
            for kind in ("RequireAnyClientCert", "RequireAndVerifyClientCert")
        ),
    ],
    (3, 0): [
        *(
            f"rate_limit: {{{text}}}\n"
            for text in (
                "interval: 1s, burst: 10", "interval: 1s", "burst: 3", "interval: 1s, burst: -3", "interval: 1, burst: 3",
                "interval: -1s, burst: 3", "interval: 1h1.5s3us", ""
            )
        ),
        "rate_limit:\n",
    ],
}

# Accepted since 2.50 by promtool alone: names that who has no certificate need not have.
OPEN_DOORS = [
    tls(f"client_auth_type: {kind}, client_allowed_sans: [a]")
    for kind in ("NoClientCert", "RequestClientCert", "VerifyClientCertIfGiven")
]

BAD = [
    tls("client_ca: AUTHORITY.PEM"),
    tls(CLIENTS + "client_allowed_sans: a"),
    "tls_server_config: {cert: text, key: text}\n",
    "tls_server_config: {cert: SERVER.PEM}\n",
    "tls_server_config: {key: SERVER.KEY}\n",
    "rate_limit: {interval: 1x, burst: 3}\n",
    "rate_limit: {unknown: 3}\n",
    "rate_limit: []\n",
    "[]\n",
    "text\n",
    "tls_server_config: []\n",
    "tls_server_config: text\n",
    "tls_server_config: {\n",
    "unknown: {}\n",
    tls("unknown: 1"),
    http("unknown: 1"),
    "tls_server_config: {}\ntls_server_config: {}\n",
    tls("cert_file: server.pem"),  # a second time
    tls("", "cert_file: server.pem"),
    tls("", "key_file: server.key"),
    tls("", "client_auth_type: NoClientCert"),
    tls("", "client_ca_file: authority.pem"),
    tls("", "cert_file: server.pem, key_file: other.key"),
    tls("", "cert_file: gone.pem, key_file: server.key"),
    tls("", "cert_file: server.pem, key_file: gone.key"),
    tls("", "cert_file: ., key_file: server.key"),
    tls("", "cert_file: server.key, key_file: server.key"),
    tls("", "cert_file: server.pem, key_file: server.pem"),
    tls("", "cert_file: broken.pem, key_file: server.key"),
    tls("", "cert_file: server.pem, key_file: locked.key"),
    tls("client_ca_file: authority.pem"),
    tls("client_ca_file: authority.pem, client_auth_type: NoClientCert"),
    tls("client_ca_file: gone.pem, client_auth_type: RequestClientCert"),
    tls("client_auth_type: requestclientcert"),
    tls("min_version: TLS9"),
    tls("max_version: ''"),
    tls("min_version: SSL30", ""),
    tls("cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]"),
    tls("cipher_suites: [AES128-SHA]"),
    tls("cipher_suites: [tls_aes_128_gcm_sha256]", ""),
    tls("cipher_suites: TLS_AES_128_GCM_SHA256"),
    tls("curve_preferences: [P256]"),
    tls("curve_preferences: [CurveP224]", ""),
    tls("prefer_server_cipher_suites: maybe"),
    http("http2: 'true'"),
    http("http2: 1"),
    headers("Server: x"),
    headers("x-frame-options: deny"),
    headers("X-Frame-Options: DENY"),
    headers("X-Frame-Options: null"),
    headers("X-Content-Type-Options: ''"),
    http("headers: [X-Frame-Options]"),
    users("ann: secret"),
    users("ann: null"),
    users("ann: ''"),
    users(f"ann: {HASH[:-2]}"),
    users(f"ann: {HASH.replace('2y', '3y')}"),
    users(f"ann: x{HASH}"),
    users(f"ann: {HASH.replace('$10$', '$32$')}"),
    users(f"ann: {HASH.replace('$10$', '$03$')}"),
    users(f"ann: {HASH.replace('$10$', '$1$$')}"),
    users(f"ann: [{HASH}]"),
    users(f"ann: {HASH}, ann: {HASH}"),
    "basic_auth_users: [ann]\n",
]


def prepare(folder):
    authority = Authority(folder)
    certificate, key = (path.read_text() for path in authority.issue("server"))
    authority.issue("other")
    authority.issue("expired", days=-1)
    texts = {
        "chain.pem": certificate + authority.certificate.read_text(),
        "words.pem": f"Words before.\n{certificate}Words behind.\n",
        "words.key": f"Words before.\n{certificate}{key}",
        "none.pem": "no certificate\n",
        "broken.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    quietly = dict(check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    lock = "openssl pkey -in server.key -aes128 -passout pass:x -out locked.key"
    subprocess.run(lock.split(), **quietly)
    rsa = "openssl req -x509 -newkey rsa:1024 -nodes -subj /CN=rsa -days 9 -keyout rsa.key -out rsa.pem"
    subprocess.run(rsa.split(), **quietly)


class Agreement(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        prepare(cls.folder)
        (cls.folder / "exporter.yaml").write_text("collectors: []\n")
        said = subprocess.run([f"{sys.argv[2]}/promtool", "--version"], capture_output=True, text=True)
        cls.version = tuple(map(int, re.search(r"version (\d+)\.(\d+)", said.stdout + said.stderr).groups()))
        print("promtool", *cls.version)

    def verdicts(self, text):
        """(promtool's, Weir's) and what they say."""
        for name in ("server.pem", "server.key", "authority.pem"):
            text = text.replace(name.upper(), json.dumps((self.folder / name).read_text()))
        (self.folder / "web.yml").write_text(text)
        weir = [f"{sys.argv[1]}/bin/weir", "check", "--config.file", "exporter.yaml", "--web.config.file", "web.yml"]
        said = []
        for command in ([f"{sys.argv[2]}/promtool", "check", "web-config", "web.yml"], weir):
            command[0] = str(pathlib.Path(command[0]).resolve())
            done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
            said.append((done.returncode == 0, done.stdout + done.stderr))
        return said

    def check(self, texts, accepted, by_promtool=None):
        for text in texts:
            with self.subTest(text):
                promtool, weir = self.verdicts(text)
                self.assertEqual(promtool[0], accepted if by_promtool is None else by_promtool, promtool[1])
                self.assertEqual(weir[0], accepted, weir[1])
        print(f"{len(texts)} files")

    def test_good(self):
        """web configuration: what promtool accepts Weir accepts"""
        self.check(GOOD, True)

    def test_some(self):
        """web configuration: what promtool accepts in some of its versions Weir accepts"""
        for version, texts in UNTIL.items():
            self.check(texts, True, self.version < version)
        for version, texts in SINCE.items():
            self.check(texts, True, self.version >= version)

    def test_open_doors(self):
        """web configuration: what would let in everybody Weir refuses, whatever promtool says"""
        self.check(OPEN_DOORS, False, self.version >= (2, 50))

    def test_bad(self):
        """web configuration: what promtool refuses Weir refuses"""
        self.check(BAD, False)


if __name__ == "__main__":
    sys.exit(tap.main())
