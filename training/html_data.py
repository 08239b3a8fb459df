"""The pages of several benchmarks → what the scorer sees of each, with labels, weights and folds by site."""

from __future__ import annotations

import gzip
import hashlib
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
from training.text_data import FOLDS, pages, site_of
from training.text_heads import HEADED, before_body
from training.text_labels import aligned, labels, tokens

SET_WEIGHTS = {
    "wcxb": 1.0,
    "news-en": 4.8,
    "news-xx": 3.75,
    "dragnet": 0.6,
    "chaos": 1.2,
    "big9-05": 1.5,
    "big9-13": 1.5,
    "gnews": 1.2,
    "sites23": 2.0,
    "readability": 0.5,
    "wcxb-forum": 2.0,
    "wcxb-listing": 1.25,
    "wcxb-service": 1.5,
    "wcxb-product": 1.5,
    "wcxb-documentation": 2.5,
    "wcxb-collection": 1.25,
}
"""How much a page counts: news is what the program is for, and there is little of it; old sets and those whose gold is
a program's output count less."""

LOT = 7
"""The seed of all that is drawn by lot for the HTML scorer."""

CUT_OF_MORE = 3
"""Of the folders after the first every so many-th page is also learned from with its article cut short."""

HEAVIEST = 30.0
"""No block counts more than so much of its set's weight: a gold of a few words makes its blocks heavy."""

TRUSTED = {"stamps": 8, "most": 6000, "least": 30}
"""A gold of dragnet with so many stamps, or more or fewer words, holds readers' comments or little of the article."""

HEAD_LINE = 25
"""A line of the head has fewer words."""

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
        counted = size * scale / body
        if self.group in HEADED and not self.cut:
            counted = counted * ~self.head
        result: Array = SET_WEIGHTS[self.group] * np.minimum(counted, HEAVIEST)
        return result

    @property
    def head(self) -> Array:
        """Flags of the headline, byline and date that the gold holds."""
        gold = self.label > 0
        before = before_body(self.label, self.size)
        result: Array = gold & ((self.look.level == 1) | (before & (self.size < HEAD_LINE)) | self.look.stamped)
        return result

    @property
    def trusted(self) -> bool:
        """Whether its gold is the article: some of dragnet's hold the comments, or next to nothing."""
        if self.group != "dragnet" or self.cut:
            return True
        gold = self.label > 0
        words, stamps = float(self.size[gold].sum()), int((self.look.stamped & gold).sum())
        return stamps < TRUSTED["stamps"] and TRUSTED["least"] <= words <= TRUSTED["most"]


def fold_of(site: str) -> int:
    """The fold of a site, which is the same in every set.

    >>> fold_of("example.org") == fold_of("example.org") < FOLDS
    True
    """
    return int(hashlib.md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def samples(folders: Sequence[Path], cache: Path | None = None) -> list[Sample]:
    """All pages with at least one block. `cache`: a folder that keeps what was read, for trying settings."""
    kept = cache / "samples.pkl" if cache else None
    if kept and kept.exists():
        found: list[Sample] = pickle.loads(kept.read_bytes())
        return found
    found = list(read_all(folders))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(found))
    return found


def read_all(folders: Sequence[Path]) -> Iterator[Sample]:
    """Read, look at and label each page; those of the first folder, and some of the others, once more cut short."""
    rules, number = Rules.load(site_files=False), 0
    for folder in folders:
        for page in pages(folder):
            number += 1
            read_as = read(source_of(page, folder), url=page["url"], kind="html")
            if read_as.markup is None or not read_as.blocks:
                continue
            site = site_of(page, folder)
            whole = sample_of(page, site, read_as, page["gold"], rules)
            yield whole
            if folder != folders[0] and number % CUT_OF_MORE:
                continue
            if cut := cut_down(read_as, whole.label, random.Random(f"{LOT}{page['id']}")):
                yield replace(sample_of(page, site, cut.page, cut.gold, rules), cut=True)


def sample_of(page: dict[str, Any], site: str, read_as: Page, gold: str, rules: Rules) -> Sample:
    """What the scorer sees of a page, with the labels of its blocks."""
    assert read_as.markup is not None
    look = look_at(rules.select(read_as).lines(read_as), read_as.markup)
    texts = [block.text for block in read_as.blocks]
    words = [tokens(text) for text in texts]
    label = labels(texts, gold)
    size = np.array([len(line) for line in words], np.float64)
    share = np.where(size >= WHOLE_WORDS, shares(words, tokens(gold)), label)
    return Sample(page["id"], page["set"], site, fold_of(site), look, label, share, size, gold)


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
