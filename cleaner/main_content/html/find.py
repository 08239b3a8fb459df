"""An HTML page → marks on the blocks that are not its main content, by a learned score of each block."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

import numpy as np

from cleaner.later import Later, outside
from cleaner.lines import Lines
from cleaner.main_content.confidence import trust
from cleaner.main_content.html.between import with_parts, with_standfirst
from cleaner.main_content.html.columns import look_at, rows
from cleaner.main_content.html.model import model_of
from cleaner.main_content.html.reasons import reasons
from cleaner.main_content.html.second import UNSURE, WHY, confidence_of, second_opinion
from cleaner.main_content.html.select import in_text, kept, together, with_crossheads, with_siblings
from cleaner.options import SHIPPED, WeightFiles
from cleaner.page import Finding, Sort, Trust
from cleaner.reading.page_kind import kind_of


def findings(lines: Lines, *, favour: str = "balanced", weights: WeightFiles = SHIPPED) -> Iterator[Finding]:
    """A mark on each block that is not in the article. `favour`: "precision", "balanced" or "recall".

    Where the scorer is not sure, trafilatura is heard, too.
    """
    page = lines.page
    if page.markup is None or not page.blocks or len(page.blocks) != len(page.markup.blocks):
        return
    kind = kind_of(page.markup, page.url)
    yield Sort(kind)
    model = model_of("articles", weights.articles) if kind == "article" else model_of("pages", weights.pages)
    look = look_at(lines, page.markup)
    values, _ = rows(look, model.lexicon)
    probability = together(look, model.probabilities(values))
    chosen = kept(look, probability, favour)
    stays = with_siblings(look, probability, with_crossheads(look, probability, chosen))
    stays = scored = with_standfirst(look, probability, with_parts(look, probability, stays))
    expected = trust(in_text(look, probability), look.shape.words, stays)
    if (
        expected.value < UNSURE
        and favour == "balanced"
        and (opinion := second_opinion(page, look, probability, stays, kind))
    ):
        stays, expected = opinion.stays, Trust(confidence_of(expected.value, opinion.agreement))
    yield expected
    gone = np.flatnonzero(~stays)
    told = Later(partial(reasons, look, values, model, gone))
    why = Later(lambda: [WHY if scored[at] else one for at, one in zip(gone.tolist(), told, strict=True)])
    for at, (block, likely) in enumerate(zip(gone.tolist(), probability[gone].tolist(), strict=True)):
        yield outside(block, "html_body", confidence(likely), why, at)


@cache
def confidence(probability: float) -> float:
    """How sure it is that a block goes that is the article's with this probability, one of a few hundred."""
    return round(max(1 - probability, 0.5), 2)
