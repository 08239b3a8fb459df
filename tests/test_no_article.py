"""Pages that are no articles have a status, a reason, and all of their text in `removed`; fixtures/ has more of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cleaner import Cleaner, clean
from cleaner.batch import clean_folder
from cleaner.cli import app

FIXTURES = Path(__file__).parent.parent / "fixtures"
FRONT = FIXTURES / "not-article" / "section-front" / "input.html"
URL = "https://times.example.org/news/"


def test_nothing_is_dropped_in_silence() -> None:
    result = clean(FRONT.read_bytes(), url=URL)
    assert (result.text, result.status) == ("", "not_article")
    assert "no article: a list of 8 teasers" in result.warnings
    assert len(result.removed) == len(result.page.blocks)
    assert {one.why for one in result.removed if one.by == "no_article"} == {"no article: a list of 8 teasers"}


def test_the_caller_may_have_the_text_of_any_page() -> None:
    result = Cleaner(any_page=True).clean(FRONT.read_bytes(), url=URL)
    assert result.status == "ok"
    assert "The council asked residents" in result.text


def test_a_site_that_names_its_body_is_believed(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    rule = "site: times.example.org\nmatch:\n  domains: times.example.org\nhtml:\n  body: main\n"
    (tmp_path / "sites" / "times.example.org.yml").write_text(rule, encoding="utf-8")
    assert Cleaner(rules=[tmp_path]).clean(FRONT.read_bytes(), url=URL).status == "ok"


def test_an_error_page_that_got_an_article_is_one() -> None:
    long = "The page that nobody wants to see has become the most read page of this newspaper, as a count of all visits shows. "
    page = (
        f"<html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>{long * 3}</p></body></html>"
    )
    assert clean(page).status == "ok"


@pytest.mark.parametrize(
    "page",
    [
        "<title>River falls</title><button>Log in</button><h1>River falls</h1><p>The river fell again on Friday, the council said.</p>",
        "<title>Cookies | Example Kitchen</title><h1>Cookies</h1><ul><li>200 g flour</li><li>100 g butter</li></ul><p>Bake for ten minutes.</p>",
        "<title>River falls</title><p>The river fell again on Friday, the council said.</p><div class=login><h2>Log in to continue</h2></div>",
    ],
)
def test_a_short_article_is_not_taken_for_a_wall(page: str) -> None:
    assert clean(f"<html><body>{page}</body></html>").status == "ok"


PICKS = "".join(
    f'<div class="card"><h3><a href="/books/{at}">The long book of {name}</a></h3><p>A captain who has made the same '
    f"crossing for {at} years decides one morning to turn left, and everything follows from that.</p></div>"
    for at, name in enumerate(("rivers", "bridges", "mills", "streets", "ferries", "harbours"), 20)
)
BEST_OF = "<title>Six books</title>{}<main><h1>Six books</h1><p>What our critics would give to a friend.</p>{}</main>"


def test_a_list_of_teasers_that_was_published_is_an_article() -> None:
    published = '<meta property="article:published_time" content="2024-04-10">'
    assert clean(BEST_OF.format("", PICKS)).status == "not_article"
    assert clean(BEST_OF.format(published, PICKS)).status == "ok"
    address = "https://example.org/2024/04/10/six-books-for-the-spring"
    assert clean(BEST_OF.format("", PICKS), url=address).status == "ok"
    assert clean(BEST_OF.format("", PICKS), url="https://example.org/2024/04/").status == "not_article"


def test_a_run_counts_and_lists_them_and_does_not_fail(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "front.html").write_bytes(FRONT.read_bytes())
    (tmp_path / "in" / "short.txt").write_text("The river fell again on Friday, the council said.\n", encoding="utf-8")
    report = clean_folder(tmp_path / "in", tmp_path / "out", workers=0)
    assert (report.counts["ok"], report.counts["not_article"], report.exit_code) == (1, 1, 0)
    assert report.adds_up
    assert [(one.id, one.reason) for one in report.problems] == [("front.html", "no article: a list of 8 teasers")]
    assert (tmp_path / "out" / "front.txt").read_bytes() == b""


def test_one_page_says_why_on_stderr() -> None:
    done = CliRunner().invoke(app, ["clean", str(FRONT), "--url", URL])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "no article: a list of 8 teasers" in done.stderr
    assert "--any-page" in done.stderr
