"""HTML → HTML that a parser takes linear time for: neither too deep, nor with too many attributes or names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Set

import numpy as np
import numpy.typing as npt
import regex

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


def _table(tags: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Whether a code, which is the first two characters of a tag, is one of these tags'; a name of one letter is
    followed by a blank or the end."""
    table = np.zeros(256 * 256, np.bool_)
    for tag in tags:
        for end in (">", " "):
            table[ord(tag[0]) * 256 + ord((tag + end)[1])] = True
    return table


UNCOUNTED = _table(IMPLIED_END | SELF_CLOSED)
COUNTED = ~UNCOUNTED & np.repeat(np.isin(np.arange(256), np.arange(ord("a"), ord("z") + 1)), 256)
REOPENED_CODES = _table(REOPENED)
TAG = regex.compile(r"<(?:(!--)|(/?)([a-zA-Z][^\s/>]*+))")

MAY_HAVE_MANY = 1 << 14
"""A shorter page cannot have so many attributes or names that a parser takes long, in bytes."""

MAX_ATTRIBUTES = 500
"""Of one tag so many attributes are read: a parser compares each with all before it. Real tags stay under 100."""

LONG_TAG = 1 << 14
"""A shorter tag cannot have so many that it takes long, in bytes."""

MAX_NAMES = 5_000
"""So many names of tags and of attributes a page may have: a parser's table of names takes the square of their number.
Real pages stay under 400."""

MAY_HAVE_NAMES = 1 << 19
"""A shorter page with fewer than MANY_STARTS tags cannot have so many names that a parser takes long, in bytes."""
MANY_STARTS, NAMES_TAKE = 10_000, 1 << 16
"""So many tags may have as many names, which take so many bytes."""

WHOLE_TAG = re.compile(rb"""<([a-zA-Z][^\s/>]*+)((?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+)>""")
"""A start tag with its attributes. A quotation mark counts only behind an equals sign."""
ATTRIBUTE = re.compile(rb"""[\s/]*+([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+""")
TAG_NAME = re.compile(rb"(</?)([a-zA-Z][^\s/>]*+)")
OTHER = b"other"
"""What an element is called whose name is one too many."""


QUOTES = np.frombuffer(b"\"'", dtype=np.uint8)


def flattened(utf8: bytes) -> tuple[bytes, int]:
    """The source with tags deeper than MAX_DEPTH taken out (line breaks stand for block-level ones), and its depth.

    The text stays whole. Depth is 0 where it was not looked at, since it cannot be great.
    """
    if not may_be_slow(utf8):
        return utf8, 0
    source = utf8.decode("utf-8", "replace")
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
    return ("".join(pieces).encode("utf-8") if taken else utf8), depth.deepest


def may_be_slow(utf8: bytes) -> bool:
    """Whether the source may be so deep that parsing takes long: an upper bound of the depth, to be had cheaply.

    For each name (its first two letters) it counts how far the start tags run ahead of the end tags at most, and
    adds these up. Elements without an end tag do not count.
    """
    text = np.frombuffer(utf8 + b"    ", dtype=np.uint8)
    begins = text[:-4] == ord("<")
    if np.count_nonzero(begins) < MANY_TAGS:
        return False
    starts = np.flatnonzero(begins)
    closing = text[starts + 1] == ord("/")
    at = starts + 1 + closing
    codes = (text[at] | 32).astype(np.uint16) << 8 | (text[at + 1] | 32)  # lower case, of letters
    counted = COUNTED[codes]
    names, most = ahead(codes[counted], np.where(closing[counted], -1, 1))
    return int(most.sum()) >= MAX_DEPTH or int(most[REOPENED_CODES[names]].sum()) >= MAX_INLINE


def ahead(codes: npt.NDArray[np.integer], steps: IntArray) -> tuple[npt.NDArray[np.integer], IntArray]:
    """Each code once, and how far its sum of steps rises at most above where it stood before.

    >>> [column.tolist() for column in ahead(np.array([7, 7, 5, 7, 7]), np.array([-1, 1, -1, 1, -1]))]
    [[5, 7], [0, 2]]
    """
    if not len(codes):
        return codes, steps
    order = np.argsort(codes, kind="stable")  # of two bytes each, in linear time
    codes = codes[order]
    begins = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    sums = np.cumsum(steps[order])
    counts = np.diff(begins, append=len(codes))
    sums -= np.repeat(np.concatenate(([0], sums[begins[1:] - 1])), counts)
    # Each code's sums are put below all those of the codes before it, so that one pass finds the lowest of each so far.
    below = np.repeat(np.arange(len(begins)) * (2 * len(codes) + 1), counts)
    lowest = np.minimum(np.minimum.accumulate(sums - below) + below, 0)
    return codes[begins], np.maximum(np.maximum.reduceat(sums - lowest, begins), 0)


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


