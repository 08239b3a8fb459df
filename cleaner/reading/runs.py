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


class Meaning(NamedTuple):
    """The tag that says what a text is, such as li or blockquote, and its element."""

    tag: str
    node: LexborNode


@dataclass(slots=True)
class Found:
    """Blocks and what is known of each; lists of the same length, `None` where a block was merged into another.

    `container` is the block's nearest block-level element, as an index of `parents`, `steps`, `tags`, `elements`.
    `spans` maps an element's mem_id to the first and last + 1 of its blocks.
    """

    blocks: list[Block | None] = field(default_factory=list)
    nodes: list[LexborNode] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    link_characters: list[int] = field(default_factory=list)
    containers: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    elements: list[LexborNode] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    paths: dict[int, str] = field(default_factory=dict)

    def add_container(self, parent: int, node: LexborNode, tag: str, step: str) -> int:
        """Note a block-level element; its index."""
        self.parents.append(parent)
        self.elements.append(node)
        self.tags.append(tag)
        self.steps.append(step)
        self.depths.append(self.depths[parent] + 1 if parent >= 0 else 0)
        return len(self.steps) - 1

    def path(self, container: int) -> str:
        """The chain of block-level elements down to this one, outermost first, parted by a blank."""
        known = self.paths
        missing = []
        at = container
        while at >= 0 and at not in known:
            missing.append(at)
            at = self.parents[at]
        path = known[at] if at >= 0 else ""
        for at in reversed(missing):
            if self.depths[at] < MAX_STEPS:
                path = f"{path} {self.steps[at]}" if path else self.steps[at]
            known[at] = path
        return path


