"""An HTML page → what its blocks have in common: their shape, containers, evidence, groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.main_content.html_lexicon import MAX_WORDS, Runs, words_of
from cleaner.main_content.html_tree import Nesting, nesting
from cleaner.main_content.text_shape import Array, Shape, shape_of
from cleaner.page import Block, Page, Words
from cleaner.reading.markup import Markup

# A line of prose is a sentence of eight words, or 25 words whatever their end, and mostly no link.
PROSE_WORDS, LONG_WORDS = 8, 25
MAX_LINKED = 0.5
# Packs hold lines, not paragraphs.
EVIDENCE_CHARACTERS = 400

GROUPS: dict[str, tuple[str, ...]] = {
    "heading": ("related_heading", "tags_heading", "comment_prompt"),
    "prompt": ("share_prompt", "newsletter_prompt", "follow_prompt", "cookie_notice"),
    "related": ("related", "ad"),
    "stamp": ("byline", "timestamp", "age", "counter", "comment"),
    "menu": ("menu", "breadcrumb", "tags"),
    "note": ("legal", "author_bio", "note", "credit"),
}
"""What a pack may say of a line, in groups."""
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


def look_at(page: Page, markup: Markup, words: Words) -> Look:
    """All of a page that features are made of."""
    blocks = page.blocks
    texts = [block.text for block in blocks]
    shape = shape_of(texts)
    linked = np.array([block.link_density for block in blocks], np.float32)
    sentence = shape.stopped & (shape.words >= PROSE_WORDS)
    nest = nesting(markup.parents, markup.container_of)
    steps = list(dict.fromkeys(("", *markup.steps)))
    number = dict(zip(steps, range(len(steps)), strict=True))
    step_of = np.array([0, *map(number.__getitem__, markup.steps)])
    short = [text if count <= MAX_WORDS else "" for text, count in zip(texts, markup.words, strict=True)]
    copies = Counter(texts)
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
        said=evidence(texts, words),
        copies=np.array([*map(copies.__getitem__, texts)], np.int64),
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


def evidence(texts: list[str], words: Words) -> Array:
    """What the packs say of each line that is no paragraph. The heuristics ask the same, so it costs nothing more."""
    found = np.zeros((len(texts), len(GROUPS)), np.float32)
    words.ask([text for text in texts if len(text) <= EVIDENCE_CHARACTERS])
    for at, text in enumerate(texts):
        if len(text) <= EVIDENCE_CHARACTERS:
            for one in words.evidence(text):
                if (group := GROUP_OF.get(one.label)) is not None:
                    found[at, group] = 1
    return found
