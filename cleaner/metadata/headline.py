"""What the page says → facts on its title: every candidate, the winner first."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.metadata import titles
from cleaner.metadata.article import headline
from cleaner.metadata.facts import fact
from cleaner.metadata.gather import TITLE_METAS, Sources, find_headline
from cleaner.metadata.names import squash
from cleaner.page import Fact

MAX_HEADLINES = 20
MAX_WORKS = 4


def title_facts(sources: Sources) -> Iterator[Fact]:
    """All titles without the site's name, the chosen one first; the lines around the chosen headline are read then."""
    candidates = title_candidates(sources)
    chosen = titles.choose(candidates, sources.squashed)
    if chosen:
        yield fact("title", chosen.text, chosen.source, 0.98, f"{chosen.source}, as the page's other titles agree")
    yield from (fact("title", one.text, one.source, 0.92) for one in candidates if one is not chosen)
    find_headline(sources, chosen.text if chosen else None)


def title_candidates(sources: Sources) -> list[titles.Title]:
    """The headline, the title in linked data and meta tags, and the document's title, each without the site's name."""
    head = sources.head
    raw = [(text, "h1") for _, text in head.headlines[:MAX_HEADLINES]]
    for work in sources.works[:MAX_WORKS]:
        if name := headline(work.fields):
            raw.append((name, f"JSON-LD {work.kind}.headline"))
    raw += [(content[0], f"meta {name}") for name, content in head.all(TITLE_METAS)]
    raw += [(head.document_title, "title")]
    cleaned = [(titles.plain(text), source) for text, source in raw]
    cleaned = [(text, source) for text, source in cleaned if 0 < len(text) <= titles.MAX_TITLE]
    keys = [squash(text) for text, _ in cleaned]
    return [titles.Title(titles.without_site(text, sources.squashed, keys), text, source) for text, source in cleaned]
