"""Reads a page of metrics, text 0.0.4 or OpenMetrics, into samples.

Written from the formats' descriptions and independent of every library, so that it can judge both
who wrote the page and who stored it."""
import re
from typing import NamedTuple, Optional

LABEL = r'[a-zA-Z_]\w*="(?:[^"\\]|\\.)*"'
SAMPLE = re.compile(
    rf"([a-zA-Z_:][\w:]*)(?:\{{((?:{LABEL})?(?:,{LABEL})*,?)\}})? (\S+)(?: (\S+))?(?: # \{{(.*)\}} (\S+)(?: \S+)?)?",
    re.ASCII | re.DOTALL,
)
PAIR = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"', re.ASCII | re.DOTALL)
ESCAPES = {"n": "\n", "\\": "\\", '"': '"'}


class Sample(NamedTuple):
    name: str
    labels: frozenset  # of (name, value)
    value: float
    timestamp: Optional[str]
    exemplar: Optional[tuple]  # (labels, value)

    @property
    def series(self):
        return self.name, self.labels


def labels_of(text):
    def plain(value):
        return re.sub(r"\\(.)", lambda match: ESCAPES[match[1]], value, flags=re.DOTALL)

    pairs = [(name, plain(value)) for name, value in PAIR.findall(text or "")]
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError(f"a label twice: {text}")
    # To Prometheus an empty label is none.
    return frozenset((name, value) for name, value in pairs if value)


def sample_of(line):
    match = SAMPLE.fullmatch(line)
    if not match:
        raise ValueError(f"no sample: {line!r}")
    name, labels, value, timestamp, exemplar_labels, exemplar_value = match.groups()
    exemplar = (labels_of(exemplar_labels), float(exemplar_value)) if exemplar_value else None
    return Sample(name, labels_of(labels), float(value), timestamp, exemplar)


def samples_of(text):
    """All samples of a page in its order; raises ValueError at the first line that is none."""
    return [sample_of(line) for line in text.split("\n") if line and not line.startswith("#")]


def types_of(text):
    """What the TYPE lines say: name -> type."""
    return dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M))
