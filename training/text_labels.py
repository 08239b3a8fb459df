"""A page's lines and its gold body → for each line the share of its words that are in the body, in order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import regex

from cleaner.text.columns import Array

TOKEN = regex.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[\w\p{M}]+")
# A line is the body's when half of its words align, or most of its runs of five words are somewhere in the gold
# (a body set in another order).
BODY_SHARE = 0.5
GRAM = 5
GRAM_SHARE = 0.8
# A word aligned alone is chance; a line this short must match a run of the gold, not scattered words.
SHORT_TOKENS = 4


def tokens(text: str) -> list[str]:
    """Words, or single characters where words have no spaces: as the benchmark counts them."""
    return TOKEN.findall(text.lower())


def labels(lines: Sequence[str], gold: str) -> Array:
    """1 for a line of the body, 0 for the rest."""
    gold_tokens = tokens(gold)
    words = [tokens(line) for line in lines]
    flat = [word for line in words for word in line]
    pairs = aligned(flat, gold_tokens)
    grams = {tuple(gold_tokens[at : at + GRAM]) for at in range(len(gold_tokens) - GRAM + 1)}
    gold_lines = {tuple(tokens(line)) for line in gold.split("\n")}
    result = np.zeros(len(lines), np.int8)
    at, previous = 0, -1
    for index, line in enumerate(words):
        matched = [pairs[place] for place in range(at, at + len(line)) if pairs[place] >= 0]
        at += len(line)
        result[index] = is_body(line, matched, grams, gold_lines, previous)
        if result[index] and matched:
            previous = matched[-1]
    return result


def is_body(
    line: list[str], matched: list[int], grams: set[tuple[str, ...]], gold_lines: set[tuple[str, ...]], previous: int
) -> bool:
    """Whether one line is the body's, from the places of the gold that its words align with."""
    if not line:
        return False
    if len(line) <= SHORT_TOKENS:
        together = bool(matched) and matched[-1] - matched[0] == len(line) - 1 == len(matched) - 1
        return together and (tuple(line) in gold_lines or matched[0] == previous + 1)
    if len(matched) >= BODY_SHARE * len(line):
        return True
    own = [tuple(line[at : at + GRAM]) for at in range(len(line) - GRAM + 1)]
    return sum(gram in grams for gram in own) >= GRAM_SHARE * max(len(own), 1)


def aligned(first: Sequence[str], second: Sequence[str]) -> list[int]:
    """For each word of `first` its place in `second` in a longest common subsequence, or -1.

    Bit-parallel (Hyyrö 2004): one row of the table is one whole number, kept for the way back.
    """
    places: dict[str, int] = {}
    for at, word in enumerate(second):
        places[word] = places.get(word, 0) | 1 << at
    everything = (1 << len(second)) - 1
    row, rows = everything, []
    for word in first:
        match = places.get(word, 0)
        both = row & match
        row = ((row + both) | (row - both)) & everything
        rows.append(row)
    return way_back(rows, len(first), len(second))


def way_back(rows: Sequence[int], first: int, second: int) -> list[int]:
    """The pairs of one longest common subsequence. A 0 bit in a row is a step up in its length."""
    result = [-1] * first
    column = second
    for at in range(first - 1, -1, -1):
        # The last step up at or before `column`: the word of the gold that the row's best match ends on.
        steps = ~rows[at] & ((1 << column) - 1)
        if not steps:
            break
        above = ~rows[at - 1] & ((1 << column) - 1) if at else 0
        if steps.bit_count() > above.bit_count():
            column = steps.bit_length() - 1
            result[at] = column
    return result
