"""A page and what would stay of it → what must be known to say whether it is an article, looked at when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

import regex

from cleaner.lines import Lines, is_prose
from cleaner.metadata.head import Head, read_head
from cleaner.page import Block, Page, Words
from cleaner.reading.json_ld import ARTICLE
from cleaner.text.words import word_count

Kept = Sequence[tuple[int, Block]]
names = str.split

# A paragraph of running text; teasers are shorter.
PARAGRAPH_WORDS = 50
MAX_LINKED = 0.5
MOSTLY_LINK = 0.8
# A headline has between so many words.
TITLE_WORDS = range(3, 26)
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
DATED = regex.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2]|[a-z]{3})/(?:\d\d?/)?[^/?#]{12,}")
SEARCHES = regex.compile(r"(?:^|&)(?:q|s|query|search|suche|keyword)=", regex.IGNORECASE)
LIST_TYPES = frozenset(["CollectionPage", "SearchResultsPage", "ItemList"])


def is_paragraph(block: Block) -> bool:
    """Whether it is running text of some length, and no link."""
    return block.link_density <= MAX_LINKED and word_count(block.text) >= PARAGRAPH_WORDS and is_prose(block)


@dataclass
class Signs:
    """What the lines of a page, and those that would stay, say of it; looked at when it is asked for."""

    lines: Lines
    kept: Kept

    @property
    def page(self) -> Page:
        """The page that the lines are of."""
        return self.lines.page

    @property
    def words(self) -> Words:
        """The words of its languages."""
        return self.lines.words

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
        blocks, counts = self.page.blocks, self.lines.counts
        return sum(int(count * (1 - block.link_density)) for block, count in zip(blocks, counts, strict=True))

    @cached_property
    def headlines(self) -> list[int]:
        """The blocks that are a linked headline."""
        return [
            at
            for at, block in enumerate(self.page.blocks)
            if block.link_density > MOSTLY_LINK and self.lines.counts[at] in TITLE_WORDS
        ]

    @cached_property
    def head(self) -> Head:
        """What the page says of itself; an empty one for plain text."""
        return read_head(self.page.markup, self.page.url) if self.page.markup else Head()

    @cached_property
    def claims_article(self) -> bool:
        """Whether it says it is an article, that it was published, or has a day in its address."""
        kinds = [work.kind for work in self.head.data.works if not work.aside]
        metas = self.head.metas
        says = any("article" in said.lower() for said in metas.get("og:type", ())) or "article:published_time" in metas
        return says or any(ARTICLE.match(kind) for kind in kinds) or bool(DATED.search(self.page.url or ""))

    @cached_property
    def is_list_by_name(self) -> bool:
        """Whether its address, its class names or its linked data say that it is a list."""
        return names_list(self.head, self.page.url) or classed_list(self.page)

    @cached_property
    def headings(self) -> list[str]:
        """The title of an HTML page, its parts, and the first main heading; none for plain text."""
        title = self.head.document_title
        return [title, *TITLE_PARTS.split(title), *(text for _, text in self.head.headlines[:1])]


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
