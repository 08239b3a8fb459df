"""The words of a page's lines → how they are spread over the page: shared with the article, alone, or everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleaner.text.columns import Array
from cleaner.text.tokens import Tokens, found_in

# A word's last or next use counts as near within so many lines.
NEAR_LINES = 10
# The words that stand in most lines of prose are grammar; so many of them are taken.
COMMON_WORDS = 40
LEDE_LINES = 3


@dataclass(frozen=True, slots=True)
class Spread:
    """Shares from 0 to 1 of each line's content words: standing in the body run outside the line, in the lede, near
    before and near after the line, nowhere else; and of all its words, those that are grammar.
    """

    in_run: Array
    in_lede: Array
    near_before: Array
    near_after: Array
    alone: Array
    grammar: Array
    common: Array


@dataclass(frozen=True, slots=True)
class Uses:
    """The uses of words, one for each word of each line, by word and then by line: `word` counts the page's words from
    0, `count` is how often the line has it, `weight` how much it tells of the line's topic, `first` which use is the
    word's first. `number`: each word's own. `size` and `total`: the sums of count and weight for each line.
    """

    word: Array
    line: Array
    count: Array
    weight: Array
    first: Array
    number: Array
    size: Array
    total: Array

    def by_word(self, values: Array) -> Array:
        """The sum of each word's uses."""
        result: Array = np.bincount(self.word, values, len(self.number))
        return result

    def share(self, values: Array) -> Array:
        """The share of each line's topic that the values make, one for each use."""
        result: Array = (np.bincount(self.line, self.weight * values, len(self.total)) / self.total).astype(np.float32)
        return result


def uses_of(tokens: Tokens) -> Uses:
    """The uses of a page's words.

    One sort of whole numbers: the upper bits are those of the word, the lower ones its place.
    """
    bits = np.uint64(len(tokens.word).bit_length())
    key = (tokens.word >> bits << bits) | np.arange(len(tokens.word), dtype=np.uint64)
    key.sort()
    order, word = (key & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.intp), key >> bits
    line = tokens.line[order]
    new_word, new_use = np.ones((2, len(word)), np.bool_)
    new_word[1:] = word[1:] != word[:-1]
    new_use[1:] = new_word[1:] | (line[1:] != line[:-1])
    start = np.flatnonzero(new_use)
    count = np.diff(start, append=len(word))
    first = new_word[start]
    use_word = np.cumsum(first) - 1
    number = tokens.word[order[new_word]]
    often = np.bincount(use_word, count, len(number)).clip(1)
    weight = np.log1p(tokens.lines / often)[use_word] * tokens.content[order[start]] * count
    line = line[start]
    size = np.bincount(tokens.line, minlength=tokens.lines).clip(1)
    total = np.bincount(line, weight, tokens.lines).clip(1e-6)
    return Uses(use_word, line, count, weight, first, number, size, total)


def spread_of(uses: Uses, run: tuple[int, int], prose: Array, stop_words: Array) -> Spread:
    """How the words of each line are spread. `prose` flags the lines that read as sentences, `run` is the body run."""
    _, body, lede = flags_of(run, prose)
    before, after = gaps(uses)
    counts = uses.by_word(uses.count * prose[uses.line])
    grammar = found_in(uses.number, stop_words)[0] if len(stop_words) else np.zeros(len(uses.number), np.bool_)
    return Spread(
        in_run=uses.share(elsewhere(uses, body)),
        in_lede=uses.share(elsewhere(uses, lede)),
        near_before=uses.share(before <= NEAR_LINES),
        near_after=uses.share(after <= NEAR_LINES),
        alone=uses.share(np.isinf(before) & np.isinf(after)),
        grammar=of_all(uses, grammar),
        common=of_all(uses, common_words(counts)),
    )


def flags_of(run: tuple[int, int], prose: Array) -> Array:
    """Which lines are prose, prose of the body run, the first of that."""
    flags = np.zeros((3, len(prose)), np.bool_)
    flags[0] = prose
    flags[1, run[0] : run[1]] = prose[run[0] : run[1]]
    flags[2, np.flatnonzero(flags[1])[:LEDE_LINES]] = True
    return flags


def elsewhere(uses: Uses, lines: Array) -> Array:
    """Which uses are of a word that stands in these lines, too, outside its own."""
    here = lines[uses.line]
    result: Array = uses.by_word(here)[uses.word] > here
    return result


def gaps(uses: Uses) -> tuple[Array, Array]:
    """For each use of a word the lines since its last use and until its next."""
    step = np.where(uses.first[1:], np.inf, np.diff(uses.line))
    edge = np.full(1 if len(uses.line) else 0, np.inf)
    return np.concatenate((edge, step)), np.concatenate((step, edge))


def of_all(uses: Uses, words: Array) -> Array:
    """The share of each line's words that are of these."""
    flags = words[uses.word]
    result: Array = (np.bincount(uses.line, uses.count * flags, len(uses.size)) / uses.size).astype(np.float32)
    return result


def common_words(counts: Array) -> Array:
    """Which words are the page's most frequent in prose: a stand-in for stop words in a language without a pack."""
    flags = np.zeros(len(counts), np.bool_)
    top = np.argsort(-counts, kind="stable")[:COMMON_WORDS]
    flags[top[counts[top] > 1]] = True
    return flags
