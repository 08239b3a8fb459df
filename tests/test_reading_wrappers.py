"""A page behind headers, in a corpus's tag, in a feed; markup and tables that came as text."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.reading import read

PARAGRAPHS = "\n".join(
    f"<p>Paragraph {number} of what the council of Wexley said on Monday about the old sluice.</p>"
    for number in range(6)
)
PAGE = (
    "<!DOCTYPE html>\n<html><head><title>The sluice</title></head><body><article><h1>The sluice</h1>\n"
    f"{PARAGRAPHS}</article></body></html>"
)
PROSE = "The council of Wexley met on Monday to talk about the water and the sluice, and then went home."
HTTP = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: nginx\r\n\r\n"
WARC = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n\r\n"

WRAPPED = {
    "HTTP": (HTTP + PAGE, None),
    "HTTP, redirected": ("HTTP/2 301 \r\nlocation: /x\r\n\r\n" + HTTP + PAGE, None),
    "HTTP, folded": (HTTP.replace("nginx", "nginx\r\n and more") + PAGE, None),
    "WARC": (WARC + HTTP + PAGE, "https://example.org/a"),
    "URL": ("URL: https://example.org/b\n" + PAGE, "https://example.org/b"),
    "URL and date": ("URL: https://example.org/b\nDate: 2024-01-02\n\n" + PAGE, "https://example.org/b"),
    "text": (f"<text id=\"12\" url='https://example.org/c'>\n{PAGE}\n</text>\n", "https://example.org/c"),
    "doc": (f"<doc>\n{PAGE}</doc>", None),
    "a message": ("Warning: include(top.php) failed in /srv/www\n" + PAGE, None),
    "a length": ("\ufeff3f2a\r\n" + PAGE, None),
}


@pytest.mark.parametrize("name", WRAPPED)
@pytest.mark.parametrize("as_bytes", [False, True])
def test_a_page_behind_something_is_read_without_it(name: str, as_bytes: bool) -> None:
    source, url = WRAPPED[name]
    page = read(source.encode() if as_bytes else source)
    assert (page.kind, page.url) == ("html", url)
    assert [block.text for block in page.blocks] == [block.text for block in read(PAGE).blocks]
    assert "stands before the document and is no part of it" in page.warnings[-1]
    assert page.blocks[-1].first_line == source[: source.index("Paragraph 5")].count("\n") + 1
    assert clean(source).text == clean(PAGE).text


@pytest.mark.parametrize("begin", [HTTP, WARC + HTTP, "HTTP/1.0 200 OK\nServer: nginx\n\n"])
def test_the_header_before_a_plain_text_goes(begin: str) -> None:
    source = f"{begin}{PROSE}\n\n{PROSE[:-1]} late at night.\n"
    page = read(source)
    assert (page.kind, [block.text for block in page.blocks]) == ("text", [PROSE, f"{PROSE[:-1]} late at night."])
    assert page.url == ("https://example.org/a" if "WARC" in begin else None)
    assert "stands before the document and is no part of it" in page.warnings[-1]
    assert page.blocks[0].first_line == begin.count("\n") + 1
    assert [(gone.label, gone.text) for gone in clean(source).removed if gone.by == "reading"] == [
        ("hidden", begin.strip())
    ]


def test_a_header_names_the_charset() -> None:
    raw = b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=windows-1251\n\n<html><body><p>" + "Вода пришла.".encode(
        "cp1251"
    )
    assert read(raw).blocks[-1].text == "Вода пришла."


def test_the_address_that_is_given_outweighs_that_of_the_header() -> None:
    assert read(WARC + HTTP + PAGE, url="https://example.org/z").url == "https://example.org/z"


@pytest.mark.parametrize(
    "text",
    [
        "A page begins with\n<!DOCTYPE html>\nwhich the browser reads first, and then comes the tag of the page itself.\n",
        f"Title: The sluice\nDate: 2024-01-02\n\n{PROSE}",
        f"Q: And the water?\n\n{PROSE}",
        f"{PROSE}\n\nHTTP/1.1 200 OK\n\n{PROSE}",
        f"HTTP/1.1 200 OK\n\n{PROSE}",
        f"HTTP/1.1 200 OK\nServer: what a server says first\n{PROSE}",
        f"```\n<!DOCTYPE html><html><head><title>x</title></head><body><p>y</p></body></html>\n```\n{PROSE}",
        f"{PROSE} It ends here.\n<html><head><title>x</title></head><body><p>y</p>\n",
        "We use <b>bold</b> where 3 < 4 and\n" + f"{PROSE}\n" * 40,
    ],
)
def test_a_text_that_speaks_of_pages_and_headers_is_a_text_as_it_stands(text: str) -> None:
    page = read(text)
    assert (page.kind, page.warnings) == ("text", ())
    assert page.source == text


def test_a_text_in_a_corpus_tag_is_read_without_it() -> None:
    page = read(f'<doc id="1" url="https://example.org/d">\n{PROSE}\n</doc>\n')
    assert [block.text for block in page.blocks] == [PROSE]
    assert read(f'<doc id="1" url="https://example.org/d">\n{PROSE}\n</doc>\n').url == "https://example.org/d"


@pytest.mark.parametrize(
    ("source", "what"),
    [
        (f"{WARC}{HTTP}{PAGE}\r\n\r\n{WARC}{HTTP}{PAGE}", "web archive"),
        (f"<doc id=1>\n{PROSE}\n</doc>\n<doc id=2>\n{PROSE}\n</doc>\n", "2 texts"),
        ("<rss><channel><item><title>A</title></item><item><title>B</title></item></channel></rss>", "2 articles"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><entry/><entry></entry><entry></entry></feed>', "articles"),
    ],
)
def test_many_documents_in_one_are_refused_with_what_to_do(source: str, what: str) -> None:
    result = clean(source)
    assert result.status == "refused"
    assert what in result.warnings[-1]
    assert result.warnings[-1].rstrip(".").endswith(("by itself", "itself"))


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wexley Courier</title><language>en-GB</language>
<item><title>The sluice is mended</title><link>https://example.org/sluice</link><dc:creator><![CDATA[Ada Okafor]]></dc:creator>
<pubDate>Tue, 04 Mar 2025 17:55:38 +0000</pubDate><description>The sluice, in short.</description>
<content:encoded>{}</content:encoded></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Wexley Courier</title><entry><title>The sluice is mended</title>
<link rel="alternate" href="https://example.org/sluice"/><author><name>Ada Okafor</name></author>
<published>2025-03-04T17:55:38+00:00</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{PARAGRAPHS}</div></content></entry></feed>"""
ESCAPED = PARAGRAPHS.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize("feed", [RSS.replace("{}", ESCAPED), RSS.replace("{}", f"<![CDATA[{PARAGRAPHS}]]>"), ATOM])
def test_the_one_item_of_a_feed_is_read(feed: str) -> None:
    result = clean(feed)
    assert result.status == "ok"
    assert [line[:11] for line in result.text.split("\n\n")] == [f"Paragraph {number}" for number in range(6)]
    assert result.metadata["title"] == "The sluice is mended"
    assert result.metadata["authors"] == ["Ada Okafor"]
    assert result.metadata["published"].startswith("2025-03-04T17:55:38")
    assert result.metadata["canonical_url"] == "https://example.org/sluice"


