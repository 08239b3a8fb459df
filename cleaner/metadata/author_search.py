"""A page that names nobody in its data or by its headline → the names found farther off, each a guess."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import regex

from cleaner.metadata.byline import in_pieces, is_furniture, without_dates, without_helpers
from cleaner.metadata.dates import dates_in
from cleaner.metadata.gather import Sources
from cleaner.metadata.head import one_line
from cleaner.metadata.names import BREAK, is_name, may_begin_with_by, squash, strip_by
from cleaner.metadata.person import is_full_name
from cleaner.reading.surroundings import calls, in_card, names_author, stands_elsewhere

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
