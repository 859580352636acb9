"""Keys and certificates for tests, made with the openssl command."""
import pathlib
import subprocess


def openssl(*arguments, text=None):
    done = subprocess.run(["openssl", *map(str, arguments)], input=text, text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Authority:
    """A certificate authority in a folder; gives paths of PEM files."""

    def __init__(self, folder, name="authority"):
        self.folder, self.name = pathlib.Path(folder), name
        self.key, self.certificate = self.folder / f"{name}.key", self.folder / f"{name}.pem"
        self._new_key(self.key)
        extensions = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"]
        openssl("req", "-x509", "-key", self.key, "-out", self.certificate, "-days", "30", "-subj", f"/CN={name}", *extensions)

    @staticmethod
    def _new_key(path):
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path)
        path.chmod(0o600)

    def issue(self, name, names="DNS:localhost,IP:127.0.0.1", days=10):
        """(certificate, key) for these alternative names; with days < 0 it has expired."""
        key, certificate, request = (self.folder / f"{name}.{end}" for end in ("key", "pem", "csr"))
        self._new_key(key)
        openssl("req", "-new", "-key", key, "-out", request, "-subj", f"/CN={name}")
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={names}\n")
        signed = ["x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-extfile", extensions]
        openssl(*signed, "-days", days, "-out", certificate)
        return certificate, key
