"""Folders of the host's that containers see."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]


class Volume(contextlib.AbstractContextManager):
    """A folder that everybody can read; `open_to_all`: and write, as Kubernetes makes them."""

    def __init__(self, open_to_all=False):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="weir-volume-"))
        self.path.chmod(0o777 if open_to_all else 0o755)

    def __exit__(self, *_):
        shutil.rmtree(self.path)

    def write(self, name, text):
        (self.path / name).write_text(text)
        return self


class ConfigMap(Volume):
    """Files as Kubernetes lays them out: links to links to a folder that is replaced as a whole."""

    def __init__(self, files):
        super().__init__()
        self.versions = 0
        self.update(files)

    def update(self, files):
        self.versions += 1
        folder = self.path / f"..{self.versions}"
        folder.mkdir(0o755)
        for name, text in files.items():
            (folder / name).write_text(text)
            if not (self.path / name).is_symlink():
                (self.path / name).symlink_to(f"..data/{name}")
        (self.path / "..data_tmp").symlink_to(folder.name)
        os.rename(self.path / "..data_tmp", self.path / "..data")
        for old in self.path.glob("..[0-9]*"):
            if old != folder:
                shutil.rmtree(old)


def compile_plugin(path):
    """The SDK's example in C: it measures foo_metric and bar_metric."""
    flags = ["-std=c11", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", f"-I{SOURCE}/sdk/include"]
    subprocess.run(["cc", *flags, SOURCE / "sdk/examples/foobar_c/foobar.c", "-o", path], check=True)
    path.chmod(0o644)
