"""A folder of documents → for each site of it a proposed rule file, learned from what recurs, for people to review.

What recurs in several different articles is found as the site memory finds it; what the memory would take becomes a
rule, with counts, the share that the body finder leaves outside the body, a line that the rule takes, and the nearest
line of an article that it must not take. The tests are made of the documents. A proposal lies outside the folders that
rules are read from: nothing of it is active before somebody moves it there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import regex

from cleaner.pipeline import Cleaner
from cleaner.site_memory.lines import site_of
from cleaner.site_memory.pieces import Piece
from cleaner.site_memory.weights import Judge, by_words
from cleaner.workshop.learning.html import Markup, markup_guesses, page_of
from cleaner.workshop.learning.recurring import (
    FEWEST,
    SURE,
    Found,
    blocks,
    doubt,
    is_covered,
    is_proposed,
    is_sure,
    lines_in,
    meant_by,
    mined,
    named,
    tails,
    teasers,
    without_covered,
)  # fmt: skip
from cleaner.workshop.learning.text import Document, Guess, date_order, heads_and_tails, ordered
from cleaner.workshop.new_file import Draft, file_text
from cleaner.workshop.new_site import drafted

# Bylines and tails are proposed only from so large a share of the documents on.
RARE = 0.1
# A proposal shows a line of so many documents.
EXAMPLES = 5


@dataclass(frozen=True)
class Left:
    """A recurring line for which no rule is proposed, and why."""

    text: str
    articles: int
    why: str


@dataclass(frozen=True)
class Proposal:
    """A proposed rule with its counts: `inside` of its `lines` are in the body that the body finder sees.

    `examples`: name of the document, number and text of a line that it takes, one of each of a few documents. `page`:
    of a rule for elements, a small page that has one.
    """

    rule: Guess | Markup
    documents: int
    lines: int
    inside: int
    examples: tuple[tuple[str, int, str], ...]
    page: str = ""


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
    proposals: tuple[Proposal, ...] = ()


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
    markup = learned_markup(documents)
    enough = max(FEWEST, RARE * len(documents))
    first = [*tails(found, documents), *(guess for guess in heads_and_tails(documents) if len(guess.meant) >= enough)]
    heads = [one for one in [*without_covered(first), *teasers(documents)] if adds(one.meant, documents)]
    covered_before = meant_by([*heads, *markup])
    proposed = [
        one
        for one in found
        if is_proposed(one, documents) and not is_covered(one, covered_before) and adds(one.going, documents)
    ]
    guesses = named([*heads, *blocks(proposed, documents, articles)])
    name = domain_for(site)
    comment = header(site, len(documents), articles)
    draft = Draft(name, language_of(documents), comment, tuple(guesses), markup, files=glob_for(documents, site))
    draft = drafted(cleaner, replace(draft, status="unverified", dates=date_order(documents)), documents)
    kept = meant_by([*draft.guesses, *draft.markup])
    lines = [piece for piece in pieces if piece.kind == "line"]
    covered = sum(goes(piece, documents, kept) for piece in lines)
    left = tuple(left_out(found, documents, kept))
    taken = {(number, at) for number, held in kept.items() for at in held}
    outside = sum(bool(documents[number].label(at)) for number, at in taken)
    text = file_text(draft).replace("\ntests:\n", f"\n{comments(left)}tests:\n", 1)
    rules: list[Guess | Markup] = [*draft.markup, *draft.guesses]
    ids = tuple(one.id for one in rules)
    proposals = tuple(proposal(one, documents) for one in rules)
    return Learned(
        site, len(documents), articles, text, ids, len(draft.examples), len(lines), covered, len(taken), outside, left,
        proposals,
    )  # fmt: skip


def proposal(rule: Guess | Markup, documents: Sequence[Document]) -> Proposal:
    """A rule with its counts and lines."""
    spots = [(number, at) for number, lines in sorted(rule.meant.items()) for at in sorted(lines)]
    first = [(number, min(lines)) for number, lines in sorted(rule.meant.items())][:EXAMPLES]
    examples = tuple(
        (documents[number].name, at, " ".join(documents[number].blocks[at].text.split())) for number, at in first
    )
    inside = sum(not documents[number].label(at) for number, at in spots)
    page = page_of(documents[first[0][0]], [rule]) if isinstance(rule, Markup) and first else ""
    return Proposal(rule, len(rule.meant), len(spots), inside, examples, page)


def learned_markup(documents: Sequence[Document]) -> tuple[Markup, ...]:
    """The byline's element and the boxes of the pages of HTML among the documents, with counts."""
    numbers = [number for number, document in enumerate(documents) if document.cleaned.page.kind == "html"]
    if len(numbers) < FEWEST:
        return ()
    made = []
    for one in markup_guesses([documents[number] for number in numbers]):
        if one.key in ("authors", "drop") and len(one.meant) >= FEWEST:
            meant = {numbers[at]: lines for at, lines in one.meant.items()}
            outside = sum(bool(documents[number].label(at)) for number, held in meant.items() for at in held)
            why = f"Learned: in {len(meant)} of {len(documents)} documents" + (
                f"; {outside} of {sum(map(len, meant.values()))} lines are outside the body that clean finds."
                if one.key == "drop"
                else "."
            )
            made.append(replace(one, meant=meant, why=why))
    return tuple(made)


