"""HTML → HTML that a parser takes linear time for, and the line numbers of its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex
from selectolax.lexbor import LexborHTMLParser

names = str.split

MAX_DEPTH = 1000
"""Deeper elements are flattened: a parser's time grows with the square of the depth. Real pages stay under 300."""

MANY_TAGS = 8000
"""With fewer tags, no depth is slow, and the depth is not looked at."""

IMPLIED_END = frozenset(
    names(
        """p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption rt rp a area base br col embed hr
    img input link meta param source track wbr"""
    )
)
"""Elements that have no end tag or may do without it: they do not nest in themselves."""

RAW = frozenset(names("script style textarea title xmp iframe noembed noframes"))
INLINE = frozenset(
    names(
        """a abbr b bdi bdo big cite code em font i ins kbd label mark q s small span strike strong sub sup time tt
    u var"""
    )
)
TAG = regex.compile(r"<(?:(!--)|(/?)([a-zA-Z][^\s/>]*+))")
SWALLOWED = 200
"""Less text than this in an element that is never closed is not worth a warning, in characters."""

START = 24
"""So many characters of a text are looked for in the source."""

NEAR, FAR = 20_000, 200_000
"""How far ahead of the last found text the next one is looked for, in characters: at first, and at last."""

PLAIN_WORDS = regex.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.-]{2,30}")


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
        end = source.find("-->", found.end())
        return end + 3 if end >= 0 else -1
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


def swallowed(tree: LexborHTMLParser, source: str) -> str | None:
    """A sentence where an element or comment that is never closed has swallowed the rest of the page.

    Browsers do the same, but their readers see that something is missing.
    """
    tail = source[-SWALLOWED:].rstrip()[-40:]
    for top in (tree.head, tree.body, tree.root):
        node = top
        while node is not None and (child := node.last_child) is not None:
            node = child
        holder = node.parent if node is not None and node.is_text_node else node
        if node is None or holder is None or not (holder.is_comment_node or holder.tag in RAW):
            continue
        text = (node.comment_content if node.is_comment_node else node.text_content) or ""
        if len(text) >= SWALLOWED and text.rstrip().endswith(tail):
            what = "comment" if node.is_comment_node else f"<{holder.tag}>"
            line = source.count("\n", 0, max(len(source) - len(text), 0)) + 1
            return f"a {what} is never closed: {len(text):,} characters from line {line} were not read as text"
    return None


class Lines:
    """Finds the line of each text in the source, going forward only, so that it is linear."""

    __slots__ = ("budget", "line", "place", "source")

    def __init__(self, source: str) -> None:
        start = max(source.find("<body"), 0)
        self.source = source
        self.place = start
        self.line = 1 + source.count("\n", 0, start)
        self.budget = 4 * len(source) + FAR

    def of(self, parts: Sequence[str], raw: str) -> tuple[int, int]:
        """The first and last line of a text, counted from 1; zeros where it is not found.

        `parts` are its pieces as the parser gives them, `raw` is all of them; the beginning of the first piece
        is looked for, and where that fails (it may be written as an entity), its first plain words.
        """
        if self.budget <= 0:
            return 0, 0
        start = next((part for part in parts if not part.isspace()), "").strip()
        found = self.source.find(start[:START], self.place, self.place + NEAR)
        if found < 0:
            plain = PLAIN_WORDS.search(start)
            found = self.source.find(plain[0], self.place, self.place + FAR) if plain else -1
        if found < 0:
            self.budget -= FAR
            return 0, 0
        self.line += self.source.count("\n", self.place, found)
        self.budget -= found - self.place
        self.place = found
        return self.line, self.line + raw.strip().count("\n")
