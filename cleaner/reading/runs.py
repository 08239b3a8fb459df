"""Runs of inline text → blocks: white space, line breaks, lists, table rows and code made readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import regex
from selectolax.lexbor import LexborNode

from cleaner.page import Block
from cleaner.reading.characters import visible
from cleaner.reading.nesting import Lines
from cleaner.reading.tags import HEADINGS

LINE_BREAK = "\x00"
"""Stands for <br> in a run of text; a parser lets no NUL through."""

MAX_STEPS = 60
"""A path names so many ancestors, the outermost ones; real pages have 15 to 30."""

MAX_CELL = 200
"""A table row is one line when no cell is longer, in characters; with longer ones the table is layout."""

BETWEEN_CELLS = " | "

RUNS_ON = regex.compile(r"[\"'“‘«(]*\p{Ll}|[,;.:)\]]")
CLOSED = regex.compile(r"[.!?…:;。！？：।؟۔][\"'”’»)\]]*$")
NOT_SPLIT = HEADINGS | {"tr", "caption", "figcaption"}


class Piece(NamedTuple):
    """Text between two <br>: as it is read, as it stands in the source, and how many characters are in links."""

    text: str
    parts: list[str]
    linked: int


class Meaning(NamedTuple):
    """The tag that says what a text is, such as li or blockquote, and its element."""

    tag: str
    node: LexborNode


Stand = tuple[int, int, int, Meaning | None]
"""Where text stands: its container, flags (a sum of `In`), the list or table it is in, and its meaning."""


class Container(NamedTuple):
    """A block-level element: the index of the one around it (-1 at the root), and its `tag.class#id` step."""

    parent: int
    node: LexborNode
    tag: str
    step: str


@dataclass(slots=True)
class Found:
    """Blocks and what is known of each; lists of the same length, `None` where a block was merged into another.

    `stands[i]` says where block i stands; its container is an index of `containers`.
    `spans` maps an element's mem_id to the first and last + 1 of its blocks.
    """

    blocks: list[Block | None] = field(default_factory=list)
    link_characters: list[int] = field(default_factory=list)
    stands: list[Stand] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    paths: dict[int, tuple[str, int]] = field(default_factory=dict)

    def add_container(self, parent: int, node: LexborNode, tag: str, step: str) -> int:
        """Note a block-level element; its index."""
        self.containers.append(Container(parent, node, tag, step))
        return len(self.containers) - 1

    def path(self, container: int) -> str:
        """The chain of block-level elements down to this one, outermost first, parted by a blank."""
        known = self.paths
        missing = []
        at = container
        while at >= 0 and at not in known:
            missing.append(at)
            at = self.containers[at].parent
        path, depth = known[at] if at >= 0 else ("", 0)
        for at in reversed(missing):
            if depth < MAX_STEPS:
                path = f"{path} {self.containers[at].step}" if path else self.containers[at].step
            depth += 1
            known[at] = path, depth
        return path


class Runs:
    """Collects the text between two block-level boundaries and makes blocks of it."""

    __slots__ = ("found", "lines", "linked", "links", "parts", "rows", "stand", "used")

    def __init__(self, found: Found, source: str) -> None:
        self.found = found
        self.lines = Lines(source)
        self.parts: list[str] = []
        self.linked: list[int] = []
        self.links = 0
        self.rows: list[list[int]] = []
        self.used: LexborNode | None = None
        self.stand: Stand = (-1, 0, 0, None)

    def add(self, text: str) -> None:
        """Add a piece of text to the run. Names that touch ("Ann Lee" and "June 3" in two spans) are parted."""
        parts = self.parts
        if parts and text[:1].isupper() and text[1:2].islower() and ends_in_word(parts[-1]):
            parts.append(" ")
        if self.links:
            self.linked.append(len(parts))
        parts.append(text)

    def begin_link(self) -> None:
        """Begin a link; two links without a blank between are two words."""
        if not self.links and self.linked and self.linked[-1] == len(self.parts) - 1:
            self.parts.append(" ")
        self.links += 1

    def open(self) -> bool:
        """Whether the run has text already."""
        return any(not part.isspace() and part != LINE_BREAK for part in self.parts)

    def _is_in(self, tag: str) -> bool:
        meaning = self.stand[3]
        return meaning is not None and meaning.tag == tag

    def line_break(self) -> None:
        """A <br>: two of them end the paragraph; what a single one is shows when the run is complete."""
        if self._is_in("pre"):
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
        parts = self.parts
        if not parts:
            return
        if self._is_in("pre"):
            self._code("".join(parts))
        elif LINE_BREAK in parts:
            self._broken()
        else:
            raw = "".join(parts)
            text = " ".join(raw.split())
            if text:
                self._emit(text, parts, raw, self._linked())
        parts.clear()
        self.linked.clear()

    def _linked(self) -> int:
        return sum([len(self.parts[at].strip()) for at in self.linked]) if self.linked else 0

    def _code(self, raw: str) -> None:
        """Code: a block a line, its indent kept."""
        tight = False
        for line in raw.split("\n"):
            if line.strip():
                self._emit(line.rstrip(), (line,), line, 0, tight=tight)
                tight = True
            else:
                tight = False

    def _broken(self) -> None:
        """Text with <br>: a line that runs on in lower case is joined, others are lines of their own."""
        pieces: list[Piece] = []
        raw: list[str] = []
        linked, links = 0, set(self.linked)
        for at, part in enumerate([*self.parts, LINE_BREAK]):
            if part != LINE_BREAK:
                raw.append(part)
                linked += len(part.strip()) if at in links else 0
                continue
            text = " ".join("".join(raw).split())
            if text:
                pieces.append(Piece(text, raw, linked))
            raw, linked = [], 0
        for at, group in enumerate(self._sentences(pieces)):
            raw = [part for piece in group for part in piece.parts]
            text = " ".join(piece.text for piece in group)
            self._emit(text, raw, "".join(raw), sum(piece.linked for piece in group), tight=at > 0)

    def _sentences(self, pieces: Sequence[Piece]) -> list[list[Piece]]:
        """The pieces, those together that are one sentence; all of them in a heading or a cell."""
        meaning = self.stand[3]
        together = meaning is not None and meaning.tag in NOT_SPLIT
        groups: list[list[Piece]] = []
        for piece in pieces:
            if groups and (together or (RUNS_ON.match(piece.text) and not CLOSED.search(groups[-1][-1].text))):
                groups[-1].append(piece)
            else:
                groups.append([piece])
        return groups

    def _emit(self, text: str, parts: Sequence[str], raw: str, linked: int, *, tight: bool = False) -> None:
        if not text.isprintable():  # invisible characters are never printable, and this is the fast way to ask
            seen = visible(text)
            text = seen.rstrip() if self._is_in("pre") else " ".join(seen.split())
            if not text:
                return
        found = self.found
        container, _, group, _ = self.stand
        tag = self._tag()
        if group and tag in ("li", "tr") and found.blocks and found.stands[-1][2] == group:
            before = found.blocks[-1]
            tight = tight or (before is not None and before.tag == tag)
        density = min(linked / len(text), 1.0) if linked else 0.0
        first, last = self.lines.of(parts, raw)
        found.blocks.append(Block(text, tag, found.path(container), density, first, last, tight))
        found.link_characters.append(linked)
        found.stands.append(self.stand)

    def _tag(self) -> str:
        """The nearest tag that means something; only the first paragraph of a list item is the item."""
        meaning = self.stand[3]
        if meaning is None:
            return self._own_tag(self.stand[0])
        if meaning.tag == "li":
            if self.used is meaning.node:
                return "p"
            self.used = meaning.node
        return meaning.tag

    def _own_tag(self, container: int) -> str:
        return "p" if container >= 0 and self.found.containers[container].tag == "p" else "div"

    def end_row(self, starts: Sequence[int]) -> None:
        """End a table row: short cells become one line, long ones are paragraphs of a layout."""
        found = self.found
        end = len(found.blocks)
        if not starts or starts[0] >= end:
            return
        cells = [(a, b) for a, b in zip(starts, [*starts[1:], end], strict=True) if b > a]
        here = [block for block in found.blocks[starts[0] :] if block is not None]
        if len(here) == 1 and len(here[0].text) <= MAX_CELL:
            return
        if all(b - a == 1 and (block := found.blocks[a]) and is_cell(block) for a, b in cells):
            self._merge([a for a, _ in cells])
            return
        for at in range(starts[0], end):
            block = found.blocks[at]
            if block is not None and block.tag == "tr" and BETWEEN_CELLS not in block.text:
                found.blocks[at] = replace(block, tag=self._own_tag(found.stands[at][0]), tight=False)

    def _merge(self, places: Sequence[int]) -> None:
        """Make one block of the cells, in the place of the first."""
        found = self.found
        cells = [block for at in places if (block := found.blocks[at]) is not None]
        first = places[0]
        row, flags, group, meaning = found.stands[first]
        while found.containers[row].tag != "tr" and found.containers[row].parent >= 0:
            row = found.containers[row].parent
        text = BETWEEN_CELLS.join(cell.text for cell in cells)
        linked = sum(found.link_characters[at] for at in places)
        last = max(cell.last_line for cell in cells)
        before = next((block for at in range(first - 1, -1, -1) if (block := found.blocks[at])), None)
        tight = before is not None and before.tag == "tr" and found.stands[first - 1][2] == group
        found.blocks[first] = replace(
            cells[0],
            text=text,
            path=found.path(row),
            link_density=min(linked / len(text), 1.0),
            last_line=last,
            tight=tight,
        )
        found.stands[first] = row, flags, group, meaning
        found.link_characters[first] = linked
        for at in places[1:]:
            found.blocks[at] = None


def ends_in_word(text: str) -> bool:
    """Whether the text ends inside a word of two letters or more, in lower case or a digit."""
    return (text[-1:].islower() or text[-1:].isdigit()) and text[-2:-1].isalnum()


def is_cell(block: Block) -> bool:
    """Whether the block can be a part of a line that shows a table's row."""
    return block.tag == "tr" and len(block.text) <= MAX_CELL
