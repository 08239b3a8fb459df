"""The ld+json scripts of a page → the article they describe, the site's names, and how the article was chosen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape
from typing import Any

import regex

# --- A page that shows hardly any text → the article as its linked data hold it, as HTML.


LONG_CHARACTERS = 300
"""A shorter `articleBody` is a summary."""

SHOWN = 0.5
"""A page shows the article itself if its text outside links is more than this share of what its linked data hold."""

TAG = regex.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", regex.IGNORECASE)
BLOCK_TAG = regex.compile(r"</?(?:p|br|div|h[1-6]|li|blockquote)\b", regex.IGNORECASE)


def is_linked_data(attributes: Mapping[str, str | None]) -> bool:
    """Whether a script of these attributes holds JSON-LD."""
    return "ld+json" in (attributes.get("type") or "").lower()


def linked_text(scripts: Sequence[str], shown: float) -> str:
    """The text of the one article that the ld+json scripts describe, as HTML; empty where the page shows enough of it.

    `shown`: characters that the page shows outside links.

        >>> body = "The river rose on Monday. " * 20 + "\\\\nIt fell."
        >>> script = f'{{"@type": "NewsArticle", "articleBody": "{body}"}}'
        >>> linked_text([script], 90)[-28:], linked_text([script], 900)
        ('Monday. </p>\\n<p>It fell.</p>', '')
    """
    held = [script for script in scripts if "articleBody" in script and shown < SHOWN * len(script)]
    works = [work for work in read_scripts(held).works if not work.aside and ARTICLE.match(work.kind)] if held else []
    bodies = {body for work in works if (body := body_of(work.fields))}
    if len(bodies) != 1:  # none, or a list of articles
        return ""
    (body,) = bodies
    if len(body) < LONG_CHARACTERS or shown > SHOWN * len(body):
        return ""
    return body if body.startswith(UPDATE) else as_html(body)


UPDATE = "<section>"
MAX_UPDATES = 500


def body_of(fields: Mapping[str, Any]) -> str:
    """The text of a work; of a live blog its updates as HTML, each with its headline, in the order of the data.

    >>> body_of({"articleBody": " It rained. "})
    'It rained.'
    >>> post = {"@type": "BlogPosting", "headline": "Rain", "articleBody": "It rained & rained."}
    >>> body_of({"@type": "LiveBlogPosting", "liveBlogUpdate": [post]})
    '<section><h2>Rain</h2><p>It rained &amp; rained.</p></section>'
    """
    body, updates = fields.get("articleBody"), fields.get("liveBlogUpdate")
    listed = updates if isinstance(updates, list) else [updates]
    posts = [post for post in listed[:MAX_UPDATES] if isinstance(post, dict) and strings(post.get("articleBody"))]
    if not posts or (isinstance(body, str) and len(body) > sum(len(strings(post["articleBody"])[0]) for post in posts)):
        return body.strip() if isinstance(body, str) else ""
    pieces = []
    for post in posts:
        headline = "".join(f"<h2>{escape(unescape(text))}</h2>" for text in strings(post.get("headline"))[:1])
        pieces.append(f"{UPDATE}{headline}{as_html(strings(post['articleBody'])[0])}</section>")
    return "\n".join(pieces)


def as_html(body: str) -> str:
    """The text of an article as HTML: what is markup stays markup, and of what is none each line is a paragraph.

    >>> as_html("Tea &amp; cake\\n3 < 4"), as_html("&lt;p&gt;Tea&lt;/p&gt;")
    ('<p>Tea &amp; cake</p>\\n<p>3 &lt; 4</p>', '<p>Tea</p>')
    """
    if "&lt;" in body and TAG.search(unescape(body)):
        body = unescape(body)
    if BLOCK_TAG.search(body):
        return body
    as_written = TAG.search(body) is not None
    lines = [line if as_written else escape(unescape(line), quote=False) for line in body.splitlines()]
    return "\n".join(f"<p>{line}</p>" for line in lines if line.strip())


MAX_SCRIPTS = 60
MAX_SCRIPT_CHARS = 3_000_000
MAX_OBJECTS = 20_000
"""More than any real page has: a page of 20,000 objects is a catalogue or an attack, and the article comes first."""

ARTICLE = regex.compile(r"(?:\w*Article|\w*Posting|Report|\w*NewsArticle\w*)$")
WORK = frozenset(
    [
        "Recipe",
        "HowTo",
        "Review",
        "ClaimReview",
        "CreativeWork",
        "MediaReview",
        "Course",
        "Guide",
        "LearningResource",
        "QAPage",
    ]
)
PAGE = regex.compile(r"(?:\w*Page|VideoObject|AudioObject|PodcastEpisode)$")
ORGANISATION = regex.compile(r"(?:\w*Organization|WebSite|LocalBusiness|Corporation|\w*Company)$")
ASIDE_KEYS = frozenset(
    [
        "itemListElement",
        "hasPart",
        "mentions",
        "citation",
        "relatedLink",
        "isRelatedTo",
        "review",
        "reviews",
        "liveBlogUpdate",
        "video",
        "publisher",
        "author",
        "suggestedAnswer",
        "acceptedAnswer",
        "blogPost",
        "blogPosts",
        "recordedIn",
        "subjectOf",
        "workExample",
    ]
)
"""What stands under these keys is another work, or a part of this one, never the article itself."""

SITE_KEYS = frozenset(("", "@graph", "publisher", "isPartOf", "sourceOrganization"))
"""Where the organisation is the site itself. As author or provider it may be an agency."""

OF_NO_USE = frozenset(
    ("breadcrumb", "potentialAction", "image", "logo", "thumbnail", "associatedMedia", "contactPoint", "address",
     "comment", "offers", "aggregateRating", "speakable")
)  # fmt: skip
"""What stands under these keys is neither a work nor anybody who could have written one."""
SCRIPT_SHELL = regex.compile(r"\A(?:(?:(?://|/\*)\s*+)?(?:<!--|<!\[CDATA\[)\s*+(?:\*/)?|\ufeff)\s*+")
STRING_OR_FLAW = regex.compile(
    r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|/\*.*?(?:\*/|\Z)|(?<![:\w])//[^\n]*+|,(?=\s*+[}\]])', regex.S
)
ESCAPE = regex.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')


@dataclass(frozen=True, slots=True)
class Work:
    """One thing JSON-LD describes: its type, its fields, and whether it stands under another's key."""

    kind: str
    fields: dict[str, Any]
    aside: bool


