"""The tests of a rule file → dates of numbers only that are two different days, where the file does not say which."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.rules import Complaint
from cleaner.rules.file.model import Rule
from cleaner.rules.file.yaml_nodes import Line
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.pattern import Pattern
from cleaner.text.dates import Calendar, ambiguous
from cleaner.text.words import Folded
from cleaner.workshop.collection import Collection, Written
from cleaner.workshop.testing import source_of

DATES = frozenset({"date", "updated", "dateline_date"})
# With any order the pattern reads the date, and only then it shows that nobody said which.
ANY_ORDER = Context(Calendar(order="day-first"))


def ambiguous_numbers(written: Written, around: Collection) -> Iterator[Complaint]:
    """`{date}` that a test gives 04/12/2024, in a file without `dates`: the rule never fires on such a page."""
    if written.file.order:
        return
    rules = [rule for rule in written.file.rules if DATES & set(rule.fields)]
    lines = [line for line in _inputs(written) if ambiguous(line)] if rules else []
    for rule in rules:
        for pattern in rule.patterns:
            found = next((line for line in lines if _reads(pattern, line)), None)
            if found:
                yield written.complaint(_spot(written, rule, pattern), "ambiguous-date",
                                        f'"{found.strip()[:60]}" has a date that is two different days.',
                                        "add `dates: day-first`, or a format: {date:%d/%m/%Y}")  # fmt: skip


def _inputs(written: Written) -> Iterator[str]:
    for case in written.file.tests:
        source, _ = source_of(written.file, case)
        text = source if isinstance(source, str) else source.decode("utf-8", "replace")
        yield from text.splitlines()


def _reads(pattern: Pattern, line: str) -> bool:
    """The pattern takes an ambiguous date from the line, by a field that has no format of its own."""
    open_dates = [part for part in pattern.captures if part.name in DATES and not part.refinement]
    match = pattern.match(Folded(line), ANY_ORDER) if open_dates else None
    return match is not None and any(map(ambiguous, match.texts))


def _spot(written: Written, rule: Rule, pattern: Pattern) -> Line | int:
    """The field inside the pattern."""
    field = next(part for part in pattern.captures if part.name in DATES and not part.refinement)
    raw = written.source.raw[pattern.line - 1] if 0 < pattern.line <= len(written.source.raw) else ""
    at = raw.find(pattern.text)
    return Line(pattern.text, pattern.line, at + 1 + field.offset + 1) if at >= 0 else pattern.line or rule.line
