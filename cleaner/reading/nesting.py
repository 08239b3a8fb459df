"""HTML → HTML that a parser takes linear time for, and the line numbers of its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import regex
from selectolax.lexbor import LexborHTMLParser

names = str.split
IntArray = npt.NDArray[np.int_]

MAX_DEPTH = 1000
"""Deeper elements are flattened: a parser's time grows with the square of the depth. Real pages stay under 300."""

MAX_INLINE = 60
"""So many unclosed <b>, <font> ... at most: by the HTML standard each is opened anew in every later paragraph."""

MANY_TAGS = 2000
"""With fewer tags nothing is slow, and the depth is not looked at."""

IMPLIED_END = frozenset(
    names(
        """p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption rt rp a area base br col embed hr
    img input link meta param source track wbr"""
    )
)
"""Elements that have no end tag or may do without it: they do not nest in themselves."""

RAW = frozenset(names("script style textarea title xmp iframe noembed noframes"))
RAW_END = {name: regex.compile("</" + name, regex.IGNORECASE) for name in RAW}
INLINE = frozenset(
    names(
        """a abbr b bdi bdo big cite code em font i ins kbd label mark q s small span strike strong sub sup time tt
    u var"""
    )
)
REOPENED = frozenset(names("b big code em font i nobr s small strike strong tt u"))
SELF_CLOSED = frozenset(names("path rect circle ellipse line polygon polyline use stop image amp-img"))


def _codes(tags: Iterable[str]) -> IntArray:
    """The first two characters of tags as numbers; a name of one letter is followed by a blank or the end."""
    return np.array(sorted({ord(tag[0]) * 256 + ord(end) for tag in tags for end in ((tag + ">")[1], (tag + " ")[1])}))


UNCOUNTED = _codes(IMPLIED_END | SELF_CLOSED)
REOPENED_CODES = _codes(REOPENED)
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

    The text stays whole. Depth is 0 where it was not looked at, since it cannot be great.
    """
    if source.count("<") < MANY_TAGS or not may_be_slow(source):
        return source, 0
    pieces: list[str] = []
    depth = Depth()
    taken = place = 0
    while found := TAG.search(source, place):
        name = (found[3] or "").lower()
        place = _end_of(source, found, name)
        if place < 0:
            break
        if found[1] or name in RAW or name in IMPLIED_END:
            continue
        if depth.too_deep(name, closing=bool(found[2])):
            pieces += (source[taken : found.start()], "" if name in INLINE else "<br><br>")
            taken = place
    pieces.append(source[taken:])
    return ("".join(pieces) if taken else source), depth.deepest


def may_be_slow(source: str) -> bool:
    """Whether the source may be so deep that parsing takes long: an upper bound of the depth, to be had cheaply.

    For each name (its first two letters) it counts how far the start tags run ahead of the end tags at most, and
    adds these up. Elements without an end tag do not count.
    """
    text = np.frombuffer(source.encode("utf-8", "replace").lower() + b"    ", dtype=np.uint8).astype(np.int32)
    starts = np.flatnonzero(text[:-4] == ord("<"))
    closing = text[starts + 1] == ord("/")
    at = starts + 1 + closing
    codes = text[at] * 256 + text[at + 1]
    counted = (text[at] >= ord("a")) & (text[at] <= ord("z")) & ~np.isin(codes, UNCOUNTED)
    codes, steps = codes[counted], np.where(closing[counted], -1, 1)
    depth = inline = 0
    for code in np.unique(codes):
        ahead = np.concatenate(([0], np.cumsum(steps[codes == code])))
        most = int((ahead - np.minimum.accumulate(ahead)).max())
        depth += most
        inline += most if code in REOPENED_CODES else 0
    return depth >= MAX_DEPTH or inline >= MAX_INLINE


class Depth:
    """The elements that are open at a point of the source."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.counts: Counter[str] = Counter()
        self.inline = 0
        self.deepest = 0

    def too_deep(self, name: str, *, closing: bool) -> bool:
        """Take a tag into account; whether it is to be taken out. Its end tag goes with it."""
        too_deep = self._over(name)
        if closing:
            self._close(name)
            return too_deep
        self.open.append(name)
        self.counts[name] += 1
        self.inline += name in REOPENED
        self.deepest = max(self.deepest, len(self.open))
        return self._over(name)

    def _over(self, name: str) -> bool:
        return len(self.open) > MAX_DEPTH or (name in REOPENED and self.inline > MAX_INLINE)

    def _close(self, name: str) -> None:
        while self.counts[name]:
            ended = self.open.pop()
            self.counts[ended] -= 1
            self.inline -= ended in REOPENED
            if ended == name:
                return


def _end_of(source: str, found: regex.Match[str], name: str) -> int:
    """Where the tag, comment or raw-text element that begins here ends; -1 where it never does."""
    if found[1]:
        end = source.find("-->", found.end())
        return end + 3 if end >= 0 else -1
    end = source.find(">", found.end())
    if end >= 0 and name in RAW and not found[2]:
        closed = RAW_END[name].search(source, end)
        return source.find(">", closed.end()) + 1 or -1 if closed else -1
    return end + 1 or -1


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
