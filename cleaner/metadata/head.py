"""A parsed page → what its head says: meta tags, address, language, title, linked data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from cleaner.reading import json_ld
from cleaner.reading.json_ld import is_linked_data
from cleaner.reading.markup import Markup
from cleaner.text.addresses import FULL_ADDRESS, absolute, host_of

MAX_METAS = 3_000
"""Beyond this a page is an attack: the largest seen in the wild carry a few hundred."""
MAX_CONTENT = 20_000
"""Characters of one meta tag that are looked at; no headline, list of topics or standfirst is longer."""
MAX_HEADINGS = 60
MAX_LINKS = 500

INVISIBLE = str.maketrans("", "", "\u00ad\u200b\ufeff\u2060")
META_KEYS = ("property", "name", "itemprop", "http-equiv")
HOME = regex.compile(r"(?:(?:https?:)?//[^/]+)?/?(?:\.?/|index\.\w+)?", regex.I)
"""An address without a path."""
MAX_SITE_NAME = 80
PARTING = frozenset(("br", "div", "p"))


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


def read_head(markup: Markup, url: str | None) -> Head:
    """The head of a page. `url` makes relative addresses absolute."""
    root = markup.tree.root
    title = next((node for node in markup.named("title") if node.parent is None or node.parent.tag != "svg"), None)
    links = markup.attributes("link")[:MAX_LINKS]
    canonical = [link.get("href") or "" for link in links if "canonical" in (link.get("rel") or "").lower().split()]
    base = url if all(map(FULL_ADDRESS.match, canonical)) else base_of(markup, url)
    addresses = (absolute(address, base) for address in canonical)
    attributes = root.attributes if root is not None else {}
    scripts = [
        node
        for node, said in zip(markup.named("script"), markup.attributes("script"), strict=True)
        if is_linked_data(said)
    ]
    return Head(
        metas=_contents(markup.attributes("meta")[:MAX_METAS]),
        document_title=one_line(title.text()[:MAX_CONTENT]) if title is not None else "",
        canonical=next(filter(None, addresses), None),
        language=attributes.get("lang") or attributes.get("xml:lang"),
        headlines=[(node, heading_text(node)) for node in markup.named("h1")[:MAX_HEADINGS]],
        data=json_ld.read_scripts(node.text() for node in scripts[: json_ld.MAX_SCRIPTS]),
    )


def base_of(markup: Markup, url: str | None) -> str | None:
    """What relative addresses of a page are relative to: its `base` element, otherwise its own address."""
    base = markup.tree.css_first("base[href]")
    return (absolute(base.attributes.get("href"), url) if base is not None else None) or url


def heading_text(node: Any) -> str:
    """The text of a heading; a space stands where a line break or a block parts it."""
    child = node.first_child
    one_text = child is None or (child.tag == "-text" and child.next is None)
    parted = not one_text and any(inner.tag in PARTING for inner in node.traverse())
    return one_line(node.text(separator=" " if parted else "")[:MAX_CONTENT])


def _contents(metas: Iterable[dict[str, str | None]]) -> dict[str, list[str]]:
    """What the meta tags say, by their names in lower case; one tag may have several names."""
    found: dict[str, list[str]] = {}
    for attributes in metas:
        content = attributes.get("content")
        if not content or content.isspace():
            continue
        for key in META_KEYS:
            if key in attributes and (name := attributes[key]):
                for single in name.lower().split()[:4]:
                    found.setdefault(single, []).append(content[:MAX_CONTENT])
    return found


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
    return list(dict.fromkeys(one_line(name) for name in names if name and len(name) < MAX_SITE_NAME))


def home_names(head: Head, hosts: Sequence[str | None]) -> list[str]:
    """The headings that are links to the home page: there the site writes its own name."""
    return [text for node, text in head.headlines if text and len(text) < MAX_SITE_NAME and _leads_home(node, hosts)]


def _leads_home(heading: Any, hosts: Sequence[str | None]) -> bool:
    link = heading.parent if heading.parent is not None and heading.parent.tag == "a" else heading.css_first("a[href]")
    href = (link.attributes.get("href") or "").strip() if link is not None else ""
    if not href or one_line(link.text()) != one_line(heading.text()):
        return False
    return HOME.fullmatch(href) is not None and ("//" not in href or not hosts or host_of(href) in hosts)
