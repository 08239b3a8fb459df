"""Everything that claims to be the headline → titles without the site's name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

import regex

from cleaner.metadata.head import one_line
from cleaner.text.words import UNSPACED, distinct, squash, without_typography

MAX_TITLE = 500
"""Characters; a longer one is a paragraph in the wrong place."""
BAR = regex.compile(r"\s+[|–—»«·•:~/-]+\s+|\s*[|»]\s+|\s+[|«]\s*|\s*::+\s*|\s+-\s+|\s*[｜丨︱]\s*")
TIGHT_BAR = regex.compile(rf"{BAR.pattern}|(?<=[\p{{Han}}\p{{Kana}}\p{{Hangul}}])[-_：:－＿|](?=[\p{{L}}\p{{N}}])")
"""In scripts without spaces the site's name follows a mark without spaces, too: "标题_频道_网站"."""
MARK = regex.compile(r"\s*[|–—»«·•:~/｜丨︱_：－＿-]")
MIN_HEADLINE = 10
"""Characters: a shorter part that another source has too ("Blog", "News") is a section."""
MAX_PARTS = 8
WORD = regex.compile(r"[\p{L}\p{N}]+")
MIN_SITE = 3
"""A site name of fewer letters than this ("i", "X") is too short to be found inside a title's part."""


@dataclass(frozen=True, slots=True)
class Title:
    """One candidate: the text without the site's name, the text as it was, who says so, the element that shows it."""

    text: str
    raw: str
    source: str
    node: Any = None


def plain(text: str) -> str:
    """A title on one line, entities decoded."""
    return one_line(unescape(unescape(text))) if "&" in text else one_line(text)


@lru_cache(maxsize=256)
def parts_of(title: str, bar: regex.Pattern[str] = BAR) -> Sequence[tuple[int, int]]:
    """The stretches between the bars ("|", "-", "»" between spaces) of a title, as ranges of characters."""
    edges = [(match.start(), match.end()) for match in bar.finditer(title)]
    starts = [0, *(end for _, end in edges)]
    ends = [*(start for start, _ in edges), len(title)]
    return tuple((start, end) for start, end in zip(starts, ends, strict=True) if end > start)


def is_part(text: str, title: str) -> bool:
    """Whether a text is the beginning or the end of a title, and a mark stands between it and the rest.

    >>> [is_part("Rain in Leeds", title) for title in ("Rain in Leeds - Example", "Example: Rain in Leeds")]
    [True, True]
    >>> [is_part("Rain in Leeds", title) for title in ("Rain in Leeds today", "Why rain in Leeds", "Rain in Leeds")]
    [False, False, False]
    """
    if len(text) >= len(title):
        return False
    rests = (title.removeprefix(text), title.removesuffix(text)[::-1])
    return any(len(rest) < len(title) and MARK.match(rest) is not None for rest in rests)


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


def without_site(title: str, sites: Sequence[str], others: Collection[str] = ()) -> str:
    """The title without the site's name before or after a bar, or without what another candidate does not have.

    `sites` and `others` are squashed. A part goes only if it is the site's name, or if the rest, as it stands, is
    what another source calls the headline; a title that is nothing but the site's name stays.

        >>> without_site("Rain - and more to come | Example News", ["examplenews"])
        'Rain - and more to come'
        >>> without_site("Rain in Leeds | Weather | Example", ["example"], ["raininleeds"])
        'Rain in Leeds'
        >>> without_site("Rain | Sun", ["example"])
        'Rain | Sun'
        >>> [without_site(title, ["示例网"]) for title in ("地震：居民撤离_新闻频道_示例网", "地震：居民撤离")]
        ['地震：居民撤离_新闻频道', '地震：居民撤离']
    """
    ranges = list(parts_of(title, TIGHT_BAR if UNSPACED.search(title) else BAR))
    if len(ranges) < 2:
        return title[ranges[0][0] : ranges[0][1]] if ranges else title
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


# Signs of ASCII that are in no word, as blanks: many times as fast as to look for words.
NO_WORD = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))


def words_of(title: str) -> set[str]:
    """The words of a title, lower case; in scripts without spaces each pair of letters counts as one."""
    text = without_typography(title.casefold())
    words = set(text.translate(NO_WORD).split()) if text.isascii() else distinct(text, WORD)
    if len(words) <= 2 < len(title) and UNSPACED.search(title):
        words |= {title[at : at + 2] for at in range(len(title) - 1)}
    return words
