"""Parses the pages in a folder with prometheus_client's parser of that format.

client_python.py text|openmetrics FOLDER: each file is called <number>-<samples>, and has to be
accepted and to hold that many samples.
"""
import pathlib
import sys

from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics_parser


def main():
    parse = {
        "text": parser.text_string_to_metric_families,
        "openmetrics": openmetrics_parser.text_string_to_metric_families,
    }[sys.argv[1]]
    bad = 0
    for path in sorted(pathlib.Path(sys.argv[2]).iterdir()):
        page = path.read_bytes().decode("utf-8")
        expected = int(path.name.split("-")[1])
        try:
            found = sum(len(family.samples) for family in parse(page))
        except ValueError as error:
            print(f"{path.name}: {error}\n{page}")
            bad += 1
            continue
        if found != expected:
            print(f"{path.name}: {found} samples\n{page}")
            bad += 1
    return 1 if bad else 0


sys.exit(main())
