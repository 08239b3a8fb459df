"""The text of a document → the figures that makers of corpora filter by, under their usual names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cleaner.text.sentences import ends_sentence
from cleaner.text.words import word_count

SHORT_LINE = 30
"""A line of fewer characters is short, as in datatrove's `short_line_ratio`."""
DIGITS = 4


class Words(NamedTuple):
    """How many words a document has: all that is visible of it, and its body."""

    before: int
    kept: int


def words_of(text: str, blocks: Iterable[str]) -> Words:
    """The words of a body, and of all visible text of its document."""
    return Words(sum(map(word_count, blocks)), sum(word_count(line) for line in text.splitlines() if line))


def statistics(text: str, words: Words) -> dict[str, float | None]:
    """Figures of a body; None where there is no text to count.

    `share_removed`: of its words, the share that is not in the body.
    `lines_ending_punct`: of the body's lines, the share that ends like a sentence; `short_line_ratio`: has fewer than
    30 characters; `dup_line_ratio`: has stood in it before. `mean_word_len`: characters of a word; a script without
    spaces counts two characters as a word, so that it is near 2 there.

    >>> statistics("It rained.\\n\\nIt rained.\\n\\nThen the river rose and the town closed its bridge", Words(28, 14))
    {'share_removed': 0.5, 'lines_ending_punct': 0.6667, 'short_line_ratio': 0.6667, 'dup_line_ratio': 0.3333,
     'mean_word_len': 4.2143}
    >>> statistics("", Words(1, 0))["share_removed"], statistics("", Words(0, 0))["share_removed"]
    (1.0, None)

    Source: the names and the cut at 30 characters are those of datatrove's line statistics and of FineWeb's filters.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    before, kept = words
    shares: dict[str, float | None] = {"share_removed": _share(max(0, before - kept), before)}
    total = len(lines)
    shares["lines_ending_punct"] = _share(sum(map(ends_sentence, lines)), total)
    shares["short_line_ratio"] = _share(sum(len(line) < SHORT_LINE for line in lines), total)
    shares["dup_line_ratio"] = _share(total - len(set(lines)), total)
    characters = sum(len(line) - line.count(" ") for line in lines)
    shares["mean_word_len"] = round(characters / kept, DIGITS) if kept else None
    return shares


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, DIGITS) if whole else None
