"""Lines of a document → whether it was wrapped at a fixed width, and which lines belong to one paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import regex

MIN_WIDTH, MAX_WIDTH = 45, 140
"""Widths that programs wrap at. Verse is narrower; longer lines are paragraphs."""

SLACK = 0.1
"""fmt and mail programs aim at a width a tenth under their limit, so a full line may be that much shorter."""

MIN_FULL = 3
"""So many full lines in a row of paragraphs are needed to believe in a width."""

MAX_ODD = 0.1
"""Of the pairs of lines, so many may be neither full nor the end of a paragraph."""

MIN_RUNNING_ON = 0.4
"""In prose this share of the lines goes on in lower case; verse, dialogue and lists begin with capitals."""

MAX_CLOSED = 0.4
"""In wrapped prose fewer lines than this end where a sentence ends."""

ENOUGH_PAIRS = 20_000
"""More pairs of lines than this say nothing new about the width."""

SENTENCE_END = regex.compile(r"[.!?…:;。！？：；।॥؟۔。][\"'”’»)\]]*$")
LOWER = regex.compile(r"[\"'“‘«(\[]*(?:\p{Ll}|[^\W\p{Lu}\p{Lt}\d_\p{Ll}])")
SPACELESS = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u3000-\u303f\uff00-\uffef]"
)
HYPHEN_END = regex.compile(r"([\p{L}\p{M}]+)[-\u2010]$")
WORD_START = regex.compile(r"[\p{L}\p{M}]+")


@dataclass(frozen=True, slots=True)
class Width:
    """The width a document is wrapped at, in characters."""

    limit: int

    def full(self, line: str, following: str) -> bool:
        """Whether the first word of the following line had no room in this one."""
        return len(line) + 1 + _first_word(following) > self.limit * (1 - SLACK)


def width_of(groups: Sequence[Sequence[str]]) -> Width | None:
    """The width the lines of these groups (runs without a blank line) are wrapped at; None where they are not.

    Greedy wrapping leaves a mark: the next line's first word would not have fitted. Verse, lists, addresses and
    dialogue break lines elsewhere. Source: the greedy line breaking of fmt(1) and textwrap, read backwards.
    """
    pairs = list(islice(((a, b) for group in groups for a, b in zip(group, group[1:], strict=False)), ENOUGH_PAIRS))
    if len(pairs) < MIN_FULL:
        return None
    lengths = sorted(len(line) for pair in pairs for line in pair)
    width = Width(lengths[int(0.95 * (len(lengths) - 1))])
    if not MIN_WIDTH <= width.limit <= MAX_WIDTH and not _spaceless_width(pairs, width.limit):
        return None
    full = [(a, b) for a, b in pairs if width.full(a, b)]
    odd = sum(1 for a, b in pairs if not width.full(a, b) and not SENTENCE_END.search(a))
    if len(full) < max(MIN_FULL, len(pairs) / 2) or odd > MAX_ODD * len(pairs):
        return None
    running_on = sum(1 for _, b in full if LOWER.match(b))
    closed = sum(1 for a, _ in full if SENTENCE_END.search(a))
    return width if running_on >= MIN_RUNNING_ON * len(full) and closed <= MAX_CLOSED * len(full) else None


def _spaceless_width(pairs: Sequence[tuple[str, str]], limit: int) -> bool:
    """Chinese and Japanese lines are half as many characters wide."""
    return MIN_WIDTH // 2 <= limit <= MAX_WIDTH and sum(1 for a, _ in pairs if SPACELESS.match(a)) > len(pairs) / 2


def _first_word(line: str) -> int:
    """Length of the first word, in characters; 1 where words have no spaces."""
    return 1 if SPACELESS.match(line) else (line + " ").index(" ")


def joined_lines(group: Sequence[str], width: Width) -> list[list[int]]:
    """Which lines of one group (a run without a blank line) make one paragraph: lists of positions, in order.

    A group of which most lines are not full is verse, an address or a table, and stays as it is.
    """
    full = [width.full(a, b) for a, b in zip(group, group[1:], strict=False)]
    if sum(full) < len(full) / 2:
        return [[place] for place in range(len(group))]
    paragraphs = [[0]]
    for place, on in enumerate(full, 1):
        if on:
            paragraphs[-1].append(place)
        else:
            paragraphs.append([place])
    return paragraphs


def join(lines: Sequence[str], vocabulary: frozenset[str]) -> str:
    """One paragraph of its lines. A hyphen at a line's end goes only where the document has the joined word
    elsewhere: "govern-" + "ment" becomes "government" if "government" stands in the text, else "govern-ment".
    """
    pieces = [lines[0]]
    for before, line in zip(lines, lines[1:], strict=False):
        pieces.append(_joint(pieces, before, line, vocabulary))
        pieces.append(line)
    return "".join(pieces)


def _joint(pieces: list[str], before: str, line: str, vocabulary: frozenset[str]) -> str:
    hyphen = HYPHEN_END.search(before)
    start = WORD_START.match(line) if hyphen else None
    if hyphen and start and line[0].islower():
        if (hyphen[1] + start[0]).lower() in vocabulary:
            pieces[-1] = pieces[-1][:-1]
        return ""
    return "" if SPACELESS.match(before[-1:]) and SPACELESS.match(line) else " "