def bounded(utf8: bytes) -> bytes:
    """The source without what only a hostile page has: more than MAX_ATTRIBUTES in a tag, more than MAX_NAMES names of
    tags or of attributes. The text stays.

    >>> many = b" ".join(b"a%d" % number for number in range(20_000))
    >>> len(bounded(b"<p " + many + b">water")), bounded(b"<p a1 a2>water")
    (2398, b'<p a1 a2>water')
    """
    if len(utf8) < MAY_HAVE_MANY or not ((various := has_many_pieces(utf8)) or has_long_tags(utf8)):
        return utf8
    tags = WHOLE_TAG.findall(utf8)
    if any(len(attributes) > LONG_TAG for _, attributes in tags):
        utf8 = few_attributes(utf8)
    if utf8.count(b"<") > MAX_NAMES and len({name.lower() for _, name in TAG_NAME.findall(utf8)}) > MAX_NAMES:
        utf8 = few_tags(utf8)
    return few_attribute_names(utf8) if various and has_many_names({attributes for _, attributes in tags}) else utf8


def has_many_pieces(utf8: bytes) -> bool:
    """Whether what stands between `<` and `<`, each piece once, is enough for very many names.

    >>> has_many_pieces(b"<td>water" * 100_000)
    False
    """
    if len(utf8) < MAY_HAVE_NAMES and utf8.count(b"<") < MANY_STARTS:
        return False
    return sum(map(len, set(utf8.split(b"<")))) >= NAMES_TAKE


def has_many_names(tags: Set[bytes]) -> bool:
    """Whether the attributes of these tags have more than MAX_NAMES names."""
    joined = b" ".join(tags)
    return joined.count(b"=") + joined.count(b" ") > MAX_NAMES and len(set(ATTRIBUTE.findall(joined))) > MAX_NAMES


def has_long_tags(utf8: bytes) -> bool:
    """Whether a tag may be so long that its attributes are many: no `<` for long, or such as begin no tag."""
    text = np.frombuffer(utf8, dtype=np.uint8)
    starts = np.flatnonzero(text == ord("<"))
    lengths = np.diff(starts, append=len(utf8))
    for start in starts[lengths > LONG_TAG].tolist():
        whole = WHOLE_TAG.match(utf8, start)
        if whole is None or whole.end() - start > LONG_TAG:
            return True
    behind = starts[starts > 1]
    opened = np.isin(text[behind - 1], QUOTES) & (text[behind - 2] == ord("="))
    within = int(opened.sum()) + max(len(starts) - int((text == ord(">")).sum()), 0)
    return within > MAX_ATTRIBUTES


def few_attributes(utf8: bytes) -> bytes:
    """The source with MAX_ATTRIBUTES in each tag at most, the first."""
    pieces, last = [], 0
    for tag in WHOLE_TAG.finditer(utf8):
        if tag.end() - tag.start() > LONG_TAG and (kept := first_attributes(tag[2])) is not None:
            pieces += [utf8[last : tag.start(2)], kept]
            last = tag.end(2)
    return b"".join([*pieces, utf8[last:]])


def first_attributes(attributes: bytes) -> bytes | None:
    """The first MAX_ATTRIBUTES of a tag; None where it has no more.

    >>> first_attributes(b" a=1 b"), len(first_attributes(b" a" * 1000))
    (None, 1000)
    """
    end = 0
    for number, found in enumerate(ATTRIBUTE.finditer(attributes)):
        if number == MAX_ATTRIBUTES:
            return attributes[:end]
        end = found.end()
    return None


def few_tags(utf8: bytes) -> bytes:
    """The source with MAX_NAMES names of elements at most; the rest are called OTHER."""
    known: set[bytes] = set()

    def named(tag: re.Match[bytes]) -> bytes:
        name = tag[2].lower()
        if name in known or len(known) < MAX_NAMES:
            known.add(name)
            return tag[0]
        return tag[1] + OTHER

    return TAG_NAME.sub(named, utf8)


def few_attribute_names(utf8: bytes) -> bytes:
    """The source with MAX_NAMES names of attributes at most; the rest go with their values."""
    known: set[bytes] = set()
    pieces, last = [], 0
    for tag in WHOLE_TAG.finditer(utf8):
        for attribute in ATTRIBUTE.finditer(tag[2]):
            name = attribute[1].lower()
            if name in known or len(known) < MAX_NAMES:
                known.add(name)
                continue
            pieces.append(utf8[last : tag.start(2) + attribute.start()])
            last = tag.start(2) + attribute.end()
    return b"".join([*pieces, utf8[last:]]) if pieces else utf8
