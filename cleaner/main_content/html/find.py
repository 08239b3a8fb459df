"""An HTML page → marks on the blocks that are not its main content, by a learned score of each block."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

import numpy as np

from cleaner.later import Later, outside
from cleaner.main_content.confidence import trust
from cleaner.main_content.html.columns import look_at, rows
from cleaner.main_content.html.model import shipped
from cleaner.main_content.html.reasons import reasons
from cleaner.main_content.html.select import in_text, kept, together, with_crossheads
from cleaner.page import Finding, Page, Words


def findings(page: Page, words: Words, *, favour: str = "balanced") -> Iterator[Finding]:
    """A mark on each block that is not in the article. `favour`: "precision", "balanced" or "recall"."""
    if page.markup is None or not page.blocks or len(page.blocks) != len(page.markup.blocks):
        return
    model = shipped()
    look = look_at(page, page.markup, words)
    values, _ = rows(look, model.lexicon)
    probability = together(look, model.probabilities(values))
    stays = with_crossheads(look, probability, kept(look, probability, favour))
    yield trust(in_text(look, probability), look.shape.words, stays)
    gone = np.flatnonzero(~stays)
    why = Later(partial(reasons, look, values, model, gone))
    for at, (block, likely) in enumerate(zip(gone.tolist(), probability[gone].tolist(), strict=True)):
        yield outside(block, "html_body", confidence(likely), why, at)


@cache
def confidence(probability: float) -> float:
    """How sure it is that a block goes that is the article's with this probability, one of a few hundred."""
    return round(max(1 - probability, 0.5), 2)
