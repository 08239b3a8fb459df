"""What a caller gives in place of a document, and what one document may take."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner, clean
from cleaner.reading import bounds


@pytest.mark.parametrize("source", ["https://example.com/news/1", " http://example.com/a?b=c#d\n", b"https://example.com/\n"])  # fmt: skip
def test_an_address_is_no_page(source: str | bytes) -> None:
    result = clean(source)
    assert (result.status, result.text) == ("refused", "")
    assert "curl" in result.warnings[-1]


@pytest.mark.parametrize(
    "source", ["page.html", "news/one.txt", "/srv/my pages/one.htm", "C:\\news\\one.html", b"a.pdf"]
)
def test_the_name_of_a_file_is_no_page(source: str | bytes) -> None:
    result = clean(source)
    assert result.status == "refused"
    assert "read_bytes()" in result.warnings[-1]


@pytest.mark.parametrize(
    "source",
    ["See https://example.com/news/1", "https://example.com/1\nhttps://example.com/2", "Open one.html.", "Mr. Html", "a.b.c", "He wrote index.html"],
)  # fmt: skip
def test_a_text_that_names_one_is_a_text(source: str) -> None:
    assert clean(source).status != "refused"


def test_as_text_it_is_believed() -> None:
    assert clean("page.html", kind="text").status != "refused"


class NAType:
    """As pandas has it: it compares to nothing."""

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")


def test_what_is_missing_in_a_table_is_refused() -> None:
    import numpy as np

    for missing in (None, float("nan"), np.float32("nan"), NAType()):
        result = clean(missing)  # type: ignore[arg-type]
        assert result.status == "refused"
        assert Cleaner().clean("<p>Water.</p>", url=missing).page.url is None  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="give path"):
        clean(Path("page.html"))  # type: ignore[arg-type]


def test_a_memory_that_is_the_name_of_a_file_is_a_mistake_at_once() -> None:
    with pytest.raises(TypeError, match=r"Memory\.load"):
        Cleaner(memory="site.jsonl")  # type: ignore[arg-type]


@pytest.mark.parametrize("url", ["not a url", "notaurl", " "])
def test_what_is_no_address_is_said_and_not_used(url: str) -> None:
    result = clean("<p>Water.</p>", url=url)
    assert result.page.url is None
    assert "is not used" in result.warnings[0]


@pytest.mark.parametrize("url", ["https://example.com/x", "example.com/x", "//example.com/x", None])
def test_addresses_are_used_as_they_are(url: str | None) -> None:
    result = clean("<p>Water.</p>", url=url)
    assert result.page.url == url
    assert not any("is not used" in warning for warning in result.warnings)


@pytest.mark.parametrize("source", ["", b"", " \n\t", b"\xef\xbb\xbf"])
def test_an_empty_document_is_said_to_be_empty(source: str | bytes) -> None:
    result = clean(source)
    assert (result.status, result.warnings) == ("empty", ["the document is empty"])


@pytest.mark.parametrize("unit", ["<p>a", "a\n\n"])
def test_more_paragraphs_than_the_limit_are_refused(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_BLOCKS", 50)
    assert clean(unit * 50).status != "refused"
    result = clean(unit * 51)
    assert (result.status, result.page.code) == ("refused", "E104")
    assert "this has 51 paragraphs" in result.warnings[-1]
    assert "Split it first." in result.warnings[-1]


def test_too_many_paragraphs_are_counted_before_they_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_BLOCKS", 50)
    monkeypatch.setattr("cleaner.reading.markup.LexborHTMLParser", None)
    assert clean("<html><body>" + "<li>a" * 51).page.code == "E104"
    monkeypatch.undo()
    monkeypatch.setattr(bounds, "MAX_BLOCKS", 50)
    assert clean("<p>" + "<b>a</b> " * 200).status != "refused", "they open no paragraphs"


def test_limits_of_a_page_hold_for_callers_as_on_the_command_line() -> None:
    few = Cleaner(max_elements=50, max_depth=20)
    assert few.clean("<p>Water</p>" * 20).status == "ok"
    for page, code in (("<p>Water</p>" * 51, "E104"), ("<div>" * 30 + "Water" + "</div>" * 30, "E103")):
        result = few.clean(page)
        assert (result.status, result.page.code, result.to_dict()["code"]) == ("refused", code, code)
        assert Cleaner().clean(page).page.code is None
    assert Cleaner(max_depth=3).digest != Cleaner().digest
    with pytest.raises(ValueError, match="max_elements must be a whole number"):
        Cleaner(max_elements=0)
