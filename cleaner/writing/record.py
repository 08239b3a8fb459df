"""Cleaned → one record: text, metadata, statistics, everything removed, and the versions that made it.

The record is at once a document of datatrove (`id`, `text`, `metadata`), a line of Dolma (`id`, `text`, `source`,
`added`, `created`, `metadata`) and a row of a Parquet file. Its schema is frozen: `FIELDS` lists every field with its
type, in order; every record has all of them; a field is never taken away or given another meaning without a new
`SCHEMA`. docs/record.md explains each. It holds no clock time: the same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cleaner import __version__
from cleaner.deciding.roles import roles_of
from cleaner.page import Cleaned, Removed
from cleaner.writing.markdown import body
from cleaner.writing.statistics import Words, statistics, words_of

SCHEMA = 1
"""The version of the schema, in every record as `schema`."""

REMOVED = {
    "text": "string",
    "label": "string",
    "why": "string",
    "by": "string",
    "confidence": "double",
    "first_line": "int64",
    "last_line": "int64",
    "span": "list<int64>",
    "replacement": "string",
}
ROLE = {"text": "string", "role": "string", "first_line": "int64", "last_line": "int64"}
DATELINE = {"location": "string", "date": "string", "agency": "string"}
METADATA: dict[str, Any] = {
    "title": "string",
    "authors": "list<string>",
    "published": "string",
    "modified": "string",
    "description": "string",
    "site": "string",
    "site_name": "string",
    "language": "string",
    "section": "string",
    "dateline": DATELINE,
    "topics": "list<string>",
    "canonical_url": "string",
}
FIELDS: dict[str, Any] = {
    "id": "string",
    "text": "string",
    "source": "string",
    "url": "string",
    "added": "string",
    "created": "string",
    "metadata": METADATA,
    "status": "string",
    "reason": "string",
    "code": "string",
    "kind": "string",
    "confidence": "double",
    "language": "string",
    "share_removed": "double",
    "lines_ending_punct": "double",
    "short_line_ratio": "double",
    "dup_line_ratio": "double",
    "mean_word_len": "double",
    "roles": [ROLE],
    "removed": [REMOVED],
    "warnings": "list<string>",
    "columns": "json",
    "schema": "int64",
    "version": "string",
    "rules_version": "string",
}
"""Each field and its type: a name of Arrow's types, a struct as a mapping, a list of structs as a list, or "json" for
values of any type (the columns that were carried along)."""


def program_version() -> str:
    """The version of this package."""
    return __version__


def record(  # noqa: PLR0913 - the fields of a record
    cleaned: Cleaned,
    *,
    id: str,
    source: str,
    url: str | None,
    rules: str | None = None,
    reason: str | None = None,
    code: str | None = None,
    added: str | None = None,
    columns: Mapping[str, Any] | None = None,
    text: str | None = None,
    words: Words | None = None,
) -> dict[str, Any]:
    """One document as a flat record with the fields of `FIELDS`, in their order.

    `id` names the document within its run, `source` is where it came from (a path, `-`), `rules` the version of the
    rules, the program's own where none is given. `reason` and `code` say why there is no text, those of the page where
    it was refused. `text` is the body where it is not the plain text, as in Markdown. `words`: those of the document,
    where they were counted.
    """
    return {
        "id": id,
        "text": cleaned.text if text is None else text,
        "source": source,
        "url": url or cleaned.page.url,
        "added": added,
        "created": timestamp(cleaned.metadata.get("published")),
        "metadata": dict(cleaned.metadata),
        "status": cleaned.status,
        "reason": reason or cleaned.page.refused,
        "code": code or cleaned.page.code,
        "kind": cleaned.kind,
        "confidence": None if cleaned.confidence is None else round(cleaned.confidence, 2),
        "language": cleaned.metadata.get("language"),
        **statistics(cleaned.text, words or words_in(cleaned)),
        "roles": list(role_rows(cleaned)),
        "removed": [removed_row(removed) for removed in cleaned.removed],
        "warnings": list(cleaned.warnings),
        "columns": dict(columns) if columns else None,
        "schema": SCHEMA,
        "version": program_version(),
        "rules_version": rules or program_version(),
    }


def words_in(cleaned: Cleaned) -> Words:
    """The words of a result, and of all that its page shows."""
    return words_of(cleaned.text, (block.text for block in cleaned.page.blocks))


def failure(  # noqa: PLR0913 - the fields of a record
    id: str,
    source: str,
    status: str,
    reason: str,
    code: str | None,
    *,
    url: str | None = None,
    rules: str | None = None,
    warnings: Sequence[str] = (),
    added: str | None = None,
    columns: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The record of a document that could not be cleaned: it has no text, and says why."""
    empty: dict[str, Any] = dict.fromkeys(FIELDS)
    found: dict[str, list[str]] = {"authors": [], "topics": []}
    return empty | {
        "id": id,
        "text": "",
        "source": source,
        "url": url,
        "added": added,
        "metadata": {name: found.get(name) for name in METADATA},
        "status": status,
        "reason": reason,
        "code": code,
        "roles": [],
        "removed": [],
        "warnings": list(warnings),
        "columns": dict(columns) if columns else None,
        "schema": SCHEMA,
        "version": program_version(),
        "rules_version": rules or program_version(),
    }


