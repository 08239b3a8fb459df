"""The one door to the compiled part: C read by ctypes, where it was built and `CLEANER_PURE=1` bars it not.

Each function does what the Python that it names does, with the same result to the last bit; `COMPILED` says whether
there is one to ask. Without it everything works, slower.
"""

from __future__ import annotations

import ctypes
import os
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

HERE = Path(__file__).parent
BUILT = HERE / ("_kernels" + {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so"))
# What `counted` has for each line, a row each.
COUNTS = 14
NUMBER_DIGITS = 5
# Rows of what `spread` answers, windows apart.
SPREAD, LEAN = 7, 3


class Lines(Protocol):
    """The characters of some lines, see `cleaner.text.columns.Piece`."""

    @property
    def points(self) -> Array: ...
    @property
    def kinds(self) -> Array: ...
    @property
    def starts(self) -> Array: ...
    @property
    def lengths(self) -> Array: ...


class Words(Protocol):
    """The words of some lines, see `cleaner.text.tokens.Tokens`."""

    @property
    def word(self) -> Array: ...
    @property
    def line(self) -> Array: ...
    @property
    def content(self) -> Array: ...
    @property
    def lines(self) -> int: ...


def source_number() -> int:
    """A number of 32 bits for the C sources, by which a build of older ones is recognised."""
    sources = [HERE / "_kernels.c", *sorted((HERE / "_core").glob("*.[ch]"))]
    return zlib.crc32(b"".join(source.read_bytes() for source in sources).replace(b"\r\n", b"\n"))


def library(built: Path = BUILT) -> ctypes.CDLL | None:
    """The compiled part; None where there is none, where it was built of another source, or where it is barred."""
    if os.environ.get("CLEANER_PURE", "") not in ("", "0") or not built.is_file():
        return None
    try:
        found = ctypes.CDLL(str(built))
        found.cleaner_source.restype = ctypes.c_uint32
        return found if found.cleaner_source() == source_number() else None
    except (OSError, AttributeError):
        return None


LIBRARY = library()
COMPILED = LIBRARY is not None


def call(name: str, *values: Array | int) -> int:
    """Call a function with arrays, which must be contiguous, and whole numbers of 64 bits."""
    function = getattr(LIBRARY, name)
    if function.argtypes is None:
        function.restype = ctypes.c_int64
        function.argtypes = [ctypes.c_int64 if isinstance(one, int) else ctypes.c_void_p for one in values]
    # `one.ctypes.data` is the same and takes twice as long.
    return int(function(*[one if isinstance(one, int) else one.__array_interface__["data"][0] for one in values]))


def over(name: str, piece: Lines, *values: Array | int) -> int:
    """Call a function that passes over lines."""
    return call(name, piece.points, piece.kinds, piece.starts, piece.lengths, len(piece.starts), *values)


def counts(piece: Lines) -> Array:
    """`cleaner.text.columns.counted`."""
    table = np.empty((COUNTS, len(piece.starts)), np.int32)
    over("cleaner_counts", piece, table)
    return table


def tokens(piece: Lines, folded: Array, content_letters: int) -> tuple[Array, Array, Array]:
    """Of `cleaner.text.tokens.piece_tokens` the words, the lines, and whether they are long enough."""
    size = len(piece.points)
    word, line, content = np.empty(size, np.uint64), np.empty(size, np.int64), np.empty(size, np.bool_)
    count = over("cleaner_tokens", piece, folded, content_letters, word, line, content)
    return word[:count].copy(), line[:count].copy(), content[:count].copy()


def keys(piece: Lines, folded: Array, twin_letters: int, longest_form: int) -> tuple[Array, Array, Array]:
    """The columns of `cleaner.text.tokens.piece_keys`."""
    exact, masked, beginning = np.empty((3, len(piece.starts)), np.uint64)
    over("cleaner_keys", piece, folded, twin_letters, longest_form, exact, masked, beginning)
    return exact, masked, beginning


def judged(piece: Lines, tables: tuple[Array, Array, Array, Array], bits: int) -> tuple[Array, Array, Array]:
    """For each line the sum of the weights of its textual features (see `cleaner.text.judge.features_of`), how many
    they are, and what the line may hold, as flags of `cleaner.text.judge.MAY_HOLD`.

    `tables`: what characters are folded to, what they may be a part of, the weights, the marks of kinds of features.
    """
    total, count = np.empty((2, len(piece.starts)), np.int64)
    may = np.empty(len(piece.starts), np.uint8)
    folded, hints, weights, marks = tables
    over("cleaner_judge", piece, folded, hints, weights, bits, NUMBER_DIGITS, marks, total, count, may)
    return total, count, may


def judged_shapes(piece: Lines, held: Array, edges: tuple[Array, Array], limits: Array, weights: Array) -> Array:
    """For each line the sum of the weights of its shapes (see `cleaner.text.judge.shapes_of`).

    `held`: lines x flags, whether it is boxed and what the patterns found; `edges`: those of sizes and of shares.
    """
    total = np.empty(len(piece.starts), np.int64)
    sizes, shares = edges
    over("cleaner_judge_shapes", piece, held, held.shape[1], sizes, len(sizes), shares, len(shares), limits, weights,
         total)  # fmt: skip
    return total


def repetition(exact: Array, beginning: Array, masked: Array) -> tuple[Array, Array, Array, Array]:
    """`cleaner.main_content.text.columns.repeated`."""
    lines = len(exact)
    size = 2 << lines.bit_length()
    repeats, twins, forms, often = np.empty((4, lines), np.int64)
    first = np.empty(lines, np.bool_)
    call("cleaner_repetition", exact, beginning, masked, lines, np.empty(size, np.int64), size, often,
         np.empty(lines, np.uint64), repeats, twins, forms, first)  # fmt: skip
    return repeats, twins, forms, first


def spread(
    tokens: Words, flags: Array, stop_words: Array, lexicon: tuple[Array, Array], limits: tuple[int, int, Array]
) -> tuple[Array, Array]:
    """The columns of `cleaner.main_content.text.topic.spread_of` and of `cleaner.main_content.text.lexicon.lean_rows`.

    `flags`: which lines are prose, of the body, of the lede. `lexicon`: words and how they lean. `limits`: how many
    lines are near, how many words are common, and windows in lines.
    """
    size, lines = len(tokens.word), tokens.lines
    near, common, widths = limits
    bits = size.bit_length()
    keys = (tokens.word >> np.uint64(bits) << np.uint64(bits)) | np.arange(size, dtype=np.uint64)
    keys.sort()
    word, line, count, often = np.empty((4, size + 1), np.int64)
    content, number = np.empty(size, np.bool_), np.empty(size, np.uint64)
    uses = call("cleaner_uses", keys, size, bits, tokens.word, tokens.line, tokens.content, word, line, count, content,
                number, often)  # fmt: skip
    words = int(often[size])
    logs = np.log1p(lines / often[:words])
    columns, lean = np.empty((SPREAD, lines)), np.empty((LEAN + 2 * len(widths), lines))
    call("cleaner_spread", word, line, count, content, uses, number, words, logs, lines, flags, stop_words,
         len(stop_words), *lexicon, len(lexicon[0]), near, common, widths, len(widths), np.empty(4 * words),
         np.empty(3 * lines + 1), columns, lean)  # fmt: skip
    return columns.astype(np.float32), lean.astype(np.float32)


def scored(columns: Array, feature: Array, border: Array, leaf: Array) -> Array:
    """What all trees say of each row together. `columns`: features x rows; `feature` and `border`: levels x trees."""
    levels, trees = feature.shape
    score = np.empty(columns.shape[1], np.float64)
    rows, leaves = np.ascontiguousarray(columns, np.float32), leaf.astype(np.float64)
    call("cleaner_trees", rows, columns.shape[1], feature, border, leaves, levels, trees, score)
    return score


def unusual(utf8: bytes, limits: Array, counted: Array, reopened: Array) -> bool:
    """Whether the source of a page may be one that `cleaner.reading.markup.mended` changes, or says something of."""
    return bool(call("cleaner_unusual", np.frombuffer(utf8, np.uint8), len(utf8), limits, counted, reopened))


# The piles of a walk over a page, in their order: how many whole numbers each entry has, 0 for characters.
PILES = {"texts": 0, "raws": 0, "steps": 0, "runs": 15, "parts": 3, "containers": 7, "told": 2, "unread": 1}
ALL_PILES = len(PILES) + 2
NEW_PLANE = 4
PLANE = 1 << 16
SIGNS = np.zeros(17 * PLANE, np.uint8)
"""What characters are, for those planes that a page had characters of."""
PLANES: set[int] = set()


def build_plane(plane: int) -> None:
    """Find out what the characters of a plane are. Two threads may both do it, with the same result."""
    first = plane * PLANE
    text = [chr(point) for point in range(first, first + PLANE)]
    asked = (str.isspace, str.isupper, str.islower, str.isalnum, str.isdigit, str.isprintable)
    for bit, ask in enumerate(asked):
        SIGNS[first : first + PLANE] |= np.fromiter(map(ask, text), np.uint8, PLANE) << bit
    PLANES.add(plane)


class Tables(NamedTuple):
    """What a walk over a page is told, see `cleaner.reading.compiled_walk`."""

    settings: Array
    tags: Array
    names: bytes
    late: bytes
    roles: bytes
    role_flags: Array


def walked(root: int, tables: Tables) -> dict[str, Any] | None:
    """What is found in a walk over the parser's tree below the node at `root`, by the names of `PILES`: text, and rows
    of whole numbers. None where Python must walk. The tree must be alive."""
    assert LIBRARY is not None
    sizes = np.zeros(ALL_PILES + 2, np.int64)
    LIBRARY.cleaner_walk.restype = LIBRARY.cleaner_walk_pile.restype = ctypes.c_void_p
    built = sum(1 << plane for plane in PLANES)
    values = [one if isinstance(one, bytes) else ctypes.c_void_p(one.ctypes.data) for one in tables]
    walk = ctypes.c_void_p(
        LIBRARY.cleaner_walk(
            ctypes.c_void_p(root),
            *values,
            ctypes.c_void_p(SIGNS.ctypes.data),
            ctypes.c_int64(built),
            ctypes.c_void_p(sizes.ctypes.data),
        )
    )
    try:
        fault, plane = sizes[-2:].tolist()
        if not walk or fault:
            missing = fault == NEW_PLANE and plane not in PLANES
            if missing:
                build_plane(plane)
            return walked(root, tables) if missing else None
        return {name: pile(walk, at, int(sizes[at]), width) for at, (name, width) in enumerate(PILES.items())}
    finally:
        LIBRARY.cleaner_walk_free(walk)


def names(root: int, settings: Array) -> str | None:
    """The classes and ids of all elements of the parser's tree below a node, parted by blanks; None without memory."""
    assert LIBRARY is not None
    sizes = np.zeros(ALL_PILES + 2, np.int64)
    LIBRARY.cleaner_names.restype = LIBRARY.cleaner_walk_pile.restype = ctypes.c_void_p
    places = [ctypes.c_void_p(one) for one in (root, settings.ctypes.data, sizes.ctypes.data)]
    walk = ctypes.c_void_p(LIBRARY.cleaner_names(*places))
    try:
        if not walk or sizes[ALL_PILES]:
            return None
        steps = [*PILES].index("steps")
        return str(pile(walk, steps, int(sizes[steps]), 0))
    finally:
        LIBRARY.cleaner_walk_free(walk)


def pile(walk: ctypes.c_void_p, at: int, size: int, width: int) -> Any:
    """A copy of one pile of a walk."""
    assert LIBRARY is not None
    data = ctypes.string_at(LIBRARY.cleaner_walk_pile(walk, ctypes.c_int64(at)), size) if size else b""
    return np.frombuffer(data, np.int64).reshape(-1, width) if width else data.decode("utf-8")


def html_rows(known: Sequence[Array], containers: int, steps: int, groups: int, out: Array) -> int:
    """Fill the columns of `cleaner.main_content.html.columns.rows` behind those of a block alone; how many they are.

    `known`: arrays in the order of `Known` in html_rows.c. `out`: columns x blocks.
    """
    arrays = [np.ascontiguousarray(one) for one in known]
    places = np.array([one.ctypes.data for one in arrays], np.uintp)
    return call("cleaner_html_rows", places, out.shape[1], containers, steps, groups, out)
