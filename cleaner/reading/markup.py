"""HTML → blocks, and the tree they came from."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

import numpy as np
import regex
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from cleaner import kernels
from cleaner.page import Block
from cleaner.reading import compiled_walk
from cleaner.reading.hidden import Hidden, are_copies
from cleaner.reading.json_ld import is_linked_data, linked_text
from cleaner.reading.nesting import (
    COUNTED,
    LONG_TAG,
    MANY_STARTS,
    MANY_TAGS,
    MAX_DEPTH,
    MAX_INLINE,
    MAX_NAMES,
    MAY_HAVE_NAMES,
    REOPENED_CODES,
    bounded,
    flattened,
)
from cleaner.reading.places import blocks_of
from cleaner.reading.runs import Found, join_rows
from cleaner.reading.sniff import is_xml
from cleaner.reading.tags import In
from cleaner.reading.unclosed import SWALLOWED, ended, framed, opened
from cleaner.reading.walk import Walk
from cleaner.text.characters import visible

SHADOW_ROOT = regex.compile(rb"<template(?=[^<>]*\bshadowrootmode\b)", regex.IGNORECASE)
"""A template that is shown: it is read as part of the page."""

XHTML = regex.compile(rb"\s*<\?xml\b")
MAY_END_AT_ONCE = regex.compile(rb"<(script|style|title|textarea|iframe|noscript|a)\b([^<>]*+)>", regex.IGNORECASE)
AT_ONCE = regex.compile(rb"(?:\A|[\s\"'])/\Z")
RAW_END = {name: regex.compile(rb"</%b" % name, regex.IGNORECASE) for name in (b"script", b"style")}

LIMITS = np.array([MANY_TAGS, MAX_DEPTH, MAX_INLINE, LONG_TAG, MAX_NAMES, MANY_STARTS, MAY_HAVE_NAMES, SWALLOWED])
"""For the compiled look at a source, in its order."""

BODY_END = regex.compile(rb"</body\b", regex.IGNORECASE)


class Container(NamedTuple):
    """A block-level element: the index of the one around it (-1 at the root), and its `tag.class#id` step."""

    parent: int
    node: LexborNode
    tag: str
    step: str


class Markup:
    """An HTML page as parsed: its tree, and for each block the element it came from.

    `blocks`, `nodes`, `flags`, `words`, `link_characters` and `container_of` have one entry a block.
    `parents` (an index, -1 at the root), `tags` and `steps` (`tag.class#id`) have one for each block-level element of
    the page in order, and so has `containers`, which holds all three.
    `warnings` are sentences about what could not be read. `linked`: the article is that of the page's linked data.
    """

    def __init__(
        self, tree: LexborHTMLParser, found: Found, source: str, warnings: tuple[str, ...], *, linked: bool = False
    ) -> None:
        join_rows(found)
        self.tree = tree
        self.linked = linked
        self.parents, self.tags, self.steps = found.parents, found.names, found.steps
        self._found, self._source = found, source
        self._attributes: dict[str, list[dict[str, str | None]]] = {}
        hidden = Hidden(found, shown(found))
        self._kept = hidden.with_panels
        left_out = hidden.warning()
        self.warnings = (*warnings, left_out) if left_out else warnings
        self.blocks = blocks_of(found, self._kept, source)

    @cached_property
    def unseen(self) -> list[Block]:
        """What the page hides and nobody reads: blocks, and elements within a line. Scripts and styles are no text."""
        kept = set(self._kept)
        left_out = [at for at, text in enumerate(self._found.texts) if text and at not in kept]
        inline = [" ".join(visible(node.text() or "").split()) for node in self._found.unread]
        return [*blocks_of(self._found, left_out, self._source), *(Block(text) for text in inline if text)]

    @cached_property
    def containers(self) -> list[Container]:
        """The block-level elements of the page, in the order in which they begin."""
        return list(map(Container, self.parents, self._found.nodes, self.tags, self.steps))

    def named(self, tag: str) -> list[LexborNode]:
        """The elements of one tag, which is one of TELLING, in order."""
        return self._found.told[tag]

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each of these elements (see `named`). Rules and metadata both ask for those of the head."""
        if tag not in self._attributes:
            self._attributes[tag] = [node.attributes for node in self.named(tag)]
        return self._attributes[tag]

    @cached_property
    def container_of(self) -> list[int]:
        """The nearest block-level element of each block, as an index of `containers`; -1 for text outside of all."""
        return [self._found.containers[at] for at in self._kept]

    @cached_property
    def nodes(self) -> list[LexborNode]:
        """The nearest block-level element of each block."""
        return [self._found.nodes[max(at, 0)] for at in self.container_of]

    @cached_property
    def flags(self) -> list[int]:
        """Where each block stands, as a sum of `In`: in a nav, a list, a figure ..."""
        return [self._found.flags[at] for at in self._kept]

    @cached_property
    def link_characters(self) -> list[int]:
        """How many characters of each block are in links, white space around them left out."""
        return [self._found.link_characters[at] for at in self._kept]

    @cached_property
    def words(self) -> list[int]:
        """Words of each block, as white space parts them."""
        return [block.text.count(" ") + 1 for block in self.blocks]

    @cached_property
    def _spans(self) -> dict[int, tuple[int, int, int]]:
        """Of each block-level element that holds blocks, by mem_id: the first of those read, the last + 1, and the
        element's own index."""
        found = self._found
        held = enumerate(zip(found.ids, found.begins, found.ends, strict=True))
        return {mem_id: (begin, end, at) for at, (mem_id, begin, end) in held if end > begin}

    @cached_property
    def _new_place(self) -> list[int] | None:
        """Where a block that was read stands among those kept; None where all were."""
        read = len(self._found.texts)
        if len(self._kept) == read:
            return None
        places, count = [0] * (read + 1), 0
        kept = set(self._kept)
        for at in range(read):
            places[at] = count
            count += at in kept
        places[read] = count
        return places

    def blocks_of(self, node: LexborNode) -> range:
        """The blocks inside an element, which follow one another. An inline element has its block only where it
        holds all of its text."""
        span = self._spans.get(node.mem_id) or self._span_around(node)
        if span is None:
            return self._inline(node)
        places = self._new_place
        return range(*span[:2]) if places is None else range(places[span[0]], places[span[1]])

    def _span_around(self, node: LexborNode) -> tuple[int, int, int] | None:
        """Of an inline element around block-level ones, with the text in it before them; None of any other."""
        spans, found = self._spans, self._found
        inside = [span for child in node.css("*") if (span := spans.get(child.mem_id))]
        if not inside:
            return None
        begin, end, at = inside[0][0], max(span[1] for span in inside), inside[0][2]
        if begin and found.containers[begin - 1] == found.parents[at]:
            before = found.texts[begin - 1]
            begin -= before is not None and " ".join((node.text() or "").split()).startswith(before)
        return begin, end, at

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


