"""A view of a plain text → the headline that stands alone on its first line, in any language and script."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import regex

from cleaner.lines import Lines
from cleaner.metadata.plain_text_lines import Told, bare
from cleaner.text.printed_dates import dates_in
from cleaner.text.words import distinct

# A headline has so many words and characters; the first paragraph stands within so many lines of it.
HEADLINE_WORDS, HEADLINE_CHARS, REACH = range(2, 31), 220, 4
# So many words or fewer say little of what a text is about; so many or more are a summary more often than a headline.
FEW_WORDS, MANY_WORDS = 3, 20
# The paragraphs that say what an article is about, and the characters of it that are searched for the headline's words.
LEDE, BODY_CHARS = 2, 30_000
# Letters of a word that count, and how many stay of a longer one: what follows is its ending.
WHOLE, SHORT_STEM, LONG_WORD = 4, 3, 9
CROSSHEAD_WORDS = 15
# A question among so many lines that has another one below it opens an interview.
QUESTIONS = 8
CAPITALISED = 0.75
STOPPED = regex.compile(r"(?:[.。।۔։]|[,:：;；،])[\"”»’')\]]*\s*\Z")
TRAILING_DOTS = regex.compile(r"(?:\.{2,}|…)[\"”»’')\]]*\s*\Z")
TWO_SENTENCES = regex.compile(r"\p{Ll}{3,}[.][\"”»’]?\s+\p{Lu}")
QUESTION = regex.compile(r"[?？؟][\"”»’')\]]*\s*\Z")
ASKED = regex.compile(r"[?!？！؟][\"”»’')\]]*\s*\Z")
SLASH = regex.compile(r"(?<=\p{L})\s*/\s*(?=\p{L})")
WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
LOWER = regex.compile(r"\p{Ll}")
LABEL = regex.compile(r"\p{Lu}{3,}\s\p{Lu}{4,}\s+\p{Lu}\p{Ll}")

# How much each sign counts. Rounded from a logistic regression over first lines that could be headlines: of the
# labelled texts, of the outlets' texts (their titles are known), of the benchmark's gold texts with and without theirs.
# Of 63 titles in the labelled texts 50 are given, and 3 where there is none; before, 19 and 1.
WEIGHTS = {
    "words of the first paragraphs": 0.3,
    "words of the article": 1.3,
    "many of its words in the first paragraphs": 0.9,
    "many of its words in the article": 0.7,
    "hardly a word to go by": -1.8,
    "few words": -0.9,
    "a summary's length": -2.3,
    "capitals": 0.4,
    "crossheads below": -1.0,
    "asks or exclaims": -0.4,
    "a paragraph directly below": -1.0,
    "a paragraph far below": -0.7,
    "ends in brackets": -0.7,
    "two sentences": -1.4,
    "a stroke between words": -1.5,
    "ends in a stop word": -1.2,
    "an English text": -1.0,
}
BASE, LEAST = -0.3, -0.7
# So sure it must be of an English text that the line leaves the body: bodies of English pages open with a standfirst
# or the heading of a section, worded as a headline is, more often than with the headline.
LEAVES_ENGLISH = 0.65


class Alone(NamedTuple):
    """Whether the first line is told as the headline, and whether that is sure enough for it to leave the body."""

    is_headline: bool
    leaves: bool


def headline_alone(view: Lines, at: int, told: Told) -> Alone:
    """Whether a line that nothing stands above, and no byline below, is the headline. `told`: what the line says.

    Its words are those of the article, it is written like a headline, and what follows is prose; scrapers of English
    pages leave the headline out more often than others, so that there more must speak for it.
    """
    signs = signs_of(view, at, told) if at + 1 < len(view.texts) else None
    if signs is None:
        return Alone(is_headline=False, leaves=False)
    score = BASE + sum(WEIGHTS[name] * float(sign) for name, sign in signs.items())
    least = LEAVES_ENGLISH if signs["an English text"] else LEAST
    return Alone(is_headline=score >= LEAST, leaves=score >= least)


def signs_of(view: Lines, at: int, told: Told) -> dict[str, float] | None:
    """What speaks for and against a line as the headline of the text below it; None where it cannot be one."""
    text = bare(view.texts[at])
    if WORD.search(text) is None or not may_be_headline(view, at, text, told):
        return None
    prose = [place for place in view.prose_places if place > at]
    if not prose or prose[0] - at > REACH:
        return None
    stop_words = view.words.list("stop_words")
    own = stems(text, stop_words)
    lede = own & stems(" ".join(view.texts[place] for place in prose[:LEDE]), stop_words)
    body = own & stems(" ".join(view.texts[place] for place in prose)[:BODY_CHARS], stop_words)
    words = [word for word in text.split() if word[0].isalpha()]
    return {
        "words of the first paragraphs": len(lede) / max(len(own), 1),
        "words of the article": len(body) / max(len(own), 1),
        "many of its words in the first paragraphs": min(len(lede), 4) / 4,
        "many of its words in the article": min(len(body), 6) / 6,
        "hardly a word to go by": len(own) <= 2,
        "few words": view.counts[at] <= FEW_WORDS,
        "a summary's length": view.counts[at] >= MANY_WORDS,
        "capitals": view.counts[at] > FEW_WORDS and sum(word[0].isupper() for word in words) > CAPITALISED * len(words),
        "crossheads below": min(crossheads(view, at), 4) / 4,
        "asks or exclaims": ASKED.search(text) is not None,
        "a paragraph directly below": prose[0] - at == 1,
        "a paragraph far below": prose[0] - at > 2,
        "ends in brackets": text.endswith((")", "]")),
        "two sentences": TWO_SENTENCES.search(text) is not None,
        "a stroke between words": SLASH.search(text) is not None,
        "ends in a stop word": WORD.findall(text)[-1] in stop_words and ASKED.search(text) is None,
        "an English text": view.words.languages[:1] == ("en",),
    }


def may_be_headline(view: Lines, at: int, text: str, told: Told) -> bool:
    """Whether a line is written like a headline, and no pack, date, agency or next line shows that it is not one."""
    if view.counts[at] not in HEADLINE_WORDS or len(text) > HEADLINE_CHARS or view.evidence[at]:
        return False
    if told.kind not in ("", "name") or (STOPPED.search(text) and not TRAILING_DOTS.search(text)):
        return False
    language = view.words.languages[0] if view.words.languages else None
    return not (
        LABEL.match(text)
        or goes_on(view, at, text)
        or LOWER.match(view.texts[at + 1].lstrip("\"“'‘«(")) is not None
        or any(True for _ in dates_in(text, language))
        or (QUESTION.search(text) and any(map(QUESTION.search, view.texts[at + 1 : at + QUESTIONS])))
        or text.rstrip(")").casefold().endswith(tuple(f" {name}" for name in view.words.list("agencies")))
    )


def goes_on(view: Lines, at: int, text: str) -> bool:
    """Whether a line ends in a small word and stands above a wrapped paragraph, as its first line does."""
    below = view.page.blocks[at + 1]
    return below.last_line > below.first_line and WORD.findall(text)[-1] in view.words.list("stop_words")


def crossheads(view: Lines, at: int) -> int:
    """Short lines without a stop between the paragraphs below a line."""
    return sum(
        view.counts[place] <= CROSSHEAD_WORDS
        and view.prose[after]
        and not view.ended(place)
        and not view.texts[place].endswith((":", ","))
        for place, after in pairwise(range(at + 1, len(view.texts)))
    )


def stems(text: str, stop_words: frozenset[str]) -> set[str]:
    """The words of a text without their endings and without stop words; pairs of characters in unspaced scripts.

    >>> sorted(stems("Two councils vote on the ferries", frozenset(["two", "the"])))
    ['counc', 'ferr', 'vote']
    >>> sorted(stems("地震の被害", frozenset()))
    ['の被', '地震', '被害', '震の']
    """
    words = distinct(text.casefold(), WORD)
    odd = [word for word in words if not word.isascii()]
    unspaced = {word for word in odd if UNSPACED.search(word)} if UNSPACED.search(" ".join(odd)) else set()
    found = {stem(word) for word in words - unspaced - stop_words if len(word) >= 3}
    for word in unspaced:
        found.update(map("".join, pairwise(word)))
    return found


def stem(word: str) -> str:
    """A word without what an ending may be in most languages: a third of it, four letters of a long one."""
    if len(word) <= WHOLE:
        return word
    return word[: max(WHOLE, len(word) - SHORT_STEM)] if len(word) <= LONG_WORD else word[: -SHORT_STEM - 1]
