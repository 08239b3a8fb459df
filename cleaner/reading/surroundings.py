"""What the markup calls an element and what it stands in → is it a byline, and is it the article's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any

import regex

NAMING = ("class", "id", "itemprop", "rel", "data-testid")
AUTHOR = regex.compile(
    r"(?<![a-z])(?:by-?_?lines?|authors?|writers?|written-?_?by|posted-?_?by|contributors?)(?![a-z])"
    r"|p-author|vcard|author(?=name|s?link|info)",
    regex.I,
)
AUTHOR_LETTERS = ("author", "by", "writ", "contrib", "vcard")
"""What any such name has in it: most elements are known not to have one by this alone."""
AUTHOR_CAMEL = regex.compile(r"[Bb]yline|[Aa]uthor")
NOT_AUTHOR = regex.compile(
    r"comment|related|recommend|promo|testimonial|review(?:ed|er)|sidebar|share|social|avatar|image|photo|authority"
    r"|bio\b|-bio|date|time|role|position|job|desc|count|follow|newsletter|caption|credit|card(?!s?-header)|teaser"
    r"|popular|menu|footer",
    regex.I,
)
ELSEWHERE_WORDS = ("comment", "related", "recommend", "popular", "trending", "teaser", "footer", "newsletter",
                   "breaking", "ticker", "recent")  # fmt: skip
READ_ON = "read"
ELSEWHERE = regex.compile(
    rf"(?<![a-z])(?<!(?:post|entry|article|story)[-_]{{1,2}}(?=footer))(?:{'|'.join(ELSEWHERE_WORDS)}|{READ_ON}-?(?:more|next))",
    regex.I,
)
"""Names of elements that hold readers' comments or other stories: their authors and dates are not the article's."""
ELSEWHERE_LETTERS = (*ELSEWHERE_WORDS, READ_ON)
"""What any such name has in it: most elements are known not to have one by this alone."""
AUTHOR_PAGE = regex.compile(
    r"/(?:author|writer|contributor|autor|auteur|people|profile|team|by|staff|journalist)[a-z]{0,3}/", regex.I
)
SIDEBAR = regex.compile(r"(?<![a-z])(?:side-?bar|(?:left|right)-?rail|widget-?area)(?![a-z])", regex.I)
LEVELS = 12
"""So far around an element it is asked what it stands in."""
HEADINGS = "h1, h2, h3, h4, h5, h6"


def calls(node: Any) -> str:
    """What the markup calls an element: class, id, itemprop, rel."""
    attributes = node.attributes
    return " ".join([attributes[key] or "" for key in NAMING if key in attributes]) if attributes else ""


@lru_cache(maxsize=4096)
def names_author(hints: str) -> bool:
    """Whether an element is called a byline.

    >>> [hint for hint in ("post-author", "comment-author", "authority", "byline_name") if names_author(hint)]
    ['post-author', 'byline_name']
    """
    small = hints.lower()
    if not any(map(small.__contains__, AUTHOR_LETTERS)):
        return False
    return bool(AUTHOR.search(hints) or AUTHOR_CAMEL.search(hints)) and not NOT_AUTHOR.search(hints)


@lru_cache(maxsize=4096)
def names_elsewhere(hints: str) -> bool:
    """Whether an element is called other stories, or comments.

    >>> [hint for hint in ("comments", "related-stories", "comments_closed", "uncommented") if names_elsewhere(hint)]
    ['comments', 'related-stories', 'comments_closed']
    >>> [hint for hint in ("footer", "site-footer", "post-footer", "entry-footer") if names_elsewhere(hint)]
    ['footer', 'site-footer']
    """
    small = hints.lower()
    return any(map(small.__contains__, ELSEWHERE_LETTERS)) and ELSEWHERE.search(hints) is not None


def leads_elsewhere(link: Any) -> bool:
    """Whether an element is a link to another page that is not an author's."""
    if link is None or link.tag != "a" or not (href := link.attributes.get("href")) or href[0] == "#":
        return False
    return not AUTHOR_PAGE.search(href) and "/@" not in href and not names_author(calls(link))


def stands_elsewhere(node: Any, headline: Any, columns: bool = True) -> bool:
    """Whether an element stands in navigation, footer, sidebar, comments or another story, not with the headline.

    What holds the headline, too, says nothing, whatever it is called. `columns=False`: side columns do not count, but
    for an `aside` outside of all articles.

    Source: HTML standard, 4.3.5 and 4.3.8: within an article, what an aside or a footer holds is about that article.
    """
    own = list(_upwards(headline))
    ids = {around.mem_id for around in own}
    path = list(islice(_upwards(node), 2 * LEVELS))
    apart = list(takewhile(lambda around: around.mem_id not in ids, path))
    if any(map(_is_article, apart)) and any(map(_is_article, own)):
        return True
    for at, around in enumerate(apart):
        name, in_article = calls(around), any(map(_is_article, path[at + 1 :]))
        if around.tag in ("nav", "form") or names_elsewhere(name.replace("footer", "") if in_article else name):
            return True
        if (columns and SIDEBAR.search(name)) or (around.tag == "aside" and (columns or not in_article)):
            return True
        if around.tag == "footer" and not in_article:
            return True
    return False


def _is_article(node: Any) -> bool:
    return bool(node.tag == "article")


def in_card(node: Any, headline: Any) -> bool:
    """Whether an element stands in the box of another story: one with a single heading, which is a link to it."""
    own = {around.mem_id for around in _upwards(headline)}
    for around in islice(_upwards(node), LEVELS // 2):
        if around.mem_id in own:
            return False
        if headings := around.css(HEADINGS):
            return len(headings) == 1 and is_linked(headings[0])
    return False


def is_linked(heading: Any) -> bool:
    """Whether a heading is a link to another story, all of it; a single word is the name of a section."""
    if names_author(calls(heading)):
        return False
    text = " ".join(heading.text().split())
    for link in (heading.css_first("a[href]"), heading.parent):
        if leads_elsewhere(link) and (" " in text or not text.isascii()):
            return len(" ".join(link.text().split())) >= len(text)
    return False


def _upwards(node: Any) -> Iterator[Any]:
    """An element and those around it, inside the body."""
    while node is not None and node.tag not in ("body", "html"):
        yield node
        node = node.parent


def in_caption(node: Any, hints: str) -> bool:
    """Whether an element is a caption or stands in one. `hints`: what the elements around it are called."""
    if "caption" in hints.lower():
        return True
    inside = takewhile(lambda around: around.tag not in ("article", "main"), islice(_upwards(node), LEVELS // 2))
    return any(around.tag in ("figcaption", "figure") for around in inside)
