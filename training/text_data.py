"""The benchmark's pages → rows, labels, weights and folds to train the text scorer on."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import regex

from cleaner.lines import unmarked
from cleaner.main_content.text.columns import look_at, rows
from cleaner.main_content.text.find import shortened
from cleaner.main_content.text.lexicon import LEAN
from cleaner.text.columns import Array
from cleaner.text.judge import Judge
from cleaner.text.tokens import tokens_of
from training.text_documents import SEED, Document, Reader
from training.text_heads import KIND_SETS, head_lines
from training.text_labels import labels

FOLDS = 5
# How much a page of a set, and each kind of its text, counts: news is what the program is for, and there is little.
SET_WEIGHTS = {
    "wcxb": 1.0,
    "news-en": 4.0,
    "news-xx": 3.0,
    "sites23": 1.5,
    "gnews": 1.0,
    "big9-05": 1.0,
    "big9-13": 1.0,
    "chaos": 0.8,
    "dragnet": 0.4,
    "readability": 0.4,
    **dict.fromkeys(KIND_SETS, 0.4),
    "real": 4.0,
}
# Of these sets every so many-th page is enough.
EVERY = {"dragnet": 4, "chaos": 2, **dict.fromkeys(KIND_SETS, 6)}
KIND_WEIGHTS = {
    "page": 1.0,
    "window": 1.0,
    "rough_t": 1.0,
    "rough_r": 1.0,
    "rough_n": 1.0,
    "clean": 0.7,
    "tail": 0.5,
    "brief": 0.5,
    "list": 0.5,
    "real": 1.0,
}
# A line weighs as its words do in the score, but not without end.
MOST_WORDS = 60
BASE_WORDS = 3
# Of a page's lines outside its body so many are learned from, drawn by lot; each then counts for those that are not.
MOST_OUTSIDE = 150
# A line of real texts that may go or stay counts so much as one of the body.
EITHER = 0.3
ADDRESS = regex.compile(
    r"""(?:rel=["']?canonical["']?[^>]*href|property=["']?og:url["']?[^>]*content)=["']?(https?://[^"'\s>]+)"""
)


def pages(folder: Path) -> list[dict[str, Any]]:
    """The benchmark's pages, each with the fold of its site."""
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [{**page, "fold": fold_of(domain_of(site_of(page, folder)))} for page in found]


def thinned(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pages to learn from: of large sets only every so many-th."""
    return [page for at, page in enumerate(found) if at % EVERY.get(page["set"], 1) == 0]


def domain_of(host: str) -> str:
    """The part of a host name that its owner registered, nearly always."""
    parts = host.lower().partition("/")[0].split(".")
    long = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in {"co", "com", "org", "net", "gov", "ac"}
    return ".".join(parts[-3:] if long else parts[-2:])


def fold_of(domain: str) -> int:
    """The fold of all lines of an outlet, in every set."""
    return int(hashlib.sha256(domain.encode()).hexdigest(), 16) % FOLDS


def site_of(page: dict[str, Any], folder: Path) -> str:
    """The last two parts of a page's domain; where the set gives no address, the page's own canonical one."""
    url = page["url"]
    if not url:
        source = gzip.decompress((folder / "html" / f"{page['id']}.html.gz").read_bytes()).decode("utf-8", "replace")
        match = ADDRESS.search(source)
        url = match.group(1) if match else ""
    host = urlsplit(url).hostname or page["id"]
    return ".".join(host.split(".")[-2:]) if not host.endswith((".uk", ".au", ".nz", ".za", ".jp", ".in")) else host


@dataclass(frozen=True, slots=True)
class Rows:
    """All lines of all documents: their columns, labels, weights, folds, lengths in words, and the document each is
    from; and all their words as numbers, each with its line.
    """

    values: Array
    label: Array
    weight: Array
    fold: Array
    size: Array
    document: Array
    documents: list[Document]
    word: Array
    line: Array

    @property
    def counts(self) -> Array:
        """Which lines are learned from."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document's lines as numbers."""

    values: Array
    label: Array
    weight: Array
    size: Array


class Collector:
    """Documents → rows. `judges`: for each fold the judge of words that has not seen its outlets."""

    def __init__(self, reader: Reader, judges: Sequence[Judge]) -> None:
        self.reader, self.judges = reader, judges
        self.chance = random.Random(SEED)
        self.parts: list[Labelled] = []
        self.documents: list[Document] = []
        self.words: list[Array] = []
        self.lines: list[Array] = []
        self.count = 0

    def add(self, document: Document, kinds: dict[int, str] | None = None) -> None:
        """Read, look at, label and keep a document. `kinds`: what each line of its text is, where people said so."""
        page, words = self.reader(document.text)
        lines = [shortened(unmarked(block)) for block in page.blocks]
        if not lines:
            return
        look = look_at(lines, words, self.judges[document.fold].odds(lines))
        if kinds is None:
            label = labels(lines, document.gold)
            counts = np.where(head_lines(document.group, label, look.shape.words), 0.0, 1.0)
        else:
            said = [kinds.get(block.first_line - 1, "title") for block in page.blocks]
            label = np.array([kind != "boilerplate" for kind in said], np.int8)
            counts = np.array([{"title": 0.0, "either": EITHER}.get(kind, 1.0) for kind in said])
        size = np.minimum(look.shape.words, MOST_WORDS) + BASE_WORDS
        scale = SET_WEIGHTS[document.group] * KIND_WEIGHTS[document.kind]
        weight = scale * size / size.sum() * counts * self.times(label)
        values = rows(look, np.arange(len(lines)))[: -len(LEAN)].T
        self.parts.append(Labelled(values, label, weight, look.shape.words))
        tokens = tokens_of(lines)
        self.words.append(tokens.word)
        self.lines.append(tokens.line + self.count)
        self.count += len(lines)
        self.documents.append(document)

    def times(self, label: Array) -> Array:
        """For how many lines each counts; those that are not drawn count for none."""
        outside = np.flatnonzero(label == 0)
        times = np.ones(len(label))
        if len(outside) > MOST_OUTSIDE:
            times[outside] = 0
            times[self.chance.sample(outside.tolist(), MOST_OUTSIDE)] = len(outside) / MOST_OUTSIDE
        return times

    def rows(self) -> Rows:
        """All of them together."""
        place = np.repeat(np.arange(len(self.parts)), [len(part.label) for part in self.parts])
        weight = np.concatenate([part.weight for part in self.parts])
        return Rows(
            values=np.concatenate([part.values for part in self.parts]),
            label=np.concatenate([part.label for part in self.parts]),
            weight=weight / weight.mean(),
            fold=np.array([document.fold for document in self.documents])[place],
            size=np.concatenate([part.size for part in self.parts]),
            document=place,
            documents=self.documents,
            word=np.concatenate(self.words),
            line=np.concatenate(self.lines),
        )
