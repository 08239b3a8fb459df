"""A page of plain text → marks on the lines before, after and among the article that are not the article."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from cleaner.later import Later, outside
from cleaner.lines import Lines
from cleaner.main_content.confidence import trust
from cleaner.main_content.text.columns import Look, look_at, rows
from cleaner.main_content.text.inline import inline_residue
from cleaner.main_content.text.lists import announced_lists, article_lists, sources, teasers_under_colons
from cleaner.main_content.text.model import Model, model_of
from cleaner.main_content.text.reasons import reasons
from cleaner.main_content.text.residue import (
    Judged,
    between,
    chances,
    doubtful,
    groundless,
    is_sparse,
    judged_lines,
    last_sentences,
    odd_lines,
    residue,
    spared,
)
from cleaner.main_content.text.residue import reasons as words_of_residue
from cleaner.main_content.text.runs import runs_of
from cleaner.main_content.text.select import MOST_A_LINE, as_the_rest, care_of, judged
from cleaner.options import SHIPPED, WeightFiles
from cleaner.page import Doubt, Finding, Mark, Remark, Voice, Words
from cleaner.text import judge
from cleaner.text.columns import Array, that_hold

# Lines scored at once: a million lines need not stand in memory with all their columns.
LINES_AT_ONCE = 4096
# No article has so many lines: a longer text is looked at in pieces, so that memory stays bounded.
LINES_A_PAGE = 50_000
# In characters. A whole book on one line is one decision, for which its ends are enough.
LONGEST_LINE = 20_000
# Of so many words of prose, a page with one article gives up less than this share of them.
MANY_WORDS, MOST_PROSE = 5_000, 0.8
# A paragraph with residue in it has so many words.
INLINE_WORDS = 15
# Of a text from which so many lines go more may be residue.
LINES_AMONG = 3
# So many short lines in a row are a list.
LIST_LINES = 4
# Blocks set as they are: code, tables in typewriter letters. Their lines look like nothing else, and never go.
SET_AS_IS = frozenset({"pre"})


def findings(
    table: Lines, *, engine: str = "own", favour: str = "balanced", weights: WeightFiles = SHIPPED
) -> Iterator[Finding]:
    """Marks on the lines that are not the article's. A page that shows no sign of boilerplate gets none.

    `favour`: "precision" takes more away, "recall" less; "balanced" is careful already.
    """
    model, page, words = model_of(weights.text), table.page, table.words
    for start in range(0, len(page.blocks), LINES_A_PAGE):
        blocks = page.blocks[start : start + LINES_A_PAGE]
        lines = [shortened(text) for text in table.unmarked[start : start + LINES_A_PAGE]]
        alone = judge.residue_odds(lines, weights.judge)
        look = look_at(lines, words, alone, model.lexicon)
        set_as_is = np.array([block.tag in SET_AS_IS for block in blocks])
        odds = np.where(set_as_is, MOST_A_LINE, odds_of(look, model))
        announced = announced_lists(look, lines, alone, odds, weights.judge)
        cited = sources(lines, words.list("share_words"))
        out = judged(look, lines, odds, care_of(favour, look, odds), announced | set_as_is)
        lone, alone_odds = np.zeros(len(lines), np.bool_), odds
        chance, kept = 1 / (1 + np.exp(-odds)), set_as_is
        by_words = judged_lines(look, lines, odds, alone, weights)
        out &= ~last_sentences(look, lines, by_words, odds, out)
        if is_sparse(look, out):
            teasers = teasers_under_colons(look, lines, odds, weights.judge)
            kept = (
                (article_lists(look, lines, alone) & ~teasers) | announced | set_as_is | platforms(look, lines, words)
            )
            out &= ~(kept | spared(look, by_words))
            out &= ~groundless(look, by_words, out)
            lone, alone_odds = residue(look, lines, by_words, kept, favour) & ~out, -by_words.odds
            if not page.again:
                lone &= ~odd_lines(look, lines, by_words, lone)
            out |= teasers
            chance = chances(odds, by_words, out | lone)
            yield from doubts(start, look, by_words, out, lone)
        stay = as_the_rest(lines, out | lone, look, alone) | cited
        out, lone = out & ~stay, lone & ~stay
        yield trust(chance, look.shape.words, ~(out | lone))
        gone = np.flatnonzero(out)
        yield from remark(look, gone)
        yield from marks(start, gone, odds, partial(reasons, look, model, gone))
        single = np.flatnonzero(lone)
        yield from marks(start, single, alone_odds, partial(words_of_residue, lines, single))
        stays = np.flatnonzero(~(out | lone | kept) & (look.shape.words >= INLINE_WORDS))
        among = int(np.count_nonzero(out | lone)) >= LINES_AMONG
        yield from inline_marks(start, [block.text for block in blocks], stays, weights.judge, among=among)


def doubts(start: int, look: Look, judged: Judged, out: Array, lone: Array) -> Iterator[Doubt]:
    """Which lines stay though they may be residue, and where a list went. `start`: the block of the first line."""
    stays = np.flatnonzero(doubtful(judged, out | lone)).tolist()
    if stays:
        yield Doubt(tuple(start + at for at in stays))
    runs = runs_of(look.runs.inside & (out | lone) & (judged.alone < 0))
    lists = [at for at in np.flatnonzero(runs.length >= LIST_LINES).tolist() if runs.end[at] < len(out)]
    for at in lists:
        yield Doubt(tuple(range(start + int(runs.start[at]), start + int(runs.end[at]))), gone=True)


def platforms(look: Look, lines: Sequence[str], words: Words) -> Array:
    """Which lines between paragraphs are the name of a service and nothing else: crossheads, as often as not."""
    names, prose = words.list("share_words"), look.columns["prose"] > 0
    few = between(prose) & (look.shape.words <= 1)
    return that_hold(lines, few, lambda line: line.strip().lower() in names)


def marks(start: int, gone: Array, odds: Array, why: Callable[[], Iterable[str]]) -> Iterator[Mark]:
    """Marks on the lines that go, with reasons that are worked out when somebody reads them."""
    told = Later(why)
    certainty = (1 / (1 + np.exp(odds[gone]))).tolist()
    for at, (index, sure) in enumerate(zip(gone.tolist(), certainty, strict=True)):
        yield outside(start + index, "text_body", round(sure, 2), told, at)


def inline_marks(start: int, texts: Sequence[str], numbers: Array, file: Path | None, *, among: bool) -> Iterator[Mark]:
    """Marks on residue at the ends of paragraphs that stay. `among`: other lines go."""
    for found in inline_residue(texts, numbers.tolist(), file, among=among):
        text = texts[found.line][found.start : found.end]
        why = "; ".join(filter(None, ("stands in one line with the paragraph", judge.reasons(text))))
        span = (found.start, found.end)
        sure = round(1 / (1 + math.exp(-found.odds)), 2)
        yield Mark(start + found.line, "outside", why, "text_body", Voice.EXTRACTOR, span, confidence=sure)


def remark(look: Look, gone: Array) -> Iterator[Remark]:
    """A sentence for the warnings where most of much prose goes, as where one file holds many documents."""
    prose = look.shape.words * look.columns["prose"]
    lost, size = float(prose[gone].sum()), float(prose.sum())
    if size >= MANY_WORDS and lost > MOST_PROSE * size:
        yield Remark(
            f"{lost:,.0f} of {size:,.0f} words of running text are not taken for the article; "
            "if this is several documents in one, clean them one by one"
        )


def shortened(text: str) -> str:
    """The text, or the two ends of one that is longer than any paragraph."""
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE // 2] + text[-LONGEST_LINE // 2 :]


def odds_of(look: Look, model: Model) -> Array:
    """For each line the log odds that it is the article's."""
    parts = [
        model.trees.score(rows(look, np.arange(start, min(start + LINES_AT_ONCE, len(look)))))
        for start in range(0, len(look), LINES_AT_ONCE)
    ]
    return np.concatenate(parts)
