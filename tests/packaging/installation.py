"""What `cmake --install` puts beside programs and plugins, in a folder of its own."""
import os
import pathlib
import subprocess
import tempfile

WEIR = pathlib.Path(os.environ["WEIR"])
SOURCE = pathlib.Path(os.environ["WEIR_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["WEIR_BUILD_DIR"])


class Installation(tempfile.TemporaryDirectory):
    """Installed when it is made, gone when it is closed."""

    def __init__(self):
        super().__init__(prefix="weir-installation-")
        self.root = pathlib.Path(self.name)
        self.install()

    def install(self):
        command = ["cmake", "--install", BUILD / "packaging"]
        environment = {**os.environ, "DESTDIR": self.name}
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)

    def find(self, name):
        """The one installed file of that name, which may have parts of its path before it."""
        (found,) = [path for path in self.root.rglob("*") if path.is_file() and str(path).endswith(f"/{name}")]
        return found
