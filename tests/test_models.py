"""Every file of weights has a manifest that is its own, and the columns it was trained on are those of the program."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from cleaner.main_content.html import columns as html
from cleaner.main_content.html import model as html_model
from cleaner.main_content.text import columns as text
from cleaner.main_content.text import model as text_model
from cleaner.reading import read
from cleaner.rules import Rules

PACKAGE = Path(__file__).parent.parent / "cleaner"
WEIGHTS = sorted(PACKAGE.rglob("*.npz"))


@pytest.mark.parametrize("path", WEIGHTS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_manifest_is_of_these_weights(path: Path) -> None:
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest(), "write it anew: python -m training.manifest"
    assert told["bytes"] == path.stat().st_size < 600_000
    assert told["made_by"].startswith("python -m training.")
    assert told["data"]
    assert told["figures"]


def test_the_columns_of_the_text_scorer_are_those_it_was_trained_on() -> None:
    page = read("One line.", kind="text")
    words = Rules.load(site_files=False).select(page).words
    look = text.look_at([block.text for block in page.blocks], words, np.zeros(len(page.blocks)))
    assert tuple(text.names(look)) == text_model.model_of().names


def test_the_columns_of_the_html_scorer_are_those_it_was_trained_on() -> None:
    page = read("<html><body><p>The river rose two metres overnight.</p></body></html>", kind="html")
    assert page.markup is not None
    model = html_model.model_of()
    look = html.look_at(Rules.load(site_files=False).select(page).lines(page), page.markup)
    assert html.rows(look, model.lexicon)[1] == model.names
