"""A page → everything its metadata is made from, read once: head, linked data, the lines by its headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import regex

from cleaner.metadata.head import Head, home_names, read_head, site_names
from cleaner.metadata.headline_area import Line, lines_near
from cleaner.metadata.sources import main_works, rank_of
from cleaner.page import Page, Words
from cleaner.reading.json_ld import Work
from cleaner.reading.markup import Markup
from cleaner.text.addresses import absolute, host_of
from cleaner.text.words import squash

BY_WORDS = "words"
MIN_SHOWN = 5
"""Letters a headline has at least that is only part of the title."""
LANGUAGE = regex.compile(r"\s*([a-z]{2,3})(?:[-_][\w-]+)?\s*\Z", regex.I)


@dataclass(slots=True)
class Sources:
    """What the resolvers look at. `sites` are the site's names as written, `squashed` the same for comparing;
    `languages` are tags (`en-GB`), each with who says so."""

    page: Page
    words: Words
    tree: Any
    head: Head
    works: Sequence[Work]
    address: str | None
    sites: Sequence[str]
    squashed: Sequence[str]
    languages: Sequence[tuple[str, str]]
    headline_node: Any | None = None
    lines: Sequence[Line] = ()

    @property
    def language(self) -> str | None:
        """The full language tag for reading dates."""
        return self.languages[0][0] if self.languages else None

    @property
    def articles(self) -> list[Work]:
        """The works that are as good as the best one: all articles, or all pages if there is no article."""
        best = min((rank_of(work) for work in self.works), default=0)
        return [work for work in self.works if rank_of(work) == best]


def gather(page: Page, words: Words) -> Sources:
    """Read the page's head and the surroundings of its headline."""
    markup: Markup = page.markup  # type: ignore[assignment]
    head = read_head(markup, page.url)
    og_url = next((absolute(content, page.url) for _, (content, *_) in head.all(("og:url",))), None)
    address = page.url or head.canonical or og_url
    hosts = list(dict.fromkeys(host for host in map(host_of, (head.canonical, og_url, page.url)) if host))
    sites = [*site_names(head, hosts), *home_names(head, hosts)]
    squashed = _squashed(sites, hosts)
    claimed = [head.document_title, *(text for _, text in head.headlines), *(c[0] for _, c in head.all(TITLE_METAS))]
    works = main_works(head.data, [address, head.canonical, og_url], claimed)
    languages = in_its_words(language_tags(head, works), page, words)
    return Sources(page, words, markup.tree, head, works, address, sites, squashed, languages)


TITLE_METAS = ("og:title", "twitter:title", "headline", "parsely-title", "sailthru.title", "dcterms.title", "dc.title",
               "citation_title", "title", "bt:title")  # fmt: skip


def _squashed(sites: Sequence[str], hosts: Sequence[str]) -> list[str]:
    """The names for comparing; of a host also its main label: `news.example.co.uk` gives `example`."""
    labels = [label for host in hosts for label in host.split(".")[:-1] if len(label) > 3]
    return list(dict.fromkeys(filter(None, [*map(squash, sites), *map(squash, labels)])))


def language_tags(head: Head, works: Sequence[Work]) -> list[tuple[str, str]]:
    """(tag, who says so) for each language the page declares."""
    said = [(head.language, "html lang")]
    said += [(work.fields.get("inLanguage"), f"JSON-LD {work.kind}.inLanguage") for work in works[:3]]
    said += [
        (content[0], f"meta {name}")
        for name, content in head.all(
            ("og:locale", "inlanguage", "content-language", "language", "dc.language", "dcterms.language")
        )
    ]
    return [(tag.strip(), by) for tag, by in said if isinstance(tag, str) and LANGUAGE.match(tag)]


def in_its_words(declared: Sequence[tuple[str, str]], page: Page, words: Words) -> list[tuple[str, str]]:
    """The declared languages, and before them that of the text where its words clearly contradict the first: many a
    content system says "en" of every page."""
    first = LANGUAGE.match(declared[0][0]) if declared else None
    if first and words.contradict(first[1].lower(), (block.text for block in page.blocks)):
        return [(words.languages[0], BY_WORDS), *declared]
    return list(declared)


def find_headline(sources: Sources, title: str | None) -> None:
    """Set the element that shows the headline, and the lines around it."""
    wanted = squash(title or "")
    nodes = [node for node, text in sources.head.headlines if text and squash(text) == wanted]
    nodes += [node for node, text in sources.head.headlines if text and wanted[:30] and wanted[:30] in squash(text)]
    nodes += [node for node, text in sources.head.headlines if len(key := squash(text)) >= MIN_SHOWN and key in wanted]
    if not nodes and wanted:
        nodes = [
            node
            for node in sources.tree.css("h2, h3, [class*=title], [class*=headline]")[:80]
            if squash(node.text()[:600]) == wanted
        ]
    nodes += [node for node, text in sources.head.headlines if text and squash(text) not in sources.squashed]
    nodes = nodes or sources.tree.css("main, article, [role=main]")[:1]
    if nodes:
        sources.headline_node = nodes[0]
        sources.lines = lines_near(nodes[0])
