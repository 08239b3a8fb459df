"""Many line patterns → an index that tells which of them a line equals, without trying the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from cleaner.rules.fields import Context
from cleaner.rules.folding import Folded
from cleaner.rules.pattern import Match, Pattern
from cleaner.rules.regexes import Clock

T = TypeVar("T")


class Lookup(Generic[T]):
    """Whole-line patterns with what they stand for.

    Literal lines are looked up. The others are tried only on lines that have a word, a first or a last character that
    the pattern cannot do without, and whatever else it needs.
    """

    def __init__(self, items: Iterable[tuple[Pattern, T]]) -> None:
        self.items = list(items)
        tables: dict[str, dict[str, list[int]]] = {
            kind: defaultdict(list) for kind in ("literal", "word", "start", "end")
        }
        self.any: list[int] = []
        for number, (pattern, _) in enumerate(self.items):
            kind, strings = pattern.anchors()
            if kind == "any":
                self.any.append(number)
            for string in strings:
                tables[kind][string].append(number)
        self.literal, self.word, self.start, self.end = (
            dict(tables[kind]) for kind in ("literal", "word", "start", "end")
        )
        self.anchors = frozenset(self.word)

    def hits(self, line: Folded, context: Context, clock: Clock | None = None) -> list[tuple[T, Pattern, Match]]:
        """The patterns that the line equals, in the order they were given."""
        found = []
        for number in self._candidates(line):
            pattern, payload = self.items[number]
            if pattern.literals or pattern.needs.met(line):
                match = pattern.match(line, context, clock)
                if match is not None:
                    found.append((payload, pattern, match))
        return found

    def _candidates(self, line: Folded) -> list[int]:
        key = line.key
        if not key:
            return []
        found = [*self.any, *self.literal.get(key, ()), *self.start.get(key[0], ()), *self.end.get(key[-1], ())]
        if not self.anchors.isdisjoint(line.tokens):
            for word in self.anchors & line.tokens:
                found += self.word[word]
        return sorted(set(found)) if len(found) > 1 else found
