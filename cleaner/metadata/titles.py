"""Everything that claims to be the headline → titles without the site's name, and which of them agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

import regex

from cleaner.metadata.head import one_line
from cleaner.metadata.names import squash

MAX_TITLE = 500
"""Characters; a longer one is a paragraph in the wrong place."""
BAR = regex.compile(r"\s+[|–—»«·•:~/-]+\s+|\s*[|»]\s+|\s+[|«]\s*|\s*::+\s*|\s+-\s+")
MIN_HEADLINE = 10
"""Characters: a shorter part that another source has too ("Blog", "News") is a section."""
MAX_PARTS = 8
WORD = regex.compile(r"[\p{L}\p{N}]+")
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
MIN_OVERLAP = 0.5
MAX_SECTION_WORDS = 5
"""Section headings are shorter; among single headlines at odds with the other titles, all longer ones were right."""
MAX_CLAIM = 180
"""Characters: a longer meta title is a description in the wrong field, and shares words with anything."""
MIN_SITE = 3
"""A site name of fewer letters than this ("i", "X") is too short to be found inside a title's part."""


@dataclass(frozen=True, slots=True)
class Title:
    """One candidate: the text without the site's name, the text as it was, and who says so."""

    text: str
    raw: str
    source: str


def plain(text: str) -> str:
    """A title on one line, entities decoded."""
    return one_line(unescape(unescape(text))) if "&" in text else one_line(text)


def parts_of(title: str) -> list[tuple[int, int]]:
    """The stretches between the bars ("|", "-", "»" between spaces) of a title, as ranges of characters."""
    edges = [(match.start(), match.end()) for match in BAR.finditer(title)]
    starts = [0, *(end for _, end in edges)]
    ends = [*(start for start, _ in edges), len(title)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]


def is_site(part: str, sites: Sequence[str]) -> bool:
    """Whether a part of a title is the site's name, in any spelling ("The Daily Star", "dailystar.net").

    >>> is_site("The Daily Star", ["dailystarnet"]), is_site("Daily Star News", ["dailystar"])
    (True, True)
    >>> is_site("A star", ["dailystar"])
    False
    """
    name = squash(part)
    bare = name.removeprefix("the")
    for site in sites:
        if len(site) < MIN_SITE:
            continue
        if name == site or (len(bare) >= 4 and (site.startswith(bare) or site.endswith(bare))):
            return True
        if len(site) >= 4 and (name.startswith(site) or name.endswith(site)) and part.count(" ") <= site_words(site):
            return True
    return False


def site_words(site: str) -> int:
    """How many spaces a part may have that only contains the site's name: a longer one is a sentence about it."""
    return 4 if len(site) >= 6 else 2


def without_site(title: str, sites: Sequence[str], others: Sequence[str] = ()) -> str:
    """The title without the site's name before or after a bar, or without what another candidate does not have.

    `sites` and `others` are squashed. A part goes only if it is the site's name, or if the rest, as it stands, is
    what another source calls the headline; a title that is nothing but the site's name stays.

        >>> without_site("Rain - and more to come | Example News", ["examplenews"])
        'Rain - and more to come'
        >>> without_site("Rain in Leeds | Weather | Example", ["example"], ["raininleeds"])
        'Rain in Leeds'
        >>> without_site("Rain | Sun", ["example"])
        'Rain | Sun'
    """
    ranges = parts_of(title)
    shared = [text for text in _stretches(title, ranges) if squash(text) in others and not is_site(text, sites)]
    if shared and len(longest := max(shared, key=len)) >= MIN_HEADLINE:
        return longest
    while len(ranges) > 1 and is_site(title[slice(*ranges[-1])], sites):
        ranges.pop()
    while len(ranges) > 1 and is_site(title[slice(*ranges[0])], sites):
        ranges.pop(0)
    return title[ranges[0][0] : ranges[-1][1]] if ranges else title


def _stretches(title: str, ranges: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Every run of neighbouring parts but the whole."""
    count = min(len(ranges), MAX_PARTS)
    for first in range(count):
        for last in range(first + 1, count + 1):
            if last - first < len(ranges):
                yield title[ranges[first][0] : ranges[last - 1][1]]


def overlap(one: str, other: str) -> float:
    """Share of the shorter title's words that the other has too, 0 to 1.

    >>> overlap("Rain in Leeds", "Heavy rain in Leeds floods homes"), overlap("Our blog", "Rain in Leeds")
    (1.0, 0.0)
    """
    first, second = words_of(one), words_of(other)
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def words_of(title: str) -> set[str]:
    """The words of a title, lower case; in scripts without spaces each pair of letters counts as one."""
    words = set(WORD.findall(title.casefold()))
    if len(words) <= 2 < len(title) and UNSPACED.search(title):
        words |= {title[at : at + 2] for at in range(len(title) - 1)}
    return words


def choose(candidates: Sequence[Title], sites: Sequence[str]) -> Title | None:
    """The headline: the h1 that the page's other titles confirm, otherwise the title most of them share.

    A short h1 that has little in common with the other titles is the section's or the site's name ("Our blog").
    A news article's own `headline` field beats the h1; so does a title the h1 only puts a kicker before.
    """
    named = [candidate for candidate in candidates if not is_site(candidate.text, sites)] or list(candidates)
    shown = [candidate for candidate in named if candidate.source == "h1"]
    others = [candidate for candidate in named if candidate.source != "h1"]
    best = _confirmed(shown, others)
    if best is None:
        return max(others, key=lambda title: _support(title, others), default=shown[0] if shown else None)
    for other in others:
        if NEWS.search(other.source) and overlap(other.text, best.text) >= MIN_OVERLAP:
            return other
    return next((other for other in others if _without_kicker(best.text, other.text)), best)


NEWS = regex.compile(r"JSON-LD \w*NewsArticle")
CLAIMS = regex.compile(r"JSON-LD|og:title|twitter:title|\Atitle\Z")
KICKER_END = (":", "-", "–", "—", "|", "»", "+")


def _confirmed(shown: Sequence[Title], others: Sequence[Title]) -> Title | None:
    """The h1 nearest to what the other sources say; a single long one needs no confirmation."""
    claims = [other for other in others if CLAIMS.search(other.source) and len(other.text) < MAX_CLAIM]
    fits = [(max((overlap(h1.text, other.text) for other in claims), default=MIN_OVERLAP), h1) for h1 in shown]
    if not fits:
        return None
    fit, best = max(fits, key=lambda pair: pair[0])
    alone = len(shown) == 1 and len(words_of(best.text)) > MAX_SECTION_WORDS
    return best if fit >= MIN_OVERLAP or alone else None


def _without_kicker(shown: str, other: str) -> bool:
    """Whether the other title is the shown one without the kicker before it ("Floods: Rain in Leeds")."""
    return (
        len(shown) > len(other) > MIN_HEADLINE
        and shown.endswith(other)
        and shown[: -len(other)].rstrip().endswith(KICKER_END)
    )


def _support(title: Title, others: Sequence[Title]) -> int:
    """How many other sources say the same, or the same and more."""
    key = squash(title.text)
    return sum(key == squash(other.text) or (len(key) > MIN_HEADLINE and key in squash(other.text)) for other in others)
