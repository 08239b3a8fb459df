"""The authors found → marks on the lines of a page that name them and say nothing else, but for a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from cleaner.lines import Lines
from cleaner.metadata.byline import without_dates
from cleaner.metadata.gather import Sources
from cleaner.metadata.headline_area import MAX_LINE
from cleaner.metadata.names import names_in, strip_by
from cleaner.page import Fact, Mark, Words
from cleaner.reading.surroundings import names_author
from cleaner.reading.tags import HEADINGS

WORD = regex.compile(r"\p{L}+")


def credited(view: Lines, sources: Sources, facts: Sequence[Fact]) -> Iterator[Mark]:
    """A byline's mark on each line that only names authors: above or below the prose, or in an element called a byline.

    Between paragraphs a name alone may be the speaker of what follows.
    """
    found = [fact for fact in facts if fact.name == "authors"]
    authors = max(found, key=lambda fact: fact.confidence).value if found else ()
    for index, block in enumerate(view.page.blocks):
        text = block.text
        if len(text) > MAX_LINE or block.tag in HEADINGS or not any(name in text for name in authors):
            continue
        if (view.at_edge(index) or names_author(block.path.rpartition(" ")[2])) and only_names(
            text, authors, sources.words, sources.sites
        ):
            yield Mark(index, "byline", why="names the authors, and says nothing else", by="credited", confidence=0.9)


def only_names(text: str, authors: Sequence[str], words: Words, sites: Sequence[str] = ()) -> bool:
    """Whether a line is names of these authors, with the words of a byline and a date at the most."""
    told = without_dates(strip_by(text, words)[0])
    names = names_in(told, words, sites)
    for name in names:
        told = told.replace(name, " ")
    rest = {word.casefold() for word in WORD.findall(told)}
    return bool(names) and set(names) <= set(authors) and rest <= words.list("and")
