"""The laws on mutated texts and pages, seeded: what a scraper, a bad disk or an enemy makes of a document.

    python tests/mutations.py          # 20,000 documents, and what broke; exit code 1 where anything did
    python tests/mutations.py 500 7    # so many, with another seed; a third number: the first of them

Nothing raises; each visible word is in the body or in `removed`, in the order of the page; the body has no character
that the input lacked; a text that is cleaned twice is as it was cleaned once; none takes long.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import regex

from cleaner import Cleaned, Cleaner

ROOT = Path(__file__).parent.parent
INPUTS = [*sorted((ROOT / "fixtures").glob("*/*/input.*")), *sorted((ROOT / "seeds").glob("*.txt"))]
MANY, SEED, LONGEST = 20_000, 19, 8_000
SLOW = 10.0
"""Seconds of the processor that no document of this size takes; the slowest of 2,400 took .8."""
WORD = regex.compile(r"\w+")
ODD = "\x00\x07\x0b\x1b\x1f\x7f\x85\x92\xa0\xad\u0301\u200b\u200d\u2028\u202e\u2066\ufeff\ufffd\U0001f469\U000e0041\t|#*>-`<&"
TAGS = str.split("<p> </p> <div> </div> <select> <title> <!-- --> <b <a/href='x &lt; &amp;#8217; <script> </body>")

Mutation = Callable[[random.Random, str], str]


def cut(lots: random.Random, text: str) -> str:
    start, end = sorted(lots.choices(range(len(text) + 1), k=2))
    return text[:start] + text[end:]


def repeated(lots: random.Random, text: str) -> str:
    start = lots.randrange(len(text) + 1)
    return text[:start] + text[start : start + 80] * lots.randrange(2, 9) + text[start:]


def odd_signs(lots: random.Random, text: str) -> str:
    for _ in range(lots.randrange(1, 12)):
        at = lots.randrange(len(text) + 1)
        text = text[:at] + lots.choice(ODD) + text[at:]
    return text


def tags(lots: random.Random, text: str) -> str:
    for _ in range(lots.randrange(1, 5)):
        at = lots.randrange(len(text) + 1)
        text = text[:at] + lots.choice(TAGS) + text[at:]
    return text


def shuffled_lines(lots: random.Random, text: str) -> str:
    lines = text.split("\n")
    start = lots.randrange(len(lines))
    part = lines[start : start + 8]
    lots.shuffle(part)
    return "\n".join([*lines[:start], *part, *lines[start + 8 :]])


def lost_breaks(lots: random.Random, text: str) -> str:
    return text.replace("\n\n", "\n") if lots.random() < 0.5 else text.replace("\n", " ", lots.randrange(1, 20))


def wrapped(lots: random.Random, text: str) -> str:
    width = lots.randrange(30, 90)
    return "\n".join(line[at : at + width] for line in text.split("\n") for at in range(0, max(len(line), 1), width))


def long_word(lots: random.Random, text: str) -> str:
    at = lots.randrange(len(text) + 1)
    return text[:at] + lots.choice("aก水1.-|") * lots.randrange(100, 3000) + text[at:]


def mojibake(lots: random.Random, text: str) -> str:
    return text.encode("utf-8", "replace").decode("cp1252", "replace")


def upper(lots: random.Random, text: str) -> str:
    return text.upper()


MUTATIONS: tuple[Mutation, ...] = (
    cut, repeated, odd_signs, tags, shuffled_lines, lost_breaks, wrapped, long_word, mojibake, upper,
)  # fmt: skip


def documents(count: int, seed: int, first: int = 0) -> Iterator[tuple[int, str, str]]:
    """Numbers, kinds and sources: one to four mutations of a fixture each."""
    names = {path.relative_to(ROOT).as_posix().encode(): path for path in INPUTS}
    for number in range(first, first + count):
        lots = random.Random(seed * 1_000_003 + number)
        # A new fixture takes its share of the documents, and all others stay as they were.
        path = names[max(names, key=lambda name: crc32(b"%d %d %s" % (seed, number, name)))]
        suffix, text = path.suffix, path.read_text(encoding="utf-8", errors="replace")[:LONGEST]
        for mutation in lots.choices(MUTATIONS, k=lots.randrange(1, 5)):
            text = mutation(lots, text)
        yield number, "html" if suffix == ".html" else "text", text


def broken(cleaner: Cleaner, kind: str, source: str) -> str:
    """Which law does not hold of a document, and where; empty where all do."""
    began = time.process_time()
    result = cleaner.clean(source, kind=kind)  # type: ignore[arg-type]
    if (seconds := time.process_time() - began) > SLOW:
        return f"slow: {seconds:.0f} s"
    new = set(result.text) - signs(result)
    if new:
        return f"new characters: {sorted(new)[:5]}"
    if disordered := first_out_of_order(result):
        return f"another order: {disordered}"
    if lost := missing(result):
        return f"lost: {lost}"
    if kind == "html" or result.page.kind == "html":
        return ""
    again = cleaner.clean(result.text, kind="text").text
    return "" if again == result.text else "cleaned twice is not cleaned once"


def missing(result: Cleaned) -> list[str]:
    """Words of the page of which characters are neither in the body nor in `removed`: a cut may part a word."""
    page = " ".join(block.text for block in result.page.blocks).lower()
    left = " ".join([result.text, *(removed.text for removed in result.removed)]).lower()
    lost = Counter(WORD.findall(page)) - Counter(WORD.findall(left))
    gone = Counter("".join(WORD.findall(page))) - Counter("".join(WORD.findall(left)))
    return [word for word in lost if gone.keys() & set(word)][:5]


def first_out_of_order(result: Cleaned) -> str:
    """What stands in the body and not, behind what precedes it, on the page; empty where the order is kept."""
    coming = iter("".join(WORD.findall(" ".join(block.text for block in result.page.blocks))))
    body = "".join(WORD.findall(result.text))
    return next((body[at : at + 20] for at, sign in enumerate(body) if sign not in coming), "")


def signs(result: Cleaned) -> set[str]:
    """The characters that a body may have: those of the page as it was read, and what parts its blocks."""
    return set("\n -") | {sign for block in result.page.blocks for sign in block.text}


def main(arguments: list[str]) -> int:
    """Clean and print what broke; 1 where anything did."""
    count, seed, first = (int(one) for one in [*arguments, *(MANY, SEED, 0)[len(arguments) :]])
    cleaner, faults = Cleaner(), Counter[str]()
    for number, kind, source in documents(count, seed, first):
        try:
            fault = broken(cleaner, kind, source)
        except Exception as error:
            fault = f"raised {type(error).__name__}: {error}"
        if fault:
            faults[fault.split(":")[0]] += 1
            print(f"{number:6} {kind} {fault}", flush=True)
    print(f"{count:,} documents, {sum(faults.values()):,} broken: {dict(faults)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
