"""A CSV file with the columns file and url → the address of each document."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from cleaner.batch.inputs import Document, WrongCall, reason
from cleaner.batch.names import whole_path

ADDRESS = "://"


def read_addresses(path: Path | str) -> dict[str, str | None]:
    """File names and their addresses, None where the row has none.

    The columns may stand in any order, with or without a heading. Raises WrongCall when the file cannot be read or
    has no address at all.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WrongCall(f"{path}: cannot read the list of addresses: {reason(error)}.") from error
    except UnicodeDecodeError as error:
        raise WrongCall(f"{path}: cannot read the list of addresses ({error}). Save it as CSV in UTF-8.") from error
    found: dict[str, str | None] = {}
    for number, row in enumerate(csv.reader(text.splitlines())):
        cells = [cell.strip() for cell in row if cell.strip()]
        urls = [cell for cell in cells if ADDRESS in cell]
        names = [cell for cell in cells if ADDRESS not in cell]
        if names and (urls or number > 0):
            found[names[0].removeprefix("./")] = urls[0] if urls else None
    if not any(found.values()):
        raise WrongCall(f"{path}: no row has a file name and an address. A row looks like this: a.html,https://x.org/a")
    return found


def with_addresses(
    documents: Sequence[Document], addresses: Mapping[str, str | None]
) -> tuple[list[Document], dict[str, str]]:
    """The documents with their addresses, and the names in the list that gave none, with the reason.

    A name is a path below the input folder, any other path that leads to the file, or a bare file name where only one
    document is called so.
    """
    bare: dict[str, list[str]] = {}
    whole = {whole_path(document.path): document.id for document in documents}
    for document in documents:
        bare.setdefault(PurePosixPath(document.id).name, []).append(document.id)
    by_id: dict[str, str] = {}
    unused: dict[str, str] = {}
    ids = {document.id for document in documents}
    for name, url in addresses.items():
        below = name if name in ids else whole.get(whole_path(name))
        candidates = [below] if below else bare.get(name, [])
        if not url:
            unused[name] = "no address"
        elif len(candidates) == 1:
            by_id[candidates[0]] = url
        else:
            unused[name] = "several documents of this name" if candidates else "no such document"
    return [replace(one, url=by_id.get(one.id, one.url)) for one in documents], unused
