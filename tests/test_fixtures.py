"""Each folder under fixtures/ is a test: input.* becomes expected.txt, with the facts and the status of expected.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner import Cleaner

FIXTURES = Path(__file__).parent.parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/input.*"))
CLEANER = Cleaner()


def name_of(case: Path) -> str:
    return case.relative_to(FIXTURES).as_posix()


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fixture(case: Path, request: pytest.FixtureRequest) -> None:
    failure = case / "known-failure.txt"
    if failure.exists():
        request.applymarker(pytest.mark.xfail(strict=True, reason=failure.read_text(encoding="utf-8").strip()))
    source = next(case.glob("input.*"))
    facts = case / "expected.json"
    expected = json.loads(facts.read_text(encoding="utf-8")) if facts.exists() else {}
    result = CLEANER.clean(source.read_bytes(), url=expected.pop("url", None), name=source.as_posix())
    assert result.status == expected.pop("status", result.status), result.warnings
    assert result.text.strip() == (case / "expected.txt").read_text(encoding="utf-8").strip()
    assert {name: result.metadata.get(name) for name in expected} == expected


def test_there_are_negative_fixtures() -> None:
    negative = [case for case in CASES if case.parent.name == "negative"]
    assert len(negative) >= 20
    for case in negative:
        source = next(case.glob("input.*")).read_text(encoding="utf-8").strip()
        assert source == (case / "expected.txt").read_text(encoding="utf-8").strip(), "looks like boilerplate, is not"
