"""An XPath → the CSS selector that finds the same elements; string functions → a selector and a regex."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import regex
from lxml import etree

TOKEN = regex.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<sign>//|::|!=|\.\.|[/\[\]()@|=,*.<>+])|(?P<number>\d+)|"""
    r"""(?P<name>[^\W\d][\w\-]*(?:\.[\w\-]+)*))\s*"""
)
IDENTIFIER = regex.compile(r"[A-Za-z_][A-Za-z0-9_\-]*")
NAME = regex.compile(r"[a-z_][a-z0-9_\-]*")
# More selectors than this for one XPath are no gain for a reader.
MOST_ALTERNATIVES = 16
ATTRIBUTE = regex.compile(r"/@(?P<name>[\w:\-]+)\s*$")
XPATH_BEGINS = ("/", "./", "(")
# What finds elements or their texts, and gives no string.
FINDS = regex.compile(r"\s*(?:[/(.]|id\s*\(|\*|[\w\-]+::|[\w\-]+\s*(?:[\[/|]|$))")


class NotExact(ValueError):
    """CSS cannot say this."""


def css_of(xpath: str) -> str | None:
    """The CSS selector that finds what an XPath finds on every page, with ` @name` for an attribute; None without one.

    >>> css_of("//div[@id='story']/p[1]"), css_of("//*[contains(@class, 'by') and not(@hidden)]")
    ('div#story > p:nth-of-type(1)', '[class*="by"]:not([hidden])')
    >>> css_of("//p[contains(concat(' ', normalize-space(@class), ' '), ' lead ')] | //h1")
    'p.lead, h1'
    >>> css_of("//meta[@name='author']/@content"), css_of("//h2/following-sibling::*[1]")
    ('meta[name="author"] @content', 'h2 + *')
    >>> css_of("//p[@class='x'][1]"), css_of("(//p)[1]"), css_of("//p[contains(., 'Read')]"), css_of("//P")
    (None, None, None, None)
    """
    found = ATTRIBUTE.search(xpath)
    path = xpath[: found.start()] if found else xpath
    try:
        made = ", ".join(dict.fromkeys(_Reader(path).union()))
    except NotExact:
        return None
    if found is None:
        return made
    # Of a union, the attribute belongs to the last path alone.
    return f"{made} @{found['name']}" if "," not in made and found["name"].islower() else None


