"""A parsed HTML tree → blocks in order, with where each stands: one walk, no recursion."""

from __future__ import annotations

from typing import NamedTuple

import regex
from selectolax.lexbor import LexborNode

from cleaner.reading.runs import Found, Meaning, Runs
from cleaner.reading.tags import (
    BLOCK,
    BREAK,
    BUTTON,
    CELL,
    INLINE,
    KINDS,
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
GROUPING = frozenset("ul ol dl menu table".split())


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


class Frame(NamedTuple):
    """What to restore when an element ends, and where its blocks began."""

    node: LexborNode
    kind: int
    container: int
    meaning: Meaning | None
    place: int
    group: int
    start: int


class Walk:
    """The state of one walk over one page; what it finds is in `found`."""

    def __init__(self, source: str, *, xml: bool = False) -> None:
        self.found = Found()
        self.runs = Runs(self.found, source)
        self.unknown = BLOCK if xml else INLINE
        self.place = 0
        self.group = 0
        self.container = -1
        self.meaning: Meaning | None = None

    def run(self, root: LexborNode) -> Found:
        """Walk the tree below and including `root`, in order."""
        stack: list[Frame] = []
        node: LexborNode | None = root
        add = self.runs.add
        while node is not None:
            tag = node.tag
            if tag == "-text":
                add(node.text_content or "")
            elif tag is not None and tag[0] != "-":
                frame = self.enter(node, tag)
                if frame is not None:
                    child = node.first_child
                    stack.append(frame)
                    if child is not None:
                        node = child
                        continue
                    self.leave(stack.pop())
            following = node.next
            while following is None and stack:
                frame = stack.pop()
                self.leave(frame)
                following = frame.node.next
            node = following
        self.runs.flush()
        return self.found

    def enter(self, node: LexborNode, tag: str) -> Frame | None:
        """Begin an element; None where its content is not read."""
        kind = KINDS.get(tag, -1)
        if kind < 0:
            kind = BLOCK if "-" in tag and not self.runs.open() else self.unknown
        elif kind == BUTTON:
            kind = INLINE if self.runs.open() else BLOCK
        if kind == SKIP or (kind == SPAN and hides(node.attributes, tag)):
            return None
        if kind == BREAK:
            self.runs.line_break()
            return None
        runs = self.runs
        if kind in (INLINE, SPAN, LINK):
            if kind == LINK:
                runs.begin_link()
            return Frame(node, kind, 0, None, 0, 0, len(self.found.blocks))
        runs.flush()
        frame = Frame(node, kind, self.container, self.meaning, self.place, self.group, len(self.found.blocks))
        self.enter_block(node, tag, kind)
        return frame

    def enter_block(self, node: LexborNode, tag: str, kind: int) -> None:
        """Begin a block-level element: what follows stands in it."""
        attributes = node.attributes
        step = self.describe(tag, attributes) if attributes else tag
        self.container = self.found.add_container(self.container, node, tag, step)
        place = PLACES.get(tag)
        if place is not None:
            self.place |= place
        if tag in GROUPING and (tag == "table" or not self.group):
            self.group = self.container + 1
        if tag in MEANT:
            self.meaning = Meaning(tag, node)
        elif kind in (ROW, CELL):
            self.meaning = Meaning("tr", node)
        elif kind == PRE:
            self.meaning = Meaning("pre", node)
        elif tag not in PLAIN:
            self.meaning = None
        if kind == ROW:
            self.runs.rows.append([])
        elif kind == CELL and self.runs.rows:
            self.runs.rows[-1].append(len(self.found.blocks))
        self.runs.stand(self.container, self.place, self.group, self.meaning)

    def leave(self, frame: Frame) -> None:
        """End an element and restore what held around it."""
        runs = self.runs
        if frame.kind in (INLINE, SPAN, LINK):
            if frame.kind == LINK:
                runs.links -= 1
            if len(self.found.blocks) > frame.start:
                self.found.spans[frame.node.mem_id] = (frame.start, len(self.found.blocks))
            return
        runs.flush()
        if frame.kind == ROW and runs.rows:
            runs.end_row(runs.rows.pop())
        if len(self.found.blocks) > frame.start:
            self.found.spans[frame.node.mem_id] = (frame.start, len(self.found.blocks))
        self.container, self.meaning, self.place, self.group = frame[2:6]
        runs.stand(self.container, self.place, self.group, self.meaning)

    def describe(self, tag: str, attributes: dict[str, str | None]) -> str:
        """The element as a step of a path, `tag.class#id`; what its attributes say of place and hiding is noted."""
        role = attributes.get("role")
        if role and role in ROLES:
            self.place |= ROLES[role]
        if attributes.get("itemprop") == "articleBody":
            self.place |= BODY
        if hides(attributes, tag):
            self.place |= HIDDEN
        names = attributes.get("class")
        step = tag + "." + ".".join(names.split()) if names and not names.isspace() else tag
        name = attributes.get("id")
        return f"{step}#{name}" if name and not any(c.isspace() for c in name) else step
