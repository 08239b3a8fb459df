"""What an engineer calls from Python: options, statuses, facts with their sources, and nothing remembered."""

from __future__ import annotations

import io
import pickle
import re
import subprocess
import sys
import typing
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner import Cleaner, clean
from cleaner.options import TYPES, Options

ROOT = Path(__file__).parent.parent
URDU = (ROOT / "seeds" / "002_a78f33cf15b82588.txt").read_bytes()
NAMES = {
    "title", "authors", "published", "modified", "description", "site", "site_name", "language", "section", "dateline",
    "topics", "canonical_url",
}  # fmt: skip


@pytest.mark.parametrize("source", ["", b"", " \n\n\t ", "<html></html>", b"\xef\xbb\xbf"])
def test_nothing_in_is_empty_and_has_every_name(source: str | bytes) -> None:
    result = clean(source)
    assert (result.text, result.status) == ("", "empty")
    assert set(result.metadata) >= NAMES


@pytest.mark.parametrize(
    "source", [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04" + b"\x00" * 40]
)
def test_what_is_no_page_is_refused_with_a_way_out(source: bytes) -> None:
    result = clean(source)
    assert result.status == "refused"
    assert result.warnings[-1].strip().endswith(".")


def test_unknown_facts_are_none_or_empty_and_never_shared() -> None:
    first, second = clean("One line."), clean("Another line.")
    assert first.metadata["title"] is None
    assert first.metadata["authors"] == []
    assert first.metadata["authors"] is not second.metadata["authors"]


def test_facts_say_where_they_come_from_and_who_lost() -> None:
    authors = clean(URDU).facts["authors"]
    assert authors[0].value == ["Fahad Shabbir"]
    assert "urdupoint.com.yml:" in authors[0].by
    assert any(loser.by == "heads" for loser in authors[1:])


@pytest.mark.parametrize(
    ("option", "starts"), [("auto", "Ukraine insisted"), ("keep", "Brussels, (APP"), ("cut", "Ukraine insisted")]
)
def test_the_dateline_option(option: str, starts: str) -> None:
    result = Cleaner(dateline=option).clean(URDU)  # type: ignore[arg-type]
    assert result.text.startswith(starts)
    assert result.metadata["dateline"] == {"location": "Brussels", "date": "2024-12-04", "agency": "APP"}


def test_a_dateline_is_cut_without_a_site_file_only_when_asked() -> None:
    text = (
        "LEEDS, March 4 (Reuters) - The river rose two metres overnight, officials said.\n\nRain is expected to go on."
    )
    assert clean(text).text.startswith("LEEDS, March 4 (Reuters) - The river")
    assert Cleaner(dateline="cut").clean(text).text.startswith("The river rose")


def test_site_files_and_packs_can_be_left_out() -> None:
    assert Cleaner(site_files=False).clean(URDU).metadata["site"] is None
    assert not any("packs/" in r.by for r in Cleaner(packs=False, site_files=False).clean(URDU).removed)


def test_removed_lines_point_to_the_source() -> None:
    lines = URDU.decode().splitlines()
    for removed in clean(URDU).removed:
        assert removed.text in lines[removed.first_line - 1]
        assert removed.why
        assert removed.by
        assert 0 < removed.confidence <= 1


def test_a_merged_paragraph_carries_its_range_of_lines() -> None:
    text = (ROOT / "fixtures" / "generic-text" / "hard-wrapped-mail" / "input.txt").read_text(encoding="utf-8")
    first = clean(text).page.blocks[0]
    assert (first.first_line, first.last_line) == (1, 3)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"favour": "Recall"}, "favour must be 'precision', 'balanced' or 'recall', not 'Recall'"),
        ({"engine": "bad"}, "engine must be 'own' or 'trafilatura', not 'bad'"),
        ({"captions": "remove"}, "captions must be 'auto', 'keep' or 'cut', not 'remove'"),
        ({"comments": None}, "comments must be 'auto', 'keep' or 'cut', not None"),
        ({"dateline": "drop"}, "dateline must be 'auto', 'keep' or 'cut', not 'drop'"),
        ({"rules": "none"}, "rules='none' is one name; it is a list of folders: rules=['none']"),
        ({"rules": Path("rules")}, "rules='rules' is one name"),
    ],
)
def test_a_value_that_an_option_cannot_have_is_an_error_at_once(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        Cleaner(**options)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"any_page": "yes"}, "any_page must be True or False, not 'yes'"),
        ({"packs": None}, "packs must be True or False, not None"),
        ({"strict": 1}, "strict must be True or False, not 1"),
        ({"site": 5}, "site must be text (str) or None, not 5"),
    ],
)
def test_a_value_of_another_type_is_an_error_at_once(options: dict[str, Any], said: str) -> None:
    with pytest.raises(TypeError, match=re.escape(said)):
        Cleaner(**options)
    assert Cleaner(any_page=True, site="example.org", packs=False).clean("One line.").status == "ok"


