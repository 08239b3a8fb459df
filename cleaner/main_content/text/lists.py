"""Runs of short lines → those that are lists of the article: announced by a sentence, or with lines of one shape.

Calendars, results, winners, prices and names look like furniture line by line: short, capitalised, without a full stop.
What tells them is that the article announces them ("... are:"), that their lines share a shape, and that no line among
them is worded like a prompt or a heading over other stories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import regex

from cleaner.main_content.text.columns import Look
from cleaner.main_content.text.runs import COLONS, runs_of, shape_of, shared_shape
from cleaner.main_content.text.select import label_of
from cleaner.text.columns import Array, that_hold
from cleaner.text.judge import residue_odds
from cleaner.text.words import word_count

# So many lines of one shape are no chance, and this share of a run's lines has it.
FEWEST, MOST_OF = 3, 0.6
# A line that is worded so much like residue is no item, in log odds, and neither is what follows it in its run; where
# nothing announces the list, its lines are together worded like the article.
NO_ITEM, LIKE_ITEMS = 1.5, -0.5
# What a sentence announces is an item, unless it is worded more plainly so.
NEVER_ITEM = 5.0
# Nor is a line an item of which the scorer is so sure that it goes, in log odds, unless the article goes on after the
# list; nor is a line the sentence before a list, or the one after it.
UNLIKELY_ITEM, UNLIKELY_COLON = -3.5, -1.5
# The sentence that announces a list has so many words, or the judge knows nothing against it.
ANNOUNCING_WORDS = 4
# Lines of so many words on average may be headlines; a heading over them is worded so much like residue.
WORDS_OF_A_TEASER, LIKE_A_HEADING, PLAIN_HEADING = 3.5, 0.3, 0.8
# Of their words so few are the article's; a line of which the scorer is so sure is none of them.
FEW_COMMON_WORDS, LIKELY = 0.2, 2.5
BLANKS_AND_COLONS = " \u00a0" + "".join(COLONS)
# So few of the lines with labels may be worded like residue.
FEW_BARRED = 0.34
# A line that is an address and nothing else, with or without a number or a mark of a list before it; over such a list
# stand at most so many words.
ADDRESS_ALONE = regex.compile(
    r"(?:[\[(]?\d{1,3}[.)\]]?\s+|[*•·–-]\s+)?(?:https?://)?(?:www\.)?(?P<host>[\w-]+(?:\.[\w-]+)+)(?:/\S*)?"
)
HEADING_WORDS, MOST_PARTS = 4, 2
# "Ann Lee, The Evening Courier"
ATTRIBUTED = regex.compile(r"\p{Lu}[\p{L}.'’-]+(?:\s\p{Lu}[\p{L}.'’-]*){1,3},\s\p{Lu}[^,/|@\d()]{2,40}")


def article_lists(look: Look, lines: Sequence[str], alone: Array) -> Array:
    """Which lines are items of the article's lists. `alone`: the judge's odds that a line is residue."""
    result = np.zeros(len(lines), np.bool_)
    barred = (alone > NO_ITEM) | (look.columns["against"] > 0)
    for start, end in look.runs:
        stop = first_of(barred, start, end)
        if (
            (stop == end and of_one_shape(lines[start:end]) and alone[start:end].mean() < LIKE_ITEMS)
            or (with_labels(lines[start:end]) and barred[start:end].mean() < FEW_BARRED)
            or is_box(lines[start:end], look.columns["against"][start:end])
        ):
            result[start:end] = True
    return result | attributions(lines, look)


def attributions(lines: Sequence[str], look: Look) -> Array:
    """Which lines say whose words stand above them: a name, a comma and a paper, each behind a paragraph."""
    behind = np.concatenate(([False], look.columns["prose"][:-1] > 0))
    asked = behind & (look.columns["against"] == 0)
    found = that_hold(lines, asked, lambda line: ATTRIBUTED.fullmatch(line.strip()) is not None)
    return found & (np.count_nonzero(found) >= FEWEST)


def announced_lists(look: Look, lines: Sequence[str], alone: Array, odds: Array, weights: Path | None) -> Array:
    """Which lines are what a line of the article announces, and it. `odds`: the scorer's, `alone`: the judge's, whose
    weights are `weights`.
    """
    result = np.zeros(len(lines), np.bool_)
    never = (alone > NEVER_ITEM) | (look.columns["against"] > 0)
    colons = [at for at in np.flatnonzero(look.columns["colon"] > 0).tolist() if announces(look, alone, odds, at)]
    runs = look.runs
    for at in colons:
        start = at + 1
        if start >= len(lines) or not runs.inside[start]:
            continue
        end = int(runs.end[runs.number[start]])
        goes_on = end < len(lines) and odds[end] > UNLIKELY_COLON
        stop = first_of(never if goes_on else never | (odds < UNLIKELY_ITEM), start, end)
        if goes_on and with_labels(lines[start:end]) and never[start:end].mean() < FEW_BARRED:
            stop = end
        if stop > start and not are_teasers(lines[at], lines[start:stop], look.shape.words[start:stop], weights):
            result[at:stop] = True
    return result


def are_teasers(
    above: str, items: Sequence[str], words: Array, weights: Path | None, limit: float = LIKE_A_HEADING
) -> bool:
    """Whether lines under a line with a colon are headlines of other stories: long, of no shape, and the line above, if
    it had no colon, worded like a heading over such.

    >>> stories = ["School to close after roof collapse", "Ten pubs with gardens", "Man held after fire on the pier"]
    >>> sizes = np.array([6, 4, 7])
    >>> are_teasers("Other news you may have missed:", stories, sizes, None)
    True
    >>> are_teasers("The mayor named three reasons for the delay:", stories, sizes, None)
    False
    """
    if words.mean() < WORDS_OF_A_TEASER or shared_shape(items) >= MOST_OF:
        return False
    return bool(residue_odds([above.rstrip(BLANKS_AND_COLONS)], weights)[0] > limit)


def teasers_under_colons(look: Look, lines: Sequence[str], odds: Array, weights: Path | None) -> Array:
    """Which lines are headlines of other stories under a line with a colon, and that line. `odds`: the scorer's.

    They share hardly a word with the article, which what an article announces does.
    """
    result = np.zeros(len(lines), np.bool_)
    runs = look.runs
    colons = (look.columns["colon"] > 0) & runs.inside & (look.columns["against"] == 0)
    for at in np.flatnonzero(colons).tolist():
        start, end = at + 1, int(runs.end[runs.number[at]])
        strange = end > start + 1 and look.columns["in_run_words"][start:end].mean() < FEW_COMMON_WORDS
        if strange and are_teasers(lines[at], lines[start:end], look.shape.words[start:end], weights, PLAIN_HEADING):
            result[at:end] = True
    return result & (odds < LIKELY)


def announces(look: Look, alone: Array, odds: Array, at: int) -> bool:
    """Whether a line that ends in a colon is the article's: no pack knows it, and it is worded like a sentence."""
    if look.columns["against"][at] > 0 or alone[at] > NO_ITEM or odds[at] < UNLIKELY_COLON:
        return False
    return bool(look.shape.words[at] >= ANNOUNCING_WORDS or alone[at] < 0)


