"""A page's lines and their odds → which lines go, with the care that was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import regex

from cleaner.main_content.confidence import WORDS_OF_A_SIGN
from cleaner.main_content.text.columns import Look
from cleaner.main_content.text.runs import runs_of
from cleaner.text.columns import Array
from cleaner.text.words import ASCII_DIGIT, first_word

# --- The form of a line, without its words → which lines belong together: an interview, rows of results.


# Longer lines are prose, whatever their form.
LONGEST_FORM = 120
LONGEST_LABEL_WORDS = 4
# So many lines of one form are no chance.
SAME_FORM = 3
# A run of lines that go is a part like others if so many of its lines have their like among what stays.
LIKE_OTHERS = 0.4
# It has no more lines, and its lines are together worded so little like residue, in log odds.
MOST_OF_A_PART, WORDED_WELL = 12, 0.0
BRACKETS_ALONE = regex.compile(r"[\[\]{}();,]*[\]}){\[(][\[\]{}();,]*")
NUMBER = regex.compile(r"\p{N}+")
WORDS = regex.compile(r"[\p{L}\p{M}]+(?:[\s'’.-]+[\p{L}\p{M}]+)*")
# No address, no time of day.
LABEL = regex.compile(r"\s*(\p{L}[^:：]{0,30})[:：](?:\s+\S|[^\s/\p{N}])")


def form_of(line: str) -> str:
    """A line with each number and each run of words as one sign; nothing where it has no number, or is long.

    >>> form_of("Mill Lane 0, Weir Town 12"), form_of("Northgate 3, Harbour 1")
    ('w 0, w 0', 'w 0, w 0')
    >>> form_of("Coach signs for two more years")
    ''
    """
    if len(line) > LONGEST_FORM or not has_number(line):
        return ""
    return WORDS.sub("w", NUMBER.sub("0", line.strip()))


def has_number(line: str) -> bool:
    """Whether `NUMBER` finds anything in a line."""
    return (ASCII_DIGIT if line.isascii() else NUMBER).search(line) is not None


def label_of(line: str) -> str:
    """What stands before the first colon, if it is a name or a word or two.

    >>> label_of("MAYOR: On Sunday night. I was at home."), label_of("The bridge is closed until Friday: nobody came.")
    ('mayor', '')
    """
    match = LABEL.match(line) if ":" in line or "：" in line else None
    label = match.group(1).strip().casefold() if match else ""
    return label if len(label.split()) <= LONGEST_LABEL_WORDS else ""


def with_their_like(lines: Sequence[str], out: Array) -> Array:
    """Which of the lines that go belong with lines that stay, by their label or as rows of one form."""
    result: Array = labelled(lines, out) | in_rows(lines, out)
    return result


def labelled(lines: Sequence[str], out: Array) -> Array:
    """Which of the lines that go begin with a label that a line that stays begins with, too.

    >>> lines = ["HOST: And you closed it?", "MAYOR: Yes.", "HOST: Thank you.", "Photo: A. Cole"]
    >>> labelled(lines, np.array([False, False, True, True])).tolist()
    [False, False, True, False]
    """
    labels = {at: label for at in np.flatnonzero(out).tolist() if (label := label_of(lines[at]))}
    result = np.zeros(len(out), np.bool_)
    if labels:
        kept = {label_of(lines[at]) for at in np.flatnonzero(~out).tolist()}
        result[[at for at, label in labels.items() if label in kept]] = True
    return result


def in_rows(lines: Sequence[str], out: Array) -> Array:
    """Which of the lines that go stand in rows of one form of which one stays, or in three rows or more with lines that
    stay before and after.

    >>> out = np.array([False, True, True, True, False])
    >>> in_rows(["They won.", "Northgate 3, Harbour 1", "Weir Town 0, Park 0", "Mill 2, Quay 4", "On."], out).sum()
    np.int64(3)
    >>> in_rows(["They won.", "Coach signs", "Ground to have lights", "Tickets on sale", "They play."], out).sum()
    np.int64(0)
    """
    result = np.zeros(len(out), np.bool_)
    end = 0
    for at in np.flatnonzero(out).tolist():
        if at < end or not (form := form_of(lines[at])):
            continue
        start, end = at, at + 1
        while start > 0 and form_of(lines[start - 1]) == form:
            start -= 1
        while end < len(lines) and form_of(lines[end]) == form:
            end += 1
        result[start:end] = belongs(out, start, end)
    result &= out
    return result


def belongs(out: Array, start: int, end: int) -> bool:
    """Whether rows of one form stand among what stays, or are part of it."""
    if not out[start:end].all():
        return True
    return end - start >= SAME_FORM and start > 0 and end < len(out) and not out[start - 1] and not out[end]


def frame_of(line: str) -> str:
    """What a line shares with its like: the label before its colon, else the whole of it, without its numbers.

    >>> frame_of("Snacks:"), frame_of("Cost per day: £3.95"), frame_of("- Founded in 2007"), frame_of("Lunch: soup")
    ('snacks:', 'cost per day', '- founded in 0', 'lunch')
    """
    if label := label_of(line):
        return label
    whole = line.strip().casefold() if len(line) <= LONGEST_FORM else ""
    return NUMBER.sub("0", whole) if has_number(whole) else whole


def as_the_rest(lines: Sequence[str], out: Array, look: Look, alone: Array) -> Array:
    """Which of the lines that go stand in a part of the text that has the form of other parts: a day of a plan, a firm
    of a list, a work with who made it. Lines of brackets alone stay with the line above them. `alone`: the judge's odds
    that a line is residue.

    Parts alike stay if half of them do, or if they stand among what stays and are not worded like residue: so do
    prompts and advertisements stand, which are.
    """
    result = np.zeros(len(out), np.bool_)
    if not out.any():
        return result
    frames = [frame_of(line) for line in lines]
    often = {frame: number for frame, number in Counter(frames).items() if frame and number >= SAME_FORM}
    unknown = look.columns["against"] == 0
    if often:
        gone = Counter(frame for frame, goes in zip(frames, out.tolist(), strict=True) if goes)
        recurs = np.array([frame in often for frame in frames])
        like = np.array([2 * gone[frame] <= often.get(frame, 0) for frame in frames]) & recurs
        runs = runs_of(out)
        inside = (runs.start > 0) & (runs.end < len(out)) & (runs.length <= MOST_OF_A_PART)
        well = (runs.mean(recurs.astype(np.float64)) >= LIKE_OTHERS) & (runs.mean(alone) < WORDED_WELL)
        whole = runs.spread(inside & ((runs.mean(like.astype(np.float64)) >= LIKE_OTHERS) | well)) > 0
        result = out & (like | whole) & unknown
    result |= in_rhythm(lines, out, look.columns["prose"] > 0)
    for at in np.flatnonzero(out).tolist():
        above = at > 0 and (not out[at - 1] or result[at - 1])
        result[at] |= above and BRACKETS_ALONE.fullmatch(lines[at].strip()) is not None
    return result


def in_rhythm(lines: Sequence[str], out: Array, prose: Array) -> Array:
    """Which of the lines that go are every second one of three pairs and more, begin with the same word and say
    different things, while the short lines between them stay.

    >>> lines = ["Salt", "by Ada Lind", "A Far Coast", "by Cem Ash", "The Tide", "by Ben Vale"]
    >>> in_rhythm(lines, np.array([False, True] * 3), np.zeros(6, np.bool_)).tolist()
    [False, True, False, True, False, True]
    >>> in_rhythm(lines, np.array([False, True] * 3), np.array([True, False] * 3)).any()
    np.False_
    """
    result = np.zeros(len(out), np.bool_)
    second = np.concatenate(([False], out[1:] & ~out[:-1] & ~prose[1:] & ~prose[:-1])).tolist()
    start = 1
    while start < len(lines):
        end = start
        while end < len(lines) and second[end]:
            if first_word(lines[end]) != first_word(lines[start]):
                break
            end += 2
        pairs = range(start, end, 2)
        if len({lines[at] for at in pairs}) == len(pairs) >= SAME_FORM:
            result[start:end:2] = True
        start = max(end, start + 1)
    return result


@dataclass(frozen=True, slots=True)
class Care:
    """How sure the scorer must be, in log odds. The line between stay and go is where the expected F measure of the
    words kept is best, if all odds were higher by `trust`, but between `lowest` and `highest`.

    A sentence stays above `sentence`, or above `near` if it stands beside what stays; a line or two alone
    among the article's above `inside`, for crossheads look like teasers, and so do answers in an interview and results
    of games, beside their like that stay; all only if no phrase or repetition speaks against them. Nothing goes unless
    one line is as bad as `worst`, and what goes is together as bad as `together`: a clean text has its odd lines, too.
    """

    trust: float
    lowest: float
    highest: float
    sentence: float
    near: float
    inside: float
    worst: float
    together: float


# Chosen on pages of sites the scorer had not seen: `balanced` returns 19 of 20 clean texts word for word.
FAVOURS = {
    "precision": Care(
        trust=-1.2, lowest=-1.0, highest=1.2, sentence=0.7, near=0.0, inside=0.0, worst=-1.0, together=2.0
    ),
    "balanced": Care(
        trust=-0.3, lowest=-2.0, highest=0.7, sentence=0.3, near=-0.7, inside=-1.5, worst=-2.0, together=8.0
    ),
    "recall": Care(
        trust=1.2, lowest=-3.0, highest=0.0, sentence=-0.5, near=-2.0, inside=-2.5, worst=-3.0, together=12.0
    ),
}
# A sentence worded so much like an article's, in the judge's log odds of residue, stays beside what stays even if the
# scorer is so much surer that it goes.
LIKE_AN_ARTICLE, GENTLER = -3.0, 0.75
# A short line among lines that go stays only with higher odds.
ISLAND = -0.5
# No single line is more than so much of what speaks together.
MOST_A_LINE = 4.0
FEW_LINES = 2
# A sentence is near another within so many lines.
NEAR_LINES = 2
# An article that seems to have fewer words is short, or hardly seen among other things: each sentence counts for more.
SHORT_ARTICLE = 60


def care_of(favour: str, look: Look, odds: Array) -> Care:
    """The care that was asked for; where the odds expect a short article, the balanced one is as gentle as recall."""
    expected = float((look.shape.words / (1 + np.exp(-odds))).sum())
    return FAVOURS["recall" if favour == "balanced" and expected < SHORT_ARTICLE else favour]


def judged(look: Look, lines: Sequence[str], odds: Array, care: Care, kept: Array) -> Array:
    """Which lines go; none where too little speaks against too few. `kept`: lines that stay whatever their odds."""
    line = np.clip(best_line(odds + care.trust, look.shape.words) - care.trust, care.lowest, care.highest)
    gentler = GENTLER * (look.columns["judge"] < LIKE_AN_ARTICLE)
    out: Array = (odds < np.where(look.columns["prose"] > 0, min(line, care.sentence), line)) & ~kept
    signs = (look.columns["against"] > 0) | (look.columns["repeated"] > 0)
    out &= ~(beside_sentences(look, out) & ~signs & (odds > care.near - gentler))
    # The times of a live blog, the numbers of a list.
    listed = (look.evidence.masked >= SAME_FORM) & (look.evidence.repeats == 1) & (look.shape.digits > 0)
    doubtful = ~signs & (odds > care.inside)
    out &= ~(alone(out) & (listed | doubtful))
    out &= ~(closing(out) & ~signs & (odds > care.near))
    if (out & doubtful).any():
        out &= ~(doubtful & with_their_like(lines, out))
    out |= islands(out) & (look.columns["prose"] == 0) & (odds < ISLAND) & ~kept
    against = np.clip(-odds[out], 0, MOST_A_LINE).sum()
    if not out.any() or odds.min() > care.worst or against < care.together:
        return np.zeros(len(odds), np.bool_)
    return out


def beside_sentences(look: Look, out: Array) -> Array:
    """Which sentences stand beside sentences that stay, or follow a line that stays: code, a list, a short answer.

    A prompt that packs know, between two sentences, takes them no further apart.
    """
    prose, counted = look.columns["prose"] > 0, look.columns["against"] == 0
    result: Array = np.zeros(len(out), np.bool_)
    if counted.any():
        near = np.convolve((~out & prose)[counted], np.ones(2 * NEAR_LINES + 1), "full")[NEAR_LINES:-NEAR_LINES]
        result[counted] = near > 0
    result[1:] |= ~out[:-1]
    return result & prose


def best_line(odds: Array, words: Array) -> float:
    """The odds of the last line to keep so that the expected F measure of the words kept is best.

    Keeping the likeliest so many is best for F (Lewis 1995; Ye et al. 2012): where all is unsure, more is kept.
    """
    chance, size = 1 / (1 + np.exp(-odds)), words + WORDS_OF_A_SIGN
    order = np.argsort(-odds, kind="stable")
    hits, kept = np.cumsum((chance * size)[order]), np.cumsum(size[order])
    return float(odds[order[np.argmax(2 * hits / (kept + hits[-1]))]])


def closing(out: Array) -> Array:
    """Which lines that go are the last one or two of the text, after lines that stay: no other page begins there."""
    result: Array = np.zeros(len(out), np.bool_)
    stays = np.flatnonzero(~out)
    if len(stays) and len(out) - 1 - stays[-1] <= FEW_LINES:
        result[stays[-1] + 1 :] = True
    return result


def islands(out: Array) -> Array:
    """Which lines that stay stand between two lines that go.

    >>> islands(np.array([True, False, True, False, False, True, False])).tolist()
    [False, True, False, False, False, False, False]
    """
    result: Array = np.zeros(len(out), np.bool_)
    result[1:-1] = ~out[1:-1] & out[:-2] & out[2:]
    return result


def alone(out: Array) -> Array:
    """Which of the lines that go stand in runs of one or two with lines that stay before and after."""
    edges = np.diff(np.concatenate(([0], out.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    few = (ends - starts <= FEW_LINES) & (starts > 0) & (ends < len(out))
    steps = np.zeros(len(out) + 1, np.int8)
    steps[starts[few]] = 1
    steps[ends[few]] = -1
    result: Array = np.cumsum(steps)[:-1] > 0
    return result
