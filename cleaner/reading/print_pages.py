"""Lines of a text that was made of printed pages → columns one after the other, and which lines are running heads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from cleaner.reading.wrapping import goes_on
from cleaner.text.words import has_digit

RUNNING_HEAD = "running-head"
"""The tag of a line that the pages of a paper or a book repeat: its name, the day, the number of the page."""

GAP = regex.compile(r"(?<=\S) {3,}(?=\S)")
MIN_ROWS, SHARE = 6, 0.5
"""So many lines with a gap that ends in one column, and such a share of the lines that reach it, are two columns."""

RUNNING = 0.35
"""In columns of prose such a share of the lines runs on into the next; cells of a table do not."""

MAX_HEAD, APART, CENTRED = 110, 4, 10
"""Characters of a running head; lines between two of them; blanks before the number of a page in the middle."""

DIGITS = regex.compile(r"\d+")
PAGE_NUMBER = regex.compile(r"[-–—]?\s*\d{1,3}\s*[-–—]?")
PAGE_OF = regex.compile(r"\d{1,4}\s?(?:/|of|von|de|sur|di|van|из|z)\s?\d{1,4}\b", regex.I)


def in_reading_order(source: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines with their numbers from 1, the left column of a page before the right one.

    >>> left = ["The council will re-", "open the pool in the", "month of May, it said", "on Tuesday evening in"]
    >>> right = ["the hall of the town,", "after a debate that", "lasted for five hours", "and more than that."]
    >>> page = [f"{a:<24}{b}" for a, b in zip(2 * left, 2 * right)]
    >>> [line for _, line in in_reading_order(page)][7:10]
    ['on Tuesday evening in', '', 'the hall of the town,']
    >>> rows = [f"{name:<24}{score}" for name, score in zip(["Leeds", "York", "Hull"] * 3, "123456789")]
    >>> [line for _, line in in_reading_order(rows)] == rows
    True
    """
    numbered = list(enumerate(source, 1))
    column = _column_of(source)
    if not column:
        yield from numbered
        return
    stretch: list[tuple[int, str]] = []
    for number, line in [*numbered, (0, "")]:
        if number and _fits(line, column):
            stretch.append((number, line))
            continue
        yield from _parted(stretch, column)
        stretch = []
        if number:
            yield number, line


def _column_of(source: Sequence[str]) -> int:
    """Where the right column begins, in characters; 0 where there is none."""
    ends = Counter(gaps[0].end() for line in source if "   " in line and len(gaps := list(GAP.finditer(line))) == 1)
    column, rows = ends.most_common(1)[0] if ends else (0, 0)
    reach = sum(1 for line in source if len(line) > column)
    return column if rows >= MIN_ROWS and rows >= SHARE * reach else 0


def _fits(line: str, column: int) -> bool:
    """Whether a line has two columns, one of them, or nothing."""
    return (not line[max(0, column - 2) : column].strip() and line.rstrip() != "") or len(line.rstrip()) < column - 2


def _parted(stretch: Sequence[tuple[int, str]], column: int) -> Iterator[tuple[int, str]]:
    """The lines of the left column, then those of the right one, if both are prose."""
    left = [(number, line[:column].strip()) for number, line in stretch]
    right = [(number, line[column:].strip()) for number, line in stretch]
    both = sum(1 for (_, one), (_, other) in zip(left, right, strict=True) if one and other)
    if both < MIN_ROWS or not (_is_prose(left) and _is_prose(right)):
        yield from stretch
        return
    yield from left
    yield stretch[0][0], ""
    yield from right
    yield stretch[-1][0], ""


def _is_prose(column: Sequence[tuple[int, str]]) -> bool:
    lines = [line for _, line in column if line]
    return sum(goes_on(*pair) for pair in pairwise(lines)) >= RUNNING * (len(lines) - 1)


def running_heads(texts: Sequence[str], gaps: Sequence[bool], indents: Sequence[int]) -> frozenset[int]:
    """Which lines are running heads or numbers of pages: they stand there again with another number, and nothing of the
    article looks so.

    `gaps`: whether a line has wide gaps, as a head has between the name of the paper and the page; `indents`: the
    blanks before it. A heading that counts ("Chapter 2") has none, and breaks no sentence.

    >>> texts = ["The Post 3", "A", "B", "C", "it was", "The Post 4", "never said", "Day 1", "D", "E", "F", "Day 2"]
    >>> sorted(running_heads(texts, [False] * 12, [0] * 12))
    [0, 5]
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        if len(text) <= MAX_HEAD and has_digit(text):
            places[DIGITS.sub("0", text)].append(at)
    found: set[int] = set()
    for key, group in places.items():
        breaks = [at for at in group if _breaks_a_sentence(texts, at)]
        if PAGE_NUMBER.fullmatch(key):
            centred = [at for at in group if indents[at] >= CENTRED]
            found.update(group if breaks and _counts_up(texts, group) else centred)
            continue
        shown = breaks or any(gaps[at] for at in group) or PAGE_OF.search(texts[group[0]])
        if shown and len(group) > 1 and _counts_up(texts, group):
            found.update(group)
    return frozenset(found)


def _breaks_a_sentence(texts: Sequence[str], at: int) -> bool:
    return 0 < at < len(texts) - 1 and goes_on(texts[at - 1], texts[at + 1])


def _counts_up(texts: Sequence[str], group: Sequence[int]) -> bool:
    """Whether a number in these lines grows from one to the next, and they stand apart."""
    if any(after - before < APART for before, after in pairwise(group)):
        return False
    numbers = [[int(digits[:9]) for digits in DIGITS.findall(texts[at])] for at in group]
    return any(all(a < b <= a + APART for a, b in pairwise(slot)) for slot in zip(*numbers, strict=True))
