"""The parts of a pattern → what every line equal to it must have, so that an index need not try it on other lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from cleaner.rules.patterns.template import Anything, Capture, Choice, Literal, Part
from cleaner.text.words import DIGIT, composed, even, small

# --- The parts of a pattern → the first letters of the lines it can equal, so that most lines need not be tried.


# Longer openings tell no more; those of patterns with less fixed text at their start are cut to two letters.
LONG, SHORT = 4, 2
# A choice after a choice after a choice: the first letters are known long before.
MOST_PARTS = 2


def openings_of(parts: tuple[Part, ...]) -> frozenset[str]:
    """The openings, in small letters, four of them or two; none where lines may begin with anything.

    >>> from cleaner.rules.patterns.template import parse
    >>> sorted(openings_of(parse("{Read|See} more: {_}"))), sorted(openings_of(parse("{_} | more")))
    (['read', 'see '], [])
    """
    fixed: list[Iterable[str]] = []
    for part in parts[:MOST_PARTS]:
        if not isinstance(part, Literal | Choice):
            break
        fixed.append(part.texts if isinstance(part, Choice) else (part.text,))
    texts = ("".join(chosen).lstrip().casefold() for chosen in product(*fixed))
    return frozenset(text[:LONG] if len(text) >= LONG else text[:SHORT] for text in texts if len(text) >= SHORT)


def opens(text: str, openings: frozenset[str]) -> bool:
    """Whether a line begins like one of them.

    >>> [opens(line, frozenset({"read", "图："})) for line in ("READ MORE: Trains", "图：新华社", "Ready", "Rain")]
    [True, True, True, False]
    """
    return text[:LONG].casefold() in openings or text[:SHORT].casefold() in openings


# More ways than this to write a pattern out are not written out for the index.
MAX_LITERALS = 256
GAP = "\0"
# So many characters at an end of a line are looked up, as many as a pattern has there.
EDGES = (6, 3, 1)
# More than this of an end is not compared before the pattern itself is tried.
LONGEST_EDGE = 24
# Of two anchors the one whose shortest word is longer is rarer; so many more words weigh as much as one letter.
WORDS_PER_LETTER = 12
# Fields whose text has a digit in it, and a sign that the text of a field cannot do without.
WITH_DIGIT = frozenset({"date", "updated", "dateline_date", "time", "number"})
SIGNS = {"email": "@", "url": "."}


@dataclass(frozen=True, slots=True)
class Needs:
    """What a line must have: one of the texts at its start and at its end, words, pieces of text, one of each group,
    maybe a digit. Of an empty tuple of starts or ends nothing is asked.
    """

    starts: tuple[str, ...]
    ends: tuple[str, ...]
    words: frozenset[str]
    pieces: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    digit: bool

    def met(self, key: str) -> bool:
        """False where no line with this key can equal the pattern. The quickest questions come first."""
        if (self.starts and not key.startswith(self.starts)) or (self.ends and not key.endswith(self.ends)):
            return False
        for piece in self.pieces:
            if piece not in key:
                return False
        if self.digit and not DIGIT.search(key):
            return False
        for group in self.groups:
            for text in group:
                if text in key:
                    break
            else:
                return False
        return not self.words or self.words.issubset(key.split())


def needs_of(parts: tuple[Part, ...]) -> Needs:
    """The needs of a pattern."""
    words = required(parts)
    captures = {part.name for part in parts if isinstance(part, Capture)}
    pieces = {" ".join(fold(part.text).split()) for part in parts if isinstance(part, Literal)}
    pieces |= {sign for name, sign in SIGNS.items() if name in captures}
    groups = [_pieces(part) for part in parts if isinstance(part, Choice)]
    return Needs(
        starts_of(parts),
        ends_of(parts),
        words,
        tuple(sorted(piece for piece in pieces if piece and piece not in words)),
        tuple(group for group in groups if all(group)),
        not captures.isdisjoint(WITH_DIGIT),
    )


def _pieces(part: Choice) -> tuple[str, ...]:
    """The texts of a choice as they stand in a line; those that contain another of them say no more than it."""
    texts = sorted({" ".join(fold(text).split()) for text in part.texts}, key=len)
    return tuple(text for place, text in enumerate(texts) if not any(short in text for short in texts[:place]))


def anchor_of(parts: tuple[Part, ...]) -> tuple[str, list[str]]:
    """The kind of anchor (`word`, `start`, `end`, `any`) and the strings of which one must be there.

    An end of a line is the quickest to look at; one of a character or two says too little.
    """
    starts = sorted({text[: _length(text)] for text in starts_of(parts)})
    ends = sorted({text[-_length(text) :] for text in ends_of(parts)})
    edges = [("start", starts), ("end", ends)]
    telling = [edge for edge in edges if edge[1] and min(map(len, edge[1])) >= EDGES[1]]
    if telling:
        return max(telling, key=lambda edge: min(map(len, edge[1])))
    found = [[word] for word in required(parts)]
    found += [words for at, part in enumerate(parts) if isinstance(part, Choice) and (words := _apart(parts, at))]
    longest = [_longest_word(variant) for variant in variants_of(parts)]
    found += [sorted(set(longest))] if all(longest) else []
    if found:
        return "word", max(found, key=_rarity)
    return next((edge for edge in edges if edge[1]), ("any", []))


def _length(text: str) -> int:
    """How many characters of an end an index knows it by."""
    return next(length for length in EDGES if length <= len(text))


def starts_of(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """The texts with one of which every line equal to the pattern begins; none where it is open there."""
    return _edges(_options(part) for part in parts)


def ends_of(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """The texts with one of which every line equal to the pattern ends; none where it is open there."""
    backwards = _edges([text[::-1] for text in _options(part)] for part in reversed(parts))
    return tuple(text[::-1] for text in backwards)


def _edges(options: Iterable[list[str]]) -> tuple[str, ...]:
    """The ways to write out the first parts, up to what is open or to what is long enough."""
    growing, done = {""}, set[str]()
    for texts in options:
        if texts == [GAP] or len(growing) * len(texts) > MAX_LITERALS:
            break
        grown = {_flat(before + text) for before in growing for text in texts}
        done |= {text[:LONGEST_EDGE] for text in grown if len(text) >= LONGEST_EDGE}
        growing = {text for text in grown if len(text) < LONGEST_EDGE}
    else:
        growing = {text.rstrip() for text in growing}
    found = growing | done
    return tuple(sorted(found)) if all(found) else ()


def _flat(text: str) -> str:
    """Single blanks, none before the text; one after it stays, for more may follow."""
    flat = " ".join(text.split())
    return f"{flat} " if flat and text[-1:].isspace() else flat


def _rarity(words: list[str]) -> tuple[float, list[str]]:
    return min(map(len, words)) - len(words) / WORDS_PER_LETTER, words


def _apart(parts: tuple[Part, ...], at: int) -> list[str]:
    """The longest words of a choice that stands between blanks or at an end; none where it may be missing."""
    before, after = parts[at - 1] if at else None, parts[at + 1] if at + 1 < len(parts) else None
    part = parts[at]
    if not isinstance(part, Choice):
        return []
    left = before is None or (isinstance(before, Literal) and before.text[-1:].isspace())
    right = after is None or (isinstance(after, Literal) and after.text[:1].isspace())
    words = [_longest_word(" ".join(fold(text).split())) for text in part.texts]
    return sorted(set(words)) if left and right and all(words) else []


def required(parts: tuple[Part, ...]) -> frozenset[str]:
    """The words between spaces that every line equal to the pattern has."""
    text = "".join(fold(part.text) if isinstance(part, Literal) else GAP for part in parts)
    return frozenset(word for word in text.split() if GAP not in word)


def fold(text: str) -> str:
    """A piece of a pattern as it stands in the key of a line, blanks apart."""
    return small(even(composed(text)))


def variants_of(parts: tuple[Part, ...]) -> Iterator[str]:
    """The pattern written out for each choice, folded, with a gap for what is open."""
    options = [_options(part) for part in parts]
    if ways_of(parts) > MAX_LITERALS:
        options = [option if len(option) == 1 else [GAP] for option in options]
    for pieces in product(*options):
        yield " ".join("".join(pieces).split())


def ways_of(parts: tuple[Part, ...]) -> int:
    """In how many ways the choices of a pattern can be made."""
    return prod(len(part.texts) for part in parts if isinstance(part, Choice))


def literals_of(parts: tuple[Part, ...]) -> frozenset[str]:
    """The keys of the only lines that the pattern matches; empty where they cannot be written out."""
    if any(isinstance(part, Anything | Capture) for part in parts) or ways_of(parts) > MAX_LITERALS:
        return frozenset()
    return frozenset(variants_of(parts))


def _options(part: Part) -> list[str]:
    if isinstance(part, Literal):
        return [fold(part.text)]
    return [fold(text) for text in part.texts] if isinstance(part, Choice) else [GAP]


def _longest_word(variant: str) -> str:
    words = [word for word in variant.split(" ") if word and GAP not in word]
    return max(words, key=len, default="")
