"""How much faster than trafilatura: both clean the same pages in one run, in sweeps; CPU time, medians and totals.

python -m training.speed ../shared/bench/data --every 10

One tool goes over all pages, then the next, as a batch does: tools in turn on each page throw each other's caches out.
The fastest of the sweeps counts for each page. Figures of two runs compare by their ratios alone: the machine differs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import trafilatura

from cleaner import Cleaner

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


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path(DATA))
    parser.add_argument("--every", type=int, default=5, metavar="N", help="every n-th page only")
    parser.add_argument("--sweeps", type=int, default=SWEEPS)
    args = parser.parse_args()
    pages, texts = documents(args.data, args.every)
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
