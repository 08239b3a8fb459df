"""A text's lines, judged by their words and by what stands around them → which lone lines among prose are residue.

The scorer of `model` was made for pages: it sees many lines of furniture in a row and gives a line alone the benefit of
the doubt. Here each line is judged by its words (`cleaner.text.judge`) and, with a linear model of some forty columns,
by its place, its neighbours, the list that it is part of, and what the scorer thinks of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path

import numpy as np
import regex

from cleaner.main_content.text.columns import MOST_JUDGE, Look
from cleaner.main_content.text.runs import COLONS, runs_of
from cleaner.main_content.text.select import SAME_FORM
from cleaner.options import SHIPPED, WeightFiles
from cleaner.text import judge
from cleaner.text.columns import Array, that_hold, within
from cleaner.text.sentences import SENTENCE_BREAK, ends_sentence, is_sentence_after_colon, opens_quotation
from cleaner.text.words import word_count

WEIGHTS = "residue.npz"
# Odds beyond these say no more, in log odds.
LEAST_SCORE, MOST_SCORE = -6.0, 8.0
NEAR = (-2, -1, 1, 2)
# What a neighbour before the first line, or after the last, counts as.
OUTSIDE = -1.0
# A line goes if its odds are higher than this, by the care that was asked for; a sentence must be surer, and what looks
# like a crosshead must be worded like residue, too: in log odds.
LIMITS = {"precision": -0.3, "balanced": 0.4, "recall": 1.5}
SENTENCE, CROSSHEAD, SHORT_LINES = 0.6, 0.7, 0.8
# So must the first line: a body may open with its headline, a summary, the heading of its first section.
FIRST = 3.0
# Lines of so many words, and sentences, must be worded so much like residue; shorter ones if the odds are not clear
# without.
LONG_WORDS, SURE = 8, 0.8
WORDED_SENTENCE, WORDED_CROSSHEAD = 0.5, 1.5
# A text of which less is prose is a poem, a list or a conversation.
FEW_PROSE = 0.35
CROSSHEAD_WORDS = 10
# Above a paragraph a heading that packs know ("Related", "About the author") opens a section as often as not.
KNOWN_HEAD = 3.0
KNOWN_HEADS = ("is_related_heading", "is_author_bio")
# A line of so few words, the only one of its text that seems residue, goes if it is so likely, or worded so:
# a clean text has its odd line, too. In brackets nothing of the article stands alone.
ONLY_WORDS, CLEAR, ONLY_WORDED = 4, 2.0, 2.0
BRACKETS = ("(", "[", "（", "【")
SPARED, SPARED_ALONE = -1.5, -2.0
# A text is an article with a few other lines if the scorer takes fewer away, or if it is short and packs know few.
MOST_OUT, FEW_SIGNS, FEW_LINES = 0.3, 2, 150
# A lone line that is worded so plainly like residue goes, unless its place speaks more strongly against it.
PLAIN, DESPITE, DESPITE_CROSSHEAD = 3.0, -1.0, 0.5
# A sentence that is worded so plainly like residue is a promotion, wherever it stands, and one below the article that
# is worded like it at all; of 8,700 sentences of clean news a dozen are, most of them left in by mistake. Longer ones
# hold a word of everything.
PROMOTION, PROMOTION_BELOW, PROMOTION_WORDS = 1.4, 0.6, range(11, 61)
LONGER = 1.0
# Promotions come in stacks: beside one, another need not be so plain. Lines of poems and plays are short.
STACKED, MEAN_WORDS = 0.0, 12
# Below a line so little of the prose may stand that it stands below the article.
BELOW = 0.06
# The first of several sentences may be worded a little like residue, too, and still be the article's.
WELL, ASKS, QUESTIONS = -0.5, 1.5, "?？؟"
# A label of one word that announces nothing: "More:" between two paragraphs.
LABEL_WORDS, LABELLED = 1, 1.5
# A line among paragraphs with so many words, capitals at the beginnings of nearly all, and so few words that the
# paragraphs have, too, is the headline of another story. A crosshead speaks of what stands below it, and has its like.
HEADLINE_WORDS, CAPITALS, FOREIGN, MOST_HEADLINES, NEVER_HEADLINE = range(6, 21), 0.7, 0.35, 4, -3.0
# With lower odds, by its place and words, it is a crosshead, in log odds of residue, unless it stands with one that is
# not.
LIKE_A_CROSSHEAD = -2.0
LETTERS = 3
BRACKETED = regex.compile(r"\[(\p{Lu}[^\[\]:]+)\]")
LEFTOVER = re.compile(
    r"(?:[^\W\d_]{2,12}\s?:\s?)?(?:https?://|www\.)\S+"
    r"|\[/?\w+(?:[ :][^\]]*=[^\]]*)\]|\[/\w+\]|</?\w+[^>]*>(?:</\w+>)?|\d{9,}"
)
# Log odds that speak clearly for a line, or not clearly against it.
NO_RESIDUE, HARDLY_WORDED = -2.0, 0.4
# Words of an article, and log odds of the scorer that are not beyond doubt.
LIKE_ARTICLE, FAR_FROM = -1.5, -3.5
# Of lines that go together so many have something against them by itself.
GROUNDS = 0.2
# Of more leftovers in a row each is what the article lists.
MOST_LEFTOVERS = 0.5
# Headlines that lost the blanks between them: "Rain is comingRovers held at home".
SEAM, SEAMS = regex.compile(r"(?<=\p{Ll}{3}[.!?)»”\"]?)(?=\p{Lu}\p{Ll}{2})"), 2
LONG_NUMBER = re.compile(r"\d{7}")
# A line that stays with higher odds, by its place and by its words, is doubtful.
DOUBT, DOUBT_WORDED = -1.0, -0.5
# Of more than this share of a text's words, or of one that is mostly no prose and of which no pack knows a line, only
# lines go that are worded like residue: it may be a list or a poem.
MOST_OF_A_TEXT, WORDED, HALF = 0.3, 1.5, 0.5
# Columns of the page's look that the model uses as they are.
SEEN = (
    "words", "stopped", "trails", "starts_low", "colon", "capitalised", "upper", "digits", "quotes", "sentences",
    "separators", "against", "classes", "repeats", "masked", "twins", "in_run_words", "alone_words", "place",
    "from_start", "from_end", "prose_before", "prose_after", "is_related", "is_credit", "is_ad", "is_share_prompt",
    "is_newsletter_prompt", "is_related_heading", "is_byline", "is_note", "is_author_bio", "run_in", "page_prose",
    "page_lines",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model: for each column its weight and the range that it was learned in, beyond which it says no more."""

    names: tuple[str, ...]
    weight: Array
    low: Array
    high: Array
    bias: float

    def odds(self, columns: dict[str, Array]) -> Array:
        """For each line the log odds that it is residue."""
        rows = [columns[name] for name in self.names]
        parts: dict[int, Array] = {}
        for kind in {row.dtype for row in rows}:  # all at once, in the precision of the column
            at = [number for number, row in enumerate(rows) if row.dtype == kind]
            low, high, weight = self.low[at, None], self.high[at, None], self.weight[at, None]
            parts |= zip(at, weight * np.minimum(np.maximum([rows[number] for number in at], low), high), strict=True)
        total = np.full(len(columns["judge"]), self.bias)
        for number in range(len(rows)):
            total += parts[number]
        return total


