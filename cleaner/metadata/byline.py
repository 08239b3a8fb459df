"""The lines around the headline → the names and the dates that stand in them, and why they are taken for that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from cleaner.metadata.headline_area import MAX_LINE, Line
from cleaner.metadata.names import is_full_name, is_name, is_role, may_begin_with_by, names_in, strip_by
from cleaner.page import Words
from cleaner.reading.surroundings import in_card, names_author
from cleaner.text.printed_dates import IN_WORDS, NUMBERS, STAMP

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
            names = names_in(without_helpers(without_dates(text), words), words, sites)
            names = [name for name in names if not is_furniture(name, words)]
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
    if begins and (by := _after_by(line, words)):
        yield by, BEGINS, 0.88
    elif (
        begins
        and strip_by(line.text, words)[1]
        and len(line.leaves) == 1
        and following
        and len(following[0].text) < MAX_LINE
    ):
        yield in_pieces(following[0].leaves, words), "stands after a byline's word, by the headline", 0.87
    elif MORE_THAN_A_NAME.search(line.text) and (evidence := words.matches("byline", line.text)):
        for value in (evidence.fields.get("authors"), evidence.fields.get("author")):
            if value:
                yield ", ".join(value) if isinstance(value, list) else str(value), f"a byline, says {evidence.by}", 0.87
    if named:
        yield ", ".join(named), f"an element {CALLED}, by the headline", 0.86
    elif names_author(line.hints):
        yield in_pieces(line.leaves, words), f"a line {CALLED}, by the headline", 0.82


def _after_by(line: Line, words: Words) -> str:
    """The names after "By", from the line's texts: they end with their element, unless "and" or a comma goes on, or a
    link like that of the name before."""
    first, by = strip_by(line.leaves[0], words)
    if not by:
        return ""
    text = ""
    before = None
    for leaf, node in zip((first, *line.leaves[1:]), line.nodes, strict=True):
        if not leaf.strip(" :"):
            continue
        comma = before is not None and is_full_name(leaf) and not is_role(leaf, words, True) and _alike(before, node)
        if text and not comma and not goes_on(text, leaf, words):
            break
        text = f"{text}{',' if comma else ''} {leaf}" if text else leaf
        before = node
    return BEFORE_COMMA.sub("", text)


def _alike(one: Any, other: Any) -> bool:
    """Whether two texts are links of one kind: called alike, to pages in one folder."""
    links = [node.parent.attributes if node.parent.tag == "a" else {} for node in (one, other)]
    folders = [(link.get("href") or "").rpartition("/")[0::2] for link in links]
    called = [link.get("class") for link in links]
    return all(page for _, page in folders) and folders[0][0] == folders[1][0] and called[0] == called[1]


def goes_on(text: str, piece: str, words: Words) -> bool:
    """Whether a byline's next piece still belongs to its names: "and" or a comma stands between them."""
    joiners = {*words.list("and"), ",", "&", ";", "+"}
    begins, ends = piece.split(" ", 1)[0].casefold(), text.rsplit(" ", 1)[-1].casefold()
    return begins in joiners or ends in joiners or piece[:1] == "," or text[-1:] == ","


def in_pieces(pieces: Sequence[str], words: Words) -> str:
    """The texts of a byline's elements as one; what follows a full name in an element of its own is said about it, and
    stands behind a bar: "Ada Okafor | Science editor"."""
    text = ""
    for piece in pieces:
        last = strip_by(text.rsplit(" | ", 1)[-1], words)[0]
        bar = is_full_name(last) and not goes_on(text, piece, words)
        text = f"{text} | {piece}" if bar else f"{text} {piece}" if text else piece
    return BEFORE_COMMA.sub("", text)


@lru_cache(maxsize=64)
def _helping(phrases: frozenset[str]) -> regex.Pattern[str]:
    listed = "|".join(regex.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return regex.compile(rf"\b(?:{listed})\b:?\s*" if phrases else r"(?!)", regex.I)


def without_helpers(text: str, words: Words) -> str:
    """A byline without those who edited or illustrated ("…, edited by Bo Lind"), unless it names nobody else."""
    found = _helping(words.list("helpers")).search(text)
    if not found:
        return text
    return text[: found.start()] if is_name(text[: found.start()].strip(" ,;|")) else text[found.end() :]


def without_dates(text: str) -> str:
    """A byline without dates and times of day: "Ada Okafor | 4 December 2024" → "Ada Okafor |  | "."""
    if not DIGITS.search(text):
        return text
    for pattern in (STAMP, NUMBERS, IN_WORDS):
        text = pattern.sub(" | ", text)
    return FROM_CLOCK.sub("", text)
