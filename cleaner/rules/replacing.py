"""A `find` or a regex and a text → the ranges that are replaced, and what stands there instead."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.rules.document import Lines
from cleaner.rules.model import Rule


def replacements(rule: Rule, text: str, lines: Lines) -> Iterator[tuple[int, int, str]]:
    """The ranges that a `find` or a regex replaces in a text, and what stands there instead."""
    if rule.expression is None:
        start = text.find(rule.find)
        while start >= 0:
            yield start, start + len(rule.find), rule.replacement
            start = text.find(rule.find, start + len(rule.find))
        return
    at = 0
    while at <= len(text):
        found = lines.clock.search(rule.expression, text[at:], rule.by())
        if found is None or found.end() == found.start():
            return
        yield at + found.start(), at + found.end(), found.expand(rule.replacement)
        at += found.end()
