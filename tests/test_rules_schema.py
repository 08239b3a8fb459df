"""The JSON Schema: shipped as it is made, taken by a real validator, true to the shipped files and to broken ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from cleaner.cli import app
from cleaner.rules.applying.library import shipped_folder
from cleaner.rules.file.schema import SECTIONS
from cleaner.workshop.schema_json import schema, schema_text

TESTS = Path(__file__).parent
SHIPPED = sorted(shipped_folder().rglob("*.yml"))
EXAMPLES = sorted((TESTS / "rule_examples").rglob("*.yml"))
BROKEN = [
    path
    for path in sorted((TESTS / "broken_rules" / "errors").glob("*.yml"))
    if path.read_text().rstrip().endswith("schema")
]
VALIDATOR = jsonschema.Draft202012Validator(schema())
# An editor reads YAML 1.2, where `No` and dates are text and numbers are numbers; both ways of reading must pass.
LOADERS = (yaml.BaseLoader, yaml.SafeLoader)


def plain(value: Any) -> Any:
    """As YAML 1.2 has no dates and times."""
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def test_it_is_shipped_as_it_is_made() -> None:
    assert (shipped_folder() / "schema.json").read_text(encoding="utf-8") == schema_text()
    done = CliRunner().invoke(app, ["rules", "schema"])
    assert json.loads(done.stdout) == schema()


def test_it_is_a_schema_with_words_and_examples() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    for name, table in SECTIONS.items():
        section = schema() if name == "file" else schema()["$defs"][name]
        for key, spec in table.items():
            assert section["properties"][key]["description"] == spec.meaning
    keys = [key for one in schema()["$defs"].values() for key in one["properties"].values()]
    assert sum("examples" in key for key in keys) > 0.8 * len(keys)


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
@pytest.mark.parametrize("path", SHIPPED + EXAMPLES, ids=lambda path: path.stem)
def test_files_that_are_right_pass(path: Path, loader: Any) -> None:
    VALIDATOR.validate(plain(yaml.load(path.read_text(encoding="utf-8"), Loader=loader)))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_files_tell_editors_of_it(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../schema.json\n")


def test_the_examples_in_it_are_right() -> None:
    for name, section in schema()["$defs"].items():
        for key, spec in section["properties"].items():
            resolved = {"$defs": schema()["$defs"], **spec}
            for example in spec.get("examples", ()):
                jsonschema.Draft202012Validator(resolved).validate(example), (name, key)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_files_do_not_pass(path: Path) -> None:
    assert not VALIDATOR.is_valid(plain(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)))


def test_there_are_thirty_of_them() -> None:
    assert len(BROKEN) >= 30
