"""The benchmark's pages, changed into what other sites serve or other converters write → how much of the score stays.

CLEANER_HTML_FOLDS=/tmp/html_folds python -m training.stress html ../shared/bench/data --every 5
CLEANER_FOLDS=/tmp/text_folds python -m training.stress text ../shared/bench/data --every 5

`short` (articles cut to their beginning, or out of their page) wants both sets of weights.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice
from pathlib import Path
from statistics import fmean
from textwrap import wrap
from typing import Any

import regex

from cleaner.page import Cleaned
from cleaner.reading import read
from cleaner.rules import Rules
from training import html_folds, text_folds
from training.html_cut import cut_down
from training.html_data import source_of
from training.text_data import pages
from training.text_documents import Prompts, brief, prompts_of
from training.text_labels import labels, tokens
from training.text_train import reader

SEMANTIC = regex.compile(
    rb"<(/?)(?:article|main|section|nav|aside|header|footer|figure|figcaption)\b", regex.IGNORECASE
)
NAMES = regex.compile(rb"""\s(?:class|id|role|itemprop)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", regex.IGNORECASE)
PARAGRAPH = regex.compile(rb"<(/?)p\b", regex.IGNORECASE)
BLANKS = regex.compile(rb">\s+<")
HEAD = regex.compile(rb"<head\b.*?</head>", regex.IGNORECASE | regex.DOTALL)

HTML: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda page: page,
    "no semantic tags": lambda page: SEMANTIC.sub(rb"<\1div", page),
    "no names": lambda page: NAMES.sub(b"", page),
    "neither": lambda page: NAMES.sub(b"", SEMANTIC.sub(rb"<\1div", page)),
    "p as div": lambda page: PARAGRAPH.sub(rb"<\1div", page),
    "minified": lambda page: BLANKS.sub(b"><", page),
    "no head": lambda page: HEAD.sub(b"", page),
}


SHORT = 60
"""Lines of fewer characters that end no sentence are what converters set as entries of lists or links."""
WIDTH = 72


def wrapped(text: str, after: tuple[str, ...] = ()) -> str:
    """The text as a terminal shows it, with these lines after each.

    >>> wrapped("The river rose. " * 6, ("",)).split("\\n")[1:]
    ['river rose. The river rose.', '']
    """
    return "\n".join(line for one in text.split("\n") for line in (*wrap(one, WIDTH), *after))


def each_short(text: str, form: str) -> str:
    """The text with its short lines in a form.

    >>> each_short("Home\\nThe river rose.", "* {}")
    '* Home\\nThe river rose.'
    """
    lines = text.split("\n")
    return "\n".join(form.format(one) if 0 < len(one) < SHORT and one[-1] not in ".!?" else one for one in lines)


TEXT: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "a blank line between": lambda text: text.replace("\n", "\n\n"),
    "wrapped": wrapped,
    "wrapped, blank lines": lambda text: wrapped(text, ("",)),
    "list marks": lambda text: each_short(text, "* {}"),
    "bold": lambda text: each_short(text, "**{}**"),
    "links": lambda text: each_short(text, "* [{}](/a/1)"),
}


def word_f1(said: str, gold: str) -> float:
    """F1 over words, in whatever order; 1 where nothing is said of nothing.

    >>> word_f1("tea and milk", "milk tea"), word_f1("", "")
    (0.8, 1.0)
    """
    if not gold.strip():
        return float(not said.strip())
    one, other = Counter(tokens(said)), Counter(tokens(gold))
    both = sum((one & other).values())
    return 2 * both / (sum(one.values()) + sum(other.values())) if both else 0.0


def cleaned_html(page: dict[str, Any], data: Path) -> Iterator[tuple[str, Cleaned, str]]:
    """Each variant of a page, cleaned, and its gold."""
    source = source_of(page, data)
    for name, change in HTML.items():
        yield name, html_folds.clean_without(page["set"], change(source), url=page["url"]), page["gold"]


def cleaned_text(page: dict[str, Any], _: Path) -> Iterator[tuple[str, Cleaned, str]]:
    """Each variant of the page's visible lines, cleaned, and its gold."""
    source = page["texts"].get("page") or ""
    for name, change in TEXT.items() if source.strip() else ():
        yield name, text_folds.clean_in_fold(change(source), page["fold"]), page["gold"]


def cleaned_short(page: dict[str, Any], data: Path) -> Iterator[tuple[str, Cleaned, str]]:
    """The page with a short article, or none, and its text as a brief with prompts; other ones than in training."""
    chance = random.Random(page["id"])
    source = source_of(page, data)
    read_as = read(source, url=page["url"], kind="html")
    inside = labels([block.text for block in read_as.blocks], page["gold"])
    if inside.any() and (cut := cut_down(read_as, inside, chance)):
        yield f"HTML, {cut.form}", html_folds.clean_without(page["set"], cut.page.source, url=page["url"]), cut.gold
    made = brief(page, prompts(data).of(page), chance)
    yield "text, brief", text_folds.clean_in_fold(made.text, page["fold"]), made.gold


@cache
def prompts(data: Path) -> Prompts:
    """The lines of all pages that packs know as prompts."""
    rules = Rules.load(site_files=False)
    return prompts_of(pages(data), partial(reader, rules))


VARIANTS = {"html": cleaned_html, "text": cleaned_text, "short": cleaned_short}


def main() -> None:
    """Print the mean word F1 of each variant, by set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=tuple(VARIANTS))
    parser.add_argument("data", type=Path, help="folder with pages.jsonl.gz and html/")
    parser.add_argument("--every", type=int, default=1, help="only every n-th page")
    args = parser.parse_args()
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for page in islice(pages(args.data), 0, None, args.every):
        for name, cleaned, gold in VARIANTS[args.kind](page, args.data):
            found[page["set"], name].append(word_f1(cleaned.text, gold))
    for (group, name), figures in sorted(found.items()):
        print(f"{group:8} {name:22} {fmean(figures):.4f}  n={len(figures)}")


if __name__ == "__main__":
    main()
