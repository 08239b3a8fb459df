"""What the page says beside headline, names and dates → facts on language, site, section, topics, address, paywall."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import regex

from cleaner.metadata.gather import BY_WORDS, LANGUAGE, Sources
from cleaner.metadata.head import one_line
from cleaner.metadata.sources import fact
from cleaner.metadata.titles import plain
from cleaner.page import Fact
from cleaner.reading.json_ld import strings
from cleaner.text.addresses import absolute, host_of
from cleaner.text.words import squash

MAX_TOPICS = 60
MAX_TOPIC_CHARS = 80
MAX_DESCRIPTION_CHARS = 2_000
MAX_SECTION_CHARS = 60

SECTION_METAS = (
    "article:section",
    "parsely-section",
    "section",
    "articlesection",
    "cxenseparse:section",
    "bt:section",
    "dc.subject.section",
)
TOPIC_METAS = (
    "article:tag",
    "news_keywords",
    "parsely-tags",
    "sailthru.tags",
    "keywords",
    "citation_keywords",
    "dc.subject",
)
DESCRIPTION_METAS = ("og:description", "description", "twitter:description", "dcterms.description", "dc.description",
                     "dcterms.abstract", "sailthru.description", "bt:description")  # fmt: skip
COMMAS = regex.compile(r"[,;،、|]")


def language_facts(sources: Sources) -> Iterator[Fact]:
    """The language the page declares, as a plain code ("en"); before it that of its words, if they say otherwise."""
    for number, (tag, by) in enumerate(sources.languages):
        found = LANGUAGE.match(tag)
        if found:
            why = "the language of its words, not the declared one" if by == BY_WORDS else ""
            yield fact("language", found[1].lower(), by, 0.95 - number / 50, why)
    if sources.words.languages:
        yield Fact("language", sources.words.languages[0], why="the language of its words", by="words", confidence=0.6)


def site_facts(sources: Sources) -> Iterator[Fact]:
    """Host, name of the site, and the address the page says is its own."""
    canonical, given = sources.head.canonical, sources.page.url
    open_graph = [absolute(content[0], given) for _, content in sources.head.all(("og:url",))]
    addresses = [
        (canonical, "link canonical", 0.95),
        *((a, "meta og:url", 0.93) for a in open_graph),
        (given, "address", 0.92),
    ]
    for address, by, confidence in addresses:
        if address:
            yield fact("canonical_url", address, by, confidence)
            if host := host_of(address):
                yield fact("site", host, by, confidence)
    names = [
        (content[0], f"meta {name}", 0.95) for name, content in sources.head.all(("og:site_name", "application-name"))
    ]
    names += [(name, "JSON-LD publisher", 0.92) for name in sources.head.data.site_names[:3]]
    for name, by, confidence in names:
        if text := plain(name):
            yield fact("site_name", text, by, confidence)


def description_facts(sources: Sources) -> Iterator[Fact]:
    """The standfirst or summary in meta tags and linked data."""
    said = [(content[0], f"meta {name}") for name, content in sources.head.all(DESCRIPTION_METAS)]
    said += [
        (text, f"JSON-LD {work.kind}.description")
        for work in sources.articles[:2]
        for text in strings(work.fields.get("description"))[:1]
    ]
    for number, (text, by) in enumerate(said):
        if value := plain(text)[:MAX_DESCRIPTION_CHARS]:
            yield fact("description", value, by, 0.95 - number / 100)


def section_facts(sources: Sources) -> Iterator[Fact]:
    """The section of the paper; an address or a title in that field is not one."""
    said = [
        (text, f"JSON-LD {work.kind}.articleSection")
        for work in sources.articles[:2]
        for text in strings(work.fields.get("articleSection"))[:1]
    ]
    said += [(content[0], f"meta {name}") for name, content in sources.head.all(SECTION_METAS)]
    for number, (text, by) in enumerate(said):
        value = plain(text)
        if value and len(value) <= MAX_SECTION_CHARS and "://" not in value:
            yield fact("section", value, by, 0.95 - number / 100)


def topic_facts(sources: Sources) -> Iterator[Fact]:
    """Keywords and tags as a list. The head's `keywords` come last: often they are the site's."""
    said: list[tuple[Sequence[Any], str, float]] = [
        (strings(work.fields.get("keywords")), f"JSON-LD {work.kind}.keywords", 0.95) for work in sources.articles[:2]
    ]
    said += [
        (content, f"meta {name}", 0.92 if name in ("keywords", "dc.subject") else 0.94)
        for name, content in sources.head.all(TOPIC_METAS)
    ]
    for texts, by, confidence in said:
        if topics := topics_in([text for text in texts if isinstance(text, str)], sources.squashed):
            yield fact("topics", topics, by, confidence)


def topics_in(texts: Sequence[str], sites: Sequence[str] = ()) -> list[str]:
    """Topics once each; one text holds several between commas, several texts hold one each, the site's name is none.

    >>> topics_in(["rain, floods,Rain, example"], ["example"]), topics_in(["Leeds, West Yorkshire", "rain"])
    (['rain', 'floods'], ['Leeds, West Yorkshire', 'rain'])
    """
    pieces = COMMAS.split(texts[0][:20_000]) if len(texts) == 1 else texts[: 4 * MAX_TOPICS]
    topics: dict[str, str] = {}
    for piece in pieces:
        topic = plain(piece)
        if (
            topic
            and len(topic) <= MAX_TOPIC_CHARS
            and squash(topic) not in sites
            and ":" not in topic[1:-1].split(" ")[0]
        ):
            topics.setdefault(topic.casefold(), topic)
    return list(topics.values())[:MAX_TOPICS]


def paywall_facts(sources: Sources) -> Iterator[Fact]:
    """Whether the page says that it is not free to read (`isAccessibleForFree`, article:content_tier)."""
    said = [
        (work.fields.get("isAccessibleForFree"), f"JSON-LD {work.kind}.isAccessibleForFree")
        for work in sources.works[:4]
    ]
    said += [(contents[0], f"meta {name}") for name, contents in sources.head.all(("isaccessibleforfree",))]
    for value, by in said:
        free = {"true": True, "false": False}.get(one_line(str(value)).rsplit("/", 1)[-1].lower())
        if free is not None:
            yield fact("paywalled", not free, by, 0.95)
    if found := sources.head.first("article:content_tier"):
        tier = found[1].strip().lower()
        if tier in ("free", "locked", "metered"):
            yield fact("paywalled", tier != "free", "meta article:content_tier", 0.92)


ABOUT: tuple[Callable[[Sources], Iterator[Fact]], ...] = (
    language_facts, site_facts, description_facts, section_facts, topic_facts, paywall_facts,
)  # fmt: skip
