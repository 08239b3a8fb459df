"""Cleaned → rows that say for each line of the source why it stayed or went, and where each fact came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import zip_longest
from typing import Any, Literal, TypeVar

from cleaner.page import Cleaned, Fact, Mark, Removed

T = TypeVar("T")
# Changes of characters while reading; they are shown beside the rows, as edits.
REPAIR = "repair"
# What has no row: changes stand beside the rows, and what a page hides is often longer than what it shows.
NO_ROW = frozenset([REPAIR, "hidden"])

Verdict = Literal["kept", "removed", "cut", "captured"]


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line: cut out, replaced, or captured and left in place. `start` and `end` count its characters."""

    start: int
    end: int
    verdict: Literal["cut", "captured"]
    label: str
    by: str
    why: str
    confidence: float
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A block of the source and what became of it. `by` and `why` are empty where nobody spoke.

    `block`: its index on the page, -1 for what was removed and is no block of it.
    `role`: what the block is, whether it stays or not; empty for text and for furniture without a role.
    """

    first_line: int
    last_line: int
    verdict: Verdict
    text: str
    tag: str = "p"
    label: str = ""
    by: str = ""
    why: str = ""
    confidence: float | None = None
    spans: Sequence[Span] = ()
    facts: Sequence[tuple[str, Any]] = ()
    role: str = ""
    block: int = -1


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything `cleaner explain` shows: rows in source order, facts with winner and losers, what applied."""

    status: str
    kind: str
    encoding: str | None
    rows: Sequence[Row]
    facts: Sequence[dict[str, Any]]
    edits: Sequence[dict[str, Any]] = ()
    rule_files: Sequence[str] = ()
    warnings: Sequence[str] = ()
    refused: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    confidence: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, for JSON."""
        return asdict(self)


def explanation(cleaned: Cleaned) -> Explanation:
    """Why each line stayed or went."""
    rows = sorted(rows_of(cleaned), key=lambda row: row.first_line) if has_strays(cleaned) else list(rows_of(cleaned))
    counts = {
        verdict: sum(row.verdict == verdict for row in rows) for verdict in ("kept", "captured", "cut", "removed")
    }
    page = cleaned.page
    return Explanation(
        status=cleaned.status,
        kind=page.kind,
        encoding=page.encoding,
        rows=rows,
        facts=[fact_row(name, candidates) for name, candidates in cleaned.facts.items() if candidates],
        edits=[asdict(edit) for edit in page.edits],
        rule_files=list(cleaned.rule_files),
        warnings=list(cleaned.warnings),
        refused=page.refused,
        counts=counts,
        confidence=cleaned.confidence,
    )


def has_strays(cleaned: Cleaned) -> bool:
    """Was something removed that belongs to no block of the page?"""
    return any(removed.block < 0 and removed.label not in NO_ROW for removed in cleaned.removed)


def rows_of(cleaned: Cleaned) -> Iterator[Row]:
    """A row for each block, then one for each removal that belongs to no block."""
    removed = by_block(cleaned.removed, lambda one: one.block)
    marks = by_block(cleaned.marks, lambda mark: mark.block)
    winners = [candidates[0] for candidates in cleaned.facts.values() if candidates]
    facts = by_block(winners, lambda fact: fact.block)
    for index, role in zip_longest(range(len(cleaned.page.blocks)), cleaned.roles):
        row = row_of(cleaned, index, removed.get(index, ()), marks.get(index, ()), facts.get(index, ()))
        yield replace(row, role=role, block=index)
    for stray in removed.get(-1, ()):
        if stray.label not in NO_ROW:
            yield whole_row(stray, stray.text)


def by_block(things: Iterable[T], block_of: Callable[[T], int | None]) -> dict[int | None, list[T]]:
    """The things of each block, in their order."""
    found: dict[int | None, list[T]] = {}
    for thing in things:
        found.setdefault(block_of(thing), []).append(thing)
    return found


def row_of(
    cleaned: Cleaned, index: int, removed: Sequence[Removed], marks: Sequence[Mark], facts: Sequence[Fact]
) -> Row:
    """The row of one block."""
    block = cleaned.page.blocks[index]
    taken = [(fact.name, fact.value) for fact in facts]
    for one in removed:
        if one.span is None:
            return whole_row(one, block.text, tag=block.tag, facts=taken)
    spans = [cut_span(one) for one in removed] + list(captured_spans(marks, removed))
    spans.sort(key=lambda span: span.start)
    winner = cleaned.verdicts[index] if index < len(cleaned.verdicts) else None
    verdict: Verdict = "cut" if removed else "captured" if facts or spans else "kept"
    source = facts[0] if facts and not spans else None
    spoken = winner or next((mark for mark in marks if mark.keep and mark.span is None), None) or source
    return Row(
        block.first_line,
        block.last_line,
        verdict,
        block.text,
        block.tag,
        label=spoken.label if isinstance(spoken, Mark) else "",
        by=spoken.by if spoken else "",
        why=spoken.why if spoken else "",
        confidence=spoken.confidence if spoken else None,
        spans=spans,
        facts=taken,
    )


def whole_row(removed: Removed, text: str, *, tag: str = "p", facts: Sequence[tuple[str, Any]] = ()) -> Row:
    """The row of a block that is gone."""
    return Row(
        removed.first_line,
        removed.last_line,
        "removed",
        text,
        tag,
        removed.label,
        removed.by,
        removed.why,
        removed.confidence,
        facts=facts,
    )


def cut_span(removed: Removed) -> Span:
    """A span that was cut or replaced."""
    start, end = removed.span or (0, 0)
    return Span(
        start, end, "cut", removed.label, removed.by, removed.why, removed.confidence, replacement=removed.replacement
    )


def captured_spans(marks: Sequence[Mark], removed: Sequence[Removed]) -> Iterator[Span]:
    """Spans that somebody named and that are still in the text, such as a dateline that stays."""
    taken = [one.span for one in removed if one.span is not None]
    for mark in marks:
        if mark.span is None or not (mark.keep or mark.label == "dateline"):
            continue
        if any(mark.span[0] < end and start < mark.span[1] for start, end in taken):
            continue
        taken.append(mark.span)
        yield Span(*mark.span, "captured", mark.label, mark.by, mark.why, mark.confidence)


def fact_row(name: str, candidates: Sequence[Fact]) -> dict[str, Any]:
    """One piece of metadata: who won, and who lost."""
    winner, *losers = candidates
    return {"name": name, **candidate_row(winner), "losers": [candidate_row(loser) for loser in losers]}


def candidate_row(fact: Fact) -> dict[str, Any]:
    """What one voice said."""
    return {"value": fact.value, "by": fact.by, "why": fact.why, "confidence": fact.confidence}
