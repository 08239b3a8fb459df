"""What the page says → facts on its title: every candidate, the winner first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from cleaner.metadata import titles
from cleaner.metadata.gather import TITLE_METAS, Sources, find_headline
from cleaner.metadata.head import heading_text
from cleaner.metadata.sources import fact, headline
from cleaner.metadata.title_weights import WEIGHTS
from cleaner.metadata.titles import MIN_HEADLINE, Title, is_site, words_of
from cleaner.page import Fact
from cleaner.reading.surroundings import calls
from cleaner.text.words import squash

H1, OPEN_GRAPH, NEWS_DATA = "h1", "meta og:title", "news data"
NEWS = regex.compile(r"JSON-LD \w*NewsArticle")
TITLE_NAME = regex.compile(r"(?<![a-z])(?:headline|title|heading)(?![a-z])|Title|Headline", regex.I)
NOT_TITLE_NAME = regex.compile(r"logo|site|brand|widget|section|modal|category|menu|nav", regex.I)
ARTICLE_TAGS = frozenset(("article", "main"))
FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "form", "dialog"))
LEVELS = 8
MANY_WORDS, FEW_WORDS = 18, 3
SLUG_WORD = regex.compile(r"[\p{L}\p{N}]{3,}")
MIN_SLUG_WORDS = 2


@dataclass(slots=True)
class Offer:
    """One title: as its first source spells it, who says it, and the element that shows it."""

    text: str
    key: str
    words: set[str]
    sources: list[str] = field(default_factory=list)
    node: Any = None


@dataclass(slots=True)
class Setting:
    """What all offers of a page share. `first` has the first offer of the sources that matter."""

    offers: Sequence[Offer]
    sites: Sequence[str]
    slug: set[str]
    first: dict[str, Offer]
    headlines: int


def offers_of(titles: Sequence[Title]) -> list[Offer]:
    """Each different title once, in the order of the sources.

    >>> [(offer.text, offer.sources) for offer in offers_of([Title("Rain", "", "h1"), Title("RAIN", "", "title")])]
    [('Rain', ['h1', 'title'])]
    """
    found: dict[str, Offer] = {}
    for title in titles:
        key = squash(title.text)
        offer = found.get(key)
        if offer is None:
            offer = found[key] = Offer(title.text, key, words_of(title.text))
        offer.sources.append(title.source)
        offer.node = title.node if offer.node is None else offer.node
    return list(found.values())


def setting_of(offers: Sequence[Offer], sites: Sequence[str], address: str | None) -> Setting:
    """Look at the page's titles together."""
    first: dict[str, Offer] = {}
    for offer in offers:
        for source in offer.sources:
            first.setdefault(NEWS_DATA if NEWS.match(source) else source, offer)
    headlines = sum(offer.sources.count(H1) for offer in offers)
    return Setting(offers, sites, slug_words(address), first, headlines)


def slug_words(address: str | None) -> set[str]:
    """The words of an address's last part, or of the one before if that is longer.

    >>> sorted(slug_words("https://example.org/news/rain-in-leeds-123.html?a=b"))
    ['123', 'html', 'leeds', 'rain']
    """
    path = (address or "").split("?", 1)[0].split("#", 1)[0].split("://", 1)[-1].rstrip("/")
    parts = path.split("/")[1:]
    return set(SLUG_WORD.findall(max(parts[-2:], key=len).casefold())) if parts else set()


def signs_of(offer: Offer, setting: Setting) -> dict[str, float]:
    """How far each sign holds for an offer, from 0 to 1."""
    return {name: float(sign(offer, setting)) for name, sign in SIGNS.items()}


def _slug(offer: Offer, setting: Setting) -> float:
    slug = setting.slug
    return len(offer.words & slug) / len(slug) if len(slug) >= MIN_SLUG_WORDS else 0.0


def _two_against_the_h1(offer: Offer, setting: Setting) -> bool:
    first = setting.first
    return first.get(OPEN_GRAPH) is offer and first.get(NEWS_DATA) is offer and first.get(H1, offer) is not offer


def _more_than_h1(offer: Offer, setting: Setting) -> bool:
    shown = setting.first.get(H1)
    return shown is not None and shown is not offer and shown.words < offer.words


def _ends_with_another(offer: Offer, setting: Setting) -> bool:
    return any(
        other is not offer and len(other.key) >= MIN_HEADLINE and offer.key.endswith(other.key)
        for other in setting.offers
    )


def _called_a_title(offer: Offer, _setting: Setting) -> bool:
    called = calls(offer.node) if offer.node is not None else ""
    return bool(TITLE_NAME.search(called)) and not NOT_TITLE_NAME.search(called)


def _inside(tags: frozenset[str]) -> Callable[[Offer, Setting], bool]:
    def inside(offer: Offer, _setting: Setting) -> bool:
        node = offer.node
        for _ in range(LEVELS):
            node = node.parent if node is not None else None
            if node is None:
                return False
            if node.tag in tags:
                return True
        return False

    return inside


