"""What kind of page a document is, and lists that are told as such, with near misses."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.reading import read
from cleaner.reading.page_kind import kind_of

PAGE = "<html><head>{head}</head><body><main><p>The lamp on the quay was lit at four.</p>{body}</main></body></html>"
OG = '<meta property="og:title" content="The lamp">'
TYPED = '<script type="application/ld+json">{{"@type": "{}"}}</script>'


@pytest.mark.parametrize(
    ("head", "body", "url", "kind"),
    [
        ("", "", None, "article"),
        (TYPED.format("NewsArticle"), "", "https://example.org/forum/the-lamp-on-the-quay", "article"),
        ("", "", "https://example.org/2024/05/a-forum-for-lamps-opens", "article"),
        (TYPED.format("DiscussionForumPosting"), "", None, "thread"),
        ('<meta name="generator" content="Discourse 3.2">', "", None, "thread"),
        ("", "", "https://forum.example.org/lamps/12", "thread"),
        ("", '<div class="postbody">One.</div><div class="postbody post2">Two.</div>', None, "thread"),
        (TYPED.format("FAQPage"), "", "https://example.org/2024/05/a-lamp-for-the-quay", "article"),
        ('<meta name="generator" content="Sphinx 7.2">', "", None, "documentation"),
        ("", "", "https://docs.example.org/lamps/wick", "documentation"),
        ("", "", "https://example.org/news/the-docs-of-the-lamp-maker", "article"),
        ('<meta property="og:type" content="product">', "", None, "product"),
        (OG, "", "https://example.org/lamps", "other"),
        (OG, "", "https://example.org/a-lamp-for-the-quay", "article"),
    ],
)
def test_a_page_says_what_kind_it_is(head: str, body: str, url: str | None, kind: str) -> None:
    markup = read(PAGE.format(head=head, body=body), kind="html").markup
    assert markup is not None
    assert kind_of(markup, url) == kind


LEDES = (
    "The council closed it on Monday.",
    "Nobody was hurt, the harbour said.",
    "The school found a new room.",
    "It will run again in May.",
)
NEWS = (
    "River rises two metres overnight",
    "Ferry hits the quay in fog",
    "Choir moves to the old mill",
    "Tram line stays shut",
)
CARDS = "".join(
    f'<div class="card"><h3><a href="/n/{at}">{head}</a></h3><p>{lede}</p></div>'
    for at, (head, lede) in enumerate(zip(NEWS, LEDES, strict=True))
)
LIST = "<title>{0}</title><header><a href='/'>The Quay</a></header><main><h1>{0}</h1>{1}</main>"


@pytest.mark.parametrize("title", ["Latest news", "Search results for “ferry”", "Neueste Nachrichten"])
def test_four_teasers_under_the_title_of_a_list_are_a_listing(title: str) -> None:
    result = clean(LIST.format(title, CARDS), kind="html")
    assert (result.status, result.kind, result.text) == ("not_article", "listing", "")


def test_a_list_is_told_in_text_too() -> None:
    lines = "\n\n".join(f"{head}\n\n{lede}" for head, lede in zip(NEWS, LEDES, strict=True))
    assert clean(f"Search results for ferry\n\n{lines}").kind == "listing"
    assert clean(f"The latest news from the quay\n\n{lines}").status == "ok"


def test_an_article_about_the_latest_news_is_one() -> None:
    text = "".join(f"<p>{lede} {lede.replace('.', ', and more than that was not said.')}</p>" for lede in LEDES)
    result = clean(LIST.format("Latest news is bad news, says the quay", text), kind="html")
    assert (result.status, result.kind) == ("ok", "article")


@pytest.mark.parametrize("words", [20, 90])
def test_running_text_is_never_refused_for_want_of_confidence(words: int) -> None:
    sentence = "The lamp was lit at four and the boats came home. "
    text = f"<p>{sentence * (words // 11 + 1)}</p>"
    links = "".join(f'<li><a href="/{at}">{head} again</a></li>' for at, head in enumerate(NEWS * 3))
    assert clean(f"<body><ul>{links}</ul><div>{text}</div></body>", kind="html").status == "ok"
