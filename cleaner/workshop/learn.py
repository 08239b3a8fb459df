"""A folder of documents → for each site of it a proposed rule file, learned from what recurs, for people to review.

What recurs in several different articles is found as the site memory finds it; what the memory would take becomes a
rule, with counts, the share that the body finder leaves outside the body, a line that the rule takes, and the nearest
line of an article that it must not take. The tests are made of the documents. A proposal lies outside the folders that
rules are read from: nothing of it is active before somebody moves it there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import regex

from cleaner.deciding.site_memory import Match, edges, look_at, strongest, together, wholes
from cleaner.lines import is_prose
from cleaner.page import Page
from cleaner.pipeline import Cleaner
from cleaner.site_memory.counting import distinct, sketch_of
from cleaner.site_memory.lines import folded, key_of, lines_of, places, site_of, span_of
from cleaner.site_memory.pieces import MASKS, Piece, parts_of, recurring, spots_of
from cleaner.site_memory.weights import Judge, by_words, known_pieces
from cleaner.workshop.learning.shapes import fixed, plain, shape_of
from cleaner.workshop.learning.text import MIN_FIXED, Document, Guess, date_order, heads_and_tails, ordered, slug
from cleaner.workshop.new_file import Draft, file_text
from cleaner.workshop.new_site import drafted

# In so many different articles a line stands by no accident.
FEWEST = 3
# A rule is proposed if the memory would take so large a share of the lines that it fits.
SURE = 0.9
# A recurring line with more wordings than this gets a pattern instead of each of them.
WORDINGS = 4
# Neighbours stand together in so large a share of the articles that have either.
TOGETHER = 0.8
LABELS = {"": "note", "outside": "note", "headline": "note", "byline": "byline", "dateline": "note"}
# Bylines and tails are proposed only from so large a share of the documents on.
RARE = 0.1
# So many lines that differ follow a heading before it begins a tail.
TAIL_LINES = 2
TEASER_WORDS = 6
BLANK = "{_}"


@dataclass(frozen=True)
class Left:
    """A recurring line for which no rule is proposed, and why."""

    text: str
    articles: int
    why: str


@dataclass(frozen=True)
class Learned:
    """What was learned of a site. `text`: the proposed file; `covered` of `recurring` lines go by its rules or by what
    is shipped; `outside` of `taken` lines that the rules take are outside the body that the body finder sees.
    """

    site: str
    documents: int
    articles: int
    text: str
    rules: tuple[str, ...]
    tests: int
    recurring: int
    covered: int
    taken: int
    outside: int
    left: tuple[Left, ...] = ()


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


def learn(
    sources: Sequence[tuple[str, bytes]],
    *,
    site: str | None = None,
    urls: Mapping[str, str] | None = None,
    judge: Judge = by_words,
    fewest: int = FEWEST,
) -> list[Learned]:
    """A proposal for each site that has `fewest` different articles and more among the documents (name and content).

    `site`: the domain of all of them; without it a site is the host of an address in `urls`, else the folder. Pages
    of HTML are read as their lines of text.
    """
    cleaner = Cleaner(site_files=False)
    by_site: defaultdict[str, list[Document]] = defaultdict(list)
    for name, source in sources:
        cleaned = cleaner.clean(source, name=name, url=(urls or {}).get(name))
        if cleaned.page.refused or not cleaned.page.blocks:
            continue
        chosen = cleaner.compiled.select(cleaned.page)
        by_site[site or site_of(cleaned.page) or "unknown.example"].append(Document(name, cleaned, chosen.context))
    return [learned_of(cleaner, name, held, judge) for name, held in sorted(by_site.items()) if len(held) >= fewest]


def learned_of(cleaner: Cleaner, site: str, documents: Sequence[Document], judge: Judge) -> Learned:
    """The proposal for one site."""
    documents = ordered(documents)
    pieces, articles, found = mined(documents, judge)
    enough = max(FEWEST, RARE * len(documents))
    first = [*tails(found, documents), *(guess for guess in heads_and_tails(documents) if len(guess.meant) >= enough)]
    heads = [*without_covered(first), *teasers(documents)]
    covered_by_heads = meant_by(heads)
    proposed = [one for one in found if is_sure(one) and not is_covered(one, covered_by_heads)]
    guesses = named([*heads, *blocks(proposed, documents, articles)])
    name = domain_for(site)
    comment = header(site, len(documents), articles)
    draft = Draft(name, language_of(documents), comment, guesses=tuple(guesses), files=glob_for(documents, site))
    draft = drafted(cleaner, replace(draft, status="unverified", dates=date_order(documents)), documents)
    kept = meant_by(draft.guesses)
    lines = [piece for piece in pieces if piece.kind == "line"]
    covered = sum(goes(piece, documents, kept) for piece in lines)
    left = tuple(left_out(found, documents, kept))
    taken = {(number, at) for number, held in kept.items() for at in held}
    outside = sum(bool(documents[number].label(at)) for number, at in taken)
    text = file_text(draft).replace("\ntests:\n", f"\n{comments(left)}tests:\n", 1)
    ids = tuple(guess.id for guess in draft.guesses)
    return Learned(
        site, len(documents), articles, text, ids, len(draft.examples), len(lines), covered, len(taken), outside, left
    )  # fmt: skip


def mined(documents: Sequence[Document], judge: Judge) -> tuple[list[Piece], int, list[Found]]:
    """What recurs in the different articles among the documents, and what the site memory would do with it in all."""
    rows = [rows_of(document.cleaned.page) for document in documents]
    sketches = [sketch_of(folded(text) for text, _, prose in lines if prose) for lines in rows]
    chosen = distinct(sketches, rows, judge)
    spots = [spot for at, index in enumerate(chosen) for spot in spots_of(at, rows[index])]
    pieces = recurring(spots, FEWEST)
    site = known_pieces(pieces, spots, len(chosen), judge)
    by_key = {(piece.kind, key_of(piece.key)): piece for piece in pieces}
    found: dict[tuple[str, int], Found] = {}
    for number, document in enumerate(documents):
        look = look_at(document.cleaned.page, [], site)
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


def rows_of(page: Page) -> list[tuple[str, str, bool]]:
    """Each line's text, where it stands, and whether it is prose."""
    lines = lines_of(page)
    where = places(len(lines), [index for index, line in enumerate(lines) if line.prose])
    return [(line.text, place, line.prose) for line, place in zip(lines, where, strict=True)]


