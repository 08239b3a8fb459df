"""Cleaned → one record for JSON: text, metadata, everything removed, and the versions that made it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from cleaner.page import Cleaned, Removed
from cleaner.writing.markdown import body

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


@cache
def program_version() -> str:
    """The version of this package, `0` in a checkout that was never installed."""
    try:
        return metadata.version("cleaner")
    except metadata.PackageNotFoundError:
        return "0"


def record(cleaned: Cleaned, *, id: str, source: str, url: str | None, rules: str | None = None) -> dict[str, Any]:
    """One document as a flat record. It holds no clock time: the same input gives the same bytes.

    `id` names the document within its run, `source` is where it came from (a path, `-`), `rules` the version of the
    rules, the program's own where none is given.
    """
    return {
        "id": id,
        "text": cleaned.text,
        "source": source,
        "url": url or cleaned.page.url,
        "metadata": dict(cleaned.metadata),
        "status": cleaned.status,
        "confidence": None if cleaned.confidence is None else round(cleaned.confidence, 2),
        "roles": list(role_rows(cleaned)),
        "removed": [removed_row(removed) for removed in cleaned.removed],
        "warnings": list(cleaned.warnings),
        "version": program_version(),
        "rules_version": rules or program_version(),
    }


def role_rows(cleaned: Cleaned) -> Iterator[dict[str, Any]]:
    """The blocks of the body that have a role, in its order: a caption, a standfirst, a comment, …"""
    roles = cleaned.roles
    for at, block in cleaned.kept:
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
