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
TELLING = ("title", "meta", "link", "script", "template", "h1")
"""Elements that are asked for by their tags: in most of them a page speaks of itself. Only the last is read as text."""
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


class Found:
    """What was read, before lines and paths are known of it.

    Of each block: `texts` (None where it was merged into another), `tags`, `tight`, `link_characters`, `stands`,
    `starts` (the first piece of its text, as it stands in the source) and `raws` (all of it, white space and all).
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
        self.stands: list[Stand] = []
        self.starts: list[str] = []
        self.raws: list[str] = []
        self.ids: list[int] = []
        self.parents: list[int] = []
        self.names: list[str] = []
        self.steps: list[str] = []
        self.begins: list[int] = []
        self.unread: list[LexborNode] = []

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
            if groups and (together or (RUNS_ON.match(piece.text) and not CLOSED.search(groups[-1][-1].text))):
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
        found.stands.append(stand)
        found.starts.append(start)
        found.raws.append(raw)


def own_tag(name: str) -> str:
    """What a text is called that no tag says anything of, by the element it stands in."""
    return "p" if name == "p" else "div"


def ends_in_word(text: str) -> bool:
    """Whether the text ends inside a word of two letters or more, in lower case or a digit."""
    return (text[-1:].islower() or text[-1:].isdigit()) and text[-2:-1].isalnum()