@dataclass(slots=True)
class LinkedData:
    """All that the scripts say: works in document order, and every object that has an @id."""

    works: list[Work] = field(default_factory=list)
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
    site_names: list[str] = field(default_factory=list)

    def resolve(self, value: Any) -> Any:
        """The object an `{"@id": ...}` reference points to; anything else as it is."""
        if isinstance(value, dict) and len(value) <= 2 and "name" not in value and isinstance(value.get("@id"), str):
            return self.by_id.get(value["@id"], value)
        return value


def parse(text: str) -> list[Any]:
    """The JSON values of one script; faults that are common in the wild are repaired, hopeless text gives none.

    Repaired: HTML comments and CDATA around it, control characters, comments, trailing commas, a trailing semicolon,
    stray backslashes, HTML entities, several objects one after another.

        >>> parse('<!-- {"a": [1, 2,], /* note */ "url": "https://example.org",} -->')
        [{'a': [1, 2], 'url': 'https://example.org'}]
        >>> parse('{"headline": "Commas, ] and // in a text stay,"}')
        [{'headline': 'Commas, ] and // in a text stay,'}]
        >>> parse('{"a": 1} {"b": 2}'), parse("not JSON")
        ([{'a': 1}, {'b': 2}], [])
    """
    if len(text) > MAX_SCRIPT_CHARS:
        return []
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        pass
    bare = _without_end(SCRIPT_SHELL.sub("", text.strip(), count=1))
    repaired = STRING_OR_FLAW.sub(lambda m: m[0] if m[0].startswith('"') else "", bare)
    for attempt in (bare, repaired, ESCAPE.sub(r"\\\\", repaired), unescape(repaired) if "&quot;" in bare else ""):
        if values := list(_values(attempt)):
            return values
    return []


