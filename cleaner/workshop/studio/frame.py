"""An HTML page and what became of its blocks → the page to be shown in a frame: no scripts, blocks outlined."""

from __future__ import annotations

from collections import defaultdict

import regex
from lxml import etree, html
from lxml_html_clean import Cleaner as Washer

from cleaner.page import Cleaned
from cleaner.writing.explanation import Explanation
from cleaner.writing.html import document, element

MARK, BLOCK = "data-cleaner", "data-cleaner-block"
OUTLINES = """
[data-cleaner-block] { cursor: pointer; }
[data-cleaner-block]:hover { outline-style: dashed !important; outline-color: #2457d6 !important; }
[data-cleaner-chosen] { outline: 3px solid #2457d6 !important; }
[data-cleaner] { outline: 2px solid transparent; outline-offset: 1px; }
[data-cleaner=removed] { outline-color: #d0453a; background: rgb(208 69 58 / .12) !important; }
[data-cleaner=cut] { outline-color: #c78500; background: rgb(199 133 0 / .12) !important; }
[data-cleaner=captured] { outline-color: #178a4e; background: rgb(23 138 78 / .12) !important; }
[data-cleaner=kept] { outline-color: rgb(23 138 78 / .45); }
html { color-scheme: light; background: #fff; color: #111; font-family: system-ui, sans-serif; }
img:not([src]), video, audio { display: none; }
"""
# What would load, lead elsewhere or send something; the frame's policy forbids all of it once more.
ATTRIBUTES = frozenset({
    "href", "src", "srcset", "action", "formaction", "poster", "background", "ping", "data", "autofocus", "http-equiv",
    "manifest", "longdesc", "cite", "usemap", "lowsrc", "dynsrc", "xlink:href", "target", "srcdoc",
})  # fmt: skip
WASHER = Washer(
    scripts=True, javascript=True, comments=True, style=False, inline_style=False, links=True, meta=True,
    page_structure=False, processing_instructions=True, embedded=True, frames=True, forms=True, annoying_tags=True,
    remove_unknown_tags=False, safe_attrs_only=False, kill_tags=("base", "template", "noscript", "dialog"),
)  # fmt: skip
# In a style: what is fetched.
LOADS = regex.compile(r"@import[^;}]*;?|(?:url|image-set|src)\([^)]*\)", regex.IGNORECASE)
# Larger pages take a browser seconds to lay out, and nobody reads them in a frame.
MOST_CHARACTERS = 3_000_000


def framed(cleaned: Cleaned | None, explained: Explanation | None) -> str:
    """The page with outlined blocks; a sentence where there is none to show."""
    markup = cleaned.page.markup if cleaned is not None else None
    if markup is None or explained is None:
        return said("This document has no markup: there is only its text.")
    verdicts: dict[int, set[str]] = defaultdict(set)
    nodes = {}
    for row in explained.rows:
        if 0 <= row.block < len(markup.nodes):
            node = markup.nodes[row.block]
            if node.mem_id not in nodes:
                node.attrs[BLOCK] = str(row.block)
            nodes[node.mem_id] = node
            verdicts[node.mem_id].add(row.verdict)
    for mem_id, found in verdicts.items():
        nodes[mem_id].attrs[MARK] = found.pop() if len(found) == 1 else "cut"
    source = markup.tree.html or ""
    if len(source) > MOST_CHARACTERS:
        return said("This page is too large to be shown here.")
    return washed(source)


def said(sentence: str) -> str:
    """A page with one sentence."""
    return document("page", element("main", element("p", sentence)))


def washed(source: str) -> str:
    """The page without what could do anything, with the outlines' style."""
    try:
        tree = html.document_fromstring(source)
        WASHER(tree)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        return said(f"This page cannot be shown ({type(error).__name__}); its text can.")
    for one in tree.iter(etree.Element):
        for name in [
            name for name in map(str, one.attrib) if name.lower() in ATTRIBUTES or name.lower().startswith("on")
        ]:
            del one.attrib[name]
        if one.tag == "style" or "style" in one.attrib:
            one.text, one.attrib["style"] = LOADS.sub("", one.text or ""), LOADS.sub("", one.attrib.get("style", ""))
    head = tree.find("head")
    if head is None:
        head = html.Element("head")
        tree.insert(0, head)
    style = html.Element("style")
    style.text = OUTLINES
    head.append(style)
    return "<!doctype html>\n" + str(html.tostring(tree, encoding="unicode"))
