"""The same documents for every engine, and the digest of what this machine alone makes of them."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.batch.documents import Document
from cleaner.batch.unit import Spec, rows

ROOT = Path(__file__).parent.parent.parent
FIXTURES = ROOT / "fixtures"
MOST = 60
# Benchmark pages beside the project, where they are: the digest is that of 1,000 of them with CLEANER_FULL=1.
BENCHMARK = [ROOT.parent / "shared/bench" / name for name in ("data", "data-more")]
MOST_PAGES = 1_000
FULL = os.environ.get("CLEANER_FULL") == "1"


def digest(records: Iterable[Mapping[str, Any]]) -> str:
    """One digest of (id, text, title, authors, published) of all records, whatever their order."""
    found = sorted(
        json.dumps([one["id"], one["text"], *(one["metadata"].get(name) for name in ("title", "published"))])
        for one in records
    )
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def benchmark_pages() -> Iterator[dict[str, Any]]:
    """Pages of the benchmark as they were served, evenly from all sets; nothing where it is not at hand."""
    files = [path for folder in BENCHMARK for path in sorted(folder.glob("html/*.html.gz"))]
    for path in files[:: max(1, len(files) // MOST_PAGES)][:MOST_PAGES]:
        content = gzip.decompress(path.read_bytes()).decode("utf-8", "replace").replace("\0", "")
        yield {"id": path.name.removesuffix(".html.gz"), "text": content, "url": None}


@pytest.fixture(scope="session")
def inputs() -> list[dict[str, Any]]:
    """Pages and texts of the fixtures, or of the benchmark in full; a PDF and a row without a document."""
    found = list(benchmark_pages()) if FULL else []
    return [*(found or fixture_documents()), *WITHOUT_TEXT]


def fixture_documents() -> list[dict[str, Any]]:
    """Pages and texts of the fixtures."""
    files = sorted(FIXTURES.rglob("input.*"))
    some = files[:: max(1, len(files) // MOST)]
    return [
        {"id": f"{number}", "text": path.read_text(encoding="utf-8", errors="replace"), "url": None}
        for number, path in enumerate(some)
    ]


WITHOUT_TEXT: list[dict[str, Any]] = [
    {"id": "pdf", "text": "%PDF-1.4 stream", "url": None},
    {"id": "none", "text": None, "url": None},
]


@pytest.fixture(scope="session")
def expected(inputs: list[dict[str, Any]]) -> str:
    """The digest of the records that one process makes."""
    documents = (Document(one["id"], "", one["url"], content=one["text"], name=one["id"]) for one in inputs)
    return digest(rows(Spec(), Cleaner(), documents))
