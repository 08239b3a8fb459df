"""A page of the benchmark and its article → the page with the first blocks of it only, or none: what few pages show."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

import numpy as np
import regex
from selectolax.lexbor import LexborNode

from cleaner.page import Block, Page
from cleaner.reading import read
from cleaner.text.columns import Array

LINKED_DATA = regex.compile(r"<script[^>]*ld\+json.*?</script>", regex.I | regex.S)
BARE = 0.25
"""The share of the pages of which only the article is left, without what stands around it."""
NONE = 0.4
"""The share of the others of which nothing of the article is left, as a site serves them that fills pages by script."""
MOST = 6
"""The most blocks of an article that are left."""
KEPT_TAGS = frozenset(("p", "h2", "h3", "h4", "blockquote"))


class Cut(NamedTuple):
    """A page with a short article or none, and the words of that. `form`: "bare" (nothing else), "short" or "none"."""

    page: Page
    gold: str
    form: str


def cut_down(page: Page, inside: Array, chance: random.Random) -> Cut | None:
    """The page with a short article or none; None where the article cannot be taken apart.

    `inside`: flags of the blocks of the article.
    """
    places = np.flatnonzero(inside).tolist()
    keep = chance.randint(1, MOST)
    if chance.random() < BARE:
        source, form = bare([page.blocks[at] for at in places[:keep]]), "bare"
    else:
        keep, form = (0, "none") if chance.random() < NONE else (keep, "short")
        source = without(page, places[:keep], places[keep:])
    left = read(source, url=page.url, kind="html")
    if not source or left.markup is None or not left.blocks:
        return None
    return Cut(left, "\n".join(page.blocks[at].text for at in places[:keep]), form)


def bare(blocks: Sequence[Block]) -> str:
    """The blocks as HTML and nothing else.

    >>> bare([Block("Rain & hail", "h2"), Block("It rained.", "li")])
    '<h2>Rain &amp; hail</h2><p>It rained.</p>'
    """
    tags = [block.tag if block.tag in KEPT_TAGS else "p" for block in blocks]
    return "".join(f"<{tag}>{escape(block.text)}</{tag}>" for tag, block in zip(tags, blocks, strict=True))


def without(page: Page, kept: Sequence[int], gone: Sequence[int]) -> str:
    """The source of the page without the elements of some blocks; empty where one of them also holds others."""
    assert page.markup is not None
    nodes = page.markup.nodes
    stay = {above.mem_id for at in kept for above in (nodes[at], *above_of(nodes[at]))}
    doomed = {nodes[at].mem_id: nodes[at] for at in gone}
    if doomed.keys() & stay:
        return ""
    for node in [node for node in doomed.values() if not any(above.mem_id in doomed for above in above_of(node))]:
        node.decompose()
    return LINKED_DATA.sub("", page.markup.tree.html or "")


def above_of(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around an element, the nearest first."""
    above = node.parent
    while above is not None:
        yield above
        above = above.parent