def adds(meant: Mapping[int, set[int]], documents: Sequence[Document]) -> bool:
    """Whether a rule for these lines is of use: in texts always; of HTML `clean` knows most by itself."""
    return any(
        documents[number].cleaned.page.kind == "text" or not documents[number].label(at)
        for number, lines in meant.items()
        for at in lines
    )


def left_out(found: Sequence[Found], documents: Sequence[Document], kept: Mapping[int, set[int]]) -> Iterator[Left]:
    """The recurring lines that get no rule, with reasons, the most frequent first."""
    rows = []
    for one in found:
        if one.piece.kind not in {"line", "shape"} or (one.count and is_covered(one, kept)):
            continue
        if one.count and is_known(one, documents):
            why = "clean takes it already"
        elif is_sure(one):
            why = (
                doubt(one, documents) or "its pattern would take lines of the article, or has too few words of its own"
            )
        else:
            why = reason(one, documents)
        rows.append(Left(one.piece.example, one.piece.articles, why))
    yield from sorted(rows, key=lambda row: (-row.articles, row.text))


def is_known(one: Found, documents: Sequence[Document]) -> bool:
    """Whether `clean` takes all of its lines by itself; from a text for a reason of its own."""
    left = {"html": ("",), "text": ("", "outside")}
    return all(
        documents[number].label(index) not in left[documents[number].cleaned.page.kind]
        for number, held in one.going.items()
        for index in held
    )


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
        f"# A proposal, learned from {documents} documents of {shown(site)} ({articles} different articles).\n"
        "# Nothing of it is active: read every rule, delete what is wrong, and move the file into your rules folder.\n"
        "# Take out `status: unverified` where a rule is right: with it the guard counts the rule as broad."
    )


def language_of(documents: Sequence[Document]) -> str | None:
    known = Counter(one for document in documents if (one := document.cleaned.metadata.get("language")))
    return known.most_common(1)[0][0] if known else None


def shown(site: str) -> str:
    """A site as people call it: of a folder its own name.

    >>> shown("corpus/valley/"), shown("valley.example")
    ('valley', 'valley.example')
    """
    return site.strip("/").rpartition("/")[2] or site


def domain_for(site: str) -> str:
    """A name for the file's `site:` and `match:`."""
    name = regex.sub(r"[^\w.-]+", "-", shown(site)).strip("-.") or "site"
    return name if "." in name else f"{name}.example"


def glob_for(documents: Sequence[Document], site: str) -> str:
    """A path glob for the folder of the documents."""
    folders = {Path(document.name).parent.name for document in documents}
    folder = folders.pop() if len(folders) == 1 else ""
    return f"*{folder}/*" if folder.strip(". *") else f"*{domain_for(site).partition('.')[0]}*"
