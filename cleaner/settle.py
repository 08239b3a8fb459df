"""A first result → one that cleaning again does not change. Plain text only: HTML comes in once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cleaner.page import Cleaned, Mark, Page, Removed

# Almost every text is settled in the second round; a hostile mixture of lines may take a few more.
MAX_ROUNDS = 6


def settled(first: Cleaned, clean_page: Callable[[Page], Cleaned]) -> Cleaned:
    """Clean what is left until nothing more goes, and account for all of it by the lines of the source.

    What surrounds a line is evidence: once the menu is gone, a lone "News" is seen as it is. A user who cleans twice
    would get this result, so everybody gets it at once.
    """
    result = first
    for _ in range(MAX_ROUNDS):
        if result.page.kind != "text" or not result.removed or not result.kept:
            break
        left = replace(result.page, blocks=tuple(block for _, block in result.kept), edits=(), warnings=())
        again = clean_page(left)
        if not again.removed:
            break
        result = joined(result, again)
    return result


def joined(first: Cleaned, again: Cleaned) -> Cleaned:
    """Two rounds as one result: the later body, the facts of the first, what either removed, in the source's order."""
    place = [index for index, _ in first.kept]
    blocks = first.page.blocks
    removed = [
        *first.removed,
        *(moved(entry, place[entry.block], blocks[place[entry.block]].text) for entry in again.removed),
    ]
    verdicts = list(first.verdicts)
    for index, mark in zip(place, again.verdicts, strict=True):
        verdicts[index] = replace(mark, block=index) if mark else verdicts[index]
    return replace(
        again,
        metadata=first.metadata,
        facts=first.facts,
        removed=sorted(removed, key=lambda entry: (entry.first_line, entry.block)),
        warnings=[*first.warnings, *(said for said in again.warnings if said not in first.warnings)],
        page=first.page,
        kept=[(place[index], block) for index, block in again.kept],
        verdicts=verdicts,
        marks=[
            *first.marks,
            *(moved_mark(mark, place[mark.block], blocks[place[mark.block]].text) for mark in again.marks),
        ],
        rule_files=tuple(dict.fromkeys([*first.rule_files, *again.rule_files])),
    )


def moved(entry: Removed, index: int, text: str) -> Removed:
    """The entry with its place on the page as it was read."""
    return replace(entry, block=index, span=span_in(text, entry.text) if entry.span else None)


def moved_mark(mark: Mark, index: int, text: str) -> Mark:
    """The mark with its place on the page as it was read; a span that was moved by an earlier cut is the whole line."""
    inside = mark.span is not None and mark.span[1] <= len(text)
    return replace(mark, block=index, span=mark.span if inside else None)


def span_in(text: str, part: str) -> tuple[int, int] | None:
    """Where the part stands in the line as it was read."""
    start = text.find(part)
    return (start, start + len(part)) if start >= 0 else None
