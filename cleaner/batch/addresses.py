"""A CSV file with the columns file and url → the address of each document."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from cleaner.batch.documents import Inputs, WrongCall, reason
from cleaner.batch.names import whole_path

ADDRESS = "://"
SEPARATORS = (",", ";", "\t")
# A cell longer than any address and any path: a quote was opened and not closed.
LONGEST_CELL = 128 * 1024


def read_addresses(path: Path | str) -> dict[str, str | None]:
    """File names and their addresses, None where the row has none.

    The columns may stand in any order, with or without a heading, separated by commas, semicolons or tabs. Raises
    WrongCall when the file cannot be read, has no address at all, or a quote in it is not closed.
    """
    text = _text_of(path)
    found: dict[str, str | None] = {}
    rows = csv.reader(text.splitlines(), delimiter=_separator(text))
    number = 0
    try:
        for number, row in enumerate(rows):
            if any("\n" in cell or len(cell) > LONGEST_CELL for cell in row):
                raise csv.Error("a quote is not closed")
            cells = [cell.strip() for cell in row if cell.strip()]
            urls = [cell for cell in cells if ADDRESS in cell]
            names = [cell for cell in cells if ADDRESS not in cell]
            if names and (urls or number > 0):
                found[names[0].removeprefix("./")] = urls[0] if urls else None
    except csv.Error as error:
        line = max(1, rows.line_num)
        raise WrongCall(
            f"{path}: cannot read the list of addresses near line {line} ({error}). Close the quote."
        ) from error
    if not any(found.values()):
        raise WrongCall(f"{path}: no row has a file name and an address. A row looks like this: a.html,https://x.org/a")
    return found


def _text_of(path: Path | str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise WrongCall(f"{path}: there is no such file. Check the name.") from error
    except OSError as error:
        raise WrongCall(f"{path}: cannot read the list of addresses: {reason(error)}.") from error
    except UnicodeDecodeError as error:
        raise WrongCall(f"{path}: cannot read the list of addresses ({error}). Save it as CSV in UTF-8.") from error


def _separator(text: str) -> str:
    """What separates the cells: the sign that stands once in the most lines beside an address."""
    lines = [line for line in text.splitlines()[:200] if ADDRESS in line]
    return max(SEPARATORS, key=lambda sign: (sum(len(_cells(line, sign)) == 2 for line in lines), sign == ","))


def _cells(line: str, sign: str) -> list[str]:
    """The cells of a line that hold an address and a name beside it."""
    try:
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=sign), []) if cell.strip()]
    except csv.Error:
        return []
    urls = [cell for cell in cells if ADDRESS in cell and cell.partition(ADDRESS)[0].isalpha()]
    return cells[:2] if urls and len(cells) > len(urls) else []


def used_addresses(inputs: Inputs, addresses: Mapping[str, str | None]) -> tuple[dict[str, str], dict[str, str]]:
    """The address of each file that has one, and the names in the list that gave none, with the reason.

    A name is a path below the input folder, any other path that leads to the file, or a bare file name where only one
    file is called so.
    """
    bare: dict[str, list[str]] = {}
    whole = {whole_path(inputs.path(name)): name for name in inputs.names}
    for name in inputs.names:
        bare.setdefault(PurePosixPath(name).name, []).append(name)
    used: dict[str, str] = {}
    unused: dict[str, str] = {}
    names = set(inputs.names)
    for name, url in addresses.items():
        below = name if name in names else whole.get(whole_path(name))
        candidates = [below] if below else bare.get(name, [])
        if not url:
            unused[name] = "no address"
        elif len(candidates) == 1:
            used[candidates[0]] = url
        else:
            unused[name] = "several documents of this name" if candidates else "no such document"
    return used, unused
