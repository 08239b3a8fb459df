"""`match: files:`: the same answer however the file, or the folder that it lies in, is named."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cleaner import Cleaner
from cleaner.batch.site_memory import remember
from cleaner.cli import app
from cleaner.page import Page
from cleaner.rules.applying.choosing import document_day

RULES = """\
site: Valley Courier
match:
  files: ['*valley*/*.txt']
text:
  drop_lines: |
    Was this useful to you, {neighbour|reader}?
"""
STORY = "The ferry will run until the end of October, the county said on Monday.\n"
PAGE = STORY + "Was this useful to you, neighbour?\n"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name, content in (
        ("rules/valley-courier.example.yml", RULES), ("valley/ferry.txt", PAGE), ("valley/2024/pier.txt", PAGE),
        ("hills/ferry.txt", PAGE),
    ):  # fmt: skip
        place = tmp_path / "work" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def clean(*arguments: Path | str) -> Result:
    return CliRunner().invoke(app, ["clean", *map(str, arguments), "--rules", "rules"])


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize(
    ("given", "stem"),
    [
        ("valley", "ferry"),
        ("valley", "2024/pier"),
        ("valley/2024", "pier"),
        ("valley/ferry.txt", "ferry"),
        ("hills/../valley", "ferry"),
        (".", "valley/ferry"),
    ],
)
def test_a_folder_as_input_is_part_of_the_path(given: str, stem: str, workers: str, tmp_path: Path) -> None:
    for number, name in enumerate((given, Path(given).absolute())):
        out = tmp_path / f"out{number}"
        assert clean(name, "--out", out, "--workers", workers).exit_code == 0
        assert (out / f"{stem}.txt").read_text(encoding="utf-8") == STORY


def test_the_folder_one_stands_in_is_part_of_the_path(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work / "valley")
    assert CliRunner().invoke(app, ["clean", "ferry.txt", "--rules", "../rules"]).stdout == STORY
    assert CliRunner().invoke(app, ["clean", ".", "--rules", "../rules", "--out", str(tmp_path / "out")]).exit_code == 0
    assert (tmp_path / "out/ferry.txt").read_text(encoding="utf-8") == STORY
    shown = CliRunner().invoke(app, ["rules", "show", "ferry.txt", "--rules", "../rules"])
    assert shown.stdout.startswith("ferry.txt: the site is valley-courier.example, by the file's path.")


def test_a_folder_of_another_name_is_left_alone(tmp_path: Path) -> None:
    assert clean("hills", "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out/ferry.txt").read_text(encoding="utf-8").replace("\n\n", "\n") == PAGE


def test_the_records_keep_the_names_below_the_input(tmp_path: Path) -> None:
    assert clean("valley", "--out", tmp_path / "all.jsonl.gz").exit_code == 0
    rows = [json.loads(row) for row in gzip.decompress((tmp_path / "all.jsonl.gz").read_bytes()).splitlines()]
    assert [row["id"] for row in rows] == ["2024/pier.txt", "ferry.txt"]
    assert all(len(row["removed"]) == 1 for row in rows)


def test_the_site_memory_calls_a_folder_what_it_did(work: Path) -> None:
    pages = ("The mayor spoke for an hour about water and roads, and left the hall by another door.",
             "Frost took most of the blossom, yet growers in the hills expect a fair harvest of apples.")  # fmt: skip
    for number, story in enumerate(pages):
        (work / "hills" / f"{number}.txt").write_text(f"Zamora talude sagopi\n\n{story}\n", encoding="utf-8")
    (work / "hills/ferry.txt").unlink()
    memory = remember("hills", cleaner=Cleaner(rules=["rules"]), workers=0)
    assert list(memory.sites) == ["hills/"]
    assert list(remember(work / "hills", cleaner=Cleaner(), workers=0).sites) == ["hills/"]
    assert next(iter(remember(".", cleaner=Cleaner(), workers=0).sites)) == "work/hills/"


def test_the_nearest_folder_says_the_day() -> None:
    assert document_day(Page((), name="/backup/2020-01-01/news/2024-05-06/a.txt")) == "2024-05-06"
    assert document_day(Page((), name="/backup/2020-01-01/news/2024-99-06/a.txt")) == "2020-01-01"