def columns_of(look: Look, lines: Sequence[str], odds: Array, alone: Array) -> dict[str, Array]:
    """The columns of the model. `odds`: the scorer's, that a line is the article's; `alone`: the judge's, that it is
    residue.
    """
    by_words = np.clip(alone, -MOST_JUDGE, MOST_JUDGE)
    prose = look.columns["prose"] > 0
    runs = look.runs
    index, count = np.arange(len(lines)), len(lines)
    bad = np.concatenate(([0.0], np.cumsum(by_words > 0)))
    above = np.array([at > 0 and lines[at - 1].rstrip().endswith(COLONS) for at in runs.start.tolist()], np.float64)
    return {
        "judge": by_words,
        "judge_up": np.maximum(by_words, 0.0),
        "judge_prose": by_words * prose,
        "scorer": np.clip(odds, LEAST_SCORE, MOST_SCORE),
        **{f"judge{gap:+}": moved(by_words, gap, 0.0) for gap in NEAR},
        **{f"prose{gap:+}": moved(prose.astype(np.float64), gap, OUTSIDE) for gap in NEAR},
        "run": np.log1p(runs.spread(runs.length)),
        "run_judge": runs.spread(runs.mean(by_words)),
        "announced": runs.spread(above),
        "run_after": runs.spread((runs.end < count).astype(np.float64)),
        "run_before": runs.spread((runs.start > 0).astype(np.float64)),
        "bad_after": (bad[-1] - bad[1:]) / np.maximum(count - 1 - index, 1),
        "bad_before": bad[:-1] / np.maximum(index, 1),
        **{name: look.columns[name] for name in SEEN},
    }


