"""Shape and evidence of lines → the body run: the lines from the article's first to its last."""

from __future__ import annotations

import numpy as np

from cleaner.main_content.text_evidence import Evidence
from cleaner.main_content.text_shape import Array, Shape

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
    """The half-open run of lines with the largest sum; the whole page where nothing is worth anything."""
    best = reach(worths)
    if not len(best) or best.max() <= 0:
        return 0, len(worths)
    end = int(best.argmax())
    sums = np.concatenate(([0.0], np.cumsum(worths, dtype=np.float64)))
    return int(end - sums[end::-1].argmin()), end + 1


def reach(worths: Array) -> Array:
    """For each line the largest sum of a run that ends with it."""
    sums = np.cumsum(worths, dtype=np.float64)
    lowest = np.minimum.accumulate(np.concatenate(([0.0], sums[:-1])))
    result: Array = sums - lowest[: len(sums)]
    return result
