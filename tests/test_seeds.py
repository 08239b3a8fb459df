"""The five seeds become their gold, word for word, by the command a newcomer uses and from Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner import Cleaned, Cleaner

ROOT = Path(__file__).parent.parent
GOLD = Path(__file__).parent / "gold"
CASES = sorted(path.stem for path in GOLD.glob("*.txt"))
SEEDS = sorted(path.stem for path in (ROOT / "seeds").glob("*.txt"))


def cleaned(case: str) -> Cleaned:
    seed, _, site = case.partition(".site-")
    return Cleaner(site=site or None).clean((ROOT / "seeds" / f"{seed}.txt").read_bytes(), name=f"{seed}.txt")


@pytest.mark.parametrize("case", CASES)
def test_the_body_is_the_gold_word_for_word(case: str) -> None:
    assert cleaned(case).text.strip() == (GOLD / f"{case}.txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("case", CASES)
def test_metadata_and_removed_lines_are_the_gold(case: str) -> None:
    gold = json.loads((GOLD / f"{case}.json").read_text(encoding="utf-8"))
    result = cleaned(case)
    assert {name: result.metadata[name] for name in gold if name != "removed"} == {
        name: value for name, value in gold.items() if name != "removed"
    }
    assert [[r.text, r.label] for r in result.removed] == gold["removed"]


@pytest.mark.parametrize("seed", SEEDS)
def test_without_site_files_no_boilerplate_stays_and_no_body_line_goes(seed: str) -> None:
    gold = json.loads((GOLD / f"{seed}.json").read_text(encoding="utf-8"))
    body = (GOLD / f"{seed}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    lines = Cleaner(site_files=False).clean((ROOT / "seeds" / f"{seed}.txt").read_bytes()).text.split("\n\n")
    boilerplate = {text for text, label in gold["removed"] if label != "dateline"}
    assert not boilerplate & set(lines)
    assert all(any(line.endswith(paragraph) for line in lines) for paragraph in body)


def test_the_seeds_are_as_they_arrived() -> None:
    assert SEEDS == ["000_3ef5ebee2d620aef", "001_d925afdcd33a1ed4", "002_a78f33cf15b82588",
                     "003_bc49a67c67b6855b", "004_52f100b64ad22d50"]  # fmt: skip
