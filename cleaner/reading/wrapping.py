"""Lines of a document → whether it was wrapped at a fixed width, and which lines belong to one paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple

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

MIN_LINES, NARROWEST, MIN_PAIRS = 8, 16, 4
"""Narrow columns and ragged lines: so many lines at least, so many characters, so many places where a text runs on."""

RUNNING, NARROW_FULL = 0.45, 0.8
"""Of their lines this share goes on in lower case without the end of a sentence; of these this share is full."""

TIGHT = 0.9
"""Of the lines that run on so many are full to a tenth of the width: a program broke them, no poet."""

SURELY_RUNNING, SURELY_FULL = 0.7, 0.95
"""Where no sentence ends inside a line, more must speak against verse: its lines are of many lengths."""

NARROW_SLACK = 0.3
"""Type of different widths, and no hyphens: a full line of a narrow column may be shorter than its width by so much."""

INSIDE = 0.08
"""Sentences of prose end inside lines, too, in this share of the lines at least; those of verse end with them."""

TOO_LONG = 1.8
"""A line so many times as long as the width, above one that begins with a capital, is a headline."""

FIRST_WORD = 40
"""The first word of a line stands within so many characters."""

MIN_HYPHENS, HYPHENATED = 3, 0.03
"""So many lines, and such a share of all, end in a hyphen where a text is hyphenated rather than has compounds."""

SENTENCE_INSIDE = regex.compile(r"\p{L}{2,}[.!?…][\"”»’')]?\s+[\"“„«‘'(]?\p{Lu}")
LOWER = regex.compile(r"(?!\w+://|www\.)[\"'“‘«(\[]*[\p{Ll}\p{Lo}\p{Lm}]")
SPACELESS = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u3000-\u303f\uff00-\uffef]"
)
# Read from the end: searched for from the left, a word of n letters would be tried from each of them, n² / 2 steps.
HYPHEN_END = regex.compile(r"(?r)([\p{L}\p{M}]++)[-\u2010]$")
WORD = regex.compile(r"[\p{L}\p{M}]+")
COMPOUND = regex.compile(r"[\p{L}\p{M}]+-[\p{L}\p{M}]+")
WORD_START = regex.compile(r"[\p{L}\p{M}]+")


class Vocabulary(NamedTuple):
    """The words of a document: all of them in lower case, those that it writes without a capital, those with a hyphen
    inside a line; and whether its lines end in hyphens so often that these divide words."""

    all: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()
    compounds: frozenset[str] = frozenset()
    hyphenated: bool = False


NO_WORDS = Vocabulary()


def vocabulary_of(lines: Sequence[str]) -> Vocabulary:
    """The words of these lines: to see which hyphens at line ends are real, and which words are common ones."""
    divided = [HYPHEN_END.search(line) for line in lines]
    whole = [
        WORD.findall(line[after.end() if after else 0 : end.start() if end else None])
        for line, after, end in (
            (line, WORD_START.match(line) if before else None, end)
            for line, before, end in zip(lines, [None, *divided], divided, strict=False)
        )
    ]
    words = frozenset(word for found in whole for word in found)
    compounds = frozenset(found.lower() for line in lines if "-" in line for found in COMPOUND.findall(line))
    hyphens = sum(1 for end, line in zip(divided, lines[1:], strict=False) if end and line[:1].islower())
    small = frozenset(word for word in words if word.islower())
    often = hyphens >= max(MIN_HYPHENS, HYPHENATED * len(lines))
    return Vocabulary(frozenset(map(str.lower, words)), small, compounds, often)


@dataclass(frozen=True, slots=True)
class Width:
    """The width a document is wrapped at, in characters. `mixed`: paragraphs, menus and headlines follow one another
    without a blank line between, so each stretch of full lines is looked at by itself. `ragged`: a narrow column or
    lines of no one width, which run on in the middle of sentences.
    """

    limit: int
    mixed: bool = False
    ragged: bool = False

    def full(self, line: str, following: str, slack: float | None = None) -> bool:
        """Whether the first word of the following line had no room in this one."""
        if slack is None:
            slack = NARROW_SLACK if self.ragged else SLACK
        return len(line) + 1 + _first_word(following) > self.limit * (1 - slack)

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
    return _width_of_groups(groups) or _width_of_stretches(groups) or _ragged_width(groups)


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


def _ragged_width(groups: Sequence[Sequence[str]]) -> Width | None:
    """The width of a narrow column, as the text of a page for print has it, or of lines broken at odd places.

    The sentences run on from most lines to the next, and some end inside a line, as they do in no list and seldom in
    verse; and little else stands in the text: a poem in an article stays as it is.
    """
    pairs = list(islice((pair for group in groups for pair in pairwise(group)), ENOUGH_GROUPS))
    lengths = sorted(len(line) for pair in pairs for line in pair)
    if len(pairs) < MIN_LINES or lengths[len(lengths) // 2] < NARROWEST:
        return None
    alone = sum(len(group[0]) for group in islice(groups, ENOUGH_GROUPS) if len(group) == 1)
    if 2 * alone > sum(lengths):
        return None
    width = Width(lengths[int(0.85 * (len(lengths) - 1))], ragged=True)
    running = [pair for pair in pairs if goes_on(*pair)] if width.limit <= MAX_WIDTH else []
    if len(running) < max(MIN_PAIRS, RUNNING * len(pairs)):
        return None
    inside = sum(1 for line, _ in pairs if SENTENCE_INSIDE.search(line))
    full = sum(width.full(*pair) for pair in running)
    divided = sum(1 for line, _ in running if HYPHEN_END.search(line))
    if divided >= MIN_HYPHENS or sum(width.full(*pair, SLACK) for pair in running) >= TIGHT * len(running):
        return width
    if inside < INSIDE * len(pairs):
        surely = len(pairs) >= 2 * MIN_LINES and len(running) >= SURELY_RUNNING * len(pairs)
        return width if surely and full >= SURELY_FULL * len(running) else None
    return width if full >= NARROW_FULL * len(running) else None


def goes_on(line: str, following: str) -> bool:
    """Whether a sentence runs on from a line to the next one."""
    return not ends_clause(line) and LOWER.match(following) is not None


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


def joined_lines(group: Sequence[str], width: Width, words: Vocabulary) -> list[list[int]]:
    """Which lines of one group (a run without a blank line) make one paragraph: lists of positions, in order.

    A group of which most lines are not full is verse, an address or a table, and stays as it is. A headline directly
    above its paragraph stays apart.
    """
    if len(group) > 1 and begins_anew(group[0], group[1], words):
        rest = joined_lines(group[1:], width, words)
        return [[0], *([place + 1 for place in part] for part in rest)]
    if width.ragged:
        return _ragged_parts(group, width, words)
    if not width.mixed and width.fits(group):
        return width.stretches(group)
    if width.mixed or width.runs_through(group):
        return [part for stretch in width.stretches(group) for part in _parts(stretch, group)]
    return [[place] for place in range(len(group))]


def _ragged_parts(group: Sequence[str], width: Width, words: Vocabulary) -> list[list[int]]:
    """The paragraphs of a narrow column: a line joins the next where the sentence runs on, or where it is full."""
    runs = any(goes_on(*pair) for pair in pairwise(group))
    found = [[0]]
    for place, (before, line) in enumerate(pairwise(group), 1):
        full = width.full(before, line) if runs and not ends_clause(before) else width.full(before, line, SLACK)
        open_end = runs or not ends_clause(before)
        headline = len(before) > TOO_LONG * width.limit or begins_anew(before, line, words)
        if goes_on(before, line) or (full and open_end and not headline):
            found[-1].append(place)
        else:
            found.append([place])
    return found


def begins_anew(line: str, following: str, words: Vocabulary) -> bool:
    """Whether a line without the end of a sentence is a headline above the following one, which begins a sentence: its
    first word has a capital here and none elsewhere, as "The" does, while others have none; or the line is there twice.
    """
    if line == following:
        return True
    start = WORD_START.search(following[:FIRST_WORD])
    if ends_clause(line) or start is None or not start[0][0].isupper() or start[0].lower() not in words.small:
        return False
    return any(word[0].islower() for word in following.split())


def _parts(stretch: list[int], group: Sequence[str]) -> list[list[int]]:
    """A stretch whole where its text runs on: of headlines and menu entries under one another none goes on in lower
    case, and they stay apart."""
    runs = any(LOWER.match(group[place]) for place in stretch[1:])
    return [stretch] if runs else [[place] for place in stretch]


def join(lines: Sequence[str], words: Vocabulary) -> str:
    """One paragraph of its lines. A hyphen at a line's end goes where the document has the joined word elsewhere, or
    where it divides words at line ends and the parts are no words of it: "govern-" + "ment" becomes "government".

    >>> join(["The govern-", "ment of a well-", "known town"], vocabulary_of(["a government in town"]))
    'The government of a well-known town'
    >>> join(["The mid-", "wives of a well-", "known"], Vocabulary(frozenset(["well", "known"]), hyphenated=True))
    'The midwives of a well-known'
    """
    pieces = [lines[0]]
    for before, line in pairwise(lines):
        pieces.append(_joint(pieces, before, line, words))
        pieces.append(line)
    return "".join(pieces)


def _joint(pieces: list[str], before: str, line: str, words: Vocabulary) -> str:
    hyphen = HYPHEN_END.search(before)
    start = WORD_START.match(line) if hyphen else None
    if hyphen and start and line[0].islower():
        if is_divided(hyphen[1].lower(), start[0].lower(), words):
            pieces[-1] = pieces[-1][:-1]
        return ""
    return "" if SPACELESS.match(before[-1:]) and SPACELESS.match(line) else " "


def is_divided(first: str, second: str, words: Vocabulary) -> bool:
    """Whether a hyphen at a line's end divides one word, rather than joins two."""
    if first + second in words.all:
        return True
    if not words.hyphenated or f"{first}-{second}" in words.compounds:
        return False
    return not (first in words.all and second in words.all)
