"""Mutated lines and pages → the compiled part and its Python, compared: a fault of memory or a difference ends it.

python -m training.fuzz_kernels --rounds 1000

Under AddressSanitizer (`python hatch_build.py` puts the usual build back in its place):

CC=gcc CFLAGS="-g -fsanitize=address,undefined" python hatch_build.py
ASAN_OPTIONS=detect_leaks=0 LD_PRELOAD=$(gcc -print-file-name=libasan.so) python -m training.fuzz_kernels
"""

from __future__ import annotations

import argparse
import gzip
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from cleaner import kernels
from cleaner.main_content.html import model as html_model
from cleaner.main_content.text import columns
from cleaner.main_content.text import model as text_model
from cleaner.reading import compiled_walk
from cleaner.reading.markup import LIMITS, mended
from cleaner.reading.nesting import COUNTED, REOPENED_CODES
from cleaner.reading.walk import Walk
from cleaner.text import judge
from cleaner.text.columns import counted, piece_of
from cleaner.text.tokens import hashes_of, keys_in, mixed_of, piece_keys, piece_tokens, words_in

ROOT = Path(__file__).parent.parent
SIGNS = "aZ9 \t\n\0.…!?:,;'\"“»)]|•@/w_İß中กខ가\u0301\ud800\U0001f600\U00020000"
MOST_LINES, MOST_CHARS, WORDS = 60, 900, 5
MOST_BYTES = 30_000
TAGS = (
    "<p>", "</div>", "<span style='display:none'>", "<br>", "<pre>", "<li>", "<td>", "<tr>", "<a>", "</a>", "<b>",
    "<x-y>", "<svg>", "<math>", "<dialog>", "<!--", "-->", "<title>", "<style>", "</script>", "<template>", "<button>",
    "\xa0", "\u200b", "\xad", "\U0001d400\U0001d41a", "é", "\x80", "<", ">", "'", '"', "=",
    "<div class=' a  b ' id=c hidden>",
)  # fmt: skip
SHARE = 0.3
GZIP = b"\x1f\x8b"


def lines_of(paths: Sequence[Path]) -> list[str]:
    """The lines of files, whatever is in them."""
    return [line for path in paths for line in path.read_text("utf-8", "surrogateescape").splitlines()]


def mutated(lines: Sequence[str], chance: random.Random) -> list[str]:
    """Some of the lines, cut, joined, and with odd characters in them."""
    found = [chance.choice(lines)[:MOST_CHARS] for _ in range(chance.randrange(MOST_LINES))]
    for at in range(len(found)):
        for _ in range(chance.randrange(4)):
            place = chance.randrange(len(found[at]) + 1)
            end = place + chance.choice((0, 0, 1, 5, 50))
            found[at] = found[at][:place] + chance.choice(SIGNS) * chance.choice((1, 1, 2, 6)) + found[at][end:]
    return found


def compare(lines: Sequence[str], chance: random.Random) -> None:
    """Raise AssertionError where the two differ."""
    piece = piece_of(lines)
    np.testing.assert_array_equal(kernels.counts(piece), counted(piece))
    mixed = mixed_of(piece)
    np.testing.assert_array_equal(words_in(piece).word, piece_tokens(piece, mixed).word)
    np.testing.assert_array_equal(keys_in(piece).masked, piece_keys(piece, mixed).masked)
    stop_words = hashes_of(frozenset(["the", "and", "of", "in"]))
    trees = html_model.model_of().trees
    values = np.random.default_rng(chance.randrange(1 << 30)).normal(1, 9, (200, len(lines) + 1)).astype(np.float32)
    answers = []
    for compiled in (True, False):
        kernels.COMPILED = compiled
        shape, tokens, keys = columns.scanned(lines)
        run = (len(lines) // 3, len(lines))
        spread, lean = columns.told_by_words(
            tokens, run, shape.words > WORDS, stop_words, text_model.model_of().lexicon
        )
        page = [*columns.repetition(keys), lean, *(getattr(spread, name) for name in spread.__slots__)]
        answers.append(
            (judge.judge_of().odds(lines).tolist(), trees.score(values).tolist(), [x.tolist() for x in page])
        )
    kernels.COMPILED = True
    assert answers[0] == answers[1], lines


def mutated_page(utf8: bytes, chance: random.Random) -> bytes:
    """A part of a page with pieces of it taken out, doubled and put elsewhere, and with odd bytes in it."""
    start = chance.randrange(len(utf8) + 1)
    page = bytearray(utf8[start : start + chance.choice((300, 3000, MOST_BYTES))])
    for _ in range(chance.randrange(12)):
        place = chance.randrange(len(page) + 1)
        size = chance.choice((0, 1, 5, 50, 500))
        taken = bytes(page[place : place + size])
        if chance.random() < SHARE:
            del page[place : place + size]
        place = chance.randrange(len(page) + 1)
        page[place:place] = taken if chance.random() < SHARE else chance.choice(TAGS).encode()
    return bytes(page).decode("utf-8", "replace").replace("\0", "").encode()


def compare_page(utf8: bytes, *, xml: bool) -> None:
    """Raise AssertionError where the two read a page otherwise."""
    kernels.COMPILED = False
    wanted = mended(utf8)
    kernels.COMPILED = True
    assert kernels.unusual(utf8, LIMITS, COUNTED, REOPENED_CODES) or wanted == (utf8, ()), utf8
    tree = LexborHTMLParser(wanted[0], options=LexborDocumentOptions.WO_EVENTS)
    if tree.root is not None and (found := compiled_walk.walked(tree.root, xml=xml)):
        read = Walk(xml=xml).run(tree.root)
        for name in ("texts", "tags", "tight", "link_characters", "containers", "flags", "groups", "steps", "begins"):
            assert getattr(found, name) == getattr(read, name), utf8
        assert found.sources.raws == read.sources.raws, utf8


def main() -> None:
    """Run, and print how much was compared."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", help="documents to mutate; the fixtures and seeds by default")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if not kernels.COMPILED:
        parser.error("the compiled part was not built: python hatch_build.py")
    files = args.files or [path for folder in ("fixtures", "seeds") for path in (ROOT / folder).rglob("*.*")]
    lines = lines_of([path for path in files if path.is_file() and path.suffix != ".gz"])
    pages = [path.read_bytes() for path in files if path.is_file() and path.suffix in (".html", ".gz")]
    pages = [gzip.decompress(page) if page[:2] == GZIP else page for page in pages]
    chance = random.Random(args.seed)
    for _ in range(args.rounds):
        if lines:
            compare(mutated(lines, chance), chance)
        compare_page(mutated_page(chance.choice(pages), chance), xml=chance.random() < SHARE)
    print(f"{args.rounds:,} rounds, no difference")


if __name__ == "__main__":
    main()
