"""Cleaned → Markdown (CommonMark with tables): headings, lists, quotes, tables, code, and links if wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import unescape
from itertools import groupby
from urllib.parse import urljoin, urlsplit

import regex
from selectolax.lexbor import LexborNode

from cleaner.options import Format
from cleaner.page import Block, Cleaned, Page
from cleaner.reading.markup import Markup
from cleaner.reading.tags import INLINE, KINDS, LAST_INLINE

# --- Cleaned → the body, as plain text or as Markdown.


def body(cleaned: Cleaned, *, form: Format = "text", links: bool = False) -> str:
    """The body, ending in a newline; an empty string where nothing was article.

    Markdown marks headings, list items, quotes, code and tables of HTML pages, and with `links` the targets of links.
    """
    if form == "markdown":
        return markdown(cleaned, links=links)
    return cleaned.text + "\n" if cleaned.text else ""


HEADING = regex.compile(r"h[1-6]")
# What Markdown would read as markup where we mean the character itself: at the start of a line, and anywhere.
AT_LINE_START = regex.compile(r"^(?P<sign>[#>+-]|\d{1,9}[.)](?=\s)|={3,}\s*$|~{3,})")
ANYWHERE = regex.compile(r"[\\`*\[\]]|(?<!\w)_|_(?!\w)|!(?=\[)")
LINE_BREAK = regex.compile(r"\s*\n\s*")
FENCE = regex.compile(r"`{3,}")
# What would end the address in brackets, and what a reader of Markdown could take for the beginning of a character.
NOT_IN_ADDRESS = {
    " ": "%20",
    "(": "%28",
    ")": "%29",
    "<": "%3C",
    ">": "%3E",
    '"': "%22",
    "'": "%27",
    "\\": "%5C",
    "`": "%60",
}
# A character written by its name or number, which some readers turn into that character, even the colon of a scheme.
ENTITY = regex.compile(r"&(?=#?\w+;)")
SCHEMES = frozenset(["http", "https", "mailto"])
# A scheme as a browser sees it, whatever unseen characters stand in it.
SCHEME = regex.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*+:")
# Cells of a table row, as reading writes them.
CELL_BORDER = " | "

ITEMS = frozenset(["li", "dd", "dt"])
ROWS = frozenset(["tr", "td", "th"])
CODE = frozenset(["pre", "code"])
LISTS = {"ul": 2, "ol": 4, "menu": 2, "dl": 2}
"""How far the items of a list within it are indented, in characters: at least as wide as its own sign."""

Placed = tuple[int, Block]


def markdown(cleaned: Cleaned, *, links: bool = False) -> str:
    """The body of an HTML page as Markdown, ending in a newline; empty where nothing was article.

    `links` writes the targets of links, absolute where the address of the page is known. Plain text passes as it is,
    since it may be Markdown already. Bold and italic letters are not told.
    """
    if cleaned.page.kind != "html":
        return cleaned.text + "\n" if cleaned.text else ""
    writer = Writer(cleaned.page, links=links)
    parts = [writer.group(kind, list(blocks)) for kind, blocks in groups(cleaned.kept, cleaned.page)]
    return "\n\n".join(part for part in parts if part) + "\n" if parts else ""


def groups(kept: Sequence[Placed], page: Page) -> Iterator[tuple[str, Iterator[Placed]]]:
    """The blocks that are written as one thing: a list, a table, a piece of code, a quotation; others one by one."""
    keys: list[tuple[str, int]] = []
    for number, (at, block) in enumerate(kept):
        kind = kind_of(block)
        before = keys[-1] if keys else ("", 0)
        together = kind == before[0] and kind != "text" and goes_on(kind, page, kept[number - 1][0], at)
        keys.append(before if together else (kind, number))
    numbered = zip(keys, kept, strict=True)
    for (kind, _), group in groupby(numbered, key=lambda pair: pair[0]):
        yield kind, (placed for _, placed in group)


def kind_of(block: Block) -> str:
    """What the block is a part of."""
    if block.tag in ROWS:
        return "table"
    if block.tag in CODE:
        return "code"
    if HEADING.fullmatch(block.tag):
        return "text"
    if block.tag in ITEMS or in_item(block):
        return "list"
    return "quote" if block.tag == "blockquote" or "blockquote" in tags_of(block) else "text"


def goes_on(kind: str, page: Page, before: int, at: int) -> bool:
    """Whether a block is of the same list, table or piece of code as the one before it."""
    element = {"table": "table", "code": "pre"}.get(kind)
    if element is None or page.markup is None:
        return True
    return element_of(page.markup, before, element) == element_of(page.markup, at, element)


def element_of(markup: Markup, block: int, *tags: str) -> int:
    """The nearest element around a block with one of these tags, as an index of the containers; -1 without one."""
    at = markup.container_of[block]
    while at >= 0 and markup.tags[at] not in tags:
        at = markup.parents[at]
    return at


def tags_of(block: Block) -> list[str]:
    """The tags of the elements around a block, the outermost first."""
    return [step.partition(".")[0].partition("#")[0] for step in block.path.split()]


def in_item(block: Block) -> bool:
    """Whether it is a further paragraph of a list item."""
    tags = tags_of(block)
    return any(tag in LISTS for tag in tags) and bool(set(tags) & ITEMS)


class Writer:
    """Writes the groups of one page."""

    def __init__(self, page: Page, *, links: bool) -> None:
        self.page, self.links = page, links
        self.numbers = numbers(page)

    def group(self, kind: str, blocks: list[Placed]) -> str:
        """One group of blocks."""
        if kind == "table":
            return self.table(blocks)
        if kind == "code":
            return code([block for _, block in blocks])
        if kind == "list":
            return self.items(blocks)
        if kind == "quote":
            lines = "\n\n".join(self.text(at, block) for at, block in blocks).splitlines()
            return "\n".join(f"> {line}".rstrip() for line in lines)
        return "\n\n".join(self.single(at, block) for at, block in blocks)

    def single(self, at: int, block: Block) -> str:
        """A heading or a paragraph."""
        text = self.text(at, block)
        if HEADING.fullmatch(block.tag):
            return "#" * int(block.tag[1]) + " " + LINE_BREAK.sub(" ", text)
        return text

    def items(self, blocks: list[Placed]) -> str:
        """Items, one a line, those of lists within indented; further paragraphs of an item stand under its text."""
        written: list[str] = []
        for at, block in blocks:
            text = LINE_BREAK.sub(" ", self.text(at, block))
            indent = sum(LISTS.get(tag, 0) for tag in tags_of(block))
            own = next((LISTS[tag] for tag in reversed(tags_of(block)) if tag in LISTS), 2)
            if block.tag in ITEMS:
                number = self.numbers.get(at)
                sign = "-" if number is None else f"{number}."
                written.append(" " * (indent - own if indent else 0) + f"{sign} {text}")
            else:
                written.append("\n" + " " * indent + text + "\n")
        return LOOSE.sub("\n\n", "\n".join(written)).strip("\n")

    def table(self, blocks: list[Placed]) -> str:
        """Rows; the first is the head, since Markdown knows no table without one."""
        rows = [[cell.replace("|", "\\|") for cell in self.text(at, block).split(CELL_BORDER)] for at, block in blocks]
        width = max(map(len, rows))
        lines = [row + [""] * (width - len(row)) for row in rows]
        lines.insert(1, ["---"] * width)
        return "\n".join("| " + " | ".join(LINE_BREAK.sub(" ", cell.strip()) for cell in line) + " |" for line in lines)

    def text(self, at: int, block: Block) -> str:
        """The text of a block, its links with their targets where these are wanted."""
        if not self.links or self.page.markup is None or block.link_density == 0:
            return escaped(block.text)
        parts, last = [], 0
        for words, target in links_of(self.page.markup.nodes[at], self.page.url):
            start = block.text.find(words, last)
            if start < 0:
                continue
            before = inline(block.text[last:start])
            if before.endswith("!"):  # with the bracket it would be a picture, which is fetched
                before = f"{before[:-1]}\\!"
            parts += [before, f"[{inline(words)}]({target})"]
            last = start + len(words)
        return at_starts("".join([*parts, inline(block.text[last:])]))


LOOSE = regex.compile(r"\n{3,}")


def numbers(page: Page) -> dict[int, int]:
    """The number of each item of a numbered list, as the page shows it, whether or not the items before it stay."""
    if page.markup is None:
        return {}
    found: dict[int, int] = {}
    last: dict[int, int] = {}
    for at, block in enumerate(page.blocks):
        if block.tag != "li":
            continue
        around = element_of(page.markup, at, "ol", "ul", "menu")
        if around >= 0 and page.markup.containers[around].tag == "ol":
            first = page.markup.containers[around].node.attributes.get("start") or "1"
            last[around] = last[around] + 1 if around in last else int(first) if first.isdecimal() else 1
            found[at] = last[around]
    return found


def code(blocks: list[Block]) -> str:
    """A piece of code between fences that are longer than any in it."""
    text = "".join(("\n" if block.tight else "\n\n") + block.text for block in blocks).lstrip("\n")
    fence = "`" * max([3, *(len(found) + 1 for found in FENCE.findall(text))])
    return f"{fence}\n{text}\n{fence}"


def links_of(node: LexborNode, base: str | None) -> Iterator[tuple[str, str]]:
    """Words and target of each link that stands in the text of this element itself."""
    for link in node.css("a[href]"):
        words = " ".join((link.text() or "").split())
        target = address(link.attributes.get("href"), base)
        if words and target and is_inline_in(link, node):
            yield words, target


def is_inline_in(link: LexborNode, node: LexborNode) -> bool:
    """Whether there is no other block or paragraph between the link and the element; cells are parts of their row."""
    around = link.parent
    while around is not None and around.mem_id != node.mem_id:
        if KINDS.get(around.tag or "", INLINE) > LAST_INLINE and node.tag != "tr":
            return False
        around = around.parent
    return True


def address(target: str | None, base: str | None) -> str:
    """A link's target as it is written in brackets; empty for a scheme other than http, https and mailto, and for
    places on the page itself. What nobody sees goes before the scheme is looked at.

    >>> address("/a b(c)", "https://example.org/x"), address("java\u200bscript:alert(1)", None), address("#top", None)
    ('https://example.org/a%20b%28c%29', '', '')
    >>> address("javascript&colon;alert(1)", None), address("/a?b=1&copy=2", "https://example.org")
    ('', 'https://example.org/a?b=1&copy=2')
    """
    target = shown(target or "")
    if not target or target.startswith("#"):
        return ""
    try:
        full = shown(urljoin(base or "", target))
        if not is_harmless(full) or not is_harmless(shown(unescape(full))):
            return ""
    except ValueError:
        return ""
    return ENTITY.sub("%26", "".join(NOT_IN_ADDRESS.get(character, character) for character in full))


def shown(address: str) -> str:
    """An address without characters that are not printed, and without blanks around it; others are plain blanks."""
    return " ".join("".join(sign for sign in address if sign.isprintable() or sign == "\u3000").split())


def is_harmless(address: str) -> bool:
    """Whether an address is relative or of one of SCHEMES."""
    found = SCHEME.match(address)
    scheme = found[0][:-1].lower() if found else urlsplit(address).scheme
    return scheme in SCHEMES or not scheme


def escaped(text: str) -> str:
    """Text in which nothing is markup by accident.

    >>> print(escaped("1. of *all*, snake_case stays"))
    1\\. of \\*all\\*, snake_case stays
    """
    return at_starts(inline(text))


def inline(text: str) -> str:
    """Text in which no letter, a bracket or an asterisk, is markup by accident. `<` is written as HTML has it: not
    every reader of Markdown knows a backslash before it.

    >>> print(inline("a [b] <img src=x onerror=y> AT&T &lt;"))
    a \\[b\\] &lt;img src=x onerror=y> AT&T &amp;lt;
    """
    return ANYWHERE.sub(r"\\\g<0>", ENTITY.sub("&amp;", text).replace("<", "&lt;"))


def at_starts(text: str) -> str:
    """Text in which no line begins with a sign that is markup by accident."""
    return "\n".join(AT_LINE_START.sub(escape_sign, line) for line in text.splitlines())


def escape_sign(match: regex.Match[str]) -> str:
    """`1.` becomes `1\\.`, any other sign gets the backslash in front."""
    sign = match["sign"]
    return f"{sign[:-1]}\\{sign[-1]}" if sign[0].isdigit() else "\\" + sign
