"""Pages that are no articles have a status, a reason, and all of their text in `removed`; fixtures/ has more of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cleaner import Cleaner, clean
from cleaner.batch.run import clean_folder
from cleaner.cli import app
from cleaner.deciding.not_article import UNSURE, no_article
from cleaner.pipeline import default
from cleaner.reading import read

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


MENU = "".join(
    f'<li><a href="/{name}">{name.title()}</a></li>' for name in ("news", "sport", "arts", "letters", "jobs")
)
FILLED_BY_SCRIPT = (
    f"<title>Council closes two streets</title><ul>{MENU}</ul><div id=root></div><aside><h3>Your morning in five minutes</h3>"
    "<p>Get our briefing every day at seven.</p></aside><footer><p>A member of Harbour Media, number 1234567.</p></footer>"
)


def test_a_page_that_a_script_fills_is_not_taken_for_its_footer() -> None:
    result = clean(FILLED_BY_SCRIPT)
    assert result.confidence is not None
    assert result.confidence < UNSURE
    assert result.status != "ok" or any("little better than a guess" in said for said in result.warnings)


@pytest.mark.parametrize(
    ("source", "trust", "refused"),
    [
        (FILLED_BY_SCRIPT, 0.29, True),
        (FILLED_BY_SCRIPT, 0.31, False),
        (FILLED_BY_SCRIPT, None, False),
        ("<p>The river fell.</p><p>So did the rain.</p>", 0.1, False),
    ],
)
def test_only_a_whole_page_is_refused_for_want_of_trust(source: str, trust: float | None, refused: bool) -> None:
    page = read(source, kind="html")
    kept = [(len(page.blocks) - 1, page.blocks[-1])]
    why = no_article(default().compiled.select(page).lines(page), kept, trust)
    assert (why.why if why else "") == (
        "nothing on the page reads like one; a script may load its text" if refused else ""
    )


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


WALLS = {
    "an error page": [
        "<title>451: Unavailable due to legal reasons</title><h1>451: Unavailable due to legal reasons</h1><p>We recognize that you "
        "are reading from a country whose rules for data we do not follow, and therefore access cannot be granted at this time.</p>",
        "<title>WordPress &rsaquo; Error</title><p>There has been a critical error on this website.</p><p><a href=/faq>Learn more "
        "about troubleshooting WordPress.</a></p>",
        "<title>Database Error</title><h1>Error establishing a database connection</h1>",
        "<title>Fehler</title><p>Es gab einen kritischen Fehler auf deiner Website.</p>",
        "<title>Account Suspended</title><h1>Account Suspended</h1><h2>This Account has been suspended.</h2><p>Contact your hosting "
        "provider for more information.</p>",
        "<title>Suspended</title><p>This account has been suspended. Either the domain was read too often, or the host has no "
        "room left.</p>",
        "<title>Harbour Post</title><nav><a href=/>Home</a></nav><main><h1>Sorry</h1><p>This article is no longer available.</p></main>",
    ],
    "a page that asks to switch off an ad blocker": [
        "<title>Harbour Post</title><div><h2>Ad blocker detected</h2><p>Please disable your ad blocker to continue reading. "
        "We live on what advertisers pay for our work.</p><button>Done</button></div>",
        "<title>Hafenpost</title><p>Bitte deaktivieren Sie Ihren Adblocker.</p>",
    ],
    "a list of files": [
        "<title>Index of /news</title><h1>Index of /news</h1><table><tr><td>Name<td>Last modified<tr><td><a href=a.html>a.html</a>"
        "<td>2024-03-04 10:00</table><address>Apache/2.4.41 Server at example.com Port 80</address>",
        "<title>Index of /news/</title><h1>Index of /news/</h1><pre><a href=../>../</a>\n" + "<a href=a.html>a.html</a>"
        "                                    04-Mar-2024 10:00                4100\n" * 2 + "</pre>",
    ],
}


@pytest.mark.parametrize(("what", "page"), [(what, page) for what, pages in WALLS.items() for page in pages])
def test_errors_walls_and_lists_of_files_are_named(what: str, page: str) -> None:
    result = clean(f"<html><body>{page}</body></html>")
    assert (result.text, result.status) == ("", "not_article")
    assert result.warnings[-1].startswith(f"no article: {what}, says “")


@pytest.mark.parametrize(
    "page",
    [
        "<title>Fans angry</title><h1>Fans angry</h1><p>“This account has been suspended”: 40 fans of the club read that on Friday, "
        "and the club did not say why.</p>",
        "<title>No answer</title><h1>No answer</h1><p>Access denied. That was all that the paper heard when it asked the town for "
        "its files.</p>",
        "<title>Ad blockers</title><h1>Ad blockers</h1><p>“Please disable your ad blocker” is what readers of nine papers see "
        "since Friday, and many go elsewhere.</p>",
        "<title>Index of prices rises</title><h1>Index of prices rises</h1><p>The index rose by two points in March.</p>",
        "<title>Index of /news</title><h1>Index of /news</h1><p>A web server that lists its files tells more than its owner would "
        "like, as two students have found out in Leeds.</p>",
        "<title>River falls</title><h1>River falls</h1><p>The river fell again on Friday, the council said.</p><div>This content is "
        "no longer available.</div>",
        "<title>River falls</title><div>Please disable your ad blocker.</div><h1>River falls</h1><p>The river fell again on Friday, the "
        "council said.</p>",
    ],
)
def test_an_article_on_such_a_page_or_beside_its_words_is_one(page: str) -> None:
    assert clean(f"<html><body>{page}</body></html>").status == "ok"


def test_a_run_counts_and_lists_them_and_does_not_fail(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "front.html").write_bytes(FRONT.read_bytes())
    (tmp_path / "in" / "short.txt").write_text("The river fell again on Friday, the council said.\n", encoding="utf-8")
    report = clean_folder(tmp_path / "in", tmp_path / "out", workers=0)
    assert (report.counts["ok"], report.counts["not_article"], report.exit_code) == (1, 1, 0)
    assert report.adds_up
    assert [(one.id, one.reason) for one in report.problems] == [("front.html", "no article: a list of 8 teasers")]
    assert (tmp_path / "out" / "front.html.txt").read_bytes() == b""


def test_one_page_says_why_on_stderr() -> None:
    done = CliRunner().invoke(app, ["clean", str(FRONT), "--url", URL])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "no article: a list of 8 teasers" in done.stderr
    assert "--any-page" in done.stderr


TEASED = """Ferry to run until October
The ferry will run until the end of October, the county said on Monday.

Council buys a lamp
The council has bought a lamp for the eastern pier, it said.

School wins pond prize
The village school has won the county prize for its pond.

Owls nest in signal box
A pair of barn owls has nested in the signal box by the station.
"""


@pytest.mark.parametrize(
    "head",
    [
        "Latest news",
        'Search results for "ferry"\n\n12 results',
        "Search results for ferry",
        "Search results for “ferry”",
    ],
)
def test_a_list_as_plain_text_is_named_by_its_first_line(head: str) -> None:
    assert clean(f"{head}\n\n{TEASED}").status == "not_article"


@pytest.mark.parametrize(
    "head",
    ["Four stories of the week", "Search results for the missing ferry are expected on Friday, the county said."],
)
def test_teasers_below_another_first_line_are_an_article(head: str) -> None:
    assert clean(f"{head}\n\n{TEASED}").status == "ok"


def test_an_article_below_such_a_line_is_one() -> None:
    story = "The ferry will run until the end of October, the county said on Monday.\n\n"
    story += "The last boat leaves the eastern bank at ten in the evening.\n\nNobody may wait on the pier after that."
    assert clean(f'Search results for "ferry"\n\n{story}').status == "ok"
