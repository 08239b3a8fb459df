"""Lines that are no prose, in a row → what they have in common: a list of the article, or a list of other things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.text.columns import Array

COLONS = (":", "：")
MONEY = "€£₽%"


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of lines that are no prose: for each line whether it is in one, and the run's number; for each run the first
    line and the one behind the last.
    """

    inside: Array
    number: Array
    start: Array
    end: Array

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.start.tolist(), self.end.tolist(), strict=True)

    @property
    def length(self) -> Array:
        """Lines of each run."""
        result: Array = self.end - self.start
        return result

    def mean(self, values: Array) -> Array:
        """The mean of each run's lines."""
        sums = np.concatenate(([0.0], np.cumsum(values)))
        result: Array = (sums[self.end] - sums[self.start]) / np.maximum(self.length, 1)
        return result

    def place(self) -> Array:
        """Where in its run each line stands, from 0 for the first; 0 outside the runs."""
        result = np.zeros(len(self.inside))
        result[self.inside] = np.flatnonzero(self.inside) - self.start[self.number[self.inside]]
        return result

    def spread(self, values: Array, otherwise: float = 0.0) -> Array:
        """A value of each run as one of its lines."""
        result = np.full(len(self.inside), otherwise)
        result[self.inside] = values[self.number[self.inside]]
        return result


def runs_of(short: Array) -> Runs:
    """The runs of the flagged lines."""
    edges = np.diff(np.concatenate(([0], short.astype(np.int8), [0])))
    start, end = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return Runs(short, np.cumsum(edges[:-1] == 1) - 1, start, end)


# Of a longer run so many lines tell its shape.
LINES_OF_A_SHAPE = 60


def shared_shape(lines: Sequence[str]) -> float:
    """The share of the lines of a run that have the commonest shape that says something.

    >>> shared_shape(["Mill & Sons (2014): $506,000", "Ferry Works (2016): $279,000", "Share this"])
    0.6666666666666666
    >>> shared_shape(["Bridge opens in May", "Council rejects budget"])
    0.0
    """
    shapes = Counter(filter(None, map(shape_of, lines[:LINES_OF_A_SHAPE])))
    return max(shapes.values()) / min(len(lines), LINES_OF_A_SHAPE) if shapes else 0.0


def shape_of(line: str) -> tuple[str, ...]:
    """What is told of the shape of an item; nothing of a line of mere words.

    >>> shape_of("1994: Ada Okafor"), shape_of("Leeds – Old Market Hall"), shape_of("News and sport")
    (('number first', 'colon'), ('dash',), ())
    """
    text = line.strip()
    signs = []
    if text[:1].isdigit():
        signs.append("number first")
    if text[-1:].isdigit() or text[-1:] in MONEY:
        signs.append("number last")
    if ":" in text or "：" in text:
        signs.append("colon")
    if " – " in text or " — " in text or " - " in text:
        signs.append("dash")
    if text.count(",") > 1:
        signs.append("commas")
    return tuple(signs)
