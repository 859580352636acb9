"""Four judges look at the same pages: what the strict parser takes, the others take, with as many
samples; what it refuses beyond the others is listed with the reason.
usage: judges_test.py PROGRAM_OF_THE_STRICT_PARSER FOLDER_OF_PROMETHEUS"""
import contextlib
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import judges
import openmetrics_pages
import tap
import text_pages

PAGES = text_pages.PAGES + openmetrics_pages.PAGES
verdicts = {}  # judge -> one for each page


def setUpModule():
    program, servers = sys.argv[1], pathlib.Path(sys.argv[2])
    with contextlib.ExitStack() as scene:
        folder = tempfile.mkdtemp(prefix="weir-judges-")
        scene.callback(shutil.rmtree, folder, ignore_errors=True)
        prometheus = scene.enter_context(judges.Prometheus(servers / "prometheus", folder))
        for judge in (judges.Strict(program, folder), judges.Promtool(servers / "promtool"), prometheus, judges.ClientPython()):
            verdicts[judge.name] = judge(PAGES)


class Judges(unittest.TestCase):
    def check(self, judge):
        asked = [(page, verdict) for page, verdict in zip(PAGES, verdicts[judge], strict=True) if verdict]
        for page, verdict in asked:
            with self.subTest(f"{page.format}: {page.name}"):
                self.check_page(judge, page, verdict)
        print(f"{judge}: {len(asked)} pages")

    def check_page(self, judge, page, verdict):
        if verdict.good != page.good:
            self.assertIn(judge, page.others, f"{page.text}: {verdict}")
        elif judge in page.others:
            print(f"{judge} agrees by now: {page.format}: {page.name}")
        if verdict.good and page.good and verdict.samples is not None:
            self.assertEqual(verdict.samples, page.samples, page.text)

    def test_strict(self):
        """judges: the strict parser sees good and bad pages as they are listed"""
        self.check(judges.Strict.name)

    def test_promtool(self):
        """judges: promtool agrees, or the difference is listed"""
        self.check(judges.Promtool.name)

    def test_prometheus(self):
        """judges: Prometheus agrees and stores every sample, or the difference is listed"""
        self.check(judges.Prometheus.name)

    def test_client_python(self):
        """judges: client_python agrees, or the difference is listed"""
        self.check(judges.ClientPython.name)


if __name__ == "__main__":
    sys.exit(tap.main())
