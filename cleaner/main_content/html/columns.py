"""What a page's blocks have in common, and the lexicon → one row of numbers a block, for the scorer.

After Boilerpipe (Kohlschütter 2010: link density and text density of a block and its neighbours), Readability (the
containers' share of the prose) and Web2Text (Vogels 2018: features of ancestors); the lexicon is learned.

A call of numpy costs as much as it takes to fill a column, so columns that are made alike are made in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from cleaner import kernels
from cleaner.lines import LONG_WORDS, PROSE_WORDS, Lines
from cleaner.main_content.html.lexicon import MAX_WORDS, Lexicon, Runs, words_of
from cleaner.main_content.html.nesting import SHARES, Nesting, branches, dominant, down, larger, nesting
from cleaner.main_content.html.repeated import NAMES, kinds_of, repeated_columns
from cleaner.page import Block, Evidence
from cleaner.reading.markup import Markup
from cleaner.reading.tags import In
from cleaner.text.columns import Array, Shape

# --- An HTML page → what its blocks have in common: their shape, containers, evidence, groups.


# A line of prose is mostly no link.
MAX_LINKED = 0.5

GROUPS: dict[str, tuple[str, ...]] = {
    "heading": ("related_heading", "tags_heading", "comment_prompt"),
    "prompt": ("share_prompt", "newsletter_prompt", "follow_prompt", "cookie_notice"),
    "related": ("related", "ad"),
    "stamp": ("byline", "timestamp", "age", "counter", "comment"),
    "menu": ("menu", "breadcrumb", "tags"),
    "note": ("legal", "author_bio", "note", "credit"),
}
"""What a pack may say of a line, in groups."""
STAMP = list(GROUPS).index("stamp")
GROUP_OF = {label: at for at, labels in enumerate(GROUPS.values()) for label in labels}

HEADING_LEVEL = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of the blocks before anything learned is asked. Arrays have one entry a block.

    `steps`: each different `tag.class#id` of the containers, an empty one first; `step_of`: for each container its
    step. `tokens`: the words of short lines. `group`: a number for each kind of place, equal for blocks whose last
    three containers have equal class names. `said`: blocks x GROUPS.
    """

    blocks: Sequence[Block]
    shape: Shape
    linked: Array
    prose: Array
    flags: Array
    nest: Nesting
    steps: list[str]
    step_of: Array
    group: Array
    tokens: Runs
    said: Array
    copies: Array
    level: Array

    def __len__(self) -> int:
        return len(self.blocks)

    @property
    def stamped(self) -> Array:
        """Flags of the blocks that a pack takes for a byline, a time or a counter."""
        result: Array = self.said[:, STAMP] > 0
        return result


def look_at(lines: Lines, markup: Markup) -> Look:
    """All of a page that features are made of."""
    blocks, texts, shape = lines.page.blocks, lines.texts, lines.shape
    linked = np.array([block.link_density for block in blocks], np.float32)
    sentence = shape.stopped & (shape.words >= PROSE_WORDS)
    nest = nesting(markup.parents, markup.container_of)
    steps = list(dict.fromkeys(("", *markup.steps)))
    number = dict(zip(steps, range(len(steps)), strict=True))
    step_of = np.array([0, *map(number.__getitem__, markup.steps)])
    short = [text if count <= MAX_WORDS else "" for text, count in zip(texts, markup.words, strict=True)]
    return Look(
        blocks=blocks,
        shape=shape,
        linked=linked,
        prose=(sentence | (shape.words >= LONG_WORDS)) & (linked <= MAX_LINKED),
        flags=np.array(markup.flags, np.int64),
        nest=nest,
        steps=steps,
        step_of=step_of,
        group=groups(nest, steps, step_of),
        tokens=words_of(short),
        said=evidence(lines.known),
        copies=np.array(lines.copies, np.int64),
        level=np.array([HEADING_LEVEL.get(block.tag, 0) for block in blocks], np.int64),
    )


def groups(nest: Nesting, steps: list[str], step_of: Array) -> Array:
    """A number for each block's kind of place: its last three containers without their ids."""
    names: dict[str, int] = {}
    kind = np.array([names.setdefault(step.partition("#")[0], len(names)) for step in steps])[step_of]
    parent = nest.parent[nest.of]
    place = (kind[nest.of] * len(names) + kind[parent]) * len(names) + kind[nest.parent[parent]]
    _, group = np.unique(place, return_inverse=True)
    result: Array = group.reshape(-1)
    return result


