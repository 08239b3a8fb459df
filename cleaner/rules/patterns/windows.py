"""`where` and `needs`: the words of a rule → a test of a line's place and neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

import regex

from cleaner.page import Block
from cleaner.text.words import word_count

# Lines of a list of other stories are headlines; in our samples the longest has 17 words.
SHORT_LINE_WORDS = 15
SENTENCE_END = regex.compile(r"(?<![.…])[.。।۔؟!！？?؛][\"'”’»)]*$")

WINDOW = regex.compile(r"(?P<side>first|last|after|before last) (?P<size>\d+) ?(?P<unit>%|lines?)")
NEED = regex.compile(r"(?:(?P<count>\d+|a|one) )?(?P<kind>short|blank) lines? (?P<side>before|after)")


@dataclass(frozen=True, slots=True)
class Window:
    """One part of a `where`."""

    side: str
    size: int
    percent: bool

    def has(self, index: int, total: int) -> bool:
        """True where the line at `index` (from 0) of `total` lines is inside."""
        return index in self.indexes(total)

    def indexes(self, total: int) -> range:
        """The lines inside, of `total`."""
        size = self.size * total / 100 if self.percent else self.size
        if self.side == "first":
            return range(min(ceil(size), total))
        if self.side == "last":
            return range(max(ceil(total - size), 0), total)
        return range(min(ceil(size), total), total) if self.side == "after" else range(max(ceil(total - size), 0))


@dataclass(frozen=True, slots=True)
class Where:
    """Windows joined by `or`."""

    windows: tuple[Window, ...]
    text: str = ""

    def has(self, index: int, total: int) -> bool:
        """True where the line is inside any of the windows."""
        return any(window.has(index, total) for window in self.windows)

    def indexes(self, total: int) -> Iterable[int]:
        """The lines inside, in order."""
        if len(self.windows) == 1:
            return self.windows[0].indexes(total)
        return sorted({index for window in self.windows for index in window.indexes(total)})


def where_of(text: str) -> Where | None:
    """The windows of a `where`, None where it is not understood.

    >>> where = where_of("first 2 lines or last 40%")
    >>> [index for index in range(10) if where.has(index, 10)]
    [0, 1, 6, 7, 8, 9]
    """
    windows = []
    for part in regex.split(r"\s+or\s+", " ".join(text.split()).lower()):
        found = WINDOW.fullmatch(part)
        if not found:
            return None
        windows.append(Window(found["side"], int(found["size"]), found["unit"] == "%"))
    return Where(tuple(windows), text)


@dataclass(frozen=True, slots=True)
class Needs:
    """`3 short lines after`, `blank line before`."""

    count: int
    kind: Literal["short", "blank"]
    side: Literal["before", "after"]

    def met(self, index: int, blocks: Sequence[Block], last: int | None = None) -> bool:
        """True where the neighbours of the line (up to `last`, for several lines) are as needed."""
        end = index if last is None else last
        if self.kind == "blank":
            return self._blank(index if self.side == "before" else end + 1, blocks)
        beside = (
            blocks[end + 1 : end + 1 + self.count]
            if self.side == "after"
            else blocks[max(index - self.count, 0) : index]
        )
        return len(beside) >= self.count and all(map(short, beside))

    def _blank(self, index: int, blocks: Sequence[Block]) -> bool:
        return index <= 0 or index >= len(blocks) or not blocks[index].tight


def short(block: Block) -> bool:
    """A line of a list: at most 15 words, and not a sentence."""
    text = block.text.strip()
    return word_count(text) <= SHORT_LINE_WORDS and not SENTENCE_END.search(text)


def needs_of(text: str) -> Needs | None:
    """What a `needs` says, None where it is not understood."""
    found = NEED.fullmatch(" ".join(text.split()).lower())
    if not found:
        return None
    count = int(found["count"]) if (found["count"] or "").isdigit() else 1
    kind: Literal["short", "blank"] = "blank" if found["kind"] == "blank" else "short"
    return Needs(count, kind, "after" if found["side"] == "after" else "before")
