"""A page as it is seen → whether it is an error, a wall before the page, or the free beginning of an article."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import ceil

from cleaner.heuristics.view import fold, word_count
from cleaner.main_content.sight import Kept, Sight
from cleaner.page import Page, Words

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

WALLS = {
    "error_pages": "an error page",
    "script_walls": "a page that waits for a script",
    "login_walls": "a page that asks to log in",
    "consent_walls": "a page that asks for consent",
}
"""Lists of the packs, and what a page is that says so."""

LINE_WORDS = {"error_pages": 2, "script_walls": 2, "login_walls": 3, "consent_walls": 4}
"""A line that is no heading has so many words at least: "Log in" stands on any page."""


def wall(sight: Sight) -> str:
    """An error page or a wall: its heading says so, or a line of a page that has no sentence besides."""
    if sum(sight.prose.values()) > WALL_PROSE:
        return ""
    for name, what in WALLS.items():
        phrases = folded(sight.words.list(name))
        said = [line for line in headings(sight, name) if is_phrase(fold(line), phrases)]
        says = holds_phrase if name == "script_walls" else is_phrase
        texts = (
            {at: fold(block.text) for at, block in enumerate(sight.page.blocks)} if not said and small(sight) else {}
        )
        hits = {at for at, text in texts.items() if text.count(" ") + 1 >= LINE_WORDS[name] and says(text, phrases)}
        if hits and all(at in hits or holds_phrase(texts[at], phrases) for at in sight.prose):
            said = [sight.page.blocks[min(hits)].text]
        if said:
            return f"{what}, says “{said[0][:QUOTED]}”"
    return ""


def small(sight: Sight) -> bool:
    """Whether the page has hardly a word outside links."""
    return sight.page_words <= WALL_PAGE


def headings(sight: Sight, wall: str) -> Sequence[str]:
    """The headings that may say so: an error page may be surrounded by teasers, a wall stands alone."""
    return sight.headings if wall == "error_pages" or sight.page_words <= CONSENT_PAGE else ()


def stub(page: Page, kept: Kept, words: Words) -> str:
    """The line of a page that says that its short text is only the beginning of an article; empty without one."""
    if page.markup is not None and page.markup.linked:
        return ""
    if any(words_so_far > STUB_WORDS for words_so_far in accumulate(word_count(block.text) for _, block in kept)):
        return ""
    phrases = folded(words.list("paywalls"))
    return next((block.text[:QUOTED] for block in page.blocks if is_phrase(fold(block.text), phrases)), "")


def consent(sight: Sight) -> str:
    """A request for consent in place of the page: most of what stays speaks of it, and there is a button to agree."""
    if not sight.kept or sight.page_words > CONSENT_PAGE or sight.page.markup is None:
        return ""
    about, agree = sight.words.list("consent_words"), folded(sight.words.list("consent_buttons"))
    texts = [fold(block.text) for _, block in sight.kept]
    sizes = [word_count(text) for text in texts]
    speaking = sum(size for text, size in zip(texts, sizes, strict=True) if about & set(text.split()))
    if speaking < ABOUT_CONSENT * sum(sizes) or sight.claims_article:
        return ""
    if not any(fold(block.text) in agree for block in sight.page.blocks):
        return ""
    walls = folded(sight.words.list("consent_walls"))
    titled = [text for _, text in sight.head.headlines if text and not is_phrase(fold(text), walls)]
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