def evidence(known: Sequence[tuple[Evidence, ...]]) -> Array:
    """What the packs know of each line, in groups."""
    found = np.zeros((len(known), len(GROUPS)), np.float32)
    for at, said in enumerate(known):
        for one in said:
            if (group := GROUP_OF.get(one.label)) is not None:
                found[at, group] = 1
    return found


TAGS = ("p", "div", "li", "tr", "pre", "blockquote", "figcaption")
TAG_NUMBERS = {tag: number for number, tag in enumerate(TAGS)}
OUTER = In.NAV | In.FOOTER | In.DIALOG | In.FORM
"""Parts of a page that an article seldom stands in."""
PLACES = {
    flag.name: flag
    for flag in (In.ASIDE, In.HEADER, In.TABLE, In.FIGURE, In.ARTICLE, In.MAIN, In.LIST, In.BUTTON, In.QUOTE, In.BODY)
} | {"OUTER": OUTER}
PLACE_FLAGS = np.array([[int(flag)] for flag in PLACES.values()])
AROUND = ("words", "linked", "path_sum", "word_mean", "level", "said")
"""Columns taken from the blocks around."""
OFFSETS = (-2, -1, 1, 2)
WINDOWED = ("prose_words", "words", "path_sum")
WINDOWS = (4, 10)
OUTSIDE = -1.0
"""What a neighbour before the first or after the last block counts as."""
FAR = 200.0
"""Distances count up to this many blocks; beyond, far is far."""
MANY = 30.0
"""More blocks in one place than this are many: a long article is no list."""
ABOVE = 4
"""So many containers around a block are looked at."""
# So many headings of other sections are counted.
MOST_TURNS = 3

Columns = dict[str, Array]
"""Columns by name, or by names parted by blanks where several were made in one go: columns x blocks."""


def rows(look: Look, lexicon: Lexicon) -> tuple[Array, tuple[str, ...]]:
    """One row a block, and the names of the columns."""
    told = lexicon.of_words(look.tokens)
    if kernels.COMPILED:
        return compiled_rows(look, lexicon, told)
    inner = dominant(look.nest.total(look.shape.words * look.prose), SHARES)
    columns = shape_columns(look) | {"word_mean word_low": told} | place_columns(look)
    columns |= container_columns(look, inner)
    columns |= lexicon_columns(look, lexicon, inner)
    columns |= group_columns(look)
    columns |= section_columns(look, columns["path_sum"], told)
    columns |= neighbour_columns(look, columns["path_sum"], told[0])
    columns |= repeated_columns(look)
    names = single(tuple(columns))
    table = np.empty((len(names), len(look)), np.float32)
    filled(table, columns)
    return table.T, names


def compiled_rows(look: Look, lexicon: Lexicon, told: Array) -> tuple[Array, tuple[str, ...]]:
    """The same, those columns compiled that are not of a block alone; see `kernels.html_rows`."""
    own = shape_columns(look) | {"word_mean word_low": told}
    names = single((*own, *OTHERS))
    table = np.empty((len(names), len(look)), np.float32)
    at = filled(table, own)
    known = (
        *(look.shape.words, look.linked, look.shape.unspaced, look.said, look.prose, look.shape.stopped),
        *(look.flags, look.level, look.nest.of, look.group, look.nest.parent, look.nest.end, look.step_of),
        *(lexicon.of_steps(look.steps), kinds_of(look.steps), told, np.array([look.shape.words.sum()], np.float64)),
    )
    at += kernels.html_rows(known, len(look.nest.parent), len(look.steps), int(look.group.max()) + 1, table[at:])
    assert at == len(names)
    return table.T, names


def filled(table: Array, columns: Columns) -> int:
    """Put columns into the first rows of a table; how many they are."""
    at = 0
    for column in columns.values():
        size = len(column) if column.ndim > 1 else 1
        table[at : at + size] = column
        at += size
    return at


@cache
def single(groups: tuple[str, ...]) -> tuple[str, ...]:
    """The single names."""
    return tuple(" ".join(groups).split())


@cache
def named(pattern: str, *parts: Sequence[str | int]) -> str:
    """All names of a pattern, the last part changing fastest.

    >>> named("c{}_{}", (0, 1), ("words", "linked"))
    'c0_words c0_linked c1_words c1_linked'
    """
    return " ".join(pattern.format(*one) for one in product(*parts))


