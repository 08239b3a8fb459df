"""Each key of the `html` section: once where it fires, once where it must not."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from cleaner.page import Fact, Mark, Page, Voice
from cleaner.reading import read
from cleaner.rules import Rules

STORY = (
    "The council met on Monday and adopted the budget for the coming year, after a long debate about water and roads."
)
PAGE = f"""<html><head>
<meta property="og:title" content="Budget adopted">
<meta property="article:published_time" content="2024-05-04T10:00:00+02:00">
</head><body>
<div class="top menu-bar"><p>Home</p><p>Contact</p></div>
<h1>Budget adopted - Daily Example</h1>
<p class="by">By Ada Okafor | 4 May 2024</p>
<div id="story"><p>{STORY}</p><p>Second paragraph <span class="ad">BUY NOW</span> of the story.</p>
<p class="more">Read also: trams</p><p class="more">More on this in our next issue.</p></div>
<div class="share"><p>Share this</p></div>
<h2 class="tail">More stories</h2><p>Bus fares rise</p>
</body></html>"""


def run(folder: Path, html_rules: str, source: str = PAGE) -> tuple[list[str], dict, tuple[int, ...] | None, Page]:
    """The lines that stay, the facts, the blocks of the body, and the page after its repairs."""
    text = f"site: Test\nhtml:\n{indent(dedent(html_rules).strip(chr(10)), '  ')}\n"
    (folder / "test.example.yml").write_text(text, encoding="utf-8")
    rules = Rules.load([folder], packs=False)
    chosen = rules.select(read(source), site="test.example")
    assert not chosen.warnings, rules.complaints
    page = chosen.repair(read(source))
    findings = list(chosen.findings(page))
    facts = {}
    for finding in findings:
        if isinstance(finding, Fact):
            facts.setdefault(finding.name, finding.value)
    kept = []
    for index, block in enumerate(page.blocks):
        here = [finding for finding in findings if isinstance(finding, Mark) and finding.block == index]
        if any(mark.span is None and not mark.keep for mark in here) and not any(mark.keep for mark in here):
            continue
        text = block.text
        for mark in here:
            if mark.span:
                text = text[: mark.span[0]] + text[mark.span[1] :]
        kept.append(text)
    return kept, facts, chosen.body(page), page


ALL = [block.text for block in read(PAGE).blocks]
DROPS = {
    "drop": ("drop: div.share", ["Share this"]),
    "drop a list": ("drop: [div.share, .menu-bar]", ["Share this", "Home", "Contact"]),
    "drop nothing": ("drop: div.nothing", []),
    "drop by XPath": ("drop: '//div[contains(@class, \"share\")]/p'", ["Share this"]),
    "drop by XPath in brackets": ("drop: '(//p)[1]'", ["Home"]),
    "drop_class": ("drop_class: [menu]", ["Home", "Contact"]),
    "drop_class by id": ("drop_class: [share, nothing]", ["Share this"]),
    "drop_from": ("drop_from: h2.tail", ["More stories", "Bus fares rise"]),
    "keep": ("drop: 'p.more'\nkeep: 'p.more:last-child'", ["Read also: trams"]),
    "with_text": ("drop:\n  - css: p.more\n    with_text: 'Read also: *'", ["Read also: trams"]),
    "with_text, a near miss": ("drop:\n  - css: p.more\n    with_text: 'Read now: *'", []),
    "max_words": ("drop:\n  - css: p.more\n    max_words: 4", ["Read also: trams"]),
    "not": ("drop:\n  - css: p.more\n    not: ['More on *']", ["Read also: trams"]),
    "status off": ("drop:\n  - css: div.share\n    status: off", []),
}


@pytest.mark.parametrize(("rules", "gone"), DROPS.values(), ids=DROPS)
def test_drop(tmp_path: Path, rules: str, gone: list[str]) -> None:
    assert run(tmp_path, rules)[0] == [text for text in ALL if text not in gone]


def test_an_inline_element_is_a_span(tmp_path: Path) -> None:
    kept = run(tmp_path, "drop: span.ad")[0]
    assert "Second paragraph  of the story." in kept


FIELDS = {
    "meta": ("title: 'meta[property=\"og:title\"] @content'", {"title": "Budget adopted"}),
    "the first that is there": ("title: [h3, h1]", {"title": "Budget adopted - Daily Example"}),
    "the first that is valid": ("date: [h1, 'meta[property=\"article:published_time\"] @content']", {"published": "2024-05-04T10:00:00+02:00"}),
    "none": ("title: h3", {}),
    "none valid": ("authors: h1 + div", {}),
    "a line": ("authors:\n  - css: p.by\n    line: 'By {authors} | {date}'", {"authors": ["Ada Okafor"], "published": "2024-05-04"}),
    "a line, near miss": ("authors:\n  - css: p.by\n    line: 'Text {authors} | {date}'", {}),
    "a regex": ("title:\n  - css: h1\n    regex: '^(?P<title>.+?) - '", {"title": "Budget adopted"}),
    "XPath with attribute": ("title: '//meta[@property=\"og:title\"]/@content'", {"title": "Budget adopted"}),
    "sponsored": ("sponsored_if: div.share", {"sponsored": True}),
    "not sponsored": ("sponsored_if: div.paid", {}),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "facts"), FIELDS.values(), ids=FIELDS)
def test_fields(tmp_path: Path, rules: str, facts: dict) -> None:
    assert run(tmp_path, rules)[1] == facts


def test_body(tmp_path: Path) -> None:
    _, _, body, page = run(tmp_path, "body: [div.share, '#story']")
    assert [page.blocks[index].text[:6] for index in body or ()] == [STORY[:6], "Second", "Read a", "More o"]
    assert run(tmp_path, "body: [div.share]")[2] is None


def test_repair_and_tags(tmp_path: Path) -> None:
    rules = "repair:\n  - find: 'Daily Example'\n    with: 'Daily Sample'\n"
    page = run(tmp_path, rules)[3]
    assert any(block.text == "Budget adopted - Daily Sample" for block in page.blocks)
    assert [(edit.line, edit.after) for edit in page.edits] == [(6, "Daily Sample")]
    page = run(tmp_path, "rename: {p.by: h3}\nunwrap: [span.ad]\ndrop_attr: [class]")[3]
    assert [block.tag for block in page.blocks if block.text.startswith("By Ada")] == ["h3"]
    assert "Second paragraph BUY NOW of the story." in [block.text for block in page.blocks]
    assert not any("menu-bar" in block.path for block in page.blocks)


def test_prefer(tmp_path: Path) -> None:
    both = "title: h1\n"
    text = "text:\n  take:\n    - line: '{title} - Daily Example'\n"
    source = PAGE.replace("More stories", "Trams - Daily Example")

    def titles(prefer: str) -> list[tuple[str, Voice]]:
        (tmp_path / "t.example.yml").write_text(f"site: T\n{prefer}html:\n  {both}{text}")
        page = read(source)
        found = list(Rules.load([tmp_path], packs=False).select(page, site="t.example").findings(page))
        named = [finding for finding in found if isinstance(finding, Fact) and finding.name == "title"]
        return [(fact.value, fact.voice) for fact in sorted(named, key=lambda f: (-f.voice, -f.confidence))]

    assert titles("")[0][0] == "Budget adopted"
    assert titles("prefer: [html, text]\n")[0][0] == "Budget adopted - Daily Example"
    assert titles("prefer: [html, page, text]\n") == [
        ("Budget adopted - Daily Example", Voice.USER_RULE), ("Budget adopted", Voice.PACK),
    ]  # fmt: skip


def test_valid_looks_at_the_date_that_the_rules_captured(tmp_path: Path) -> None:
    (tmp_path / "t.example.yml").write_text(
        "site: T\nvalid:\n  until: 2020-12-31\ntext:\n  take:\n    - line: 'Published {date}'\n  drop_lines: |\n    Share\n"
    )
    rules = Rules.load([tmp_path], packs=False)
    for day, expected in (("4 May 2019", 2), ("4 May 2024", 0)):
        page = read(f"{STORY}\nPublished {day}\nShare", kind="text")
        found = list(rules.select(page, site="t.example").findings(page))
        assert len([finding for finding in found if isinstance(finding, Mark)]) == expected


def test_a_drop_by_text_needs_a_site(tmp_path: Path) -> None:
    from cleaner.rules.file.build import read_text
    from cleaner.rules.file.model import Layer

    text = "group: G\nmatch:\n  html: 'meta[name=generator]'\nhtml:\n  drop:\n    - css: p\n      with_text: 'Read also: *'\n"
    found = read_text(text, "g.yml", Layer(tmp_path)).complaints
    assert [(one.line, one.code) for one in found] == [(6, "text-without-site")]


def test_a_selector_list_is_found_by_any_of_its_selectors(tmp_path: Path) -> None:
    from cleaner.rules.applying.selectors import literals_in

    assert literals_in("meta[content*=WordPress], link[href*=wp-content]") == ("WordPress", "wp-content")
    assert (
        literals_in('meta[content="WordPress" i]') == literals_in("p:not([class=a])") == literals_in('[a="b,c"]') == ()
    )
    (tmp_path / "groups").mkdir()
    rules = 'group: T\nmatch:\n  html: \'meta[content*="PressWord"], link[href*="pw-content"]\'\nhtml:\n  drop: aside\n'
    (tmp_path / "groups" / "t.yml").write_text(rules)
    page = read('<html><head><link href="/pw-content/a.css"></head><body><p>Text.</p></body></html>', kind="html")
    other = read('<html><head><link href="/content/a.css"></head><body><p>Text.</p></body></html>', kind="html")
    chosen = Rules.load([tmp_path])
    assert "groups/t.yml" in chosen.select(page).files
    assert "groups/t.yml" not in chosen.select(other).files


def test_the_page_is_copied_once_for_all_xpaths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.rules.applying import selectors

    made = []
    copy = selectors._copy
    monkeypatch.setattr(selectors, "_copy", lambda tree: made.append(1) or copy(tree))
    (tmp_path / "t.com.yml").write_text("site: T\nhtml:\n  body: //article\n  drop: [//aside, //nav]\n  title: //h1\n")
    source = (
        "<html><body><nav>Home</nav><article><h1>New tram</h1><p>Text " + "word " * 30 + "</p></article></body></html>"
    )
    page = read(source, kind="html", url="https://t.com/a")
    chosen = Rules.load([tmp_path]).select(page)
    made.clear()
    assert chosen.body(page)
    assert [mark.block for mark in chosen.findings(page) if hasattr(mark, "block") and hasattr(mark, "keep")] == [0]
    assert made == [1]


def test_an_id_that_stands_twice_is_said_and_both_rules_work(tmp_path: Path) -> None:
    (tmp_path / "t.com.yml").write_text(
        "site: T\nhtml:\n  drop:\n    - id: ad\n      css: aside\ntext:\n  drop_lines:\n    - id: ad\n      line: Advertisement\n"
        "    - id: tail\n      line: Tail\n    - id: tail\n      line: Ende\n"
    )
    rules = Rules.load([tmp_path], packs=False)
    page = read("First words.\n\nAdvertisement\n\nEnde\n\nTail\n\nLast words.", url="https://t.com/a")
    marks = [(mark.block, mark.by) for mark in rules.select(page).findings(page)]
    assert sorted(block for block, _ in marks) == [1, 2, 3]
    assert sorted(c.code for c in rules.complaints) == ["duplicate-id", "duplicate-id"]
