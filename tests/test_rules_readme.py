"""The guide `rules/README.md`: its examples load and pass, its commands run, its messages are those of the program."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import regex
from typer.testing import CliRunner, Result

from cleaner.cli import app
from cleaner.rules.applying.library import shipped_folder
from cleaner.rules.file.model import PHASES
from cleaner.rules.file.schema import COMMON, SECTIONS
from cleaner.rules.patterns.fields import FIELDS
from cleaner.workshop import check, collect, run_tests

GUIDE = (shipped_folder() / "README.md").read_text(encoding="utf-8")
YAML = regex.findall(r"(?ms)^```yaml\n(.*?)^```", GUIDE)
TEXT = regex.findall(r"(?ms)^```text\n(.*?)^```", GUIDE)
FERRY = next(block for block in TEXT if block.startswith("The ferry"))
COMMANDS = [line for block in TEXT for line in block.splitlines() if line.startswith("cleaner ")]


@pytest.fixture(autouse=True)
def somebody_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder as the guide has it: the document in `valley/`, and no rules of one's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    Path("valley").mkdir()
    Path("valley/ferry.txt").write_text(FERRY, encoding="utf-8")
    Path("pages").mkdir()
    Path("pages/1.html").write_text(
        "<p>The ferry will run until the end of October, the county said.</p>", encoding="utf-8"
    )
    Path("ftr-site-config").mkdir()
    Path("ftr-site-config/gazette.example.txt").write_text("body: //article\n", encoding="utf-8")


def run(command: str) -> Result:
    return CliRunner().invoke(app, shlex.split(command)[1:])


@pytest.mark.parametrize("text", YAML, ids=range(len(YAML)))
def test_each_example_loads_and_passes(text: str) -> None:
    Path("example.yml").write_text(text, encoding="utf-8")
    collection = collect([Path("example.yml")])
    assert [str(one) for one in check(collection).complaints] == []
    tested = run_tests(collection)
    assert tested.tried
    assert {one.name: [miss.sentence for miss in one.misses] for one in tested.of("failed")} == {}
    assert tested.never_fired(collection.written[0]) == []


def test_the_guide_as_it_is_followed() -> None:
    """Its commands in its order, with its own file written in step 3."""
    assert len(COMMANDS) >= 5
    for command in COMMANDS:
        if "rules check" in command:  # the file that the guide pastes instead of the guessed one
            Path("valley-courier.example.yml").write_text(YAML[0], encoding="utf-8")
        done = run(command)
        assert done.exit_code == 0, (command, done.output)
        assert "Traceback" not in done.output


def test_a_document_comes_out_as_promised() -> None:
    Path("valley-courier.example.yml").write_text(YAML[0], encoding="utf-8")
    explain = next(command for command in COMMANDS if "explain --rules" in command)
    shown = run(explain).stdout
    assert "tail" in shown
    done = run(explain.replace("explain", "clean"))
    assert done.stdout.split() == " ".join(FERRY.splitlines()[:2]).split()


def test_the_message_is_the_one_the_program_gives() -> None:
    message = next(block for block in TEXT if "error[unknown-key]" in block)
    found = regex.search(r"(?P<file>\S+):(?P<line>\d+):(?P<col>\d+): error\[(?P<code>[\w\-]+)\]", message)
    assert found
    text = YAML[0].replace("  drop_lines:", "  drop_linez:")
    Path(found["file"]).write_text(text, encoding="utf-8")
    assert run(f"cleaner rules check {found['file']}").stdout.rstrip() == message.rstrip()


def test_every_key_is_in_the_guide() -> None:
    words = set(regex.findall(r"`([\w.]+)[:`]", GUIDE)) | set(regex.findall(r"[\w.]+", GUIDE))
    keys = {*SECTIONS["file"], *SECTIONS["match"], *PHASES, *COMMON, *FIELDS, *SECTIONS["guard"], *SECTIONS["html"]}
    assert sorted(keys - words) == []
