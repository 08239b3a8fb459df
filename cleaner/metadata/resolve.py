"""What the page says → facts: for each name all candidates with their source, the most trusted with the highest confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cleaner.metadata import titles
from cleaner.metadata.article import ARTICLE_RANK, PAGE_RANK, headline, people, rank_of
from cleaner.metadata.dates import date_in_address, iso
from cleaner.metadata.gather import TITLE_METAS, Sources, find_headline
from cleaner.metadata.headline_area import ELSEWHERE, authors_near, calls, dates_near, names_author
from cleaner.metadata.json_ld import strings
from cleaner.metadata.names import names_in, squash, unique
from cleaner.page import Fact, Voice

STRUCTURED = Voice.PACK
"""A page's own data stands level with a pack's reading of its lines, and above it by its confidence."""


def title_facts(sources: Sources) -> Iterator[Fact]:
    """All titles without the site's name; the winner is said once more, with the reason why it won."""
    candidates = title_candidates(sources)
    chosen = titles.choose(candidates, sources.squashed)
    if chosen:
        yield Fact(
            "title",
            chosen.text,
            why=f"{chosen.source}, as the page's other titles agree",
            by=chosen.source,
            voice=STRUCTURED,
            confidence=0.98,
        )
    for candidate in candidates:
        if candidate is not chosen:
            yield Fact(
                "title",
                candidate.text,
                why=f"{candidate.source} says so",
                by=candidate.source,
                voice=STRUCTURED,
                confidence=0.92,
            )
    find_headline(sources, chosen.text if chosen else None)


def title_candidates(sources: Sources) -> list[titles.Title]:
    """The headline, the title in linked data and meta tags, and the document's title, each without the site's name."""
    head = sources.head
    raw = [(text, "h1") for _, text in head.headlines[:20]]
    raw += [(name, f"JSON-LD {work.kind}.headline") for work in sources.works[:4] if (name := headline(work.fields))]
    raw += [(content[0], f"meta {name}") for name, content in head.all(TITLE_METAS)]
    raw += [(head.document_title, "title")]
    cleaned = [(titles.plain(text), source) for text, source in raw]
    cleaned = [(text, source) for text, source in cleaned if 0 < len(text) <= titles.MAX_TITLE]
    keys = [squash(text) for text, _ in cleaned]
    return [titles.Title(titles.without_site(text, sources.squashed, keys), text, source) for text, source in cleaned]


AUTHOR_METAS = (
    "author", "parsely-author", "sailthru.author", "citation_author", "dc.creator", "dcterms.creator", "dc.contributor",
    "article:author", "article:author_name", "og:article:author", "articleauthor", "article-author", "cxenseparse:author",
    "byl", "byline", "authors", "news_authors", "bt:author", "rbauthors", "dcsext.author", "vr:author", "lrt_authors",
)  # fmt: skip
AGENCY_CONFIDENCE = 0.7
"""An organisation, or the site itself, as author: true only where nobody is named."""


def author_facts(sources: Sources) -> Iterator[Fact]:
    """Authors of linked data, meta tags, bylines by the headline, and elsewhere elements called a byline."""
    found = [*_authors_in_data(sources), *_authors_in_metas(sources)]
    found += [
        Fact("authors", f.value, why=f.why, by="byline", voice=Voice.HEURISTIC, confidence=f.confidence)
        for f in authors_near(sources.lines, sources.words, sources.sites)
    ]
    if not any(fact.confidence > AGENCY_CONFIDENCE for fact in found):
        found += _authors_elsewhere(sources)
    for fact in found:
        yield fact


def _author_fact(
    sources: Sources, texts: Sequence[str], by: str, confidence: float, organisation: bool = False
) -> Iterator[Fact]:
    names = unique(name for text in texts for name in names_in(text, sources.words, sources.sites))
    if len(names) > 1:
        names = [name for name in names if squash(name) not in sources.squashed] or names[:1]
    if names:
        itself = organisation or all(titles.is_site(name, sources.squashed) for name in names)
        yield Fact(
            "authors",
            names,
            why=f"{by} says so",
            by=by,
            voice=Voice.HEURISTIC,
            confidence=AGENCY_CONFIDENCE if itself else confidence,
        )


