"""What the page says → facts on its authors: linked data, meta tags, bylines by the headline, bylines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from cleaner.metadata import titles
from cleaner.metadata.article import ARTICLE_RANK, PAGE_RANK, people, rank_of
from cleaner.metadata.author_search import Search, far_bylines, guesses
from cleaner.metadata.byline import BEGINS, CALLED, authors_near
from cleaner.metadata.facts import fact
from cleaner.metadata.gather import Sources
from cleaner.metadata.names import last_name_first, names_in, squash, strip_by, unique, without_site
from cleaner.metadata.person import is_full_name
from cleaner.page import Fact

AUTHOR_METAS = (
    "author", "parsely-author", "sailthru.author", "citation_author", "dc.creator", "dcterms.creator",
    "article:author", "article:author_name", "og:article:author", "articleauthor", "article-author",
    "cxenseparse:author", "byl", "byline", "authors", "news_authors", "bt:author", "rbauthors", "dcsext.author",
    "vr:author", "dc.contributor",
)  # fmt: skip
NOBODY = frozenset(("null", "undefined", "none", "nan", "admin", "administrator"))
"""What programs write for a name they do not have, and the name of the account that sets up a site."""
AGENCY_CONFIDENCE = 0.7
"""An organisation, or the site itself, as author: true only where nobody is named."""
TRUST = {ARTICLE_RANK: 0.97, PAGE_RANK: 0.91}
OTHER_WORK_TRUST = 0.93
SHOWN = "byline"
MIN_MORE = 2
MAX_WORKS = 4
FAR = "byline in the page"
LESS_LIKE_A_NAME = 0.16
"""So much less is believed what is only called a byline and not written like a full name."""
LABELS = ("twitter:label1", "twitter:label2")
"""Slack's and Yoast's: "Written by" as a label, the name in `twitter:data1`."""


def author_facts(sources: Sources) -> Iterator[Fact]:
    """Every byline, each as a list of names; far from the headline only if nobody is named in data or by it."""
    found = [*_in_data(sources), *_in_metas(sources)]
    found += _by_the_headline(sources)
    if not any(one.confidence > AGENCY_CONFIDENCE for one in found):
        found += _elsewhere(sources, far_bylines)
    if not found:
        found += _elsewhere(sources, guesses)
    yield from (*_names_more(found), *_names_another(found), *found)


def _authors(
    sources: Sources, texts: Sequence[str], by: str, confidence: float, organisation: bool = False
) -> Iterator[Fact]:
    names = unique(name for text in texts for name in names_in(text, sources.words, sources.sites))
    names = [name for name in names if name.casefold() not in NOBODY]
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
    yield from _labelled(sources)


def _labelled(sources: Sources) -> Iterator[Fact]:
    """The name in a link preview's field whose label is a byline's word."""
    for label in LABELS:
        told, name = sources.head.first(label), sources.head.first(label.replace("label", "data"))
        if told and name and not (stripped := strip_by(told[1].strip(), sources.words))[0] and stripped[1]:
            yield from _authors(sources, [name[1]], f"meta {name[0]}", 0.92)


def _by_the_headline(sources: Sources) -> Iterator[Fact]:
    """Bylines by the headline; less sure if they do not look like full names, or name the site alone."""
    for near in authors_near(sources.lines, sources.words, sources.sites, sources.headline_node):
        itself = all(titles.is_site(name, sources.squashed) for name in near.value)
        less = 0.0 if CALLED not in near.why or _has_full_name(near.value) else LESS_LIKE_A_NAME
        yield fact("authors", near.value, SHOWN, AGENCY_CONFIDENCE if itself else near.confidence - less, near.why)


def _names_another(found: Sequence[Fact]) -> Iterator[Fact]:
    """A byline "By Ada Okafor" whose names have no word in common with the data's: those name whoever uploaded it."""
    best = max(found, key=lambda one: one.confidence, default=None)
    if best is None or best.by == SHOWN or best.confidence <= AGENCY_CONFIDENCE:
        return
    known = {word.casefold() for name in best.value for word in name.split()}
    for one in found:
        if one.by == SHOWN and one.why == BEGINS and all(is_full_name(name) for name in one.value):
            if not known & {word.casefold() for name in one.value for word in name.split()}:
                yield fact("authors", one.value, SHOWN, 0.98, f"{one.why}; {best.by} names somebody else")
            return


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


def _elsewhere(sources: Sources, search: Callable[[Sources], Iterator[Search]]) -> Iterator[Fact]:
    """Names far from the headline: in an author box below the article, mostly."""
    for text, why, confidence in search(sources):
        for one in _authors(sources, [text], FAR, confidence):
            less = 0.0 if CALLED not in why or _has_full_name(one.value) else LESS_LIKE_A_NAME
            yield replace(one, why=why, confidence=one.confidence - less)


def _has_full_name(names: Sequence[str]) -> bool:
    return any(is_full_name(name.split(",")[0]) for name in names)
