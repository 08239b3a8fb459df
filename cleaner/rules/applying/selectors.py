"""A CSS selector or an XPath as written → the elements of a page that it finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.rules.applying.names import Names, names_in
from cleaner.rules.patterns.template import PatternFault

ATTRIBUTE = regex.compile(r"\s+@(?P<name>[\w:\-]+)\s*$")
XPATH_ATTRIBUTE = regex.compile(r"/@(?P<name>[\w:\-]+)\s*$")
# The value of an attribute that must be there as it is written; a flag (`i`) or an escape makes that uncertain.
VALUE = regex.compile(r"""[\^$*~|]?=\s*["']?([^"'\]\s]+)""")
NOT_PLAIN = regex.compile(r"""\s[isIS]\s*\]|\\|:[\w-]+\(|=\s*(?:"[^"]*[,&][^"]*"|'[^']*[,&][^']*')|^/|^\(|^\./""")
NUMBERED = "data-cleaner-number"
DUMMY = (
    "<html><head><meta name='a' content='b'><title>t</title></head>"
    "<body><div id='a' class='b c'><p>x <a href='/y'>z</a></p></div></body></html>"
)


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector, tried out. `attribute` is what is read instead of the element's text."""

    text: str
    xpath: bool = False
    attribute: str = ""

    def find(self, tree: LexborHTMLParser, copies: Copies | None = None) -> list[LexborNode]:
        """The elements of the page, in its order. `copies` keeps what is made of the page for many selectors."""
        if self.xpath:
            return list(_by_xpath(self.text, (Copies() if copies is None else copies).of(tree)))
        text = self.text if copies is None else copies.names(tree).narrowed(self.text)
        return list(tree.css(text)) if text else []

    def value(self, node: LexborNode) -> str | None:
        """The element's text on one line, or its attribute."""
        text = (node.attributes.get(self.attribute) or "") if self.attribute else node.text(deep=True, separator=" ")
        return " ".join(text.split()) or None


@lru_cache(4096)
def selector_of(text: str) -> Selector:
    """A selector as written in a rule file: XPath if it begins with `/`, `./` or `(`. Raises PatternFault.

    Compiled and run on a small page, because some faults show only then.

    >>> selector_of('meta[property="og:title"] @content')
    Selector(text='meta[property="og:title"]', xpath=False, attribute='content')
    """
    stripped = text.strip()
    xpath = stripped.startswith(("/", "./", "("))
    found = (XPATH_ATTRIBUTE if xpath else ATTRIBUTE).search(stripped)
    selector = Selector(stripped[: found.start()] if found else stripped, xpath, found["name"] if found else "")
    try:
        selector.find(_dummy())
    except Exception as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        kind = "XPath" if xpath else "CSS selector"
        raise PatternFault("bad-selector", f"this is no {kind}: {said}.", _hint(stripped, xpath)) from error
    return selector


def _hint(text: str, xpath: bool) -> str:
    if xpath and "contain(" in text:
        return "the function is called contains(...)"
    if xpath:
        return "contains takes two values: contains(@class, 'x')"
    return "an XPath begins with / or ./ or ("


def _dummy() -> LexborHTMLParser:
    return LexborHTMLParser(DUMMY)


@dataclass
class Copies:
    """The copy of a page that XPath runs on, and the names in it, each made when it is first needed.

    Thrown away with the document.
    """

    tree: LexborHTMLParser | None = None
    made: tuple[list[LexborNode], Any] | None = None
    named: tuple[LexborHTMLParser, Names] | None = None

    def names(self, tree: LexborHTMLParser) -> Names:
        """The class names and ids of the page."""
        if self.named is None or self.named[0] is not tree:
            self.named = tree, names_in(tree)
        return self.named[1]

    def of(self, tree: LexborHTMLParser) -> tuple[list[LexborNode], Any]:
        """The page's elements in order, and its copy, in which they are numbered."""
        if self.made is None or self.tree is not tree:
            self.tree, self.made = tree, _copy(tree)
        return self.made


def _by_xpath(expression: str, copy: tuple[list[LexborNode], Any]) -> Iterator[LexborNode]:
    """XPath runs on a numbered copy of the page; the numbers lead back to the elements."""
    nodes, document = copy
    found = document.xpath(expression)
    if not isinstance(found, list):
        return
    seen = set()
    for element in found:
        number = element.get(NUMBERED) if hasattr(element, "get") else None
        if number is not None and number not in seen:
            seen.add(number)
            yield nodes[int(number)]


def _copy(tree: LexborHTMLParser) -> tuple[list[LexborNode], Any]:
    import lxml.html

    nodes = [node for node in tree.css("*") if node.tag]
    for number, node in enumerate(nodes):
        node.attrs[NUMBERED] = str(number)
    html = tree.html or ""
    for node in nodes:
        del node.attrs[NUMBERED]
    parser = lxml.html.HTMLParser(huge_tree=True, encoding="utf-8")
    return nodes, lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)


@lru_cache(256)
def literals_in(selector: str) -> tuple[str, ...]:
    """Values of which a page must contain one for a CSS selector to find anything; empty where there is none.

    >>> literals_in("meta[name=generator][content*=WordPress]"), literals_in("a[href=x], b[id=yy]")
    (('generator',), ('x', 'yy'))
    >>> literals_in("a, b[id=yy]"), literals_in("p:not([id=yy])"), literals_in('meta[content="wordpress" i]')
    ((), (), ())
    """
    if NOT_PLAIN.search(selector):
        return ()
    values = [max(VALUE.findall(part), key=len, default="") for part in selector.split(",")]
    return tuple(dict.fromkeys(values)) if all(values) else ()