def _without_end(text: str) -> str:
    """The script without the end of a comment or of CDATA around it, or a semicolon.

    >>> _without_end("{} // -->"), _without_end("{} /* ]]> */ "), _without_end("{};"), _without_end("{} */")
    ('{} ', '{} ', '{}', '{} */')
    """
    text = text.rstrip()
    inside = text.removesuffix("*/").rstrip()
    if inside.endswith(("-->", "]]>")):
        inside = inside[:-3].rstrip()
        return inside[:-2] if inside.endswith(("//", "/*")) else inside
    return text.removesuffix(";")


def _values(text: str) -> Iterator[Any]:
    """Each JSON value of a text in turn, as long as they can be read."""
    decoder, at = json.JSONDecoder(strict=False), 0
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            yield value
            while at < len(text) and text[at] in " \t\r\n,;":
                at += 1
    except (ValueError, RecursionError):
        return


def types_of(item: dict[str, Any]) -> list[str]:
    """The @type of an object as a list of plain names."""
    kinds = item.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in listed if isinstance(kind, str)]


def read_scripts(scripts: Iterable[str]) -> LinkedData:
    """Everything the scripts describe. Bounded, iterative: neither size nor nesting matters."""
    data, seen = LinkedData(), 0
    for number, script in enumerate(scripts):
        if number >= MAX_SCRIPTS:
            break
        waiting: list[tuple[Any, str, bool]] = [(value, "", False) for value in reversed(parse(script))]
        while waiting and seen < MAX_OBJECTS:
            value, key, aside = waiting.pop()
            if isinstance(value, list):
                waiting.extend((item, key, aside) for item in reversed(value))
            elif isinstance(value, dict):
                seen += 1
                _note(data, value, key, aside)
                inner = [
                    (v, k, aside or k in ASIDE_KEYS)
                    for k, v in value.items()
                    if isinstance(v, (dict, list)) and k not in OF_NO_USE
                ]
                waiting.extend(reversed(inner))
    return data


def _note(data: LinkedData, item: dict[str, Any], key: str, aside: bool) -> None:
    """Keep an object if it is a work, the site, or something others may refer to."""
    if isinstance(item.get("@id"), str) and len(item) > 1:
        known = data.by_id.get(item["@id"])
        if known is None or len(item) > len(known):
            data.by_id[item["@id"]] = item
    kinds = types_of(item) if "@type" in item else []
    for kind in kinds:
        if is_work(kind):
            data.works.append(Work(kind, item, aside))
            break
    own = key in SITE_KEYS and (key == "publisher" or not aside)
    if own and isinstance(item.get("name"), str) and any(ORGANISATION.match(kind) for kind in kinds):
        data.site_names.append(item["name"])


@lru_cache(maxsize=1024)
def is_work(kind: str) -> bool:
    """Whether it is the type of an article, of another work, or of a page.

    >>> [kind for kind in ("NewsArticle", "Recipe", "WebPage", "Person") if is_work(kind)]
    ['NewsArticle', 'Recipe', 'WebPage']
    """
    return kind in WORK or bool(ARTICLE.match(kind) or PAGE.match(kind))


def strings(value: Any) -> list[str]:
    """The texts in a field that may be a text, a list, or an object with a name.

    >>> strings(["a", {"name": "b"}, {"@value": "c"}, 4, None])
    ['a', 'b', 'c']
    """
    listed = value if isinstance(value, list) else [value]
    found = [item.get("name", item.get("@value")) if isinstance(item, dict) else item for item in listed[:200]]
    return [item for item in found if isinstance(item, str) and item.strip()]
