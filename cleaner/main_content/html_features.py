"""What a page's blocks have in common, and the lexicon → one row of numbers a block, for the scorer.

After Boilerpipe (Kohlschütter 2010: link density and text density of a block and its neighbours), Readability (the
containers' share of the prose) and Web2Text (Vogels 2018: features of ancestors); the lexicon is learned.
"""

from __future__ import annotations

import numpy as np

from cleaner.main_content.html_lexicon import Lexicon
from cleaner.main_content.html_look import GROUPS, Look
from cleaner.main_content.html_tree import SHARES, dominant, down, larger, meeting
from cleaner.main_content.text_shape import Array
from cleaner.reading.tags import In

TAGS = ("p", "div", "li", "tr", "pre", "blockquote", "figcaption")
OUTER = In.NAV | In.FOOTER | In.DIALOG | In.FORM
"""Parts of a page that an article seldom stands in."""
FLAGS = (In.ASIDE, In.HEADER, In.TABLE, In.FIGURE, In.ARTICLE, In.MAIN, In.LIST, In.BUTTON, In.QUOTE, In.BODY)
NEIGHBOURS = {
    "words": (-2, -1, 1, 2),
    "linked": (-1, 1),
    "path_sum": (-2, -1, 1, 2),
    "word_mean": (-2, -1, 1, 2),
    "level": (-1, 1),
    "said": (-1, 1, 2),
}
"""Columns taken from the blocks around, and from how far."""
WINDOWED = ("prose_words", "words", "path_sum")
WINDOWS = (4, 10)
OUTSIDE = -1.0
"""What a neighbour before the first or after the last block counts as."""
FAR = 200.0
"""Distances count up to this many blocks; beyond, far is far."""

MANY = 30.0
"""More blocks in one place than this are many: a long article is no list."""

Columns = dict[str, Array]


def rows(look: Look, lexicon: Lexicon) -> tuple[Array, tuple[str, ...]]:
    """One row a block, and the names of the columns."""
    columns = {
        **shape_columns(look),
        **place_columns(look),
        **lexicon_columns(look, lexicon),
        **container_columns(look),
        **group_columns(look),
    }
    columns |= section_columns(look, columns)
    columns |= neighbour_columns(columns)
    columns |= page_columns(look)
    table = np.empty((len(columns), len(look)), np.float32)
    for at, column in enumerate(columns.values()):
        table[at] = column
    return table.T, tuple(columns)


def shape_columns(look: Look) -> Columns:
    """What a block alone looks like."""
    shape = look.shape
    words = np.maximum(shape.words, 1)
    known = {tag: at for at, tag in enumerate(TAGS)}
    tags = np.array([known.get(block.tag, -1) for block in look.blocks])
    columns: Columns = {
        "words": shape.words,
        "stopped": shape.stopped,
        "trails": shape.trails,
        "colon": shape.colon,
        "capitalised": shape.capitalised,
        "upper": shape.upper,
        "digits": shape.digits,
        "commas": shape.commas / words,
        "quotes": shape.quotes,
        "sentences": shape.sentences,
        "separators": shape.separators,
        "linked": look.linked,
        "prose": look.prose,
        "copies": look.copies,
        "level": look.level,
        "title_in": look.title[:, 0],
        "title_of": look.title[:, 1],
        "said": look.said.max(axis=1),
    }
    columns |= {f"tag_{tag}": np.equal(tags, at) for tag, at in known.items()}
    columns |= {f"in_{flag.name}": (look.flags & int(flag)) > 0 for flag in FLAGS}
    columns["in_OUTER"] = (look.flags & int(OUTER)) > 0
    return columns | {f"said_{name}": look.said[:, at] for at, name in enumerate(GROUPS)}


