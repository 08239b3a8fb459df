"""The benchmark's pages → the texts to train on: as they come, and made up where few pages show what users have."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import regex

from cleaner.page import Page, Words
from cleaner.text.words import word_count
from training.text_labels import labels

SEED = 4
ROUGH = ("rough_t", "rough_r", "rough_n")
TAIL_TEASERS = (3, 14)
TEASER_CUT = (28, 52)
BRIEF = 1.0
"""The share of bodies of which only the beginning is left. With whole ones among them (.6) news-xx lost .012."""
BRIEF_LINES = (2, 14)
BRIEF_PROMPTS = 3
PROMPT_WORDS = 12
PROMPT_LABELS = frozenset(
    ("comment_prompt", "related", "related_heading", "newsletter_prompt", "share_prompt", "follow_prompt", "ad")
)
SENTENCES = regex.compile(r"(?<=[.!?…。！？।؟][\"”’»）)」]?)\s+|(?<=[。！？])")

Reader = Callable[[str], tuple[Page, Words]]


@dataclass(frozen=True, slots=True)
class Document:
    """One text of one page: its lines, their labels (1: body), the fold of its site, and what it weighs."""

    page: str
    fold: int
    group: str
    kind: str
    text: str
    gold: str


@dataclass(frozen=True, slots=True)
class Prompts:
    """Lines that the packs know, by fold and language, and the language of each page."""

    lines: dict[tuple[int, str], list[str]]
    languages: dict[str, str]

    def of(self, page: dict[str, Any]) -> list[str]:
        """Those of pages in the language and fold of this one."""
        return self.lines.get((page["fold"], self.languages.get(page["id"], "")), [])


def prompts_of(found: Sequence[dict[str, Any]], reader: Reader) -> Prompts:
    """The short lines of all pages that a pack knows as prompts, pointers or advertisements."""
    lines: dict[tuple[int, str], list[str]] = defaultdict(list)
    languages: dict[str, str] = {}
    for page in found:
        read_as, words = reader(page["texts"].get("page") or "")
        language = languages[page["id"]] = words.languages[0] if words.languages else ""
        for block in read_as.blocks:
            short = word_count(block.text) <= PROMPT_WORDS and block.text not in page["gold"]
            if short and any(known.label in PROMPT_LABELS for known in words.evidence(block.text)):
                lines[page["fold"], language].append(block.text)
    return Prompts(lines, languages)


def documents(found: Sequence[dict[str, Any]], prompts: Prompts) -> Iterator[Document]:
    """Each page's texts, its gold, one gold with a made-up tail of other pages' headlines, and one made-up brief."""
    chance = random.Random(SEED)
    titles: dict[tuple[int, str], list[str]] = {}
    for page in found:
        if page["title"]:
            titles.setdefault((page["fold"], page["set"]), []).append(page["title"])
    for page in found:
        # The rough texts of a page are much alike: one is enough.
        wanted = {"page", "window", "clean", chance.choice(ROUGH)}
        for kind, text in {**page["texts"], "clean": page["gold"]}.items():
            if kind in wanted and (text or "").strip():
                yield Document(page["id"], page["fold"], page["set"], kind, text, page["gold"])
        others = [title for title in titles[page["fold"], page["set"]] if title != page["title"]]
        yield Document(page["id"], page["fold"], page["set"], "tail", with_tail(page, others, chance), page["gold"])
        yield brief(page, prompts.of(page), chance)


def with_tail(page: dict[str, Any], titles: Sequence[str], chance: random.Random) -> str:
    """The body with the head and tail of a news site: a headline twice, a stamp, teasers cut short, ages."""
    lines: list[str] = []
    if page["title"] and chance.random() < 0.5:
        lines += [page["title"]] * chance.randint(1, 2)
    if page["authors"] and chance.random() < 0.5:
        lines.append(", ".join(page["authors"]))
    lines.append(page["gold"])
    if chance.random() < 0.4 and page["title"]:
        lines.append(" ".join(word for word in page["title"].split() if word[:1].isupper()))
    cut, age, twice = (chance.random() < share for share in (0.5, 0.5, 0.6))
    stamp = chance.choice(["{} hours ago", "{} h", "{}:30", "0{}.12.2024", "2024-11-0{}", "{} min"])
    for title in chance.sample(titles, min(len(titles), chance.randint(*TAIL_TEASERS))):
        if cut and len(title) > TEASER_CUT[1]:
            lines.append(title[: chance.randint(*TEASER_CUT)] + chance.choice([" ..", "...", "…"]))
        if twice or not cut:
            lines.append(title)
        if age:
            lines.append(stamp.format(chance.randint(1, 9)))
    return "\n".join(lines)


def brief(page: dict[str, Any], prompts: Sequence[str], chance: random.Random) -> Document:
    """The beginning of the body in short paragraphs, with prompts in between, as regional papers write briefs.

    What stands around the body in the page's window stands around the brief.
    """
    body = [line for line in page["gold"].split("\n") if line.strip()]
    if chance.random() < BRIEF:
        body = [shortened(line, chance) for line in body[: chance.randint(*BRIEF_LINES)]]
    shown = list(body)
    for _ in range(chance.randint(0, BRIEF_PROMPTS) if prompts else 0):
        shown.insert(chance.randint(1, len(shown)), chance.choice(prompts))
    before, after = around(page["texts"].get("window") or "", page["gold"])
    text = [*(before if chance.random() < 0.7 else ()), *shown, *(after if chance.random() < 0.7 else ())]
    return Document(page["id"], page["fold"], page["set"], "brief", "\n".join(text), "\n".join(body))


def shortened(line: str, chance: random.Random) -> str:
    """Half of the paragraphs are cut to one or two sentences."""
    sentences = SENTENCES.split(line)
    return " ".join(sentences[: chance.randint(1, 2)]) if chance.random() < 0.5 else line


def around(window: str, gold: str) -> tuple[list[str], list[str]]:
    """The lines before and after the body."""
    lines = window.split("\n")
    inside = np.flatnonzero(labels(lines, gold))
    return (lines[: inside[0]], lines[inside[-1] + 1 :]) if len(inside) else ([], [])