SIGNS: dict[str, Callable[[Offer, Setting], float]] = {
    "h1 and og:title": lambda offer, _: H1 in offer.sources and OPEN_GRAPH in offer.sources,
    "og:title and a news article's data, not the h1": _two_against_the_h1,
    "share of the address's words": _slug,
    "all words of the h1 and more": _more_than_h1,
    "ends with another title": _ends_with_another,
    "first h1": lambda offer, setting: setting.first.get(H1) is offer,
    "only h1": lambda offer, setting: H1 in offer.sources and setting.headlines == 1,
    "element called a title": _called_a_title,
    "in an article": _inside(ARTICLE_TAGS),
    "in furniture": _inside(FURNITURE_TAGS),
    "site's name": lambda offer, setting: is_site(offer.text, setting.sites),
    "bar": lambda offer, _: "|" in offer.text,
    "few words": lambda offer, _: len(offer.words) <= FEW_WORDS,
    "many words": lambda offer, _: len(offer.words) >= MANY_WORDS,
}
"""Chosen from some sixty, one by one, by how much each lowered the loss on pages of sites not trained on."""


MAX_HEADLINES = 20
MAX_WORKS = 4
MAX_NAMED = 3
"""So many sources that agree are named in the explanation."""
CUT = "title, its first part"
SHOWN = "heading, a part of title"
MAX_LESSER = 80
CUT_FROM = ("h1", "meta og:title", "title")


def title_facts(sources: Sources) -> Iterator[Fact]:
    """All titles without the site's name, the likeliest first; the lines around that headline are read then."""
    offers = ranked(title_candidates(sources), sources)
    for number, offer in enumerate(offers):
        yield fact("title", offer.text, offer.sources[0], 0.92 if number else 0.98, why(offer, len(offers)))
    find_headline(sources, offers[0].text if offers else None)


def ranked(candidates: Sequence[titles.Title], sources: Sources) -> list[Offer]:
    """Each different title once, the likeliest first; of equals the one said first."""
    offers = offers_of(candidates)
    if len(offers) < 2:
        return offers
    setting = setting_of(offers, sources.squashed, sources.address)
    sums = [sum(WEIGHTS[name] * value for name, value in signs_of(offer, setting).items()) for offer in offers]
    order = sorted(range(len(offers)), key=lambda at: (-sums[at], at))
    return [offers[at] for at in order]


def why(offer: Offer, others: int) -> str:
    """Who says it, and who agrees: "h1, agrees with meta og:title"."""
    first, *rest = dict.fromkeys(offer.sources)
    agreed = f", agrees with {', '.join(rest[:MAX_NAMED])}" if rest else ", alone" if others > 1 else ""
    return first + agreed


def title_candidates(sources: Sources) -> list[titles.Title]:
    """The headline, the title in linked data and meta tags, and the document's title, each without the site's name."""
    head = sources.head
    raw: list[tuple[str, str, Any]] = [(text, "h1", node) for node, text in head.headlines[:MAX_HEADLINES]]
    for work in sources.works[:MAX_WORKS]:
        if name := headline(work.fields):
            raw.append((name, f"JSON-LD {work.kind}.headline", None))
    raw += [(content[0], f"meta {name}", None) for name, content in head.all(TITLE_METAS)]
    raw += [(head.document_title, "title", None)]
    raw += _shown_in_the_title(sources)
    plain = {text: titles.plain(text) for text, _, _ in raw}
    kept = {text for text in plain.values() if 0 < len(text) <= titles.MAX_TITLE}
    keys = {squash(text) for text in kept}
    bare = {text: titles.without_site(text, sources.squashed, keys) for text in kept}
    found = [
        titles.Title(bare[plain[text]], plain[text], source, node) for text, source, node in raw if plain[text] in kept
    ]
    return [*found, *_first_parts(found)]


def _shown_in_the_title(sources: Sources) -> Iterator[tuple[str, str, Any]]:
    """Lesser headings that are the beginning or the end of the document's title, where no headline is a part of it: the
    rest of the title is the site's name, and so may be the headline."""
    title = titles.plain(sources.head.document_title)
    whole = squash(title)
    known = (squash(text) for _, text in sources.head.headlines)
    if any(key and key in whole and not titles.is_site(key, sources.squashed) for key in known):
        return
    for node in sources.tree.css("h2, h3")[:MAX_LESSER]:
        text = titles.plain(heading_text(node))
        if len(text) >= titles.MIN_HEADLINE and squash(text) in whole and titles.is_part(text, title):
            yield text, SHOWN, node


def _first_parts(found: Sequence[titles.Title]) -> Iterator[titles.Title]:
    """What stands before the last bar of a title: the rest may be a section or a slogan."""
    for text, node in {title.text: title.node for title in found if title.source in CUT_FROM}.items():
        ranges = titles.parts_of(text)
        if len(ranges) > 1 and len(cut := text[: ranges[-2][1]]) >= titles.MIN_HEADLINE:
            yield titles.Title(cut, text, CUT, node)
