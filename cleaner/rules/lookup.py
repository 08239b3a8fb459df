"""Many line patterns → an index that tells which of them a line equals, without trying the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from cleaner.rules.fields import Context
from cleaner.rules.folding import Folded
from cleaner.rules.pattern import Match, Pattern, needs_of
from cleaner.rules.regexes import Clock

T = TypeVar("T")


class Lookup(Generic[T]):
    """Whole-line patterns with what they stand for.

    Literal lines are looked up. The others are tried only on lines that have a word, a first or a last character that
    the pattern cannot do without.
    """

    def __init__(self, items: Iterable[tuple[Pattern, T]]) -> None:
        self.items = list(items)
        tables: dict[str, dict[str, list[int]]] = {
            kind: defaultdict(list) for kind in ("literal", "word", "start", "end")
        }
        self.any: list[int] = []
        self.needs = [needs_of(pattern.parts) for pattern, _ in self.items]
        for number, (pattern, _) in enumerate(self.items):
            kind, strings = pattern.anchors()
            if kind == "any":
                self.any.append(number)
            for string in strings:
                tables[kind][string].append(number)
        self.literal, self.word, self.start, self.end = (
            dict(tables[kind]) for kind in ("literal", "word", "start", "end")
        )

    def hits(self, line: Folded, context: Context, clock: Clock | None = None) -> Iterator[tuple[T, Pattern, Match]]:
        """The patterns that the line equals, in the order they were given."""
        for number in self._candidates(line):
            words, pieces, digit = self.needs[number]
            if not words <= line.tokens or (digit and not line.digit) or not all(piece in line.key for piece in pieces):
                continue
            pattern, payload = self.items[number]
            match = pattern.match(line, context, clock)
            if match is not None:
                yield payload, pattern, match

    def _candidates(self, line: Folded) -> list[int]:
        key = line.key
        if not key:
            return []
        found = list(self.any)
        found += self.literal.get(key, ())
        for word in self.word.keys() & line.tokens:
            found += self.word[word]
        found += self.start.get(key[0], ())
        found += self.end.get(key[-1], ())
        return sorted(set(found)) if len(found) > 1 else found
