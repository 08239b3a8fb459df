"""HTML → blocks, and the tree they came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import regex
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from cleaner.page import Block
from cleaner.reading.nesting import MAX_DEPTH, flattened, swallowed
from cleaner.reading.runs import Found
from cleaner.reading.sniff import is_feed, is_xml
from cleaner.reading.tags import In
from cleaner.reading.walk import Walk

SHADOW_ROOT = regex.compile(r"<template(?=[^<>]*\bshadowrootmode\b)", regex.IGNORECASE)


class Markup:
    """An HTML page as parsed: its tree, and for each block the element it came from.

    `blocks`, `nodes`, `flags`, `words`, `link_characters` and `container_of` have one entry a block.
    `containers` are the block-level elements of the page in order: parent's index, node, tag and `tag.class#id`.
    `warnings` are sentences about what could not be read.
    """

    def __init__(self, tree: LexborHTMLParser, found: Found, kept: Sequence[int], warnings: tuple[str, ...]) -> None:
        self.tree = tree
        self.warnings = warnings
        self.blocks: tuple[Block, ...] = tuple(block for at in kept if (block := found.blocks[at]) is not None)
        self.containers = found.containers
        self._found = found
        self._spans = found.spans
        self._kept = kept
        self._read = len(found.blocks)

    @cached_property
    def container_of(self) -> list[int]:
        """The nearest block-level element of each block, as an index of `containers`; -1 for text outside of all."""
        return [self._found.stands[at][0] for at in self._kept]

    @cached_property
    def nodes(self) -> list[LexborNode]:
        """The nearest block-level element of each block."""
        return [self.containers[max(at, 0)].node for at in self.container_of]

    @cached_property
    def flags(self) -> list[int]:
        """Where each block stands, as a sum of `In`: in a nav, a list, a figure ..."""
        return [self._found.stands[at][1] for at in self._kept]

    @cached_property
    def link_characters(self) -> list[int]:
        """How many characters of each block are in links, white space around them left out."""
        return [self._found.link_characters[at] for at in self._kept]

    @cached_property
    def words(self) -> list[int]:
        """Words of each block, as white space parts them."""
        return [block.text.count(" ") + 1 for block in self.blocks]

    @cached_property
    def _new_place(self) -> list[int] | None:
        """Where a block that was read stands among those kept; None where all were."""
        if len(self._kept) == self._read:
            return None
        places, count = [0] * (self._read + 1), 0
        kept = set(self._kept)
        for at in range(self._read):
            places[at] = count
            count += at in kept
        places[self._read] = count
        return places

    def blocks_of(self, node: LexborNode) -> range:
        """The blocks inside an element, which follow one another. An inline element has its block only where it
        holds all of its text."""
        span = self._spans.get(node.mem_id)
        if span is None:
            return self._inline(node)
        places = self._new_place
        return range(*span) if places is None else range(places[span[0]], places[span[1]])

    def _inline(self, node: LexborNode) -> range:
        parent = node.parent
        while parent is not None and parent.mem_id not in self._spans:
            parent = parent.parent
        if parent is None:
            return range(0)
        around = self.blocks_of(parent)
        text = " ".join((node.text() or "").split())
        for at in around if text else ():
            if self.blocks[at].text == text:
                return range(at, at + 1)
        return range(0)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """A tree does not travel between processes: what arrives is None."""
        return _gone, ()


def _gone() -> None:
    """What is left of a page's markup in another process."""


def read_html(source: str) -> Markup:
    """Parse and walk HTML of any size and depth, in time linear in its length."""
    xml = is_xml(source)
    warnings = []
    flat, depth = flattened(_prepared(source, xml=xml))
    if depth > MAX_DEPTH:
        warnings.append(
            f"nested {depth:,} elements deep; tags below level {MAX_DEPTH:,} were ignored, their text is kept"
        )
    if xml and is_feed(source):
        warnings.append("this is a feed: several articles in one document")
    # Without events: keeping <selectedcontent> up to date costs the square of the number of options in a <select>.
    tree = LexborHTMLParser(flat, options=LexborDocumentOptions.WO_EVENTS)
    lost = swallowed(tree, flat)
    if lost:
        warnings.append(lost)
    found = Found() if tree.root is None else Walk(source, xml=xml).run(tree.root)
    return Markup(tree, found, shown(found), tuple(warnings))


def _prepared(source: str, *, xml: bool) -> str:
    """The source without what makes a parser drop text: NULs, CDATA marks, templates that are shown."""
    if "\x00" in source:
        source = source.replace("\x00", "")
    if xml:
        source = source.replace("<![CDATA[", "").replace("]]>", "")
    if "shadowrootmode" in source:
        source = SHADOW_ROOT.sub("<div", source)
    return source


def shown(found: Found) -> list[int]:
    """Which blocks a reader sees: not the hidden ones, unless the page hides most of its text until a script runs,
    and not `noscript`, unless the content is there (as on Discourse forums)."""
    kept = [at for at, block in enumerate(found.blocks) if block is not None]
    for place in (int(In.HIDDEN), int(In.NOSCRIPT)):
        inside = {at for at in kept if found.stands[at][1] & place}
        if inside and _words(found, inside) <= _words(found, kept) / 2:
            kept = [at for at in kept if at not in inside]
    return kept


def _words(found: Found, places: Iterable[int]) -> float:
    """How much text stands in these blocks outside links: menus are long, and often hidden."""
    return sum(len(block.text) * (1 - block.link_density) for at in places if (block := found.blocks[at]))
