"""The benchmark's pages → rows, labels, weights and folds to train the text scorer on."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import regex

from cleaner.main_content.text.columns import look_at, rows
from cleaner.main_content.text.lexicon import LEAN
from cleaner.text.columns import Array
from cleaner.text.tokens import tokens_of
from training.text_documents import SEED, Document, Reader, documents, prompts_of
from training.text_labels import labels

FOLDS = 5
# How much a page of a set, and each kind of its text, counts: news is what the program is for, and there is little.
SET_WEIGHTS = {"wcxb": 1.0, "news-en": 4.0, "news-xx": 3.0}
KIND_WEIGHTS = {
    "page": 1.0,
    "window": 1.0,
    "rough_t": 1.0,
    "rough_r": 1.0,
    "rough_n": 1.0,
    "clean": 0.7,
    "tail": 0.5,
    "brief": 0.5,
}
# A line weighs as its words do in the score, but not without end.
MOST_WORDS = 60
BASE_WORDS = 3
ADDRESS = regex.compile(
    r"""(?:rel=["']?canonical["']?[^>]*href|property=["']?og:url["']?[^>]*content)=["']?(https?://[^"'\s>]+)"""
)


def pages(folder: Path) -> list[dict[str, Any]]:
    """The benchmark's pages, each with the fold of its site."""
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    sites = [site_of(page, folder) for page in found]
    order = sorted(set(sites))
    random.Random(SEED).shuffle(order)
    fold = {site: number % FOLDS for number, site in enumerate(order)}
    return [{**page, "fold": fold[site]} for page, site in zip(found, sites, strict=True)]


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


def collect(found: Sequence[dict[str, Any]], reader: Reader) -> Rows:
    """Every document read, looked at and labelled."""
    parts, targets, weights, sizes, places, words_of, lines_of = [], [], [], [], [], [], []
    kept: list[Document] = []
    count = 0
    for document in documents(found, prompts_of(found, reader)):
        page, words = reader(document.text)
        lines = [block.text for block in page.blocks]
        if not lines:
            continue
        look = look_at(lines, words)
        parts.append(rows(look, np.arange(len(lines))))
        targets.append(labels(lines, document.gold))
        size = np.minimum(look.shape.words, MOST_WORDS) + BASE_WORDS
        scale = SET_WEIGHTS[document.group] * KIND_WEIGHTS[document.kind]
        weights.append(scale * size / size.sum())
        sizes.append(look.shape.words)
        places.append(np.full(len(lines), len(kept)))
        tokens = tokens_of(lines)
        words_of.append(tokens.word)
        lines_of.append(tokens.line + count)
        count += len(lines)
        kept.append(document)
    place = np.concatenate(places)
    fold = np.array([document.fold for document in kept])[place]
    weight = np.concatenate(weights)
    return Rows(
        values=np.concatenate(parts, axis=1)[: -len(LEAN)].T,
        label=np.concatenate(targets),
        weight=weight / weight.mean(),
        fold=fold,
        size=np.concatenate(sizes),
        document=place,
        documents=kept,
        word=np.concatenate(words_of),
        line=np.concatenate(lines_of),
    )
