"""A parsed page → what its head says: meta tags, address, language, title, linked data, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from cleaner.metadata import json_ld

MAX_METAS = 3_000
"""Beyond this a page is an attack: the largest seen in the wild carry a few hundred."""
MAX_CONTENT = 20_000
"""Characters of one meta tag that are looked at; no headline, list of topics or standfirst is longer."""
MAX_HEADINGS = 60

INVISIBLE = str.maketrans("", "", "\u00ad\u200b\ufeff\u2060")
HEAD_PARTS = 'meta, link[rel~="canonical"], title, script[type*="ld+json"], h1'


def one_line(text: str) -> str:
    """The text on one line, without soft hyphens and zero-width characters.

    >>> one_line(" A\\n  head\\u00adline ")
    'A headline'
    """
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(line.translate(INVISIBLE).split())


@dataclass(slots=True)
class Head:
    """What the page says of itself outside its text."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    document_title: str = ""
    canonical: str | None = None
    language: str | None = None
    headlines: list[tuple[Any, str]] = field(default_factory=list)
    data: json_ld.LinkedData = field(default_factory=json_ld.LinkedData)

    def first(self, *names: str) -> tuple[str, str] | None:
        """The first of these meta tags that is there and not empty: (its name, its content)."""
        return next(((name, self.metas[name][0]) for name in names if name in self.metas), None)

    def all(self, names: Iterable[str]) -> list[tuple[str, list[str]]]:
        """Every one of these meta tags that is there, in this order."""
        return [(name, self.metas[name]) for name in names if name in self.metas]


def read_head(tree: Any, url: str | None) -> Head:
    """The head of a parsed page (a LexborHTMLParser). `url` makes relative addresses absolute."""
    head, scripts, metas = Head(), [], 0
    for node in tree.css(HEAD_PARTS):
        tag = node.tag
        if tag == "meta":
            metas += 1
            if metas <= MAX_METAS:
                _note_meta(head, node.attributes)
        elif tag == "script":
            scripts.append(node)
        elif tag == "h1" and len(head.headlines) < MAX_HEADINGS:
            head.headlines.append((node, heading_text(node)))
        elif tag == "title" and not head.document_title:
            head.document_title = one_line(node.text()[:MAX_CONTENT])
        elif tag == "link" and head.canonical is None:
            head.canonical = absolute(node.attributes.get("href"), url)
    head.data = json_ld.read_scripts(node.text() for node in scripts[: json_ld.MAX_SCRIPTS])
    root = tree.root
    head.language = root.attributes.get("lang") or root.attributes.get("xml:lang") if root is not None else None
    return head


def heading_text(node: Any) -> str:
    """The text of a heading; a space stands where a line break or a block parts it."""
    parted = node.css_first("br, div, p") is not None
    return one_line(node.text(separator=" " if parted else "")[:MAX_CONTENT])


def _note_meta(head: Head, attributes: dict[str, str | None]) -> None:
    content = attributes.get("content")
    if not content or content.isspace():
        return
    for key in ("property", "name", "itemprop", "http-equiv"):
        if name := attributes.get(key):
            for single in name.lower().split()[:4]:
                head.metas.setdefault(single, []).append(content[:MAX_CONTENT])


def absolute(address: str | None, base: str | None) -> str | None:
    """An http address in full, or None: a relative one needs the page's own address.

    >>> absolute("/a/b", "https://example.org/c"), absolute("/a/b", None), absolute("https:///x", None)
    ('https://example.org/a/b', None, None)
    """
    try:
        full = urljoin(base or "", (address or "").strip())
        parts = urlsplit(full)
        return full if parts.scheme in ("http", "https") and parts.hostname and "." in parts.hostname else None
    except ValueError:
        return None


def host_of(address: str | None) -> str | None:
    """The host of an address without `www.`, lower case.

    >>> host_of("https://www.Example.org:8080/a"), host_of(None)
    ('example.org', None)
    """
    try:
        host = urlsplit(address or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def site_names(head: Head, hosts: Sequence[str | None]) -> list[str]:
    """Every name the site goes by: og:site_name, the publisher in linked data, application names, its host."""
    names = [
        content
        for _, contents in head.all(
            ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher",
             "dcterms.publisher", "citation_publisher", "cre")
        )
        for content in contents[:3]
    ]  # fmt: skip
    names += head.data.site_names[:20]
    names += [host for host in hosts if host]
    return list(dict.fromkeys(one_line(name) for name in names if name and len(name) < 80))
