"""A page and the stop words of the packs → the languages it is written in, the surest first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

import regex

from cleaner.rules.folding import MAYBE_UNSPACED, UNSPACED

# Enough text to tell a language; a page in two languages shows both at its head and its tail.
SAMPLE = 2400
KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
# Stop words make up a third to a half of running prose; menus and lists have far fewer.
MIN_SHARE = 0.06
MIN_HITS = 2
# Close relatives (Danish and Norwegian) share most of their stop words; both packs apply.
CLOSE = 0.85
# Share of characters from which a page counts as written in a script without spaces.
MIN_UNSPACED = 0.2
MIN_KANA = 0.05


def languages_of(texts: Iterable[str], stop_words: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The languages whose stop words the texts are full of; empty where nobody can tell.

    >>> stop_words = {"en": frozenset({"the", "and", "was"}), "de": frozenset({"und", "der"})}
    >>> languages_of(["The river rose and the town was dry."], stop_words)
    ('en',)
    """
    sample = _sample(texts)
    if not sample.strip():
        return ()
    unspaced = len(UNSPACED.findall(sample)) if not sample.isascii() and MAYBE_UNSPACED.search(sample) else 0
    scores = (_by_characters if unspaced > MIN_UNSPACED * len(sample) else _by_words)(sample, stop_words)
    if not scores:
        return ()
    best = max(scores.values())
    near = [language for language, score in scores.items() if score >= CLOSE * best]
    return tuple(sorted(near, key=lambda language: (-scores[language], language)))


def _sample(texts: Iterable[str]) -> str:
    """The longest texts first: prose tells a language, menus do not."""
    taken, size = [], 0
    for text in sorted(texts, key=len, reverse=True):
        taken.append(text[:SAMPLE])
        size += len(text)
        if size >= SAMPLE:
            break
    return "\n".join(taken)[:SAMPLE]


def _by_words(sample: str, stop_words: Mapping[str, frozenset[str]]) -> dict[str, float]:
    words_here = sample.casefold().split()
    total = len(words_here)
    scores = {}
    for language, hits in _hits(words_here, stop_words).items():
        if hits >= MIN_HITS and hits >= MIN_SHARE * total:
            scores[language] = hits / total
    return scores


def _hits(words_here: Iterable[str], stop_words: Mapping[str, frozenset[str]]) -> Counter[str]:
    """How many of the words are stop words of each language."""
    number_of, speakers = _speakers(tuple(stop_words.items()))
    hits: Counter[str] = Counter()
    for number, count in Counter(map(number_of.get, words_here)).items():
        for language in speakers[number or 0]:
            hits[language] += count
    return hits


@lru_cache(8)
def _speakers(
    stop_words: tuple[tuple[str, frozenset[str]], ...],
) -> tuple[dict[str, int], list[tuple[str, ...]]]:
    """For each stop word a number, and for each number the languages that have these words; number 0 has none."""
    found: dict[str, list[str]] = defaultdict(list)
    for language, words in stop_words:
        for word in words:
            found[word].append(language)
    speakers = list(dict.fromkeys([(), *map(tuple, found.values())]))
    numbers = {languages: number for number, languages in enumerate(speakers)}
    return {word: numbers[tuple(languages)] for word, languages in found.items()}, speakers


def _by_characters(sample: str, stop_words: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Chinese, Japanese, Thai: stop words stand inside the run of characters."""
    kana = len(KANA.findall(sample)) > MIN_KANA * len(sample)
    scores = {}
    for language, words in stop_words.items():
        here = [word for word in words if UNSPACED.search(word)]
        if not here or kana != any(KANA.search(word) for word in here):
            continue
        hits = sum(sample.count(word) * len(word) for word in here)
        if hits >= MIN_HITS:
            scores[language] = hits / len(sample)
    return scores
