"""Runs of inline text → blocks: white space, line breaks and code made readable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import regex
from selectolax.lexbor import LexborNode

from cleaner.reading.tags import HEADINGS
from cleaner.reading.unclosed import HOLDERS
from cleaner.text.characters import visible
from cleaner.text.sentences import ends_clause

# --- The items of lists and the rows of tables, when all of a page is read: what is one line, and what stands together.


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
            group = found.groups[at]
            if group and found.groups[at - 1] == group:
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
            found.tags[at] = own_tag(found.names[max(found.containers[at], 0)])
            found.tight[at] = False


def is_cell(found: Found, at: int) -> bool:
    """Whether the block can be a part of a line that shows a table's row."""
    text = found.texts[at]
    return text is not None and found.tags[at] == "tr" and len(text) <= MAX_CELL


def merge(found: Found, places: Sequence[int]) -> None:
    """Make one block of the cells, in the place of the first."""
    first = places[0]
    before = next((at for at in range(first - 1, -1, -1) if found.texts[at] is not None), None)
    found.texts[first] = BETWEEN_CELLS.join([text for at in places if (text := found.texts[at])])
    found.tight[first] = (
        before is not None and found.tags[before] == "tr" and found.groups[first - 1] == found.groups[first]
    )
    found.containers[first] = row_of(found, found.containers[first])
    found.link_characters[first] = sum(found.link_characters[at] for at in places)
    found.merged.append(places)
    for at in places[1:]:
        found.texts[at] = None


LINE_BREAK = "\x00"
"""Stands for <br> in a run of text; a parser lets no NUL through."""

RUNS_ON = regex.compile(r"[\"'“‘«(]*\p{Ll}|[,;.:)\]]")
TELLING = ("title", "meta", "link", "script", "h1", *HOLDERS)
"""Elements that are asked for by their tags: in most of them a page speaks of itself. Only h1 is read as text."""
NOT_SPLIT = HEADINGS | {"tr", "caption", "figcaption"}


class Piece(NamedTuple):
    """Text between two <br>: as it is read, as it stands in the source, its first part there, and how many characters
    are in links."""

    text: str
    raw: str
    start: str
    linked: int


Stand = tuple[int, bool, int, int, str | None, int]
"""Where text stands: its container, whether it is in a link, flags (a sum of `In`), the list or table it is in, the tag
that says what it is, such as li or blockquote, and the container of that tag."""


class Sources:
    """Texts of blocks as they stand in the source: `starts` has the first piece of each, `raws` all of it, white space
    and all."""

    def __init__(self) -> None:
        self.starts: list[str] = []
        self.raws: list[str] = []


class Found:
    """What was read, before lines and paths are known of it.

    Of each block: `texts` (None where it was merged into another), `tags`, `tight`, `link_characters`, `containers`
    (the innermost block-level element, -1 for none), `flags` (a sum of `In`), `groups` (the list or table it is in)
    and, in `sources`, its text as it stands in the source.
    `merged` has the blocks of each table row that became one, which is the first.
    Of each block-level element: `ids` (its mem_id), `parents` (-1 at the root), `names` (its tag), `steps`
    (`tag.class#id`), and `begins` (how many blocks there were before it).
    `unread` has the inline elements that are not shown.
    `told` has the elements of TELLING by their tags. `root` is the element that was walked.
    """

    def __init__(self) -> None:
        self.root: LexborNode | None = None
        self.told: dict[str, list[LexborNode]] = {tag: [] for tag in TELLING}
        self.merged: list[Sequence[int]] = []
        self.texts: list[str | None] = []
        self.tags: list[str] = []
        self.tight: list[bool] = []
        self.link_characters: list[int] = []
        self.containers: list[int] = []
        self.flags: list[int] = []
        self.groups: list[int] = []
        self.sources = Sources()
        self.ids: list[int] = []
        self.parents: list[int] = []
        self.names: list[str] = []
        self.steps: list[str] = []
        self.begins: list[int] = []
        self.unread: Sequence[LexborNode] = []

    @cached_property
    def nodes(self) -> list[LexborNode]:
        """The block-level elements themselves. Few readers ask for them, and to keep them all costs more than to look
        for them again."""
        if self.root is None:
            return []
        found = {node.mem_id: node for node in self.root.traverse()}
        return [found[one] for one in self.ids]

    @cached_property
    def ends(self) -> list[int]:
        """One past the last block in each block-level element, as they were before rows were joined."""
        ends = self.begins.copy()
        for at, container in enumerate(self.containers):
            if container >= 0:
                ends[container] = at + 1
        for at in range(len(ends) - 1, 0, -1):
            parent = self.parents[at]
            if parent >= 0 and ends[at] > ends[parent]:
                ends[parent] = ends[at]
        return ends


