"""`cleaner rules import-ftr`: each directive of ftr-site-config as a rule, a test, a note, or a line of the report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import lxml.html
import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser
from typer.testing import CliRunner, Result

from cleaner import Cleaner
from cleaner.cli import app
from cleaner.workshop import check, collect, run_tests
from cleaner.workshop.import_ftr import CannotImport, Imported, import_ftr
from cleaner.workshop.importing.ftr_site import site_of
from cleaner.workshop.importing.xpath import css_of, even, value_of

STORY = [
    "The ferry will run until the end of October, the county said on Monday, because the bridge is not ready.",
    "Passengers who hold a ticket for the old timetable may use it on any boat until the last day of the season.",
    "The owner of the boat, who has sailed it for thirty years, said that he had not been asked before the vote.",
    "A second boat is to be bought next year, if the council finds the money for it in the coming budget.",
]


def page(*, body: str = "story", extra: str = "", head: str = "") -> str:
    """A page with a story in an element of a class, and something beside it."""
    told = "".join(f"<p>{line}</p>" for line in STORY)
    return f"<html><head><title>Ferry | Gazette</title>{head}</head><body><h1>Ferry season extended</h1><div class='{body}'>{told}{extra}</div></body></html>"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")


def imported(place: Path, **files: str | bytes) -> tuple[Imported, Path]:
    """Import files given by the name of a host with `_` for dots."""
    folder, out = place / "config", place / "out"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        source = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name.replace('_', '.')}.txt").write_bytes(source)
    return import_ftr(folder, out), out


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["rules", *map(str, arguments)])


@pytest.mark.parametrize(
    ("line", "key", "entry"),
    [
        ("body: //div[@id='story']", "body", "div#story"),
        ("body: //article | //div[@class='x y']", "body", 'article, div[class="x y"]'),
        ("title: //meta[@property='og:title']/@content", "title", 'meta[property="og:title"] @content'),
        ("author: //a[@rel='author']", "authors", 'a[rel="author"]'),
        ("author: //h3/text()", "authors", "//h3/text()"),
        ("date: //time//@datetime", "date", "//time/descendant-or-self::*/@datetime"),
        ("strip: //p[contains(., 'Read also')]", "drop", "//p[contains(., 'Read also')]"),
        ("strip: id('promo')/p", "drop", "(id('promo')/p)"),
        ("strip_id_or_class: 'social-bar'", "drop_class", "social-bar"),
        ("strip_image_src: /pixel.gif?", "drop", 'img[src*="/pixel.gif?"]'),
        ("strip_attr: //iframe/@srcdoc", "drop_attr", "iframe @srcdoc"),
        ("strip: //img/@srcset", "drop_attr", "img @srcset"),
        ("native_ad_clue: //meta[@content='Advertiser']", "sponsored_if", 'meta[content="Advertiser"]'),
        ("dissolve: //ul[@class='gallery']/li", "unwrap", 'ul[class="gallery"] > li'),
    ],
)  # fmt: skip
def test_a_directive_becomes_a_rule(line: str, key: str, entry: str) -> None:
    site = site_of(line)
    assert site.entries == {key: [entry]}
    assert not site.faults
    assert not site.notes


@pytest.mark.parametrize(
    "line",
    [
        "single_page_link: //a[@class='print']", "next_page_link: concat('/p/', //a/@href)", "tidy: no", "prune: no",
        "if_page_contains: //a[@class='more']", "http_header(user-agent): Mozilla/5.0", "requires_login: yes",
        "login_uri: https://gazette.example/login", "parser: html5php", "autodetect_on_failure: no",
        "src_lazy_load_attr: data-full", "move_into(body): //div[@id='photo']", "convert_double_br_tags: yes",
        "author: 'Ada Okafor'", "strip_attr: //h2/@class", "wrap_in(i): //p[@class='bio']",
        "wrap_in(blockquote): //img", "skip_json_ld: yes", "insert_detected_image: no", "footnotes: no",
    ],
)  # fmt: skip
def test_what_is_for_fetching_or_for_looks_becomes_a_note(line: str) -> None:
    site = site_of(line)
    assert site.notes == [line]
    assert not site.entries
    assert not site.faults


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("titl: //h1", "“title” is meant"),
        ("test_rul: https://gazette.example/1", "“test_url” is meant"),
        ("strip_id_or_clas: promo", "“strip_id_or_class” is meant"),
        ("// the last box", "a comment begins with #"),
        ("https://gazette.example/2", "`test_url:` is missing"),
        ("strip //nav", "no directive"),
        ("strip:", "says nothing"),
        ("strip: //a[contain(@class, 'x')]", "contains(...)"),
        ("body: //div[contains(@class='x')]", "two values"),
        ("not_logged_in_xpath: //div[contains(@class, 'a')|contains(@class, 'b')]", "no XPath"),
        ("next_page_link: //a[", "no XPath"),
        ("date: concat(//a, //b)", "neither a selector nor a regex"),
        ("find_string: <b>", "no `replace_string` follows"),
        ("replace_string: <i>", "no `find_string` stands before"),
        ("test_contains: ferry", "no `test_url` stands before"),
    ],
)  # fmt: skip
def test_a_slip_is_said_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    done, out = imported(tmp_path, gazette_example=f"# ours\n\nbody: //article\n{line}\n")
    [(name, fault)] = done.faults
    assert (name, fault.line) == ("gazette.example.txt", 4)
    assert said in fault.reason
    assert done.whole == 0
    row = (out / "import-report.tsv").read_text(encoding="utf-8").splitlines()[1].split("\t")
    assert row[:2] == ["gazette.example.txt", "4"]
    assert row[3] == "not carried"
    assert not check(collect([out], None)).complaints


def test_replacements_in_both_forms() -> None:
    site = site_of(
        "find_string: <amp-img\nreplace_string: <img\nreplace_string(<h2): <h3\n"
        "replace_string(a: b): c: d\nreplace_string(to post)): </div>\nreplace_string(<script): \n"
    )
    assert site.repairs == [
        ("<amp-img", "<img"),
        ("<h2", "<h3"),
        ("a: b", "c: d"),
        ("to post)", "</div>"),
        ("<script", ""),
    ]
    assert not site.faults


def test_what_is_to_be_skipped_is_not_taken() -> None:
    """A skipped word is an exemption from the file's own strips, not a protection of the element."""
    site = site_of("skip_id_or_class: push--ends\nstrip_id_or_class: push\n")
    assert list(site.entries) == ["drop"]
    tree = LexborHTMLParser("<p class='push'>a</p><p class='push--ends'>b</p><p id='xpush'>c</p><p>d</p>")
    assert [node.text() for node in tree.css(str(site.entries["drop"][0]))] == ["a", "c"]


