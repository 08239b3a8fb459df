"""A page and what would stay of it → why it is no article (a front, a list, an error, a wall), or nothing.

Precision first: an article that is refused is lost, a list that is taken for an article is only noise. So the text
that would stay must itself look like no article; what the page says of itself only confirms that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from urllib.parse import urlsplit

import regex

from cleaner.heuristics.view import fold, is_prose, word_count
from cleaner.metadata.head import Head, host_of, read_head
from cleaner.metadata.json_ld import ARTICLE
from cleaner.page import Block, Page, Words

Kept = Sequence[tuple[int, Block]]
names = str.split

# Two paragraphs of so many words are running text, whatever stands around them; teasers are shorter.
PARAGRAPH_WORDS, PARAGRAPHS = 50, 2
# Fifty words have more characters than this in any script.
LONG = 90
MAX_LINKED = 0.5
MOSTLY_LINK = 0.8
# A headline has between so many words.
TITLE_WORDS = range(3, 26)
# A card is an element within so many steps of its headline and of its one paragraph.
CARD_STEPS = 4
# So many cards make a list; fewer where the page's address or class names say that it is one.
CARDS, CARDS_OF_LIST = 5, 3
# Words of prose beside the cards: a line about the section, never an introduction.
BESIDE_CARDS = 30
# A page without any prose is a list if it has so many linked headlines.
HEADLINES, HEADLINES_OF_LIST = 12, 5
# An error or a wall says no more than so many words in sentences, and stands on a page of no more words outside links.
WALL_PROSE, WALL_PAGE = 60, 150
# A request for consent is longer.
CONSENT_PAGE, ABOUT_CONSENT = 400, 0.6
# A phrase is what a heading says if it makes up so much of its words.
PHRASE_SHARE = 0.5
QUOTED = 80
# An article of no more words may be the free beginning of a longer one.
STUB_WORDS = 250
FIRST_LINES = 3
TITLE_PARTS = regex.compile(r"\s+[|–—•·:»-]+\s+")

LIST_CLASSES = frozenset(
    names("home archive category tag search search-results error404 path-frontpage taxonomy-term post-type-archive")
)
ARTICLE_CLASSES = frozenset(
    names("single singular single-post single-format-standard page-article page-node-type-article")
)
LIST_STEPS = frozenset(
    names(
        """tag tags category categories cat search suche recherche buscar busca cerca topic topics thema themen theme
    themes tema temas section rubrik rubrique seccion categoria categorie kategorie schlagwort etiqueta etiquetas
    mot-cle author authors autor autoren auteur autore archive archives archiv archivio archivo page"""
    )
)
FRONT = regex.compile(r"/?(?:index\.\w{3,5}|home/?|[a-z]{2}(?:-[a-z]{2})?/?)?", regex.IGNORECASE)
SEARCHES = regex.compile(r"(?:^|&)(?:q|s|query|search|suche|keyword)=", regex.IGNORECASE)
LIST_TYPES = frozenset(["CollectionPage", "SearchResultsPage", "ItemList"])

WALLS = {
    "error_pages": "an error page",
    "script_walls": "a page that waits for a script",
    "login_walls": "a page that asks to log in",
    "consent_walls": "a page that asks for consent",
}
"""Lists of the packs, and what a page is that says so."""


def no_article(page: Page, kept: Kept, words: Words) -> str:
    """Why what stays of the page is no article, as a part of a sentence; empty for an article and where in doubt."""
    long = (block for _, block in kept if len(block.text) > LONG and is_paragraph(block))
    if sum(1 for _ in islice(long, PARAGRAPHS)) == PARAGRAPHS:
        return ""
    sight = Sight(page, kept, words)
    return next((why for said in (wall(sight), consent(sight), index(sight)) if (why := said)), "")


def is_paragraph(block: Block) -> bool:
    """Whether it is running text of some length, and no link."""
    return block.link_density <= MAX_LINKED and word_count(block.text) >= PARAGRAPH_WORDS and is_prose(block)


@dataclass
class Sight:
    """A page as seen here; what costs time is looked at when it is asked for."""

    page: Page
    kept: Kept
    words: Words

    @cached_property
    def prose(self) -> dict[int, int]:
        """The words of each block of running text that stays and is no link."""
        return {
            at: word_count(block.text)
            for at, block in self.kept
            if block.link_density <= MAX_LINKED and is_prose(block)
        }

    @cached_property
    def page_words(self) -> int:
        """All words of the page outside links."""
        return sum(int(word_count(block.text) * (1 - block.link_density)) for block in self.page.blocks)

    @cached_property
    def headlines(self) -> list[int]:
        """The blocks that are a linked headline."""
        return [
            at
            for at, block in enumerate(self.page.blocks)
            if block.link_density > MOSTLY_LINK and word_count(block.text) in TITLE_WORDS
        ]

    @cached_property
    def head(self) -> Head:
        """What the page says of itself; an empty one for plain text."""
        return read_head(self.page.markup.tree, self.page.url) if self.page.markup else Head()

    @cached_property
    def claims_article(self) -> bool:
        """Whether it says it is an article."""
        kinds = [work.kind for work in self.head.data.works if not work.aside]
        says = any("article" in said.lower() for said in self.head.metas.get("og:type", ()))
        return says or any(ARTICLE.match(kind) for kind in kinds)

    @cached_property
    def is_list_by_name(self) -> bool:
        """Whether its address, its class names or its linked data say that it is a list."""
        return names_list(self.head, self.page.url) or classed_list(self.page)

    @cached_property
    def headings(self) -> list[str]:
        """What stands on top: the title with its parts and the headings of an HTML page, the first lines of a text."""
        if self.page.markup is None:
            return [block.text for block in self.page.blocks[:FIRST_LINES]]
        title = self.head.document_title
        return [title, *TITLE_PARTS.split(title), *(text for _, text in self.head.headlines)]


def wall(sight: Sight) -> str:
    """An error page or a wall: its heading says so, or a line of a page that has hardly a word besides."""
    if sum(sight.prose.values()) > WALL_PROSE:
        return ""
    lines = [block.text for block in sight.page.blocks] if sight.page_words <= WALL_PAGE else []
    for name, what in WALLS.items():
        phrases = folded(sight.words.list(name))
        says = holds_phrase if name == "script_walls" else is_phrase
        said = [line for line in sight.headings if is_phrase(fold(line), phrases)]
        said += [line for line in lines if name != "consent_walls" and says(fold(line), phrases)]
        if said:
            return f"{what}, says “{said[0][:QUOTED]}”"
    return ""


def stub(page: Page, kept: Kept, words: Words) -> str:
    """The line of a page that says that its short text is only the beginning of an article; empty without one."""
    if sum(word_count(block.text) for _, block in kept) > STUB_WORDS:
        return ""
    phrases = folded(words.list("paywalls"))
    return next((block.text[:QUOTED] for block in page.blocks if is_phrase(fold(block.text), phrases)), "")


def consent(sight: Sight) -> str:
    """A request for consent in place of the page: most of what stays speaks of it, and there is a button to agree."""
    if not sight.kept or sight.page_words > CONSENT_PAGE or sight.page.markup is None:
        return ""
    about, agree = sight.words.list("consent_words"), folded(sight.words.list("consent_buttons"))
    texts = [fold(block.text) for _, block in sight.kept]
    sizes = [word_count(text) for text in texts]
    speaking = sum(size for text, size in zip(texts, sizes, strict=True) if about & set(text.split()))
    if speaking < ABOUT_CONSENT * sum(sizes) or sight.claims_article:
        return ""
    if not any(fold(block.text) in agree for block in sight.page.blocks):
        return ""
    walls = folded(sight.words.list("consent_walls"))
    titled = [text for _, text in sight.head.headlines if text and not is_phrase(fold(text), walls)]
    return "" if titled else "a page that asks for consent: most of its text speaks of that"


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
    few_words = (
        sum(word_count(block.text) for _, block in sight.kept if block.link_density <= MAX_LINKED) <= BESIDE_CARDS
    )
    if few_words and len(sight.headlines) >= (HEADLINES_OF_LIST if named else HEADLINES) and not sight.claims_article:
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
        at = markup.containers[at].parent


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


def names_list(head: Head, url: str | None) -> bool:
    """Whether the address or the linked data name a list.

    >>> names_list(Head(), "https://example.org/tag/rivers/"), names_list(Head(), "https://example.org/topics/a/b/c")
    (True, False)
    >>> names_list(Head(), "https://example.org/"), names_list(Head(), "https://example.org/en/the-river-rose")
    (True, False)
    """
    kinds = {work.kind for work in head.data.works if not work.aside}
    if kinds & LIST_TYPES and not any(ARTICLE.match(kind) for kind in kinds):
        return True
    address = url or head.canonical
    if address is None:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    steps = [step for step in parts.path.lower().split("/") if step]
    return bool(FRONT.fullmatch(parts.path) or SEARCHES.search(parts.query) or LIST_STEPS & set(steps[-2:]))


def classed_list(page: Page) -> bool:
    """Whether the class names of the body, as content systems write them, are those of a list and of no article."""
    body = page.markup.tree.body if page.markup else None
    names = set((body.attributes.get("class") or "").lower().split()) if body is not None else set()
    return bool(names & LIST_CLASSES) and not names & ARTICLE_CLASSES


@lru_cache(maxsize=64)
def folded(phrases: frozenset[str]) -> frozenset[str]:
    """Phrases as lines are compared."""
    return frozenset(fold(phrase) for phrase in phrases)


def is_phrase(line: str, phrases: frozenset[str]) -> bool:
    """Whether a line says one of the phrases and little else, at its beginning or end.

    >>> said = frozenset({"page not found"})
    >>> is_phrase("404 page not found", said), is_phrase("how the page not found became an art form", said)
    (True, False)
    """
    size = len(line.split())
    return line in phrases or any(
        (line.startswith(phrase + " ") or line.endswith(" " + phrase)) and len(phrase.split()) >= PHRASE_SHARE * size
        for phrase in phrases
    )


def holds_phrase(line: str, phrases: frozenset[str]) -> bool:
    """Whether a line has one of the phrases of two words and more in it, or is one.

    >>> holds_phrase("please enable javascript to read this page", frozenset({"enable javascript"}))
    True
    """
    return line in phrases or any(" " in phrase and f" {phrase} " in f" {line} " for phrase in phrases)
