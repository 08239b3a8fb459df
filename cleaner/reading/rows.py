"""The items of lists and the rows of tables, when all of a page is read: what is one line, and what stands together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaner.reading.runs import Found, own_tag

MAX_CELL = 200
"""A table row is one line when no cell is longer, in characters; with longer ones the table is layout."""

BETWEEN_CELLS = " | "

TIGHT = ("li", "tr")
"""What stands directly under the one before, in a list or table."""


def join_rows(found: Found) -> None:
    """Make a line of each table row whose cells are short, and note what stands directly under its like.

    In the order in which rows ended and blocks began: whether a block is the next row is known when the rows before
    it are joined.
    """
    rows = rows_of(found) if "tr" in found.names else iter(())
    row = next(rows, None)
    for at, tag in enumerate(found.tags):
        while row and row[-1] <= at:
            end_row(found, row)
            row = next(rows, None)
        if tag in TIGHT and at and found.tags[at - 1] == found.tags[at] and found.texts[at - 1] is not None:
            group = found.stands[at][3]
            if group and found.stands[at - 1][3] == group:
                found.tight[at] = True
    while row:
        end_row(found, row)
        row = next(rows, None)


def rows_of(found: Found) -> Iterator[list[int]]:
    """For each row in the order in which they end: the first block of each cell, and one past the last of the row."""
    cells: dict[int, list[int]] = {}
    for at, name in enumerate(found.names):
        if name in ("td", "th"):
            row = row_of(found, at)
            if found.names[row] == "tr":
                cells.setdefault(row, []).append(found.begins[at])
    ends = found.ends
    for row in sorted(cells, key=lambda row: (ends[row], -row)):
        if cells[row][0] < ends[row]:
            yield [*cells[row], ends[row]]


def row_of(found: Found, container: int) -> int:
    """The table row that a block-level element is in, or the outermost element."""
    while found.names[container] != "tr" and found.parents[container] >= 0:
        container = found.parents[container]
    return container


def end_row(found: Found, starts: Sequence[int]) -> None:
    """End a table row: short cells become one line, long ones are paragraphs of a layout."""
    first, end = starts[0], starts[-1]
    cells = [(a, b) for a, b in pairwise(starts) if b > a]
    here = [text for text in found.texts[first:end] if text is not None]
    if len(here) == 1 and len(here[0]) <= MAX_CELL:
        return
    if all(b - a == 1 and is_cell(found, a) for a, b in cells):
        merge(found, [a for a, _ in cells])
        return
    for at in range(first, end):
        text = found.texts[at]
        if text is not None and found.tags[at] == "tr" and BETWEEN_CELLS not in text:
            found.tags[at] = own_tag(found.names[max(found.stands[at][0], 0)])
            found.tight[at] = False


def is_cell(found: Found, at: int) -> bool:
    """Whether the block can be a part of a line that shows a table's row."""
    text = found.texts[at]
    return text is not None and found.tags[at] == "tr" and len(text) <= MAX_CELL


def merge(found: Found, places: Sequence[int]) -> None:
    """Make one block of the cells, in the place of the first."""
    first = places[0]
    container, linked, flags, group, meaning, holder = found.stands[first]
    before = next((at for at in range(first - 1, -1, -1) if found.texts[at] is not None), None)
    found.texts[first] = BETWEEN_CELLS.join([text for at in places if (text := found.texts[at])])
    found.tight[first] = before is not None and found.tags[before] == "tr" and found.stands[first - 1][3] == group
    found.stands[first] = row_of(found, container), linked, flags, group, meaning, holder
    found.link_characters[first] = sum(found.link_characters[at] for at in places)
    found.merged.append(places)
    for at in places[1:]:
        found.texts[at] = None
