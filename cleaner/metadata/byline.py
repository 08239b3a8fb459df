"""The lines around the headline → the names and the dates that stand in them, and why they are taken for that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from cleaner.metadata.dates import IN_WORDS, NUMBERS
from cleaner.metadata.headline_area import MAX_LINE, Line
from cleaner.metadata.names import may_begin_with_by, names_in, strip_by
from cleaner.page import Words
from cleaner.reading.surroundings import in_card, names_author

DIGITS = regex.compile(r"\d\d")
BEFORE_COMMA = regex.compile(r"\s+(?=[,;])")
FROM_CLOCK = regex.compile(r"\d{1,2}[:.]\d{2}.*")
MORE_THAN_A_NAME = regex.compile(r"[:|•·/-]|\d{4}")
"""A pack's byline that does not begin with "by" has a bar, a colon or a date; asking for every line costs too much."""
CALLED = "called a byline"
BEGINS = "begins with a byline's word, by the headline"


@dataclass(frozen=True, slots=True)
class Found:
    """A value by the headline, what made it one, and how sure that is."""

    value: Any
    why: str
    confidence: float


def authors_near(lines: Sequence[Line], words: Words, sites: Sequence[str], headline: Any = None) -> Iterator[Found]:
    """The bylines among the lines by the headline."""
    opens = may_begin_with_by(words)
    for number, line in enumerate(lines):
        if len(line.text) > MAX_LINE:
            continue
        begins = opens(line.text) is not None
        for text, why, confidence in _byline_texts(line, begins, lines[number + 1 : number + 2], words):
            names = [name for name in names_in(without_dates(text), words, sites) if not is_furniture(name, words)]
            if names and not (line.prose and in_card(line.block, headline)):
                yield Found(names, why, confidence)


def is_furniture(text: str, words: Words) -> bool:
    """Whether the text says what the element is, or a pack knows it as no byline ("About the author", "Home")."""
    return names_author(text) or any(evidence.label != "byline" for evidence in words.evidence(text))


def _byline_texts(
    line: Line, begins: bool, following: Sequence[Line], words: Words
) -> Iterator[tuple[str, str, float]]:
    """What of a line, or of the line after a lone "By", is a byline, why, and how sure that is.

    `begins`: the line begins like a byline, as far as a quick test tells.
    """
    named = [text for text, hints in line.named if hints and names_author(hints)]
    if begins and (by := _after_by(line.leaves, words)):
        yield by, BEGINS, 0.88
    elif (
        begins
        and strip_by(line.text, words)[1]
        and len(line.leaves) == 1
        and following
        and len(following[0].text) < MAX_LINE
    ):
        yield following[0].text, "stands after a byline's word, by the headline", 0.87
    elif MORE_THAN_A_NAME.search(line.text) and (evidence := words.matches("byline", line.text)):
        for value in (evidence.fields.get("authors"), evidence.fields.get("author")):
            if value:
                yield ", ".join(value) if isinstance(value, list) else str(value), f"a byline, says {evidence.by}", 0.87
    if named:
        yield ", ".join(named), f"an element {CALLED}, by the headline", 0.86
    elif names_author(line.hints):
        yield line.text, f"a line {CALLED}, by the headline", 0.82


def _after_by(leaves: Sequence[str], words: Words) -> str:
    """The names after "By", from the line's texts: they end with their element, unless "and" or a comma goes on."""
    first, by = strip_by(leaves[0], words)
    if not by:
        return ""
    waiting = [leaf for leaf in (first, *leaves[1:]) if leaf.strip(" :")]
    joiners = {*words.list("and"), ",", "&", ";", "+"}
    text = ""
    for leaf in waiting:
        begins, ends = leaf.split(" ", 1)[0].casefold(), text.rsplit(" ", 1)[-1].casefold()
        joined = begins in joiners or ends in joiners or leaf.startswith(",") or text.endswith(",")
        if text and not joined:
            break
        text = f"{text} {leaf}" if text else leaf
    return BEFORE_COMMA.sub("", text)


def without_dates(text: str) -> str:
    """A byline without dates and times of day: "Ada Okafor | 4 December 2024" → "Ada Okafor |  | "."""
    if not DIGITS.search(text):
        return text
    for pattern in (NUMBERS, IN_WORDS):
        text = pattern.sub(" | ", text)
    return FROM_CLOCK.sub("", text)
