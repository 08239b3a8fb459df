"""Where the blocks of a page stand in its source and in its tree, looked for when somebody asks.

Most callers want the text and what is known of the article; the lines and paths of most blocks are never asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

import regex

from cleaner.later import AsPlain
from cleaner.page import Block
from cleaner.reading.runs import Found

# --- Texts in the order of the page → the lines of the source they begin in.


START = 24
"""So many characters of a text are looked for in the source."""

NEAR, FAR = 20_000, 200_000
"""How far ahead of the last found text the next one is looked for, in characters: at first, and at last."""

PLAIN_WORDS = regex.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.-]{2,30}")


def line_numbers(source: str, starts: Iterable[str]) -> Iterator[int]:
    """The line in which each text begins, counted from 1; 0 where it is not found.

    The beginning of each text is looked for and, where that fails (it may be written as an entity), its first plain
    words; going forward only and not far in vain, so that it is linear.

    >>> list(line_numbers("<body>\\n<p>Tea &amp; milk\\n<p>Bread", ["Tea & milk", "Bread", "Cake"]))
    [2, 3, 0]
    """
    find, count = source.find, source.count
    place = max(find("<body"), 0)
    line = 1 + count("\n", 0, place)
    end = place + 4 * len(source) + FAR
    for start in starts:
        at = -1
        if place < end:
            at = find(start[:START], place, place + NEAR)
            if at < 0:
                plain = PLAIN_WORDS.search(start)
                at = find(plain[0], place, place + FAR) if plain else -1
        if at < 0:
            end -= FAR
            yield 0
            continue
        line += count("\n", place, at)
        place = at
        yield line


MAX_STEPS = 60
"""A path names so many ancestors, the outermost ones; real pages have 15 to 30."""


class Places:
    """The lines and paths of all blocks that were read. Blocks hold on to it, so it holds nothing of the tree."""

    def __init__(self, found: Found, source: str) -> None:
        self.source, self.texts, self.merged = source, found.sources, found.merged
        self.parents, self.steps, self.containers = found.parents, found.steps, found.containers
        self.paths: dict[int, tuple[str, int]] = {-1: ("", 0)}
        self.lines: list[int] = []
        self.lock = Lock()

    @cached_property
    def more(self) -> Iterator[int]:
        """The lines that are still to be looked for."""
        return line_numbers(self.source, map(str.strip, self.texts.starts))

    def first_line(self, at: int) -> int:
        """The line in which a block begins, counted from 1; 0 where it is not found. Lines are looked for in order,
        and no further than somebody asks."""
        lines = self.lines
        if at >= len(lines):
            with self.lock:
                lines.extend(islice(self.more, max(at + 1 - len(lines), 0)))
        return lines[at]

    @cached_property
    def rows(self) -> dict[int, Sequence[int]]:
        """Of each block that was made of several: all of them."""
        return {row[0]: row for row in self.merged}

    def last_line(self, at: int) -> int:
        """The line in which a block ends."""
        return max([self._end_of(one) for one in self.rows.get(at, (at,))])

    def _end_of(self, at: int) -> int:
        first = self.first_line(at)
        return first and first + self.texts.raws[at].strip().count("\n")

    def path(self, at: int) -> str:
        """The chain of block-level elements around a block, outermost first, parted by a blank."""
        missing = [self.containers[at]]
        while missing[-1] not in self.paths:
            missing.append(self.parents[missing[-1]])
        path, depth = self.paths[missing.pop()]
        for container in reversed(missing):
            if depth < MAX_STEPS:
                path = f"{path} {self.steps[container]}" if path else self.steps[container]
            depth += 1
            self.paths[container] = path, depth
        return path


class Placed(AsPlain, Block):
    """A block whose path and lines are looked for when they are read."""

    __slots__ = ("_at", "_places")
    PLAIN = Block
    if TYPE_CHECKING:
        _at: int
        _places: Places
    else:
        path = property(lambda self: self._places.path(self._at))
        first_line = property(lambda self: self._places.first_line(self._at))
        last_line = property(lambda self: self._places.last_line(self._at))

    def saying(self, text: str) -> Block:
        """The same block with another text; still in its place."""
        return placed(text, self.tag, self.link_density, self._places, self._at, tight=self.tight)


# A frozen class is filled past its own guard; to ask each slot itself is the quickest way.
SLOTS = {**vars(Block), **vars(Placed)}
put_text, put_tag, put_density, put_tight, put_places, put_at = (
    SLOTS[name].__set__ for name in ("text", "tag", "link_density", "tight", "_places", "_at")
)


def placed(text: str, tag: str, link_density: float, places: Places, at: int, *, tight: bool) -> Block:  # noqa: PLR0913 - the fields of a block
    """A block that is the one at `at` of those that were read."""
    block = object.__new__(Placed)
    put_text(block, text)
    put_tag(block, tag)
    put_density(block, link_density)
    put_tight(block, tight)
    put_places(block, places)
    put_at(block, at)
    return block


def blocks_of(found: Found, kept: Iterable[int], source: str) -> tuple[Block, ...]:
    """The blocks that are kept of those found."""
    places = Places(found, source)
    texts, tags, linked, tight = found.texts, found.tags, found.link_characters, found.tight
    blocks = []
    for at in kept:
        text = texts[at] or ""
        density = min(linked[at] / len(text), 1.0) if linked[at] else 0.0
        blocks.append(placed(text, tags[at], density, places, at, tight=tight[at]))
    return tuple(blocks)
