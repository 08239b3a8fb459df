"""Blocks that go → why, in words: of what is true of the block, what counted most in its score."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import regex

from cleaner.main_content.html_look import GROUPS, Look
from cleaner.main_content.html_scorer import Model, Trees
from cleaner.main_content.text_shape import Array
from cleaner.reading.tags import In

MOST_REASONS = 3
# The first trees say nearly all of it.
TREES = 64
# From so many linked characters on, a block or its surroundings are mostly links.
MOSTLY = 0.5
# A heading is quoted up to so many characters.
QUOTED = 40
# A class name counts as telling from this log odds on, in the lexicon's units.
TELLING = -8

Known = dict[str, Array]
Reason = Callable[[Look, Known, int], str | None]


def reasons(look: Look, rows: Array, model: Model, blocks: Array) -> Iterator[str]:
    """Why each of these blocks goes."""
    known = dict(zip(model.names, rows.T, strict=True))
    order = list(REASONS)
    shares = shares_of(model.trees, rows[blocks], membership(model.names, order))
    for block, share in zip(blocks.tolist(), shares, strict=True):
        found = (REASONS[order[at]](look, known, block) for at in np.argsort(share, kind="stable"))
        said = [reason for reason in found if reason][:MOST_REASONS]
        yield "; ".join(said) or "stands outside of what scores as the article"


def shares_of(trees: Trees, rows: Array, member: Array) -> Array:
    """What each group of columns adds to each row's score: half the change if its questions were answered otherwise."""
    first = Trees(trees.feature[:, :TREES], trees.border[:, :TREES], trees.leaf[:TREES], trees.bias)
    places = first.places(rows)
    here = first.answers(places)
    result = np.zeros((len(rows), member.shape[1]))
    for level, feature in enumerate(first.feature):
        other = first.answers(places ^ np.uint8(1 << level))
        # Whole numbers, far below where floats lose them: exact, and multiplied faster than integers.
        result += (here - other).T.astype(np.float64) @ member[feature]
    return result


def membership(names: tuple[str, ...], order: list[str]) -> Array:
    """Columns x groups, 1 where the column belongs to the group."""
    groups = [group_of(name) for name in names]
    return np.array([[group == name for name in order] for group in groups], np.float64)


PREFIXES = (
    ("neighbours", regex.compile(r".*[+-]\d$|.*_(?:before|after)_\d+$|since_prose|until_prose|prose_before")),
    ("names", regex.compile(r"own_|up\d_|path_|branch_|main_sum|to_main")),
    ("links", regex.compile(r".*linked")),
    ("section", regex.compile(r"h_|turn")),
    ("phrase", regex.compile(r"said")),
    ("words", regex.compile(r"word_(?:mean|low)")),
    ("title", regex.compile(r"title_|since_title")),
    ("group", regex.compile(r"g_")),
    ("place", regex.compile(r"in_[A-Z]")),
    ("container", regex.compile(r"c\d?_|d\d\d_|depth|in_main|parting")),
    ("page", regex.compile(r"page_|place|index|words_place")),
)


def group_of(name: str) -> str:
    """Which reason a column belongs to."""
    return next((group for group, pattern in PREFIXES if pattern.match(name)), "shape")


def by_names(look: Look, known: Known, block: int) -> str | None:
    if known["path_low"][block] > TELLING:
        return None
    at, lowest = int(look.nest.of[block]), known["path_low"][block]
    step = look.steps[at]
    for column in ("own_low", "up1_low", "up2_low", "up3_low", "up4_low"):
        if known[column][block] == lowest:
            return f"the names of its element, {step!r}, are seldom those of an article"
        at = int(look.nest.parent[at])
        step = look.steps[at]
    return "the names of the elements around it are seldom those of an article"


def by_links(look: Look, known: Known, block: int) -> str | None:
    if look.linked[block] > MOSTLY:
        return "is mostly links"
    return "stands among links" if known["c1_linked"][block] > MOSTLY else None


def by_section(look: Look, known: Known, block: int) -> str | None:
    back = int(known["h_back"][block])
    if not 0 < back <= block:
        return None
    heading = look.blocks[block - back].text
    return f"stands under the heading “{heading[:QUOTED]}{'…' if len(heading) > QUOTED else ''}”"


def by_phrase(look: Look, known: Known, block: int) -> str | None:
    groups = [name for at, name in enumerate(GROUPS) if look.said[block, at]]
    return f"is worded like {SAID[groups[0]]}" if groups else None


SAID = {
    "heading": "the heading of another section",
    "prompt": "a request to the reader",
    "related": "a pointer to other pages",
    "stamp": "a stamp or counter",
    "menu": "a menu or list of tags",
    "note": "a standing note",
}


def by_words(look: Look, known: Known, block: int) -> str | None:
    return "its words are those of short lines outside articles" if known["word_mean"][block] < 0 else None


def by_title(look: Look, known: Known, block: int) -> str | None:
    if look.title[block].min() >= MOSTLY:
        return "repeats the page's title"
    return "stands before the headline" if known["since_title"][block] < 0 else None


def by_group(look: Look, known: Known, block: int) -> str | None:
    count = int(known["g_count"][block])
    if count < 2 or known["g_prose"][block] > MOSTLY:
        return None
    return f"stands in the same kind of place as {count - 1} others with little prose"


def by_place(look: Look, known: Known, block: int) -> str | None:
    flags = int(look.flags[block])
    return next((f"stands in {said}" for flag, said in PLACES if flags & int(flag)), None)


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


def by_container(look: Look, known: Known, block: int) -> str | None:
    if not known["in_main"][block]:
        return "stands apart from the element that holds most of the prose"
    return None if known["c1_prose"][block] > MOSTLY else "its container holds little prose"


def by_neighbours(look: Look, known: Known, block: int) -> str | None:
    if known["prose_before"][block] == 0:
        return "stands before the first prose"
    if min(known["since_prose"][block], known["until_prose"][block]) > 2:
        return "has no prose near it"
    return None


def by_shape(look: Look, known: Known, block: int) -> str | None:
    if look.prose[block]:
        return None
    if look.copies[block] > 1:
        return f"stands {look.copies[block]} times in the page"
    return "is short and has no full stop" if not look.shape.stopped[block] else "is short"


REASONS: dict[str, Reason] = {
    "names": by_names,
    "links": by_links,
    "section": by_section,
    "phrase": by_phrase,
    "words": by_words,
    "title": by_title,
    "group": by_group,
    "place": by_place,
    "container": by_container,
    "neighbours": by_neighbours,
    "shape": by_shape,
}
