"""A body of which the scorer is not sure → another opinion, trafilatura's, and how the two are put together.

Measured on sets of pages that the scorer was not trained on: where it trusts its choice less than `UNSURE`,
trafilatura (Barbaresi 2021) is more often right. Where it takes less, what it leaves out is mostly readers' comments
and boxes; what the scorer is sure of stays. Where it takes more, the scorer has mostly lost a part of a page built as
none before; then all that either keeps stays. Comments of an article go in both cases. Captions and the headline are
none of trafilatura's business: it leaves all out, or takes it in.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import regex

from cleaner.main_content import trafilatura_engine
from cleaner.main_content.confidence import WORDS_OF_A_SIGN
from cleaner.main_content.html.columns import Look
from cleaner.main_content.html.nesting import outermost
from cleaner.main_content.html.repeated import lists_of
from cleaner.page import Page, PageKind
from cleaner.text.columns import Array

UNSURE = 0.85
"""Below this confidence the second opinion is asked for: on one page of news in fifteen, on most of other kinds."""

LEAST_WORDS = 30
"""An opinion of fewer words says nothing: where a script fills the page, trafilatura takes the footer."""

SURE = 0.7
"""What the scorer is so sure of stays, whatever trafilatura says."""

LIKELY = 0.5
"""Teasers that both keep stay from this probability on: of a short article the scorer keeps much that is unlikely."""

UNLIKELY = 0.05
"""Before the first block that the scorer keeps of an article, and behind the last, nothing goes in that is less likely:
there trafilatura takes notices and other stories along; between them it finds what the scorer lost."""

WITH_COMMENTS: frozenset[PageKind] = frozenset(("article", "documentation", "product"))
"""On these pages a list of signed items is what readers wrote; on others it is the content."""

STAMPED = 0.3
"""A list of which so many items have a byline or a time is one of comments or posts."""

LINKED = 0.2
"""A list of which so much is links is one of teasers."""

COMMENTS = regex.compile(
    r"(?:^|[.#_-])(?:comments?|commentlist|commentthread|disqus|kommentare?|commentaires?|comentarios?|commenti|reacties)"
    r"(?=$|[.#_-]|\d)",
    regex.I,
)
WHOLE_PAGE = ("html", "body", "main")
WHY = "trafilatura, asked for a second opinion because the scorer is not sure of this page, leaves it out"


class Opinion(NamedTuple):
    """What stays after both were heard, and how far they agree: the word F1 of one to the other, 0 to 1."""

    stays: Array
    agreement: float


def second_opinion(page: Page, look: Look, probability: Array, stays: Array, kind: PageKind) -> Opinion | None:
    """Both opinions put together; None where trafilatura has none to speak of. `stays`: what the scorer keeps."""
    kept, _ = trafilatura_engine.kept_blocks(page, pruned=True)
    if not kept:
        return None
    other = np.zeros(len(look), np.bool_)
    other[list(kept)] = True
    other &= stays | (look.level != 1)
    caption = np.array([block.tag == "figcaption" for block in look.blocks])
    other |= stays & caption
    words = look.shape.words + WORDS_OF_A_SIGN
    ours, theirs, both = (float(words[flags].sum()) for flags in (stays, other, stays & other))
    if theirs < LEAST_WORDS:
        return None
    aside = in_comments(look) if kind in WITH_COMMENTS else np.zeros(len(look), np.bool_)
    if theirs < ours:
        together = other | (stays & (probability > SURE) & ~aside)
    else:
        cards = np.zeros(len(look), np.bool_)
        if kind == "article":
            cards = in_cards(look)
            other &= within(stays) | (probability > UNLIKELY)
        together = ((stays & (probability > LIKELY)) | (stays | other) & ~cards) & ~aside
    return Opinion(together if together.any() else other, 2 * both / (ours + theirs))


def within(stays: Array) -> Array:
    """Flags of all from the first flag to the last.

    >>> within(np.array([False, True, False, True, False])).tolist()
    [False, True, True, True, False]
    """
    result: Array = np.logical_or.accumulate(stays) & np.logical_or.accumulate(stays[::-1])[::-1]
    return result


def in_comments(look: Look) -> Array:
    """Flags of the blocks in an element named for comments, or in a list whose items are signed or dated."""
    lists, nest = lists_of(look), look.nest
    named = np.array([is_comments(step) for step in look.steps])[look.step_of]
    stamped = lists.item & (lists.stamped[lists.of] > STAMPED * np.maximum(lists.size[lists.of], 1))
    result: Array = (outermost(nest, ~(named | stamped)) > 0)[nest.of]
    return result


def in_cards(look: Look) -> Array:
    """Flags of the blocks in a list of which a good part is links: headlines with teasers, seldom the article."""
    lists, nest = lists_of(look), look.nest
    cards = lists.item & (lists.sums[2] > LINKED * lists.sums[0])[lists.of]
    result: Array = (outermost(nest, ~cards) > 0)[nest.of]
    return result


@lru_cache(maxsize=4096)
def is_comments(step: str) -> bool:
    """Whether the names of an element are those of readers' comments.

    >>> is_comments("ol.comment-list"), is_comments("body.comments-open"), is_comments("p.commentary")
    (True, False, False)
    """
    return step.partition(".")[0].partition("#")[0] not in WHOLE_PAGE and bool(COMMENTS.search(step))


def confidence_of(trust: float, agreement: float) -> float:
    """The word F1 to be expected once both were heard.

    A line fitted to 527 pages of sets that the scorer had not seen: what the scorer expected of itself, and how far the
    two agree. Where it says .5 to .6, .6 to .7, .7 to .8 and more, the mean F1 was .55, .72, .80, .86.
    """
    return round(0.451 + 0.185 * trust + 0.249 * agreement, 3)
