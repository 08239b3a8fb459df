"""The benchmark's pages → rows, labels, weights and folds to train the text scorer on."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import regex

from cleaner.main_content.text_features import look_at, rows
from cleaner.main_content.text_lexicon import LEAN
from cleaner.main_content.text_numbers import tokens_of
from cleaner.main_content.text_shape import Array
from cleaner.page import Page, Words
from cleaner.training.text_labels import labels

FOLDS = 5
SEED = 4
# How much a page of a set, and each kind of its text, counts: news is what the program is for, and there is little.
SET_WEIGHTS = {"wcxb": 1.0, "news-en": 4.0, "news-xx": 3.0}
KIND_WEIGHTS = {"page": 1.0, "window": 1.0, "rough_t": 1.0, "rough_r": 1.0, "rough_n": 1.0, "clean": 0.7, "tail": 0.5}
# A line weighs as its words do in the score, but not without end.
MOST_WORDS = 60
BASE_WORDS = 3
ROUGH = ("rough_t", "rough_r", "rough_n")
TAIL_TEASERS = (3, 14)
TEASER_CUT = (28, 52)
ADDRESS = regex.compile(
    r"""(?:rel=["']?canonical["']?[^>]*href|property=["']?og:url["']?[^>]*content)=["']?(https?://[^"'\s>]+)"""
)

Reader = Callable[[str], tuple[Page, Words]]


@dataclass(frozen=True, slots=True)
class Document:
    """One text of one page: its lines, their labels (1: body), the fold of its site, and what it weighs."""

    page: str
    fold: int
    group: str
    kind: str
    text: str
    gold: str


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


def documents(found: Sequence[dict[str, Any]]) -> Iterator[Document]:
    """Each page's texts, its gold, and one gold with a made-up tail of other pages' headlines."""
    chance = random.Random(SEED)
    titles: dict[tuple[int, str], list[str]] = {}
    for page in found:
        if page["title"]:
            titles.setdefault((page["fold"], page["set"]), []).append(page["title"])
    for page in found:
        # The rough texts of a page are much alike: one is enough.
        wanted = {"page", "window", "clean", chance.choice(ROUGH)}
        for kind, text in {**page["texts"], "clean": page["gold"]}.items():
            if kind in wanted and (text or "").strip():
                yield Document(page["id"], page["fold"], page["set"], kind, text, page["gold"])
        others = [title for title in titles[page["fold"], page["set"]] if title != page["title"]]
        yield Document(page["id"], page["fold"], page["set"], "tail", with_tail(page, others, chance), page["gold"])


def with_tail(page: dict[str, Any], titles: Sequence[str], chance: random.Random) -> str:
    """The body with the head and tail of a news site: a headline twice, a stamp, teasers cut short, ages."""
    lines: list[str] = []
    if page["title"] and chance.random() < 0.5:
        lines += [page["title"]] * chance.randint(1, 2)
    if page["authors"] and chance.random() < 0.5:
        lines.append(", ".join(page["authors"]))
    lines.append(page["gold"])
    if chance.random() < 0.4 and page["title"]:
        lines.append(" ".join(word for word in page["title"].split() if word[:1].isupper()))
    cut, age, twice = (chance.random() < share for share in (0.5, 0.5, 0.6))
    stamp = chance.choice(["{} hours ago", "{} h", "{}:30", "0{}.12.2024", "2024-11-0{}", "{} min"])
    for title in chance.sample(titles, min(len(titles), chance.randint(*TAIL_TEASERS))):
        if cut and len(title) > TEASER_CUT[1]:
            lines.append(title[: chance.randint(*TEASER_CUT)] + chance.choice([" ..", "...", "…"]))
        if twice or not cut:
            lines.append(title)
        if age:
            lines.append(stamp.format(chance.randint(1, 9)))
    return "\n".join(lines)


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
    for document in documents(found):
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
