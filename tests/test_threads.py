"""Many threads with one cleaner: the same results as one after another, and no exceptions."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.main_content.html import lexicon

ROOT = Path(__file__).parent.parent
PATHS = sorted((ROOT / "fixtures").glob("*/*/input.*"))[::4] + sorted((ROOT / "seeds").glob("*.txt"))


def test_sixteen_threads_give_the_results_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "MOST_SEEN", 3)  # given up and begun anew all the time
    before = sys.getswitchinterval()
    cleaner = Cleaner()

    def cleaned(path: Path) -> tuple[object, ...]:
        result = cleaner.clean(path.read_bytes(), name=path.name)
        return result.text, dict(result.metadata), list(result.warnings), [one.text for one in result.removed]

    alone = [cleaned(path) for path in PATHS]
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(16) as pool:
            assert list(pool.map(cleaned, PATHS)) == alone
    finally:
        sys.setswitchinterval(before)


def test_what_is_known_of_steps_is_never_cleared_under_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    table = lexicon.Lexicon({"story": 3}, {})
    monkeypatch.setattr(lexicon, "MOST_SEEN", 1)
    steps = ["div.story", "p.menu", "div.story"]
    first = table.of_steps(steps).tolist()
    held = table.seen
    assert table.of_steps([f"div.x{number}" for number in range(9)]).shape == (3, 9)
    assert "div.story" in held
    assert table.of_steps(steps).tolist() == first
