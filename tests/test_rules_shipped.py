"""The shipped rule files and the six of the design page: no complaint, tests pass, one fires, one stays unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.rules.applying.library import shipped_folder
from cleaner.workshop import Collection, RunOfTests, check, collect, run_tests
from cleaner.workshop.testing import said_yes

EXAMPLES = Path(__file__).parent / "rule_examples"
FOLDERS = {"shipped": shipped_folder(), "examples": EXAMPLES}
FILES = [(name, path) for name, folder in FOLDERS.items() for path in sorted(folder.rglob("*.yml"))]


@pytest.fixture(scope="module")
def collections() -> dict[str, Collection]:
    return {name: collect([folder]) for name, folder in FOLDERS.items()}


@pytest.fixture(scope="module")
def tested(collections: dict[str, Collection]) -> dict[str, RunOfTests]:
    return {name: run_tests(collection) for name, collection in collections.items()}


@pytest.fixture(scope="module")
def complaints(collections: dict[str, Collection]) -> dict[str, list[str]]:
    return {name: [str(one) for one in check(collection).complaints] for name, collection in collections.items()}


@pytest.mark.parametrize(("name", "path"), FILES, ids=[f"{name}-{path.stem}" for name, path in FILES])
class TestEachFile:
    def test_nothing_to_complain_about(self, name: str, path: Path, complaints: dict[str, list[str]]) -> None:
        assert [said for said in complaints[name] if f"/{path.name}:" in said.partition("\n")[0]] == []

    def test_its_tests_pass(self, name: str, path: Path, tested: dict[str, RunOfTests]) -> None:
        mine = [one for one in tested[name].tried if one.written.file.path == path]
        assert mine
        assert {one.name: [miss.sentence for miss in one.misses] for one in mine if one.state == "failed"} == {}

    def test_one_fires_and_one_stays(self, name: str, path: Path, tested: dict[str, RunOfTests]) -> None:
        mine = [one for one in tested[name].tried if one.written.file.path == path]
        file = mine[0].written.file
        assert any(one.fired for one in mine) or not (file.rules or file.classes), "words alone fire nothing"
        assert any(said_yes(one.case, "unchanged") for one in mine)


def test_all_six_examples_are_here(collections: dict[str, Collection]) -> None:
    assert len(collections["examples"].written) == 6
