"""A page of plain text → marks on the lines before, after and among the article that are not the article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from cleaner.later import Later, outside
from cleaner.main_content.text_features import Look, look_at, rows
from cleaner.main_content.text_reasons import reasons
from cleaner.main_content.text_scorer import Model, shipped
from cleaner.main_content.text_shape import Array
from cleaner.page import Finding, Page, Words

# Lines scored at once: a million lines need not stand in memory with all their columns.
LINES_AT_ONCE = 8192
# No article has so many lines: a longer text is looked at in pieces, so that memory stays bounded.
LINES_A_PAGE = 50_000
# In characters. A whole book on one line is one decision, for which its ends are enough.
LONGEST_LINE = 20_000


@dataclass(frozen=True, slots=True)
class Care:
    """How sure the scorer must be, in log odds. The line between stay and go is where the expected F measure of the
    words kept is best, if all odds were higher by `trust`, but between `lowest` and `highest`. A sentence stays above
    `sentence`, and a line or two alone among the article's above `inside` if no phrase or repetition speaks against
    them: crossheads look like teasers. Nothing goes unless one line is as bad as `worst`, and what goes is together
    as bad as `together`: a clean text has its odd lines, too.
    """

    trust: float
    lowest: float
    highest: float
    sentence: float
    inside: float
    worst: float
    together: float


# Chosen on pages of sites the scorer had not seen: `balanced` returns 19 of 20 clean texts word for word.
FAVOURS = {
    "precision": Care(trust=-1.2, lowest=-1.0, highest=1.2, sentence=0.7, inside=0.0, worst=-1.0, together=2.0),
    "balanced": Care(trust=-0.3, lowest=-2.0, highest=0.7, sentence=0.0, inside=-1.5, worst=-2.0, together=8.0),
    "recall": Care(trust=1.2, lowest=-3.0, highest=0.0, sentence=-0.5, inside=-2.5, worst=-3.0, together=12.0),
}
# No single line is more than so much of what speaks together.
MOST_A_LINE = 4.0
FEW_LINES = 2
# Lines without a word count for something.
WORDS_OF_A_SIGN = 0.5
# Blocks set as they are: code, tables in typewriter letters. Their lines look like nothing else, and never go.
SET_AS_IS = frozenset({"pre"})


def findings(page: Page, words: Words, *, engine: str = "own", favour: str = "balanced") -> Iterator[Finding]:
    """Marks on the lines that are not the article's. A page that shows no sign of boilerplate gets none.

    `favour`: "precision" takes more away, "recall" less; "balanced" is careful already.
    """
    model, care = shipped(), FAVOURS[favour]
    for start in range(0, len(page.blocks), LINES_A_PAGE):
        blocks = page.blocks[start : start + LINES_A_PAGE]
        look = look_at([shortened(block.text) for block in blocks], words, model.lexicon)
        set_as_is = np.array([block.tag in SET_AS_IS for block in blocks])
        odds = np.where(set_as_is, MOST_A_LINE, odds_of(look, model))
        gone = np.flatnonzero(judged(look, odds, care))
        why = Later(partial(reasons, look, model, gone))
        certainty = (1 / (1 + np.exp(odds[gone]))).tolist()
        for at, (index, sure) in enumerate(zip(gone.tolist(), certainty, strict=True)):
            yield outside(start + index, "text_body", round(sure, 2), why, at)


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


def judged(look: Look, odds: Array, care: Care) -> Array:
    """Which lines go; none where too little speaks against too few."""
    line = np.clip(best_line(odds + care.trust, look.shape.words) - care.trust, care.lowest, care.highest)
    out: Array = odds < np.where(look.columns["prose"] > 0, min(line, care.sentence), line)
    against = np.clip(-odds[out], 0, MOST_A_LINE).sum()
    if not out.any() or odds.min() > care.worst or against < care.together:
        return np.zeros(len(odds), np.bool_)
    signs = (look.columns["against"] > 0) | (look.columns["repeated"] > 0)
    out &= signs | (odds < care.inside) | ~alone(out)
    return out


def best_line(odds: Array, words: Array) -> float:
    """The odds of the last line to keep so that the expected F measure of the words kept is best.

    Keeping the likeliest so many is best for F (Lewis 1995; Ye et al. 2012): where all is unsure, more is kept.
    """
    chance, size = 1 / (1 + np.exp(-odds)), words + WORDS_OF_A_SIGN
    order = np.argsort(-odds, kind="stable")
    hits, kept = np.cumsum((chance * size)[order]), np.cumsum(size[order])
    return float(odds[order[np.argmax(2 * hits / (kept + hits[-1]))]])


def alone(out: Array) -> Array:
    """Which of the lines that go stand in runs of one or two with lines that stay before and after."""
    edges = np.diff(np.concatenate(([0], out.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    few = (ends - starts <= FEW_LINES) & (starts > 0) & (ends < len(out))
    steps = np.zeros(len(out) + 1, np.int8)
    steps[starts[few]] = 1
    steps[ends[few]] = -1
    result: Array = np.cumsum(steps)[:-1] > 0
    return result
