"""Lines of a document → whether it was wrapped at a fixed width, and which lines belong to one paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import regex

from cleaner.text.sentences import ends_clause

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

MIN_MIXED = 8
"""Where no blank line parts paragraphs from menus, so many full lines are needed."""

MIN_MIXED_ON = 0.25
"""And after so many of the full lines the text must go on in lower case: German has many nouns, but lists have none."""

LOWER = regex.compile(r"(?!\w+://|www\.)[\"'“‘«(\[]*[\p{Ll}\p{Lo}\p{Lm}]")
SPACELESS = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u3000-\u303f\uff00-\uffef]"
)
# Read from the end: searched for from the left, a word of n letters would be tried from each of them, n² / 2 steps.
HYPHEN_END = regex.compile(r"(?r)([\p{L}\p{M}]++)[-\u2010]$")
WORD_START = regex.compile(r"[\p{L}\p{M}]+")


@dataclass(frozen=True, slots=True)
class Width:
    """The width a document is wrapped at, in characters. `mixed`: paragraphs, menus and headlines follow one another
    without a blank line between, so each stretch of full lines is looked at by itself.
    """

    limit: int
    mixed: bool = False

    def full(self, line: str, following: str) -> bool:
        """Whether the first word of the following line had no room in this one."""
        return len(line) + 1 + _first_word(following) > self.limit * (1 - SLACK)

    def stretches(self, group: Sequence[str]) -> list[list[int]]:
        """The places of a group's lines in stretches, of which all lines but the last are full."""
        found = [[0]]
        for place, (before, line) in enumerate(pairwise(group), 1):
            if self.full(before, line):
                found[-1].append(place)
            else:
                found.append([place])
        return found

    def runs_through(self, lines: Sequence[str]) -> bool:
        """Whether there are paragraphs of full lines among these lines, and sentences run on after no other lines."""
        full: list[tuple[str, str]] = []
        rest: list[tuple[str, str]] = []
        for pair in pairwise(lines):
            (full if self.full(*pair) else rest).append(pair)
        on = sum(1 for _, line in full if LOWER.match(line))
        closed = sum(1 for line, _ in full if ends_clause(line))
        odd = sum(1 for line, following in rest if LOWER.match(following) and not ends_clause(line))
        runs = on >= MIN_MIXED_ON * len(full) and closed <= MAX_CLOSED * len(full) and odd <= MAX_ODD * len(lines)
        return runs and len(full) >= MIN_MIXED

    def fits(self, group: Sequence[str]) -> bool:
        """Whether the group is wrapped at this width: else it is verse, a list, an address or dialogue."""
        full = sum(self.full(a, b) for a, b in pairwise(group))
        if full == len(group) - 1 and any(map(LOWER.match, group[1:])):
            return True
        return full * 2 >= len(group) - 1 and runs_on(group)


def width_of(groups: Sequence[Sequence[str]]) -> Width | None:
    """The width the lines of these groups (runs without a blank line) are wrapped at; None where they are not.

    Greedy wrapping leaves a mark: the next line's first word would not have fitted. Verse, lists, addresses and
    dialogue break lines elsewhere, or at the ends of sentences; such groups say nothing.
    Source: the greedy line breaking of fmt(1) and textwrap, read backwards.
    """
    return _width_of_groups(groups) or _width_of_stretches(groups)


def _width_of_groups(groups: Sequence[Sequence[str]]) -> Width | None:
    """The width, where blank lines part the paragraphs."""
    running = list(islice((group for group in groups if len(group) > 1 and runs_on(group)), ENOUGH_GROUPS))
    lengths = sorted(len(line) for group in running for line in group)
    if not lengths:
        return None
    width = Width(lengths[int(0.95 * (len(lengths) - 1))])
    if not MIN_WIDTH <= width.limit <= MAX_WIDTH and not _spaceless_width(running, width.limit):
        return None
    pairs = [pair for group in running if width.fits(group) for pair in pairwise(group)]
    full = sum(width.full(*pair) for pair in pairs)
    odd = sum(1 for a, b in pairs if not width.full(a, b) and not ends_clause(a))
    return width if full >= MIN_FULL and odd <= MAX_ODD * len(pairs) else None


def _width_of_stretches(groups: Sequence[Sequence[str]]) -> Width | None:
    """The width, where wrapped text has lost its blank lines: the lines that are full run on, and no others do."""
    lines = list(islice((line for group in groups for line in group), ENOUGH_GROUPS))
    lengths = sorted(len(line) for line in lines if len(line) >= MIN_WIDTH)
    if len(lengths) < MIN_MIXED or lengths[-1] > 2 * MAX_WIDTH:
        return None
    width = Width(lengths[int(0.95 * (len(lengths) - 1))], mixed=True)
    if width.limit > MAX_WIDTH:
        return None
    return width if width.runs_through(lines) else None


def runs_on(group: Sequence[str]) -> bool:
    """Whether sentences run on from line to line, as in wrapped prose."""
    pairs = len(group) - 1
    on = sum(1 for line in group[1:] if LOWER.match(line))
    closed = sum(1 for line in group[:-1] if ends_clause(line))
    return on >= MIN_RUNNING_ON * pairs and closed <= MAX_CLOSED * pairs


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
    if not width.mixed and width.fits(group):
        return width.stretches(group)
    if width.mixed or width.runs_through(group):
        return [part for stretch in width.stretches(group) for part in _parts(stretch, group)]
    return [[place] for place in range(len(group))]


def _parts(stretch: list[int], group: Sequence[str]) -> list[list[int]]:
    """A stretch whole where its text runs on: of headlines and menu entries under one another none goes on in lower
    case, and they stay apart."""
    runs = any(LOWER.match(group[place]) for place in stretch[1:])
    return [stretch] if runs else [[place] for place in stretch]


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
