"""HTML becomes blocks: what a reader sees, in order, each with where it stands."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.main_content.trafilatura_engine import aligned, findings, kept_blocks
from cleaner.reading import read
from cleaner.reading.tags import In

PROSE = "The river rose two metres overnight and the town was cut off from the rest of the valley. "


def seen(source: str) -> list[tuple[str, str]]:
    return [(block.tag, block.text) for block in read(source, kind="html").blocks]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>One <b>bold</b>\n line.</p>", [("p", "One bold line.")]),
        ("One<br><br>Two<br> <br>Three", [("div", "One"), ("div", "Two"), ("div", "Three")]),
        ("<p>By Ann Lee<br>March 4</p>", [("p", "By Ann Lee"), ("p", "March 4")]),
        ("<p>The river<br>rose.</p>", [("p", "The river rose.")]),
        ("<h2>Title<br>Two</h2>", [("h2", "Title Two")]),
        ("<ul><li>a</li><li><p>b</p><p>c</p></li></ul>", [("li", "a"), ("li", "b"), ("p", "c")]),
        ("<table><tr><td>a<td>b<tr><td>c<td><p>d</p></table>", [("tr", "a | b"), ("tr", "c | d")]),
        (f"<table><tr><td><p>{PROSE}</p><p>Two.</p><td>x</table>", [("p", PROSE.strip()), ("p", "Two."), ("div", "x")]),
        ("<pre>def f():\n    return 1\n\nx</pre>", [("pre", "def f():"), ("pre", "    return 1"), ("pre", "x")]),
        ("<blockquote><p>Said.</p></blockquote>", [("blockquote", "Said.")]),
        ("<figure><img><figcaption>A <i>dog</i></figcaption></figure>", [("figcaption", "A dog")]),
        ("<p>Text</p><script>x</script><style>y</style><template>z</template>", [("p", "Text")]),
        ("<p><span>By Ann Lee</span><span>June 3</span></p>", [("p", "By Ann Lee June 3")]),
        (
            "<p><b>T</b>he e<i>Bay</i> m<i>RNA</i> of CO<sub>2</sub> and 9<sup>th</sup></p>",
            [("p", "The eBay mRNA of CO2 and 9th")],
        ),
        ("<a>Home</a><a>News</a>", [("div", "Home News")]),
        ("<p>co&shy;op&#8203; it&#146;s&nbsp;so</p>", [("p", "coop it’s so")]),
        ("<p>a<span style='display: none'>hidden</span>b</p>", [("p", "ab")]),
        (
            "<p>Press <button>this</button> now</p><button>Share</button>",
            [("p", "Press this now"), ("button", "Share")],
        ),
        ("<ruby>漢<rt>かん</rt></ruby>字", [("div", "漢字")]),
        ("<my-card><my-title>One</my-title><p>Two</p></my-card>", [("div", "One"), ("p", "Two")]),
        ("<div>a<p>b</p>c<div></div>d</div>", [("div", "a"), ("p", "b"), ("div", "c"), ("div", "d")]),
        ("<p><b>a</b> <i>b</i><script>x</script>c<select> <option> d</select>e</p>", [("p", "a bce")]),
        ("<p>a</p> <span> </span> <b> </b><i>b</i>", [("p", "a"), ("div", "b")]),
        ("<pre>a<b>\n</b>  b</pre>\n \nc", [("pre", "a"), ("pre", "  b"), ("div", "c")]),
        ("<p>a <br> <br> <b>b</b></p> <br> c", [("p", "a"), ("p", "b"), ("div", "c")]),
        (
            "<table><tr><td>a<td><table><tr><td>b<td>c</table><tr><td>d<td>e</table>",
            [("div", "a"), ("tr", "b | c"), ("tr", "d | e")],
        ),
        ("<div><template shadowrootmode=open><p>One</p></template><p>Two</p></div>", [("p", "One"), ("p", "Two")]),
    ],
)
def test_blocks(source: str, found: list[tuple[str, str]]) -> None:
    assert seen(source) == found


def test_lists_and_rows_are_tight() -> None:
    page = read("<ul><li>a<li>b</ul><p>c</p><ul><li>d<li>e</ul><table><tr><td>1<td>2<tr><td>3<td>4</table>")
    assert [block.tight for block in page.blocks] == [False, True, False, False, True, False, True]


def test_where_a_block_stands() -> None:
    page = read(
        '<html><body class="a b">\n<nav id=top><ul><li><a href=x>Home</a> page</ul></nav>\n<p>Text', kind="html"
    )
    assert page.blocks[0].path == "html body.a.b nav#top ul li"
    assert page.blocks[0].link_density == pytest.approx(4 / 9)
    assert [(block.first_line, block.last_line) for block in page.blocks] == [(2, 2), (3, 3)]
    assert page.markup is not None
    assert page.markup.flags[0] == In.NAV | In.LIST
    assert [node.tag for node in page.markup.nodes] == ["li", "p"]


def test_blocks_of_an_element() -> None:
    page = read("<div><p>a</p><section><p>b</p><p>c <i>d</i></p></section><p hidden>x</p><p><a>e</a></p></div>")
    markup = page.markup
    assert markup is not None
    places = {css: markup.blocks_of(markup.tree.css_first(css)) for css in ("section", "div", "[hidden]", "i", "a")}
    assert places == {
        "section": range(1, 3), "div": range(4), "[hidden]": range(3, 3), "i": range(0), "a": range(3, 4),
    }  # fmt: skip


def test_blocks_of_an_inline_element_around_blocks() -> None:
    page = read("<div>a<p>b</p><a href=x>c<div>d</div><p>e</p></a>f <a href=y><div></div>g</a></div>", kind="html")
    markup = page.markup
    assert markup is not None
    assert [block.text for block in page.blocks] == ["a", "b", "c", "d", "e", "f", "g"]
    assert [markup.blocks_of(node) for node in markup.tree.css("a")] == [range(2, 5), range(6, 7)]
    assert [block.link_density for block in page.blocks] == [0, 0, 1, 1, 1, 0, 1]


def test_text_before_an_inline_element_is_not_in_it() -> None:
    markup = read("<div>by <span><div>Ann Lee</div></span></div>", kind="html").markup
    assert markup is not None
    assert markup.blocks_of(markup.tree.css_first("span")) == range(1, 2)


def test_cells_of_a_row_lead_to_its_block() -> None:
    page = read("<table><tr><td>a<td>b<tr><td>c<td>d</table><p>e", kind="html")
    assert page.markup is not None
    cells = page.markup.tree.css("td, p")
    assert [page.markup.blocks_of(node) for node in cells] == [
        range(0, 1), range(1, 1), range(1, 2), range(2, 2), range(2, 3),
    ]  # fmt: skip


def test_block_level_elements_as_lists_and_as_objects() -> None:
    markup = read("<body class='a b'><nav id=top><p>x</p></nav><section></section>", kind="html").markup
    assert markup is not None
    assert markup.steps == ["html", "body.a.b", "nav#top", "p", "section"]
    assert markup.parents == [-1, 0, 1, 2, 1]
    assert [(one.parent, one.tag, one.step) for one in markup.containers] == list(
        zip(markup.parents, markup.tags, markup.steps, strict=True)
    )
    assert markup.container_of == [3]


def test_bytes_and_text_are_read_alike() -> None:
    source = "<p>Caf\u00e9 \u201cnoir\u201d</p>\x00<template shadowrootmode=open><p>\u6f22\u5b57</template>"
    assert read(source.encode(), kind="html").blocks == read(source, kind="html").blocks


def test_elements_of_xhtml_end_where_it_says() -> None:
    head = '<head><title>T</title><script src="a.js" /><style type="text/css"/></head>'
    body = f'<body><h1><a id="top"/>T</h1><p>{PROSE}</p><script>f("<a />")</script><p>Two.</p></body>'
    page = f'<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">{head}{body}</html>'
    assert seen(page) == [("h1", "T"), ("p", PROSE.strip()), ("p", "Two.")]
    assert [block.link_density for block in read(page).blocks] == [0, 0, 0]


def test_hidden_text_is_left_out_unless_the_page_hides_itself() -> None:
    assert seen("<p>Seen by all.</p><div hidden>Not seen.</div>") == [("p", "Seen by all.")]
    assert seen("<p>Seen by all.</p><dialog>Closed.</dialog>") == [("p", "Seen by all.")]
    assert seen("<p>Seen by all.</p><dialog open>Open.</dialog>")[-1][1] == "Open."
    assert seen(f"<body style='visibility:hidden'><p>{PROSE}</p>") == [("p", PROSE.strip())]


def test_noscript_is_read_where_the_content_is_there() -> None:
    assert seen(f"<p>{PROSE}</p><noscript><p>No script.</p></noscript>") == [("p", PROSE.strip())]
    assert seen(f"<p>Loading</p><noscript><p>{PROSE}</p></noscript>")[-1] == ("p", PROSE.strip())


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote"])
@pytest.mark.parametrize("depth", [5_000, 100_000])
def test_deep_nesting_loses_nothing(tag: str, depth: int) -> None:
    page = read(f"<html><body><p>Before.</p>{f'<{tag}>' * depth}{PROSE}<p>After.")
    assert [block.text for block in page.blocks] == ["Before.", PROSE.strip(), "After."]
    assert not page.warnings or "their text is kept" in page.warnings[0]


def test_text_at_every_depth_is_kept() -> None:
    page = read("<html><body>" + "".join(f"<div>word {number}" for number in range(20_000)))
    assert [block.text for block in page.blocks] == [f"word {number}" for number in range(20_000)]


@pytest.mark.parametrize("start", ["<script>", "<style>", "<textarea>", "<!-- "])
def test_what_an_unclosed_element_swallows_is_said(start: str) -> None:
    page = read(f"<p>Seen.</p>\n{start}{PROSE * 9}", kind="html")
    assert [block.text for block in page.blocks] == ["Seen."]
    assert "never closed" in page.warnings[0]
    assert "line 2" in page.warnings[0]


def test_nulls_do_not_end_the_text() -> None:
    assert seen("<p>One\x00 two.</p><p>Three.</p>") == [("p", "One two."), ("p", "Three.")]


def test_a_feed_of_one_item_is_read() -> None:
    page = read(
        "<?xml version='1.0'?><rss><channel><title>T</title><item><description><![CDATA[<p>One.</p>]]></description>"
    )
    assert "One." in [block.text for block in page.blocks]
    assert page.kind == "html"


def test_markup_does_not_travel_between_processes() -> None:
    page = read("<p>One.</p>")
    arrived = pickle.loads(pickle.dumps(page))
    assert arrived.markup is None
    assert arrived.blocks == page.blocks


@given(st.lists(st.sampled_from(["<p>", "</p>", "<br>", "<td>", "<tr>", "<table>", "</table>", "<li>", "<a>", "</a>", "<pre>", "<b", "hidden>", "word", "x", "<div", "<!--", "-->", "<script>", "</script>", "&amp;", "<button>", "<noscript>", "<template>", "\x00", "<svg>", "<h1>", "<title>", "</div>"]), max_size=40))  # fmt: skip
def test_any_soup_is_read(pieces: list[str]) -> None:
    page = read(" ".join(pieces), kind="html")
    if page.refused:  # mostly NULs: binary, whatever the caller says
        assert "\x00" in pieces
        return
    assert page.markup is not None
    assert len(page.markup.nodes) == len(page.markup.flags) == len(page.markup.words) == len(page.blocks)
    assert all(block.text.strip() for block in page.blocks)


ARTICLE = (
    "<html><body><nav><ul><li><a href=/>Home</a><li><a href=/n>News</a></ul></nav><article><h1>River cuts town off</h1>"
    + "".join(f"<p>{number}: {PROSE * 2}</p>" for number in range(6))
    + "</article><footer><p>All rights reserved by us.</p></footer>"
)


def test_trafilatura_marks_what_it_leaves_out() -> None:
    page = read(ARTICLE)
    kept, said = kept_blocks(page)
    assert said is None
    assert kept is not None
    assert {index for index, block in enumerate(page.blocks) if PROSE.strip() in block.text} <= kept
    assert len(page.blocks) - 1 not in kept


def test_trafilatura_finding_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    page = read("<p>x</p>")
    monkeypatch.setattr("cleaner.main_content.trafilatura_engine.extracted", lambda *_: "")
    voice = findings(page)
    with pytest.raises(StopIteration) as end:
        next(voice)
    assert "no article" in end.value.value


def test_a_crash_of_trafilatura_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> str:
        raise RecursionError

    monkeypatch.setattr("cleaner.main_content.trafilatura_engine.extracted", crash)
    kept, said = kept_blocks(read(ARTICLE))
    assert kept is None
    assert said is not None
    assert "RecursionError" in said


def test_what_a_depth_of_five_thousand_hides_from_trafilatura_is_kept() -> None:
    page = read(ARTICLE + "<div>" * 5_000 + PROSE * 3)
    kept, said = kept_blocks(page)
    assert kept is not None
    assert len(page.blocks) - 1 in kept
    assert said is not None


def test_what_trafilaturas_parser_never_saw_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    page = read(ARTICLE)
    monkeypatch.setattr("cleaner.main_content.trafilatura_engine.extracted", lambda *_: f"0: {PROSE * 2}")
    monkeypatch.setattr(
        "cleaner.main_content.trafilatura_engine.tree_words", lambda _: __import__("collections").Counter()
    )
    kept, said = kept_blocks(page)
    assert kept == frozenset(range(len(page.blocks)))
    assert said is not None
    assert "cut the page off" in said


def test_alignment_takes_each_stretch_once() -> None:
    caption = "The river rose two metres in a night, a town cut off"
    body = "The river rose two metres overnight and a town was cut off."
    assert aligned([caption, body, body], body) == {1}
    assert aligned(["Pros", "It is cheap and light.", "Cons", "Share"], "Pros\nIt is cheap and light.\nCons") == {
        0,
        1,
        2,
    }


RIVER = [
    f"The river rose by {n} metres on Monday night, and the mayor asked the people of the town to stay at home."
    for n in range(2, 9)
]


def with_linked_text(shown: list[str], *held: str) -> str:
    """A page of some paragraphs, whose JSON-LD holds articles."""
    data = [{"@type": "NewsArticle", "headline": "River rises", "articleBody": body} for body in held]
    script = json.dumps(data).replace("</", "<\\/")
    return (
        f'<html><head><title>River rises</title><script type="application/ld+json">{script}</script></head>'
        f"<body><nav><a href='/'>Home</a></nav><main><h1>River rises</h1>{''.join(f'<p>{p}</p>' for p in shown)}"
        "<p>Subscribe to read more.</p></main><footer><p>© 2024 Example</p></footer></body></html>"
    )


def test_an_article_that_only_the_linked_data_hold_is_read_and_that_is_said() -> None:
    cleaned = clean(with_linked_text(RIVER[:1], "\n\n".join(RIVER)), kind="html")
    assert cleaned.text == "\n\n".join(RIVER)
    assert [said for said in cleaned.warnings if "linked data" in said] == list(cleaned.warnings)
    assert {removed.text for removed in cleaned.removed} >= {"Home", "Subscribe to read more."}


@pytest.mark.parametrize(
    "page",
    [
        with_linked_text(RIVER, "\n\n".join(RIVER)),
        with_linked_text(RIVER[:4], "\n\n".join(RIVER[:5])),
        with_linked_text(RIVER[:2], "\n\n".join(RIVER[2:]), "\n\n".join(reversed(RIVER))),
        with_linked_text(RIVER[:1], "The river rose."),
    ],
    ids=["shows all", "shows most", "a list of articles", "a summary"],
)
def test_linked_text_is_left_alone_where_the_page_shows_the_article(page: str) -> None:
    cleaned = clean(page, kind="html")
    assert not any("linked data" in said for said in cleaned.warnings)
    assert cleaned.text.count("\n\n") < len(RIVER)


def test_linked_text_may_be_nested_deep_and_may_be_hostile() -> None:
    deep = "<div>" * 100_000 + "".join(f"<p>{p}</p>" for p in RIVER) + "<script>alert(1)</script></body>"
    cleaned = clean(with_linked_text(RIVER[:1], deep), kind="html")
    assert cleaned.text == "\n\n".join(RIVER)


def test_line_breaks_between_tags_change_nothing() -> None:
    items = [f"<li>The {word} bridge was closed for the whole of the spring.</li>" for word in ("old", "new", "long")]
    page = (
        "<article><p>These were closed, the county said on Monday:</p><ul>{}</ul><p>All will open in May.</p></article>"
    )
    plain, spaced = (clean(page.format(gap.join(items))).text for gap in ("", "\n\n  \n"))
    assert plain == spaced
    assert plain.count("\n- The") == 3
