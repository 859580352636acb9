"""The manual pages: valid, found by their names, and complete."""
import re
import shutil
import subprocess
import unittest

import tap
from installation import SOURCE, WEIR, Installation

PAGES = ("man8/weir.8", "man5/exporter.yaml.5", "man3/weir-plugin.3")
# Made by lowdown, which writes a paragraph after each heading.
HARMLESS = ("skipping paragraph macro: PP after S",)


def run(*command):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout


@unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
@unittest.skipUnless(shutil.which("lowdown"), "lowdown is not installed")
class Manual(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.cleanup)

    def text(self, page):
        text = run("mandoc", "-T", "ascii", "-O", "width=500", str(self.installation.find(page)))
        return re.sub(r".\x08", "", text)

    def test_lint(self):
        """manual: mandoc finds nothing wrong with any page"""
        for page in PAGES:
            with self.subTest(page):
                lines = run("mandoc", "-T", "lint", "-W", "warning", str(self.installation.find(page))).splitlines()
                self.assertEqual([line for line in lines if not any(text in line for text in HARMLESS)], [])

    def test_names(self):
        """manual: each page says what it is about, where whatis(1) looks"""
        for page in PAGES:
            name = page.split("/")[1][:-2]
            with self.subTest(page):
                self.assertRegex(self.text(page), rf"\nNAME\n +{re.escape(name)} (-|--) [a-z]")

    def test_keys(self):
        """manual: exporter.yaml(5) has every key of docs/configuration.md"""
        text = (SOURCE / "docs/configuration.md").read_text()
        keys = re.findall(r"(?m)^\| `([a-z_.]+)` \|", text)
        self.assertGreaterEqual(len(keys), 30)
        page = self.text("man5/exporter.yaml.5")
        self.assertEqual([key for key in keys if f" {key} (" not in page], [])
        self.assertNotIn("](", page)

    def test_commands(self):
        """manual: weir(8) has every command of weir --help"""
        sections = run(str(WEIR), "--help").split("Subcommands:\n")[1]
        commands = re.findall(r"(?m)^  ([a-z]+)", sections)
        self.assertGreaterEqual(len(commands), 4)
        page = self.text("man8/weir.8")
        self.assertEqual([name for name in commands if not re.search(rf"(?m)^ +{name}( |$)", page)], [])


if __name__ == "__main__":
    raise SystemExit(tap.main())
