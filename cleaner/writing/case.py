"""A document and today's answer → a fixture: input, expected.txt and expected.json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.page import Cleaned
from cleaner.writing.body import body
from cleaner.writing.record import as_json


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
