"""Benchmark texts, packs and lines written for it → lines to train the judge of residue on, weakly labelled.

Nothing but real-text and the written lines was labelled by hand: what recurs in the articles of an outlet is residue,
nearly always; so is what stands around the gold body of a page, and what the packs know. What stands once is article.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import regex
import yaml

from cleaner.text.words import fold
from training.text_data import domain_of, fold_of, site_of
from training.text_labels import labels

SEED = 4
EVERY_FOLD = -1
"""Lines that belong to no outlet: packs' and written ones, learned from in each fold."""
# A line in so many articles of an outlet that are no versions of one story is residue.
RECURS = 3
# Two articles that share so many long lines are versions of one story.
SHARED_LINES, LONG_LINE_WORDS = 3, 12
# A rare line's sites are too few to say that it stands once.
FEWEST_TEXTS = 5
# Sets whose pages are no articles, or whose gold is another program's.
LEFT_OUT = frozenset({"wcxb-forum", "wcxb-listing", "wcxb-collection", "wcxb-product", "readability"})
# Around their golds stand readers' comments and other articles: prose.
LOOSE = frozenset({"dragnet", "wcxb-service", "wcxb-documentation"})
WHOLE_PAGES = frozenset({"news-en", "news-xx"})
SENTENCE = regex.compile(r"(?<=[.!?…。！？।؟][\"”’»）)\]])\s+|(?<=[.!?…。！？।؟])\s+|(?<=[。！？])(?=\S)")
CHOICE = re.compile(r"\{([^{}]*)\}")
NOT_RESIDUE = frozenset({"correction", "kicker"})
FIRST_NAMES = (
    "Ann",
    "Tom",
    "Runa",
    "Leo",
    "Maria",
    "Ivan",
    "Aisha",
    "Chen",
    "Olga",
    "Peter",
    "Lucia",
    "Ahmed",
    "Elena",
)
SYLLABLES = (
    "ba",
    "be",
    "do",
    "del",
    "fa",
    "gor",
    "ha",
    "in",
    "kar",
    "la",
    "len",
    "mo",
    "nor",
    "per",
    "ril",
    "ta",
    "ven",
)
DAYS = ("4 March 2024", "March 4, 2024", "04.03.2024", "2024-03-04", "Oct. 21, 2023", "3 maja 2012", "4. Juni 2015")
KINDS_OF_NAME = ("News", "Times", "Post", "Media", "TV", "Institute", "Foundation", "Radio", "Magazine")
WRITTEN = Path(__file__).parent / "judge_lines.txt"


class Line(NamedTuple):
    """A line to learn from: whether it is residue, how much it counts, and the fold of its outlet."""

    text: str
    residue: bool
    weight: float
    fold: int


def collect(bench: Path, packs: Path) -> list[Line]:
    """All lines, each once an outlet and label."""
    chance = random.Random(SEED)
    found = [
        *outlet_lines(bench / "outlets" / "texts.jsonl.gz", chance),
        *page_lines(bench / "data", chance),
        *page_lines(bench / "data-more", chance),
        *labelled_lines(bench / "real-text"),
        *pack_lines(packs, chance),
        *written_lines(titles_of(bench / "outlets" / "texts.jsonl.gz"), chance),
    ]
    kept = {(line.text, line.residue, line.fold): line for line in found if line.text}
    return list(kept.values())


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [part for part in SENTENCE.split(text) if part.strip()]


# Outlets: what recurs ------------------------------------------------------------------------------------------------


def outlet_lines(path: Path, chance: random.Random) -> Iterator[Line]:
    """Lines, first and last sentences that recur within an outlet, and a part of those that stand once."""
    outlets: dict[str, dict[str, str]] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            outlets[record["outlet"]][fold(record["text"][:3000])] = record["text"]
    for outlet, texts in outlets.items():
        yield from recurring(list(texts.values()), fold_of(domain_of(outlet)), chance)


def recurring(texts: list[str], number: int, chance: random.Random) -> Iterator[Line]:
    """The lines of one outlet's texts."""
    where: dict[str, set[int]] = defaultdict(set)
    first: dict[str, tuple[str, bool]] = {}
    for at, text in enumerate(texts):
        for unit, whole in units(text):
            key = fold(unit) or unit
            where[key].add(at)
            first.setdefault(key, (unit, whole))
    versions = versions_of(where)
    for key, places in where.items():
        unit, whole = first[key]
        apart = independent(sorted(places), versions)
        if apart >= RECURS:
            yield Line(unit, True, 3.0 if apart > RECURS + 1 else 1.5, number)
        elif len(places) == 1 and len(texts) >= FEWEST_TEXTS and chance.random() < share_of(unit, whole=whole):
            yield Line(unit, False, 0.8 if len(unit.split()) >= LONG_LINE_WORDS else 0.5, number)


