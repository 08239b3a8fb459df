"""The benchmark's pages, changed into what other sites serve → how much of the score stays, out of fold.

CLEANER_HTML_FOLDS=/tmp/html_folds python -m cleaner.training.html_stress ../shared/bench/data --every 5
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

import regex

from cleaner.training.html_data import source_of
from cleaner.training.html_folds import clean_in_fold
from cleaner.training.text_data import pages
from cleaner.training.text_labels import tokens

SEMANTIC = regex.compile(
    rb"<(/?)(?:article|main|section|nav|aside|header|footer|figure|figcaption)\b", regex.IGNORECASE
)
NAMES = regex.compile(rb"""\s(?:class|id|role|itemprop)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", regex.IGNORECASE)
PARAGRAPH = regex.compile(rb"<(/?)p\b", regex.IGNORECASE)
BLANKS = regex.compile(rb">\s+<")
HEAD = regex.compile(rb"<head\b.*?</head>", regex.IGNORECASE | regex.DOTALL)

VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda page: page,
    "no semantic tags": lambda page: SEMANTIC.sub(rb"<\1div", page),
    "no names": lambda page: NAMES.sub(b"", page),
    "neither": lambda page: NAMES.sub(b"", SEMANTIC.sub(rb"<\1div", page)),
    "p as div": lambda page: PARAGRAPH.sub(rb"<\1div", page),
    "minified": lambda page: BLANKS.sub(b"><", page),
    "no head": lambda page: HEAD.sub(b"", page),
}


def word_f1(said: str, gold: str) -> float:
    """F1 over words, in whatever order.

    >>> word_f1("tea and milk", "milk tea")
    0.8
    """
    one, other = Counter(tokens(said)), Counter(tokens(gold))
    both = sum((one & other).values())
    return 2 * both / (sum(one.values()) + sum(other.values())) if both else 0.0


def main() -> None:
    """Print the mean word F1 of each variant, by set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with pages.jsonl.gz and html/")
    parser.add_argument("--every", type=int, default=1, help="only every n-th page")
    args = parser.parse_args()
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number, page in enumerate(pages(args.data)):
        if number % args.every == 0:
            source = source_of(page, args.data)
            for name, change in VARIANTS.items():
                cleaned = clean_in_fold(change(source), page["fold"], url=page["url"])
                found[page["set"], name].append(word_f1(cleaned.text, page["gold"]))
    for (group, name), figures in sorted(found.items()):
        print(f"{group:8} {name:18} {fmean(figures):.4f}  n={len(figures)}")


if __name__ == "__main__":
    main()
