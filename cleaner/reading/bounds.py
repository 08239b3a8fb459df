"""How large a page may be: counted in its source, before a parser takes memory for it."""

from __future__ import annotations

from typing import NamedTuple

import regex

MAX_BYTES = 100_000_000
"""Larger sources are refused: nobody's article, and a parser needs ten times as much memory."""

MAX_BLOCKS = 300_000
"""Each paragraph takes up to 3 kB of memory and a tenth of a millisecond. The longest novels have 40,000 lines."""

TOO_LARGE = "this is larger than {most:,} MB. Split it first."
TOO_MANY = "this has {count:,} paragraphs or lines, more than {most:,}. Split it first."

START_TAG = regex.compile(rb"<[A-Za-z]")
TAG = regex.compile(rb"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*?(/?)>")
NO_DEPTH = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option".split()
)
"""Elements without an end tag, or whose end is so often left out that a count of open ones would mean nothing."""

PARAGRAPH = regex.compile(rb"<(?:p|li|dd|dt|div|h[1-6]|blockquote)(?:\s[^<>]*+)?>\s*+[^<\s]", regex.IGNORECASE)
"""A start tag with text behind it: a block of its own, wherever it stands."""


GAP = regex.compile(r"\n[^\S\n]*+\n\s*+(?=\S)")


class Fault(NamedTuple):
    """Why a document cannot be read, as a sentence, and the code of that kind of fault."""

    why: str
    code: str


def too_large(source: str | bytes) -> Fault | None:
    """What is wrong with a source of too many bytes, None where it is small enough."""
    return Fault(TOO_LARGE.format(most=MAX_BYTES // 1_000_000), "E101") if len(source) > MAX_BYTES else None


def too_many(count: int) -> Fault | None:
    """What is wrong with so many paragraphs, None where they are few enough."""
    return Fault(TOO_MANY.format(count=count, most=MAX_BLOCKS), "E104") if count > MAX_BLOCKS else None


def too_many_paragraphs(utf8: bytes) -> Fault | None:
    """What is wrong with a page of too many paragraphs; each is counted by its start tag."""
    if utf8.count(b"<") <= MAX_BLOCKS:
        return None
    return too_many(sum(1 for _ in PARAGRAPH.finditer(utf8)))


def too_many_breaks(text: str) -> Fault | None:
    """What is wrong with a plain text of too many paragraphs, which blank lines part; None where they are few."""
    return too_many(len(GAP.findall(text)) + 1) if text.count("\n") > MAX_BLOCKS else None


def beyond(source: str | bytes, *, elements: int | None, depth: int | None) -> Fault | None:
    """What is wrong with markup of more elements, or nested deeper, than is allowed; None where nothing is.

    Counting start tags takes a thousandth of the time of parsing them; the depth is counted only where there are
    enough of them.

    >>> beyond("<b><i><u><s>Water", elements=None, depth=3)
    Fault(why='its elements are nested 4 deep, more than 3; allow more with --max-depth', code='E103')
    >>> beyond("<p>Water<p>It rose", elements=3, depth=3)
    """
    few = min((most for most in (elements, depth) if most is not None), default=None)
    if few is None or len(source) < few * 2:
        return None
    raw = source.encode("utf-8", "replace") if isinstance(source, str) else source
    starts = sum(1 for _ in START_TAG.finditer(raw)) if raw.count(b"<") > few else 0
    if elements is not None and starts > elements:
        why = f"it has {starts:,} elements, more than {elements:,}; split it, or allow more with --max-elements"
        return Fault(why, "E104")
    if depth is not None and starts > depth and (deepest := depth_of(raw)) > depth:
        return Fault(
            f"its elements are nested {deepest:,} deep, more than {depth:,}; allow more with --max-depth", "E103"
        )
    return None


def depth_of(raw: bytes) -> int:
    """How deep the elements of a page are nested, about."""
    depth = deepest = 0
    for tag in TAG.finditer(raw):
        if tag[2].lower() in NO_DEPTH or tag[3]:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
