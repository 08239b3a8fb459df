"""Texts in the order of the page → the lines of the source they begin in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

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