def moved(values: Array, gap: int, outside: float) -> Array:
    """For each line the value of the one so far after it."""
    result = np.full(len(values), outside)
    if gap > 0:
        result[:-gap] = values[gap:]
    else:
        result[-gap:] = values[:gap]
    return result


@dataclass(frozen=True, slots=True)
class Judged:
    """For each line the log odds that it is residue where it stands, and those by its words alone. `judge`: the file of
    the judge of words."""

    odds: Array
    alone: Array
    judge: Path | None = None


def judged_lines(look: Look, lines: Sequence[str], odds: Array, alone: Array, files: WeightFiles = SHIPPED) -> Judged:
    """The odds of each line. `odds`: the scorer's, `alone`: the judge's."""
    return Judged(weights_of(files.residue).odds(columns_of(look, lines, odds, alone)), alone, files.judge)


def is_sparse(look: Look, out: Array) -> bool:
    """Whether a text is an article with a few other lines. Of a page full of furniture that goes first: its lone lines
    are looked at in the round after. `out`: what the scorer takes away.
    """
    few = np.count_nonzero(look.columns["against"]) <= FEW_SIGNS and len(out) <= FEW_LINES
    return bool(out.mean() < MOST_OUT or few) if len(out) else False


def residue(look: Look, lines: Sequence[str], judged: Judged, kept: Array, favour: str) -> Array:
    """Which lines are residue. `kept`: those that stay whatever they look like, as items of the article's lists."""
    prose, words, stopped = look.columns["prose"] > 0, look.shape.words, look.shape.stopped
    limit = LIMITS[favour] + SENTENCE * stopped
    runs = look.runs
    limit += SHORT_LINES * ((prose.mean() < FEW_PROSE) | (runs.spread(runs.length) > 1))
    limit[:1] += FIRST
    heads, known = crossheads(look), known_heads(look, lines)
    limit += CROSSHEAD * heads
    limit[known] = np.maximum(limit[known], KNOWN_HEAD)
    sure = np.where((judged.odds > SURE) & ~stopped, -np.inf, 0.0)
    worded = np.where(words >= LONG_WORDS, WORDED_SENTENCE, np.where(heads, WORDED_CROSSHEAD, sure))
    # The times of a live blog, the numbers of a list.
    rows = (look.evidence.masked >= SAME_FORM) & (look.evidence.repeats == 1) & (look.shape.digits > 0)
    alone = (runs.spread(runs.length) <= 1) & (prose.mean() >= FEW_PROSE)
    despite = np.where(heads, DESPITE_CROSSHEAD, DESPITE)
    plain = (judged.alone > PLAIN + SENTENCE * stopped + CROSSHEAD * heads) & (judged.odds > despite) & alone & ~known
    left = leftovers(lines)
    left &= alone | ((runs.spread(runs.mean(left)) <= MOST_LEFTOVERS) & (prose.mean() >= FEW_PROSE))
    unlikely = judged.alone <= NEVER_HEADLINE
    left |= that_hold(lines, alone & within(prose) & ~unlikely, is_bracketed_headline)
    bare = left.copy()
    left |= that_hold(lines, ~prose & (look.columns["prose_after"] < BELOW) & ~unlikely, is_run_together)
    left |= (look.shape.colon > 0) & (words <= LABEL_WORDS) & (judged.alone > LABELLED) & between(prose)
    promoted = promotions(look, judged, favour)
    likely = (judged.odds > limit) & (judged.alone > worded) | plain | promoted
    out: Array = (likely & ~rows | left | headlines_elsewhere(look, judged)) & ~kept
    for at in np.flatnonzero(out & ~bare).tolist():
        out[at] = goes(lines[at], float(judged.alone[at]), judged.judge, promoted=bool(promoted[at]))
    unsure = prose.mean() < HALF and not look.columns["against"].any()
    if unsure or words[out].sum() > MOST_OF_A_TEXT * words.sum():
        out &= (judged.alone > WORDED) | promoted
    return out


