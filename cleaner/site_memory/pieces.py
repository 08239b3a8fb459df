"""Articles of one site → what recurs in several of them: whole lines, beginnings and ends of lines, line shapes.

Nothing here decides what goes: repetition alone is no proof. A refusal to answer, a paragraph of background and the
name of a speaker recur, too. Each piece says in how many articles it stands, where, and how far it is bound to the
subject of these articles, for those who decide (the memory's weights) or propose (`cleaner learn`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import regex

from cleaner.site_memory.lines import INSIDE, SIGNS, forms_of

PieceKind = Literal["line", "start", "end", "shape"]
"""A whole line, the beginning or the end of lines that differ, or lines that differ in names and numbers alone."""
KINDS: tuple[PieceKind, ...] = get_args(PieceKind)

# A beginning or an end has so many words; a beginning that a colon or a bar closes ("Read more:") so many letters.
EDGE_WORDS, LETTERS_BEFORE_SIGN = 4, 4
# Lines that begin alike are gathered by so many words, signs included.
GATHERED_BY = 2
# A longer beginning takes the place of a shorter one where it stands in this share of its articles.
SAME_PIECE = 0.6
MOST_FORMS = 120
# A shape keeps so many words, with so many letters, that are the same in all its lines.
SHAPE_WORDS, SHAPE_LETTERS = 2, 8
SHAPE_CHARS = 600
# A word stands at its place in a shape if nearly all of its lines have it there.
CONSTANT = 0.9
NAME, NUMBER, ADDRESS = "\0name", "\0number", "\0address"
MASKS = frozenset([NAME, NUMBER, ADDRESS])
ADDRESSES = regex.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)@\w+")
SHAPE_FORM = regex.compile(rf"{ADDRESSES.pattern}|[\w\p{{M}}]+(?:['’.-][\w\p{{M}}]+)*")
HAS_DIGIT = regex.compile(r"\d")
# Words as common as that in a site say nothing of a subject, nor do shorter ones.
SUBJECT_SHARE, SUBJECT_LETTERS = 0.5, 4


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of an article: the numbers of both, its text, what is compared of it, and where it stands.

    `place` is before, inside or after the prose of the article.
    """

    article: int
    line: int
    text: str
    forms: tuple[str, ...]
    place: str = INSIDE
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """What recurs in `articles` different articles.

    `key`: what is compared, joined by blanks; a single word also has its place. `literal`: of a shape, the words that
    do not vary and masks for those that do. `spots`: where it stands, in order of article and line.
    """

    kind: PieceKind
    key: str
    articles: int
    spots: tuple[Spot, ...]
    literal: tuple[str, ...] = ()

    @property
    def example(self) -> str:
        """One of its lines, the same in any order of the articles."""
        return min(spot.text for spot in self.spots)

    @property
    def size(self) -> int:
        """How many words are its own."""
        forms = [form for form in self.literal if form not in MASKS] if self.literal else self.key.split()
        return sum(form not in SIGNS for form in forms)

    @property
    def varies(self) -> bool:
        """Whether its lines are not one and the same."""
        return self.kind != "line" or len({spot.text for spot in self.spots}) > 1


def recurring(spots: Sequence[Spot], need: int) -> list[Piece]:
    """What stands in `need` articles and more, in an order that does not depend on that of the articles."""
    lines = list(whole_lines(spots, need))
    same = {(spot.article, spot.line) for piece in lines for spot in piece.spots}
    others = [spot for spot in spots if (spot.article, spot.line) not in same]
    return [*lines, *edges(spots, same, need, "start"), *edges(spots, same, need, "end"), *shapes(others, need)]


def line_key(forms: Iterable[str], place: str) -> str:
    """What stands for a whole line: its words; a single word only with its place, as it says little by itself."""
    words = [form for form in forms if form not in SIGNS]
    return f"{place}: {words[0]}" if len(words) == 1 else " ".join(words)


def articles_of(spots: Iterable[Spot]) -> int:
    """In how many articles these lines stand."""
    return len({spot.article for spot in spots})


