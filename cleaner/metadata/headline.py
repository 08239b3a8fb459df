"""What the page says → facts on its title: every candidate, the winner first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cleaner.metadata import titles
from cleaner.metadata.article import headline
from cleaner.metadata.facts import fact
from cleaner.metadata.gather import TITLE_METAS, Sources, find_headline
from cleaner.metadata.head import heading_text
from cleaner.metadata.names import squash
from cleaner.metadata.title_signs import Offer, offers_of, setting_of, signs_of
from cleaner.metadata.title_weights import WEIGHTS
from cleaner.page import Fact

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