def odd_lines(look: Look, lines: Sequence[str], judged: Judged, lone: Array) -> Array:
    """Which lines are all that seems residue in a text, and may as well be the article's: a name, initials, a label; a
    sentence between paragraphs.
    """
    stopped, sentence = look.shape.stopped, look.shape.stopped & between(look.columns["prose"] > 0)
    unsure = (judged.odds < CLEAR) & (judged.alone < np.where(sentence, PLAIN, ONLY_WORDED)) & ~leftovers(lines)
    bare = that_hold(lines, lone, lambda line: not line.lstrip().startswith(BRACKETS))
    few = bare & ~stopped & (look.shape.words <= ONLY_WORDS)
    unknown = look.columns["against"] == 0
    result: Array = lone & unsure & (few | sentence) & unknown & (np.count_nonzero(lone) == 1)
    return result


def promotions(look: Look, judged: Judged, favour: str) -> Array:
    """Which sentences are worded so plainly like residue that their place says nothing against it."""
    words, columns = look.shape.words, look.columns
    below = (columns["prose_after"] < BELOW) & (columns["prose_before"] > 0.5)
    least = np.where(below, PROMOTION_BELOW, PROMOTION) + LIMITS[favour] - LIMITS["balanced"]
    least += LONGER * ((words >= PROMOTION_WORDS.stop) | (words.mean() < MEAN_WORDS))
    likely = (columns["prose"] > 0) & (words >= LONG_WORDS)
    result: Array = likely & (judged.alone > least) & (below | (words >= PROMOTION_WORDS.start))
    stacks = runs_of(result | (likely & (judged.alone > STACKED) & (words < PROMOTION_WORDS.stop)))
    result |= (stacks.spread(stacks.mean(result.astype(np.float64))) > 0) & (words.mean() >= MEAN_WORDS)
    return result


def headlines_elsewhere(look: Look, judged: Judged) -> Array:
    """Which lines among paragraphs are headlines of other stories, in capitals and with no words of the article."""
    words, columns = look.shape.words, look.columns
    long = (words >= HEADLINE_WORDS.start) & (words < HEADLINE_WORDS.stop) & (columns["prose"] == 0)
    title = long & ~look.shape.stopped & (look.shape.colon == 0) & (look.shape.capitalised >= CAPITALS)
    title &= (look.shape.upper < CAPITALS) & (columns["letters_a_word"] > LETTERS) & (columns["commas"] * words <= 1)
    prose = columns["prose"] > 0
    place = (within(prose) & ~prose) | (columns["repeated"] > 0)
    found: Array = title & place & (columns["in_run_words"] < FOREIGN) & (judged.alone > NEVER_HEADLINE)
    found &= (title.sum() <= MOST_HEADLINES) & (columns["digits"] == 0)
    plain = found & (judged.odds > LIKE_A_CROSSHEAD)
    return found & (look.runs.spread(look.runs.mean(plain.astype(np.float64))) > 0)


