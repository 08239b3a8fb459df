"""The compiled part and the Python that it stands for give the same, to the last bit; and there is no install without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import kernels
from cleaner.main_content.html import model as html_model
from cleaner.main_content.text import columns
from cleaner.main_content.text import model as text_model
from cleaner.main_content.text.lexicon import lexicon_of
from cleaner.text import judge
from cleaner.text.columns import counted, piece_of
from cleaner.text.tokens import hashes_of, keys_in, mixed_of, piece_keys, piece_tokens, words_in

ROOT = Path(__file__).parent.parent
compiled = pytest.mark.skipif(not kernels.COMPILED, reason="the compiled part was not built")
# Letters, signs and blanks of many scripts, what lines are cut and judged by, lone surrogates, the planes beyond.
SIGNS = "aZé9½٣ \t\n\0.…!?:,;'’\"“»)]|•@/w#_İıßЖ中文のไทยខ្មែរ가\u0301\u200b\ud800\U0001f600\U00020000"
LINES = st.lists(
    st.one_of(
        st.text(st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=60),
        st.sampled_from(["", "www.a.net", "12:30 and 123456", "a ..", "Wait…", "a@b.c", "Don't", "x" * 900]),
    ),
    max_size=8,
)


@compiled
@given(LINES)
def test_characters_are_counted_alike(lines: list[str]) -> None:
    piece = piece_of(lines)
    np.testing.assert_array_equal(kernels.counts(piece), counted(piece))
    tokens, keys = piece_tokens(piece, mixed_of(piece)), piece_keys(piece, mixed_of(piece))
    for name in ("word", "line", "content"):
        np.testing.assert_array_equal(getattr(words_in(piece), name), getattr(tokens, name))
    for name in keys.__slots__:
        np.testing.assert_array_equal(getattr(keys_in(piece), name), getattr(keys, name))


@compiled
@given(LINES.filter(bool))
def test_lines_are_judged_alike(lines: list[str]) -> None:
    shipped = judge.judge_of()
    with pytest.MonkeyPatch.context() as patch:
        by_kernel = shipped.odds(lines)
        patch.setattr(kernels, "COMPILED", False)
        assert shipped.odds(lines).tolist() == by_kernel.tolist()


@compiled
@given(LINES.filter(bool), st.integers(0, 3))
def test_words_and_copies_are_counted_alike(lines: list[str], copies: int) -> None:
    lines = [
        *lines,
        *lines[:copies],
        "2 of the lines",
        "13 of the lines",
        "the river rose and the lines too",
        "the river",
    ]
    shape, tokens, keys = columns.scanned(lines)
    prose, lexicon = shape.words > 2, lexicon_of(["river", "lines", "a"], np.array([-2.0, 3.0, 1.5]))
    asked = tokens, (1, len(lines) - 1), prose, hashes_of(frozenset(["the", "of", "a"])), lexicon
    (by_kernel, lean), same = columns.told_by_words(*asked), columns.repetition(keys)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "COMPILED", False)
        spread, leaning = columns.told_by_words(*asked)
        for found, wanted in zip(same, columns.repetition(keys), strict=True):
            np.testing.assert_array_equal(found, wanted)
    np.testing.assert_array_equal(lean, leaning)
    for name in spread.__slots__:
        np.testing.assert_array_equal(getattr(by_kernel, name), getattr(spread, name))


@compiled
@pytest.mark.parametrize("model", [html_model.model_of(), html_model.model_of("pages"), text_model.model_of()])
@pytest.mark.parametrize("count", [1, 7, 300])
def test_rows_are_scored_alike(model: html_model.Model | text_model.Model, count: int) -> None:
    values = np.random.default_rng(count).normal(1, 3, (len(model.names), count)).astype(np.float32)
    values[0, 0] = np.nan
    with pytest.MonkeyPatch.context() as patch:
        by_kernel = model.trees.score(values)
        patch.setattr(kernels, "COMPILED", False)
        np.testing.assert_array_equal(model.trees.score(values), by_kernel)


def test_it_can_be_barred_and_a_build_of_another_source_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANER_PURE", "1")
    assert kernels.library() is None
    monkeypatch.setenv("CLEANER_PURE", "0")
    monkeypatch.setattr(kernels, "source_number", lambda: -1)
    assert kernels.library() is None


def test_without_a_compiler_there_is_one_line_and_no_failure() -> None:
    command = [sys.executable, "-c", "import hatch_build; print(hatch_build.build())"]
    said = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"CC": "/nonexistent"}, capture_output=True, text=True, check=True
    )
    assert said.stdout == "the C compiler failed (FileNotFoundError: /nonexistent)\n"