def whole_lines(spots: Sequence[Spot], need: int) -> Iterator[Piece]:
    """Lines with the same words, their numbers aside."""
    by_key: defaultdict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_key[line_key(spot.forms, spot.place)].append(spot)
    for key, group in sorted(by_key.items()):
        if key and len(group) >= need and (count := articles_of(group)) >= need:
            yield Piece("line", key, count, tuple(group))


def edges(
    spots: Sequence[Spot], same: set[tuple[int, int]], need: int, kind: Literal["start", "end"]
) -> Iterator[Piece]:
    """Common beginnings, or ends, of lines that are not all the same: the longest that enough articles have.

    A tree of words is walked down for as long as enough articles share the next one.
    """
    turn = 1 if kind == "start" else -1
    groups: defaultdict[tuple[str, ...], list[Spot]] = defaultdict(list)
    for spot in spots:
        if len(spot.forms) > GATHERED_BY:
            groups[spot.forms[::turn][:GATHERED_BY]].append(spot)
    waiting = [(path, group) for path, group in sorted(groups.items()) if is_shared(group, need)]
    while waiting:
        path, group = waiting.pop()
        longer = [(one, part) for one, part in sorted(below(path, group, turn).items()) if is_shared(part, need)]
        count = articles_of(group)
        most = max((articles_of(part) for _, part in longer), default=0)
        differ = any((spot.article, spot.line) not in same for spot in group)
        if differ and most < SAME_PIECE * count and is_edge(path, kind):
            yield Piece(kind, " ".join(path[::turn]), count, tuple(group))
        if len(path) < MOST_FORMS:
            waiting += longer


def is_shared(group: Sequence[Spot], need: int) -> bool:
    """Whether enough articles have it."""
    return len(group) >= need and articles_of(group) >= need


def below(path: tuple[str, ...], group: Sequence[Spot], turn: int) -> dict[tuple[str, ...], list[Spot]]:
    """The same lines by the next word; lines that end here have none."""
    found: defaultdict[tuple[str, ...], list[Spot]] = defaultdict(list)
    at = len(path)
    for spot in group:
        if len(spot.forms) > at + 1:
            found[*path, spot.forms[at if turn > 0 else -1 - at]].append(spot)
    return found


def is_edge(path: Sequence[str], kind: str) -> bool:
    """Whether a beginning or an end is long enough to be told from chance."""
    words = [form for form in path if form not in SIGNS]
    if kind == "start" and path[-1] in SIGNS:
        return sum(map(len, words)) >= LETTERS_BEFORE_SIGN
    return len(words) >= EDGE_WORDS


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a line, or names that follow one another: its mask, itself in lower case, its characters."""

    mask: str
    value: str
    start: int
    end: int


def shape_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A line's words with names, numbers and addresses masked, and the same words as they stand, in lower case.

    >>> shape_of("Ann Lee is a reporter for the Bugle. Follow her: @annlee")[0]
    ('\\x00name', '\\x00name', 'is', 'a', 'reporter', 'for', 'the', '\\x00name', 'follow', 'her', '\\x00address')

    The first word of a sentence has a mask of its own: "Follow Ann Lee" is a name or begins with a verb.
    """
    parts = parts_of(text)
    return tuple(part.mask or part.value for part in parts), tuple(part.value for part in parts)


def parts_of(text: str) -> list[Part]:
    """The words of a line, masked where they may vary; names that follow one another are one part."""
    parts: list[Part] = []
    found = list(SHAPE_FORM.finditer(text))
    for index, match in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        mask, value = mask_of(text, match, following), match[0].lower()
        beside = index > 0 and text[found[index - 1].end() : match.start()] == " "
        goes_on = mask == NAME and beside and parts[-1].mask == NAME
        if goes_on and not begins_sentence(text, found[index - 1].start()):
            last = parts.pop()
            parts.append(Part(NAME, f"{last.value} {value}", last.start, match.end()))
        else:
            parts.append(Part(mask, value, match.start(), match.end()))
    return parts