def units(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of a text, and with False the first and last sentence of each."""
    for line in filter(None, map(str.strip, text.split("\n"))):
        yield line, True
        parts = sentences(line)
        if len(parts) > 1:
            yield parts[0], False
            yield parts[-1], False


def share_of(unit: str, *, whole: bool) -> float:
    """The part of the lines that stand once that is learned from: there are many, most of them plain prose."""
    if not whole:
        return 0.14
    return 0.18 if len(unit.split()) >= LONG_LINE_WORDS else 0.35


def versions_of(where: dict[str, set[int]]) -> set[tuple[int, int]]:
    """Pairs of texts that share long lines, as versions of one story do."""
    shared: Counter[tuple[int, int]] = Counter()
    for key, places in where.items():
        if 2 <= len(places) <= FEWEST_TEXTS and len(key.split()) >= LONG_LINE_WORDS:
            shared.update(combinations(sorted(places), 2))
    return {pair for pair, count in shared.items() if count >= SHARED_LINES}


def independent(places: list[int], versions: set[tuple[int, int]]) -> int:
    """How many of the texts are no versions of each other."""
    apart: list[int] = []
    for place in places:
        if not any((other, place) in versions for other in apart):
            apart.append(place)
    return len(apart)


# Pages: what stands around the body ----------------------------------------------------------------------------------


def page_lines(folder: Path, chance: random.Random) -> Iterator[Line]:
    """The lines of pages outside their gold, and a part of those inside."""
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            if page["set"] not in LEFT_OUT:
                number = fold_of(domain_of(site_of(page, folder)))
                for kind in ("window", "page") if page["set"] in WHOLE_PAGES else ("window",):
                    yield from around(page, kind, number, chance)


def around(page: dict[str, Any], kind: str, number: int, chance: random.Random) -> Iterator[Line]:
    """The lines of one text of a page. Its headline is the article's and stands outside: it says nothing."""
    lines = [line.strip() for line in (page["texts"].get(kind) or "").split("\n") if line.strip()]
    title, loose = fold(page["title"] or ""), page["set"] in LOOSE
    for line, inside in zip(lines, labels(lines, page["gold"]), strict=True):
        if fold(line) == title:
            continue
        if inside and kind == "window" and chance.random() < 0.15:
            yield Line(line, False, 0.5, number)
            parts = sentences(line)
            if len(parts) > 1:
                yield Line(parts[-1], False, 0.35, number)
        elif not inside and chance.random() < (0.25 if loose else 0.6):
            long = 0.35 if len(line.split()) >= LONG_LINE_WORDS else 1.0
            yield Line(line, True, (0.15 if kind == "window" else 0.08) * long * (0.4 if loose else 1.0), number)


# Real texts: labelled by hand ----------------------------------------------------------------------------------------


def labelled_lines(folder: Path) -> Iterator[Line]:
    """The lines and spans of real texts. Captions and the like may stay; headlines say nothing."""
    for record in map(json.loads, (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()):
        lines = (folder / "texts" / f"{record['id']}.txt").read_bytes().decode("utf-8").split("\n")
        host = record["outlet"] if "." in record["outlet"] else record["id"]
        number, title = fold_of(domain_of(host)), record["metadata"].get("title", {}).get("line")
        mixed = {span["line"] for span in record["spans"] if span["label"] != "either"}
        for span in record["spans"]:
            if span["label"] == "boilerplate" and span["line"] != title:
                yield Line(lines[span["line"]][span["start"] : span["end"]].strip(), True, 4.5, number)
        for label, places in record["lines"].items():
            for place in places:
                if place in mixed or place == title:
                    continue
                if label == "either":
                    yield Line(lines[place].strip(), False, 0.4, number)
                else:
                    yield from by_hand(lines[place].strip(), number, residue=label == "boilerplate")


def by_hand(line: str, number: int, *, residue: bool) -> Iterator[Line]:
    """A labelled line; of one that is the article's also its first and last sentence."""
    yield Line(line, residue, 4.5 if residue else 1.0, number)
    parts = sentences(line)
    if not residue and len(parts) > 1:
        yield Line(parts[0], False, 0.5, number)
        yield Line(parts[-1], False, 0.5, number)


# Packs, and lines written for the judge ------------------------------------------------------------------------------


def pack_lines(folder: Path, chance: random.Random) -> Iterator[Line]:
    """The lines that the packs know, with names, dates and numbers put in."""
    for path in sorted(folder.glob("*.yml")):
        classes = yaml.safe_load(path.read_text(encoding="utf-8")).get("classes") or {}
        for name, lines in classes.items():
            if isinstance(lines, str) and name not in NOT_RESIDUE:
                for template in filter(None, map(str.strip, lines.split("\n"))):
                    for _ in range(2 if "{" in template else 1):
                        text = filled(template.replace("*", ""), chance, [])
                        yield Line(text, True, 0.3, EVERY_FOLD)


def titles_of(path: Path) -> list[str]:
    """Headlines, for lines that point to other stories."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [title for record in map(json.loads, lines) if 3 < len((title := record["title"]).split()) < 16]


def written_lines(titles: list[str], chance: random.Random) -> Iterator[Line]:
    """The lines of `judge_lines.txt`, each template filled in several ways."""
    for template in WRITTEN.read_text(encoding="utf-8").splitlines():
        if template[:2] in ("+ ", "- "):
            many = template.count("{")
            for _ in range(20 if many >= 3 else 6 if many else 1):
                residue = template[0] == "+"
                yield Line(filled(template[2:], chance, titles), residue, 1.2, EVERY_FOLD)


def filled(template: str, chance: random.Random, titles: list[str]) -> str:
    """A template with one choice made for each of its braces, from the innermost out."""
    while match := CHOICE.search(template):
        inner = match[1]
        if "|" in inner:
            inner = chance.choice(inner.split("|"))
        elif made := NAMED.get(inner):
            inner = made(chance, titles)
        if len(inner) > 1 and inner.endswith("?"):
            inner = inner[:-1] if chance.random() < 0.5 else ""
        template = template[: match.start()] + inner + template[match.end() :]
    return " ".join(template.split())


def invented(chance: random.Random) -> str:
    """A name that nothing has."""
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 3))).capitalize()


def person(chance: random.Random) -> str:
    """A name of a person."""
    return f"{chance.choice(FIRST_NAMES)} {invented(chance)}"


def outlet(chance: random.Random) -> str:
    """A name of a newspaper, a channel, an agency or an institute."""
    name = invented(chance)
    return chance.choice((name, f"the {name}", f"{name} {invented(chance)}", f"{name} {chance.choice(KINDS_OF_NAME)}"))


def topic(chance: random.Random, titles: list[str]) -> str:
    """A word or two out of headlines."""
    words = (
        [word for word in chance.choice(titles).lower().split() if word.isalpha() and len(word) > 4] if titles else []
    )
    return " ".join(words[:2]) or "the harbour"


NAMED: dict[str, Any] = {
    "name": lambda chance, _: person(chance),
    "author": lambda chance, _: person(chance),
    "authors": lambda chance, _: f"{person(chance)} and {person(chance)}" if chance.random() < 0.3 else person(chance),
    "place": lambda chance, _: invented(chance),
    "date": lambda chance, _: chance.choice(DAYS),
    "updated": lambda chance, _: chance.choice(DAYS),
    "time": lambda chance, _: chance.choice(("09:15", "3:15 p.m.")),
    "number": lambda chance, _: str(chance.choice((chance.randint(1, 9), chance.randint(10, 999)))),
    "year": lambda chance, _: str(chance.randint(1880, 2024)),
    "topic": topic,
    "paper": lambda chance, _: outlet(chance),
    "agency": lambda chance, _: chance.choice(("Reuters", "AFP", outlet(chance))),
    "mail": lambda chance, _: f"{invented(chance).lower()}@{invented(chance).lower()}.{chance.choice(('com', 'org'))}",
    "email": lambda chance, _: f"{invented(chance).lower()}@{invented(chance).lower()}.com",
    "url": lambda chance, _: f"https://www.{invented(chance).lower()}.com/a",
    "site": lambda chance, _: (
        f"{chance.choice(('www.', ''))}{invented(chance).lower()}.{chance.choice(('com', 'org'))}"
    ),
    "handle": lambda chance, _: invented(chance).lower() + chance.choice(("", "_", "news", "tv")),
    "headline": lambda chance, titles: chance.choice(titles) if titles else invented(chance),
    "_": lambda *_: "the",
}
