"""Paragraphs that stay → sentences at their ends that are residue: "(RELATED: ...)", a prompt, a list of links.

Where markup was lost together with its line breaks, what stood beside a paragraph stands in it. Sentences are judged by
their words from the end of the paragraph inwards, and from its beginning, as long as each is residue.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import regex

from cleaner.text import judge
from cleaner.text.sentences import ends_sentence, opens_quotation
from cleaner.text.words import has_words

# How clearly a sentence must be residue, in log odds: in brackets, without the end of a sentence, with it, and where it
# stands before the first sentence of a paragraph. "Dr." is no sentence, and "(Reuters)" a source.
BRACKETED, OPEN, ENDED, BEFORE = 0.8, 2.0, 2.0, 3.0
# Less must speak against what has no end where other lines of the text are residue, and against an address.
OPEN_AMONG = 1.3
ADDRESS = re.compile(r"https?://|www\.")
FEWEST_WORDS = 3
# What ends in a colon announces what follows.
COLONS, ANNOUNCES = (":", "："), 3.0
# In characters: longer sentences are the article's, or promotions that stand in paragraphs of their own.
LONGEST, LONGEST_BEFORE = 300, 150
# So many words of the paragraph are left, at least.
LEFT_WORDS = 8
# Sentences that are looked at from either end, and how far into the paragraph.
MOST_SENTENCES, REACH = 4, 600
# A title in brackets behind a label, or a tail that is all capitals at the beginnings of words, is a link to another
# story or a prompt: little needs to be said against it by its words. So is a tail with two labels in capitals.
IN_BRACKETS, TITLED, TITLE_WORDS, LABEL_WORDS = -1.5, 0.0, 3, 3
# Behind a dash stands who said it.
DASHES = "-–—"
CAPITALS = 0.7
LABELS = regex.compile(r"(?<!\p{L})\p{Lu}{4,}:\s?\p{L}")
CASED = regex.compile(r"\p{L}[\p{L}\p{M}'’-]*")
# No sentence ends behind an initial ("Kevin J. Andrews"). All marks in front, so that `re` runs from mark to mark.
BREAK = re.compile(
    r"[.!?…।؟۔。！？](?:(?<=[.!?…।؟۔])(?<!\s[^\W\d_].)[\"”“’‘»)\]]{0,2}\s+|(?<=[。！？])[」』”）]?)(?=[^\s.!?…])"
)
# Signs between sections hold none ("X X X").
WORD = re.compile(r"[^\W\d_]{2}")
CLOSED = re.compile(r"[)\]）】]\W{0,2}\Z")
BRACKETS = re.compile(r"\s(?=[(\[（【][^()\[\]（）【】]{3,200}[)\]）】]\W{0,2}\Z)")


class Inline(NamedTuple):
    """Residue in a paragraph: the number of its line, its characters, and how sure the judge is, in log odds."""

    line: int
    start: int
    end: int
    odds: float


def inline_residue(
    lines: Sequence[str], numbers: Sequence[int], file: Path | None = None, *, among: bool = False
) -> Iterator[Inline]:
    """The residue at the ends of the numbered lines. `file`: another judge than the shipped one; `among`: other lines
    of the text are residue.

    >>> found = inline_residue([PARAGRAPH], [0])
    >>> [PARAGRAPH[one.start : one.end] for one in found]
    ['Sign up for our newsletter']
    >>> list(inline_residue([PARAGRAPH.partition("Sign")[0] + "Here are some of the latest of the other plans:"], [0]))
    []
    """
    paragraphs = {at: breaks_of(lines[at]) for at in numbers}
    before = {at: [*breaks[::-1]] for at, breaks in paragraphs.items() if breaks}
    tails = cut(lines, before, ahead=False, among=among, file=file)
    yield from (Inline(at, start, len(lines[at]), odds) for at, (start, odds) in tails.items())
    heads = cut(
        lines, {at: breaks for at, breaks in paragraphs.items() if breaks and at not in tails}, ahead=True, file=file
    )
    yield from (Inline(at, 0, end, odds) for at, (end, odds) in heads.items())


PARAGRAPH = "The strike goes on until Friday, the union said after the talks had failed. Sign up for our newsletter"


def breaks_of(text: str) -> list[int]:
    """Where a sentence of the paragraph may begin, near either end."""
    if len(text) <= 2 * REACH:
        found = [match.end() for match in BREAK.finditer(text)]
    else:
        rest = len(text) - REACH
        found = [match.end() for match in BREAK.finditer(text[:REACH])]
        found += [rest + match.end() for match in BREAK.finditer(text[rest:])]
    if CLOSED.search(text[-3:]) and (match := BRACKETS.search(text)):
        found = sorted({*found, match.end()})
    return found


def cut(
    lines: Sequence[str], breaks: dict[int, list[int]], *, ahead: bool, file: Path | None, among: bool = False
) -> dict[int, tuple[int, float]]:
    """How far residue reaches into each line, sentence after sentence, with the odds of the last one taken.

    Only sentences that may go are judged by their words.
    """
    found: dict[int, tuple[int, float]] = {}
    if not ahead:
        breaks = {at: places for at, places in breaks.items() if not runs_on(lines, at)}
    for step in range(MOST_SENTENCES):
        parts = {
            at: (*part, least)
            for at, places in breaks.items()
            if (part := sentence_at(lines[at], places, step, ahead=ahead))
            and may_go(lines[at], part[0], ahead=ahead)
            and (least := needed(part[1], lines[at][part[0] :], ahead=ahead, among=among)) < math.inf
        }
        if not parts:
            break
        odds = judge.residue_odds([text for _, text, _ in parts.values()], file).tolist()
        going = {}
        for (at, (place, _, least)), each in zip(parts.items(), odds, strict=True):
            if each > least:
                found[at] = (place, each)
                going[at] = breaks[at]
        breaks = going
    return found


def runs_on(lines: Sequence[str], at: int) -> bool:
    """Whether the line after a paragraph goes on in small letters, so that its end is none."""
    return at + 1 < len(lines) and lines[at + 1].lstrip()[:1].islower()


def sentence_at(text: str, places: Sequence[int], step: int, *, ahead: bool) -> tuple[int, str] | None:
    """The break behind the sentence that is looked at, as seen from the paragraph's middle, and the sentence; None
    where there is none, or one that is too long to go."""
    if step >= len(places):
        return None
    place = places[step]
    beyond = places[step - 1] if step else (0 if ahead else len(text))
    sentence = text[beyond:place].strip() if ahead else text[place:beyond].strip()
    return (place, sentence) if len(sentence) <= (LONGEST_BEFORE if ahead else LONGEST) else None


def needed(text: str, tail: str, *, ahead: bool, among: bool = False) -> float:
    """How clearly a sentence must be residue to go. `tail`: it and all behind it; `among`: as above."""
    if not has_words(text, FEWEST_WORDS) or not WORD.search(text):
        return math.inf
    if ahead:
        return BEFORE
    if tail.count(":") > 1 and LABELS.search(text) and len(LABELS.findall(tail)) > 1:
        return -math.inf
    if text[:1] in "([（【":
        return IN_BRACKETS if is_title(text) else BRACKETED
    if is_title(text) and text[:1] not in DASHES:
        return TITLED
    loose = OPEN_AMONG if among or ADDRESS.search(text) else OPEN
    return ENDED if ends_sentence(text) else ANNOUNCES if text.rstrip().endswith(COLONS) else loose


def is_title(text: str) -> bool:
    """Whether most words have a capital, and the text is in brackets behind a label, or no sentence.

    >>> is_title("(RELATED: Captain Says Smoke Was Tea)"), is_title("Tired Of Waiting?"), is_title("He was tired.")
    (True, True, False)
    >>> is_title("(Photo: Ann Lee)"), is_title("(Reuters)"), is_title("A trial followed")
    (False, False, False)
    """
    if text.rstrip().endswith("."):
        return False
    label, colon, title = text.partition(":")
    bracketed = text[:1] in "([" and bool(colon) and len(label.split()) <= LABEL_WORDS
    if text[:1] in "([" and not bracketed:
        return False
    named = CASED.findall(title if bracketed else text)
    if len(named) < TITLE_WORDS:
        return False
    return bool(sum(word[0].isupper() for word in named) >= CAPITALS * len(named))


def may_go(text: str, place: int, *, ahead: bool) -> bool:
    """Whether enough of the paragraph is left, and no quotation is cut."""
    if text[place : place + REACH].lstrip()[:1].islower():
        return False
    left = text[place:] if ahead else text[:place]
    return ends_sentence(left.rstrip()) and has_words(left, LEFT_WORDS) and not opens_quotation(text[:place])
