"""Many line patterns → an index that tells which of them a line equals, without trying the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from cleaner.rules.patterns.anchors import EDGES
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.pattern import Match, Pattern
from cleaner.rules.patterns.regexes import Clock
from cleaner.text.words import DIGIT, Folds

T = TypeVar("T")
Hit = tuple[T, Pattern, Match]
LONG, SHORT, ONE = EDGES
# Of so many words each is looked for in a text; of more, the lines are split.
FEW_ANCHORS = 8


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
            kind, strings = pattern.anchors
            if kind == "any":
                self.any.append(number)
            for string in strings:
                tables[kind][string].append(number)
        self.literal, self.word, self.start, self.end = (
            dict(tables[kind]) for kind in ("literal", "word", "start", "end")
        )
        self.open = [self.items[number][0].needs for number in self.any]
        self.ones = any(len(text) == ONE for text in (*self.start, *self.end))
        self.anchors = frozenset(self.word)
        # "at" and "by" are in many lines, but their patterns ask for a date as well.
        self.undated = frozenset(
            word for word, found in self.word.items() if not all(self.items[number][0].needs.digit for number in found)
        )

    def __len__(self) -> int:
        return len(self.items)

    def hits(
        self, texts: Iterable[str], folds: Folds, context: Context, clock: Clock | None = None
    ) -> Iterator[tuple[str, list[Hit[T]]]]:
        """The lines that equal a pattern, each once, with the patterns in the order they were given."""
        unique = list(dict.fromkeys(texts)) if self.items else []
        for text, key in self._likely(unique, folds.keys_of(unique)):
            found = []
            for number in self._met(key):
                pattern, payload = self.items[number]
                match = pattern.match(folds[text], context, clock)
                if match is not None:
                    found.append((payload, pattern, match))
            if found:
                yield text, found

    def _likely(self, texts: Sequence[str], keys: Sequence[str]) -> list[tuple[str, str]]:
        """The lines, with their keys, that may equal a pattern as far as a quick look tells: few of them."""
        found = {*(self.literal.keys() & keys), *self._with_edges(keys)}
        anchors = self._anchors_in(keys)
        if anchors:
            undated, has_digit = self.undated, DIGIT.search
            found.update(
                key
                for key in keys
                if not anchors.isdisjoint(words := key.split()) and (not undated.isdisjoint(words) or has_digit(key))
            )
        if self.open:
            found.update(key for key in keys if any(needs.met(key) for needs in self.open))
        return [(text, key) for text, key in zip(texts, keys, strict=True) if key in found] if found else []

    def _with_edges(self, keys: Sequence[str]) -> Iterator[str]:
        """The lines that begin or end as a pattern does."""
        start, end = self.start, self.end
        if start:
            yield from [key for key in keys if key[:LONG] in start or key[:SHORT] in start]
        if end:
            yield from [key for key in keys if key[-LONG:] in end or key[-SHORT:] in end]
        if self.ones:
            yield from [key for key in keys if key[:ONE] in start or key[-ONE:] in end]

    def _anchors_in(self, keys: Sequence[str]) -> frozenset[str]:
        """The words, of which a pattern needs one, that may be in the lines; a few are looked for in all at once."""
        if len(self.anchors) > FEW_ANCHORS:
            return self.anchors
        joined = "\n".join(keys) if self.anchors else ""
        return frozenset(word for word in self.anchors if word in joined)

    def _met(self, key: str) -> list[int]:
        """The patterns whose needs a line meets, in order."""
        start, end, word, items = self.start, self.end, self.word, self.items
        candidates = [
            *self.any,
            *start.get(key[:LONG], ()),
            *start.get(key[:SHORT], ()),
            *end.get(key[-LONG:], ()),
            *end.get(key[-SHORT:], ()),
        ]
        if self.ones:
            candidates += (*start.get(key[:ONE], ()), *end.get(key[-ONE:], ()))
        for text in self.anchors.intersection(key.split()):
            candidates += word[text]
        numbers = [number for number in candidates if items[number][0].needs.met(key)]
        numbers += self.literal.get(key, ())
        return sorted(set(numbers)) if len(numbers) > 1 else numbers
