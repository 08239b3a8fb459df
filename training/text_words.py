"""Rows and their words → a lexicon: which words lean to articles and which to the furniture of pages."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
import regex

from cleaner.main_content.text.lexicon import LEAN, Lexicon, lean_rows, lexicon_of
from cleaner.main_content.text.topic import uses_of
from cleaner.text.columns import Array
from cleaner.text.tokens import Tokens, tokens_of
from training.text_data import Rows
from training.text_documents import Document

# A word of fewer pages says more of them than of pages.
FEWEST_PAGES = 12
MOST_WORDS = 2500
# Longer lines are prose; whatever words they hold.
LONGEST_LINE_WORDS = 40
STRENGTH = 0.3
HEAVIEST_LINE = 20.0
WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
PAIR = regex.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{2}")


class Vocabulary:
    """The words of enough pages, and which lines have which."""

    def __init__(self, rows: Rows) -> None:
        sparse = import_module("scipy.sparse")
        numbers, word = np.unique(rows.word, return_inverse=True)
        spelled = spellings(rows.documents)
        page = np.unique([document.page for document in rows.documents], return_inverse=True)[1]
        seen = np.unique(word.astype(np.int64) * (page.max() + 1) + page[rows.document[rows.line]])
        often = np.bincount(seen // (page.max() + 1), minlength=len(numbers)) >= FEWEST_PAGES
        chosen = np.array([bool(flag) and int(number) in spelled for number, flag in zip(numbers, often, strict=True)])
        column, used = np.cumsum(chosen) - 1, chosen[word]
        shape = (len(rows.label), int(chosen.sum()))
        self.words = [spelled[int(number)] for number in numbers[chosen]]
        self.lines: Any = sparse.csr_matrix((np.ones(used.sum()), (rows.line[used], column[word[used]])), shape)
        self.lines.data[:] = 1

    def fit(self, rows: Rows, mask: Array) -> tuple[tuple[str, ...], Array]:
        """The words that say most, and what each adds to a line's log odds, from the lines of the mask."""
        short = np.flatnonzero(mask & (rows.size < LONGEST_LINE_WORDS))
        machine = import_module("sklearn.linear_model").LogisticRegression(
            C=STRENGTH, solver="liblinear", max_iter=30, tol=1e-2, random_state=0
        )
        lines = self.lines[short]
        machine.fit(lines, rows.label[short], sample_weight=np.minimum(rows.weight[short], HEAVIEST_LINE))
        leans = machine.coef_[0]
        says = np.abs(leans) * np.sqrt(np.asarray(lines.sum(axis=0)).ravel())
        best = np.sort(np.argsort(-says, kind="stable")[:MOST_WORDS])
        return tuple(self.words[at] for at in best), leans[best]


def spellings(documents: Sequence[Document]) -> dict[int, str]:
    """How each word's number is spelled."""
    found: set[str] = set()
    for document in documents:
        text = document.text.lower()
        found.update(WORD.findall(text))
        found.update(PAIR.findall(text, overlapped=True))
    words = sorted(found)
    tokens = tokens_of(words)
    single = np.bincount(tokens.line, minlength=len(words)) == 1
    return {
        int(number): words[line]
        for number, line in zip(tokens.word.tolist(), tokens.line.tolist(), strict=True)
        if single[line]
    }


def lean_values(rows: Rows, mask: Array, lexicon: Lexicon) -> Array:
    """The lexicon's columns for all rows; 0 where the mask is not set. A window never reaches into another document."""
    result = np.zeros((len(rows.label), len(LEAN)), np.float32)
    starts = np.searchsorted(rows.document, np.arange(len(rows.documents) + 1))
    edges = np.searchsorted(rows.line, starts)
    for number in np.unique(rows.document[mask]).tolist():
        start, end = starts[number], starts[number + 1]
        part = slice(edges[number], edges[number + 1])
        word, line = rows.word[part], rows.line[part] - start
        tokens = Tokens(word, line, np.ones(len(word), np.bool_), int(end - start))
        result[start:end] = lean_rows(uses_of(tokens), lexicon).T
    return result


def lexicon_from(found: tuple[tuple[str, ...], Array]) -> Lexicon:
    """A lexicon from what `fit` returns, at the precision it is stored in."""
    words, leans = found
    return lexicon_of(words, leans.astype(np.float16))
