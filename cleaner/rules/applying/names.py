"""The class names and ids of a page → which part of a selector can find anything on it.

To match a selector with every element costs much more than to collect the names once: of the hundreds of names in a
group file a page has a few, most often none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import regex
from selectolax.lexbor import LexborHTMLParser

from cleaner.reading import compiled_walk

if TYPE_CHECKING:
    from cleaner.reading.markup import Markup

# Brackets and parentheses: in them a dot or a hash begins no class and no id, and a comma joins no selectors.
ENCLOSED = regex.compile(r"""\[(?:"[^"]*"|'[^']*'|[^\]"'])*\]|\((?:[^()]|(?R))*\)""")
NAMED = regex.compile(r"[.#]([^\s.#:>+~,*|\[\]()]+)")
# `[id^="ad-"]`: the first word of a value that stands in a class or in an id.
VALUE = regex.compile(r"""\[\s*(?:id|class)\s*[~|^$*]?=\s*["']?([^"'\]\s]+)""")
# An element of the head with attributes and nothing else; and the values of attributes, quoted or not.
OF_HEAD = regex.compile(r"""(?:meta|link|script)(?:\[(?:"[^"]*"|'[^']*'|[^\]"'])*\])+""")
VALUES = regex.compile(r"""[\w\-:\s][~|^$*]?=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")


@dataclass(frozen=True)
class Names:
    """The class names and ids of a page, in small letters: a page without a doctype does not mind capitals."""

    whole: frozenset[str]

    @cached_property
    def joined(self) -> str:
        """All of them in one text, to look for pieces of names."""
        return " ".join(self.whole)

    def narrowed(self, selector: str) -> str:
        """The selector without those alternatives that cannot find anything on the page; empty where none is left.

        >>> Names(frozenset({"share-bar", "top"})).narrowed(".share, #top, p.share-bar, [id^=top-]")
        '#top, p.share-bar'
        """
        alternatives = alternatives_of(selector)
        return ", ".join(text for text, name, piece in alternatives if self._has(name, piece))

    def _has(self, name: str, piece: str) -> bool:
        return name in self.whole if name else piece in self.joined


def names_in(tree: LexborHTMLParser) -> Names:
    """The names on a page. To ask for one attribute at a time is quicker than to read all that an element has."""
    told = compiled_walk.names_of(tree.root) if tree.root is not None else None
    if told is not None:
        return Names(frozenset(told.lower().split()))
    found = {node.attrs["class"] for node in tree.css("[class]")} | {node.id for node in tree.css("[id]")}
    return Names(frozenset(" ".join(filter(None, found)).lower().split()))


class Head:
    """What stands in the attributes of a page's `meta`, `link` and `script`, by which most platforms are known."""

    def __init__(self, markup: Markup) -> None:
        self.markup = markup

    @cached_property
    def values(self) -> str:
        """The values of all these attributes, in small letters."""
        every = [said for tag in ("meta", "link", "script") for said in self.markup.attributes(tag)]
        return "\n".join([value for attributes in every for value in attributes.values() if value]).lower()

    def may_have(self, selector: str) -> bool | None:
        """False where a selector of such elements finds nothing; None where it is of other elements."""
        needed = head_values_of(selector)
        return any(all(value in self.values for value in values) for values in needed) if needed else None


@lru_cache(8192)
def head_values_of(selector: str) -> tuple[tuple[str, ...], ...]:
    """For each alternative the values it needs; empty where one is not an element of the head with attributes.

    >>> head_values_of('meta[name="generator"][content^="Ghost " i], link[href*=cdn]'), head_values_of("meta, p")
    ((('generator', 'ghost '), ('cdn',)), ())
    """
    texts = [text for text, _, _ in alternatives_of(selector)]
    if "\\" in selector or not all(map(OF_HEAD.fullmatch, texts)):
        return ()
    return tuple(tuple("".join(value).lower() for value in VALUES.findall(text)) for text in texts)


@lru_cache(8192)
def alternatives_of(selector: str) -> tuple[tuple[str, str, str], ...]:
    """The selectors that commas join, each with a name, or else a piece of a name, without which it finds nothing.

    Both are empty where nothing is certain; a list that is not understood is left whole.

    >>> alternatives_of(".Share, nav#top a, [id^='ad-'], p:not(.z, .y)")
    (('.Share', 'share', ''), ('nav#top a', 'top', ''), ("[id^='ad-']", '', 'ad-'), ('p:not(.z, .y)', '', ''))
    """
    outside = ENCLOSED.sub(lambda found: "(" * len(found.group()), selector)
    if "\\" in selector or "/*" in selector or not set(outside).isdisjoint(")[]\"'"):
        return ((selector, "", ""),)
    found, start = [], 0
    for part in outside.split(","):
        text = selector[start : start + len(part)].strip()
        start += len(part) + 1
        name, piece = max(NAMED.findall(part), key=len, default=""), max(_values(text), key=len, default="")
        found.append((text, name.lower(), piece.lower()))
    return tuple(found)


def _values(selector: str) -> list[str]:
    """The values that must be there: what stands in parentheses may be what must not."""
    return [] if "(" in selector else VALUE.findall(selector)
