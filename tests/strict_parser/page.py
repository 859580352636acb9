"""A page with the strict parser's verdict, and the judges that see it differently."""
from typing import NamedTuple

TEXT, OPENMETRICS = "text", "openmetrics"

PROMTOOL, PROMETHEUS, CLIENT = "promtool", "Prometheus", "client_python"
ALL = (PROMTOOL, PROMETHEUS, CLIENT)
BOTH = (PROMETHEUS, CLIENT)


class Page(NamedTuple):
    name: str
    format: str
    text: bytes
    good: bool
    samples: int  # of a good page
    others: tuple  # who sees it differently
    why: str


class Pages(list):
    """Those of one format."""

    def __init__(self, format):
        super().__init__()
        self._format = format

    def good(self, name, text, samples, refused_by=(), why=""):
        self._add(name, text, True, samples, refused_by, why)

    def bad(self, name, text, taken_by=(), why=""):
        self._add(name, text, False, 0, taken_by, why)

    def _add(self, name, text, good, samples, others, why):
        if bool(others) != bool(why):
            raise ValueError(f"{name}: a difference needs its reason")
        text = text if isinstance(text, bytes) else text.encode("utf-8")
        others = (others,) if isinstance(others, str) else others
        self.append(Page(name, self._format, text, good, samples, others, why))