class Runs:
    """Collects the text between two block-level boundaries and makes blocks of it."""

    __slots__ = (
        "container", "flags", "found", "group", "lines", "linked", "links", "meaning", "parts", "rows", "used",
    )  # fmt: skip

    def __init__(self, found: Found, source: str) -> None:
        self.found = found
        self.lines = Lines(source)
        self.parts: list[str] = []
        self.linked: list[int] = []
        self.links = 0
        self.rows: list[list[int]] = []
        self.used: LexborNode | None = None
        self.stand(-1, 0, 0, None)

    def stand(self, container: int, flags: int, group: int, meaning: Meaning | None) -> None:
        """Say where the text that follows stands."""
        self.container, self.flags, self.group, self.meaning = container, flags, group, meaning

    def add(self, text: str) -> None:
        """Add a piece of text to the run."""
        if self.links:
            self.linked.append(len(self.parts))
        self.parts.append(text)

    def begin_link(self) -> None:
        """Begin a link; two links without a blank between are two words."""
        if not self.links and self.linked and self.linked[-1] == len(self.parts) - 1:
            self.parts.append(" ")
        self.links += 1

    def open(self) -> bool:
        """Whether the run has text already."""
        return any(not part.isspace() and part != LINE_BREAK for part in self.parts)

    def line_break(self) -> None:
        """A <br>: two of them end the paragraph; what a single one is shows when the run is complete."""
        if self.meaning is not None and self.meaning.tag == "pre":
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
        if not self.parts:
            return
        raw = "".join(self.parts)
        if self.meaning is not None and self.meaning.tag == "pre":
            self._code(raw)
        elif LINE_BREAK in raw:
            self._broken()
        else:
            text = " ".join(raw.split())
            if text:
                self._emit(text, raw, sum([len(self.parts[at].strip()) for at in self.linked]))
        self.parts.clear()
        self.linked.clear()

    def _code(self, raw: str) -> None:
        """Code: a block a line, its indent kept."""
        tight = False
        for line in raw.split("\n"):
            if line.strip():
                self._emit(line.rstrip(), line, 0, tight=tight, code=True)
                tight = True
            else:
                tight = False

    def _broken(self) -> None:
        """Text with <br>: a line that runs on in lower case is joined, others are lines of their own."""
        pieces: list[tuple[str, str, int]] = []
        raw, linked, links = "", 0, set(self.linked)
        for at, part in enumerate([*self.parts, LINE_BREAK]):
            if part != LINE_BREAK:
                raw += part
                linked += len(part.strip()) if at in links else 0
                continue
            text = " ".join(raw.split())
            if text:
                pieces.append((text, raw, linked))
            raw, linked = "", 0
        tight = False
        for text, raw, linked in self._joined(pieces):
            self._emit(text, raw, linked, tight=tight)
            tight = True

    def _joined(self, pieces: Sequence[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
        """The pieces, those joined that are one sentence; all of them in a heading or a cell."""
        together = self.meaning is not None and self.meaning.tag in NOT_SPLIT
        groups: list[list[tuple[str, str, int]]] = []
        for piece in pieces:
            if groups and (together or (RUNS_ON.match(piece[0]) and not CLOSED.search(groups[-1][-1][0]))):
                groups[-1].append(piece)
            else:
                groups.append([piece])
        return [(" ".join(p[0] for p in g), "\n".join(p[1] for p in g), sum(p[2] for p in g)) for g in groups]

    def _emit(self, text: str, raw: str, linked: int, *, tight: bool = False, code: bool = False) -> None:
        if not text.isascii() or "\x1b" in text:
            seen = visible(text)
            text = seen.rstrip() if code else " ".join(seen.split())
            if not text:
                return
        found = self.found
        tag = self._tag()
        if tag in ("li", "tr") and found.blocks and found.groups[-1] == self.group and self.group:
            before = found.blocks[-1]
            tight = tight or (before is not None and before.tag == tag)
        line = self.lines.of(raw)
        last = line + raw.strip().count("\n") if line else 0
        density = min(linked / len(text), 1.0) if linked else 0.0
        found.blocks.append(Block(text, tag, found.path(self.container), density, line, last, tight))
        found.nodes.append(found.elements[self.container] if self.container >= 0 else None)  # type: ignore[arg-type]
        found.flags.append(self.flags)
        found.link_characters.append(linked)
        found.containers.append(self.container)
        found.groups.append(self.group)

    def _tag(self) -> str:
        """The nearest tag that means something; only the first paragraph of a list item is the item."""
        meaning = self.meaning
        if meaning is None:
            return self._own_tag(self.container)
        if meaning.tag == "li":
            if self.used is meaning.node:
                return "p"
            self.used = meaning.node
        return meaning.tag

    def _own_tag(self, container: int) -> str:
        return "p" if container >= 0 and self.found.tags[container] == "p" else "div"

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
        if all(b - a == 1 and (block := found.blocks[a]) and self._is_cell(block) for a, b in cells):
            self._merge([a for a, _ in cells])
            return
        for at in range(starts[0], end):
            block = found.blocks[at]
            if block is not None and block.tag == "tr" and BETWEEN_CELLS not in block.text:
                found.blocks[at] = replace(block, tag=self._own_tag(found.containers[at]), tight=False)

    def _is_cell(self, block: Block) -> bool:
        return block.tag == "tr" and len(block.text) <= MAX_CELL

    def _merge(self, places: Sequence[int]) -> None:
        """Make one block of the cells, in the place of the first."""
        found = self.found
        cells = [block for at in places if (block := found.blocks[at]) is not None]
        first = places[0]
        text = BETWEEN_CELLS.join(cell.text for cell in cells)
        linked = sum(found.link_characters[at] for at in places)
        row = found.parents[found.containers[first]]
        while found.tags[row] != "tr" and found.parents[row] >= 0:
            row = found.parents[row]
        last = max(cell.last_line for cell in cells)
        found.blocks[first] = replace(
            cells[0], text=text, path=found.path(row), link_density=min(linked / len(text), 1.0), last_line=last
        )
        found.nodes[first], found.containers[first] = found.elements[row], row
        found.link_characters[first] = linked
        for at in places[1:]:
            found.blocks[at] = None
