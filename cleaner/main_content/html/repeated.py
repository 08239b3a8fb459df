"""A page's look → columns of what is repeated: the items of a list of posts, comments, teasers or slides.

Elements with one parent and the same name that hold text are the items of a list. A paragraph of an article seldom
stands in one; a reader's comment, a teaser and a slide always do, each with others of its kind, most with a byline or a
time. After the tree matching of Liu, Grossman and Zhai (MDR, 2003), by names in place of subtrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import regex

from cleaner.main_content.html.nesting import outermost
from cleaner.text.columns import Array

if TYPE_CHECKING:
    from cleaner.main_content.html.columns import Look

LEAST = 3
"""So many elements alike make a list."""
MOST = 60
"""More items than this are many."""
LEVELS = 4
"""So many lists within lists are looked through for the outermost."""
NUMBERS = regex.compile(r"\d+")

NAMES = (
    "items items_share items_prose items_before items_after item_words items_stamped items_told item_place item_first "
    "items_within items_linked outer_items outer_prose outer_stamped"
)


class Lists(NamedTuple):
    """The lists of a page. `of`: for each container the number of its list; the other arrays: one entry a list.

    `size`: the items that hold text; `sums`: words, words of prose, linked words; `stamped`, `told`: the items with a
    byline or time, with prose; `begin`, `end`: the first block and one past the last; `item`: for each container
    whether it is an item of a list; `place`: which of its list it is.
    """

    of: Array
    size: Array
    sums: Array
    stamped: Array
    told: Array
    begin: Array
    end: Array
    item: Array
    place: Array


def lists_of(look: Look) -> Lists:
    """Elements alike, by the parent they share and their tag and class, digits aside."""
    nest, words = look.nest, look.shape.words.astype(np.float64)
    kind = kinds_of(look.steps)
    held = nest.totals(np.array([words, words * look.prose, words * look.linked, look.stamped, look.prose]))
    real = held[0] > 0
    real[0] = False
    key = np.where(real, nest.parent * np.int64(len(kind) + 1) + kind[look.step_of], -1)
    known, of = np.unique(key, return_inverse=True)
    of = of.reshape(-1)
    many = len(known)
    count = np.bincount(of, minlength=many).astype(np.float64)
    count[of[0]] = 0
    told = np.bincount(of, real & (held[4] > 0), many)
    first = np.maximum.accumulate(nest.of)
    begin, end = np.full(many, len(look)), np.zeros(many, np.int64)
    np.minimum.at(begin, of, np.where(real, np.searchsorted(first, np.arange(len(of))), len(look)))
    np.maximum.at(end, of, np.where(real, np.searchsorted(first, nest.end), 0))
    return Lists(
        of=of,
        size=count,
        sums=np.array([np.bincount(of, np.where(real, figure, 0), many) for figure in held[:3]]),
        stamped=np.bincount(of, real & (held[3] > 0), many),
        told=told,
        begin=begin,
        end=end,
        item=((count >= LEAST) & (told > 1))[of] & real,
        place=ranks(of),
    )


def kinds_of(steps: Sequence[str]) -> Array:
    """A number for each step, equal for those alike."""
    names: dict[str, int] = {}
    return np.array([names.setdefault(name, len(names)) for name in without_numbers(steps)])


def without_numbers(steps: Sequence[str]) -> list[str]:
    """Each `tag.class#id` without its id, and with its numbers as zeros; all are looked through at once.

    >>> without_numbers(["li.post-12.odd#post-12", "p", ""])
    ['li.post-0.odd', 'p', '']
    """
    return NUMBERS.sub("0", "\n".join([step.partition("#")[0] for step in steps])).split("\n")


def ranks(of: Array) -> Array:
    """For each the number of those before it with the same value.

    >>> ranks(np.array([4, 7, 4, 4])).tolist()
    [0, 0, 1, 2]
    """
    order = np.argsort(of, kind="stable")
    starts = np.append(0, np.flatnonzero(np.diff(of[order])) + 1)
    result = np.empty(len(of), np.int64)
    result[order] = np.arange(len(of)) - np.repeat(starts, np.diff(np.append(starts, len(of))))
    return result


def repeated_columns(look: Look) -> dict[str, Array]:
    """What list a block is in, the nearest and the outermost; all are 0 (or -1) outside of any."""
    nest, found = look.nest, lists_of(look)
    upto = np.append(0, np.cumsum(look.shape.words * look.prose, dtype=np.float64))
    prose, words = max(upto[-1], 1.0), max(float(look.shape.words.sum()), 1.0)
    nearest = outermost(nest, ~found.item)
    at = nearest[nest.of]
    outer = at
    for _ in range(LEVELS):
        further = np.where(outer > 0, nearest[nest.parent[outer]], 0)
        outer = np.where(further > 0, further, outer)
    inside, of, around = at > 0, found.of[at], found.of[outer]
    each, each_around = np.maximum(found.size[of], 1), np.maximum(found.size[around], 1)
    text, told, linked = found.sums
    return {
        NAMES: np.array(
            [
                np.minimum(found.size[of], MOST) * inside,
                text[of] / words * inside,
                told[of] / prose * inside,
                upto[np.minimum(found.begin[of], len(look))] / prose * inside - ~inside,
                (1 - upto[np.minimum(found.end[of], len(look))] / prose) * inside - ~inside,
                text[of] / each * inside,
                found.stamped[of] / each * inside,
                found.told[of] / each * inside,
                np.minimum(found.place[at], MOST) * inside - ~inside,
                (found.place[at] == 0) & inside,
                inside & (outer != at),
                linked[of] / np.maximum(text[of], 1) * inside,
                np.minimum(found.size[around], MOST) * inside,
                told[around] / prose * inside,
                found.stamped[around] / each_around * inside,
            ]
        )
    }
