"""The columns of a page's blocks are the same, compiled and in numpy, to the last bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import kernels
from cleaner.lines import Lines
from cleaner.main_content.html.columns import look_at, rows
from cleaner.main_content.html.model import model_of
from cleaner.pipeline import default

ROOT = Path(__file__).parent.parent
PAGES = sorted(path for folder in ("fixtures", "seeds") for path in (ROOT / folder).rglob("*.html"))
compiled = pytest.mark.skipif(not kernels.COMPILED, reason="the compiled part was not built")
PIECES = (
    "<div class=story>", "<div class='card teaser'>", "</div>", "<ul>", "<li>", "</ul>", "<h2>Floods", "<p>", "<nav>",
    "</nav>", "<article>", "<a href=x>More news</a>", "The river rose again in the night, and they went up to the hall. ",
    "Read more:", "By Ann Lee", "3 March 2024", "今日は雨が降りました。", "<figure><figcaption>A bridge", "<td>", "<table><tr>",
)  # fmt: skip


def compare(html: str | bytes) -> None:
    """Assert that both ways give the same columns and names."""
    cleaner = default()
    page = cleaner.read(html, url=None, kind="html", name=None)
    if page.markup is None or not page.blocks:
        return
    look = look_at(Lines(page, cleaner.compiled.select(page).words), page.markup)
    values, names = rows(look, model_of().lexicon)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "COMPILED", False)
        wanted, wanted_names = rows(look, model_of().lexicon)
    assert names == wanted_names
    np.testing.assert_array_equal(values, wanted)


@compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_fixtures_have_the_same_columns(path: Path) -> None:
    compare(path.read_bytes())


@compiled
@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map("".join))
def test_made_up_pages_have_the_same_columns(html: str) -> None:
    compare(html)
