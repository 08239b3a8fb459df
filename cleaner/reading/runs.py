"""Runs of inline text → blocks: white space, line breaks and code made readable."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import regex
from selectolax.lexbor import LexborNode

from cleaner.reading.characters import visible
from cleaner.reading.tags import HEADINGS

LINE_BREAK = "\x00"
"""Stands for <br> in a run of text; a parser lets no NUL through."""

RUNS_ON = regex.compile(r"[\"'“‘«(]*\p{Ll}|[,;.:)\]]")
CLOSED = regex.compile(r"[.!?…:;。！？：।؟۔][\"'”’»)\]]*$")
TELLING = ("title", "meta", "link", "script")
"""Elements not read in which a page speaks of itself."""
NOT_SPLIT = HEADINGS | {"tr", "caption", "figcaption"}


class Piece(NamedTuple):
    """Text between two <br>: as it is read, as it stands in the source, and how many characters are in links."""

    text: str
    parts: list[str]
    linked: int


Stand = tuple[int, bool, int, int, str | None, int]
"""Where text stands: its container, whether it is in a link, flags (a sum of `In`), the list or table it is in, the tag
that says what it is, such as li or blockquote, and the container of that tag."""


Draft = tuple[str, str, bool, int, Stand, str, int]
"""A block before its line and path are known: its text, its tag, whether it is tight, how many characters are in
links, where it stands, how it begins in the source, and how many line breaks of the source are in it."""


class Found:
    """What was read, before lines and paths are known of it.

    Of each block: `texts` (None where it was merged into another), `tags`, `tight`, `link_characters`, `stands`,
    `starts` (how its text begins in the source) and `breaks` (the line breaks of the source in it). `merged` has the
    blocks of each table row that became one, which is the first.
    Of each block-level element: `nodes`, `parents` (-1 at the root), `names` (its tag), `steps` (`tag.class#id`), and
    `begins` (how many blocks there were before it).
    `told` has the elements of TELLING by their tags.
    """

    def __init__(self) -> None:
        self.told: dict[str, list[LexborNode]] = {tag: [] for tag in TELLING}
        self.containers: list[tuple[LexborNode, int, str, str, int]] = []
        self.merged: list[Sequence[int]] = []
        self.texts: list[str | None] = []
        self.tags: list[str] = []
        self.tight: list[bool] = []
        self.link_characters: list[int] = []
        self.stands: list[Stand] = []
        self.starts: list[str] = []
        self.breaks: list[int] = []
        self.nodes: list[LexborNode] = []
        self.parents: list[int] = []
        self.names: list[str] = []
        self.steps: list[str] = []
        self.begins: list[int] = []

    def settle(self, drafts: Sequence[Draft]) -> None:
        """Take what the walk noted together and lay it out in lists."""
        if drafts:
            columns = map(list, zip(*drafts, strict=True))
            self.texts, self.tags, self.tight, self.link_characters, self.stands, self.starts, self.breaks = columns
        if self.containers:
            columns = map(list, zip(*self.containers, strict=True))
            self.nodes, self.parents, self.names, self.steps, self.begins = columns

    @cached_property
    def ends(self) -> list[int]:
        """One past the last block in each block-level element, as they were before rows were joined."""
        ends = self.begins.copy()
        for at, stand in enumerate(self.stands):
            if stand[0] >= 0:
                ends[stand[0]] = at + 1
        for at in range(len(ends) - 1, 0, -1):
            parent = self.parents[at]
            if parent >= 0 and ends[at] > ends[parent]:
                ends[parent] = ends[at]
        return ends


class Runs:
    """Collects the text between two block-level boundaries and makes blocks of it."""

    __slots__ = ("containers", "drafts", "linked", "parts", "stand", "used")

    def __init__(self, found: Found) -> None:
        self.containers = found.containers
        self.drafts: list[Draft] = []
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
        parts = self.parts
        if not parts:
            return
        if self.stand[4] == "pre":
            self._code("".join(parts))
        elif len(parts) == 1:
            start = parts[0].strip()
            linked = len(start) if self.linked else 0
            self._emit(" ".join(start.split()), start, start.count("\n"), linked)
        elif LINE_BREAK in parts:
            self._broken()
        else:
            linked = sum([len(parts[at].strip()) for at in self.linked]) if self.linked else 0
            raw = "".join(parts).strip()
            self._emit(" ".join(raw.split()), start_of(parts), raw.count("\n"), linked)
        parts.clear()
        self.linked.clear()

    def _code(self, raw: str) -> None:
        """Code: a block a line, its indent kept."""
        tight = False
        for line in raw.split("\n"):
            if line.strip():
                self._emit(line.rstrip(), line.strip(), 0, 0, tight=tight)
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
            breaks = "".join(raw).strip().count("\n")
            self._emit(text, start_of(raw), breaks, sum(piece.linked for piece in group), tight=at > 0)

    def _sentences(self, pieces: Sequence[Piece]) -> list[list[Piece]]:
        """The pieces, those together that are one sentence; all of them in a heading or a cell."""
        together = self.stand[4] in NOT_SPLIT
        groups: list[list[Piece]] = []
        for piece in pieces:
            if groups and (together or (RUNS_ON.match(piece.text) and not CLOSED.search(groups[-1][-1].text))):
                groups[-1].append(piece)
            else:
                groups.append([piece])
        return groups

    def _emit(self, text: str, start: str, breaks: int, linked: int, *, tight: bool = False) -> None:
        stand = self.stand
        tag = stand[4]
        if not text.isprintable():  # invisible characters are never printable, and this is the fast way to ask
            seen = visible(text)
            text = seen.rstrip() if tag == "pre" else " ".join(seen.split())
        if not text:
            return
        if tag is None:
            tag = own_tag(self.containers[stand[0]][2] if stand[0] >= 0 else "")
        elif tag == "li":  # only the first paragraph of a list item is the item
            if self.used == stand[5]:
                tag = "p"
            self.used = stand[5]
        self.drafts.append((text, tag, tight, linked, stand, start, breaks))


def start_of(parts: Sequence[str]) -> str:
    """How a text begins in the source: the first of its pieces that is not white space."""
    for part in parts:
        if not part.isspace():
            return part.strip()
    return ""


def own_tag(name: str) -> str:
    """What a text is called that no tag says anything of, by the element it stands in."""
    return "p" if name == "p" else "div"


def ends_in_word(text: str) -> bool:
    """Whether the text ends inside a word of two letters or more, in lower case or a digit."""
    return (text[-1:].islower() or text[-1:].isdigit()) and text[-2:-1].isalnum()