def test_a_block_around_a_block_is_another_name() -> None:
    assert site_of("wrap_in(blockquote): //div[@class='quote']").renames == [('div[class="quote"]', "blockquote")]


def test_domains_files_alike_and_tests(tmp_path: Path) -> None:
    rules = "body: //div[@class='story']\nprune: no\n"
    done, out = imported(
        tmp_path,
        gazette_example=f"# one\n{rules}test_url: https://gazette.example/1\ntest_contains: The ferry\n",
        _herald_example=f"{rules}test_url: https://a.herald.example/2\n",
        www_courier_example=rules,
        other_example="strip: //nav\n",
        LICENSE="See https://example.org",
        **{"global": "strip_id_or_class: sharebox\n"},
    )
    assert (done.files, done.written, done.whole) == (5, 3, 5)
    files = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (out / "sites").iterdir()}
    [same, other] = (files[name] for name in ("herald.example.subdomains.yml", "other.example.yml"))
    assert same["match"]["domains"] == ["*.herald.example", "=gazette.example", "=courier.example"]
    assert same["status"] == "unverified"
    assert same["notes"] == ["prune: no"]
    assert [(test["address"], test["live"], test.get("body_has")) for test in same["tests"]] == [
        ("https://a.herald.example/2", True, None),
        ("https://gazette.example/1", True, ["The ferry"]),
    ]
    assert other["html"] == {"drop": ["nav"]}
    assert other["extends"] == ["ftr-global"]
    assert not check(collect([out], None)).complaints


def test_a_host_with_and_without_www(tmp_path: Path) -> None:
    done, out = imported(tmp_path, gazette_example="strip: //nav", www_gazette_example="strip: //aside")
    assert [name for name, _ in done.faults] == ["www.gazette.example.txt"]
    assert "nav" in (out / "sites" / "gazette.example.yml").read_text(encoding="utf-8")


