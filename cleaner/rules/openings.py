"""The parts of a pattern → the first letters of the lines it can equal, so that most lines need not be tried."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from cleaner.rules.template import Choice, Literal, Part

# Longer openings tell no more; those of patterns with less fixed text at their start are cut to two letters.
LONG, SHORT = 4, 2
# A choice after a choice after a choice: the first letters are known long before.
MOST_PARTS = 2


def openings_of(parts: tuple[Part, ...]) -> frozenset[str]:
    """The openings, in small letters, four of them or two; none where lines may begin with anything.

    >>> from cleaner.rules.template import parse
    >>> sorted(openings_of(parse("{Read|See} more: {_}"))), sorted(openings_of(parse("{_} | more")))
    (['read', 'see '], [])
    """
    fixed: list[Iterable[str]] = []
    for part in parts[:MOST_PARTS]:
        if not isinstance(part, Literal | Choice):
            break
        fixed.append(part.texts if isinstance(part, Choice) else (part.text,))
    texts = ("".join(chosen).lstrip().casefold() for chosen in product(*fixed))
    return frozenset(text[:LONG] if len(text) >= LONG else text[:SHORT] for text in texts if len(text) >= SHORT)


def opens(text: str, openings: frozenset[str]) -> bool:
    """Whether a line begins like one of them.

    >>> [opens(line, frozenset({"read", "图："})) for line in ("READ MORE: Trains", "图：新华社", "Ready", "Rain")]
    [True, True, True, False]
    """
    return text[:LONG].casefold() in openings or text[:SHORT].casefold() in openings
