"""A page is looked over and walked alike by the compiled part and by the Python that it stands for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from cleaner import kernels
from cleaner.reading import compiled_walk
from cleaner.reading.markup import LIMITS, mended
from cleaner.reading.nesting import COUNTED, REOPENED_CODES
from cleaner.reading.runs import Found
from cleaner.reading.walk import Walk
from cleaner.rules.applying.names import names_in

ROOT = Path(__file__).parent.parent
PAGES = sorted(path for folder in ("fixtures", "seeds") for path in (ROOT / folder).rglob("*.html"))
COLUMNS = ("texts", "tags", "tight", "link_characters", "containers", "flags", "groups", "ids", "parents", "names",
           "steps", "begins")  # fmt: skip
PIECES = (
    "<p>", "</p>", "<div class='a  b' id=c>", "<div id='a b' role=navigation>", "</div>", "<span>", "<span hidden>",
    "<span style='DISPLAY : none'>", "<div style='visibility:hiddenſ'>", "<div style='d\u0131splay:none'>", "</span>",
    "<br>", "<br><br>", "<pre>", "</pre>", "<ul><li>", "<li>", "</ul>", "<table><tr><td>", "<td>", "</table>",
    "<a href=x>", "</a>", "<b>", "</b>", "<x-box>", "</x-box>", "<unheard>", "</unheard>", "<button>", "</button>",
    "<template><p>", "</template>", "<svg><title>", "</svg>", "<math><mi>", "</math>", "<h1>", "</h1>", "<dialog>",
    "<dialog open>", "</dialog>", "<!-- a -->", "<script>b</script>", "<select><option>", "</select>", "<rt>",
    "<search>", "<hgroup>", "<section itemprop=articleBody>", "<div hidden=until-found>", "<marquee>", "<isindex>",
    "<o:p>", "<blockquote>", "<noscript>", "<iframe>", "<figure><figcaption>", " ", "\n", "\xa0", "\u200b", "\x85",
    "Tea", "Lee", "tea and", "3", "Ünal", "ünal.", "中文。", "\U0001f600", "\U0001d400\U0001d41a", "\xad", "\x1f",
)  # fmt: skip
compiled = pytest.mark.skipif(not kernels.COMPILED, reason="the compiled part was not built")


def both(html: str, *, xml: bool = False) -> tuple[Found | None, Found]:
    """What either finds."""
    tree = LexborHTMLParser(html, options=LexborDocumentOptions.WO_EVENTS)
    assert tree.root is not None
    return compiled_walk.walked(tree.root, xml=xml), Walk(xml=xml).run(tree.root)


def compare(html: str, *, xml: bool = False) -> None:
    """Assert that what the compiled part finds is what Python finds."""
    tree = LexborHTMLParser(html)
    names = names_in(tree)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled_walk, "names_of", lambda root: None)
        assert names == names_in(tree)
    found, wanted = both(html, xml=xml)
    if found is None:
        return
    for name in COLUMNS:
        assert getattr(found, name) == getattr(wanted, name), name
    assert found.sources.starts == wanted.sources.starts
    assert found.sources.raws == wanted.sources.raws
    for tag, nodes in wanted.told.items():
        assert [node.mem_id for node in found.told[tag]] == [node.mem_id for node in nodes]
    assert [node.mem_id for node in found.unread] == [node.mem_id for node in wanted.unread]


@compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_fixtures_are_walked_alike(path: Path) -> None:
    html = path.read_bytes().decode("utf-8", "replace").replace("\0", "")
    compare(html)
    compare(html, xml=True)


@compiled
@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.booleans())
def test_made_up_pages_are_walked_alike(html: str, xml: bool) -> None:
    compare(html, xml=xml)


@compiled
def test_the_parsers_nodes_are_known_and_common_pages_are_not_left_to_python() -> None:
    found, _ = both("<body><gallery-box class=a><p>The river rose.<br>It fell again.<pre>a\n b</pre>")
    assert found is not None
    assert found.texts == ["The river rose.", "It fell again.", "a", " b"]


@compiled
def test_an_element_with_a_name_that_is_in_no_table_is_left_to_python() -> None:
    assert both("<body><bgsound><p>The river rose.")[0] is not None
    assert both("<body><p>The <nobr>river</nobr><isindex> rose.")[0] is None
    assert both("<div style='d\u0131splay:none'>The river rose.")[0] is None


@compiled
def test_another_release_of_the_parser_is_left_to_python(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled_walk.tables.cache_clear()
    monkeypatch.setattr(compiled_walk.selectolax, "__version__", "2.0.0")
    assert both("<p>The river rose.")[0] is None
    compiled_walk.tables.cache_clear()


def unusual(html: str) -> bool:
    return kernels.unusual(html.encode(), LIMITS, COUNTED, REOPENED_CODES)


@compiled
@pytest.mark.parametrize(
    "html",
    [
        "<title>The sluice<body><p>It is mended.",
        "<style>p {}<body><p>It is mended.</style>",
        "<!-- <p>" + "It is mended. " * 20,
        "<script>a = 1 <p>" + "It is mended. " * 20,
        "<noframes><p>Water</noframes>",
        "<b>" * 2500,
        "<div>" * 2500,
        "<p " + "a=1 " * 6000 + ">",
        "".join(f"<x{at}>" for at in range(6000)),
    ],
)
def test_a_source_that_is_mended_is_seen(html: str) -> None:
    assert mended(html.encode()) != (html.encode(), ())
    assert unusual(html)


@compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_source_with_nothing_seen_is_not_mended(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    html = path.read_bytes().decode("utf-8", "replace").replace("\0", "")
    if not unusual(html):
        monkeypatch.setattr(kernels, "COMPILED", False)
        assert mended(html.encode()) == (html.encode(), ())


@compiled
@settings(deadline=None)
@given(st.lists(st.sampled_from((*PIECES, "<title>", "</title >", "<STYLE>", "</style>", "<textarea>", "</textarea>", "<!--",
                                 "-->", "<!-->", "<", ">", "=", '"', "'", "</body>", "<p " + "a " * 9000)), max_size=30).map("".join))  # fmt: skip
def test_made_up_sources_with_nothing_seen_are_not_mended(html: str) -> None:
    if not unusual(html):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kernels, "COMPILED", False)
            assert mended(html.encode()) == (html.encode(), ())


@compiled
def test_usual_pages_are_seen_as_such() -> None:
    assert not unusual(
        "<html><head><title>A</title><script>if (a < b) c()</script><style>p{}</style></head><p>It rose."
    )
