"""Follows the README: runs its commands in order, checks its configurations and its lists against a
running Weir.  usage: readme_test.py README.md"""
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import tap
from markdown import blocks_of, code_in_tables, links_of
from processes import get
from session import SOURCE, Session

EXPECTED = ("foo_metric 1", "bar_metric 1", "node_load1 ", "process_resident_memory_bytes ", "weir_build_info{")
PROMTOOL = SOURCE / "build/debian/prometheus/usr/bin/promtool"


class Reader:
    """Makes the tests; each is one statement of the README."""

    def __init__(self, markdown, session):
        self.markdown, self.session = markdown, session
        self.suite = unittest.TestSuite()
        self.check = unittest.TestCase()
        self.check.maxDiff = None
        self.broken = False  # a step failed, so those after it have nothing to stand on

    def add(self, title, function, *arguments):
        self.suite.addTest(unittest.FunctionTestCase(lambda: self.follow(function, arguments), description=title))

    def follow(self, function, arguments):
        """Runs one test, unless a step failed that it stands on."""
        if self.broken:
            self.check.fail("not reached: an earlier step failed")
        self.broken = function in (self.run, self.session.serve, self.session.serve_tls, self.session.write)
        function(*arguments)
        self.broken = False

    def tests(self):
        for block in blocks_of(self.markdown):
            self.add_block(block)
        if self.session_serves:
            self.add("README.md: what serves ends on SIGTERM", self.stop)
        self.add("README.md: its links lead somewhere", self.check_links)
        return self.suite

    session_serves = False

    def add_block(self, block):
        if "same as" in block.marks:
            self.add(f"{block.title} (same as {block.marks['same as']})", self.check_same, block)
        if "file" in block.marks:
            self.add(f"{block.title} (written to {block.marks['file']})", self.session.write, block.marks["file"], block.text)
        if block.language == "yaml":
            judges = {"promtool": self.check_prometheus, "promtool web-config": self.check_web}
            self.add(block.title, judges.get(block.marks.get("judge"), self.check_yaml), block)
        elif block.language == "sh":
            self.add_commands(block)
        elif not block.marks:
            self.add(block.title, self.check.fail, f"a block of {block.language or 'no language'} without a mark")

    def add_commands(self, block):
        how = block.marks.get("runs")
        if how == "as a service":
            return
        if how in ("in the background", "in the background, under TLS"):
            if self.session_serves:
                self.add("README.md: what serves ends on SIGTERM", self.stop)
            self.add(block.title, self.session.serve if how == "in the background" else self.session.serve_tls, block.text)
            if not self.session_serves:
                self.add_first_server()
            self.session_serves = True
        elif how == "with --help":
            self.add(block.title, self.run, re.sub(r"\s*(#.*)?$", " --help", block.text, flags=re.M))
        else:
            self.add(block.title, self.run, block.text)

    def add_first_server(self):
        """What can be asked of the Weir that the quickstart runs."""
        self.add("quickstart: the page has what it promises", self.check_page)
        self.add("quickstart: the plugins are installed safely", self.check_modes)
        self.add("quickstart: nothing is left to build the second time", self.check_second_run)
        self.add("README.md: the paths it lists are served", self.check_paths)
        self.add("README.md: the commands it lists are there", self.check_commands)
        self.add("README.md: the metrics it names are on the page", self.check_metrics)

    def run(self, text):
        status, output = self.session.run(text)
        print(output, end="")
        self.check.assertEqual(status, 0)

    def stop(self):
        self.check.assertEqual(self.session.stop(), 0)

    def check_same(self, block):
        self.check.assertEqual((SOURCE / block.marks["same as"]).read_text(encoding="utf-8"), block.text)

    def check_yaml(self, block):
        self.session.write("README.yaml", block.text)
        self.run("weir check --config.file README.yaml; rm README.yaml")

    def check_prometheus(self, block):
        if not PROMTOOL.exists():
            self.check.skipTest("promtool cannot be had")
        file = self.session.folder / "prometheus.yml"
        file.write_text(block.text, encoding="utf-8")
        done = subprocess.run([PROMTOOL, "check", "config", file], capture_output=True, text=True)
        self.check.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def check_web(self, block):
        if not PROMTOOL.exists():
            self.check.skipTest("promtool cannot be had")
        file = block.marks["file"]
        self.run(f"{PROMTOOL} check web-config {file}; weir check --config.file exporter.yaml --web.config.file {file}")

    def page(self):
        return get(self.session.url + "/metrics")[0].decode()

    def check_page(self):
        page = "\n" + self.page()
        self.check.assertEqual([start for start in EXPECTED if "\n" + start not in page], [])

    def check_modes(self):
        stage = SOURCE / "build/stage"
        plugins = list(stage.glob("**/weir/plugins/*.so"))
        self.check.assertGreaterEqual(len(plugins), 2)
        loose = [path for path in (stage, *stage.rglob("*")) if not path.is_symlink() and path.stat().st_mode & 0o022]
        self.check.assertEqual(loose, [])

    def check_second_run(self):
        status, output = self.session.run("packaging/quickstart --no-run")
        self.check.assertEqual(status, 0, output)
        self.check.assertIn("no work to do", output)
        self.check.assertIn("\n0 new or changed", output)

    def check_paths(self):
        paths = [code for code in code_in_tables(self.markdown) if code.startswith("/")]
        self.check.assertGreaterEqual(len(paths), 5)
        for path in paths:
            get(self.session.url + path.replace("<collector>", "foobar"))  # raises unless it is a 200

    def check_commands(self):
        commands = [code for code in code_in_tables(self.markdown) if code.startswith("weir")]
        self.check.assertGreaterEqual(len(commands), 4)
        for command in commands:
            words = re.match(r"weir(?: [a-z]+)?", command)[0]
            status, output = self.session.run(f'PATH="{SOURCE}/build/stage/bin:$PATH" {words} --help')
            self.check.assertEqual(status, 0, f"{words}: {output}")

    def check_metrics(self):
        named = set(re.findall(r"`((?:weir|process)_[a-z_]+)", self.markdown))
        named = {name for name in named if not name.startswith("weir_web_")}  # of a web configuration alone
        self.check.assertGreaterEqual(len(named), 10)
        shown = set(re.findall(r"^# TYPE (\S+)", self.page(), re.M))
        missing = {name for name in named if name not in shown and not (name[-1] == "_" and any(s.startswith(name) for s in shown))}
        self.check.assertEqual(missing, set())

    def check_links(self):
        self.check.assertEqual([target for target in links_of(self.markdown) if not (SOURCE / target).exists()], [])


def main():
    session = Session()
    try:
        return tap.run(Reader(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), session).tests())
    finally:
        session.close()


if __name__ == "__main__":
    sys.exit(main())
