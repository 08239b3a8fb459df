"""A body of which the scorer is not sure → another opinion, trafilatura's, and how the two are put together.

Measured on sets of pages that the scorer was not trained on: where it trusts its choice less than `UNSURE`, it has
mostly lost a part of a page built as none before. So where trafilatura (Barbaresi 2021) takes more, what it adds goes
in if it stands between what the scorer keeps, or a third voice takes it, too: the container with half of all prose
(after Readability). Where trafilatura takes less, it is more often wrong than the scorer: what that keeps stays, unless
both have found the article for certain, or the page is a product's, which has much beside that looks like it. Comments
of an article go in both cases; where trafilatura takes less, unless they are most of what the scorer keeps. Captions
and the headline are none of trafilatura's business: it leaves all out, or takes it in.
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
from cleaner.main_content.html.select import prose_of_main
from cleaner.page import Page, PageKind
from cleaner.text.columns import Array, within

UNSURE = 0.85
"""Below this confidence the second opinion is asked for: on one page of news in fifteen, on most of other kinds."""

LEAST_WORDS = 30
"""An opinion of fewer words says nothing: where a script fills the page, trafilatura takes the footer."""

CERTAIN, SURE = 0.9, 0.7
"""What trafilatura leaves out of an article goes where both keep a piece of prose so certain, and of a product always;
what the scorer is so sure of stays even then."""

LIKELY = 0.5
"""Teasers that both keep stay from this probability on: of a short article the scorer keeps much that is unlikely."""

WITH_COMMENTS: frozenset[PageKind] = frozenset(("article", "documentation", "product"))
"""On these pages a list of signed items is what readers wrote; on others it is the content."""

STAMPED = 0.3
"""A list of which so many items have a byline or a time is one of comments or posts."""

LINKED = 0.2
"""A list of which so much is links is one of teasers."""

MOST_CARDS = 0.2
"""Where teasers are more than this of what both keep, they are the content."""

MOST_COMMENTS = 0.5
"""Where comments are more than this of what the scorer keeps and trafilatura takes less, they are the content."""

COMMENTS = regex.compile(
    r"(?:^|[.#_-])(?:comments?|commentlist|commentthread|disqus|kommentare?|commentaires?|comentarios?|commenti|reacties)"
    r"(?=$|[.#_-]|\d)",
    regex.I,
)
WHOLE_PAGE = ("html", "body", "main")
WHY = "beside the text that trafilatura finds, which was asked because the scorer is not sure of this page"


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
        together = stays & ~unless_most(aside, stays, words, MOST_COMMENTS)
        certain = stays & other & look.prose & (probability > CERTAIN)
        if kind == "product" or (kind == "article" and certain.any()):
            together &= other | (probability > SURE)
    else:
        together = (added(look, probability, stays, other) if kind == "article" else stays | other) & ~aside
    return Opinion(together if together.any() else stays, 2 * both / (ours + theirs))


def added(look: Look, probability: Array, stays: Array, other: Array) -> Array:
    """What stays of an article with what two of three voices add to it, without teasers."""
    words = look.shape.words + WORDS_OF_A_SIGN
    cards = unless_most(in_cards(look), stays & other, words, MOST_CARDS)
    more = other & (within(stays) | prose_of_main(look))
    result: Array = (stays & (probability > LIKELY)) | (stays | more) & ~cards
    return result


def unless_most(flags: Array, of: Array, words: Array, most: float) -> Array:
    """The flags, but none where they hold more than this share of the words of other flags.

    >>> words = np.array([10, 30])
    >>> [unless_most(np.array([True, False]), np.array([True, True]), words, most).sum().item() for most in (0.5, 0.2)]
    [1, 0]
    """
    result: Array = flags & (float(words[flags & of].sum()) <= most * float(words[of].sum()))
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

    A line fitted to 291 pages of sixteen sets that the scorer had not seen: what it expected of itself, and how far the
    two agree. Where it says less than .5, .5 to .6, .6 to .7, .7 to .8 and more, the mean F1 was .46, .52, .64, .76 and
    .86.
    """
    return round(0.267 + 0.421 * trust + 0.26 * agreement, 3)
