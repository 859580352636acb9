"""Hours of random kills, reloads and swaps under a scraper; says whether anything grows, and draws it.

    soak.py [SECONDS] [FOLDER]     3600 seconds; samples.csv and soak.svg are written to the folder

Now and then the configuration is what it was at first, and the host's descriptors, threads and resident memory are
looked at: what more collectors take is no growth.  A line is fitted over the last three quarters of each.
It fails if one of them rises by more than the line's error, if a scrape failed, if a reload came out otherwise than
it should, or if the host has died.
"""
import csv
import json
import math
import pathlib
import sys
import time

from storm import Storm

NAMES = ("descriptors", "threads", "resident memory, KiB")
LEFT_OUT = 0.25  # of the time, for what is made once
PAUSE = 0.3  # between two disturbances
BETWEEN_LOOKS = 10  # disturbances
SETTLING = 0.5  # until those that were replaced have gone
WIDTH, HEIGHT, MARGIN = 900, 220, 60


class Line:
    """Least squares: the slope by the hour, and twice its standard error.

    Neighbouring samples are alike, so the error is that of means over twentieths of the time.
    """

    def __init__(self, times, values):
        self.times, self.values = means(times, 20), means(values, 20)
        middle, self.mean = sum(self.times) / len(self.times), sum(self.values) / len(self.values)
        spread = sum((time - middle) ** 2 for time in self.times)
        slope = sum((t - middle) * (v - self.mean) for t, v in zip(self.times, self.values)) / spread
        self.intercept = self.mean - slope * middle
        rest = sum((v - self.intercept - slope * t) ** 2 for t, v in zip(self.times, self.values))
        self.by_hour = slope * 3600
        self.error = 2 * math.sqrt(rest / (len(self.times) - 2) / spread) * 3600

    def at(self, when):
        return self.intercept + self.by_hour / 3600 * when

    def rises(self):
        return self.by_hour > self.error


def means(values, parts):
    size = max(1, len(values) // parts)
    return [sum(values[i : i + size]) / size for i in range(0, len(values) - size + 1, size)]


def disturb(storm):
    """One random disturbance; gives what came of a reload that should have come otherwise, or nothing."""
    change, expected = storm.random.choice(
        [(storm.change, 200), (storm.break_file, 500), (storm.swap, 200), (storm.break_plugin, 500), (storm.kill_one, None)]
    )
    change()
    if expected is None:
        return ""
    status, text = storm.reload()
    if change == storm.break_plugin:
        storm.mend_plugin()
    return "" if status == expected else f"{change.__name__}: {status} {text}"


def look(storm):
    """(what came of the reload if it should have come otherwise, the size)"""
    storm.begin_anew()
    status, text = storm.reload()
    time.sleep(SETTLING)
    return "" if status == 200 else f"begin_anew: {status} {text}", storm.size()


def soak(storm, seconds, samples):
    """Gives what the scraper says, what came otherwise than it should, and how many disturbances there were."""
    scraper = storm.start_scraper(seconds)
    began, oddities, disturbances = time.monotonic(), [], 0
    while (elapsed := time.monotonic() - began) < seconds:
        oddity, size = look(storm)
        samples.append((elapsed, *size))
        oddities.append(oddity)
        for _ in range(BETWEEN_LOOKS):
            oddities.append(disturb(storm))
            time.sleep(PAUSE)
        disturbances += BETWEEN_LOOKS
    output, _ = scraper.communicate(timeout=120)
    return json.loads(output), list(filter(None, oddities)), disturbances


def curve(samples, column, line, top):
    """One diagram."""
    last = samples[-1][0]
    values = [sample[column] for sample in samples]
    low, high = min(values), max(max(values), min(values) + 1)
    x = lambda when: MARGIN + when / last * (WIDTH - 2 * MARGIN)
    y = lambda value: top + HEIGHT - 30 - (value - low) / (high - low) * (HEIGHT - 70)
    points = " ".join(f"{x(sample[0]):.1f},{y(sample[column]):.1f}" for sample in samples)
    first = LEFT_OUT * last
    return (
        f'<text x="{MARGIN}" y="{top + 20}">{NAMES[column - 1]}: {low:.0f} to {high:.0f}; '
        f"{line.by_hour:+.2f} by the hour, error {line.error:.2f}</text>"
        f'<polyline points="{points}" fill="none" stroke="#57b"/>'
        f'<line x1="{x(first):.1f}" y1="{y(line.at(first)):.1f}" x2="{x(last):.1f}" y2="{y(line.at(last)):.1f}" stroke="#c33"/>'
    )


def draw(samples, lines, file):
    body = "".join(curve(samples, i + 1, line, i * HEIGHT) for i, line in enumerate(lines))
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{len(lines) * HEIGHT}" '
        f'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>{body}</svg>\n'
    )


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 3600
    folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ".")
    folder.mkdir(parents=True, exist_ok=True)
    storm, samples = Storm(seed=int(time.time())), []
    try:
        scrapes, oddities, disturbances = soak(storm, seconds, samples)
    finally:
        status = storm.close()
    samples = [(when, fds, threads, rss // 1024) for when, fds, threads, rss in samples]
    with open(folder / "samples.csv", "w", newline="", encoding="ascii") as file:
        csv.writer(file).writerows([("seconds", *NAMES), *samples])
    late = [sample for sample in samples if sample[0] >= LEFT_OUT * samples[-1][0]]
    lines = [Line([sample[0] for sample in late], [sample[i] for sample in late]) for i in (1, 2, 3)]
    draw(samples, lines, folder / "soak.svg")
    print(f"{disturbances} disturbances in {seconds} s; {scrapes['scrapes']} scrapes, {scrapes['failed']} failed; exit status {status}")
    for name, line in zip(NAMES, lines):
        print(f"{name}: mean {line.mean:.1f}, {line.by_hour:+.3f} by the hour, error {line.error:.3f}{', RISES' if line.rises() else ''}")
    for oddity in oddities[:10]:
        print(f"unexpected: {oddity}")
    answered = scrapes["scrapes"] > 0 and not scrapes["failed"]
    good = status == 0 and answered and not oddities and not any(line.rises() for line in lines)
    print(f"{'ok' if good else 'not ok'} random kills, reloads and swaps for {seconds} s; the plot is {folder / 'soak.svg'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
