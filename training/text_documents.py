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
from training.text_heads import HEADED
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
LIST_ITEMS, LONG_LIST = (3, 12), (20, 50)
ANNOUNCED, LONG_LISTS, AMONG, IN_BETWEEN = 0.6, 0.15, 0.8, 0.6
"""Shares of the made-up lists that a sentence announces, that are long, that stand before more of the article, and of
the texts with such a list in which prompts and headlines of other stories stand between paragraphs, too."""
NAMES = regex.compile(r"\p{Lu}[\p{L}\p{M}'’-]+(?: \p{Lu}[\p{L}\p{M}'’-]+){0,2}")
ITEMS = (
    "{a} – {b}", "{a}: {n}", "{a}, {n}", "{n}. {a}", "{y}: {w}", "{a} {s}:{t}", "{a} – {b} {s}:{t}", "{a} {s}, {b} {t}",
    "{a} ({n})", "{a}", "{w}", "{a}, {n}, {b}", "{n} g {w}", "{a}: {w}", "{h}:{m} {w}", "{s}.{t}. – {a}, {b}",
    "{s} {a} – {b}", "{a} – {n} €", "${n},000 {w}", "- {w}", "• {a}", "{a} - {w}", "{y} – {w}", "{a} {b} {n}",
)  # fmt: skip
LAST_MARKS = ".!?…。！？।؟"
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
    for page in filter(lambda page: page["gold"].strip(), found):
        # The rough texts of a page are much alike: one is enough.
        wanted = {"page", "window", *(() if page["set"] in HEADED else ("clean",)), chance.choice(ROUGH)}
        for kind, text in {**page["texts"], "clean": page["gold"]}.items():
            if kind in wanted and (text or "").strip():
                yield Document(page["id"], page["fold"], page["set"], kind, text, page["gold"])
        others = [title for title in titles.get((page["fold"], page["set"]), ()) if title != page["title"]]
        yield Document(page["id"], page["fold"], page["set"], "tail", with_tail(page, others, chance), page["gold"])
        yield brief(page, prompts.of(page), chance)
        yield with_list(page, prompts.of(page), others, chance)


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


def with_list(page: dict[str, Any], prompts: Sequence[str], titles: Sequence[str], chance: random.Random) -> Document:
    """The body with a made-up list in it, of words of its own, as articles have them: results, dates, prices, names.

    Mostly a sentence announces it, and mostly the article goes on after it; there may be prompts in between.
    """
    body = [line for line in page["gold"].split("\n") if line.strip()]
    announced = chance.random() < ANNOUNCED
    ends = not announced or chance.random() < AMONG
    at = chance.randint(1, max(len(body) - 1, 1)) if ends else len(body)
    before, items, after = body[:at], list_of(page["gold"], chance), body[at:]
    if announced:
        before[-1] = before[-1].rstrip().rstrip(LAST_MARKS) + ":"
    whole = [*before, *items, *after]
    head, tail = around(page["texts"].get("window") or "", page["gold"])
    shown = list(whole)
    if titles and chance.random() < IN_BETWEEN:
        place = chance.randint(1, at)
        pointers = chance.sample(titles, min(len(titles), chance.randint(1, 3)))
        shown[place:place] = [*(chance.sample(prompts, 1) if prompts else ()), *pointers]
    text = "\n".join([*(head if chance.random() < 0.7 else ()), *shown, *(tail if chance.random() < 0.7 else ())])
    return Document(page["id"], page["fold"], page["set"], "list", text, "\n".join(whole))


def list_of(gold: str, chance: random.Random) -> list[str]:
    """Items of one form, filled with names, words and numbers."""
    words = gold.split()
    names = NAMES.findall(gold) or [" ".join(words[at : at + 2]) for at in range(0, max(len(words) - 2, 1), 7)]
    form = chance.choice(ITEMS)
    count = chance.randint(*(LONG_LIST if chance.random() < LONG_LISTS else LIST_ITEMS))
    return [form.format_map(values_of(words, names, chance)) for _ in range(count)]


def values_of(words: Sequence[str], names: Sequence[str], chance: random.Random) -> dict[str, str]:
    """What an item may hold: names, a few words, numbers small and large, a year, a time."""
    at = chance.randrange(max(len(words) - 7, 1))
    phrase = " ".join(words[at : at + chance.randint(1, 7)]).rstrip(LAST_MARKS + ",;:")
    return {
        "a": chance.choice(names),
        "b": chance.choice(names),
        "w": phrase[:1].upper() + phrase[1:] if chance.random() < 0.5 else phrase,
        "n": str(chance.choice((chance.randint(1, 99), chance.randint(100, 9999)))),
        "s": str(chance.randint(0, 12)),
        "t": str(chance.randint(0, 12)),
        "y": str(chance.randint(1900, 2026)),
        "h": str(chance.randint(8, 23)),
        "m": f"{chance.randint(0, 59):02}",
    }


def shortened(line: str, chance: random.Random) -> str:
    """Half of the paragraphs are cut to one or two sentences."""
    sentences = SENTENCES.split(line)
    return " ".join(sentences[: chance.randint(1, 2)]) if chance.random() < 0.5 else line


def around(window: str, gold: str) -> tuple[list[str], list[str]]:
    """The lines before and after the body."""
    lines = window.split("\n")
    inside = np.flatnonzero(labels(lines, gold))
    return (lines[: inside[0]], lines[inside[-1] + 1 :]) if len(inside) else ([], [])
