"""Pages of the benchmark beside the project, where it is: what tests run on in full, CLEANER_FULL=1."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
BENCHMARK = [ROOT.parent / "shared/bench" / name for name in ("data", "data-more")]
FULL = os.environ.get("CLEANER_FULL") == "1"


def benchmark_pages(most: int) -> Iterator[tuple[str, bytes]]:
    """Names and pages of the benchmark as they were served, evenly from all sets; nothing where it is not at hand."""
    files = [path for folder in BENCHMARK for path in sorted(folder.glob("html/*.html.gz"))]
    for path in files[:: max(1, len(files) // most)][:most]:
        yield path.name.removesuffix(".html.gz"), gzip.decompress(path.read_bytes())


def some_pages(number: int) -> Iterator[bytes]:
    """So many pages: of the benchmark in full, where it is at hand, or of the fixtures, again and again."""
    found = [page for _, page in benchmark_pages(number)] if FULL else []
    return islice(cycle(found or [path.read_bytes() for path in sorted(FIXTURES.rglob("input.html"))]), number)


def some_texts(number: int) -> Iterator[str]:
    """So many small texts that differ: those of the fixtures, again and again, each with its number."""
    found = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.rglob("input.txt"))]
    return (f"{text}\n\nThis is the account of day {at}." for at, text in enumerate(islice(cycle(found), number)))
