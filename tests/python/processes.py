"""The servers of a test: started on a loopback port, waited for by asking them, ended by their id."""
import ctypes
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(what, condition, seconds=30):
    """Asks again and again until condition() is true and gives its result; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.05)
    return result


def get(url, headers=None):
    """(body, headers) of a 200 answer."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=15) as answer:
        return answer.read(), answer.headers


class Server:
    """A child process with its output in a file.  It also ends when this process dies."""

    def __init__(self, name, command, log):
        self.name, self.log = name, log
        with open(log, "wb") as output:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL),
            )

    def wait_for(self, url, seconds=30):
        """Waits for a 200 answer; raises with the log if the process ends or time runs out."""

        def answers():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode}:\n{self.log_text()}")
            try:
                return bool(get(url))
            except (urllib.error.URLError, OSError):
                return False

        try:
            wait_until(f"{self.name} at {url}", answers, seconds)
        except TimeoutError as error:
            raise RuntimeError(f"{error}\n{self.log_text()}") from None

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def stop(self, seconds=10):
        """Asks it to end; gives its exit status, or None if it had to be killed."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None
