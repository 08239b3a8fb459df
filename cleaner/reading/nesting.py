"""HTML → HTML that a parser takes linear time for, and the line numbers of its text."""

from __future__ import annotations

from collections import Counter

import regex

MAX_DEPTH = 1000
"""Deeper elements are flattened: a parser's time grows with the square of the depth. Real pages stay under 300."""

MANY_TAGS = 8000
"""With fewer tags, no depth is slow, and the depth is not looked at."""

IMPLIED_END = frozenset(
    """p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption rt rp a area base br col embed hr img
    input link meta param source track wbr""".split()
)
"""Elements that have no end tag or may do without it: they do not nest in themselves."""

RAW = frozenset("script style textarea title xmp iframe noembed noframes".split())
INLINE = frozenset("a abbr b bdi bdo big cite code em font i ins kbd label mark q s small span strike strong sub sup time tt u var".split())
TAG = regex.compile(r"<(?:(!--)|(/?)([a-zA-Z][^\s/>]*+))")
SWALLOWERS = ("script", "style", "textarea", "title", "xmp", "iframe", "noscript")

MAX_LOOK = 200_000
"""How far ahead of the last found text the next one is looked for, in characters."""

CHUNK = regex.compile(r"[^\s&<>\x00\"'\xa0](?:[^&<>\x00\"'\xa0\n\r\t]{0,30}[^\s&<>\x00\"'\xa0])?")


def flattened(source: str) -> tuple[str, int]:
    """The source with tags deeper than MAX_DEPTH taken out (line breaks stand for block-level ones), and its depth.

    The text stays whole. Depth is 0 where it was not looked at.
    """
    if source.count("<") < MANY_TAGS:
        return source, 0
    pieces: list[str] = []
    open_tags: list[str] = []
    counts: Counter[str] = Counter()
    deepest = taken = place = 0
    while found := TAG.search(source, place):
        name = (found[3] or "").lower()
        end = _end_of(source, found, name)
        if end < 0:
            break
        place = end
        if found[1] or name in RAW or name in IMPLIED_END:
            continue
        over = _step(name, bool(found[2]), open_tags, counts)
        deepest = max(deepest, len(open_tags))
        if over:
            pieces += (source[taken : found.start()], "" if name in INLINE else "<br><br>")
            taken = end
    pieces.append(source[taken:])
    return ("".join(pieces) if taken else source), deepest


def _end_of(source: str, found: regex.Match[str], name: str) -> int:
    """Where the tag, comment or raw-text element that begins here ends; -1 where it never does."""
    if found[1]:
        return source.find("-->", found.end()) + 3 or -1
    end = source.find(">", found.end())
    if end >= 0 and name in RAW and not found[2]:
        closed = source.find("</" + name, end)
        return source.find(">", closed) + 1 if closed >= 0 and source.find(">", closed) >= 0 else end + 1
    return end + 1 if end >= 0 else -1


def _step(name: str, closing: bool, open_tags: list[str], counts: Counter[str]) -> bool:
    """Take the tag into account; whether it lies too deep."""
    over = len(open_tags) > MAX_DEPTH
    if not closing:
        open_tags.append(name)
        counts[name] += 1
        return len(open_tags) > MAX_DEPTH
    if not counts[name]:
        return over
    while True:
        ended = open_tags.pop()
        counts[ended] -= 1
        if ended == name:
            return over


def swallowed(source: str) -> str | None:
    """A sentence where an element that is never closed has swallowed the rest of the page, as in a browser."""
    for name in SWALLOWERS:
        opened = source.rfind("<" + name)
        if opened >= 0 and source.find("</" + name, opened) < 0 and source.find("</" + name.upper(), opened) < 0:
            return _swallowed(source, opened, f"a <{name}> that is never closed")
    opened = source.rfind("<!--")
    if opened >= 0 and source.find("-->", opened) < 0:
        return _swallowed(source, opened, "a comment that is never closed")
    return None


def _swallowed(source: str, opened: int, what: str) -> str | None:
    if len(source) - opened < 200:
        return None
    line = source.count("\n", 0, opened) + 1
    return f"{what} begins in line {line}; {len(source) - opened:,} characters after it were not read as text"


class Lines:
    """Finds the line of each text in the source, going forward only, so that it is linear."""

    __slots__ = ("budget", "line", "place", "source")

    def __init__(self, source: str) -> None:
        start = max(source.find("<body"), 0)
        self.source = source
        self.place = start
        self.line = 1 + source.count("\n", 0, start)
        self.budget = 4 * len(source) + MAX_LOOK

    def of(self, raw: str) -> int:
        """The line in which this text begins, counted from 1; 0 where it is not found."""
        chunk = CHUNK.search(raw)
        if chunk is None or self.budget <= 0:
            return 0
        found = self.source.find(chunk[0], self.place, self.place + MAX_LOOK)
        if found < 0:
            self.budget -= MAX_LOOK
            return 0
        self.line += self.source.count("\n", self.place, found)
        self.budget -= found - self.place
        self.place = found
        return self.line