def test_a_file_in_another_encoding_is_read(tmp_path: Path) -> None:
    done, out = imported(tmp_path, gazette_example="body: //article\nstrip: //p[@title='Zurück']\n".encode("cp1252"))
    assert "Zurück" in (out / "sites" / "gazette.example.yml").read_text(encoding="utf-8")
    assert [(fault.line, "UTF-8" in fault.reason) for _, fault in done.faults] == [(2, True)]


@pytest.mark.parametrize("what", ["nothing", "file", "taken"])
def test_what_cannot_be_imported(tmp_path: Path, what: str) -> None:
    folder, out = tmp_path / "config", tmp_path / "out"
    folder.mkdir()
    if what == "taken":
        (folder / "gazette.example.txt").write_text("strip: //nav")
        out.mkdir()
        (out / "mine.yml").write_text("site: mine")
    with pytest.raises(CannotImport):
        import_ftr(folder / "gone" if what == "file" else folder, out)
    assert run("import-ftr", folder, "--out", out).exit_code == 2


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "gazette.example.txt").write_text("body: //article\ntitl: //h1\n")
    result = run("import-ftr", tmp_path / "config", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "gazette.example.txt:2: there is no directive “titl”; “title” is meant?" in result.output
    (tmp_path / "config" / "gazette.example.txt").write_text("body: //article\n")
    assert run("import-ftr", tmp_path / "config", "--out", tmp_path / "second").exit_code == 0
    assert run("check", tmp_path / "second").exit_code == 0


MARKUP = """<html><head><meta name='author' content='Ada'><title>t</title></head><body><div id='a' class='lead x'><p class='lead'>one</p>
<p>two <b id='b'>three</b></p><ul><li class='leader'>four</li><li hidden>five</li><li class=''>six</li></ul></div><h2>seven</h2>
<p class='x  lead'>eight</p><aside title="it's">nine</aside><section class="X"><p>ten</p></section><h2 class="q&quot;">eleven</h2></body></html>"""


@pytest.mark.parametrize(
    "xpath",
    [
        "//p", "//div/p", "//div//b", "/html/body/h2", "//*[@id='a']", "//p[@class='lead']", "//p[@class!='lead']",
        "//*[contains(@class,'lead')]", "//*[starts-with(@class, 'lead')]", "//li[@hidden]", "//li[not(@hidden)]",
        "//*[contains(concat(' ', normalize-space(@class), ' '), ' lead ')]", "//li[1]", "//li[last()]", "//div/*[2]",
        "//li[position()=2]", "//p[@class='lead' or @class='x']", "//p[not(@class='lead' or contains(@class,'x'))]",
        "//li[contains(@class, 'l') and not(@hidden)]", "//*[@title=\"it's\"]", "//h2/following-sibling::p",
        "//h2/following-sibling::*[1]", "//p | //h2", "//li[@class='']", "//h2[@class='q\"']", "//section/descendant::p",
        "//div/child::p[1]", "//p[1][@class]", "//*[not(contains(@class,'lead') and @id)][@class]",
    ],
)  # fmt: skip
def test_css_finds_what_the_xpath_finds(xpath: str) -> None:
    css = css_of(xpath)
    assert css is not None
    tree = LexborHTMLParser(MARKUP)
    root = lxml.html.document_fromstring(tree.html or "")
    ours = [" ".join(node.text(deep=True).split()) for node in tree.css(css)]
    assert sorted(ours) == sorted(" ".join(one.text_content().split()) for one in root.xpath(even(xpath)))
    assert ours


@pytest.mark.parametrize(
    "xpath",
    [
        "//p[@class='x'][1]", "(//p)[1]", "//p[contains(., 'one')]", "//P", "//p[.//b]", "//p/..", "//b/ancestor::div",
        "//p[position()<3]", "//p[text()='one']", "//p/text()", "//*[@*]", "//svg:path", "//a/@href | //b/@href",
        "//p[contains(@class, '')]", "//p[@Class]", "//descendant::p[1]", "//h2/following-sibling::p[1]", "//p[0]",
    ],
)  # fmt: skip
def test_what_css_cannot_say_stays_xpath(xpath: str) -> None:
    assert css_of(xpath) is None


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("substring-after({}, 'By ')", "By Ada Okafor, Leeds"), ("substring-before({}, ',')", "Ada Okafor, Leeds"),
        ("substring-before(substring-after({}, 'By '), ',')", "One, By Ada, By Li, Leeds"),
        ("substring-after(substring-before({}, '|'), 'By')", "x By Ada | By Li"),
        ("substring-before(substring-before({}, 'c'), 'b')", "a b a b c"),
        ("substring-before(substring-before({}, 'b'), 'c')", "a b a b c"),
        ("substring-after(substring-after({}, ':'), ':')", "a: b: c: d"), ("substring({}, 4)", "By Ada"),
        ("substring({}, 1, 10)", "2024-03-04T10:00"), ("normalize-space({})", "Ada  Okafor"),
        ("substring-after({}, '(')", "Ada (Leeds"), ("substring-after({}, 'By ')", "Ada Okafor"),
    ],
)  # fmt: skip
def test_a_string_function_is_a_regex_that_gives_the_same(call: str, text: str) -> None:
    import regex

    value = value_of(call.format("//p"), "title")
    assert value is not None
    assert value.path == "//p"
    root = lxml.html.document_fromstring(f"<p>{text}</p>")
    wanted = " ".join(str(root.xpath(call.format("//p"))).split())
    found = regex.search(value.expression or "(?P<title>.+)", " ".join(text.split()))
    assert (found["title"].strip() if found else "") == wanted


