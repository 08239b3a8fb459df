"""What the page says → facts on its authors: linked data, meta tags, bylines by the headline, bylines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import regex

from cleaner.metadata import titles
from cleaner.metadata.byline import (
    BEGINS,
    CALLED,
    authors_near,
    in_pieces,
    is_furniture,
    without_dates,
    without_helpers,
)
from cleaner.metadata.gather import Sources
from cleaner.metadata.head import one_line
from cleaner.metadata.names import (
    BREAK,
    is_full_name,
    is_name,
    last_name_first,
    may_begin_with_by,
    names_in,
    strip_by,
    unique,
    without_site,
)
from cleaner.metadata.sources import ARTICLE_RANK, PAGE_RANK, SURNAME_FIRST, fact, people, rank_of
from cleaner.page import Fact
from cleaner.reading.surroundings import calls, in_card, names_author, stands_elsewhere
from cleaner.text.printed_dates import dates_in
from cleaner.text.words import squash

# --- A page that names nobody in its data or by its headline → the names found farther off, each a guess.


MAX_BYLINE = 200
MAX_BYLINES = 40
MAX_BOX = 3_000
MAX_LINE = 90
"""Characters of a line that is a byline and nothing else."""
MAX_BLOCKS = 2_000
MAX_TEXT = 30_000
BESIDE = 2
"""So many lines before or after the date a name may stand."""
BYLINES = '[rel~="author"], [itemprop~="author"], [class*="author" i], [class*="byline" i]'
BOX = regex.compile(r"author[-_]*\w*", regex.I)
NOT_BOX = regex.compile(
    r"comment|related|recommend|testimonial|avatar|image|photo|popular|menu|footer|authority", regex.I
)
WORD = regex.compile(r"\p{L}{3,}")
POSSESSIVE = regex.compile(r"['’]s ")
COMMON = 0.5
"""A title of something else ("Smart Home") has at least this share of its words in lower case somewhere in the text."""
MARK = "\x00"

Search = tuple[str, str, float]
"""Text that should hold names, what made it one, how sure that is."""


def guesses(sources: Sources) -> Iterator[Search]:
    """For a page that names nobody otherwise: "Written by" lines, a name beside the date."""
    yield from _written_by(sources)
    yield from _beside_the_date(sources)


def far_bylines(sources: Sources) -> Iterator[Search]:
    """Elements called a byline anywhere on the page, and the name that opens an author box."""
    for node in sources.tree.css(BYLINES)[:MAX_BYLINES]:
        called = calls(node)
        byline = names_author(called)
        if not byline and (NOT_BOX.search(called) or not BOX.search(called)):
            continue
        text = node.text(separator=MARK)
        if len(text) >= MAX_BOX or not _is_the_articles(node, sources):
            continue
        if byline and len(text) < MAX_BYLINE:
            pieces = [piece for piece in map(one_line, text.split(MARK)) if piece]
            if not is_furniture(" ".join(pieces), sources.words):
                line = without_dates(in_pieces(pieces, sources.words))
                yield without_helpers(line, sources.words), "an element called a byline", 0.75
        elif BOX.search(called) and not NOT_BOX.search(called):
            first = next((leaf for leaf in map(one_line, text.split(MARK)) if leaf), "")
            if is_full_name(first) and _is_a_person(first, sources):
                yield first, "the first words of an author box", 0.69


def _is_the_articles(node: Any, sources: Sources) -> bool:
    """Whether an element stands with the article, not among comments or in the box of another story."""
    headline = sources.headline_node
    return not stands_elsewhere(node, headline, columns=False) and not in_card(node.parent, headline)


def _written_by(sources: Sources) -> Iterator[Search]:
    """Lines that are "By" and a full name, where all such lines of the page name the same."""
    found = {}
    opens = may_begin_with_by(sources.words)
    nodes = sources.page.markup.nodes if sources.page.markup else []
    for block, node in zip(sources.page.blocks[:MAX_BLOCKS], nodes, strict=False):
        if len(block.text) < MAX_LINE and opens(block.text):
            rest, by = strip_by(block.text, sources.words)
            name = BREAK.split(rest)[0].strip()
            if by and is_full_name(name) and _is_the_articles(node, sources):
                found[squash(name)] = name
    if len(found) == 1 and _is_a_person(name := next(iter(found.values())), sources):
        yield name, "the only line that begins with a byline's word", 0.68


def _beside_the_date(sources: Sources) -> Iterator[Search]:
    """A full name in the line of the date by the headline, or in one next to it, the nearest first. What is a link
    leads to a section, a shop or another site; links to authors are known by what they are called."""
    lines, stop_words = sources.lines, sources.words.list("stop_words")
    dated = (at for at, line in enumerate(lines) if line.datetimes or any(dates_in(line.text, sources.language)))
    at = next(dated, None)
    if at is None:
        return
    beside = range(max(0, at - BESIDE), min(at + BESIDE + 1, len(lines)))
    for line in (lines[place] for place in sorted(beside, key=lambda place: abs(place - at))):
        for leaf, node in zip(line.leaves, line.nodes, strict=True):
            name = BREAK.split(leaf)[0].strip()
            if len(leaf) >= MAX_LINE or node.parent.tag == "a" or not is_full_name(name) or not is_name(name):
                continue
            if stop_words.isdisjoint(name.split()) and _is_a_person(name, sources):
                yield name, "a name beside the date by the headline", 0.67


def _is_a_person(name: str, sources: Sources) -> bool:
    """Whether a text with the shape of a name is neither the site's, nor a section's, nor known to a pack, nor says
    whose something is ("Ada's Weblog")."""
    known = {squash(text) for _, contents in sources.head.all(("article:section", "article:tag")) for text in contents}
    months = sources.words.list("months") | sources.words.list("weekdays")
    return not (
        squash(name) in sources.squashed
        or squash(name) in known
        or any(word.casefold() in months for word in name.split())
        or sources.words.evidence(name)
        or POSSESSIVE.search(name)
        or _is_common(name, sources)
    )


def _is_common(name: str, sources: Sources) -> bool:
    """Whether the page writes the words of a would-be name in lower case too, as it does not write names."""
    words = [word.casefold() for word in WORD.findall(name)]
    small = set(" ".join(block.text for block in sources.page.blocks[:MAX_BLOCKS])[:MAX_TEXT].split())
    return sum(word in small for word in words) >= COMMON * max(len(words), 1)


AUTHOR_METAS = (
    "author", "parsely-author", "sailthru.author", "citation_author", "dc.creator", "dcterms.creator",
    "article:author", "article:author_name", "og:article:author", "articleauthor", "article-author",
    "cxenseparse:author", "byl", "byline", "authors", "news_authors", "bt:author", "rbauthors", "dcsext.author",
    "vr:author", "dc.contributor",
)  # fmt: skip
OF_LIBRARIES = frozenset(("citation_author", "dc.creator", "dcterms.creator", "dc.contributor"))
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
        yield from _authors(sources, _first_names_first(name, contents), f"meta {name}", 0.94)
    yield from _labelled(sources)


def _first_names_first(name: str, contents: Sequence[str]) -> Sequence[str]:
    """The names of meta tags; as libraries write them ("Okafor, Ada") in those of libraries and where all do.

    >>> _first_names_first("author", ["Okafor, Ada", "Lind, Bo"]), _first_names_first("author", ["Okafor, Lind"])
    (['Ada Okafor', 'Bo Lind'], ['Okafor, Lind'])
    """
    if name in OF_LIBRARIES or (len(contents) > 1 and all(SURNAME_FIRST.fullmatch(text.strip()) for text in contents)):
        return [last_name_first(text) for text in contents]
    return contents


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