class _Reader:
    """Reads the tokens of one XPath from left to right; raises NotExact at the first that CSS cannot say."""

    def __init__(self, xpath: str) -> None:
        self.tokens: list[str] = []
        at = 0
        while at < len(xpath):
            found = TOKEN.match(xpath, at)
            if not found or found.end() == at:
                raise NotExact
            self.tokens.append(found.group().strip())
            at = found.end()
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.peek(-1)

    def expect(self, *signs: str) -> None:
        for sign in signs:
            if self.take() != sign:
                raise NotExact

    def accept(self, sign: str) -> bool:
        if self.peek() != sign:
            return False
        self.at += 1
        return True

    def union(self) -> list[str]:
        found = self.path()
        while self.accept("|"):
            found += self.path()
        if self.peek():
            raise NotExact
        return found

    def path(self) -> list[str]:
        """The alternatives of one path."""
        if self.accept("/"):
            if self.peek() != "html":
                raise NotExact
        else:
            self.expect("//")
        made = self.step()[1]
        while self.peek() in ("/", "//"):
            separator = " " if self.take() == "//" else " > "
            axis, steps = self.step()
            if axis and separator == " " and axis != " ":
                raise NotExact
            made = _product(made, steps, axis or separator)
        return made

    def step(self) -> tuple[str, list[str]]:
        """The combinator that the axis is, and the alternatives of the step."""
        axis = ""
        if self.peek(1) == "::":
            axis = {"child": "", "descendant": " ", "following-sibling": " ~ "}.get(self.take(), "?")
            self.expect("::")
        tag = self.take()
        if axis == "?" or not (tag == "*" or NAME.fullmatch(tag)) or self.peek() == "(":
            raise NotExact
        if axis == " ~ " and tag == "*" and self.tokens[self.at : self.at + 3] == ["[", "1", "]"]:
            axis = " + "
            self.at += 3
        conditions = [""]
        if self.peek() == "[" and (self.peek(1) in ("position", "last") or self.peek(1).isdigit()):
            if axis:
                raise NotExact
            self.expect("[")
            conditions = [self.position("child" if tag == "*" else "of-type")]
            self.expect("]")
        while self.accept("["):
            conditions = _product(conditions, self.either(), "")
            self.expect("]")
        return axis, [("" if tag == "*" and one else tag) + one for one in conditions]

    def position(self, kind: str) -> str:
        """A place among the siblings of the same name, the first predicate of a step."""
        if self.peek() == "last":
            self.expect("last", "(", ")")
            return f":last-{kind}"
        if self.peek() == "position":
            self.expect("position", "(", ")", "=")
        if self.peek() == "last":
            return self.position(kind)
        number = self.take()
        if not number.isdigit() or number == "0":
            raise NotExact
        return f":nth-{kind}({number})"

    def either(self) -> list[str]:
        found = self.both()
        while self.accept("or"):
            found += self.both()
        return found

    def both(self) -> list[str]:
        found = self.condition()
        while self.accept("and"):
            found = _product(found, self.condition(), "")
        return found

    def condition(self) -> list[str]:  # noqa: PLR0911 - cases: the first that holds counts
        """One condition on the element's own attributes."""
        if self.accept("("):
            found = self.either()
            self.expect(")")
            return found
        if self.peek() == "not":
            self.expect("not", "(")
            refused = self.either()
            self.expect(")")
            return ["".join(f":not({one})" for one in refused)]
        if self.peek() == "contains":
            return [self.contains()]
        if self.peek() == "starts-with":
            self.expect("starts-with", "(")
            name = self.attribute()
            self.expect(",")
            return [self.compared(name, "^=", closing=True)]
        if self.peek()[:1] in "\"'" and self.peek():
            value = _unquoted(self.take())
            self.expect("=")
            return [_test(self.attribute(), "=", value)]
        name = self.attribute()
        if self.accept("="):
            return [self.compared(name, "=")]
        if self.accept("!="):
            return [f"[{name}]:not({self.compared(name, '=')})"]
        return [f"[{name}]"]

    def contains(self) -> str:
        """A piece of an attribute, or one of its words where blanks were put around both."""
        self.expect("contains", "(")
        if self.peek() != "concat":
            name = self.attribute()
            self.expect(",")
            return self.compared(name, "*=", closing=True)
        self.expect("concat", "(")
        self.blank()
        self.expect(",")
        normal = self.accept("normalize-space")
        if normal:
            self.expect("(")
        name = self.attribute()
        if normal:
            self.expect(")")
        self.expect(",")
        self.blank()
        self.expect(")", ",")
        word = _unquoted(self.take())
        self.expect(")")
        if not regex.fullmatch(r" \S+ ", word):
            raise NotExact
        return _test(name, "~=", word.strip())

    def blank(self) -> None:
        if _unquoted(self.take()) != " ":
            raise NotExact

    def attribute(self) -> str:
        self.expect("@")
        name = self.take()
        if not NAME.fullmatch(name) or self.peek() == "::":
            raise NotExact
        return name

    def compared(self, name: str, sign: str, *, closing: bool = False) -> str:
        value = _unquoted(self.take())
        if closing:
            self.expect(")")
        if not value and sign != "=":
            raise NotExact
        return _test(name, sign, value)


def _product(left: list[str], right: list[str], between: str) -> list[str]:
    if len(left) * len(right) > MOST_ALTERNATIVES:
        raise NotExact
    return [between.join(pair) for pair in product(left, right)]


def _unquoted(token: str) -> str:
    if len(token) < 2 or token[0] not in "\"'" or "\\" in token or "\n" in token:
        raise NotExact
    return token[1:-1]


def _test(name: str, sign: str, value: str) -> str:
    if IDENTIFIER.fullmatch(value) and (name, sign) in (("id", "="), ("class", "~=")):
        return ("#" if name == "id" else ".") + value
    if '"' in value and "'" in value:
        raise NotExact
    quote = "'" if '"' in value else '"'
    return f"[{name}{sign}{quote}{value}{quote}]"


def tried(xpath: str) -> str:
    """What is wrong with an XPath of any type, run on a small page; empty where nothing is.

    >>> tried("concat('/print/', //a/@href)"), tried("//div[contain(@id, 'x')]")
    ('', 'Unregistered function')
    """
    page = etree.fromstring("<html><body><div id='a' class='b'><a href='/x'>y</a></div></body></html>")
    try:
        page.getroottree().xpath(xpath)
    except etree.XPathError as error:
        return str(error).strip().rstrip(".")
    return ""


@dataclass(frozen=True)
class Value:
    """What gives a string: elements, and the regex whose group is the part of their text that is meant."""

    path: str
    expression: str = ""
    constant: str | None = None


