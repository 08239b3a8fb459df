"""`cleaner clean FOLDER --site-memory` and `--memory-file`: two passes, a file that is kept, and wrong calls."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cleaner.cli import app

STORIES = {
    "river": "The river rose by two metres in the night, and the town closed both of its bridges until Sunday.",
    "council": "Nine members of the council voted for the new school, which will cost more than the old one did.",
    "harbour": "A ferry lay aground for six hours before three tugs from the naval yard pulled it into deep water.",
    "railway": "Trains to the coast run again after engineers replaced a signal box that burned down last spring.",
    "museum": "Visitors may touch the whale, said its keeper, who has waited eleven years for a room of that size.",
    "orchard": "Frost took most of the blossom, yet growers in the valley expect a fair harvest of late apples.",
}
MENU = ["Zamora", "Bavelo nuri", "Talude sagopi remu"]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    for subject, story in STORIES.items():
        page = "\n\n".join([*MENU, story])
        (tmp_path / "news" / f"{subject}.txt").write_text(page, encoding="utf-8")
    return tmp_path / "news"


def run(*arguments: Path | str) -> Result:
    return CliRunner().invoke(app, ["clean", *map(str, arguments)])


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_same_folder_gives_the_same_bytes_and_the_memory_is_kept(news: Path, tmp_path: Path) -> None:
    made = [tmp_path / "one", tmp_path / "two"]
    for out, workers in zip(made, ("0", "2"), strict=True):
        kept = out.with_suffix(".jsonl")
        done = run(news, "--out", out, "--site-memory", "--memory-file", kept, "--workers", workers)
        assert done.exit_code == 0
        assert "Site memory: 3 lines of 1 site, kept in" in done.stderr.replace("\n", " ")
    assert files(made[0]) == files(made[1])
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    assert (made[0] / "river.txt").read_text(encoding="utf-8") == STORIES["river"] + "\n"


def test_a_kept_memory_serves_for_a_single_page(news: Path, tmp_path: Path) -> None:
    kept = tmp_path / "m.jsonl.gz"
    assert run(news, "--dry-run", "--site-memory", "--memory-file", kept, "--workers", "0").exit_code == 0
    assert run(news / "river.txt", "--memory-file", kept).stdout == STORIES["river"] + "\n"


def test_wrong_calls_say_what_to_do(news: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine", encoding="utf-8")
    out = ("--out", tmp_path / "out", "--workers", "0")
    for arguments, said in [
        ((news / "river.txt", "--site-memory"), "name a folder"),
        ((news, *out, "--memory-file", tmp_path / "none.jsonl"), "there is no such memory"),
        ((news, *out, "--site-memory", "--memory-file", notes), "this is no site memory"),
        ((news, *out, "--site-memory", "--memory-file", news / "m.jsonl"), "lies among the inputs"),
    ]:
        done = run(*arguments)
        assert (done.exit_code, said in done.stderr.replace("\n", " ")) == (2, True), done.stderr
    assert notes.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "out").exists()


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Twenty texts of one site; three have the same prompt between their paragraphs."""
    folder = tmp_path / "bugle"
    folder.mkdir()
    chosen = random.Random(5)
    verbs = [
        "opened",
        "closed",
        "moved",
        "sold",
        "mended",
        "painted",
        "visited",
        "counted",
        "measured",
        "flooded",
        "lit",
        "searched",
    ]
    for number in range(20):
        first, last = (
            f"The {', the '.join(chosen.sample([*STORIES, 'mill', 'ferry', 'quarry', 'school', 'tower'], 5))} "
            f"were {', '.join(chosen.sample(verbs, 4))} and not {chosen.choice(verbs)} again, {name} said."
            for name in ("Ada Quill", "Bo Tarn")
        )
        prompt = ["Sign up for the Bugle newsletter and read it every morning"] if number < 3 else []
        (folder / f"{number:02}.txt").write_text("\n\n".join([first, *prompt, last]), encoding="utf-8")
    return folder


def test_twenty_texts_of_a_site_are_remembered_unasked(many: Path, tmp_path: Path) -> None:
    done = run(many, "--out", tmp_path / "out", "--workers", "0", "--packs", "none", "--rules", "none")
    assert done.exit_code == 0, done.stderr
    assert "gone by it; --no-site-memory leaves them" in done.stderr.replace("\n", " ")
    for arguments in (["--no-site-memory"], [many / "03.txt"]):
        done = run(many, "--dry-run", "--workers", "0", *arguments)
        assert ("site memory" in done.stderr) == (arguments != ["--no-site-memory"]), done.stderr
    (many / "19.txt").unlink()
    assert "site memory" not in run(many, "--dry-run", "--workers", "0").stderr


def test_explain_says_of_known_lines_why_they_stay(many: Path, tmp_path: Path) -> None:
    said = "The weir board declined to say when the gates will be mended."
    for number in range(5):
        path = many / f"{number:02}.txt"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{said}", encoding="utf-8")
    kept = tmp_path / "m.jsonl"
    assert run(many, "--dry-run", "--site-memory", "--memory-file", kept, "--workers", "0").exit_code == 0
    done = CliRunner().invoke(app, ["explain", str(many / "01.txt"), "--memory-file", str(kept), "--json"])
    assert done.exit_code == 0, done.stderr
    rows = {row["text"]: row for row in json.loads(done.stdout)["rows"]}
    assert rows[said]["verdict"] == "kept"
    assert rows[said]["why"] == "known in 5 of 20 articles, kept because its words read like an article's own"