def _authors_in_data(sources: Sources) -> Iterator[Fact]:
    for work in sources.works[:4]:
        trust = 0.97 if rank_of(work) == ARTICLE_RANK else 0.9 if rank_of(work) == PAGE_RANK else 0.93
        for key, confidence in (("author", trust), ("creator", trust - 0.05)):
            names, organisation = people(sources.head.data, work.fields.get(key))
            yield from _author_fact(sources, names, f"JSON-LD {work.kind}.{key}", confidence, organisation)


def _authors_in_metas(sources: Sources) -> Iterator[Fact]:
    for name, contents in sources.head.all(AUTHOR_METAS):
        yield from _author_fact(sources, contents, f"meta {name}", 0.94)


def _authors_elsewhere(sources: Sources) -> Iterator[Fact]:
    """Elements called a byline anywhere on the page, the first that holds a name."""
    for node in sources.tree.css(BYLINES)[:40]:
        text = node.text(separator=" ")
        if len(text) < 200 and names_author(calls(node)) and not _in_furniture(node):
            yield from _author_fact(sources, [text], "byline in the page", 0.75)


BYLINES = (
    '[rel~="author"], [itemprop~="author"], [class*="author"], [class*="byline"], [class*="Author"], [class*="Byline"]'
)


def _in_furniture(node: Any) -> bool:
    for _ in range(6):
        node = node.parent
        if node is None:
            return False
        if node.tag in ("nav", "footer", "aside", "form") or ELSEWHERE.search(calls(node)):
            return True
    return False


PUBLISHED_METAS = (
    "article:published_time", "article:published", "article:published:time", "og:article:published_time", "og:published_time",
    "datepublished", "date_published", "parsely-pub-date", "sailthru.date", "cxenseparse:publishtime", "cxenseparse:recs:publishtime",
    "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "citation_publication_date",
    "citation_online_date", "citation_date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "published-date", "w-published-date", "published", "published_at", "published_time", "date-pub", "article_date_original",
    "article.published", "ptime", "pdate", "bt:pubdate", "date", "originalpublicationdate", "video:release_date",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "article:modified", "article:modified:time", "og:updated_time", "datemodified", "date_modified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "modified-date", "modified_time", "bt:moddate", "revised",
)  # fmt: skip


def date_facts(sources: Sources) -> Iterator[Fact]:
    found = [*_dates_in_data(sources), *_dates_in_metas(sources), *_dates_in_page(sources)]
    if address_day := date_in_address(sources.address):
        found.append(
            Fact("published", address_day, why="the address says so", by="address", voice=STRUCTURED, confidence=0.8)
        )
    yield from found


def _dates_in_data(sources: Sources) -> Iterator[Fact]:
    for work in sources.works[:4]:
        trust = 0.97 if rank_of(work) == ARTICLE_RANK else 0.92 if rank_of(work) == PAGE_RANK else 0.94
        for key, name, confidence in (
            ("datePublished", "published", trust),
            ("dateModified", "modified", trust),
            ("dateCreated", "published", 0.85),
            ("uploadDate", "published", 0.6),
        ):
            for text in strings(work.fields.get(key))[:1]:
                if value := iso(text, sources.language):
                    by = f"JSON-LD {work.kind}.{key}"
                    yield Fact(name, value, why=f"{by} says so", by=by, voice=STRUCTURED, confidence=confidence)


def _dates_in_metas(sources: Sources) -> Iterator[Fact]:
    for fact_name, metas in (("published", PUBLISHED_METAS), ("modified", MODIFIED_METAS)):
        for name, contents in sources.head.all(metas):
            if value := iso(contents[0], sources.language):
                yield Fact(
                    fact_name, value, why=f"meta {name} says so", by=f"meta {name}", voice=STRUCTURED, confidence=0.95
                )


def _dates_in_page(sources: Sources) -> Iterator[Fact]:
    for name, found in dates_near(sources.lines, sources.words, sources.language):
        yield Fact(name, found.value, why=found.why, by="headline area", voice=STRUCTURED, confidence=found.confidence)


RESOLVERS: tuple[Callable[[Sources], Iterator[Fact]], ...] = (title_facts, author_facts, date_facts)
