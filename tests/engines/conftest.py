"""The same documents for every engine, and the digest of what this machine alone makes of them."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmark import FULL, benchmark_pages

from cleaner import Cleaner
from cleaner.batch.documents import Document
from cleaner.batch.tables import MORE
from cleaner.batch.unit import Spec, rows

ROOT = Path(__file__).parent.parent.parent
FIXTURES = ROOT / "fixtures"
MOST = 60
# The digest is that of so many pages of the benchmark with CLEANER_FULL=1.
MOST_PAGES = 1_000


def digest(records: Iterable[Mapping[str, Any]]) -> str:
    """One digest of (id, text, metadata) of all records, whatever their order."""
    listed = (
        [one["id"], one["text"], known({**one["metadata"], **json.loads(one.get(MORE) or "{}")})] for one in records
    )
    found = sorted(json.dumps(row, sort_keys=True) for row in listed)
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def known(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata that a page has: typed tables hold null where a record leaves a name out."""
    found = {name: known(value) if isinstance(value, Mapping) else value for name, value in metadata.items()}
    return {name: value for name, value in found.items() if value not in (None, [], {}, "")}


@pytest.fixture(scope="session")
def inputs() -> list[dict[str, Any]]:
    """Pages and texts of the fixtures, or of the benchmark in full; a PDF and a row without a document."""
    pages = benchmark_pages(MOST_PAGES) if FULL else ()
    found = [
        {"id": name, "text": page.decode("utf-8", "replace").replace("\0", ""), "url": None} for name, page in pages
    ]
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
