"""A CSV file with the columns file and url → the address of each document."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from cleaner.batch.inputs import Document, WrongCall

ADDRESS = "://"


def read_addresses(path: Path | str) -> dict[str, str]:
    """File names and their addresses. The columns may stand in any order, with or without a heading.

    Raises WrongCall when the file cannot be read or a row has no address.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongCall(f"{path}: cannot read the list of addresses ({error}). Save it as CSV in UTF-8.") from error
    found: dict[str, str] = {}
    for number, row in enumerate(csv.reader(text.splitlines()), start=1):
        cells = [cell.strip() for cell in row if cell.strip()]
        urls = [cell for cell in cells if ADDRESS in cell]
        names = [cell for cell in cells if ADDRESS not in cell]
        if len(urls) == 1 and names:
            found[names[0].removeprefix("./")] = urls[0]
        elif cells and number > 1:
            raise WrongCall(f"{path}:{number}: a row needs a file name and an address (https://…), this is {row!r}.")
    return found


def with_addresses(documents: Sequence[Document], addresses: dict[str, str]) -> tuple[list[Document], list[str]]:
    """The documents with their addresses, and the names in the list that no document has.

    A name is a path below the input folder, or a bare file name where only one document is called so.
    """
    bare: dict[str, list[str]] = {}
    for document in documents:
        bare.setdefault(PurePosixPath(document.id).name, []).append(document.id)
    by_id: dict[str, str] = {}
    unknown: list[str] = []
    ids = {document.id for document in documents}
    for name, url in addresses.items():
        candidates = [name] if name in ids else bare.get(name, [])
        if len(candidates) == 1:
            by_id[candidates[0]] = url
        else:
            unknown.append(name)
    return [replace(one, url=by_id.get(one.id, one.url)) for one in documents], unknown
