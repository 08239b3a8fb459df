"""What a broken rule file gets: of each file in broken_rules the complaint at its exact place, and no traceback."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import regex
from typer.testing import CliRunner

from cleaner.cli import app
from cleaner.rules import Complaint
from cleaner.workshop import check, collect

FOLDER = Path(__file__).parent / "broken_rules"
EXPECTED = regex.compile(r"# expected: (\d+):(\d+) ([\w\-]+)( schema)?\s*\Z")
KINDS = {"errors": "error", "warnings": "warning"}
FILES = sorted(FOLDER.rglob("*.yml"))


def expected(path: Path) -> tuple[int, int, str]:
    """Line, column and code, from the comment at a file's end."""
    found = EXPECTED.search(path.read_text(encoding="utf-8"))
    assert found, path
    return int(found[1]), int(found[2]), found[3]


@pytest.fixture(scope="module")
def complaints() -> dict[str, list[Complaint]]:
    found: dict[str, list[Complaint]] = {path.name: [] for path in FILES}
    for kind in KINDS:
        for one in check(collect([FOLDER / kind])).complaints:
            found[Path(one.file).name].append(one)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_place_is_right(path: Path, complaints: dict[str, list[Complaint]]) -> None:
    said = complaints[path.name]
    places = [(one.line, one.col, one.code) for one in said if one.severity == KINDS[path.parent.name]]
    assert expected(path) in places, "\n".join(map(str, said))
    assert all(one.sentence and one.help for one in said)
    if path.parent.name == "warnings" and not path.stem.startswith("claimed-by"):
        assert not [one for one in said if one.severity == "error"]


def test_check_prints_them_all_and_ends_with_1() -> None:
    broken = FOLDER / "errors"
    done = CliRunner().invoke(app, ["rules", "check", str(broken)])
    heads = regex.findall(r"(?m)^\S+\.yml:\d+:\d+: error\[[\w\-]+\]: .+$", done.stdout)
    assert done.exit_code == 1
    assert len(heads) >= len(list(broken.glob("*.yml"))) > 30
    assert "Traceback" not in done.output
    assert {head.partition(":")[0].rpartition("/")[2] for head in heads} == {path.name for path in broken.glob("*.yml")}


def test_warnings_count_only_with_strict(tmp_path: Path) -> None:
    odd = FOLDER / "warnings" / "percentage-alone.yml"
    assert CliRunner().invoke(app, ["rules", "check", str(odd)]).exit_code == 0
    assert CliRunner().invoke(app, ["rules", "check", "--strict", str(odd)]).exit_code == 1


def test_a_hostile_folder_is_checked_in_bounded_time(tmp_path: Path) -> None:
    hostile = ["(a|a)+b", "(a+)+b", "([a-z]+)*:", r"(\w+\s?)+;", r"(.*)*x\d", "(x+x+)+y", "(a|b|ab)*c", r"^(\d+)+z"]
    for number, text in enumerate(hostile):
        (tmp_path / f"h{number}.yml").write_text(f"site: H\ntext:\n  drop_lines:\n    - regex: '{text}'\n")
    start = time.perf_counter()
    found = check(collect([tmp_path])).complaints
    assert {Path(one.file).name for one in found if one.code in ("hostile-regex", "slow-regex")} == {
        f"h{number}.yml" for number in range(len(hostile))
    }
    assert time.perf_counter() - start < 30
