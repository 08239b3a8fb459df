"""A result → sentences for its warnings: which lines stayed, or went, though a voice was unsure of them.

Said when all voices were heard, in every round: a line that a rule took is no doubt any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleaner.page import Block, Cleaned

# Warnings name so many lines, with so many characters of each.
MOST_NAMED, SHOWN = 3, 40


def with_doubts(result: Cleaned) -> Cleaned:
    """The result with a warning for what is in doubt, if it is an article."""
    said = list(sentences(result)) if result.status == "ok" and result.doubts else []
    return replace(result, warnings=list(dict.fromkeys([*result.warnings, *said]))) if said else result


def sentences(result: Cleaned) -> Iterator[str]:
    """Which doubtful lines are in the body, and which lists are not."""
    kept = dict(result.kept)
    vouched = {at for at, mark in enumerate(result.verdicts) if mark and mark.keep}
    doubtful = {at for doubt in result.doubts if not doubt.gone for at in doubt.blocks}
    stays = [at for at in sorted(doubtful - vouched) if at in kept]
    if stays:
        yield f"perhaps not the article's, but left in: {named([kept[at] for at in stays])}"
    for doubt in result.doubts:
        if doubt.gone and not any(at in kept for at in doubt.blocks):
            first, last = (result.page.blocks[at] for at in (doubt.blocks[0], doubt.blocks[-1]))
            lines = f"lines {first.first_line} to {last.last_line}"
            yield f"{lines} were taken for other stories; they could be a list of the article"


def named(blocks: Sequence[Block]) -> str:
    """The beginnings of the first few blocks, with their lines in the source."""
    said = [f"line {block.first_line} “{block.text[:SHOWN]}”" for block in blocks[:MOST_NAMED]]
    more = len(blocks) - MOST_NAMED
    return ", ".join(said) + (f" and {more} more" if more > 0 else "")
