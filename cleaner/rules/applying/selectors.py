"""A CSS selector or an XPath as written → the elements of a page that it finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import lxml.html
import regex
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.rules.applying.names import ENCLOSED, Names, names_in
from cleaner.rules.patterns.template import PatternFault

ATTRIBUTE = regex.compile(r"\s+@(?P<name>[\w:\-]+)\s*$")
XPATH_ATTRIBUTE = regex.compile(r"/@(?P<name>[\w:\-]+)\s*$")
# The value of an attribute that must be there as it is written; a flag (`i`) or an escape makes that uncertain.
VALUE = regex.compile(r"""[\^$*~|]?=\s*["']?([^"'\]\s]+)""")
NOT_PLAIN = regex.compile(r"""\s[isIS]\s*\]|\\|:[\w-]+\(|=\s*(?:"[^"]*[,&][^"]*"|'[^']*[,&][^']*')|^/|^\(|^\./""")
# A value of an attribute that has signs in it and no quotes around it.
BARE_VALUE = regex.compile(r"""=(?P<value>[^"'\]\s]*[^\w\-"'\]\s][^"'\]\s]*)\]""")
# What parts the steps of a selector, what names an element in one, and elements whose kind says what they are.
STEPS = regex.compile(r"\s*[>+~]\s*|\s+")
NAMING = regex.compile(r"[.#\[]|:(?:has|contains|-soup)")
NEGATED = regex.compile(r":not\((?:[^()]|(?R))*\)")
TAG = regex.compile(r"[a-z][a-z0-9]*")
FURNITURE = frozenset({"nav", "aside", "footer", "form", "button", "iframe", "select", "svg", "figcaption", "figure"})
OF_PROSE = frozenset({"p", "div", "section", "article", "main", "li", "ul", "ol", "td", "span", "blockquote"})
NUMBERED = "data-cleaner-number"
MAX_SELECTOR = 2000
# What an XPath compares with each element of the page, inside brackets: the page anew, or what is below the element.
IN_QUOTES = regex.compile(r""""[^"]*"|'[^']*'""")
WIDE = regex.compile(
    r"(?<![\w\])*.])\s*//|\b(?:preceding|following)\s*::|(?P<narrow>//|\bdescendant(?:-or-self)?\s*::)"
)
BRACKETS = regex.compile(r"[\[\]]")
# Elements times elements, three times over, is more than any page may take; and so many comparisons are, on one page.
MAX_POWER, MAX_COMPARED = 2.5, 1e8
# The same in CSS: each of these is once more the page for each element.
LOOKS_AROUND = regex.compile(r":has\(|~(?!=)")
MAX_LOOKS_AROUND = 2
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

    @property
    def names_its_element(self) -> bool:
        """Whether it names the element that it finds: by a class, an id, an attribute, or its kind, such as `aside`.

        >>> [selector_of(text).names_its_element for text in ("div.mm-nudge", "#promo", "aside", ".ad, p", "main > p")]
        [True, True, True, False, False]
        >>> [selector_of(text).names_its_element for text in ("body.one p", ".promo h4", ".story p", "//p[@id]", "//p")]
        [False, True, False, True, False]
        """
        if self.xpath:
            return all("@" in IN_QUOTES.sub("", part) for part in self.text.split("|"))
        return all(_names_it(part) for part in ENCLOSED.sub(_without_commas, self.text).split(","))

    def find(self, tree: LexborHTMLParser, copies: Copies | None = None) -> list[LexborNode]:
        """The elements of the page, in its order. `copies` keeps what is made of the page for many selectors.

        An XPath that would compare too many elements of a very large page finds nothing, and `copies.costly` has it.
        """
        if self.xpath:
            made = Copies() if copies is None else copies
            nodes, document = made.of(tree)
            if len(nodes) ** power_of(self.text) > MAX_COMPARED:
                made.costly.append(self.text)
                return []
            return list(_by_xpath(self.text, nodes, document))
        text = self.text if copies is None else copies.names(tree).narrowed(self.text)
        return list(tree.css(text)) if text else []

    def value(self, node: LexborNode) -> str | None:
        """The element's text on one line, or its attribute."""
        text = (node.attributes.get(self.attribute) or "") if self.attribute else node.text(deep=True, separator=" ")
        return " ".join(text.split()) or None


def _without_commas(found: regex.Match[str]) -> str:
    return found.group().replace(",", " ").replace(" ", "_")


def _names_it(selector: str) -> bool:
    """One selector without commas. A bare element of prose inside a named one is any of the story's."""
    parts = [part for part in STEPS.split(selector.strip()) if part]
    last = NEGATED.sub("", parts[-1]) if parts else ""
    tag = found.group() if (found := TAG.match(last)) else ""
    if NAMING.search(last) or tag in FURNITURE:
        return not last.startswith(("html", "body"))
    around = any(NAMING.search(part) and not part.startswith(("html", "body")) for part in parts[:-1])
    return around and bool(tag) and tag not in OF_PROSE


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
    if len(stripped) > MAX_SELECTOR:
        raise PatternFault("too-long", f"a selector has at most {MAX_SELECTOR:,} characters.", "write several")
    if not xpath and max(len(LOOKS_AROUND.findall(part)) for part in selector.text.split(",")) > MAX_LOOKS_AROUND:
        raise PatternFault("costly-selector", "this selector compares all elements with all others again and again.",
                           "name the element by its class, its id or an attribute")  # fmt: skip
    if xpath and power_of(selector.text) > MAX_POWER:
        raise PatternFault("costly-xpath", "this XPath compares all elements with all others again and again.",
                           "take // and preceding:: or following:: out of the inner brackets")  # fmt: skip
    try:
        selector.find(_dummy())
    except Exception as error:
        said = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
        kind = "XPath" if xpath else "CSS selector"
        said = "" if said.startswith("Can't parse") else f": {said}"
        help, offset = _hint(stripped, xpath)
        raise PatternFault("bad-selector", f"this is no {kind}{said}.", help, offset) from error
    return selector


@lru_cache(4096)
def power_of(xpath: str) -> float:
    """How the work of an XPath grows with the elements of a page: 1 as they do, 2 as their square.

    >>> [power_of(text) for text in ("//div[@class='//x']/p", "//table[//a[@href]]", "//div[.//p[.//a]]")]
    [1.0, 2.0, 2.0]
    >>> power_of("//*[count(//*[count(//*)>0])>0]"), power_of("//p/following::p/following::p")
    (3.0, 2.0)
    """
    text = IN_QUOTES.sub("''", xpath)
    path = max(1.0, _axes(BRACKETS.split(text)[0]))
    powers, deepest = [0.0], 0.0
    start = 0
    for bracket in BRACKETS.finditer(text):
        powers[-1] = max(powers[-1], _inside(text[start : bracket.start()]) if len(powers) > 1 else 0.0)
        deepest = max(deepest, sum(powers))
        if bracket.group() == "[":
            powers.append(0.0)
        elif len(powers) > 1:
            powers.pop()
        start = bracket.end()
    return path + deepest


def _inside(text: str) -> float:
    return sum(0.5 if found["narrow"] else 1.0 for found in WIDE.finditer(text))


def _axes(text: str) -> float:
    return float(sum(1 for found in WIDE.finditer(text) if "::" in found.group() and not found["narrow"]))


def _hint(text: str, xpath: bool) -> tuple[str, int]:
    """The way out, and the character that is wrong, from 0."""
    for opening, closing in ("[]", "()"):
        bare = IN_QUOTES.sub("", text)
        if bare.count(opening) > bare.count(closing):
            return f"a {closing} is missing", 0
    if xpath and "contain(" in text:
        return "the function is called contains(...)", 0
    if xpath:
        return "contains takes two values: contains(@class, 'x')", 0
    if ".." in text:
        return "two dots stand beside each other; a class has one: div.column", text.index("..") + 1
    if bare_value := BARE_VALUE.search(text):
        return f'put the value in quotes: ="{bare_value["value"]}"', bare_value.start("value")
    return "a selector is written like div.story p; an XPath begins with / or ./ or (", 0


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
    costly: list[str] = field(default_factory=list)

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


def _by_xpath(expression: str, nodes: list[LexborNode], document: Any) -> Iterator[LexborNode]:
    """XPath runs on a numbered copy of the page; the numbers lead back to the elements and the texts in them."""
    found = document.xpath(expression)
    if not isinstance(found, list):
        return
    seen = set()
    for one in found:
        element = one.getparent() if getattr(one, "is_text", False) or getattr(one, "is_tail", False) else one
        number = element.get(NUMBERED) if hasattr(element, "get") else None
        beside = getattr(one, "is_tail", None)
        if number is None or (number, beside) in seen:
            continue
        seen.add((number, beside))
        node = nodes[int(number)]
        text = node if beside is None else _text_beside(node, after=beside)
        if text is not None:
            yield text


def _text_beside(node: LexborNode, *, after: bool) -> LexborNode | None:
    """The text after an element, or the first in it."""
    text = node.next if after else next(node.iter(include_text=True), None)
    return text if text is not None and text.tag == "-text" else None


def _copy(tree: LexborHTMLParser) -> tuple[list[LexborNode], Any]:
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
