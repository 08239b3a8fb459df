"""The HTML scorer: what it keeps, what it gives as reasons, and that it holds its promises on odd pages."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.main_content.html import find as html_body
from cleaner.main_content.html.between import with_parts, with_standfirst
from cleaner.main_content.html.columns import look_at, rows
from cleaner.main_content.html.lexicon import MOST_SEEN, Lexicon, Table, names_in, words_of
from cleaner.main_content.html.model import WEIGHTS, loaded, model_of, saved
from cleaner.main_content.html.nesting import Nesting, branches, dominant, down, larger, nesting
from cleaner.main_content.html.select import kept, likeliest, together, with_crossheads
from cleaner.page import LABELS, Mark, Voice
from cleaner.pipeline import Cleaner, default
from cleaner.reading import read

PARAGRAPHS = [
    "The river rose two metres overnight, and the people of the lower town were taken to the school on the hill.",
    "Nobody was hurt, the mayor said on Tuesday, but some forty cellars stood under water in the morning.",
    "The last flood of this height was in 1954, when the old bridge was carried away and never built again.",
]
ARTICLE = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
PAGE = f"""<html><head><title>The river rises - The Gazette</title></head><body>
<nav class="main-menu"><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article class="post"><h1>The river rises</h1><div class="entry-content">{ARTICLE}</div></article>
<aside class="sidebar widget"><h3>Elsewhere</h3><ul>
<li><a href="/1">Ten things to know about tea before you buy it</a></li>
<li><a href="/2">What the minister said about the harbour</a></li>
<li><a href="/3">A short history of the bicycle in four pictures</a></li></ul></aside>
<footer><p>The Gazette, 4 Mill Lane</p></footer></body></html>"""


def marks(source: str, favour: str = "balanced") -> list[Mark]:
    page = read(source, kind="html")
    lines = default().compiled.select(page).lines(page)
    return [mark for mark in html_body.findings(lines, favour=favour) if isinstance(mark, Mark)]


def test_an_article_is_told_from_what_stands_around_it() -> None:
    result = clean(PAGE, kind="html")
    assert [line for line in result.text.split("\n\n") if line != "The river rises"] == PARAGRAPHS


def test_marks_are_of_the_lowest_voice_and_say_why() -> None:
    found = marks(PAGE)
    assert found
    for mark in found:
        assert mark.voice == Voice.EXTRACTOR
        assert mark.by == "html_body"
        assert mark.label in LABELS
        assert mark.why
        assert 0.5 <= mark.confidence <= 1
    reasons = " ".join(mark.why for mark in found)
    assert "with most of the prose" in reasons
    assert "seldom those of an article" in reasons


def test_on_a_page_of_few_words_doubtful_lines_stay() -> None:
    for times, stays in ((1, True), (20, False)):
        page = read(
            "".join(f"<p>{text}</p>" for text in PARAGRAPHS * times) + "<p>Pictures: Ada Okafor</p>", kind="html"
        )
        assert page.markup is not None
        look = look_at(default().compiled.select(page).lines(page), page.markup)
        likely = np.where(np.arange(len(look)) < len(look) - 1, 0.99, 0.35)
        assert kept(look, likely, "balanced")[-1] == stays


def test_a_headline_stays_only_where_it_is_surely_text() -> None:
    page = read(f"<h1>The river rises</h1>{ARTICLE}", kind="html")
    assert page.markup is not None
    look = look_at(default().compiled.select(page).lines(page), page.markup)
    for likely, stays in ((0.95, False), (0.98, True)):
        flags = kept(look, np.where(look.level == 1, likely, 0.99), "balanced")
        assert flags.tolist() == [stays, True, True, True]


def test_the_stricter_the_setting_the_less_is_kept() -> None:
    gone = {favour: {mark.block for mark in marks(PAGE, favour)} for favour in ("recall", "balanced", "precision")}
    assert gone["recall"] <= gone["balanced"] <= gone["precision"]


@pytest.mark.parametrize(
    "source",
    [
        "<p>One.</p>",
        "<li>One</li><li>Two</li>",
        "<nav><a href=/>Home</a></nav>",
        "<div class='ad'><p>Buy soap today and pay tomorrow, as all your friends have done before you.</p></div>",
        "text without any element",
        "<table><tr><td>a</td><td>b</td></tr></table>",
    ],
)
def test_something_always_stays(source: str) -> None:
    page = read(source, kind="html")
    assert len(marks(source)) < len(page.blocks)


@pytest.mark.parametrize("source", ["", "<html></html>", "<script>x</script>", "<p> </p>"])
def test_a_page_without_blocks_gets_no_marks(source: str) -> None:
    assert marks(source) == []


def test_an_unlikely_page_keeps_the_prose_of_its_main_container() -> None:
    page = read(PAGE, kind="html")
    assert page.markup is not None
    look = look_at(default().compiled.select(page).lines(page), page.markup)
    flags = kept(look, np.full(len(look), 0.1), "balanced")
    assert [page.blocks[at].text for at in np.flatnonzero(flags)] == PARAGRAPHS


def test_the_cut_takes_the_likeliest_blocks() -> None:
    probability = np.array([0.9, 0.1, 0.8, 0.05])
    assert likeliest(probability, np.full(4, 10.0), 1.0).tolist() == [True, False, True, False]
    assert likeliest(np.zeros(3), np.ones(3), 1.0).sum() == 1


def chances(source: str, *chance: float) -> list[float]:
    """The probabilities after blocks that belong together got one."""
    page = read(source, kind="html")
    assert page.markup is not None
    look = look_at(default().compiled.select(page).lines(page), page.markup)
    return together(look, np.array(chance)).round(2).tolist()


def test_a_table_a_listing_and_a_list_are_one() -> None:
    table = "<table><thead><tr><th>Street<th>Cost</thead><tr><td>Pine<td>7</table>"
    assert chances(f"<p>Before.</p>{table}", 0.9, 0.8, 0.2) == [0.9, 0.5, 0.5]
    assert chances("<pre>one two\n\nthree four</pre><p>After.</p>", 0.8, 0.2, 0.1) == [0.5, 0.5, 0.1]
    lists = "<ul><li>One two<li>Three four</ul><ul><li>Five six<li>Seven eight</ul>"
    assert chances(lists, 0.9, 0.7, 0.3, 0.1) == [0.8, 0.8, 0.2, 0.2]


def test_a_crosshead_or_question_between_what_stays_stays() -> None:
    page = read("<p>One.</p><h3>A crosshead</h3><p>Two.</p><div>Why so?</div><p>Three.</p><div>So so</div><p>Four.</p>")
    assert page.markup is not None
    look = look_at(default().compiled.select(page).lines(page), page.markup)
    stays = np.array([True, False, True, False, True, False, True])
    for chance, kept_flags in ((0.2, [1, 1, 1, 1, 1, 0, 1]), (0.01, [1, 0, 1, 0, 1, 0, 1])):
        assert with_crossheads(look, np.full(7, chance), stays).astype(int).tolist() == kept_flags
    assert with_crossheads(look, np.full(7, 0.2), ~stays).astype(int).tolist() == [0, 1, 0, 1, 0, 1, 0]


def test_the_paragraphs_of_a_layout_table_are_their_own() -> None:
    rows_of_page = f"<table><tr><td>Home<td>News</tr><tr><td>{PARAGRAPHS[0]}</tr><tr><td>{PARAGRAPHS[1]}</tr></table>"
    assert chances(rows_of_page, 0.1, 0.9, 0.8) == [0.1, 0.9, 0.8]


def test_the_body_finder_says_how_far_it_trusts_its_body() -> None:
    assert clean(PAGE).confidence is not None
    assert clean(PAGE).confidence > 0.8
    assert clean("\n".join(PARAGRAPHS)).confidence > 0.8


def test_whatever_the_order_of_calls_the_marks_are_the_same() -> None:
    first = marks(PAGE)
    marks("<p>Another page with one sentence in it.</p>")
    assert marks(PAGE) == first


@pytest.mark.parametrize("file", WEIGHTS.values())
def test_the_model_is_small_and_survives_its_file(file: str) -> None:
    data = (resources.files("cleaner.main_content.html") / file).read_bytes()
    assert len(data) < 400_000
    model = loaded(data)
    again = loaded(saved(model))
    assert again.names == model.names
    assert again.lexicon == model.lexicon
    assert np.array_equal(again.trees.leaf, model.trees.leaf)
    assert np.issubdtype(model.trees.leaf.dtype, np.integer)


def test_columns_are_those_the_model_was_trained_on() -> None:
    page = read(PAGE, kind="html")
    assert page.markup is not None
    look = look_at(default().compiled.select(page).lines(page), page.markup)
    values, names = rows(look, model_of().lexicon)
    assert names == model_of().names
    assert values.shape == (len(page.blocks), len(names))
    assert np.isfinite(values).all()


def test_nesting_is_counted_from_the_root() -> None:
    page = read("<div><p>a</p><section><p>b</p><p>c</p></section></div>", kind="html")
    assert page.markup is not None
    nest = nesting(page.markup.parents, page.markup.container_of)
    assert nest.total(np.ones(3))[0] == 3
    (section,) = dominant(nest.total(np.array([1.0, 5.0, 5.0])))
    assert page.markup.containers[section - 1].tag == "section"
    assert nest.within(section).tolist() == [False, True, True]
    assert larger(nest, nest.total(np.ones(3)))[nest.of[1]] == section
    chain, branch = branches(nest, section)
    assert chain[section]
    assert not chain[nest.of[0]]
    assert branch[nest.of[0]] == nest.of[0]
    assert dominant(np.zeros(4), (0.5, 0.9)) == [0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_jumping_finds_what_stepping_outwards_finds(seed: int) -> None:
    chance = np.random.default_rng(seed)
    parents = [0]
    for at in range(1, 60):
        around = [at - 1]
        while around[-1]:
            around.append(parents[around[-1]])
        parents.append(int(chance.choice(around)))
    ways = []
    for at, parent in enumerate(parents):
        ways.append([at, *ways[parent]] if at else [0])
    end = [max(at for at, way in enumerate(ways) if one in way) + 1 for one in range(60)]
    nest = Nesting(np.array(parents), np.array(end), np.arange(60))
    own = chance.integers(-50, 50, (2, 60)).astype(float)
    own[:, 0] = 0
    (sums,), (lowest,) = down(nest, own[:1], own[1:])
    blocks = nest.total(chance.integers(0, 2, 60))
    chain, branch = branches(nest, 30)
    up = larger(nest, blocks)
    for at, way in enumerate(ways):
        assert sums[at] == own[0, way].sum()
        assert lowest[at] == own[1, way].min()
        assert up[at] == next((one for one in way if blocks[one] > blocks[at]), 0)
        assert chain[at] == (at in ways[30])
        assert branch[at] == (at if chain[at] else [one for one in way if one not in ways[30]][-1])


def test_a_lexicon_knows_names_whole_and_in_parts() -> None:
    lexicon = Lexicon({"<aside": -32, ".side": -16}, {"share": -20})
    assert lexicon.of_steps(["aside.sideBar", "p"]).T.tolist() == [[-24, -32, -16], [0, 0, 0]]
    assert lexicon.of_words(words_of(["share this", "", "tea"])).T.tolist() == [[-10, -20], [0, 0], [0, 0]]


@given(st.lists(st.text("aBzé1 .\n", max_size=60)), st.sets(st.text("abzé1", min_size=1, max_size=60)))
def test_a_table_weighs_words_as_its_mapping_does(lines: list[str], known: set[str]) -> None:
    runs = words_of([*lines, *known])
    weights = {word: number for number, word in enumerate(sorted(known), 1)}
    words = [word for line in runs.lines() for word in line]
    assert set(known) <= set(words)
    assert Table.of(weights).weights_of(runs.keys)[:-1].tolist() == [weights.get(word, 0) for word in words]


@pytest.mark.parametrize("steps", [["p."], ["", "div.<p"], ["div..a#", "hr.B2b"], ["x-é.ü\n.A"]])
def test_each_step_has_its_names_whatever_they_are(steps: list[str]) -> None:
    names = names_in(steps).lines()
    assert len(names) == len(steps)
    assert [line[0] for line in names] == ["<" + step.partition(".")[0].replace("é", "?") for step in steps]


def test_what_a_lexicon_keeps_from_page_to_page_is_bounded_and_changes_nothing() -> None:
    lexicon = Lexicon({"<p": 8}, {})
    long = "p." + "x" * 1000
    lexicon.of_steps([f"p.a{number}" for number in range(MOST_SEEN + 1)])
    for _ in range(2):
        assert lexicon.of_steps(["p", long, "p.a1\n.b"]).tolist() == [[8, 8, 8]] * 3
    assert len(lexicon.seen) <= MOST_SEEN
    assert long not in lexicon.seen


def test_trafilatura_can_still_be_asked() -> None:
    assert PARAGRAPHS[0] in Cleaner(engine="trafilatura").clean(PAGE, kind="html").text


def test_cost_is_linear_in_the_page() -> None:
    page = "<div>" * 3000 + ARTICLE * 300 + "</div>" * 3000
    assert PARAGRAPHS[0] in clean(page, kind="html").text


def between(rest: str, chance: float) -> list[int]:
    """The flags after the parts between two paragraphs, and a standfirst, were put back."""
    told = "The council met on Monday evening and spoke about the ferry for a long time."
    page = read(f"<h1>The old ferry</h1><article>{rest.replace('%', f'<p>{told}</p>')}</article>", kind="html")
    assert page.markup is not None
    look = look_at(default().compiled.select(page).lines(page), page.markup)
    stays = np.array([block.text == told for block in look.blocks])
    chances = np.full(len(look), chance)
    return with_standfirst(look, chances, with_parts(look, chances, stays)).astype(int).tolist()


@pytest.mark.parametrize(
    ("rest", "chance", "flags"),
    [
        ("%<ul><li>Oak Street</li><li>Pine Street</li></ul>%", 0.1, [0, 1, 1, 1, 1]),
        ("%<div><ul><li>Oak Street</li><li>Pine Street</li></ul></div>%", 0.1, [0, 1, 0, 0, 1]),
        ("%<ul><li>Oak Street</li><li>Pine Street</li></ul>", 0.1, [0, 1, 0, 0]),
        ("%<ul><li>Oak Street</li><li>Share this</li></ul>%", 0.1, [0, 1, 0, 0, 1]),
        ("%<pre>run --all</pre>%", 0.2, [0, 1, 1, 1]),
        ("%<pre>run --all</pre>%", 0.05, [0, 1, 0, 1]),
        ("%<h2>The cost</h2><h3>In crowns</h3>%", 0.2, [0, 1, 1, 1, 1]),
        ("%<p><a href='/b'>The bus is late again</a></p>%", 0.2, [0, 1, 0, 1]),
        ("%<aside><p>Another matter of Pine Street.</p></aside>%", 0.4, [0, 1, 0, 1]),
        ("<p>It was built in 1911, and has never had a new engine.</p>%%", 0.2, [0, 1, 1, 1]),
        ("<p class='caption'>The ferry in 1911, before it had an engine of its own.</p>%%", 0.2, [0, 0, 1, 1]),
        ("<p>Northport Post</p>%%", 0.2, [0, 0, 1, 1]),
    ],
)
def test_what_stands_between_paragraphs_and_above_them_stays(rest: str, chance: float, flags: list[int]) -> None:
    assert between(rest, chance) == flags
