"""Lines of a document → whether it was wrapped at a fixed width, and which lines belong to one paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import regex

MIN_WIDTH, MAX_WIDTH = 45, 140
"""Widths that programs wrap at. Verse is narrower; longer lines are paragraphs."""

SLACK = 0.1
"""fmt and mail programs aim at a width a tenth under their limit, so a full line may be that much shorter."""

MIN_FULL = 3
"""So many full lines in a row of paragraphs are needed to believe in a width."""

MAX_ODD = 0.15
"""Of the lines in groups that look wrapped, so many may be neither full nor the end of a sentence."""

MIN_RUNNING_ON = 0.4
"""In prose this share of the lines goes on in lower case; verse, dialogue and lists begin with capitals."""

MAX_CLOSED = 0.4
"""In wrapped prose fewer lines than this end where a sentence ends."""

ENOUGH_GROUPS = 5_000
"""More groups than this say nothing new about the width."""

SENTENCE_END = regex.compile(r"[.!?…:;。！？：；।॥؟۔。][\"'”’»)\]]*$")
LOWER = regex.compile(r"[\"'“‘«(\[]*[\p{Ll}\p{Lo}\p{Lm}]")
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

    def fits(self, group: Sequence[str]) -> bool:
        """Whether most lines of the group are full; else it is verse, an address or a table."""
        full = sum(self.full(a, b) for a, b in pairwise(group))
        return full * 2 >= len(group) - 1


def width_of(groups: Sequence[Sequence[str]]) -> Width | None:
    """The width the lines of these groups (runs without a blank line) are wrapped at; None where they are not.

    Greedy wrapping leaves a mark: the next line's first word would not have fitted. Verse, lists, addresses and
    dialogue break lines elsewhere; groups of which most lines are not full are such, and say nothing.
    Source: the greedy line breaking of fmt(1) and textwrap, read backwards.
    """
    several = [group for group in groups if len(group) > 1]
    lengths = sorted(len(line) for group in islice(several, ENOUGH_GROUPS) for line in group)
    if not lengths:
        return None
    width = Width(lengths[int(0.95 * (len(lengths) - 1))])
    if not MIN_WIDTH <= width.limit <= MAX_WIDTH and not _spaceless_width(several, width.limit):
        return None
    pairs = [
        (a, b, width.full(a, b))
        for group in islice(several, ENOUGH_GROUPS)
        if width.fits(group)
        for a, b in pairwise(group)
    ]
    full = [(a, b) for a, b, is_full in pairs if is_full]
    odd = sum(1 for a, _, is_full in pairs if not is_full and not SENTENCE_END.search(a))
    if len(full) < MIN_FULL or odd > MAX_ODD * len(pairs):
        return None
    running_on = sum(1 for _, b in full if LOWER.match(b))
    closed = sum(1 for a, _ in full if SENTENCE_END.search(a))
    return width if running_on >= MIN_RUNNING_ON * len(full) and closed <= MAX_CLOSED * len(full) else None


def _spaceless_width(groups: Sequence[Sequence[str]], limit: int) -> bool:
    """Chinese and Japanese lines are half as many characters wide."""
    spaceless = sum(1 for group in groups if SPACELESS.match(group[0]))
    return MIN_WIDTH // 2 <= limit <= MAX_WIDTH and spaceless > len(groups) / 2


def _first_word(line: str) -> int:
    """Length of the first word, in characters; 1 where words have no spaces."""
    return 1 if SPACELESS.match(line) else (line + " ").index(" ")


def joined_lines(group: Sequence[str], width: Width) -> list[list[int]]:
    """Which lines of one group (a run without a blank line) make one paragraph: lists of positions, in order.

    A group of which most lines are not full is verse, an address or a table, and stays as it is.
    """
    if not width.fits(group):
        return [[place] for place in range(len(group))]
    paragraphs = [[0]]
    for place, (before, line) in enumerate(pairwise(group), 1):
        if width.full(before, line):
            paragraphs[-1].append(place)
        else:
            paragraphs.append([place])
    return paragraphs


def join(lines: Sequence[str], vocabulary: frozenset[str]) -> str:
    """One paragraph of its lines. A hyphen at a line's end goes only where the document has the joined word
    elsewhere: "govern-" + "ment" becomes "government" if "government" stands in the text, else "govern-ment".
    """
    pieces = [lines[0]]
    for before, line in pairwise(lines):
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
