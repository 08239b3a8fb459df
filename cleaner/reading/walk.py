"""A parsed HTML tree → blocks in order, with where each stands: one walk, no recursion."""

from __future__ import annotations

import regex
from selectolax.lexbor import LexborNode

from cleaner.reading.runs import Found, Meaning, Runs, Stand
from cleaner.reading.tags import (
    BLOCK,
    BREAK,
    BUTTON,
    CELL,
    INLINE,
    KINDS,
    LAST_INLINE,
    LINK,
    MEANT,
    PLACES,
    PLAIN,
    PRE,
    ROLES,
    ROW,
    SKIP,
    SPAN,
    In,
)

BODY, HIDDEN = int(In.BODY), int(In.HIDDEN)

HIDDEN_STYLE = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.IGNORECASE)
GROUPING = frozenset(["ul", "ol", "dl", "menu", "table"])
KIND_NAMES = {ROW: "tr", CELL: "tr", PRE: "pre", BUTTON: "button"}


def hides(attributes: dict[str, str | None], tag: str) -> bool:
    """Whether the element is not shown. aria-hidden hides only from screen readers, so it is no sign."""
    if not attributes:
        return False
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if tag == "dialog" and "open" not in attributes:
        return True
    style = attributes.get("style")
    return bool(style and HIDDEN_STYLE.search(style))


Frame = tuple[LexborNode, int, Stand, int]
"""An element that is open: its node and kind, where its surroundings stand, and how many blocks there were."""


class Walk:
    """The state of one walk over one page; what it finds is in `found`."""

    __slots__ = ("found", "runs", "unknown")

    def __init__(self, source: str, *, xml: bool = False) -> None:
        self.found = Found()
        self.runs = Runs(self.found, source)
        self.unknown = BLOCK if xml else INLINE

    def run(self, root: LexborNode) -> Found:
        """Walk the tree below and including `root`, in order. White space between blocks is passed over."""
        stack: list[Frame] = []
        node: LexborNode | None = root
        runs = self.runs
        parts = runs.parts
        while node is not None:
            tag = node.tag
            if tag == "-text":
                text = node.text_content or ""
                if parts or not text.isspace():
                    runs.add(text)
            elif (frame := self.enter(node, tag or "-none")) is not None:
                child = node.first_child
                if child is not None:
                    stack.append(frame)
                    node = child
                    continue
                self.leave(frame)
            following = node.next
            while following is None and stack:
                frame = stack.pop()
                self.leave(frame)
                following = frame[0].next
            node = following
        runs.flush()
        return self.found

    def enter(self, node: LexborNode, tag: str) -> Frame | None:
        """Begin an element; None where its content is not read."""
        runs = self.runs
        kind = KINDS.get(tag, -1)
        if kind < 0 or kind == BUTTON:
            kind = self.in_place(tag, kind)
        if kind == SKIP or (kind == SPAN and hides(node.attributes, tag)):
            return None
        if kind == BREAK:
            runs.line_break()
            return None
        if kind <= LAST_INLINE:
            if kind == LINK:
                runs.begin_link()
            return node, kind, runs.stand, len(self.found.blocks)
        if runs.parts:
            runs.flush()
        frame = (node, kind, runs.stand, len(self.found.blocks))
        self.enter_block(node, tag, kind)
        return frame

    def in_place(self, tag: str, kind: int) -> int:
        """A button or an element of the page's own making is inline in a sentence; elsewhere it is a block.

        An unknown name without a hyphen is a mistake or, in XML, a block.
        """
        if kind == BUTTON or "-" in tag:
            return INLINE if self.runs.open() else BLOCK
        return SKIP if tag[0] == "-" else self.unknown

    def enter_block(self, node: LexborNode, tag: str, kind: int) -> None:
        """Begin a block-level element: what follows stands in it."""
        runs = self.runs
        parent, flags, group, meaning = runs.stand
        flags |= PLACES.get(tag, 0)
        attributes = node.attributes
        if attributes:
            flags |= place_of(attributes, tag)
            container = self.found.add_container(parent, node, tag, step_of(attributes, tag))
        else:
            container = self.found.add_container(parent, node, tag, tag)
        if tag in GROUPING and (tag == "table" or not group):
            group = container + 1
        if tag in MEANT:
            meaning = Meaning(tag, node)
        elif kind != BLOCK:
            meaning = Meaning(KIND_NAMES.get(kind, tag), node)
        elif tag not in PLAIN:
            meaning = None
        if kind == ROW:
            runs.rows.append([])
        elif kind == CELL and runs.rows:
            runs.rows[-1].append(len(self.found.blocks))
        runs.stand = (container, flags, group, meaning)

    def leave(self, frame: Frame) -> None:
        """End an element, note its blocks, and restore what held around it."""
        node, kind, stand, start = frame
        runs = self.runs
        if kind <= LAST_INLINE:
            if kind == LINK:
                runs.links -= 1
        else:
            if runs.parts:
                runs.flush()
            if kind == ROW and runs.rows:
                runs.end_row(runs.rows.pop())
            runs.stand = stand
        if len(self.found.blocks) > start:
            self.found.spans[node.mem_id] = (start, len(self.found.blocks))


def place_of(attributes: dict[str, str | None], tag: str) -> int:
    """What an element's attributes say of its place in the page, as a sum of `In`."""
    place = ROLES.get(attributes.get("role") or "", 0)
    if attributes.get("itemprop") == "articleBody":
        place |= BODY
    return place | HIDDEN if hides(attributes, tag) else place


def step_of(attributes: dict[str, str | None], tag: str) -> str:
    """The element as a step of a path: `tag.class#id`."""
    names, name = attributes.get("class"), attributes.get("id")
    if names:
        tag = ".".join((tag, *names.split()))
    return f"{tag}#{name}" if name and name.split() == [name] else tag
