"""A page and what would stay of it → why it is no article (a front, a list, an error, a wall), or nothing.

Precision first: an article that is refused is lost, a list that is taken for an article is only noise. So the text
that would stay must itself look like no article; what the page says of itself only confirms that.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from cleaner.deciding.page_signs import MAX_LINKED, PARAGRAPH_WORDS, Kept, Sight, is_paragraph
from cleaner.deciding.walls import consent, files, wall
from cleaner.page import Page, Words
from cleaner.text.addresses import host_of
from cleaner.text.words import word_count

# Of articles on sites that were not learned from none is trusted as little as this (see training/README-html.md).
NOTHING = 0.3
# One article of them in two hundred is trusted less than this, and its F1 is .72 in the mean.
UNSURE = 0.6
# A page has links around its text; without so many it is a piece of one, and may be short.
LINKED = 5
# Two paragraphs are running text, whatever stands around them; teasers are shorter.
PARAGRAPHS = 2
# A paragraph has more characters than this in any script.
LONG = 90
# A card is an element within so many steps of its headline and of its one paragraph.
CARD_STEPS = 4
# So many cards make a list; fewer where the page's address or class names say that it is one.
CARDS, CARDS_OF_LIST = 5, 3
# Words beside the cards: a line about the section, never an introduction.
BESIDE_CARDS = 30
# A page without any prose is a list if it has so many linked headlines.
HEADLINES, HEADLINES_OF_LIST = 12, 5


def no_article(page: Page, kept: Kept, words: Words, trust: float | None = None) -> str:
    """Why what stays of the page is no article, as a part of a sentence; empty for an article and where in doubt.

    `trust`: the word F1 that the body finder expects of what it kept, None where it was not asked.
    """
    if kept and trust is not None and trust < NOTHING and page.markup is not None and has_links(page):
        return "nothing on the page reads like one; a script may load its text"
    long = (block for _, block in kept if len(block.text) > LONG and is_paragraph(block))
    if sum(1 for _ in islice(long, PARAGRAPHS)) == PARAGRAPHS:
        return ""
    sight = Sight(page, kept, words)
    return next((why for said in (wall(sight), files(sight), consent(sight), index(sight)) if (why := said)), "")


def has_links(page: Page) -> bool:
    """Whether links stand around the text, as on a page that was not cut to its article."""
    return sum(block.link_density > MAX_LINKED for block in page.blocks) >= LINKED


def index(sight: Sight) -> str:
    """A front, a section, a list of results: linked headlines, each with a teaser or none, and no text besides."""
    if sight.page.markup is None or len(sight.headlines) < CARDS_OF_LIST:
        return ""
    prose = sum(sight.prose.values())
    in_cards = list(cards(sight))
    beside = prose - sum(sight.prose[at] for at in in_cards)
    if beside > BESIDE_CARDS:
        return ""
    named = sight.is_list_by_name
    if len(in_cards) >= (CARDS_OF_LIST if named else CARDS):
        # Plugins call their lists articles, too; that counts unless the page's names say otherwise.
        return "" if sight.claims_article and not named else f"a list of {len(in_cards)} teasers"
    beside += sum(word_count(block.text) for _, block in sight.kept if block.link_density <= MAX_LINKED)
    if (
        beside <= BESIDE_CARDS
        and not prose
        and len(sight.headlines) >= (HEADLINES_OF_LIST if named else HEADLINES)
        and not sight.claims_article
    ):
        return f"a list of {len(sight.headlines)} linked headlines without text"
    return ""


def cards(sight: Sight) -> Iterator[int]:
    """The paragraphs that stay and stand alone in an element with a headline that links to the same site."""
    markup = sight.page.markup
    if markup is None:
        return
    inside = [link for link in sight.headlines if links_inside(sight, link)]
    if len(inside) < CARDS_OF_LIST:
        return
    heads = {around for at in inside for around in containers(sight, at)}
    holds: dict[int, int] = {}
    for at in sight.prose:
        for around in containers(sight, at):
            holds[around] = holds.get(around, 0) + 1
    for at, count in sight.prose.items():
        alone = any(around in heads and holds[around] == 1 for around in containers(sight, at))
        if count < PARAGRAPH_WORDS and alone:
            yield at


def containers(sight: Sight, block: int) -> Iterator[int]:
    """The elements around a block, the nearest first."""
    markup = sight.page.markup
    at = markup.container_of[block] if markup else -1
    for _ in range(CARD_STEPS):
        if markup is None or at < 0:
            return
        yield at
        at = markup.parents[at]


def links_inside(sight: Sight, block: int) -> bool:
    """Whether the link of a headline stays on the site. A round-up of links leads elsewhere."""
    markup = sight.page.markup
    node = markup.nodes[block] if markup else None
    while node is not None and node.tag != "a" and node.css_first("a") is None:
        node = node.parent
    if node is None:
        return False
    link = node if node.tag == "a" else node.css_first("a")
    there = host_of(link.attributes.get("href")) if link is not None else None
    return there is None or there == host_of(sight.page.url or sight.head.canonical)
