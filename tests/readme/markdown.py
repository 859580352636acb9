"""The fenced blocks of a Markdown file, with the marks that HTML comments above them make.

A comment of the form <!-- KEY: VALUE --> marks the next block:
  runs: in the background   it serves until the next such block, or the end
  runs: in the background, under TLS   the same, and cannot be asked without more
  runs: with --help         its commands are run with --help, for what a test cannot wait for
  runs: as a service        its commands are for a machine with systemd, where another test runs them
  file: NAME                the block is written to that file for the blocks after it
  same as: PATH             the block is that file of the repository, word for word
  judge: promtool           a configuration of Prometheus, not of Weir
  judge: promtool web-config   a web configuration, which `file` has written
"""
import dataclasses
import re

MARK = re.compile(r"<!-- (runs|file|same as|judge): (.*) -->")


@dataclasses.dataclass
class Block:
    language: str
    line: int  # of its first line in the file
    marks: dict
    text: str = ""

    @property
    def title(self):
        return f"README.md:{self.line}: {self.text.splitlines()[0] if self.text else '(empty)'}"


def blocks_of(markdown):
    block, marks = None, {}
    for number, line in enumerate(markdown.splitlines(), 1):
        if block is not None:
            if line == "```":
                yield block
                block = None
            else:
                block.text += line + "\n"
        elif line.startswith("```"):
            block, marks = Block(line[3:], number + 1, marks), {}
        elif mark := MARK.fullmatch(line):
            marks[mark[1]] = mark[2]
        elif line and marks:
            raise ValueError(f"line {number}: a mark without a block: {marks}")
    if block is not None or marks:
        raise ValueError("a block without an end, or a mark without a block")


def code_in_tables(markdown):
    """The first `code` of each row of each table."""
    return re.findall(r"^\| `([^`]+)`", markdown, re.M)


def links_of(markdown):
    """Targets of links inside the repository."""
    return [target for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", markdown) if "://" not in target]
