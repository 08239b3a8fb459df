"""The record is frozen: its fields, their order and types, and what other tools take it for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cleaner import clean
from cleaner.batch.attributes import applied, attributes_of
from cleaner.batch.tables import arrow_schema, arrow_table
from cleaner.text.words import fold
from cleaner.writing import as_json, record
from cleaner.writing.record import FIELDS, METADATA, SCHEMA, failure

ROOT = Path(__file__).parent.parent
# Whoever changes these lines changes the schema: raise SCHEMA, and say so in docs/record.md.
FROZEN = [
    "id",
    "text",
    "source",
    "url",
    "added",
    "created",
    "metadata",
    "status",
    "reason",
    "code",
    "kind",
    "confidence",
    "language",
    "share_removed",
    "lines_ending_punct",
    "short_line_ratio",
    "dup_line_ratio",
    "mean_word_len",
    "roles",
    "removed",
    "warnings",
    "columns",
    "schema",
    "version",
    "rules_version",
]
FROZEN_METADATA = [
    "title",
    "authors",
    "published",
    "modified",
    "description",
    "site",
    "site_name",
    "language",
    "section",
    "dateline",
    "topics",
    "canonical_url",
]
SEED = ROOT / "seeds/000_3ef5ebee2d620aef.txt"
PAGES = sorted((ROOT / "fixtures/generic-html").glob("*/input.html"))[:6]


@pytest.fixture(scope="module")
def row() -> dict[str, Any]:
    result = clean(SEED.read_bytes())
    return record(result, id="a", source="a.txt", url=None, columns={"n": 1})


def test_the_fields_are_frozen(row: dict[str, Any]) -> None:
    assert (list(FIELDS), list(METADATA), SCHEMA) == (FROZEN, FROZEN_METADATA, 1)
    assert list(row) == FROZEN
    assert list(row["metadata"])[: len(FROZEN_METADATA)] == FROZEN_METADATA
    assert list(failure("a", "a", "failed", "why", "E101")) == FROZEN


def test_the_documentation_names_every_field() -> None:
    text = (ROOT / "docs/record.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.M) == FROZEN
    for name in FROZEN_METADATA:
        assert f"`{name}`" in text


def test_it_is_a_line_of_dolma(row: dict[str, Any]) -> None:
    """id, text and source are texts; added and created, where they are, are times; metadata is an object."""
    assert all(isinstance(row[name], str) for name in ("id", "text", "source"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", row["created"])
    assert isinstance(row["metadata"], dict)
    assert row["added"] is None


def test_it_is_a_document_of_datatrove(row: dict[str, Any]) -> None:
    """As its reader makes one: text, id and media, all else in metadata, none of it in two places."""
    found = json.loads(as_json(row))
    text, id, media = found.pop("text"), found.pop("id"), found.pop("media", [])
    inner = found.pop("metadata", {})
    metadata = inner | found
    assert (id, media) == ("a", [])
    assert text.startswith("BRUSSELS") or text
    assert set(inner) & set(found) <= {"language"}
    assert inner["language"] == metadata["language"]


def test_it_is_a_row_of_parquet(row: dict[str, Any]) -> None:
    pytest.importorskip("pyarrow")
    failed = failure("b", "b", "failed", "why", "E101", columns={"n": 2})
    odd = {**row, "metadata": {**row["metadata"], "authors": "Ada", "title": 7, "desk": ["x"]}}
    import pyarrow as arrow

    schema = arrow_schema({"n": arrow.int64()})
    table = arrow_table([row, failed, odd], schema, {"n": arrow.int64()})
    assert table.num_rows == 3
    back = table.to_pylist()
    assert back[0]["text"] == row["text"]
    assert back[0]["removed"][0]["label"] == row["removed"][0]["label"]
    assert [one["n"] for one in back] == [1, 2, 1]
    assert (back[2]["metadata"]["authors"], back[2]["metadata_more"]) == (["Ada"], '{"desk": ["x"]}')


@pytest.mark.parametrize("path", [SEED, *PAGES], ids=lambda path: path.parent.name)
def test_the_removed_spans_can_be_applied(path: Path) -> None:
    result = clean(path.read_bytes())
    row = json.loads(as_json(attributes_of(result, "a")))
    assert fold(applied(row)) == fold(result.text)
    assert all(label.startswith("cleaner__") for label in row["attributes"])