def shape_columns(look: Look) -> Columns:
    """What a block alone looks like."""
    shape = look.shape
    tags = np.array([TAG_NUMBERS.get(block.tag, -1) for block in look.blocks])
    return {
        "words": shape.words,
        "stopped": shape.stopped,
        "trails": shape.trails,
        "colon": shape.colon,
        "capitalised": shape.capitalised,
        "upper": shape.upper,
        "digits": shape.digits,
        "commas": shape.commas / np.maximum(shape.words, 1),
        "quotes": shape.quotes,
        "sentences": shape.sentences,
        "separators": shape.separators,
        "linked": look.linked,
        "prose": look.prose,
        "copies": look.copies,
        "level": look.level,
        "said": look.said.max(axis=1),
        named("said_{}", tuple(GROUPS)): look.said.T,
        named("tag_{}", TAGS): tags == np.arange(len(TAGS))[:, None],
        named("in_{}", tuple(PLACES)): (look.flags & PLACE_FLAGS) > 0,
    }


def place_columns(look: Look) -> Columns:
    """Where a block stands among all of them."""
    count = len(look)
    index = np.arange(count)
    upto = np.cumsum((look.shape.words, look.shape.words * look.prose), axis=1, dtype=np.float64)
    return {
        "place": index / count,
        "words_place prose_before": upto / np.maximum(upto[:, -1:], 1),
        "since_prose": since(look.prose),
        "until_prose": since(look.prose[::-1])[::-1],
    }


def since(flags: Array) -> Array:
    """How many blocks back the last one with this flag is, 0 where it is the block itself."""
    index = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, index, -FAR))
    result: Array = np.minimum(index - last, FAR)
    return result


def container_columns(look: Look, inner: Sequence[int]) -> Columns:
    """What the containers around a block hold, and what the whole page does. `inner`: those that dominate it."""
    nest, words, count = look.nest, look.shape.words, len(look)
    unspaced, article = look.shape.unspaced > 0.5, (look.flags & int(In.ARTICLE)) > 0
    figures = np.array([np.ones(count), words, words * look.prose, words * look.linked, look.prose,
                        words * unspaced, article, look.level > 0])  # fmt: skip
    held = nest.totals(figures)
    blocks, text, prose, linked, sentences = held[:5]
    each, all_words = np.maximum(blocks, 1), np.maximum(text, 1)
    around = np.array([np.minimum(blocks, MANY), prose / max(prose[0], 1), prose / all_words, linked / all_words,
                       text / each, sentences / each])  # fmt: skip
    up = larger(nest, blocks)
    outwards = levels(nest.of, up, ABOVE)
    first = np.searchsorted(np.maximum.accumulate(nest.of), np.arange(len(nest.parent)))[outwards[1]]
    page = np.array([prose[0] / all_words[0], linked[0] / all_words[0], prose[0] / max(sentences[0], 1),
                     held[6, 0] / count, held[7, 0] / count, held[5, 0] / all_words[0],
                     *[prose[at] / all_words[at] for at in inner[1:]]])  # fmt: skip
    return {
        named(
            "c{1}_{0}", ("blocks", "prose_share", "prose", "linked", "words", "sentences"), range(ABOVE)
        ): around.take(outwards, axis=1).reshape(-1, count),
        "c_place": (np.arange(count) - first) / each[outwards[1]],
        "in_main d70_in d90_in": np.array([nest.within(at) for at in inner]),
        "page_prose_share page_linked page_sentence page_article page_headings page_unspaced "
        "d70_share d90_share": page.repeat(count).reshape(-1, count),
    }


def levels(at: Array, outwards: Array, count: int) -> Array:
    """Each block's container, the one around it, and so on: levels x blocks."""
    found = np.empty((count, len(at)), np.int64)
    found[0] = at
    for level in range(1, count):
        found[level] = outwards[found[level - 1]]
    return found


