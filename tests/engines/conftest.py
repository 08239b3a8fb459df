"""The same documents for every engine, and the digest of what this machine alone makes of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.batch.documents import Document
from cleaner.batch.unit import Spec, rows

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
MOST = 60


def digest(records: Iterable[Mapping[str, Any]]) -> str:
    """One digest of (id, text, title, authors, published) of all records, whatever their order."""
    found = sorted(
        json.dumps([one["id"], one["text"], *(one["metadata"].get(name) for name in ("title", "published"))])
        for one in records
    )
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


@pytest.fixture(scope="session")
def inputs() -> list[dict[str, Any]]:
    """Pages and texts of the fixtures, a PDF and a row without a document."""
    files = sorted(FIXTURES.rglob("input.*"))
    some = files[:: max(1, len(files) // MOST)]
    found: list[dict[str, Any]] = [
        {"id": f"{number}", "text": path.read_text(encoding="utf-8", errors="replace"), "url": None}
        for number, path in enumerate(some)
    ]
    return [*found, {"id": "pdf", "text": "%PDF-1.4 stream", "url": None}, {"id": "none", "text": None, "url": None}]


@pytest.fixture(scope="session")
def expected(inputs: list[dict[str, Any]]) -> str:
    """The digest of the records that one process makes."""
    documents = (Document(one["id"], "", one["url"], content=one["text"], name=one["id"]) for one in inputs)
    return digest(rows(Spec(), Cleaner(), documents))
