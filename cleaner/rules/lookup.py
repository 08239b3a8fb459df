"""Many line patterns → an index that tells which of them a line equals, without trying the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from cleaner.rules.anchors import EDGES
from cleaner.rules.fields import Context
from cleaner.rules.folding import Folds
from cleaner.rules.pattern import Match, Pattern
from cleaner.rules.regexes import Clock

T = TypeVar("T")
Hit = tuple[T, Pattern, Match]
LONG, SHORT, ONE = EDGES


class Lookup(Generic[T]):
    """Whole-line patterns with what they stand for.

    Literal lines are looked up. The others are tried only on lines that begin or end with the same characters or have
    a word that the pattern cannot do without, and whatever else it needs.
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
        self.open = [self.items[number][0].needs for number in self.any]

    def __len__(self) -> int:
        return len(self.items)

    def hits(
        self, texts: Iterable[str], folds: Folds, context: Context, clock: Clock | None = None
    ) -> Iterator[tuple[str, list[Hit[T]]]]:
        """The lines that equal a pattern, each once, with the patterns in the order they were given."""
        unique = list(dict.fromkeys(texts)) if self.items else []
        for text, numbers in self._numbers(unique, folds.keys_of(unique)).items():
            line, found = folds[text], []
            for number in numbers:
                pattern, payload = self.items[number]
                match = pattern.match(line, context, clock)
                if match is not None:
                    found.append((payload, pattern, match))
            if found:
                yield text, found

    def _numbers(self, texts: Sequence[str], keys: Sequence[str]) -> dict[str, list[int]]:
        """For lines, given with their keys, the numbers of the patterns they may equal; nothing for most lines."""
        literal, start, end, anchors, open_ = self.literal, self.start, self.end, self.anchors, self.open
        found = {}
        for text, key in zip(texts, keys, strict=True):
            if (
                key[:LONG] in start
                or key[-LONG:] in end
                or key in literal
                or key[:SHORT] in start
                or key[-SHORT:] in end
                or key[:ONE] in start
                or key[-ONE:] in end
                or (anchors and not anchors.isdisjoint(key.split()))
                or (open_ and any(needs.met(key) for needs in open_))
            ) and (numbers := self._met(key)):
                found[text] = numbers
        return found

    def _met(self, key: str) -> list[int]:
        """The patterns whose needs a line meets, in order."""
        candidates, start, end = list(self.any), self.start, self.end
        for length in EDGES:
            if length <= len(key):
                if key[:length] in start:
                    candidates += start[key[:length]]
                if key[-length:] in end:
                    candidates += end[key[-length:]]
        words = self.anchors.intersection(key.split())
        for word in words:
            candidates += self.word[word]
        items = self.items
        numbers = [number for number in candidates if items[number][0].needs.met(key)]
        numbers += self.literal.get(key, ())
        return sorted(set(numbers)) if len(numbers) > 1 else numbers