def lexicon_columns(look: Look, lexicon: Lexicon, inner: Sequence[int]) -> Columns:
    """What the class names around a block say, and how it stands to the containers that dominate the page."""
    nest, at = look.nest, look.nest.of
    said = lexicon.of_steps(look.steps).take(look.step_of, axis=1)
    own, low, high = said
    deep = np.ones(len(own))
    deep[0] = 0
    (sums, lows, depth), (lowest, highest) = down(nest, np.array([own, low, deep]), np.array([low, -high]))
    above = levels(nest.parent[at], nest.parent, ABOVE)
    chain, branch = branches(nest, inner[0])
    outer = branch[at]
    return {
        "own_mean own_low own_high": said.take(at, axis=1),
        named("up{1}_{0}", ("mean", "low"), range(1, ABOVE + 1)): said[:2].take(above, axis=1).reshape(-1, len(at)),
        "path_sum": sums[at],
        "path_lows": lows[at],
        "path_low": lowest[at],
        "path_high": -highest[at],
        "path_mean": sums[at] / np.maximum(depth[at], 1),
        "path_before": sums[above[1]],
        "branch_mean branch_low": said[:2].take(outer, axis=1),
        "branch_sum": sums[at] - sums[nest.parent[outer]],
        "to_main": sums[at] - sums[inner[0]],
        "to_main_lows": lows[at] - lows[inner[0]],
        "parting": depth[inner[0]] - depth[outer] + ~chain[outer],
        "depth": depth[at],
        "d70_depth d90_depth": depth[at] - depth.take(inner[1:])[:, None],
    }


def group_columns(look: Look) -> Columns:
    """What the blocks in the same kind of place are like."""
    words, count = look.shape.words, len(look)
    size = int(look.group.max()) + 1
    figures = np.array([np.ones(count), words, words * look.linked, look.prose, words * look.prose, look.shape.stopped])
    place = look.group + np.arange(0, size * len(figures), size)[:, None]
    held = np.bincount(place.ravel(), figures.ravel(), size * len(figures)).reshape(-1, size)
    below = np.array([np.ones(size), held[0], np.maximum(held[1], 1), held[0], np.full(size, max(held[4].sum(), 1)),
                      held[0]])  # fmt: skip
    shares = held / below
    np.minimum(shares[0], MANY, out=shares[0])
    return {"g_count g_words g_linked g_prose g_prose_share g_stopped": shares.take(look.group, axis=1)}


def section_columns(look: Look, path: Array, told: Array) -> Columns:
    """What the last heading says, and how far back it and other turning points are."""
    index = np.arange(len(look))
    last = np.maximum.accumulate(np.where(look.level > 0, index, -1))
    seen = last >= 0
    turn = look.said[:, 0] > 0
    return {
        "h_words h_low h_level h_path": np.where(
            seen, np.array([*told[:, last], look.level[last], path[last] - path]), 0
        ),
        "h_back": np.where(seen, np.minimum(index - last, FAR), FAR),
        "turn_back": since(turn),
        "turns": np.minimum(np.cumsum(turn), MOST_TURNS),
    }


def neighbour_columns(look: Look, path: Array, told: Array) -> Columns:
    """The blocks before and after, and windows around."""
    words, count = look.shape.words, len(look)
    most = max(OFFSETS)
    padded = np.full((len(AROUND), count + 2 * most), OUTSIDE, np.float32)
    padded[:, most:-most] = words, look.linked, path, told, look.level, look.said.max(axis=1)
    upto = np.zeros((len(WINDOWED), count + 1))
    np.cumsum((words * look.prose, words, path), axis=1, out=upto[:, 1:])
    reach = np.array([*[(-size, 0) for size in WINDOWS], *[(1, 1 + size) for size in WINDOWS]])
    ends = upto.take(np.clip(np.arange(count) + reach[:, :, None], 0, count), axis=1)
    return {
        named("{1}{0:+d}", OFFSETS, AROUND): np.concatenate(
            [padded[:, most + offset : most + offset + count] for offset in OFFSETS]
        ),
        named("{}_{}_{}", WINDOWED, ("before", "after"), WINDOWS): (ends[:, :, 1] - ends[:, :, 0]).reshape(-1, count),
    }


OTHERS = (
    *("place", "words_place prose_before", "since_prose", "until_prose"),
    named("c{1}_{0}", ("blocks", "prose_share", "prose", "linked", "words", "sentences"), range(ABOVE)),
    *("c_place", "in_main d70_in d90_in"),
    "page_prose_share page_linked page_sentence page_article page_headings page_unspaced d70_share d90_share",
    *("own_mean own_low own_high", named("up{1}_{0}", ("mean", "low"), range(1, ABOVE + 1))),
    "path_sum path_lows path_low path_high path_mean path_before",
    "branch_mean branch_low branch_sum to_main to_main_lows parting depth d70_depth d90_depth",
    "g_count g_words g_linked g_prose g_prose_share g_stopped",
    *("h_words h_low h_level h_path", "h_back", "turn_back", "turns"),
    named("{1}{0:+d}", OFFSETS, AROUND),
    named("{}_{}_{}", WINDOWED, ("before", "after"), WINDOWS),
    NAMES,
)
"""The names of the columns that are not of a block alone, in their order."""
