"""How much faster than trafilatura: both clean the same pages in one run, in sweeps; CPU time, medians and totals.

python -m training.speed ../shared/bench/data --every 10
python -m training.speed ../shared/bench/data --every 10 --plot docs/speed.svg    # speed against accuracy, as a picture

One tool goes over all pages, then the next, as a batch does: tools in turn on each page throw each other's caches out.
The fastest of the sweeps counts for each page. Figures of two runs compare by their ratios alone: the machine differs.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import json
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import trafilatura

from cleaner import Cleaned, Cleaner
from training.stress import word_f1

DATA = "../shared/bench/data"
SWEEPS = 3
SLOWEST = 0.01
WARM = 5
"""So many documents are cleaned before the clock runs."""


def sweep(clean: Callable[[str], object], documents: Sequence[str]) -> list[float]:
    """CPU seconds of each document."""
    seconds = []
    for document in documents:
        start = time.process_time()
        clean(document)
        seconds.append(time.process_time() - start)
    return seconds


def fastest(tools: dict[str, Callable[[str], object]], documents: Sequence[str], sweeps: int) -> dict[str, list[float]]:
    """For each tool the least time of each document over the sweeps, in seconds; the tools sweep by turns."""
    for clean in tools.values():
        sweep(clean, documents[:WARM])
    runs = [{name: sweep(clean, documents) for name, clean in tools.items()} for _ in range(sweeps)]
    return {name: [min(times) for times in zip(*(run[name] for run in runs), strict=True)] for name in tools}


def compared(own: Sequence[float], peer: Sequence[float]) -> str:
    """How many times as fast as the peer: the median page's ratio, in total, and on the pages slowest for us.

    >>> compared([1.0, 1.0, 2.0], [2.0, 3.0, 2.0])
    '2.00x on the median page, 1.75x in total, 1.00x on the slowest 1 %'
    """
    slow = sorted(zip(own, peer, strict=True), reverse=True)[: max(1, round(SLOWEST * len(own)))]
    median = statistics.median(b / a for a, b in zip(own, peer, strict=True))
    slowest = sum(b for _, b in slow) / sum(a for a, _ in slow)
    return (
        f"{median:.2f}x on the median page, {sum(peer) / sum(own):.2f}x in total, "
        f"{slowest:.2f}x on the slowest {SLOWEST:.0%}".replace("%", " %")
    )


def documents(data: Path, every: int) -> tuple[list[str], list[str]]:
    """Every n-th page of the benchmark, as HTML and as all of its visible text."""
    with gzip.open(data / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        chosen = [json.loads(line) for number, line in enumerate(lines) if number % every == 0]
    read = [gzip.decompress((data / "html" / f"{page['id']}.html.gz").read_bytes()) for page in chosen]
    return [raw.decode("utf-8", "replace") for raw in read], [page["texts"]["page"] for page in chosen]


def golds(data: Path, every: int) -> list[str]:
    """The bodies of the same pages, as people marked them."""
    with gzip.open(data / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["gold"] for number, line in enumerate(lines) if number % every == 0]


@dataclass(frozen=True, slots=True)
class Point:
    """A tool in the picture: how many times as fast as trafilatura in total, and its mean word F1."""

    name: str
    speed: float
    f1: float


WIDTH, HEIGHT, MARGIN = 640, 360, 56
TICKS = (0.5, 1, 2, 4, 8, 16)
COLOURS = {"cleaner": "#0b6e4f"}
OTHER_COLOUR = "#6b7280"


def picture(points: Sequence[Point], pages: int) -> str:
    """An SVG of speed (to the right, each step twice as fast) against accuracy (upwards).

    >>> picture([Point("cleaner", 2.0, 0.95), Point("a < b", 1.0, 0.9)], 30).count("<circle")
    2
    """
    low = math.floor(20 * min(point.f1 for point in points)) / 20 - 0.05

    def across(speed: float) -> float:
        share = math.log(speed / TICKS[0]) / math.log(TICKS[-1] / TICKS[0])
        return round(MARGIN + min(max(share, 0.0), 1.0) * (WIDTH - 2 * MARGIN), 1)

    def up(f1: float) -> float:
        return round(HEIGHT - MARGIN - (f1 - low) / (1 - low) * (HEIGHT - 2 * MARGIN), 1)

    bottom, right = HEIGHT - MARGIN, WIDTH - MARGIN
    steps = [round(low + 0.05 * step, 2) for step in range(round((1 - low) / 0.05) + 1)]
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        ' font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *(f'<path d="M{across(one)} {MARGIN}V{bottom}" stroke="#e5e7eb"/>' for one in TICKS),
        *(f'<path d="M{MARGIN} {up(one)}H{right}" stroke="#e5e7eb"/>' for one in steps),
        *(f'<text x="{across(one)}" y="{bottom + 18}" text-anchor="middle">{one:g}x</text>' for one in TICKS),
        *(f'<text x="{MARGIN - 8}" y="{up(one) + 4}" text-anchor="end">{one:.2f}</text>' for one in steps),
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">times as fast as trafilatura, all {pages} pages'
        " together, one core; the weights have seen these pages</text>",
        f'<text x="{MARGIN}" y="{MARGIN - 20}">word F1 of the body, mean</text>',
    ]
    for point in points:
        colour = COLOURS.get(point.name.split(",")[0], OTHER_COLOUR)
        drawn += [
            f'<circle cx="{across(point.speed)}" cy="{up(point.f1)}" r="5" fill="{colour}"/>',
            f'<text x="{across(point.speed) + 9}" y="{up(point.f1) + 4}" fill="{colour}">{escape(point.name)}</text>',
        ]
    return "\n".join([*drawn, "</svg>", ""])


def peers() -> dict[str, Callable[[str], str]]:
    """The text that each extractor gives of a page, as far as they are installed; trafilatura with its metadata."""
    found: dict[str, Callable[[str], str]] = {}
    found["trafilatura"] = lambda page: text_of(trafilatura.bare_extraction(page, with_metadata=True))
    found["trafilatura, fast"] = lambda page: text_of(trafilatura.bare_extraction(page, with_metadata=True, fast=True))
    if importlib.util.find_spec("justext"):
        justext = importlib.import_module("justext")
        words = justext.get_stoplist("English")
        found["justext (no metadata)"] = lambda page: "\n".join(
            part.text for part in justext.justext(page.encode(), words, encoding="utf-8") if not part.is_boilerplate
        )
    if importlib.util.find_spec("resiliparse"):
        extract = importlib.import_module("resiliparse.extract.html2text")
        found["resiliparse (no metadata)"] = lambda page: str(extract.extract_plain_text(page, main_content=True))
    return found


def accounted(result: Cleaned) -> str:
    """The text of a result whose account of what was removed was read, too."""
    list(result.removed)
    return result.text


def text_of(document: Any) -> str:
    """The text of what trafilatura found."""
    return (document.text or "") if document is not None else ""


def guarded(clean: Callable[[str], str]) -> Callable[[str], str]:
    """An extractor that gives nothing of a page that it fails on."""

    def guard(page: str) -> str:
        try:
            return clean(page)
        except Exception:  # a peer's fault counts against the peer
            return ""

    return guard


def points_of(pages: Sequence[str], golds: Sequence[str], sweeps: int) -> list[Point]:
    """Where each tool stands."""
    cleaner = Cleaner()
    tools: dict[str, Callable[[str], str]] = {
        "cleaner": lambda page: cleaner.clean(page, kind="html").text,
        "cleaner, with `removed`": lambda page: accounted(cleaner.clean(page, kind="html")),
        **{name: guarded(clean) for name, clean in peers().items()},
    }
    found = fastest(dict[str, Callable[[str], object]](tools), pages, sweeps)
    seconds = {name: sum(times) for name, times in found.items()}
    return [
        Point(
            name,
            seconds["trafilatura"] / seconds[name],
            statistics.fmean(word_f1(clean(page), gold) for page, gold in zip(pages, golds, strict=True)),
        )
        for name, clean in tools.items()
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path(DATA))
    parser.add_argument("--every", type=int, default=5, metavar="N", help="every n-th page only")
    parser.add_argument("--sweeps", type=int, default=SWEEPS)
    parser.add_argument("--plot", type=Path, metavar="FILE", help="only draw speed against accuracy, as SVG")
    args = parser.parse_args()
    pages, texts = documents(args.data, args.every)
    if args.plot:
        points = points_of(pages, golds(args.data, args.every), args.sweeps)
        args.plot.write_text(picture(points, len(pages)), encoding="utf-8")
        for point in points:
            print(f"{point.name:26} {point.speed:6.2f}x  word F1 {point.f1:.3f}")
        return
    cleaner = Cleaner()
    tools: dict[str, Callable[[str], object]] = {
        "text + metadata": lambda page: cleaner.clean(page, kind="html"),
        "and `removed`": lambda page: list(cleaner.clean(page, kind="html").removed),
        "trafilatura": lambda page: trafilatura.bare_extraction(page, with_metadata=True),
    }
    found = fastest(tools, pages, args.sweeps)
    print(f"{len(pages)} pages of HTML, CPU time of one core, {args.sweeps} sweeps")
    for name, seconds in found.items():
        figures = f"median {1e3 * statistics.median(seconds):6.1f} ms  mean {1e3 * statistics.fmean(seconds):6.1f} ms"
        print(f"{name:16} {figures}  {compared(seconds, found['trafilatura'])}")
    plain = fastest({"text": lambda text: cleaner.clean(text, kind="text")}, texts, args.sweeps)["text"]
    lines = sum(1 for text in texts for line in text.splitlines() if line.strip())
    print(f"plain text       {1e6 * sum(plain) / lines:.0f} us a line, {lines:,} lines")


if __name__ == "__main__":
    main()
