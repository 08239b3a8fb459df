"""What recurs in a site → how far each piece of it is evidence for boilerplate, in log odds.

Repetition is evidence, and so are the words. A line that reads like a prompt needs three articles; a sentence that
reads like the article's own needs many, at the ends of articles, and no bond to their subject. The numbers were set
on lines of 135 outlets read one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import log2

from cleaner.site_memory.lines import SIGNS, key_of, span_of
from cleaner.site_memory.pieces import Piece, Spot, Subjects
from cleaner.site_memory.store import SHOWN, Known, SiteLines
from cleaner.text.judge import residue_odds
from cleaner.text.sentences import ends_sentence

Judge = Callable[[Sequence[str]], Iterable[float]]
"""Lines → for each the log odds that it is residue, by its words alone."""

BASE = -2.0
# The judge is not asked for more than it can know of one line.
MOST_ODDS = 4.0
OF_WORDS = 0.8
OF_ARTICLES = 0.6
# The share of a site's articles counts in full from so many articles on.
OF_SHARE, ENOUGH_FOR_SHARE = 3.0, 10
# Long lines do not recur word for word by chance: from so many words on, so much.
OF_SIZE = ((40, 4.0), (20, 3.0), (10, 1.5))
OF_SUBJECT = -4.0
# "AMY GOODMAN: Why?" and "Correction: ..." begin alike and are the article's: most of such lines are sentences.
SPEECH, MOSTLY = -10.0, 0.5


def by_words(lines: Sequence[str]) -> Iterable[float]:
    """The judge that comes with the program."""
    odds: Iterable[float] = residue_odds(lines)
    return odds


def bounded(odds: float) -> float:
    """Log odds as far as they count."""
    return max(-MOST_ODDS, min(MOST_ODDS, float(odds)))


def known_pieces(pieces: Sequence[Piece], spots: Sequence[Spot], articles: int, judge: Judge) -> SiteLines:
    """The pieces with their weights."""
    subjects = Subjects(spots)
    texts = [shown(piece) for piece in pieces]
    odds = [bounded(one) for one in judge(texts)] if texts else []
    known = [
        Known(
            kind=piece.kind,
            key=key_of(piece.key),
            articles=piece.articles,
            repetition=round(repetition(piece, articles, subjects.binding(piece)), 2),
            odds=round(one, 2),
            size=piece.size,
            length=len(piece.key.split()),
            text=text[:SHOWN],
            literal=piece.literal,
        )
        for piece, one, text in zip(pieces, odds, texts, strict=True)
    ]
    return SiteLines.of(articles, known)


def repetition(piece: Piece, articles: int, binding: float) -> float:
    """What standing in so many articles says, the words aside."""
    if is_speech(piece):
        return SPEECH
    share = piece.articles / articles
    return (
        BASE
        + OF_ARTICLES * log2(piece.articles)
        + OF_SHARE * share * min(1.0, articles / ENOUGH_FOR_SHARE)
        + OF_SUBJECT * max(0.0, binding)
    )


def is_speech(piece: Piece) -> bool:
    """Whether a beginning names who speaks or what a note is: a colon follows, and then mostly sentences."""
    if piece.kind != "start" or piece.key[-1] not in SIGNS:
        return False
    sentences = sum(ends_sentence(spot.text) or spot.text[-1:] in "—–-" for spot in piece.spots)
    return sentences >= MOSTLY * len(piece.spots)


def of_size(size: int) -> float:
    """What the length of a piece adds."""
    return next((points for words, points in OF_SIZE if size >= words), 0.0)


def shown(piece: Piece) -> str:
    """A piece as people read it: of an edge, what its first line has of it."""
    text = piece.example
    if piece.kind in {"line", "shape"}:
        return text
    start, end = span_of(text, len(piece.key.split()), last=piece.kind == "end")
    return text[start:end]