def sources(lines: Sequence[str], platforms: frozenset[str]) -> Array:
    """Which lines are addresses that the article names as its sources, with the short line above them: three and more
    in a row, most of them of different places and none of a platform, where one follows or shares.

    >>> cited = ["References", "https://lab.example/a/1", "https://press.example/b", "https://unit.example/c?d=2"]
    >>> sources(["The trial ended in May.", *cited], frozenset()).tolist()
    [False, True, True, True, True]
    >>> sources(["The trial ended in May.", *[f"https://lab.example/{at}" for at in range(4)]], frozenset()).any()
    np.False_
    >>> sources(["It ended in May.", *cited, "https://chat.example/c"], frozenset({"chat"})).any()
    np.False_
    """
    bare = (line.strip() if "." in line and len(line.split(None, MOST_PARTS)) <= MOST_PARTS else "" for line in lines)
    found = [ADDRESS_ALONE.fullmatch(line) if line else None for line in bare]
    result = np.zeros(len(lines), np.bool_)
    for start, end in runs_of(np.array([match is not None for match in found], np.bool_)):
        places = {match["host"].lower() for match in found[start:end] if match}
        if len(places) < max(FEWEST, MOST_OF * (end - start)):
            continue
        if not any(part in platforms for place in places for part in place.split(".")):
            headed = start and word_count(lines[start - 1]) <= HEADING_WORDS
            result[start - bool(headed) : end] = True
    return result


def first_of(flags: Array, start: int, end: int) -> int:
    """The first flagged line of a run, or the line behind its last."""
    found = np.flatnonzero(flags[start:end])
    return start + int(found[0]) if len(found) else end


def with_labels(lines: Sequence[str]) -> bool:
    """Whether the lines are a box of facts, each with a label of its own, or many have the same label.

    >>> with_labels(["When: Friday, 8 pm", "Where: Old Market Hall", "Tickets: 12 euros"])
    True
    >>> with_labels(["Photo: Ann Lee", "Share", "Tags: harbour, ferry"])
    False
    """
    labels = [label_of(line) for line in lines]
    known = Counter(filter(None, labels))
    if not known:
        return False
    return known.most_common(1)[0][1] >= FEWEST or (len(lines) >= FEWEST and all(labels))


def is_box(lines: Sequence[str], against: Array) -> bool:
    """Whether the lines are a box of facts, with a heading or without, each with another label, and no pack knows one
    of them as furniture.
    """
    labels = [label_of(line) for line in lines[lines[0].rstrip().endswith(COLONS) :]]
    return all(labels) and len(set(labels)) == len(labels) >= FEWEST and not against.any()


def of_one_shape(lines: Sequence[str]) -> bool:
    """Whether most of the lines have one shape that says something: a label, a number at an end.

    >>> of_one_shape(["Mill & Sons (2014): $506,000", "Ferry Works (2016): $279,000", "J. Ash: $11,000"])
    True
    >>> of_one_shape(["Bridge opens in May", "Council rejects budget", "Three held after fire"])
    False
    """
    shapes = Counter(filter(None, map(shape_of, lines)))
    if not shapes:
        return False
    most = shapes.most_common(1)[0][1]
    return most >= FEWEST and most >= MOST_OF * len(lines)