def mask_of(text: str, word: regex.Match[str], following: regex.Match[str] | None) -> str:
    """What masks the word, if anything: a capital at the beginning of a sentence tells a name if another follows."""
    if ADDRESSES.fullmatch(word[0]):
        return ADDRESS
    if HAS_DIGIT.search(word[0]):
        return NUMBER
    if not word[0][:1].isupper():
        return ""
    goes_on = following is not None and following[0][:1].isupper() and following.start() == word.end() + 1
    return "" if begins_sentence(text, word.start()) and not goes_on else NAME


def begins_sentence(text: str, at: int) -> bool:
    """Whether the word at this place begins the line or a sentence of it."""
    before = text[:at].rstrip()
    return not before or before[-1] in ".!?:|"


def shapes(spots: Sequence[Spot], need: int) -> Iterator[Piece]:
    """Lines that differ in names, numbers and addresses alone."""
    groups: defaultdict[tuple[str, ...], list[tuple[Spot, tuple[str, ...]]]] = defaultdict(list)
    for spot in spots:
        masked, values = shape_of(spot.text[:SHAPE_CHARS])
        if SHAPE_WORDS <= len(masked) <= MOST_FORMS and not MASKS.isdisjoint(masked):
            groups[masked].append((spot, values))
    for masked, group in sorted(groups.items()):
        held = tuple(spot for spot, _ in group)
        if is_shared(held, need):
            columns = zip(*(values for _, values in group), strict=True)
            literal = tuple(constant(column, mask) for column, mask in zip(columns, masked, strict=True))
            if is_shape(literal):
                yield Piece("shape", " ".join(masked), articles_of(held), held, literal)


def constant(values: Sequence[str], mask: str) -> str:
    """The word that nearly all lines have at this place, or the mask."""
    value, times = min(Counter(values).items(), key=lambda one: (-one[1], one[0]))
    return value if times >= CONSTANT * len(values) else mask


def is_shape(literal: Sequence[str]) -> bool:
    """Whether enough of the shape is its own, and something varies."""
    own = [form for form in literal if form not in MASKS]
    return len(own) >= SHAPE_WORDS and sum(map(len, own)) >= SHAPE_LETTERS and len(own) < len(literal)


def fits(literal: Sequence[str], values: Sequence[str]) -> bool:
    """Whether a line of the shape has the shape's own words."""
    return all(form in MASKS or form == value for form, value in zip(literal, values, strict=True))


class Subjects:
    """The words of each article → how far a piece is bound to what its articles are about.

    A paragraph of background has words that its articles use elsewhere, too, and others of the site do not: "NATO was
    founded in 1949" stands in articles on NATO. Boilerplate stands beside any subject.
    """

    def __init__(self, spots: Sequence[Spot]) -> None:
        self.articles = max(1, articles_of(spots))
        self.lines: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for spot in spots:
            for form in {*spot.forms}:
                if len(form) >= SUBJECT_LETTERS:
                    self.lines[form][spot.article] += 1

    def binding(self, piece: Piece) -> float:
        """-1 to 1: the share of its articles that have its words elsewhere, less the share of the other articles."""
        own = Counter(spot.article for spot in piece.spots)
        lifts = []
        for form in dict.fromkeys(form for spot in piece.spots[:1] for form in spot.forms):
            if len(form) >= SUBJECT_LETTERS and form in piece.key.split():
                lifts.append(self.lift(self.lines.get(form, Counter()), own))
        return sum(lifts) / len(lifts) if lifts else 0.0

    def lift(self, found: Mapping[int, int], own: Mapping[int, int]) -> float:
        """How much more often the articles of a piece have a word elsewhere than other articles have it."""
        others = self.articles - len(own)
        inside = sum(found.get(article, 0) > count for article, count in own.items())
        outside = len(found.keys() - own.keys())
        if others and outside >= SUBJECT_SHARE * others:
            return 0.0
        return inside / len(own) - (outside / others if others else 0.0)


def spots_of(article: int, lines: Sequence[tuple[str, str, bool]]) -> list[Spot]:
    """The lines of an article, given as text, place and whether it is prose."""
    return [Spot(article, at, text, forms_of(text), place, prose) for at, (text, place, prose) in enumerate(lines)]