def is_bracketed_headline(line: str) -> bool:
    """Whether a line is the headline of another story in square brackets; directions and editors' notes are none.

    >>> is_bracketed_headline("[Mayor Resigns Amid Questions About Pool]")
    True
    >>> notes = "[The witness was asked to leave.]", "[Laughter in the hall]", "[Editor's note: the town is Weir]"
    >>> any(map(is_bracketed_headline, notes))
    False
    """
    found = BRACKETED.fullmatch(line.strip())
    inside = found[1].strip() if found else ""
    return word_count(inside) >= HEADLINE_WORDS.start and not ends_sentence(inside)


def is_run_together(line: str) -> bool:
    """Whether a line is headlines that lost the blanks between them.

    >>> is_run_together("Rain is comingRovers held at homeBakery closes")
    True
    >>> is_run_together("He works for YouTube and WhatsApp.")
    False
    """
    return len(SEAM.findall(line)) >= SEAMS


def goes(line: str, alone: float, file: Path | None, *, promoted: bool) -> bool:
    """Whether a line is more than a number, or than a label with a sentence, and its first sentence is residue, too."""
    labelled = not promoted and is_sentence_after_colon(line)
    return not (is_number(line) or labelled or opens_quotation(line) or begins_well(line, alone, file))


def leftovers(lines: Sequence[str]) -> Array:
    """Which lines are nothing but what a system left: an address, a tag, a shortcode, a number of an object.

    >>> leftovers(['[embed id="12"]', "https://post.example/a.png", "[Laughter]", "See https://post.example"]).tolist()
    [True, True, False, False]
    >>> leftovers(["Source: https://post.example/a", "Source: the ministry"]).tolist()
    [True, False]
    """
    result: Array = np.array([LEFTOVER.fullmatch(line.strip()) is not None for line in lines], np.bool_)
    return result


def begins_well(line: str, alone: float, file: Path | None) -> bool:
    """Whether the first of several sentences is worded like an article: then only the others go. `alone`: the odds of
    the whole line, which count for its first sentence, too. A question before a prompt is part of it.
    """
    first = SENTENCE_BREAK.search(line)
    if first is None:
        return False
    least = WELL - max(alone - WORDED_CROSSHEAD, 0) - ASKS * (line[first.start()] in QUESTIONS)
    return bool(judge.residue_odds([line[: first.start() + 1]], file)[0] < least)


def is_number(line: str) -> bool:
    """Whether a line holds no letter and is no long number: a time, a year, a result, a sign between sections.

    >>> is_number("10:42"), is_number("1931 - 2024"), is_number("204417193932500"), is_number("A 4")
    (True, True, False, False)
    """
    return not any(map(str.isalpha, line)) and LONG_NUMBER.search(line) is None


def doubtful(judged: Judged, out: Array) -> Array:
    """Which lines stay though they may be residue: by their place and words, or plainly by their words."""
    likely = (judged.odds > DOUBT) & (judged.alone > DOUBT_WORDED)
    result: Array = ~out & (likely | (judged.alone > PLAIN))
    return result


def chances(odds: Array, judged: Judged, out: Array) -> Array:
    """For each line the chance that it is the article's: the scorer's, or less where its words speak against it."""
    by_words = np.where(doubtful(judged, out), np.maximum(judged.odds, 0.0), judged.odds)
    result: Array = np.minimum(1 / (1 + np.exp(-odds)), 1 / (1 + np.exp(by_words)))
    return np.where(out, 1 / (1 + np.exp(-odds)), result)


def spared(look: Look, judged: Judged) -> Array:
    """Which lines stay whatever the scorer thinks: by their words and their place they are the article's."""
    signs = (look.columns["against"] > 0) | (look.columns["repeated"] > 0)
    result: Array = (judged.odds < SPARED) & (judged.alone < SPARED_ALONE) & ~signs
    return result


