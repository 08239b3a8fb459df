"""A parsed HTML tree → blocks in order, with where each stands: one pass over its nodes, no recursion.

The pass touches every node of a page, so it asks each for as little as possible: it sees where elements begin and
never where they end. Where a text stands is known of its parent, and a run of text ends where the next one stands
elsewhere.
"""

from __future__ import annotations

import regex
from selectolax.lexbor import LexborNode

from cleaner.reading.runs import Found, Runs, Stand
from cleaner.reading.tags import (
    BLOCK,
    BREAK,
    BUTTON,
    INLINE,
    LINK,
    ROLES,
    SAME,
    SKIP,
    SPAN,
    In,
    Tag,
    tag_of,
)

BODY, HIDDEN = int(In.BODY), int(In.HIDDEN)

HIDDEN_STYLE = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.IGNORECASE)

PLACING = frozenset(["role", "itemprop", "hidden", "style"])
"""Attributes that can say where an element stands or whether it is shown."""

TEXT, LAST_TAG = 2, 255
"""A parser's number for text, and the last for a tag that it knows; of others the numbers change with the page."""

KNOWN: dict[int, Tag] = {}
"""What tags mean, by the parser's number for each."""


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


class Walk:
    """The state of one walk over one page; what it finds is in `found`.

    `stands` has where each element stands that is read, by mem_id. `blanks` are the nodes of white space since the
    last text; they count only where the run goes on.
    """

    __slots__ = ("blanks", "found", "runs", "stands", "steps", "unknown", "unread")

    def __init__(self, *, xml: bool = False) -> None:
        self.found = Found()
        self.runs = Runs(self.found)
        self.stands: dict[int, Stand] = {}
        self.steps: dict[tuple[str, str], str] = {}
        self.blanks: list[LexborNode] = []
        self.unread: list[LexborNode] = []
        self.found.unread = self.unread
        self.unknown = BLOCK if xml else INLINE

    def run(self, root: LexborNode) -> Found:  # noqa: C901  # called for every node: a step less is worth a branch more
        """Walk the tree below and including `root`, in order. White space between blocks is passed over."""
        found, runs, stands, blanks = self.found, self.runs, self.stands, self.blanks
        parts, known, stand_of, enter_block = runs.parts, KNOWN.get, stands.get, self.enter_block
        found.root = root
        if root.parent is not None:
            stands[root.parent.mem_id] = runs.stand
        for node in root.traverse(include_text=True):
            number = node.tag_id
            if number == TEXT:
                if node.is_empty_text_node:
                    if parts:
                        blanks.append(node)
                elif stand := stand_of(node.parent.mem_id):  # type: ignore[union-attr]
                    if parts:
                        self.go_on(stand)
                    runs.add(node.text_content or "", stand)
                continue
            tag = known(number) or tag_numbered(number, node.tag)
            kind = tag[1]
            if kind == SKIP:
                if tag[0] in found.told:
                    found.told[tag[0]].append(node)
            elif stand := stand_of(node.parent.mem_id):  # type: ignore[union-attr]
                if kind == BLOCK:
                    enter_block(node, tag, stand)
                else:
                    self.enter(node, tag, stand)
        runs.flush()
        return found

    def go_on(self, stand: Stand) -> None:
        """Before something is added to a run: it ends if it stood elsewhere, else the white space between is added."""
        runs = self.runs
        if stand[0] != runs.stand[0]:
            runs.flush()
        else:
            for blank in self.blanks:
                around = self.stands.get(blank.parent.mem_id)  # type: ignore[union-attr]
                if around is not None:
                    runs.add(blank.text_content or "", around)
        self.blanks.clear()

    def enter(self, node: LexborNode, tag: Tag, stand: Stand) -> None:
        """Begin an element other than the usual blocks. Links and spans are the most of them."""
        kind = tag[1]
        if kind == SPAN:
            if (attributes := node.attributes) and hides(attributes, "span"):
                self.unread.append(node)
                return
        elif kind != INLINE:
            if self.runs.parts:
                self.go_on(stand)
            if kind == LINK:
                stand = self.runs.link(stand)
            elif kind == BREAK:
                self.runs.line_break(stand)
                return
            elif self.in_place(tag) == BLOCK:
                self.enter_block(node, tag, stand)
                return
        self.stands[node.mem_id] = stand

    def in_place(self, tag: Tag) -> int:
        """A button or an element of the page's own making is inline in a sentence; elsewhere it is a block.

        An unknown name without a hyphen is a mistake or, in XML, a block.
        """
        if tag.kind == BUTTON or "-" in tag.name:
            return INLINE if self.runs.open() else BLOCK
        return self.unknown

    def enter_block(self, node: LexborNode, tag: Tag, stand: Stand) -> None:
        """Begin a block-level element: what follows stands in it."""
        found = self.found
        if self.runs.parts:
            self.runs.flush()
            self.blanks.clear()
        around, linked, flags, group, meaning, holder = stand
        name, _, place, means, groups = tag
        attributes = node.attributes
        step = name
        if called := attributes.get("class"):
            step = self.steps.get((name, called)) or self.step_of(name, called)
        if len(attributes) > 1 or not called or name == "dialog":  # else it has a class and nothing more
            flags |= place_of(attributes, name)
            if (called := attributes.get("id")) and called.split() == [called]:
                step = f"{step}#{called}"
        if name == "h1":
            found.told[name].append(node)
        container = len(found.ids)
        if groups and (groups > 1 or not group):
            group = container + 1
        if means != SAME:
            meaning, holder = means, container
        mem_id = node.mem_id
        self.stands[mem_id] = (container, linked, flags | place, group, meaning, holder)
        found.ids.append(mem_id)
        found.parents.append(around)
        found.names.append(name)
        found.steps.append(step)
        found.begins.append(len(found.texts))

    def step_of(self, name: str, called: str) -> str:
        """An element as it stands in a path: `tag.class.class`. A page has few classes, and they are split once."""
        step = self.steps[name, called] = ".".join((name, *called.split()))
        return step


def tag_numbered(number: int, name: str | None) -> Tag:
    """What the tag of a node means."""
    tag = tag_of(name or "-none")
    if number <= LAST_TAG:
        KNOWN[number] = tag
    return tag


def place_of(attributes: dict[str, str | None], tag: str) -> int:
    """What an element's attributes say of its place in the page, as a sum of `In`. A dialog is closed, as long as
    nothing opens it."""
    if PLACING.isdisjoint(attributes):
        return HIDDEN if tag == "dialog" and "open" not in attributes else 0
    place = ROLES.get(attributes.get("role") or "", 0)
    if attributes.get("itemprop") == "articleBody":
        place |= BODY
    return place | HIDDEN if hides(attributes, tag) else place