STRING = regex.compile(r"""\s*(?:"([^"]*)"|'([^']*)')\s*""")
CALL = regex.compile(
    r"\s*(?P<name>substring-before|substring-after|substring|normalize-space|string)\s*\((?P<inside>.*)\)\s*$"
)


# Attributes of the elements at any depth: those elements, and then their attribute.
DEEP_ATTRIBUTE = regex.compile(r"//@(?P<name>[\w\-]+)\s*$")


def even(xpath: str) -> str:
    """The same XPath in the form that a rule file takes.

    >>> even(" //time//@datetime "), even("id('story')/p"), even("//h1")
    ('//time/descendant-or-self::*/@datetime', "(id('story')/p)", '//h1')
    """
    path = DEEP_ATTRIBUTE.sub(r"/descendant-or-self::*/@\g<name>", xpath.strip())
    return path if path.startswith(XPATH_BEGINS) else f"({path})"


def value_of(expression: str, group: str) -> Value | None:
    """An XPath that gives elements or a string; None for what neither a selector nor a regex can say.

    >>> value_of("substring-before(substring-after(//p[@id='by'], 'By '), ',')", "authors")
    Value(path="//p[@id='by']", expression='^(?>.*?By(?: |$))(?P<authors>.+?),', constant=None)
    >>> value_of("//h1", "title"), value_of("'Ada Okafor'", "authors").constant, value_of("concat(//a, //b)", "date")
    (Value(path='//h1', expression='', constant=None), 'Ada Okafor', None)
    """
    steps: list[tuple[str, str]] = []
    while found := CALL.match(expression):
        given = _arguments(found["inside"])
        if found["name"] in ("normalize-space", "string"):
            if len(given) != 1:
                return None
        elif len(given) < 2 or not (step := _step(found["name"], given[1:])):
            return None
        else:
            steps.insert(0, step)
        expression = given[0]
    if said := STRING.fullmatch(expression):
        return Value("", constant=said[1] or said[2] or "") if not steps else None
    if not FINDS.match(expression):
        return None
    made = _expression(steps, group)
    return None if made is None else Value(expression.strip(), made)


def _step(name: str, given: list[str]) -> tuple[str, str] | None:
    if name == "substring":
        numbers = [one.strip() for one in given]
        return (name, " ".join(numbers)) if all(one.isdigit() and one != "0" for one in numbers) else None
    said = STRING.fullmatch(given[0])
    literal = (said[1] or said[2] or "") if said else ""
    return (name, literal) if literal and len(given) == 1 else None


def _arguments(text: str) -> list[str]:
    """The arguments of a function: text split at commas outside quotes and brackets."""
    given, depth, quote = [""], 0, ""
    for char in text:
        quote = ("" if char == quote else quote) if quote else (char if char in "\"'" else "")
        depth += 0 if quote else (char in "([") - (char in ")]")
        if char == "," and not depth and not quote:
            given.append("")
        else:
            given[-1] += char
    return given


def _expression(steps: list[tuple[str, str]], group: str) -> str | None:
    """The regex of nested substrings, on text whose blanks are single. What it passes over, it passes over once."""
    before, limits, length = "^", list[str](), ""
    for number, (name, said) in enumerate(steps):
        if name == "substring":
            start, *most = map(int, said.split())
            if most and number + 1 < len(steps):
                return None
            before += f"{_any_but(limits)}{{{start - 1}}}"
            length = f"{{1,{most[0]}}}" if most else ""
        elif name == "substring-after":
            before += f"(?>{_any_but(limits)}*?{_literal(said)})"
        else:
            limits.append(_literal(said))
    if not steps:
        return ""
    if len(set(limits)) < len(limits):
        return None  # after the first of two equal ends, the second is never found
    # Up to the last limit the part runs lazily; it holds none of the others.
    inside = _any_but(limits if length else limits[:-1])
    if length or not limits:
        return f"{before}(?P<{group}>{inside}{length or '+'})"
    return f"{before}(?P<{group}>{inside}+?){limits[-1]}"


def _any_but(limits: list[str]) -> str:
    """A sign at which none of these begins."""
    return f"(?:{''.join(f'(?!{one})' for one in limits)}.)" if limits else "."


def _literal(text: str) -> str:
    """The regex of a literal; at its ends a blank may be the end of the text."""
    words = " ".join(regex.escape(word, literal_spaces=True) for word in text.split())
    if not words:
        return " "
    head = "(?:^| )" if text[:1].isspace() else ""
    return head + words + ("(?: |$)" if text[-1:].isspace() else "")