def place_columns(look: Look) -> Columns:
    """Where a block stands among all of them."""
    index = np.arange(len(look))
    words = np.cumsum(look.shape.words, dtype=np.float64)
    prose = np.cumsum(look.shape.words * look.prose, dtype=np.float64)
    title = np.flatnonzero((look.level > 0) & (look.level <= 2) & (look.title.min(axis=1) >= TITLE_SHARE))
    first = title[0] if len(title) else -1
    return {
        "place": index / max(len(look), 1),
        "words_place": words / max(words[-1], 1),
        "prose_before": prose / max(prose[-1], 1),
        "since_title": np.clip(index - first, -FAR, FAR) if first >= 0 else np.full(len(look), FAR),
        "since_prose": since(look.prose),
        "until_prose": since(look.prose[::-1])[::-1],
    }


# So many headings of other sections are counted.
MOST_TURNS = 3
# So much of a heading must be in the document's title, and of that in the heading, to be the headline.
TITLE_SHARE = 0.5


def since(flags: Array) -> Array:
    """How many blocks back the last one with this flag is, 0 where it is the block itself."""
    index = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, index, -1))
    result: Array = np.where(last >= 0, np.minimum(index - last, FAR), FAR)
    return result


def lexicon_columns(look: Look, lexicon: Lexicon) -> Columns:
    """What the class names around a block and the words of a short one say."""
    nest, at = look.nest, look.nest.of
    known = lexicon.of_steps(look.steps)
    number = {step: place for place, step in enumerate(known)}
    own, low, high = np.array(list(known.values())).T[:, [number[step] for step in look.steps]]
    sums, lowest, highest = down(nest, own, low, high)
    parent = nest.parent
    columns: Columns = {"own_mean": own[at], "own_low": low[at], "own_high": high[at]}
    above = at
    for level in (1, 2, 3, 4):
        above = parent[above]
        columns |= {f"up{level}_mean": own[above], f"up{level}_low": low[above]}
    inner = dominant(nest, nest.total(look.shape.words * look.prose), SHARES[0])
    parts, branch = meeting(nest, inner)
    columns |= {
        "path_sum": sums[at],
        "path_low": lowest[at],
        "path_high": highest[at],
        "path_mean": sums[at] / np.maximum(nest.depth[at], 1),
        "path_before": sums[parent[parent[at]]],
        "branch_mean": own[branch[at]],
        "branch_low": low[branch[at]],
        "branch_sum": sums[at] - sums[parent[branch[at]]],
        "to_main": sums[at] - sums[inner],
        "parting": nest.depth[inner] - parts[at],
        "in_main": (at >= inner) & (at < nest.end[inner]),
    }
    told = np.array([lexicon.of_words(line) for line in look.tokens])
    return columns | {"word_mean": told[:, 0], "word_low": told[:, 1]}


def container_columns(look: Look) -> Columns:
    """What the containers around a block hold."""
    nest, words = look.nest, look.shape.words
    blocks = nest.total(np.ones(len(look)))
    text, prose = nest.total(words), nest.total(words * look.prose)
    linked, sentences = nest.total(words * look.linked), nest.total(look.prose)
    up = larger(nest, blocks)
    columns: Columns = {"depth": nest.depth[nest.of]}
    at = nest.of
    for level in range(4):
        if level:
            at = up[at]
        columns |= {
            f"c{level}_blocks": np.minimum(blocks[at], MANY),
            f"c{level}_prose_share": prose[at] / max(prose[0], 1),
            f"c{level}_prose": prose[at] / np.maximum(text[at], 1),
            f"c{level}_linked": linked[at] / np.maximum(text[at], 1),
            f"c{level}_words": text[at] / np.maximum(blocks[at], 1),
            f"c{level}_sentences": sentences[at] / np.maximum(blocks[at], 1),
        }
    columns["c_place"] = (np.arange(len(look)) - first_block(look)[up[nest.of]]) / np.maximum(blocks[up[nest.of]], 1)
    for share in SHARES[1:]:
        inner = dominant(nest, prose, share)
        name = f"d{int(100 * share)}"
        columns[f"{name}_in"] = (nest.of >= inner) & (nest.of < nest.end[inner])
        columns[f"{name}_share"] = np.full(len(look), prose[inner] / max(text[inner], 1))
        columns[f"{name}_depth"] = nest.depth[nest.of] - nest.depth[inner]
    return columns


