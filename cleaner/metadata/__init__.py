"""A page → facts about its article: title, authors, dates, language and more, each with who says so."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.lines import Lines
from cleaner.metadata.about import ABOUT
from cleaner.metadata.authors import author_facts
from cleaner.metadata.credited import credited
from cleaner.metadata.field_lines import field_lines
from cleaner.metadata.gather import Sources, gather
from cleaner.metadata.headline import title_facts
from cleaner.metadata.plain_text import heads
from cleaner.metadata.published import date_facts
from cleaner.page import Fact, Finding

__all__ = ["Sources", "findings"]


def findings(view: Lines) -> Iterator[Finding]:
    """Every candidate for each piece of metadata, the winner with the highest confidence. Never raises.

    HTML is read for linked data, meta tags, the lines by the headline and the address. In plain text the lines above
    the article are read: its headline, byline and date, which leave the body where they are taken.
    """
    page, words = view.page, view.words
    if page.markup is None:
        if words.languages:
            yield Fact("language", words.languages[0], why="the language of its words", by="words", confidence=0.6)
        yield from field_lines(view)
        yield from heads(view)
        return
    sources = gather(page, words)
    yield from title_facts(sources)
    authors = list(author_facts(sources))
    yield from authors
    yield from credited(view, sources, authors)
    for resolver in (date_facts, *ABOUT):
        yield from resolver(sources)
