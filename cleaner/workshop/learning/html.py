"""Pages of one site, cleaned → selectors they suggest, and a small page of the same build for a test."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from cleaner.page import Block
from cleaner.rules.patterns.windows import short
from cleaner.site_memory.pieces import is_shape
from cleaner.site_memory.pieces import shape_of as masks_of
from cleaner.workshop.learning.shapes import fixed, paired, shape_of
from cleaner.workshop.learning.text import Document

# Of a page's paragraphs so many go into its test; a `body` needs twenty words to count.
TEST_PARAGRAPHS = 4
# Shorter lines are no proof of where the story is.
MIN_PARAGRAPH_WORDS = 10
# A container must hold so large a share of the story's paragraphs.
MOST = 0.9
STEP = regex.compile(r"(?P<tag>[\w\-]+)(?P<marks>[^\s]*)")
SAFE = regex.compile(r"[a-zA-Z][\w\-]*")
PLAIN_TAGS = frozenset({"html", "body", "main", "p", "li", "ul", "ol", "span", "a"})
DROPPED = frozenset({
    "share_prompt", "newsletter_prompt", "follow_prompt", "related", "comment_prompt", "ad", "tags", "breadcrumb",
    "counter", "author_bio", "menu", "legal",
})  # fmt: skip
# What a page has on all its sides; `clean` needs no rule for it.
FRAME = frozenset({"header", "nav", "footer", "aside"})
# So many other pages are asked for a byline that differs in a name alone.
COUNTERPARTS = 12
# What two pages and more say alike is a box, if it is no longer than this.
MAX_BOX_WORDS = 25
BYLINES = frozenset({"byline", "timestamp"})


@dataclass(frozen=True)
class Markup:
    """One guessed entry of `html`: `body`, `authors`, `drop`, ... with a selector, and a line pattern that reads it.

    `meant`: for each page, by its number, the lines of these elements.
    """

    id: str
    key: str
    selector: str
    line: str = ""
    label: str = ""
    why: str = ""
    meant: Mapping[int, set[int]] = field(default_factory=dict)


def steps_of(path: str) -> list[str]:
    """The steps of a block's path, the outermost first."""
    return [step for step in path.replace(">", " ").split() if step]


def selector_of_step(step: str) -> str:
    """`div.story#main` → `div.story`: tag with its first class, or its id; empty where it has neither.

    >>> selector_of_step("div.story.wide"), selector_of_step("div"), selector_of_step("article")
    ('div.story', '', 'article')
    """
    found = STEP.match(step)
    if not found:
        return ""
    marks = regex.findall(r"([.#])([^.#]+)", found["marks"])
    named = next((sign + name for sign, name in marks if SAFE.fullmatch(name) and not regex.search(r"\d", name)), "")
    if named:
        return found["tag"] + named
    return found["tag"] if found["tag"] in ("article", "aside", "footer") else ""


def markup_guesses(pages: Sequence[Document]) -> tuple[Markup, ...]:
    """Selectors for headline, byline, story and boxes, from what `clean` kept and removed."""
    if not pages:
        return ()
    body = _body(pages)
    story = [Markup("story", "body", body)] if body else []
    found = [*_title(pages), *_bylines(pages), *story]
    seen = {one.selector for one in found}
    return (*found, *(one for one in _boxes(pages, body) if one.selector not in seen))


def form_of(text: str) -> str:
    """What is compared of a line: its words without names and numbers, where enough of them are its own.

    >>> form_of("Nell Ash reports from Wick for the Bugle.") == form_of("Ida Fry reports from Ness for the Bugle.")
    True
    >>> form_of("Nell Ash") == form_of("Ida Fry")
    False
    """
    masked, _ = masks_of(text)
    return " ".join(masked) if is_shape(masked) else " ".join(text.split())


def _boxes(pages: Sequence[Document], body: str) -> Iterable[Markup]:
    """Elements with a name of their own that hold no paragraph of any page's story: `clean` took all of their lines
    for one thing, or they say the same on several pages. Of what stands outside the story `clean` knows by itself.
    """
    forms = [[form_of(block.text) for block in page.blocks] for page in pages]
    common = Counter(form for one in forms for form in {*one})
    held: dict[str, dict[int, set[int]]] = {}
    for number, page in enumerate(pages):
        for index, block in enumerate(page.blocks):
            for selector in _names(block, body):
                held.setdefault(selector, {}).setdefault(number, set()).add(index)
    taken: dict[int, set[int]] = {}
    for selector, meant in held.items():
        spots = [(number, index) for number, lines in meant.items() for index in lines]
        new = any(index not in taken.get(number, ()) for number, index in spots)
        enough = len(meant) >= max(2, len(pages) / 2)
        if new and enough and all(_is_box(pages[at], i, common[forms[at][i]], body) for at, i in spots):
            labels = Counter(pages[number].label(index) for number, index in spots)
            label = labels.most_common(1)[0][0]
            name = f"drop-{regex.sub(r'[^a-z]+', '-', selector.lower()).strip('-')}"
            yield Markup(name, "drop", selector, label=label if label in DROPPED else "note", meant=meant)
            for number, index in spots:
                taken.setdefault(number, set()).add(index)


def _names(block: Block, body: str) -> Iterable[str]:
    """The selectors of the elements around a block that have a name, the outermost first, inside the story if known."""
    selectors = [selector_of_step(step) for step in steps_of(block.path)]
    inside = selectors[selectors.index(body) + 1 :] if body in selectors else selectors
    return dict.fromkeys(one for one in inside if "." in one or "#" in one)


