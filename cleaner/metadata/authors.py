"""What the page says → facts on its authors: linked data, meta tags, bylines by the headline, bylines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cleaner.metadata import titles
from cleaner.metadata.article import ARTICLE_RANK, PAGE_RANK, people, rank_of
from cleaner.metadata.byline import authors_near, is_furniture, without_dates
from cleaner.metadata.facts import fact
from cleaner.metadata.gather import Sources
from cleaner.metadata.head import one_line
from cleaner.metadata.headline_area import ELSEWHERE, calls, names_author
from cleaner.metadata.names import is_full_name, last_name_first, names_in, squash, unique, without_site
from cleaner.page import Fact

AUTHOR_METAS = (
    "author", "parsely-author", "sailthru.author", "citation_author", "dc.creator", "dcterms.creator",
    "article:author", "article:author_name", "og:article:author", "articleauthor", "article-author",
    "cxenseparse:author", "byl", "byline", "authors", "news_authors", "bt:author", "rbauthors", "dcsext.author",
    "vr:author", "dc.contributor",
)  # fmt: skip
AGENCY_CONFIDENCE = 0.7
"""An organisation, or the site itself, as author: true only where nobody is named."""
TRUST = {ARTICLE_RANK: 0.97, PAGE_RANK: 0.91}
OTHER_WORK_TRUST = 0.93
SHOWN = "byline"
MIN_MORE = 2
MAX_WORKS = 4
MAX_BYLINE = 200
MAX_BYLINES = 40
FURNITURE_LEVELS = 6
BYLINES = (
    '[rel~="author"], [itemprop~="author"], [class*="author"], [class*="byline"], [class*="Author"], [class*="Byline"]'
)


def author_facts(sources: Sources) -> Iterator[Fact]:
    """Every byline, each as a list of names; far from the headline only if nobody is named in data or by it."""
    found = [*_in_data(sources), *_in_metas(sources)]
    for near in authors_near(sources.lines, sources.words, sources.sites):
        found.append(fact("authors", near.value, SHOWN, near.confidence, near.why))
    if not any(one.confidence > AGENCY_CONFIDENCE for one in found):
        found += _elsewhere(sources)
    yield from (*_names_more(found), *found)


def _authors(
    sources: Sources, texts: Sequence[str], by: str, confidence: float, organisation: bool = False
) -> Iterator[Fact]:
    names = unique(name for text in texts for name in names_in(text, sources.words, sources.sites))
    names = without_site(names, sources.words, [squash(name) for name in sources.sites])
    if names:
        itself = organisation or all(titles.is_site(name, sources.squashed) for name in names)
        yield fact("authors", names, by, AGENCY_CONFIDENCE if itself else confidence)


def _in_data(sources: Sources) -> Iterator[Fact]:
    for work in sources.works[:MAX_WORKS]:
        trust = TRUST.get(rank_of(work), OTHER_WORK_TRUST)
        for key, confidence in (("author", trust), ("creator", trust - 0.1)):
            names, organisation = people(sources.head.data, work.fields.get(key))
            yield from _authors(sources, names, f"JSON-LD {work.kind}.{key}", confidence, organisation)


def _in_metas(sources: Sources) -> Iterator[Fact]:
    for name, contents in sources.head.all(AUTHOR_METAS):
        texts = [last_name_first(content) for content in contents] if name == "citation_author" else contents
        yield from _authors(sources, texts, f"meta {name}", 0.94)


def _names_more(found: Sequence[Fact]) -> Iterator[Fact]:
    """A byline with everybody the data name and at least two people more: the data hold the first author only."""
    best = max(found, key=lambda one: one.confidence, default=None)
    if best is None or best.confidence <= AGENCY_CONFIDENCE:
        return
    known = {squash(name) for name in best.value}
    for one in found:
        more = [name for name in one.value if squash(name) not in known]
        if one.by == SHOWN and len(one.value) - len(more) == len(known) and len(more) >= MIN_MORE:
            if all(is_full_name(name) for name in more):
                yield fact("authors", one.value, SHOWN, 0.98, f"{one.why}; it names more people than {best.by}")
            return


def _elsewhere(sources: Sources) -> Iterator[Fact]:
    """Elements called a byline anywhere on the page, in order: an author box below the article, mostly."""
    for node in sources.tree.css(BYLINES)[:MAX_BYLINES]:
        if not names_author(calls(node)) or in_furniture(node):
            continue
        text = node.text(separator=" ")
        if len(text) < MAX_BYLINE and not is_furniture(one_line(text), sources.words):
            yield from _authors(sources, [without_dates(text)], "byline in the page", 0.75)


def in_furniture(node: Any) -> bool:
    """Whether an element stands in navigation, footer, sidebar, comments or a list of other stories."""
    for _ in range(FURNITURE_LEVELS):
        node = node.parent
        if node is None:
            return False
        if node.tag in ("nav", "footer", "aside", "form") or ELSEWHERE.search(calls(node)):
            return True
    return False