def timestamp(published: object) -> str | None:
    """A date of the metadata as Dolma writes `created`, None where it is not a whole date.

    >>> timestamp("2024-12-04T00:36:34"), timestamp("2024-12-04"), timestamp("2024-12")
    ('2024-12-04T00:36:34.000Z', '2024-12-04T00:00:00.000Z', None)
    >>> timestamp("2024-12-04T09:30:00+05:30")
    '2024-12-04T04:00:00.000Z'
    """
    try:
        moment = datetime.fromisoformat(published) if isinstance(published, str) else None
    except ValueError:
        return None
    if moment is None:
        return None
    try:
        in_utc = moment.astimezone(UTC) if moment.tzinfo else moment
    except OverflowError:
        return None
    return f"{in_utc:%Y-%m-%dT%H:%M:%S}.{in_utc.microsecond // 1000:03}Z"


def role_rows(cleaned: Cleaned) -> Iterator[dict[str, Any]]:
    """The blocks of the body that have a role, in its order: a caption, a standfirst, a comment, …"""
    kept = cleaned.kept
    roles = roles_of(cleaned.page, cleaned.marks, cleaned.facts, only=[at for at, _ in kept]) if kept else []
    for at, block in kept:
        if roles[at]:
            place = {"first_line": block.first_line, "last_line": block.last_line}
            yield {"text": block.text, "role": roles[at], **place}


def removed_row(removed: Removed) -> dict[str, Any]:
    """One removed line or span; `span` (characters in the block) and `replacement` only where there are any."""
    row: dict[str, Any] = {
        "text": removed.text,
        "label": removed.label,
        "why": removed.why,
        "by": removed.by,
        "confidence": removed.confidence,
        "first_line": removed.first_line,
        "last_line": removed.last_line,
    }
    if removed.span is not None:
        row["span"] = list(removed.span)
    if removed.replacement:
        row["replacement"] = removed.replacement
    return row


def as_json(value: Any, *, indent: int | None = None) -> bytes:
    """JSON as UTF-8 bytes, on one line unless `indent` says otherwise; half characters (surrogates) become `?`."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(value, ensure_ascii=False, indent=indent, separators=separators, default=str).encode(
        "utf-8", "replace"
    )


def sound(name: str) -> str:
    """A file name that is valid UTF-8: bytes that are not are written as `\\xff`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


# --- A document and today's answer → a fixture: input, expected.txt and expected.json.


def new_case(source: bytes, cleaned: Cleaned, folder: Path | str, *, url: str | None = None) -> list[Path]:
    """Write a fixture from today's output; edit `expected.txt` until it is right, the diff is the review.

    Facts that are unknown are left out of `expected.json`, so that the case is about what is there.
    Raises FileExistsError when the folder holds a case already.
    """
    folder = Path(folder)
    if any(folder.glob("input.*")):
        raise FileExistsError(f"{folder} holds a case already. Choose another name, or remove it first.")
    folder.mkdir(parents=True, exist_ok=True)
    ending = "html" if cleaned.page.kind == "html" else "txt"
    known: dict[str, Any] = {name: value for name, value in cleaned.metadata.items() if value}
    if cleaned.status != "ok":
        known = {"status": cleaned.status, **known}
    if url:
        known = {"url": url, **known}
    files = {
        f"input.{ending}": source,
        "expected.txt": body(cleaned).encode("utf-8", "replace"),
        "expected.json": as_json(known, indent=2) + b"\n",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]
