"""A page → facts about its article: title, authors, dates, language and more, each with who says so."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.metadata.about import ABOUT
from cleaner.metadata.authors import author_facts
from cleaner.metadata.gather import Sources, gather
from cleaner.metadata.headline import title_facts
from cleaner.metadata.published import date_facts
from cleaner.page import Fact, Page, Words

__all__ = ["Sources", "findings"]


def findings(page: Page, words: Words) -> Iterator[Fact]:
    """Every candidate for each piece of metadata, the winner with the highest confidence. Never raises.

    HTML is read for linked data, meta tags, the lines by the headline and the address. Of plain text only the
    language is said; its title and byline are for rules and heuristics.
    """
    if page.markup is None:
        if words.languages:
            yield Fact("language", words.languages[0], why="the language of its words", by="words", confidence=0.6)
        return
    sources = gather(page, words)
    for resolver in (title_facts, author_facts, date_facts, *ABOUT):
        yield from resolver(sources)