class Runs:
    """Collects the text between two block-level boundaries and makes blocks of it."""

    __slots__ = ("found", "linked", "parts", "stand", "used")

    def __init__(self, found: Found) -> None:
        self.found = found
        self.parts: list[str] = []
        self.linked: list[int] = []
        self.used = -1
        self.stand: Stand = (-1, False, 0, 0, None, -1)

    def add(self, text: str, stand: Stand) -> None:
        """Add a piece of text to the run. Names that touch ("Ann Lee" and "June 3" in two spans) are parted."""
        parts = self.parts
        if parts:
            if text[:1].isupper() and text[1:2].islower() and ends_in_word(parts[-1]):
                parts.append(" ")
        elif text.isspace():
            return
        self.stand = stand
        if stand[1]:
            self.linked.append(len(parts))
        parts.append(text)

    def link(self, stand: Stand) -> Stand:
        """Begin a link, and where its text stands; two links without a blank between are two words."""
        if stand[1]:
            return stand
        if self.linked and self.linked[-1] == len(self.parts) - 1:
            self.parts.append(" ")
        container, _, flags, group, meaning, holder = stand
        return container, True, flags, group, meaning, holder

    def open(self) -> bool:
        """Whether the run has text already."""
        return any(not part.isspace() and part != LINE_BREAK for part in self.parts)

    def line_break(self, stand: Stand) -> None:
        """A <br>: two of them end the paragraph; what a single one is shows when the run is complete."""
        self.stand = stand
        if stand[4] == "pre":
            self.parts.append("\n")
            return
        for part in reversed(self.parts):
            if part == LINE_BREAK:
                self.flush()
                return
            if not part.isspace():
                break
        if self.parts:
            self.parts.append(LINE_BREAK)

    def flush(self) -> None:
        """End the run: a block, several where <br> or code has lines, none where there is only white space."""
        parts, linked = self.parts, self.linked
        if not parts:
            return
        if self.stand[4] == "pre":
            self._code("".join(parts))
        elif len(parts) == 1:
            raw = parts[0]
            self._emit(raw, raw, len(raw.strip()) if linked else 0)
        elif LINE_BREAK in parts:
            self._broken()
        else:
            self._emit("".join(parts), parts[0], sum([len(parts[at].strip()) for at in linked]) if linked else 0)
        parts.clear()
        linked.clear()

    def _code(self, raw: str) -> None:
        """Code: a block a line, its indent kept."""
        tight = False
        for line in raw.split("\n"):
            if line.strip():
                self._block(visible(line.rstrip()).rstrip(), line, line, 0, tight=tight)
                tight = True
            else:
                tight = False

    def _broken(self) -> None:
        """Text with <br>: a line that runs on in lower case is joined, others are lines of their own."""
        pieces: list[Piece] = []
        parts: list[str] = []
        linked, links = 0, set(self.linked)
        for at, part in enumerate([*self.parts, LINE_BREAK]):
            if part != LINE_BREAK:
                parts.append(part)
                linked += len(part.strip()) if at in links else 0
                continue
            raw = "".join(parts)
            if text := " ".join(raw.split()):
                pieces.append(Piece(text, raw, next(part for part in parts if not part.isspace()), linked))
            parts, linked = [], 0
        for at, group in enumerate(self._sentences(pieces)):
            raw = " ".join([piece.raw for piece in group])
            self._emit(raw, group[0].start, sum(piece.linked for piece in group), tight=at > 0)

    def _sentences(self, pieces: Sequence[Piece]) -> list[list[Piece]]:
        """The pieces, those together that are one sentence; all of them in a heading or a cell."""
        together = self.stand[4] in NOT_SPLIT
        groups: list[list[Piece]] = []
        for piece in pieces:
            if groups and (together or (RUNS_ON.match(piece.text) and not ends_clause(groups[-1][-1].text))):
                groups[-1].append(piece)
            else:
                groups.append([piece])
        return groups

    def _emit(self, raw: str, start: str, linked: int, *, tight: bool = False) -> None:
        """Make a block of text as it stands in the source. Of white space, only single blanks are printable, and of
        invisible characters none: that is the fast way to ask for either."""
        if raw.isprintable() and "  " not in raw:
            text = raw.strip()
        else:
            text = " ".join(raw.split())
            if not text.isprintable():
                text = " ".join(visible(text).split())
        self._block(text, raw, start, linked, tight=tight)

    def _block(self, text: str, raw: str, start: str, linked: int, *, tight: bool) -> None:
        """A block, unless all that is in it was invisible."""
        if not text:
            return
        found, stand = self.found, self.stand
        tag = stand[4]
        if tag is None:
            tag = own_tag(found.names[stand[0]] if stand[0] >= 0 else "")
        elif tag == "li":  # only the first paragraph of a list item is the item
            if self.used == stand[5]:
                tag = "p"
            self.used = stand[5]
        found.texts.append(text)
        found.tags.append(tag)
        found.tight.append(tight)
        found.link_characters.append(linked)
        found.containers.append(stand[0])
        found.flags.append(stand[2])
        found.groups.append(stand[3])
        found.sources.starts.append(start)
        found.sources.raws.append(raw)


def own_tag(name: str) -> str:
    """What a text is called that no tag says anything of, by the element it stands in."""
    return "p" if name == "p" else "div"


def ends_in_word(text: str) -> bool:
    """Whether the text ends inside a word of two letters or more, in lower case or a digit."""
    return (text[-1:].islower() or text[-1:].isdigit()) and text[-2:-1].isalnum()
