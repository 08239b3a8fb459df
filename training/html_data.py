"""The benchmark's pages → what the scorer sees of each, with labels, weights and folds by domain."""

from __future__ import annotations

import gzip
import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.main_content.html.columns import Look, groups, look_at
from cleaner.page import Page
from cleaner.reading import read
from cleaner.rules import Rules
from cleaner.text.columns import Array
from training.html_cut import cut_down
from training.text_data import pages, site_of
from training.text_documents import SEED
from training.text_labels import aligned, labels, tokens

SET_WEIGHTS = {"wcxb": 1.0, "news-en": 4.8, "news-xx": 3.75}
"""How much a page counts: news is what the program is for, and there is little of it."""

MOST_WORDS = 2.0
"""A page's blocks weigh at most so many times the words of its gold: comments may be many times the article."""

WHOLE_WORDS = 12
"""A block of fewer words is the body's or not; a longer one may be in part."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One page. `label`: 1 for a block of the gold body; `share`: how much of the block is in it; `size`: its words as
    the score counts them; `cut`: it is a page with only the beginning of its article, or none.
    """

    page: str
    group: str
    site: str
    fold: int
    look: Look
    label: Array
    share: Array
    size: Array
    gold: str
    cut: bool = False

    @property
    def weight(self) -> Array:
        """What each block counts in training: its share of the words, so that the loss is near to the score's."""
        size = self.size + 0.5
        body = max(float(size[self.label > 0].sum()), 20.0)
        rest = float(size[self.label == 0].sum())
        scale = np.where(self.label > 0, 1.0, min(1.0, MOST_WORDS * body / max(rest, 1.0)))
        return SET_WEIGHTS[self.group] * size * scale / body


def samples(folder: Path, cache: Path | None = None) -> list[Sample]:
    """All pages with at least one block. `cache` keeps what was read, for trying settings."""
    if cache and cache.exists():
        found: list[Sample] = pickle.loads(cache.read_bytes())
        return found
    found = list(read_all(folder))
    if cache:
        cache.write_bytes(pickle.dumps(found))
    return found


def read_all(folder: Path) -> Iterator[Sample]:
    """Read, look at and label each page."""
    rules, chance = Rules.load(site_files=False), random.Random(SEED)
    for page in pages(folder):
        read_as = read(source_of(page, folder), url=page["url"], kind="html")
        site = site_of(page, folder)
        if read_as.markup is None or not read_as.blocks:
            continue
        whole = sample_of(page, site, read_as, page["gold"], rules)
        yield whole
        if cut := cut_down(read_as, whole.label, chance):
            yield replace(sample_of(page, site, cut.page, cut.gold, rules), cut=True)


def sample_of(page: dict[str, Any], site: str, read_as: Page, gold: str, rules: Rules) -> Sample:
    """What the scorer sees of a page, with the labels of its blocks."""
    assert read_as.markup is not None
    look = look_at(read_as, read_as.markup, rules.select(read_as).words)
    texts = [block.text for block in read_as.blocks]
    words = [tokens(text) for text in texts]
    label = labels(texts, gold)
    size = np.array([len(line) for line in words], np.float64)
    share = np.where(size >= WHOLE_WORDS, shares(words, tokens(gold)), label)
    return Sample(page["id"], page["set"], site, page["fold"], look, label, share, size, gold)


def nameless(sample: Sample) -> Sample:
    """The same page as a site would serve it that names nothing: no class, no id."""
    look = sample.look
    steps = [step.partition("#")[0].partition(".")[0] for step in look.steps]
    return replace(sample, look=replace(look, steps=steps, group=groups(look.nest, steps, look.step_of)))


def shares(lines: Sequence[Sequence[str]], gold: Sequence[str]) -> Array:
    """How much of each line is in the gold, in order."""
    line = np.repeat(np.arange(len(lines)), [len(words) for words in lines])
    found = np.array(aligned([word for words in lines for word in words], gold)) >= 0
    result: Array = np.bincount(line, found, len(lines)) / np.maximum(np.bincount(line, minlength=len(lines)), 1)
    return result


def source_of(page: dict[str, Any], folder: Path) -> bytes:
    """A page as it was served."""
    return gzip.decompress((folder / "html" / f"{page['id']}.html.gz").read_bytes())


def stacked(found: Sequence[Sample], name: str) -> Array:
    """One array of a property of all blocks of all pages."""
    return np.concatenate([getattr(sample, name) for sample in found])
