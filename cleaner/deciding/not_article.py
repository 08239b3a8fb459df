"""A page and what would stay of it → why it is no article (a front, a list, an error, a wall), or nothing.

Precision first: an article that is refused is lost, a list that is taken for an article is only noise. So the text
that would stay must itself look like no article; what the page says of itself only confirms that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from cleaner.deciding.page_signs import MAX_LINKED, PARAGRAPH_WORDS, TITLE_WORDS, Kept, Signs, is_paragraph
from cleaner.deciding.walls import QUOTED, consent, files, folded, is_phrase, wall
from cleaner.lines import Lines
from cleaner.page import Page, PageKind, Words
from cleaner.text.addresses import host_of
from cleaner.text.sentences import ends_sentence
from cleaner.text.words import fold, word_count

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
# So many words in sentences are text, whatever the body finder expects of them.
RUNNING_WORDS = 80
# Kinds of page whose content may look like a list of teasers.
CONTENT_IN_PARTS: frozenset[PageKind] = frozenset(("thread", "documentation", "product"))
# A page without any prose is a list if it has so many linked headlines.
HEADLINES, HEADLINES_OF_LIST = 12, 5


class NotArticle(NamedTuple):
    """Why a page is no article, as a part of a sentence, and what kind of page it is."""

    why: str
    kind: PageKind


def no_article(lines: Lines, kept: Kept, trust: float | None = None, kind: PageKind = "article") -> NotArticle | None:
    """Why what stays of the page is no article; None for an article and where in doubt.

    `trust`: the word F1 that the body finder expects of what it kept, None where it was not asked. `kind`: what the
    page says it is; a thread, documentation or a product is no list of teasers, however many it shows.
    """
    page, signs = lines.page, Signs(lines, kept)
    unlike = kept and trust is not None and trust < NOTHING and page.markup is not None and has_links(page)
    if unlike and kind not in CONTENT_IN_PARTS and sum(signs.prose.values()) < RUNNING_WORDS:
        return NotArticle("nothing on the page reads like one; a script may load its text", "other")
    long = (block for _, block in kept if len(block.text) > LONG and is_paragraph(block))
    if sum(1 for _ in islice(long, PARAGRAPHS)) == PARAGRAPHS:
        return None
    if why := wall(signs) or files(signs) or consent(signs):
        return NotArticle(why, "other")
    if kind in CONTENT_IN_PARTS:
        return None
    why = index(signs) if page.markup is not None else lines_of_list(signs)
    return NotArticle(why, "listing") if why else None


def has_links(page: Page) -> bool:
    """Whether links stand around the text, as on a page that was not cut to its article."""
    return sum(block.link_density > MAX_LINKED for block in page.blocks) >= LINKED


def index(signs: Signs) -> str:
    """A front, a section, a list of results: linked headlines, each with a teaser or none, and no text besides."""
    if signs.page.markup is None or len(signs.headlines) < CARDS_OF_LIST:
        return ""
    prose = sum(signs.prose.values())
    in_cards = list(cards(signs))
    beside = prose - sum(signs.prose[at] for at in in_cards)
    if beside > BESIDE_CARDS:
        return ""
    titled = titled_list(signs.headings, signs.words)
    if titled and not any(is_paragraph(block) for _, block in signs.kept):
        return f"a list, says “{titled[:QUOTED]}”"
    named = signs.is_list_by_name or bool(titled)
    if len(in_cards) >= (CARDS_OF_LIST if named else CARDS):
        # Plugins call their lists articles, too; that counts unless the page's names say otherwise.
        return "" if signs.claims_article and not named else f"a list of {len(in_cards)} teasers"
    beside += sum(word_count(block.text) for _, block in signs.kept if block.link_density <= MAX_LINKED)
    if (
        beside <= BESIDE_CARDS
        and not prose
        and len(signs.headlines) >= (HEADLINES_OF_LIST if named else HEADLINES)
        and not signs.claims_article
    ):
        return f"a list of {len(signs.headlines)} linked headlines without text"
    return ""


def titled_list(headings: Sequence[str], words: Words) -> str:
    """The title or main heading that names a list of pages: "Latest news", "Search results for ferry"; empty without.

    "The latest news from the front was late" and "Results of the search for the ferry" are headlines.
    """
    phrases = folded(words.list("list_titles"))
    return next(
        (text for text in headings if is_phrase(line := fold(text), phrases) and begins_with(line, phrases)), ""
    )


def begins_with(line: str, phrases: frozenset[str]) -> bool:
    """Whether a folded line begins with one of the phrases.

    >>> said = frozenset({"latest news", "search results for"})
    >>> [begins_with(line, said) for line in ("search results for ferry", "the latest news", "latest news")]
    [True, False, True]
    """
    words = line.split()
    return any(" ".join(words[:size]) in phrases for size in range(1, len(words) + 1))


def lines_of_list(signs: Signs) -> str:
    """A front or a list of results as plain text: its first line says so, and what stays is headlines and teasers."""
    blocks = [block for _, block in signs.kept] or list(signs.page.blocks)
    title = titled_list([line for block in signs.page.blocks[:1] for line in block.text.split("\n")[:1]], signs.words)
    if not title or len(blocks) < CARDS_OF_LIST or any(word_count(block.text) >= PARAGRAPH_WORDS for block in blocks):
        return ""
    heads = sum(is_headline(block.text) for block in blocks)
    return f"a list, says “{title[:QUOTED]}”" if 2 * heads >= len(blocks) - 1 else ""


def is_headline(text: str) -> bool:
    """Whether a line is a headline or shorter, and no sentence.

    >>> [is_headline(text) for text in ("Ferry to run until October", "12 results", 'Search results for "ferry"')]
    [True, True, True]
    >>> [is_headline(text) for text in ("The ferry ran.", '“The ferry ran.”', "")]
    [False, False, False]
    """
    return 0 < word_count(text) < TITLE_WORDS.stop and not ends_sentence(text)


def cards(signs: Signs) -> Iterator[int]:
    """The paragraphs that stay and stand alone in an element with a headline that links to the same site."""
    markup = signs.page.markup
    if markup is None:
        return
    inside = [link for link in signs.headlines if links_inside(signs, link)]
    if len(inside) < CARDS_OF_LIST:
        return
    heads = {around for at in inside for around in containers(signs, at)}
    holds: dict[int, int] = {}
    for at in signs.prose:
        for around in containers(signs, at):
            holds[around] = holds.get(around, 0) + 1
    for at, count in signs.prose.items():
        alone = any(around in heads and holds[around] == 1 for around in containers(signs, at))
        if count < PARAGRAPH_WORDS and alone:
            yield at


def containers(signs: Signs, block: int) -> Iterator[int]:
    """The elements around a block, the nearest first."""
    markup = signs.page.markup
    at = markup.container_of[block] if markup else -1
    for _ in range(CARD_STEPS):
        if markup is None or at < 0:
            return
        yield at
        at = markup.parents[at]


def links_inside(signs: Signs, block: int) -> bool:
    """Whether the link of a headline stays on the site. A round-up of links leads elsewhere."""
    markup = signs.page.markup
    node = markup.nodes[block] if markup else None
    while node is not None and node.tag != "a" and node.css_first("a") is None:
        node = node.parent
    if node is None:
        return False
    link = node if node.tag == "a" else node.css_first("a")
    there = host_of(link.attributes.get("href")) if link is not None else None
    return there is None or there == host_of(signs.page.url or signs.head.canonical)
