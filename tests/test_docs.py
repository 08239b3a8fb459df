"""README is true: its commands run, its Python gives what its comments say; each heuristic shows and sources itself."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from inspect import isfunction, signature
from pathlib import Path
from typing import get_args

import pytest
import regex

import cleaner
from cleaner.heuristics import HEURISTICS
from cleaner.metadata.plain_text import heads
from cleaner.options import TYPES
from cleaner.page import LABELS, Block, Cleaned, Doubt, Fact, Mark, Metadata, Removed
from cleaner.pipeline import Cleaner

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = regex.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$", regex.M | regex.S)
COMMANDS = [
    line[2:]
    for b in BLOCK.finditer(README)
    if b["kind"] == "console"
    for line in b["text"].splitlines()
    if line[:2] == "$ "
]
SAID = regex.compile(r"^(?P<expression>result\.[^#]*?)\s+#\s(?P<value>['{].*?)(?:;.*)?$", regex.M)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_readme_runs(command: str, tmp_path: Path) -> None:
    for folder in ("seeds", "rules", "fixtures"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout or done.stderr


def test_the_python_of_the_readme_gives_what_its_comments_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code = next(b["text"] for b in BLOCK.finditer(README) if b["kind"] == "python")
    names: dict[str, object] = {}
    exec(code, names)
    said = SAID.findall(code)
    assert len(said) >= 4
    for expression, value in said:
        assert repr(eval(expression, names)) == value


def test_the_two_commands_come_first() -> None:
    first, second = [b["text"] for b in BLOCK.finditer(README) if b["kind"] == "sh"][:2]
    assert "cleaner clean seeds" in first
    assert "pytest" in second


@pytest.mark.parametrize("heuristic", [*HEURISTICS, heads], ids=lambda h: h.__name__)
def test_each_heuristic_shows_before_and_after_and_names_its_source(heuristic: object) -> None:
    text = heuristic.__doc__ or ""
    assert ">>>" in text
    assert "Source:" in text


def test_every_public_name_field_key_and_label_is_documented() -> None:
    api = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    known = set(regex.findall(r"`(\w+)[`(.]", api))
    names = {*cleaner.__all__, *LABELS, *Metadata.__annotations__, *(one.name for one in fields(Cleaned))}
    names |= {
        *(one.name for one in fields(Removed) if one.name != "block"),
        *(one.name for one in fields(Cleaner) if one.init and "internal" not in one.metadata),
    }
    of_parts = {one.name for kind in (Block, Doubt, Fact, Mark) for one in fields(kind)}
    calls = [getattr(cleaner, name) for name in cleaner.__all__ if isfunction(getattr(cleaner, name))]
    of_calls = {name for call in calls if call is not cleaner.remember for name in signature(call).parameters}
    assert names - known - {"__version__"} == set()
    assert of_parts - known == set()
    assert of_calls - {"spec"} - set(regex.findall(r"\b(\w+)\b", api)) == set()
    for choices in filter(get_args, TYPES.values()):
        assert {one for one in get_args(choices) if isinstance(one, str)} <= set(regex.findall(r'`"(\w+)"`', api))
