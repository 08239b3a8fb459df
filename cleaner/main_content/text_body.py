"""A page of plain text → marks on the lines before, after and among the article that are not the article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cleaner.main_content.text_evidence import CLASSES, Evidence, evidence_of
from cleaner.main_content.text_shape import Array, Shape, shape_of
from cleaner.page import Finding, Mark, Page, Voice, Words

# Worth of a line for the body run; the run with the largest sum is the article. The numbers are in words of prose
# divided by ten: a sentence of thirty words outweighs four headlines.
WORDS_A_POINT = 10.0
MOST_WORDS = 50
SENTENCE_WORDS = 6
SHORT_SENTENCE = 0.5
LONG_LINE_WORDS = 20
LONG_LINE = 1.0
SHORT_LINE = -0.3
PHRASE = -1.5
REPEATED = -0.4

# How many short lines without a full stop in a row are a list of something else where no phrase says so.
RUN_OF_SHORT_LINES = 6
# So much of the end that follows must be short lines.
SHORT_SHARE = 0.75


def findings(
    page: Page,
    words: Words,
    *,
    engine: str = "own",
    favour: str = "balanced",
    body: Sequence[int] | None = None,
) -> Iterator[Finding]:
    """Marks on the lines that are not the article's. A page that shows no sign of boilerplate gets none."""
    lines = [block.text for block in page.blocks]
    if not lines:
        return
    shape, evidence = shape_of(lines), evidence_of(lines, words)
    start, end = body_run(worth(shape, evidence))
    signs = evidence.boilerplate | (evidence.repeats > 1) | ((evidence.twins > 0) & ~shape.stopped)
    head, tail = outer(signs, shape, start, end)
    for index in (*range(head), *range(tail, len(lines))):
        yield Mark(
            index,
            "outside",
            why=reason(index, index < start, shape, evidence),
            by="text_body",
            voice=Voice.EXTRACTOR,
            confidence=0.8,
        )


def worth(shape: Shape, evidence: Evidence) -> Array:
    """What each line says for being the article's (above 0) or not (below 0)."""
    size = np.minimum(shape.words, MOST_WORDS) / WORDS_A_POINT
    stopped = np.where(shape.words >= SENTENCE_WORDS, size, SHORT_SENTENCE)
    open_ended = np.where(shape.words >= LONG_LINE_WORDS, LONG_LINE, SHORT_LINE)
    base = np.where(shape.stopped, stopped, open_ended)
    again = (evidence.repeats > 1) & ~(shape.stopped & evidence.first)
    base = np.where(again, np.minimum(base, 0) + REPEATED, base)
    result: Array = np.where(evidence.boilerplate & ~evidence.protected, PHRASE, base).astype(np.float32)
    return result


def body_run(worths: Array) -> tuple[int, int]:
    """The half-open run of lines with the largest sum (Kadane); the whole page where nothing is worth anything."""
    best, here, start, span = 0.0, 0.0, 0, (0, len(worths))
    for index, value in enumerate(worths.tolist()):
        if here <= 0:
            here, start = 0.0, index
        here += value
        if here > best:
            best, span = here, (start, index + 1)
    return span


def outer(signs: Array, shape: Shape, start: int, end: int) -> tuple[int, int]:
    """Where the head ends and the tail begins: at the nearest sign of boilerplate, not simply where the run ends."""
    before, after = np.flatnonzero(signs[:start]), np.flatnonzero(signs[end:])
    head = int(before[-1]) + 1 if len(before) else 0
    tail = end + int(after[0]) if len(after) else len(signs)
    short = ~shape.stopped & (shape.words < LONG_LINE_WORDS)
    if short[end:tail].sum() >= RUN_OF_SHORT_LINES and short[end:tail].mean() >= SHORT_SHARE:
        tail = end
    if short[head:start].sum() >= RUN_OF_SHORT_LINES and short[head:start].mean() >= SHORT_SHARE:
        head = start
    return head, tail


def reason(index: int, before: bool, shape: Shape, evidence: Evidence) -> str:
    """Why a line is outside, in words, the strongest reasons first."""
    parts = ["stands before the article's first sentence" if before else "stands after the article's last sentence"]
    shown = [CLASSES[column] for column in np.flatnonzero(evidence.classes[index])]
    if shown:
        parts.append(f"is worded like a {shown[0].replace('_', ' ')}")
    if evidence.repeats[index] > 1:
        parts.append("repeats in the page")
    elif evidence.twins[index] > 0:
        parts.append("begins like another line of the page")
    if not shape.stopped[index] and shape.words[index] < LONG_LINE_WORDS:
        parts.append("is short and has no full stop")
    return "; ".join(parts)
