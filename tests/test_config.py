"""cleaner.toml, the environment and the command line: which one counts, and what is said of a mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_batch_runs import FakeCleaner, pages
from typer.testing import CliRunner, Result

from cleaner.cli import app, options


@pytest.fixture(autouse=True)
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "compiled", lambda **asked: FakeCleaner(asked["captions"]))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def origins(*arguments: object) -> dict[str, tuple[object, str]]:
    done = run("config", "--json", *arguments)
    assert done.exit_code == 0, done.stderr
    return {name: (one["value"], one["from"]) for name, one in json.loads(done.stdout).items()}


def settings(folder: Path, text: str) -> Path:
    (folder / "cleaner.toml").write_text(text)
    return folder / "cleaner.toml"


def test_the_nearest_file_above_the_input_counts_and_its_paths_are_meant_from_there(tmp_path: Path) -> None:
    deep = pages(tmp_path / "data/deep", a="A.")
    settings(tmp_path, "workers = 7\n")
    near = settings(tmp_path / "data", 'workers = 3\nrules = ["mine", "none"]\nhtml-column = "raw"\nlinks = true\n')
    found = origins(deep / "a.txt")
    assert found["workers"] == (3, str(near))
    assert found["rules"] == ([str(tmp_path / "data/mine"), "none"], str(near))
    assert found["links"] == (True, str(near))
    assert found["timeout"] == (60.0, "default")
    assert origins(deep, "--config", "none")["workers"] == (2, "default")
    assert origins(deep, "--config", tmp_path / "cleaner.toml")["workers"][0] == 7


def test_the_command_line_outweighs_the_environment_and_that_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = pages(tmp_path / "in", a="A.")
    settings(source, 'captions = "cut"\nworkers = 0\n')

    def captions(*more: object) -> object:
        done = run("clean", source, "--json", *more)
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)["metadata"]["title"]

    assert captions() == "cut"
    monkeypatch.setenv("CLEANER_CAPTIONS", "keep")
    assert origins(source)["captions"] == ("keep", "environment CLEANER_CAPTIONS")
    assert captions() == "keep"
    assert captions("--captions", "auto") == "auto"
    assert captions("--captions=auto") == "auto"


def test_the_file_itself_is_no_document(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    settings(source, "workers = 0\n")
    done = run("clean", source, "--out", tmp_path / "out")
    assert "2 in = 1 ok" in done.stderr
    assert "passed over, settings of cleaner" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("workerz = 1", "there is no setting 'workerz'. Did you mean 'workers'?"),
        ("out = 'x'", "there is no setting 'out'"),
        ("workers = 'many'", 'workers = "many": '),
        ("workers = ", "cannot be read"),
        ("workers = 0\nany-page = 'yes'", 'toml:2: any-page takes true or false, not "yes"'),
        ("workers = 0\n\nstrict = 1", "toml:3: strict takes true or false, not 1"),
        ("workers = 0\nworkerz = 1", "toml:2: there is no setting 'workerz'"),
    ],
)
def test_a_mistake_names_the_file(tmp_path: Path, text: str, said: str) -> None:
    source = pages(tmp_path / "in", a="A.")
    file = settings(source, text)
    done = run("clean", source, "--dry-run")
    assert done.exit_code == 2
    assert str(file) in done.stderr
    assert said in done.stderr


def test_what_was_in_force_stands_in_the_report(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    settings(source, "workers = 0\nmax-ratio = 77\n")
    run("clean", source, "--out", tmp_path / "out")
    report = json.loads((tmp_path / "out/.cleaner/report.json").read_text())
    assert (report["called"]["max_ratio"], report["config"]["limits"]["ratio"]) == (77, 77)
    assert report["config"]["version"]


def test_a_switch_in_the_environment_is_on_or_off_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = pages(tmp_path / "in", a="A.")
    settings(source, "workers = 0\nany-page = true\n")
    assert origins(source)["any_page"][0] is True
    monkeypatch.setenv("CLEANER_ANY_PAGE", "perhaps")
    done = run("clean", source, "--dry-run")
    assert done.exit_code == 2
    assert 'environment CLEANER_ANY_PAGE: it takes true or false, not "perhaps"' in done.stderr
    monkeypatch.setenv("CLEANER_ANY_PAGE", "off")
    assert run("clean", source, "--dry-run").exit_code == 0
