"""What a page hides when it opens: panels of the article are read, other prose is left out with a warning."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.reading import read

SHOWN = "".join(
    f"<p>The council of {town} voted on Tuesday night to close two streets to cars for the summer, and opponents said "
    "that the plan would hurt the small shops which depend on people who drive in.</p>"
    for town in ("Ashford", "Brackley", "Corby")
)
PROSE = (
    "The plan would cost about a million pounds, most of it for planters, benches and a shuttle bus. A similar "
    "experiment ended after six weeks, when a lawsuit forced the city to open the streets again to all cars."
)
PANELS = {
    "under its heading": f"<h2>What it costs</h2><div class=tab-pane style='display:none'><p>{PROSE}</p></div>",
    "under a heading in a box": f"<div class=head><h3>What it costs</h3><i></i></div> <div hidden><p>{PROSE}</p></div>",
    "of a button": f"<div><button aria-controls='x1 x2'>Costs</button></div><div id=x2 hidden=hidden><p>{PROSE}</p></div>",
    "of a tab": f"<div role=tabpanel style='visibility: hidden'><p>{PROSE}</p></div>",
    "in a panel": f"<h2>Costs</h2><div hidden><h3>Now</h3><div hidden><p>{PROSE}</p></div></div>",
}
LEFT_OUT = {
    "with nothing that opens it": f"<div style='display:none'><p>{PROSE}</p></div>",
    "in a box that nothing opens": f"<div hidden><h3>Now</h3><div hidden><p>{PROSE}</p></div></div>",
    "within a line": f"<p>More: <span style='display:none'>{PROSE}</span></p>",
    "far from the text": f"</article><section><h2>About us</h2><div hidden><p>{PROSE}</p></div></section><article>",
}
NOT_WORTH_A_WORD = {
    "a dialog": f"<h2>About</h2><dialog><p>{PROSE}</p></dialog><div role=dialog hidden><p>{PROSE}</p></div>",
    "a menu": f"<nav><button aria-controls=m>More</button><div id=m hidden><p>{PROSE}</p></div></nav>",
    "a form": f"<form><h2>Letters</h2><div hidden><p>{PROSE}</p></div></form>",
    "a twin": f"<p>{PROSE}</p><h2>For small screens</h2><div hidden><p>{PROSE}</p></div>",
    "thanks": "<h2>Letters</h2><div hidden><p>Thank you, your letter has been sent to our desk.</p></div>",
    "links": f"<h2>Topics</h2><div hidden><p><a href=/x>{PROSE}</a></p></div>",
    "details": f"<details><summary>What it costs</summary><p>{PROSE}</p></details>",
}


def page(more: str, around: str = "{}") -> str:
    article = f"<article><h1>Streets closed</h1>{SHOWN}{more}</article>"
    return f"<html><body>{around.format(article)}</body></html>"


def warnings_of(source: str) -> list[str]:
    return [said for said in read(source).warnings if said.startswith("the page hides")]


@pytest.mark.parametrize("more", PANELS.values(), ids=PANELS)
@pytest.mark.parametrize("around", ["{}", "<form action=/page.aspx>{}</form>"])
def test_a_panel_of_the_article_is_read(more: str, around: str) -> None:
    source = page(more, around)
    assert PROSE in [block.text for block in read(source).blocks]
    assert warnings_of(source) == []


def test_a_panel_stays_in_the_body() -> None:
    assert f"What it costs\n\n{PROSE}" in clean(page(PANELS["under its heading"])).text


@pytest.mark.parametrize("more", LEFT_OUT.values(), ids=LEFT_OUT)
def test_other_hidden_prose_is_left_out_with_a_warning(more: str) -> None:
    source = page(more)
    assert PROSE not in [block.text for block in read(source).blocks]
    assert warnings_of(source) == [
        "the page hides 39 words in sentences, which are left out; they begin “The plan would cost about a million pounds, most of it for p…”"
    ]
    assert list(clean(source).warnings) == warnings_of(source)


@pytest.mark.parametrize("more", NOT_WORTH_A_WORD.values(), ids=NOT_WORTH_A_WORD)
def test_what_is_no_article_is_left_out_without_one(more: str) -> None:
    assert warnings_of(page(more)) == []


def test_prose_of_scripts_without_blanks_counts() -> None:
    chinese = "这项计划将耗资约一百万英镑，其中大部分用于花盆、长椅和班车，市议会说。" * 3
    assert "这项计划" in warnings_of(page(f"<div hidden><p>{chinese}</p></div>"))[0]


def test_a_copy_in_markdown_is_not_read_though_it_is_longer_than_the_page() -> None:
    copy = SHOWN.replace("<p>", "\n\n**Streets.** [").replace(
        "</p>", "](https://www.example.org/a/long/address/of/it)" * 2
    )
    page = f"<article><h1>Streets</h1>{SHOWN}</article><pre hidden>{copy}</pre>"
    assert "https://" not in clean(page).text
    other = f"<article><h1>Streets</h1><p>Please wait.</p></article><div hidden>{SHOWN}</div>"
    assert "Ashford" in clean(other).text, "a script would show it"