def _is_box(page: Document, index: int, times: int, body: str) -> bool:
    """Whether a line may go with its element."""
    label, words = page.label(index), len(page.blocks[index].text.split())
    again = times > 1 and words <= MAX_BOX_WORDS
    steps = steps_of(page.blocks[index].path)
    if body in map(selector_of_step, steps):
        return label in DROPPED or again
    return again and FRAME.isdisjoint(regex.split(r"[.#]", step)[0] for step in steps)


def _kept(page: Document) -> list[int]:
    return [
        i for i, block in enumerate(page.blocks) if not page.label(i) and len(block.text.split()) >= MIN_PARAGRAPH_WORDS
    ]


def _body(pages: Sequence[Document]) -> str:
    """The innermost element with a name that holds nearly all paragraphs of every page's story."""
    best = ""
    counts = [Counter[str]() for _ in pages]
    order: dict[str, int] = {}
    for page, count in zip(pages, counts, strict=True):
        for index in _kept(page):
            for depth, step in enumerate(steps_of(page.blocks[index].path)):
                selector = selector_of_step(step)
                if selector and selector.partition(".")[0] not in PLAIN_TAGS:
                    count[selector] += 1
                    order[selector] = max(order.get(selector, 0), depth)
    for selector in sorted(order, key=lambda one: order[one]):
        if all(count[selector] >= MOST * len(_kept(page)) > 0 for page, count in zip(pages, counts, strict=True)):
            best = selector
    return best


def _title(pages: Sequence[Document]) -> list[Markup]:
    found = []
    if all("og:title" in page.cleaned.page.source for page in pages):
        found.append(Markup("headline", "title", 'meta[property="og:title"] @content'))
    elif all("<h1" in page.cleaned.page.source for page in pages):
        found.append(Markup("headline", "title", "h1"))
    return found


def _bylines(pages: Sequence[Document]) -> list[Markup]:
    """The element of the byline, read by the pattern that its text suggests: the one that most pages have."""
    lone = [_lone(page) for page in pages]
    found: dict[tuple[str, str], dict[int, set[int]]] = {}
    for number, page in enumerate(pages):
        for selector, index in lone[number].items():
            pattern = _byline(page, index, selector, [*zip(pages, lone, strict=True)][: COUNTERPARTS + 1])
            if pattern and fixed(pattern):
                found.setdefault((selector, pattern), {}).setdefault(number, set()).add(index)
    if not found:
        return []
    selector, pattern = max(found, key=lambda one: ("{date}" in one[1], len(found[one])))
    meant = found[selector, pattern]
    return [
        Markup("byline", "authors", selector, pattern, meant=meant),
        Markup("drop-byline", "drop", selector, label="byline", meant=meant),
    ]


def _lone(page: Document) -> dict[str, int]:
    """The elements with a name that have one short line alone on the page, as a byline's has, and that line."""
    held: dict[str, list[int]] = {}
    for index, block in enumerate(page.blocks):
        held.setdefault(_innermost(block), []).append(index)
    return {name: at[0] for name, at in held.items() if name and len(at) == 1 and short(page.blocks[at[0]])}


def _byline(page: Document, index: int, selector: str, others: Sequence[tuple[Document, dict[str, int]]]) -> str | None:
    """The pattern of a byline: `clean` took it for one, or the same element of another page differs in a name alone."""
    text = page.blocks[index].text
    pattern = shape_of(text, page.context, page.authors)
    if page.label(index) in BYLINES and "{author" in pattern:
        return pattern
    texts = (each.blocks[at[selector]].text for each, at in others if each is not page and selector in at)
    return next((one for other in texts if (one := paired(text, other, page.context))), None)


def _innermost(block: Block) -> str:
    return next((one for one in map(selector_of_step, reversed(steps_of(block.path))) if one), "")


def page_of(document: Document, markup: Sequence[Markup]) -> str:
    """A small page with the headline, the first paragraphs, and one line of each element that a guess names."""
    title = str(document.cleaned.metadata.get("title") or "")
    named = title and "og:title" in document.cleaned.page.source
    head = f'<meta property="og:title" content="{html.escape(title)}">' if named else ""
    chosen = _kept(document)[:TEST_PARAGRAPHS]
    for one in markup:
        if one.key in ("authors", "drop"):
            near = (i for i, block in enumerate(document.blocks) if one.selector in _selectors(block.path))
            chosen += [index for index in [next(near, -1)] if index >= 0 and index not in chosen]
    lines = [_element(document.blocks[index].path, document.blocks[index].text) for index in sorted(chosen)]
    heading = f"<h1>{html.escape(title)}</h1>" if title else ""
    return "\n".join(["<html><head>", head, "</head><body>", heading, *lines, "</body></html>"])


def _selectors(path: str) -> list[str]:
    return [selector_of_step(step) for step in steps_of(path)]


def _element(path: str, text: str) -> str:
    """A line inside elements of the same names as on the page."""
    opened, closed = "", ""
    for step in steps_of(path):
        found = STEP.match(step)
        tag = found["tag"] if found else "div"
        if tag in ("html", "body"):
            continue
        marks = regex.findall(r"([.#])([^.#]+)", found["marks"]) if found else []
        classes = " ".join(name for sign, name in marks if sign == ".")
        ids = " ".join(name for sign, name in marks if sign == "#")
        attributes = f' class="{html.escape(classes)}"' * bool(classes) + f' id="{html.escape(ids)}"' * bool(ids)
        opened, closed = f"{opened}<{tag}{attributes}>", f"</{tag}>{closed}"
    return f"{opened}{html.escape(' '.join(text.split()), quote=False)}{closed}"
