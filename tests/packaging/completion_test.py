"""Completions in real shells: what is typed and what the shell makes of it."""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time
import unittest

import tap
from installation import WEIR, Installation

COMMANDS = ("run", "check", "once", "list")
BASH_COMPLETION = pathlib.Path("/usr/share/bash-completion/bash_completion")


class Terminal:
    """An interactive shell in a terminal of its own."""

    def __init__(self, command, environment, folder):
        pid, self.fd = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, environment)
        self.pid = pid
        self.output = ""

    def type(self, text):
        os.write(self.fd, text.encode())

    def wait_for(self, pattern, seconds=60):
        """The match of a pattern in what has come since the last one."""
        deadline = time.monotonic() + seconds
        while not (match := re.search(pattern, self.output)):
            if not select.select([self.fd], [], [], deadline - time.monotonic())[0]:
                raise AssertionError(f"no {pattern!r} in {self.output!r}")
            self.output += os.read(self.fd, 4096).decode(errors="replace")
        self.output = self.output[match.end() :]
        return match

    def close(self):
        os.close(self.fd)  # which hangs it up
        os.waitpid(self.pid, 0)


class Completion(unittest.TestCase):
    """Types a line and runs it: what `show` prints are the words that the shell has made of it."""

    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.cleanup)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("exporter.yaml", "plugin.so", "README"):
            (self.folder / name).touch()
        self.environment = {
            **os.environ, "PATH": f"{WEIR.parent}:{os.environ['PATH']}", "TERM": "dumb", "HOME": str(self.folder), "PS1": "ready> "
        }

    def words(self, terminal, line):
        """line: typed, with tabs in it; gives the words after `weir`."""
        terminal.wait_for("ready> ")
        terminal.type(line + "\x01show \n")
        return terminal.wait_for(r"\r\n<weir>(.*?)\r\n")[1].strip("<>").split("><")


@unittest.skipUnless(BASH_COMPLETION.exists(), "bash-completion is not installed")
class Bash(Completion):
    def complete(self, line):
        setup = self.folder / "rc"
        setup.write_text(
            f". {BASH_COMPLETION}\n. {self.installation.find('completions/weir')}\n"
            "bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; PS1='ready> '\n"
            "show() { printf '<%s>' \"$@\"; echo; }\n"
        )
        terminal = Terminal(["bash", "--noprofile", "--rcfile", str(setup), "-i"], self.environment, self.folder)
        self.addCleanup(terminal.close)
        return self.words(terminal, line)

    def test_command(self):
        """bash: a command, and a flag of that command"""
        self.assertEqual(self.complete("weir ch\t--no-p\t"), ["check", "--no-plugins"])

    def test_flags_before_and_after_a_command(self):
        """bash: a flag for all commands, before and after one"""
        self.assertEqual(self.complete("weir --plugin.al\tonce --openm\t"), ["--plugin.allow-unsafe", "once", "--openmetrics"])

    def test_files(self):
        """bash: files that a flag or a command can take"""
        self.assertEqual(self.complete("weir --config.file \tonce \t"), ["--config.file", "exporter.yaml", "once", "plugin.so"])

    def test_choices(self):
        """bash: the choices of a flag"""
        self.assertEqual(self.complete("weir --log.level i\t--log.format=j\t"), ["--log.level", "info", "--log.format=json"])


@unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
class Zsh(Completion):
    def complete(self, line):
        completions = self.installation.find("_weir").parent
        (self.folder / ".zshrc").write_text(
            f"fpath=({completions} $fpath); autoload -Uz compinit; compinit -u -D\n"
            "unsetopt beep zle_bracketed_paste prompt_sp; PS1='ready> '; bindkey -e\n"
            "show() { printf '<%s>' \"$@\"; echo }\n"
        )
        environment = {**self.environment, "ZDOTDIR": str(self.folder)}
        terminal = Terminal(["zsh", "-d", "-i"], environment, self.folder)
        self.addCleanup(terminal.close)
        return self.words(terminal, line)

    def test_command(self):
        """zsh: a command, and a flag of that command"""
        self.assertEqual(self.complete("weir ch\t--no-p\t"), ["check", "--no-plugins"])

    def test_files(self):
        """zsh: files that a flag or a command can take"""
        self.assertEqual(self.complete("weir --config.file e\tonce p\t"), ["--config.file", "exporter.yaml", "once", "plugin.so"])


@unittest.skipUnless(shutil.which("fish"), "fish is not installed")
class Fish(Completion):
    def complete(self, line):
        script = f"source {self.installation.find('weir.fish')}; complete -C '{line}'"
        done = subprocess.run(
            ["fish", "--no-config", "-c", script], cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        self.assertEqual(done.stderr, "")
        return [row.split("\t")[0] for row in done.stdout.splitlines()]

    def test_commands(self):
        """fish: all commands, and one of them"""
        self.assertLessEqual(set(COMMANDS), set(self.complete("weir ")))
        self.assertEqual(self.complete("weir ch"), ["check"])

    def test_flags(self):
        """fish: the flags of a command and of all commands"""
        flags = self.complete("weir check --")
        self.assertIn("--no-plugins", flags)
        self.assertIn("--config.file", flags)
        self.assertNotIn("--no-plugins", self.complete("weir --"))

    def test_files(self):
        """fish: plugins for once"""
        self.assertEqual(self.complete("weir once "), ["plugin.so"])


if __name__ == "__main__":
    raise SystemExit(tap.main())
