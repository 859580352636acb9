"""A shell session of a reader who follows the README in a copy of the repository: blocks run one after
the other, each where the one before has left the directory and the environment."""
import os
import pathlib
import shutil
import subprocess
import tempfile

from processes import Server, free_port, wait_until

SOURCE = pathlib.Path(__file__).resolve().parents[2]
ADDRESS = "127.0.0.1:8080"  # in the README; here another port stands for it
KEEP = 'trap \'declare -px > "$SESSION/state"; printf "cd %q\\n" "$PWD" >> "$SESSION/state"\' EXIT\n'


class Session:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="weir-readme-"))
        self.copy = self.folder / "weir"
        self.copy.mkdir()
        # What is read is the repository's own, and so are the builds; what is written is the copy's.
        (SOURCE / "build").mkdir(exist_ok=True)
        for entry in SOURCE.iterdir():
            (self.copy / entry.name).symlink_to(entry)
        self.address = f"127.0.0.1:{free_port()}"
        self.url = f"http://{self.address}"
        (self.folder / "state").write_text(f'cd "{self.copy}"\n')
        self.environment = dict(os.environ, SESSION=str(self.folder), WEIR_WEB_LISTEN_ADDRESS=self.address)
        self.server = None

    def _script(self, text):
        return f'umask 022; . "$SESSION/state"\nset -euo pipefail\n{KEEP}{text.replace(ADDRESS, self.address)}'

    def run(self, text, seconds=120):
        """Runs commands; gives (exit status, output)."""
        done = subprocess.run(
            ["bash", "-c", self._script(text)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
        )
        return done.returncode, done.stdout.decode(errors="replace")

    def serve(self, command, seconds=1200):
        """Runs one command that serves, until stop(); waits until it is ready."""
        self._start(command)
        self.server.wait_for(self.url + "/-/ready", seconds)

    def serve_tls(self, command):
        """The same for one that cannot be asked without more; waits until it listens."""
        self._start(command)
        wait_until(command, lambda: "msg=listening" in self.server.log_text())

    def _start(self, command):
        script = self._script("exec " + command.strip()).replace(KEEP, "")
        os.environ.update(self.environment)
        self.server = Server(command.strip(), ["bash", "-c", script], self.folder / "server.log")

    def stop(self):
        """Ends what serves; gives its exit status, or None if it had to be killed."""
        server, self.server = self.server, None
        return server.stop() if server else 0

    def write(self, name, text):
        status, output = self.run(f'cat > "{name}" <<\'END OF FILE\'\n{text}END OF FILE\n')
        if status:
            raise RuntimeError(output)

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
