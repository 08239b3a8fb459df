"""A `find` or a regex and a text → the ranges that are replaced, and what stands there instead."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cleaner.rules.patterns.regexes import Clock

Replacement = tuple[int, int, str]


class Replacer:
    """One rule's replacements in the texts of one document, which together may add `room` characters and no more.

    Where what is put holds what is found ("Acme" is written "Acme Corp"), it is left alone where it stands already.
    """

    def __init__(  # noqa: PLR0913 - the fields of a replacement
        self, by: str, find: str, expression: regex.Pattern[str] | None, put: str, *, clock: Clock, room: int
    ) -> None:
        self.by, self.find, self.expression, self.put, self.clock, self.room = by, find, expression, put, clock, room

    def of(self, text: str) -> list[Replacement] | None:
        """The ranges of a text and what stands there instead; None once the room is used up."""
        found = []
        for start, end, put in self._by_text(text) if self.expression is None else self._by_regex(text):
            self.room -= max(len(put) - (end - start), 0)
            if self.room < 0:
                self.clock.passed_over.append(f"{self.by} would make the document more than twice as long")
                return None
            found.append((start, end, put))
        return found

    def _by_text(self, text: str) -> Iterator[Replacement]:
        before = self.put.find(self.find)
        start = text.find(self.find)
        while start >= 0:
            end = start + len(self.find)
            there = before >= 0 and start >= before and text.startswith(self.put, start - before)
            if not there:
                yield start, end, self.put
            start = text.find(self.find, end)

    def _by_regex(self, text: str) -> Iterator[Replacement]:
        assert self.expression is not None
        at = 0
        while at <= len(text):
            found = self.clock.search(self.expression, text, self.by, at)
            if found is None or found.end() == found.start():
                return
            yield found.start(), found.end(), found.expand(self.put)
            at = found.end()