def is_sure(one: Found) -> bool:
    """Whether the memory would take nearly all of its lines."""
    return len(one.going) >= FEWEST and one.count >= SURE * (one.count + one.staying)


def meant_by(guesses: Iterable[Guess]) -> dict[int, set[int]]:
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


# --- What recurs → patterns.


def blocks(found: Sequence[Found], documents: Sequence[Document], articles: int) -> Iterator[Guess]:
    """Rules: lines that stand together are one, in the order of the page."""
    waiting = [one for one in found if not one.is_part]
    waiting.sort(key=lambda one: (min(one.going), min(one.going[min(one.going)]), one.piece.key))
    groups: list[list[Found]] = []
    for one in waiting:
        if groups and is_next(groups[-1][-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    for group in groups:
        yield from line_rule(group, documents, articles)
    for one in found:
        if one.is_part:
            yield from part_rule(one, documents, articles)


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
                    where=where_of(meant, documents), meant=dict(meant))  # fmt: skip


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


# --- In words.


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
    best, text = 0.0, ""
    for number in sorted(one.going)[:5]:
        document = documents[number]
        for index, block in enumerate(document.blocks):
            if document.label(index) or index in one.going[number]:
                continue
            words = {*block.text.lower().split()}
            share = len(own & words) / len(own)
            if share > best:
                best, text = share, " ".join(block.text.split())
    return text if len(text) <= 90 else f"{text[:88].rpartition(' ')[0]} …"


def left_out(found: Sequence[Found], documents: Sequence[Document], kept: Mapping[int, set[int]]) -> Iterator[Left]:
    """The recurring lines that get no rule, with reasons, the most frequent first."""
    rows = []
    for one in found:
        if one.piece.kind not in {"line", "shape"} or (one.count and is_covered(one, kept)):
            continue
        if one.count and all(
            documents[n].label(i) not in ("", "outside") for n, held in one.going.items() for i in held
        ):
            why = "clean takes it already"
        elif is_sure(one):
            why = "its pattern would take lines of the article, or has too few words of its own"
        else:
            why = reason(one, documents)
        rows.append(Left(one.piece.example, one.piece.articles, why))
    yield from sorted(rows, key=lambda row: (-row.articles, row.text))


def reason(one: Found, documents: Sequence[Document]) -> str:
    """Why the memory leaves it."""
    if one.going:
        return f"it stays in {one.staying} of {one.staying + one.count} places"
    if one.known.known.odds < 0:
        return "its words read like an article's own"
    return "too few articles have it, or it stands between paragraphs and is short"


def goes(piece: Piece, documents: Sequence[Document], kept: Mapping[int, set[int]]) -> bool:
    """Whether a recurring line is taken, by a proposed rule or by what is shipped, nearly wherever it stands."""
    spots = gone = 0
    for number, document in enumerate(documents):
        for index, text in enumerate(lines_in(document)):
            if text in {spot.text for spot in piece.spots}:
                spots += 1
                gone += index in kept.get(number, ()) or bool(document.label(index))
    return gone >= SURE * spots > 0


def lines_in(document: Document) -> list[str]:
    return [" ".join(block.text.split()) for block in document.blocks]


def comments(left: Sequence[Left], most: int = 40) -> str:
    """The lines without a rule as comments of the file."""
    if not left:
        return ""
    rows = [f"#   {one.articles:>4}  {one.text[:90]}  ({one.why})" for one in left[:most]]
    more = [f"#   and {len(left) - most} more"] if len(left) > most else []
    return "\n".join(
        ["# These lines recur, too, and have no rule (in how many articles, and why):", *rows, *more, "", ""]
    )


def header(site: str, documents: int, articles: int) -> str:
    return (
        f"# A proposal, learned from {documents} documents of {site} ({articles} different articles).\n"
        "# Nothing of it is active: read every rule, delete what is wrong, and move the file into your rules folder."
    )


def named(guesses: Iterable[Guess]) -> list[Guess]:
    """Each with a name of its own."""
    seen: Counter[str] = Counter()
    found = []
    for guess in guesses:
        seen[guess.id] += 1
        found.append(replace(guess, id=f"{guess.id}-{seen[guess.id]}") if seen[guess.id] > 1 else guess)
    return found


def language_of(documents: Sequence[Document]) -> str | None:
    known = Counter(one for document in documents if (one := document.cleaned.metadata.get("language")))
    return known.most_common(1)[0][0] if known else None


def domain_for(site: str) -> str:
    """A name for the file's `site:` and `match:`."""
    name = regex.sub(r"[^\w.-]+", "-", site.strip("/").rpartition("/")[2]).strip("-.") or "site"
    return name if "." in name else f"{name}.example"


def glob_for(documents: Sequence[Document], site: str) -> str:
    """A path glob for the folder of the documents."""
    folders = {Path(document.name).parent.name for document in documents}
    folder = folders.pop() if len(folders) == 1 else ""
    return f"*{folder}/*" if folder.strip(". *") else f"*{domain_for(site).partition('.')[0]}*"