def first_block(look: Look) -> Array:
    """For each container the first block inside or after its beginning."""
    result: Array = np.searchsorted(np.maximum.accumulate(look.nest.of), np.arange(len(look.nest.parent)))
    return result


def group_columns(look: Look) -> Columns:
    """What the blocks in the same kind of place are like."""
    size = int(look.group.max()) + 1 if len(look) else 0
    words = look.shape.words

    def total(values: Array) -> Array:
        return np.bincount(look.group, values, size)

    count, text = total(np.ones(len(look))), total(words)
    prose = total(words * look.prose)
    named: Columns = {
        "g_count": np.minimum(count, MANY),
        "g_words": text / count,
        "g_linked": total(words * look.linked) / np.maximum(text, 1),
        "g_prose": total(look.prose) / count,
        "g_prose_share": prose / max(prose.sum(), 1),
        "g_stopped": total(look.shape.stopped) / count,
    }
    return {name: values[look.group] for name, values in named.items()}


def section_columns(look: Look, columns: Columns) -> Columns:
    """What the last heading says, and how far back it and other turning points are."""
    index = np.arange(len(look))
    heading = look.level > 0
    last = np.maximum.accumulate(np.where(heading, index, -1))
    seen = last >= 0
    turn = look.said[:, 0] > 0
    return {
        "h_words": np.where(seen, columns["word_mean"][last], 0),
        "h_low": np.where(seen, columns["word_low"][last], 0),
        "h_level": np.where(seen, look.level[last], 0),
        "h_back": np.where(seen, np.minimum(index - last, FAR), FAR),
        "h_path": np.where(seen, columns["path_sum"][last] - columns["path_sum"], 0),
        "h_depth": np.where(seen, columns["depth"][last] - columns["depth"], 0),
        "turn_back": since(turn),
        "turns": np.minimum(np.cumsum(turn), MOST_TURNS),
    }


def neighbour_columns(columns: Columns) -> Columns:
    """The blocks before and after, and windows around."""
    columns = {**columns, "prose_words": columns["words"] * columns["prose"]}
    found: Columns = {}
    count = len(columns["words"])
    padded = np.full(count + 4, OUTSIDE, np.float32)
    for name, offsets in NEIGHBOURS.items():
        padded[2:-2] = columns[name]
        found |= {f"{name}{offset:+d}": padded[2 + offset : 2 + offset + count].copy() for offset in offsets}
    wide = np.stack([np.asarray(columns[name], np.float64) for name in WINDOWED])
    upto = np.concatenate((np.zeros((len(WINDOWED), 1)), np.cumsum(wide, axis=1)), axis=1)
    index = np.arange(count)
    for size in WINDOWS:
        before = upto[:, index] - upto[:, np.maximum(index - size, 0)]
        after = upto[:, np.minimum(index + 1 + size, count)] - upto[:, index + 1]
        found |= {f"{name}_before_{size}": before[at] for at, name in enumerate(WINDOWED)}
        found |= {f"{name}_after_{size}": after[at] for at, name in enumerate(WINDOWED)}
    return found


def page_columns(look: Look) -> Columns:
    """What the whole page is like: the same for all blocks."""
    words, count = look.shape.words, len(look)
    total = max(float(words.sum(dtype=np.float64)), 1.0)
    prose = float((words * look.prose).sum(dtype=np.float64))
    figures = {
        "page_prose_share": prose / total,
        "page_linked": float((words * look.linked).sum(dtype=np.float64)) / total,
        "page_sentence": prose / max(int(look.prose.sum()), 1),
        "page_article": float(((look.flags & int(In.ARTICLE)) > 0).sum()) / max(count, 1),
        "page_headings": float((look.level > 0).sum()) / max(count, 1),
        "page_unspaced": float((words * (look.shape.unspaced > 0.5)).sum(dtype=np.float64)) / total,
    }
    return {name: np.full(count, figure) for name, figure in figures.items()}