def test_a_folder_of_rules_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nodir"):
        Cleaner(rules=[tmp_path, "nodir"])
    assert Cleaner(rules=[tmp_path], favour="recall", captions="cut").clean("One line.").status == "ok"


@pytest.mark.parametrize("source", [memoryview(b"<p>One line.</p>"), bytearray(b"<p>One line.</p>")])
def test_what_is_like_bytes_is_read(source: memoryview | bytearray) -> None:
    assert clean(source).text == "One line."


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (io.StringIO("One line."), "not StringIO: give file.read()"),
        (io.BytesIO(b"One line."), "not BytesIO: give file.read()"),
        (Path("page.html"), "give path.read_bytes()"),
        (5, "a document is text (str) or bytes, not int"),
        (["One line."], "not list"),
    ],
)
def test_what_is_no_document_is_an_error_that_says_what_is_one(source: Any, said: str) -> None:
    with pytest.raises(TypeError, match=re.escape(said)):
        clean(source)


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_a_row_without_a_document_is_refused(nothing: Any) -> None:
    result = clean(nothing, url=nothing)
    assert (result.text, result.status) == ("", "refused")
    assert list(result.warnings) == ["there is no document here (None). Give the page as text or bytes."]
    assert clean("One line.", url=nothing).status == "ok"


def test_other_words_for_kind_and_other_addresses_are_errors() -> None:
    with pytest.raises(ValueError, match="kind must be 'auto', 'html' or 'text', not 'htm'"):
        clean("<p>One line.</p>", kind="htm")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="url is text"):
        clean("<p>One line.</p>", url=b"https://example.com/")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "case", ["generic-html/news-page-with-sidebar", "not-article/error-404", "languages/arabic-page"]
)
def test_results_can_be_compared(case: str) -> None:
    sources = [path.read_bytes() for path in (ROOT / "fixtures" / case).rglob("input.*")]
    results = [clean(source) for source in sources]
    assert results == [clean(source) for source in sources]
    assert results == [pickle.loads(pickle.dumps(result)) for result in results]
    assert results[0] != clean("<p>One line.</p>")


def test_the_package_names_its_version() -> None:
    assert cleaner.__version__ in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    with pytest.raises(AttributeError):
        _ = cleaner.no_such_name


@pytest.mark.parametrize(
    "module",
    [
        "batch",
        "cli",
        "deciding",
        "heuristics",
        "main_content",
        "site_memory",
        "metadata",
        "pipeline",
        "reading",
        "rules",
        "writing",
    ],
)
def test_whatever_is_imported_first(module: str) -> None:
    subprocess.run([sys.executable, "-c", f"import cleaner.{module}"], check=True)


@pytest.mark.parametrize(
    "source", ["https://example.com/news/1", "www.example.com/news/1", b"pages/one.html", "one.txt"]
)
def test_an_address_or_the_name_of_a_file_is_no_document(source: str | bytes) -> None:
    result = clean(source)
    assert (result.text, result.status) == ("", "refused")
    assert "curl" in result.warnings[0] or "read_bytes()" in result.warnings[0]


@pytest.mark.parametrize("source", ["www.example.com is closed for good.", "See one.txt", "Ashby.com"])
def test_a_text_that_names_an_address_or_a_file_is_one(source: str) -> None:
    assert clean(source).status == "ok"


def test_help_names_every_option_with_its_values_and_the_package_its_names() -> None:
    said = str(Cleaner.__doc__)
    for one in fields(Options):
        assert f"`{one.name}" in said, one.name
    for kind in filter(lambda one: typing.get_origin(one) is typing.Literal, TYPES.values()):
        assert all(f'"{value}"' in said or value == "balanced" for value in typing.get_args(kind))
    assert {*cleaner.__all__} <= {*dir(cleaner)}
    assert all(f"`{name}`" in str(clean.__doc__) for name in ("text", "metadata", "status", "removed", "to_dict()"))