def groundless(look: Look, judged: Judged, out: Array) -> Array:
    """Which of the lines that go stay: those of a run of which hardly one is known or worded like residue, and those of
    a text of which much would go though no pack knows a line.
    """
    known = look.columns["against"] > 0
    signs = known | (judged.alone > 0)
    runs = runs_of(out)
    result: Array = out & (runs.spread(runs.mean(signs.astype(np.float64))) < GROUNDS)
    if not known.any() and look.shape.words[out].sum() > MOST_OF_A_TEXT * look.shape.words.sum():
        result |= judged.alone <= WORDED
    return result


def last_sentences(look: Look, lines: Sequence[str], judged: Judged, odds: Array, out: Array) -> Array:
    """Which sentences stay because they stand directly behind a line that stays, and neither their place and words nor
    the scorer say clearly that they are residue; or behind a prompt that packs know, below such a line, if their words
    are an article's. `odds`: the scorer's.
    """
    known = look.columns["against"] > 0
    behind = np.concatenate(([False], ~out[:-1]))
    behind_prompt = np.concatenate(([False, False], (out & known)[1:-1] & ~out[:-2]))[: len(out)]
    unclear = (judged.odds < NO_RESIDUE) & (judged.alone < HARDLY_WORDED) & (odds > NO_RESIDUE)
    worded = (judged.alone < LIKE_ARTICLE) & (odds > FAR_FROM) & (look.shape.words >= LONG_WORDS) & behind_prompt
    worded &= that_hold(lines, out & worded & ~known, ends_sentence)
    result: Array = out & ~known & (behind & unclear & look.shape.stopped | worded)
    return result


def crossheads(look: Look) -> Array:
    """Which lines could be: a few words between paragraphs, of which no pack knows anything."""
    result: Array = heads_of(look) & (look.columns["against"] == 0)
    return result


def known_heads(look: Look, lines: Sequence[str]) -> Array:
    """Which lines are headings that packs know, over a paragraph and without a colon."""
    known = np.any([look.columns[name] > 0 for name in KNOWN_HEADS], axis=0)
    return that_hold(lines, known & heads_of(look), lambda line: not line.rstrip().endswith(COLONS))


def heads_of(look: Look) -> Array:
    """Which lines are a few words between paragraphs; these may end in a signature, or without a full stop."""
    short = look.runs.inside
    result: Array = short & (look.shape.words <= CROSSHEAD_WORDS) & between(~short)
    return result


def between(prose: Array) -> Array:
    """Which lines stand between two lines of prose."""
    result: Array = np.zeros(len(prose), np.bool_)
    result[1:-1] = prose[:-2] & prose[2:]
    return result


def reasons(lines: Sequence[str], gone: Array) -> Iterator[str]:
    """Why each of these lines goes."""
    for index in gone.tolist():
        said = judge.reasons(lines[index])
        yield "; ".join(filter(None, ("stands alone among the article's lines", said)))


@cache
def weights_of(file: Path | None = None) -> Weights:
    """The weights of a file, or those that travel in the package."""
    return loaded((file or resources.files("cleaner.main_content.text") / WEIGHTS).read_bytes())


def loaded(data: bytes) -> Weights:
    """Weights from the bytes of an .npz file."""
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        names = tuple(str(stored["names"]).split())
        return Weights(names, stored["weight"], stored["low"], stored["high"], float(stored["bias"]))


def saved(weights: Weights) -> bytes:
    """The bytes of an .npz file that `loaded` reads."""
    out = BytesIO()
    np.savez_compressed(
        out,
        names=np.array(" ".join(weights.names)),
        weight=weights.weight.astype(np.float32),
        low=weights.low.astype(np.float32),
        high=weights.high.astype(np.float32),
        bias=np.float64(weights.bias),
    )
    return out.getvalue()
