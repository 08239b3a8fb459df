"""A page as it is seen → whether it is an error, a wall before the page, or the free beginning of an article."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import ceil

import regex

from cleaner.deciding.page_signs import Kept, Signs
from cleaner.page import Page, Words
from cleaner.text.words import fold, word_count

# An error or a wall says no more than so many words in sentences, and stands on a page of no more words outside links.
WALL_PROSE, WALL_PAGE = 60, 150
# A request for consent is longer.
CONSENT_PAGE, ABOUT_CONSENT = 400, 0.6
# A phrase is what a heading says if it makes up so much of its words.
PHRASE_SHARE = 0.5
# Characters of a line that are quoted.
QUOTED = 80
# An article of no more words may be the free beginning of a longer one.
STUB_WORDS = 250

# A file's name, day and size; columns are made with blanks.
FILE_WORDS = 10

WALLS = {
    "error_pages": "an error page",
    "script_walls": "a page that waits for a script",
    "login_walls": "a page that asks to log in",
    "consent_walls": "a page that asks for consent",
    "ad_walls": "a page that asks to switch off an ad blocker",
}
"""Lists of the packs, and what a page is that says so."""

LINE_WORDS = {"error_pages": 2, "script_walls": 2, "login_walls": 3, "consent_walls": 4, "ad_walls": 3}
"""A line that is no heading has so many words at least: "Log in" stands on any page."""

FIRST_SENTENCE = regex.compile(r"([^.!?…。！？]+)[.!?…。！？]\s")
SENTENCE_WORDS = 4
"""The first sentence of a line has so many words at least, where it alone says so: an article may begin with "Access
denied. That was all that the town said ..."."""


def wall(signs: Signs) -> str:
    """An error page or a wall: its heading says so, or a line of a page that has no sentence besides."""
    if sum(signs.prose.values()) > WALL_PROSE:
        return ""
    for name, what in WALLS.items():
        phrases = folded(signs.words.list(name))
        said = [line for line in headings(signs, name) if is_phrase(fold(line), phrases)]
        if not said and small(signs):
            said = lines(signs, name, phrases)
        if said:
            return f"{what}, says “{said[0][:QUOTED]}”"
    return ""


def lines(signs: Signs, wall: str, phrases: frozenset[str]) -> list[str]:
    """The first line that says so, where all sentences of the page speak of it."""
    says = holds_phrase if wall == "script_walls" else is_phrase
    texts = [block.text for block in signs.page.blocks]
    folds = [fold(text) for text in texts]
    hits = {
        at
        for at, line in enumerate(folds)
        if (line.count(" ") + 1 >= LINE_WORDS[wall] and says(line, phrases)) or begins_so(texts[at], phrases)
    }
    alone = all(at in hits or holds_phrase(folds[at], phrases) for at in signs.prose)
    return [texts[min(hits)]] if hits and alone else []


def begins_so(text: str, phrases: frozenset[str]) -> bool:
    """Whether the first of several sentences says one of the phrases and little else.

    >>> said = frozenset({"access denied", "this account has been suspended"})
    >>> begins_so("This account has been suspended. Ask your host.", said), begins_so("Access denied. Why?", said)
    (True, False)
    """
    first = FIRST_SENTENCE.match(text)
    line = fold(first[1]) if first else ""
    return line.count(" ") + 1 >= SENTENCE_WORDS and is_phrase(line, phrases)


def files(signs: Signs) -> str:
    """A list of files, as a web server writes it: its title is that and a path, and nothing in it is a sentence."""
    starts = tuple(signs.words.list("file_lists"))
    title = next((line for line in signs.headings if line.lower().startswith(starts)), "") if starts else ""
    if not title or any(len(signs.page.blocks[at].text.split()) > FILE_WORDS for at in signs.prose):
        return ""
    return f"a list of files, says “{title[:QUOTED]}”"


def small(signs: Signs) -> bool:
    """Whether the page has hardly a word outside links."""
    return signs.page_words <= WALL_PAGE


def headings(signs: Signs, wall: str) -> Sequence[str]:
    """The headings that may say so: an error page may be surrounded by teasers, a wall stands alone."""
    return signs.headings if wall == "error_pages" or signs.page_words <= CONSENT_PAGE else ()


def stub(page: Page, kept: Kept, words: Words) -> str:
    """The line of a page that says that its short text is only the beginning of an article; empty without one."""
    if page.markup is not None and page.markup.linked:
        return ""
    if any(words_so_far > STUB_WORDS for words_so_far in accumulate(word_count(block.text) for _, block in kept)):
        return ""
    phrases = folded(words.list("paywalls"))
    return next((block.text[:QUOTED] for block in page.blocks if is_phrase(fold(block.text), phrases)), "")


def consent(signs: Signs) -> str:
    """A request for consent in place of the page: most of what stays speaks of it, and there is a button to agree."""
    if not signs.kept or signs.page_words > CONSENT_PAGE or signs.page.markup is None:
        return ""
    about, agree = signs.words.list("consent_words"), folded(signs.words.list("consent_buttons"))
    texts = [fold(block.text) for _, block in signs.kept]
    sizes = [word_count(text) for text in texts]
    speaking = sum(size for text, size in zip(texts, sizes, strict=True) if about & set(text.split()))
    if speaking < ABOUT_CONSENT * sum(sizes) or signs.claims_article:
        return ""
    if not any(fold(block.text) in agree for block in signs.page.blocks):
        return ""
    walls = folded(signs.words.list("consent_walls"))
    titled = [text for _, text in signs.head.headlines if text and not is_phrase(fold(text), walls)]
    return "" if titled else "a page that asks for consent: most of its text speaks of that"


@lru_cache(maxsize=64)
def folded(phrases: frozenset[str]) -> frozenset[str]:
    """Phrases as lines are compared."""
    return frozenset(fold(phrase) for phrase in phrases)


def is_phrase(line: str, phrases: frozenset[str]) -> bool:
    """Whether a line says one of the phrases and little else, at its beginning or end.

    >>> said = frozenset({"page not found"})
    >>> is_phrase("404 page not found", said), is_phrase("how the page not found became an art form", said)
    (True, False)
    """
    if line in phrases:
        return True
    words = line.split()
    size, least = len(words), ceil(PHRASE_SHARE * len(words))
    if least > most_words(phrases):
        return False
    return any(" ".join(words[:n]) in phrases or " ".join(words[size - n :]) in phrases for n in range(least, size))


@lru_cache(maxsize=64)
def most_words(phrases: frozenset[str]) -> int:
    """How many words the longest phrase has."""
    return max((phrase.count(" ") + 1 for phrase in phrases), default=0)


def holds_phrase(line: str, phrases: frozenset[str]) -> bool:
    """Whether a line has one of the phrases of two words and more in it, or is one.

    >>> holds_phrase("please enable javascript to read this page", frozenset({"enable javascript"}))
    True
    """
    return line in phrases or any(" " in phrase and f" {phrase} " in f" {line} " for phrase in phrases)
