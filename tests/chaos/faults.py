"""The chaos plugin as a collector: its lines of a configuration, its switch, its series."""
import os
import pathlib

from modes import MODES

PLUGIN, PAGE_PLUGIN = os.environ["CHAOS_PLUGIN"], os.environ["CHAOS_PAGE_PLUGIN"]
CONSTRUCTOR_FILE = pathlib.Path(os.environ["CHAOS_CONSTRUCTOR_FILE"])
HEALTHY_SERIES = 20
HEALTHY = [f'page_line{{text="{i:08d}{"x" * 12}"}}' for i in range(HEALTHY_SERIES)]
UP = 'weir_collector_up{{collector="{}"}}'.format
LAST = 'weir_collector_last_success_timestamp_seconds{{collector="{}"}}'.format
HARM = 'chaos_harm{{of="{}"}}'.format


def switch_of(folder, name):
    """The file that the fault of that collector lasts as long as."""
    return folder / "work" / f"fault-{name}"


def collector_of(mode, folder, name):
    """Its lines.  The fault is there while the switch is."""
    config = f"mode: {mode}, after: 2, while: {switch_of(folder, name)}"
    files = f"secret: {folder}/etc/secret.key, hanging: {folder}/hanging/disk/file"
    keys = f"name: {name}, timeout: {MODES[mode].timeout}, labels: {{of: {name}}}"
    return f"  - {{plugin: {PLUGIN}, {keys}, config: {{{config}, {files}}}}}\n"


def healthy():
    """The lines of a collector that shows the series of HEALTHY."""
    return f"  - {{plugin: {PAGE_PLUGIN}, name: healthy, config: {{series: {HEALTHY_SERIES}, label_bytes: 20}}}}\n"


def restarts(samples, name):
    """{reason: number} of the restarts that were counted."""
    begin = f'weir_collector_restarts_total{{collector="{name}",reason="'
    return {series[len(begin) : -2]: int(count) for series, count in samples.items() if series.startswith(begin) and count}


def text_of(counted):
    return ", ".join(f"{reason} {count}" for reason, count in counted.items())
