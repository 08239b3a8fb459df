"""A parsed page → what kind of page it says it is: an article, a thread, a listing, documentation, a product, another.

Only what the page says of itself has a say: linked data, meta tags, the program that made it, its address, and class
names of forum software. The text is not looked at. A page that says nothing is taken for an article.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import get_args
from urllib.parse import urlsplit

import regex

from cleaner.page import PageKind
from cleaner.reading.json_ld import is_linked_data
from cleaner.reading.markup import Markup

names = str.split
KINDS: tuple[PageKind, ...] = get_args(PageKind)

TYPE = regex.compile(r'"@type"\s*:\s*(?:\[\s*)?"([A-Za-z]+)"')
MAX_DATA = 200_000
"""Characters of linked data that are looked at."""
TYPES: dict[str, tuple[PageKind, float]] = {
    **dict.fromkeys(names("DiscussionForumPosting QAPage"), ("thread", 3.0)),
    **dict.fromkeys(names("Product ProductGroup IndividualProduct SoftwareApplication MobileApplication"),
                    ("product", 2.0)),
    **dict.fromkeys(names("CollectionPage SearchResultsPage ItemList OfferCatalog"), ("listing", 1.0)),
    **dict.fromkeys(names("TechArticle APIReference"), ("documentation", 2.0)),
    **dict.fromkeys(names(
        "Article NewsArticle BlogPosting Recipe Review OpinionNewsArticle AnalysisNewsArticle ReportageNewsArticle "
        "ReviewNewsArticle BackgroundNewsArticle LiveBlogPosting SocialMediaPosting"), ("article", 2.0)),
}  # fmt: skip
"""What a type of schema.org speaks for, and how strongly."""

FORUM_PROGRAMS = regex.compile(
    r"discourse|phpbb|vbulletin|xenforo|mybb|simple machines|invision|flarum|nodebb|vanilla|question2answer", regex.I
)
DOCUMENTATION_PROGRAMS = regex.compile(
    r"sphinx|docusaurus|mkdocs|gitbook|vitepress|vuepress|docfx|doxygen|javadoc|readme\.io|antora|starlight|mdbook"
    r"|rustdoc|mediawiki",
    regex.I,
)
FORUM_NAMES = regex.compile(
    r"(?:^|[.#_-])(?:phpbb|viewtopic|postbody|post-body|post_message|message-body|topic-body|topic-post|postlist"
    r"|post-stream|js-post|message--post|cpost|ipscomment|ipscomment_content|commentarea|answercell|postcell)(?=$|[.#_-])",
    regex.I,
)
STEPS: dict[PageKind, frozenset[str]] = {
    "thread": frozenset(names(
        "forum forums foro forums.php thread threads viewtopic.php showthread.php questions discussion discussions "
        "comments t q")),
    "documentation": frozenset(names("docs doc documentation manual reference api handbook wiki kb")),
    "product": frozenset(names("product products produkt produit producto dp item itm pd")),
    "listing": frozenset(names(
        "category categories collections collection tag tags search browse archive archives catalog directory")),
}  # fmt: skip
"""Steps of an address's path."""
HOSTS: dict[PageKind, tuple[str, ...]] = {
    "thread": ("forum.", "forums.", "community.", "discuss.", "discourse.", "boards."),
    "documentation": ("docs.", "doc.", "developer.", "developers.", "devdocs.", "wiki."),
}
SEARCH = regex.compile(r"(?:^|&)(?:q|s|query|search)=", regex.I)
STRENGTH: dict[PageKind, float] = {"thread": 1.5, "documentation": 1.5, "product": 1.0, "listing": 1.0}
"""How strongly a step or a host speaks."""
ENOUGH = 1.5
"""A kind is told by so much."""
DATED = regex.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2]|[a-z]{3})/", regex.I)
SLUG = 3
"""The address of an article ends in its title, which is so many hyphens at least."""
FORUM_ELEMENTS = 2


def kind_of(markup: Markup, url: str | None = None) -> PageKind:
    """What kind of page it says it is; "article" where it says nothing. `url`: its address, if that is known.

    "other" is a page that describes itself to the networks and not as an article: a service, a front, a profile.
    """
    metas = metas_of(markup)
    address = url or metas.get("og:url", "") or canonical(markup)
    said: dict[PageKind, float] = dict.fromkeys(KINDS, 0.0)
    for kind, weight in (*said_by_head(markup, metas), *said_by_address(address)):
        said[kind] += weight
    if not said["article"] and sum(1 for step in set(markup.steps) if is_forum_name(step)) >= FORUM_ELEMENTS:
        said["thread"] += 2
    best = max(KINDS, key=said.__getitem__)
    if said[best] >= ENOUGH and best != "article":
        return best
    if said["article"] or "article:published_time" in metas or DATED.search(address) or has_title(address):
        return "article"
    described = any(name.startswith("og:") for name in metas)
    return "other" if described or (address and not path_of(address)) else "article"


def metas_of(markup: Markup) -> dict[str, str]:
    """The meta tags of a page by name, the first of each."""
    found: dict[str, str] = {}
    for said in markup.attributes("meta"):
        name, content = said.get("property") or said.get("name"), said.get("content")
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def said_by_head(markup: Markup, metas: dict[str, str]) -> Iterable[tuple[PageKind, float]]:
    """What linked data, the networks' tags and the generator speak for."""
    scripts = zip(markup.named("script"), markup.attributes("script"), strict=True)
    data = "\n".join(node.text() for node, said in scripts if is_linked_data(said))[:MAX_DATA]
    yield from {TYPES[kind][0]: TYPES[kind] for kind in TYPE.findall(data) if kind in TYPES}.values()
    graph = metas.get("og:type", "").lower()
    if graph.startswith("product"):
        yield "product", 2.0
    elif graph == "article":
        yield "article", 1.0
    program = metas.get("generator", "")
    if FORUM_PROGRAMS.search(program):
        yield "thread", 2.0
    if DOCUMENTATION_PROGRAMS.search(program):
        yield "documentation", 3.0


def said_by_address(address: str) -> Iterable[tuple[PageKind, float]]:
    """What the host and the path speak for.

    >>> list(said_by_address("https://forum.example.org/t/lamps/12"))
    [('thread', 1.5)]
    >>> list(said_by_address("https://example.org/2024/05/the-forum-of-lamps"))
    []
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return
    steps = frozenset(parts.path.lower().split("/"))
    for kind, weight in STRENGTH.items():
        if steps & STEPS[kind] or host.startswith(HOSTS.get(kind, ())):
            yield kind, weight
    if SEARCH.search(parts.query):
        yield "listing", 1.0


def has_title(address: str) -> bool:
    """Whether a step of the path reads like a headline.

    >>> has_title("https://example.org/a-lamp-for-the-quay"), has_title("https://example.org/about-us")
    (True, False)
    """
    return any(step.count("-") >= SLUG or step.count("_") >= SLUG for step in path_of(address).split("/"))


def path_of(address: str) -> str:
    """The path without slashes at its ends; empty for a front page and for no address."""
    try:
        return urlsplit(address).path.strip("/")
    except ValueError:
        return ""


def canonical(markup: Markup) -> str:
    """The address that the page gives as its own."""
    links = markup.attributes("link")
    return next((said.get("href") or "" for said in links if "canonical" in (said.get("rel") or "").lower()), "")


@lru_cache(maxsize=4096)
def is_forum_name(step: str) -> bool:
    """Whether a `tag.class#id` is what forum software calls a post."""
    return bool(FORUM_NAMES.search(step))
