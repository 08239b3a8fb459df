"""Blocks that go → why, in words: of what is true of the block, what counted most in its score."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import regex

from cleaner.main_content.html.columns import FAR, GROUPS, Look
from cleaner.main_content.html.model import Model
from cleaner.reading.tags import In
from cleaner.text.columns import Array

MOST_REASONS = 3
# The first trees say nearly all of it.
TREES = 64
# From so many linked characters on, a block or its surroundings are mostly links.
MOSTLY = 0.5
# A heading is quoted up to so many characters.
QUOTED = 40
# A class name counts as telling from this log odds on, in the lexicon's units.
TELLING = -8
# Prose further away than this many blocks is not near.
NEAR = 2

Known = dict[str, Array]


def reasons(look: Look, rows: Array, model: Model, blocks: Array) -> Iterator[str]:
    """Why each of these blocks goes."""
    known = dict(zip(model.names, rows.T, strict=True))
    shares = model.trees.first(TREES).shares(np.ascontiguousarray(rows[blocks].T), membership(model.names))
    order = np.argsort(shares, axis=1, kind="stable")
    holds = np.stack([np.asarray(reason.holds(look, known), np.bool_)[blocks] for reason in REASONS.values()], axis=1)
    true = np.take_along_axis(holds, order, axis=1)
    given = true & (np.cumsum(true, axis=1) <= MOST_REASONS)
    says = [reason.says for reason in REASONS.values()]
    for block, ranks, flags in zip(blocks.tolist(), order.tolist(), given.tolist(), strict=True):
        said = [says[at](look, known, block) for at, flag in zip(ranks, flags, strict=True) if flag]
        yield "; ".join(said) or "stands outside of what scores as the article"


@cache
def membership(names: tuple[str, ...]) -> Array:
    """Columns x groups, 1 where the column belongs to the group."""
    groups = [group_of(name) for name in names]
    return np.array([[group == name for name in REASONS] for group in groups], np.float64)


PREFIXES = (
    ("repeated", regex.compile(r"items?_|items$|outer_")),
    ("neighbours", regex.compile(r".*[+-]\d$|.*_(?:before|after)_\d+$|since_prose|until_prose|prose_before")),
    ("names", regex.compile(r"own_|up\d_|path_|branch_|main_sum|to_main")),
    ("links", regex.compile(r".*linked")),
    ("section", regex.compile(r"h_|turn")),
    ("phrase", regex.compile(r"said")),
    ("words", regex.compile(r"word_(?:mean|low)")),
    ("group", regex.compile(r"g_")),
    ("place", regex.compile(r"in_[A-Z]")),
    ("container", regex.compile(r"c\d?_|d\d\d_|depth|in_main|parting")),
    ("page", regex.compile(r"page_|place|index|words_place")),
)


def group_of(name: str) -> str:
    """Which reason a column belongs to."""
    return next((group for group, pattern in PREFIXES if pattern.match(name)), "shape")


class Reason(NamedTuple):
    """For which blocks it is true, and how it is said of one of them."""

    holds: Callable[[Look, Known], Array]
    says: Callable[[Look, Known, int], str]


def names_said(look: Look, known: Known, block: int) -> str:
    """The element nearest to the block whose names speak most against it."""
    at, lowest = int(look.nest.of[block]), known["path_low"][block]
    for column in ("own_low", "up1_low", "up2_low", "up3_low", "up4_low"):
        if known[column][block] == lowest:
            return f"the names of its element, {cut(look.steps[look.step_of[at]])}, are seldom those of an article"
        at = int(look.nest.parent[at])
    return "the names of the elements around it are seldom those of an article"


def cut(text: str) -> str:
    """A quotation of moderate length."""
    return f"“{text[:QUOTED]}{'…' if len(text) > QUOTED else ''}”"


def section_said(look: Look, known: Known, block: int) -> str:
    """The heading over the block."""
    return f"stands under the heading {cut(look.blocks[block - int(known['h_back'][block])].text)}"


def under_heading(look: Look, known: Known) -> Array:
    """Whether a heading stands before the block."""
    result: Array = (known["h_back"] > 0) & (known["h_back"] <= np.minimum(np.arange(len(look)), FAR - 1))
    return result


SAID = {
    "heading": "the heading of another section",
    "prompt": "a request to the reader",
    "related": "a pointer to other pages",
    "stamp": "a stamp or counter",
    "menu": "a menu or list of tags",
    "note": "a standing note",
}
PLACES = (
    (In.NAV, "a navigation element"),
    (In.FOOTER, "a footer"),
    (In.ASIDE, "an aside"),
    (In.FORM, "a form"),
    (In.HEADER, "a header"),
    (In.DIALOG, "a dialogue"),
    (In.BUTTON, "a button"),
    (In.FIGURE, "a figure"),
    (In.TABLE, "a table"),
)
ANY_PLACE = sum(int(flag) for flag, _ in PLACES)


def phrase_said(look: Look, known: Known, block: int) -> str:
    """What a pack takes the line for."""
    return f"is worded like {SAID[list(GROUPS)[int(np.argmax(look.said[block]))]]}"


def place_said(look: Look, known: Known, block: int) -> str:
    """Which part of the page the block stands in."""
    return "stands in " + next(said for flag, said in PLACES if look.flags[block] & int(flag))


def container_said(look: Look, known: Known, block: int) -> str:
    """How the block stands to the container with most prose."""
    inside = known["in_main"][block]
    return "its container holds little prose" if inside else "stands apart from the element with most of the prose"


def neighbours_said(look: Look, known: Known, block: int) -> str:
    """How the block stands to the prose around."""
    return "stands before the first prose" if known["prose_before"][block] == 0 else "has no prose near it"


def shape_said(look: Look, known: Known, block: int) -> str:
    """What the block looks like."""
    if look.copies[block] > 1:
        return f"stands {look.copies[block]} times in the page"
    return "is short" if look.shape.stopped[block] else "is short and has no full stop"


REASONS: dict[str, Reason] = {
    "names": Reason(lambda look, known: known["path_low"] <= TELLING, names_said),
    "links": Reason(
        lambda look, known: (look.linked > MOSTLY) | (known["c1_linked"] > MOSTLY),
        lambda look, known, block: "is mostly links" if look.linked[block] > MOSTLY else "stands among links",
    ),
    "section": Reason(under_heading, section_said),
    "phrase": Reason(lambda look, known: look.said.max(axis=1) > 0, phrase_said),
    "words": Reason(
        lambda look, known: known["word_mean"] < 0,
        lambda look, known, block: "its words are those of short lines outside articles",
    ),
    "group": Reason(
        lambda look, known: (known["g_count"] >= 2) & (known["g_prose"] <= MOSTLY),
        lambda look, known, block: "stands in the same kind of place as others with little prose",
    ),
    "repeated": Reason(
        lambda look, known: known["items"] > 0,
        lambda look, known, block: f"stands in one of {known['items'][block]:.0f} elements that are alike",
    ),
    "place": Reason(lambda look, known: (look.flags & ANY_PLACE) > 0, place_said),
    "container": Reason(lambda look, known: (known["in_main"] == 0) | (known["c1_prose"] <= MOSTLY), container_said),
    "neighbours": Reason(
        lambda look, known: (
            (known["prose_before"] == 0) | (np.minimum(known["since_prose"], known["until_prose"]) > NEAR)
        ),
        neighbours_said,
    ),
    "shape": Reason(lambda look, known: ~look.prose, shape_said),
}
"""Reasons by the group of columns that speaks for them."""
