"""What recurs in several documents of a site → the rules that it suggests, with counts and a near miss."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import regex

from cleaner.deciding.site_memory import Match, edges, look_at, strongest, together, wholes
from cleaner.lines import Lines, is_prose
from cleaner.rules.applying.packs import PackWords
from cleaner.site_memory.counting import distinct, sketch_of
from cleaner.site_memory.lines import folded, key_of, lines_of, places, span_of
from cleaner.site_memory.pieces import MASKS, Piece, articles_of, is_shape, parts_of, recurring, spots_of
from cleaner.site_memory.pieces import shape_of as masks_of
from cleaner.site_memory.weights import Judge, by_words, known_pieces
from cleaner.workshop.learning.html import Markup
from cleaner.workshop.learning.shapes import fixed, plain, shape_of
from cleaner.workshop.learning.text import MIN_FIXED, Document, Guess, slug

# In so many different articles a line stands by no accident.
FEWEST = 3
# A rule is proposed if the memory would take so large a share of the lines that it fits.
SURE = 0.9
# A recurring line with more wordings than this gets a pattern instead of each of them.
WORDINGS = 4
# Neighbours stand together in so large a share of the articles that have either.
TOGETHER = 0.8
LABELS = {"": "note", "outside": "note", "headline": "note", "byline": "byline", "dateline": "note"}
# So many lines that differ follow a heading before it begins a tail.
TAIL_LINES = 2
TEASER_WORDS = 6
BLANK = "{_}"
# A line of a body is near a rule if it has so large a share of the words of the rule's line.
NEAR = 0.5
# A name or a paragraph that clean keeps is boilerplate only where so large a share of the documents has it.
COMMON = 1 / 3


@dataclass
class Found:
    """A piece with the lines of all documents that it would take, and those it fits and leaves."""

    piece: Piece
    known: Match
    going: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    spans: dict[int, dict[int, tuple[int, int]]] = field(default_factory=lambda: defaultdict(dict))
    staying: int = 0

    @property
    def count(self) -> int:
        return sum(map(len, self.going.values()))

    @property
    def is_part(self) -> bool:
        """Whether it is cut out of longer lines."""
        return 2 * sum(map(len, self.spans.values())) > self.count


def mined(documents: Sequence[Document], judge: Judge) -> tuple[list[Piece], int, list[Found]]:
    """What recurs in the different articles among the documents, and what the site memory would do with it in all."""
    tables = [Lines(document.cleaned.page, PackWords()) for document in documents]
    rows = [*map(rows_of, tables)]
    sketches = [sketch_of(folded(text) for text, _, prose in lines if prose) for lines in rows]
    chosen = distinct(sketches, rows, judge)
    spots = [spot for at, index in enumerate(chosen) for spot in spots_of(at, rows[index])]
    pieces = recurring(spots, FEWEST)
    site = known_pieces(pieces, spots, len(chosen), judge)
    by_key = {(piece.kind, key_of(piece.key)): piece for piece in pieces}
    found: dict[tuple[str, int], Found] = {}
    for number, table in enumerate(tables):
        look = look_at(table, [], site)
        for one in together(look, strongest(wholes(look), edges(look, judge))):
            key = (one.known.kind, one.known.key)
            held = found.setdefault(key, Found(by_key[key], one))
            if one.weight <= 0:
                held.staying += 1
                continue
            held.going[number].add(one.index)
            if one.span:
                held.spans[number][one.index] = one.span
    for held in found.values():
        held.known = replace(held.known, block=0)
    return pieces, len(chosen), [found[key] for key in sorted(found)]


def recurring_guesses(documents: Sequence[Document], before: Sequence[Guess]) -> list[Guess]:
    """Rules for what recurs in enough documents and goes by none of those `before`, under names of their own."""
    if len(documents) < FEWEST:
        return []
    _, articles, found = mined(documents, by_words)
    meant = meant_by(before)
    proposed = [one for one in found if is_proposed(one, documents) and not is_covered(one, meant)]
    return named([*before, *blocks(proposed, documents, articles)])[len(before) :]


def rows_of(table: Lines) -> list[tuple[str, str, bool]]:
    """Each line's text, where it stands, and whether it is prose."""
    lines = lines_of(table)
    where = places(len(lines), [index for index, line in enumerate(lines) if line.prose])
    return [(line.text, place, line.prose) for line, place in zip(lines, where, strict=True)]


def is_sure(one: Found) -> bool:
    """Whether the memory would take nearly all of its lines."""
    return len(one.going) >= FEWEST and one.count >= SURE * (one.count + one.staying)