def test_the_rules_work_on_a_page_of_the_site(tmp_path: Path) -> None:
    _, out = imported(
        tmp_path,
        gazette_example="body: //div[@class='story']\ntitle: substring-before(//title, ' | ')\n"
        "author: //p[@class='by']/text()\nstrip_id_or_class: friends-box\nstrip: //p[@class='s']/text()\n",
    )
    extra = (
        "<div class='friends-box'><p>Become a friend of the ferry, and sail for nothing on Sundays.</p></div>"
        "<p class='by'>Ada Okafor<br><b>Leeds</b></p><p class='s'>Loose words of the page<b>Kept in bold here.</b></p>"
    )
    found = Cleaner(rules=[out]).clean(page(extra=extra), url="https://www.gazette.example/1")
    assert all(line in found.text for line in STORY)
    assert "friend of the ferry" not in found.text
    assert "Loose words" not in found.text
    assert found.metadata["title"] == "Ferry"
    assert list(found.metadata["authors"]) == ["Ada Okafor"]


@pytest.mark.parametrize(
    "rules",
    [
        "body: //div[@class='gone']", "strip: //div[@class='story']", "strip_id_or_class: story", "strip: //p",
        "body: //div[@class='teaser']", "strip: //body", "replace_string(<p>): <p hidden>", "replace_string(<div): <script",
        "wrap_in(figure): //div", "find_string: story\nreplace_string: sidebar",
    ],
)  # fmt: skip
def test_a_stale_file_never_empties_a_page(tmp_path: Path, rules: str) -> None:
    _, out = imported(tmp_path, gazette_example=rules)
    teaser = f"<div class='teaser'><p>{STORY[0]}</p><p>The county said on Monday that it had no money.</p></div>"
    source = page(extra=teaser)
    with_rules = Cleaner(rules=[out]).clean(source, url="https://gazette.example/1")
    without = Cleaner().clean(source, url="https://gazette.example/1")
    assert all(line in without.text for line in STORY)
    assert all(line in with_rules.text for line in STORY[1:]), with_rules.text


def test_rules_for_another_site_change_nothing(tmp_path: Path) -> None:
    _, out = imported(tmp_path, gazette_example="body: //h1\nstrip: //p\n")
    for url in ("https://herald.example/1", "https://sport.gazette.example/1", None):
        found = Cleaner(rules=[out]).clean(page(), url=url)
        assert found.text == Cleaner().clean(page(), url=url).text
        assert not [name for name in found.rule_files if "gazette" in name]


@contextmanager
def served(body: str) -> Iterator[str]:
    """A page at an address of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/1" else 404)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_live_tests_fetch_only_when_asked(tmp_path: Path) -> None:
    with served(page()) as root:
        _, out = imported(
            tmp_path,
            **{"127_0_0_1": f"body: //div[@class='story']\ntest_url: {root}/1\ntest_contains: on any boat\n"
               f"test_url: {root}/2\ntest_url: {root}/1\ntest_contains: not there\n"},
        )  # fmt: skip
        collection = collect([out], None)
        assert [one.state for one in run_tests(collection).tried] == ["skipped"] * 3
        assert [one.state for one in run_tests(collection, live=True).tried] == ["passed", "failed", "failed"]
