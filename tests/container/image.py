"""The image, built as packaging/container/Dockerfile says on a Debian that is made here."""
import contextlib
import json
import os
import pathlib
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BASE, NAME = "localhost/weir-base", "localhost/weir"
UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9}
# What the slim images of Debian leave out.
SLIM = "--dpkgopt=" + "\n".join(
    ["path-exclude=/usr/share/doc/*", "path-include=/usr/share/doc/*/copyright"]
    + [f"path-exclude=/usr/share/{name}/*" for name in ("man", "info", "groff", "linda", "lintian", "locale")]
)


class Image(contextlib.AbstractContextManager):
    """Its configuration and its files, until it is closed.  What was built stays for the next time."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        if not self.has(BASE):
            self._make_base()
        self._build()
        self.container = self.buildah("from", "--pull-never", NAME).strip()
        try:
            self.root = pathlib.Path(self.buildah("mount", self.container).strip())
            self.config = json.loads(self.buildah("inspect", "--type=image", NAME))["Docker"]["config"]
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        self.buildah("rm", self.container)

    def buildah(self, *arguments, log=None):
        """Its output; log: where that goes instead."""
        places = [f"--root={self.folder}/images", f"--runroot={self.folder}/run"]
        environment = {**os.environ, "TMPDIR": str(self.folder / "tmp")}
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(open(log, "wb")) if log else subprocess.PIPE
            errors = subprocess.STDOUT if log else None
            done = subprocess.run(["buildah", *places, *arguments], stdout=output, stderr=errors, env=environment, cwd=SOURCE)
        if done.returncode:
            raise RuntimeError(f"buildah {arguments}: {done.returncode}" + (f"\n{log.read_text()[-5000:]}" if log else ""))
        return "" if log else done.stdout.decode()

    def has(self, name):
        return self.size(name) is not None

    def size(self, name):
        """Bytes of all its layers, as buildah rounds them; nothing if there is no such image."""
        for image in json.loads(self.buildah("images", "--json") or "[]"):
            if f"{name}:latest" in (image["names"] or []):
                number, unit = image["size"].split()
                return float(number) * UNITS[unit]
        return None

    def _make_base(self):
        print("==> mmdebstrap makes the base of the image", flush=True)
        archive = self.folder / "base.tar"
        subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", SLIM, "bookworm", archive], check=True)
        container = self.buildah("from", "scratch").strip()
        try:
            self.buildah("add", container, str(archive), "/", log=self.folder / "base.log")
            self.buildah("commit", "--quiet", container, BASE)
        finally:
            self.buildah("rm", container)
            archive.unlink()

    def _build(self):
        print("==> buildah builds packaging/container/Dockerfile", flush=True)
        options = ["--format=docker", "--isolation=chroot", "--pull-never", "--layers", f"--build-arg=BASE={BASE}"]
        self.buildah("bud", *options, "--file=packaging/container/Dockerfile", f"--tag={NAME}", ".", log=self.folder / "build.log")