def read_html(source: str, utf8: bytes | None = None) -> Markup:
    """Parse and walk HTML of any size and depth, in time linear in its length. `utf8` is the source as UTF-8, where
    it is at hand."""
    xml = is_xml(source)
    flat, said = mended(_prepared(utf8 or source.encode("utf-8", "replace"), xml=xml))
    warnings = list(said)
    tree, found = _walked(flat, xml=xml)
    if any("shadowrootmode" in template.attributes for template in found.told["template"]):
        flat = SHADOW_ROOT.sub(b"<div", flat)
        tree, found = _walked(flat, xml=xml)
    shown_all, unclosed = opened(found.told, flat)
    if unclosed:
        flat = shown_all
        tree, found = _walked(flat, xml=xml)
        warnings.append(unclosed)
    held = linked(found, flat)
    if held:
        flat, _ = flattened(held)
        tree, found = _walked(flat, xml=xml)
        warnings.append("the page shows little of the article; its text is taken from the page's linked data (JSON-LD)")
    return Markup(tree, found, source, tuple(warnings), linked=bool(held))


def mended(utf8: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The source that a parser reads as a whole and in linear time, and sentences on what was changed or is lost."""
    if kernels.COMPILED and not kernels.unusual(utf8, LIMITS, COUNTED, REOPENED_CODES):
        return utf8, ()
    whole, said = ended(utf8)
    flat, depth = flattened(bounded(framed(whole)))
    if depth <= MAX_DEPTH:
        return flat, said
    deep = f"nested {depth:,} elements deep; tags below level {MAX_DEPTH:,} were ignored, their text is kept"
    return flat, (*said, deep)


def _prepared(utf8: bytes, *, xml: bool) -> bytes:
    """The source without what makes a parser drop text: NULs, CDATA marks, and elements of XHTML that end at once."""
    if b"\x00" in utf8:
        utf8 = utf8.replace(b"\x00", b"")
    if xml:
        return all_ended(utf8.replace(b"<![CDATA[", b"").replace(b"]]>", b""))
    return all_ended(utf8) if XHTML.match(utf8) else utf8


def all_ended(utf8: bytes) -> bytes:
    """XHTML with an end tag for elements that end at once, which in HTML would go on. Scripts and styles stay as they
    are.

    >>> all_ended(b"<script src='a.js'/><a name='x' /><script>f('<a />')</script><a href=http://x.example/>x")
    b"<script src='a.js'></script><a name='x' ></a><script>f('<a />')</script><a href=http://x.example/>x"
    """
    pieces, last, place = [], 0, 0
    while found := MAY_END_AT_ONCE.search(utf8, place):
        place = found.end()
        name, attributes = found[1].lower(), found[2]
        if AT_ONCE.search(attributes):
            pieces += [utf8[last : found.start()], b"<%b%b></%b>" % (name, attributes[:-1], name)]
            last = place
        elif name in RAW_END:
            end = RAW_END[name].search(utf8, place)
            if end is None:
                break
            place = end.start()
    return b"".join([*pieces, utf8[last:]])


def _walked(utf8: bytes, *, xml: bool) -> tuple[LexborHTMLParser, Found]:
    """The tree, and what is read of it."""
    # Without events: keeping <selectedcontent> up to date costs the square of the number of options in a <select>.
    tree = LexborHTMLParser(utf8, options=LexborDocumentOptions.WO_EVENTS)
    if tree.root is None:
        return tree, Found()
    return tree, compiled_walk.walked(tree.root, xml=xml) or Walk(xml=xml).run(tree.root)


def linked(found: Found, utf8: bytes) -> bytes:
    """The source with the article as its linked data hold it, where the page shows little of it; else nothing."""
    if b"articleBody" not in utf8:
        return b""
    scripts = [node.text() or "" for node in found.told["script"] if is_linked_data(node.attributes)]
    body = linked_text(scripts, _words(found, Hidden(found, shown(found)).with_panels))
    if not body:
        return b""
    ends = list(BODY_END.finditer(utf8))
    end = ends[-1].start() if ends else len(utf8)
    article = f'<article itemprop="articleBody">{body}</article>'.encode("utf-8", "replace")
    return utf8[:end] + article + utf8[end:]


def shown(found: Found) -> list[int]:
    """Which blocks a reader sees: not the hidden ones, unless the page hides most of its text until a script runs
    and does not show the same elsewhere, and not `noscript`, unless the content is there (as on Discourse forums)."""
    kept = [at for at, text in enumerate(found.texts) if text is not None]
    everywhere = reduce(or_, found.flags, 0)
    for place in (int(In.HIDDEN), int(In.NOSCRIPT)):
        inside = {at for at in kept if found.flags[at] & place} if everywhere & place else ()
        if not inside:
            continue
        rest = [at for at in kept if at not in inside]
        if _words(found, inside) <= _words(found, kept) / 2 or are_copies(found, inside, rest):
            kept = rest
    return kept


def _words(found: Found, places: Iterable[int]) -> float:
    """How much text stands in these blocks outside links: menus are long, and often hidden."""
    linked = found.link_characters
    return sum(len(text) * (1 - min(linked[at] / len(text), 1.0)) for at in places if (text := found.texts[at]))