def doubt(one: Found, documents: Sequence[Document]) -> str:
    """Why a line that recurs may yet be the article's: the body finder keeps it, and it is what articles repeat.

    A name alone stands under a quotation or over a speech; a paragraph in few documents may be background.
    """
    spots = [(number, index) for number, lines in one.going.items() for index in lines]
    kept = [documents[number].blocks[index] for number, index in spots if not documents[number].label(index)]
    if one.is_part or 2 * len(kept) < len(spots) or len(one.going) >= COMMON * len(documents):
        return ""
    if all(names_only(block.text) for block in kept):
        return "clean keeps it, and it is a name alone, as stands under a quotation"
    if all(map(is_prose, kept)):
        return "clean keeps it, and it is prose that less than a third of the documents have"
    return ""


def names_only(text: str) -> bool:
    """Whether a line has no words but names and numbers.

    >>> names_only("Ann Lee, The Bugle"), names_only("Ann Lee is a reporter")
    (True, False)
    """
    return set(masks_of(text)[0]) <= MASKS


def is_proposed(one: Found, documents: Sequence[Document]) -> bool:
    """Whether a rule for it is worth a look."""
    return is_sure(one) and not doubt(one, documents)


def meant_by(guesses: Iterable[Guess | Markup]) -> dict[int, set[int]]:
    """The lines of each document that the rules take."""
    meant: defaultdict[int, set[int]] = defaultdict(set)
    for guess in guesses:
        for number, lines in guess.meant.items():
            meant[number] |= lines
    return meant


def is_covered(one: Found, meant: Mapping[int, set[int]]) -> bool:
    """Whether other rules take all of its lines."""
    return all(lines <= meant.get(number, set()) for number, lines in one.going.items())


def tails(found: Sequence[Found], documents: Sequence[Document]) -> Iterator[Guess]:
    """Recurring lines after which nothing of an article follows, in any document, but lines that differ: headings of
    other stories. Of several in a document, the first.
    """
    prose = [[is_prose(block) for block in document.blocks] for document in documents]
    for one in found:
        if one.piece.kind != "line" or not is_sure(one) or one.staying:
            continue
        first = {number: min(lines) for number, lines in one.going.items()}
        follow = [len(documents[number].blocks) - at - 1 for number, at in first.items()]
        ends = not any(any(prose[number][at + 1 :]) for number, at in first.items())
        if ends and min(follow) >= TAIL_LINES and differ(first, documents):
            meant = {number: set(range(at, len(documents[number].blocks))) for number, at in first.items()}
            why = f"Learned: in {len(first)} of {len(documents)} documents lines that differ follow to the end."
            lines = tuple(patterns_of(one, documents))
            yield Guess(slug(lines[0]), "drop_from", lines, why, "related", "after 2 lines", meant=meant)


def differ(first: Mapping[int, int], documents: Sequence[Document]) -> bool:
    """Whether most lines under a heading are not those of other documents."""
    below = [lines_in(documents[number])[at + 1 :] for number, at in first.items()]
    counts = Counter(line for lines in below for line in {*lines})
    own = sum(counts[line] == 1 for lines in below for line in lines)
    return own >= TAIL_LINES * len(below)


def without_covered(guesses: Sequence[Guess]) -> Iterator[Guess]:
    """Without the rules all of whose lines go by one before."""
    taken: defaultdict[int, set[int]] = defaultdict(set)
    for guess in sorted(guesses, key=lambda one: -sum(map(len, one.meant.values()))):
        if any(lines - taken[number] for number, lines in guess.meant.items()):
            yield guess
            for number, lines in guess.meant.items():
                taken[number] |= lines


def teasers(documents: Sequence[Document]) -> Iterator[Guess]:
    """A first line that a later paragraph repeats word for word, in half of the documents and more."""
    meant = {}
    for number, document in enumerate(documents):
        first, *others = lines_in(document)
        if len(first.split()) >= TEASER_WORDS and any(first in other for other in others):
            meant[number] = {0}
    if len(meant) >= max(FEWEST, len(documents) / 2):
        why = (
            f"Learned: in {len(meant)} of {len(documents)} documents the first line stands again in a later paragraph."
        )
        yield Guess("teaser", "take", ("{subtitle}",), why, where="first 2 lines", key="repeated_lead", meant=meant)


