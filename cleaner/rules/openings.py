"""The parts of a pattern → the first letters of the lines it can equal, so that most lines need not be tried."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from cleaner.rules.folding import key
from cleaner.rules.template import Choice, Literal, Part

# Longer openings tell no more: "follow us" and "follow the money" part much later than any table would reach.
LONGEST, SHORTEST = 4, 2
# A choice after a choice after a choice: the first letters are known long before.
MOST_PARTS = 2


def openings_of(parts: tuple[Part, ...]) -> frozenset[str]:
    """The openings, folded, of two to four letters; empty where a line may begin with anything.

    >>> from cleaner.rules.template import parse
    >>> sorted(openings_of(parse("{Read|See} more: {_}"))), sorted(openings_of(parse("{_} | more")))
    (['read', 'see'], [])
    """
    fixed: list[Iterable[str]] = []
    for part in parts[:MOST_PARTS]:
        if not isinstance(part, Literal | Choice):
            break
        fixed.append(part.texts if isinstance(part, Choice) else (part.text,))
    found = {opening("".join(texts)) for texts in product(*fixed)}
    return frozenset(one for one in found if len(one) >= SHORTEST)


def opening(text: str) -> str:
    """The first letters of a line, folded.

    >>> opening("READ MORE: Trains stand still"), opening("阅读更多：河水上涨")
    ('read', '阅读更多')
    """
    return key(text.lstrip()[: LONGEST * 2])[:LONGEST].strip()


def opens(text: str, openings: frozenset[str]) -> bool:
    """Whether a line begins like one of them."""
    first = opening(text)
    return any(first[:size] in openings for size in range(len(first), SHORTEST - 1, -1))