def test_a_page_whose_tags_are_escaped_is_read_as_a_page() -> None:
    result = clean(ESCAPED)
    assert result.page.kind == "html"
    assert "&lt;" not in result.text
    assert any("escaped" in warning for warning in result.warnings)
    assert clean(f"{PROSE}\nWrite &lt;p&gt; before it.\n{PROSE}").page.kind == "text"


def test_tags_in_a_share_of_the_lines_are_told() -> None:
    source = f"{PROSE}\n\n" * 6 + "The <span class=x>water</span> rose, and he <span>said</span> so in the end.\n\n" * 4
    page = read(source)
    assert page.kind == "html" or any("--kind html" in warning for warning in page.warnings)


TABLE = 'id,url,text\n1,https://example.org/1,"The river, he said, rose.\nIt fell."\n2,https://example.org/2,It fell.\n'


@pytest.mark.parametrize("table", [TABLE, TABLE.replace(",", "\t").replace('"', ""), TABLE.replace(",http", ";http").replace("id,url,text", "id;url;text").replace(",It", ";It").replace(',"', ';"')])  # fmt: skip
def test_a_table_is_refused_with_what_to_do(table: str) -> None:
    if "\t" in table:
        table = "id\turl\ttext\n1\thttps://example.org/1\tThe river rose.\n2\thttps://example.org/2\tIt fell.\n"
    result = clean(table)
    assert result.status == "refused"
    assert "--text-column" in result.warnings[-1]
    assert clean(table, kind="text").status != "refused"


@pytest.mark.parametrize(
    "text",
    [
        "Salt, pepper\nFlour, water\nEggs, milk\nTitle, date\n",
        f"Title, date\n{PROSE}\n{PROSE}\n",
        "Date: Monday\nText: Water\nURL: https://example.org\n",
        "The title, the date and the text were wrong, he said.\nThe author, she said, was not.\n",
        "id\ntext\n1\n",
    ],
)
def test_lines_with_commas_are_no_table(text: str) -> None:
    assert clean(text).status != "refused"