def blocks(found: Sequence[Found], documents: Sequence[Document], articles: int) -> Iterator[Guess]:
    """Rules: bylines; lines of one form; lines that stand together, in the order of the page; parts of lines."""
    alone: list[Found] = []
    for one in with_alike(one for one in found if not one.is_part):
        pattern = byline_pattern(one, documents)
        if pattern:
            why = why_of(one, documents, articles, 1)
            where = where_of(one.going, documents)
            yield Guess(
                "byline", "take", (pattern,), why, where=where, meant=dict(one.going), near=nearest(one, documents)
            )
        else:
            alone.append(one)
    alone.sort(key=lambda one: (min(one.going), min(one.going[min(one.going)]), one.piece.key))
    groups: list[list[Found]] = []
    for one in alone:
        if groups and is_next(groups[-1][-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    for group in groups:
        yield from line_rule(group, documents, articles)
    for one in found:
        if one.is_part:
            yield from part_rule(one, documents, articles)


def with_alike(found: Iterable[Found]) -> Iterator[Found]:
    """Three lines and more that differ in a name or a number alone as one: "Home > News > Wick", "... > Leeds"."""
    forms: defaultdict[tuple[str, ...], list[tuple[Found, tuple[str, ...]]]] = defaultdict(list)
    for one in found:
        masked, values = masks_of(one.piece.example)
        forms[masked if one.piece.kind == "line" else (one.piece.key,)].append((one, values))
    for masked, group in forms.items():
        columns = zip(*(values for _, values in group), strict=True) if len(group) >= FEWEST else ()
        literal = tuple(
            column[0] if len({*column}) == 1 else mask for column, mask in zip(columns, masked, strict=False)
        )
        if len(group) >= FEWEST and set(literal) & MASKS and is_shape(literal):
            yield joined([one for one, _ in group], literal)
        else:
            yield from (one for one, _ in group)


def joined(group: Sequence[Found], literal: tuple[str, ...]) -> Found:
    """Lines of one form as one piece."""
    spots = tuple(spot for one in group for spot in one.piece.spots)
    piece = Piece("shape", " ".join(literal), articles_of(spots), spots, literal)
    made = Found(piece, group[0].known, staying=sum(one.staying for one in group))
    for one in group:
        for number, lines in one.going.items():
            made.going[number] |= lines
    return made


def byline_pattern(one: Found, documents: Sequence[Document]) -> str:
    """The pattern with author and date that nearly all of its lines have; empty where there is none."""
    if one.piece.kind != "shape":
        return ""
    made: Counter[str] = Counter()
    for number, lines in one.going.items():
        document = documents[number]
        made.update(shape_of(document.blocks[at].text, document.context, document.authors) for at in lines)
    pattern, times = made.most_common(1)[0]
    return pattern if "{author" in pattern and "{date}" in pattern and times >= SURE * one.count else ""


def is_next(one: Found, other: Found) -> bool:
    """Whether the second stands directly under the first, nearly wherever either stands."""
    pairs = sum(index + 1 in other.going.get(number, set()) for number, lines in one.going.items() for index in lines)
    return pairs >= TOGETHER * max(one.count, other.count)


def line_rule(group: Sequence[Found], documents: Sequence[Document], articles: int) -> Iterator[Guess]:
    """One rule for lines that go as a whole."""
    patterns = list(dict.fromkeys(pattern for one in group for pattern in patterns_of(one, documents)))
    if patterns:
        meant: defaultdict[int, set[int]] = defaultdict(set)
        for one in group:
            for number, lines in one.going.items():
                meant[number] |= lines
        first = group[0]
        why = why_of(first, documents, articles, len(group))
        yield Guess(slug(readable(patterns[0])), "drop_lines", tuple(patterns), why, label_of(meant, documents),
                    where=where_of(meant, documents), meant=dict(meant), near=nearest(first, documents))  # fmt: skip


def part_rule(one: Found, documents: Sequence[Document], articles: int) -> Iterator[Guess]:
    """A rule that cuts the same words off an end of paragraphs, for each of the commonest wordings."""
    wordings: defaultdict[str, dict[int, set[int]]] = defaultdict(dict)
    for number, held in one.spans.items():
        for index, span in held.items():
            text = documents[number].blocks[index].text[slice(*span)]
            wordings[text].setdefault(number, set()).add(index)
    common = sorted(wordings.items(), key=lambda each: (-len(each[1]), each[0]))[:WORDINGS]
    for text, meant in common:
        if len(meant) >= FEWEST:
            why = why_of(one, documents, articles, 1)
            yield Guess(slug(text), "cut", (plain(text),), why, "note", meant=meant, key=one.piece.kind)


def patterns_of(one: Found, documents: Sequence[Document]) -> list[str]:
    """The patterns that fit its lines and hold enough of their own words."""
    lines = [
        (" ".join(documents[number].blocks[index].text.split()), documents[number])
        for number, held in sorted(one.going.items())
        for index in sorted(held)
    ]
    wordings = Counter(text for text, _ in lines)
    if one.piece.kind in {"start", "end"}:
        return edge_patterns(one.piece, wordings)
    if one.piece.kind == "shape":
        return list(dict.fromkeys(shape_pattern(text, one.piece.literal) for text in wordings))[:WORDINGS]
    if len(wordings) <= WORDINGS:
        return [plain(text) for text in wordings]
    made = Counter(shape_of(text, document.context, document.authors) for text, document in lines)
    return [pattern for pattern, _ in made.most_common(WORDINGS) if fixed(pattern) >= MIN_FIXED]


def edge_patterns(piece: Piece, wordings: Iterable[str]) -> list[str]:
    """A beginning with anything after it, or an end with anything before it."""
    made: Counter[str] = Counter()
    size = len(piece.key.split())
    for text in wordings:
        start, end = span_of(text, size, last=piece.kind == "end")
        own = plain(text[start:end].strip())
        gap = " " if (text[end : end + 1] if piece.kind == "start" else text[start - 1 : start]) == " " else ""
        made[f"{own}{gap}{BLANK}" if piece.kind == "start" else f"{BLANK}{gap}{own}"] += 1
    return [pattern for pattern, _ in made.most_common(WORDINGS) if fixed(pattern) >= MIN_FIXED]


def shape_pattern(text: str, literal: Sequence[str]) -> str:
    """A line with `{_}` where lines of its shape differ.

    >>> shape_pattern("Follow Ann Lee on Chirp @ann", ("follow", "\\x00name", "on", "chirp", "\\x00address"))
    'Follow {_} on Chirp {_}'
    """
    made, last = "", 0
    for part, form in zip(parts_of(text), literal, strict=False):
        if form in MASKS:
            made += plain(text[last : part.start]) + BLANK
            last = part.end
    return regex.sub(r"\{_\}(?:[\s,;]*\{_\})+", BLANK, made + plain(text[last:]))


def readable(pattern: str) -> str:
    return regex.sub(r"\{\w+\}|\\", " ", pattern)


def label_of(meant: Mapping[int, set[int]], documents: Sequence[Document]) -> str:
    """What `clean` takes most of the lines for."""
    seen = Counter(documents[number].label(index) for number, lines in meant.items() for index in lines)
    label = seen.most_common(1)[0][0]
    return LABELS.get(label, label)


def where_of(meant: Mapping[int, set[int]], documents: Sequence[Document]) -> str:
    """The end of the documents at which all of its lines stand, if they are near to it."""
    heads = max(max(lines) + 1 for lines in meant.values())
    tails = max(len(documents[number].blocks) - min(lines) for number, lines in meant.items())
    shortest = min(len(documents[number].blocks) for number in meant)
    near = max(4, shortest // 2)
    if min(heads, tails) > near:
        return ""
    return f"first {heads + 2} lines" if heads <= tails else f"last {tails + 2} lines"


def why_of(one: Found, documents: Sequence[Document], articles: int, lines: int) -> str:
    """Counts, precision and the nearest line that must stay."""
    outside = sum(bool(documents[number].label(index)) for number, held in one.going.items() for index in held)
    block = f" (a block of {lines} lines)" if lines > 1 else ""
    near = nearest(one, documents)
    miss = f" Near, and must stay: “{near}”" if near else ""
    return (
        f"Learned: in {len(one.going)} of {len(documents)} documents{block}; "
        f"{outside} of {one.count} lines are outside the body that clean finds.{miss}"
    )


def nearest(one: Found, documents: Sequence[Document]) -> str:
    """The line of a body that has most words of the piece, shortened."""
    own = {form for form in one.piece.key.split() if len(form) > 3}
    if not own:
        return ""
    best, text = NEAR, ""
    for number in sorted(one.going)[:5]:
        document = documents[number]
        for index, block in enumerate(document.blocks):
            if document.label(index) or index in one.going[number]:
                continue
            words = {*block.text.lower().split()}
            share = len(own & words) / len(own)
            if share > best or (share == best and not text):
                best, text = share, " ".join(block.text.split())
    return text if len(text) <= 90 else f"{text[:88].rpartition(' ')[0]} …"


def lines_in(document: Document) -> list[str]:
    return [" ".join(block.text.split()) for block in document.blocks]


def named(guesses: Iterable[Guess]) -> list[Guess]:
    """Each with a name of its own."""
    seen: Counter[str] = Counter()
    found = []
    for guess in guesses:
        seen[guess.id] += 1
        found.append(replace(guess, id=f"{guess.id}-{seen[guess.id]}") if seen[guess.id] > 1 else guess)
    return found
