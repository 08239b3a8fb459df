"""A page, the stop words and the letters of the packs → the languages it is written in, the surest first."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import regex

from cleaner.text.words import UNSPACED, unspaced_in

# Enough text to tell a language; a page in two languages shows both at its head and its tail.
SAMPLE = 2400
KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
# Stop words make up a third to a half of running prose; menus and lists have far fewer.
MIN_SHARE = 0.06
MIN_HITS = 2
# Close relatives (Danish and Norwegian) share most of their stop words; both packs apply.
CLOSE = 0.85
# Names bring letters of other languages into a text, but not into more of its words than this.
MAX_FOREIGN = 0.1
# Where the stop words are too few, letters tell if so many of the words have letters that not all languages have, ...
MIN_TOLD = 0.15
MIN_TOLD_WORDS = 3
# ... and if no more of them are foreign.
FEW_FOREIGN = 0.05
# Letters alone do not tell between more languages.
MOST_RELATIVES = 2
# A text of so many words has a stop word of its language.
MANY_WORDS = 30
# A declared language is wrong where another has so many times its stop words, and at least so many: quotations in
# another language, half of the text even, are not enough.
CLEARLY = 3
MIN_CLEAR_HITS = 5
MAX_JUDGED = 20_000
# Shorter lines are menus, which are in the language of the site's software.
MIN_JUDGED = 30
# Share of characters from which a page counts as written in a script without spaces.
MIN_UNSPACED = 0.2
MIN_KANA = 0.05

Lists = Mapping[str, frozenset[str]]


def languages_of(texts: Iterable[str], stop_words: Lists, letters: Lists | None = None) -> tuple[str, ...]:
    """The languages whose stop words the texts are full of; empty where nobody can tell.

    `letters`: for each language those of its letters that not all languages of its script have. They part relatives,
    and tell the language of short texts; so does a script that only one language has.

    >>> stop_words = {"en": frozenset({"the", "and", "was"}), "de": frozenset({"und", "der"}), "ko": frozenset({"및"})}
    >>> languages_of(["The river rose and the town was dry."], stop_words)
    ('en',)
    >>> languages_of(["강물이 밤새 불어났다."], stop_words)
    ('ko',)
    >>> stop_words = {"bg": frozenset({"в", "на"}), "ru": frozenset({"в", "что"})}
    >>> letters = {"bg": frozenset("ъ"), "ru": frozenset("ыэёъ")}
    >>> brief = "Новый мост в центре города закрыт, на выезде в сторону реки были пробки."
    >>> languages_of([brief], stop_words), languages_of([brief], stop_words, letters)
    (('bg',), ('ru',))
    """
    return languages_in(sample_of(texts), stop_words, letters)


def languages_in(sample: str, stop_words: Lists, letters: Lists | None = None) -> tuple[str, ...]:
    """The languages of a sample of a page, as `languages_of` tells them."""
    if not sample.strip():
        return ()
    unspaced = 0 if sample.isascii() else unspaced_in(sample)
    if unspaced > MIN_UNSPACED * len(sample):
        scores = _by_characters(sample, stop_words)
    else:
        scores = _by_words(sample.casefold().split(), stop_words, letters or {})
    if not scores:
        return ()
    best = max(scores.values())
    near = [language for language, score in scores.items() if score >= CLOSE * best]
    return tuple(sorted(near, key=lambda language: (-scores[language], language)))


def contradicts(texts: Iterable[str], declared: str, found: str, stop_words: Mapping[str, frozenset[str]]) -> bool:
    """Whether texts are clearly in the language that was `found`, not in the `declared` one; both must have stop words.

    >>> stop_words = {"en": frozenset({"the", "and", "was", "of"}), "de": frozenset({"und", "der", "die", "war"})}
    >>> german = "Der Fluss stieg und die Stadt war nass, die Brücke war zu und der Weg auch."
    >>> english = "The river rose and the town was wet, the bridge was shut and the road of the mill too."
    >>> [contradicts(texts, "en", "de", stop_words) for texts in ([german], [german, english], [english])]
    [True, False, False]
    >>> contradicts([german], "lb", "de", stop_words)  # nobody knows the words of Luxembourgish here
    False
    """
    pair = {language: stop_words[language] for language in (declared, found) if language in stop_words}
    if len(pair) < 2:
        return False
    text = "\n".join(text for text in texts if len(text) >= MIN_JUDGED)[:MAX_JUDGED]
    hits = _hits(text.casefold().split(), pair)
    for language, words in pair.items():
        hits[language] += sum(text.count(word) for word in words if UNSPACED.search(word))
    return hits[found] >= max(MIN_CLEAR_HITS, CLEARLY * hits[declared])


def sample_of(texts: Iterable[str]) -> str:
    """The longest texts first: prose tells a language, menus do not."""
    taken, size = [], 0
    for text in sorted(texts, key=len, reverse=True):
        taken.append(text[:SAMPLE])
        size += len(text)
        if size >= SAMPLE:
            break
    return "\n".join(taken)[:SAMPLE]


def _by_words(words_here: Sequence[str], stop_words: Lists, letters: Lists) -> dict[str, float]:
    total = len(words_here)
    hits, told = _hits(words_here, stop_words), _told(words_here, letters)
    foreign = {language: _foreign(told, own) for language, own in letters.items()}
    scores = {
        language: (count - foreign.get(language, 0)) / total
        for language, count in hits.items()
        if count >= max(MIN_HITS, MIN_SHARE * total) and foreign.get(language, 0) <= min(MAX_FOREIGN * total, count - 1)
    }
    if scores:
        return scores
    if told.total() < max(MIN_TOLD_WORDS, MIN_TOLD * total):
        return _by_script(words_here, stop_words, hits)
    fitting = {language: own for language, own in letters.items() if foreign[language] <= FEW_FOREIGN * total}
    return _by_script(words_here, stop_words, hits) or _by_letters(hits, fitting)


def _told(words_here: Iterable[str], letters: Lists) -> Counter[frozenset[str]]:
    """How many words have which of the letters that some languages have and others not; words without are left out."""
    telling = frozenset().union(*letters.values())
    found = Counter(telling.intersection(word) for word in words_here if not word.isascii())
    del found[frozenset()]
    return found


def _foreign(told: Counter[frozenset[str]], own: frozenset[str]) -> int:
    """How many words have letters that are not the language's own."""
    return sum(count for seen, count in told.items() if not seen <= own)


def _by_script(words_here: Sequence[str], stop_words: Lists, hits: Counter[str]) -> dict[str, float]:
    """The only language of a script. In a longer text of a language without a pack none of its stop words stands."""
    script = _script(words_here)
    speakers = [language for language, words in stop_words.items() if script and _script_of(words) == script]
    if len(speakers) == 1 and (hits[speakers[0]] or len(words_here) < MANY_WORDS):
        return {speakers[0]: 1.0}
    return {}


@lru_cache(256)
def _script_of(words: frozenset[str]) -> str:
    return _script(words)


def _script(words: Iterable[str]) -> str:
    """The script of most of the letters, as Unicode names it: "LATIN", "HANGUL"; empty where there is none."""
    scripts = Counter(_script_name(char) for word in words for char in word if char.isalpha())
    (script, count), *_ = [*scripts.most_common(1), ("", 0)]
    return script if 2 * count > scripts.total() else ""


@lru_cache(4096)
def _script_name(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


def _by_letters(hits: Counter[str], fitting: Lists) -> dict[str, float]:
    """Of the languages that have the letters of a short text, those with most of its stop words.

    Of several, the surest is the one of which no letter is missing: Turkish, not Azerbaijani.
    """
    best = max((hits[language] for language in fitting), default=0)
    if not best and len(fitting) > MOST_RELATIVES:
        return {}
    equal = {language: own for language, own in fitting.items() if hits[language] == best}
    return {at: 1.0 if all(own <= other for other in equal.values()) else CLOSE for at, own in equal.items()}


def _hits(words_here: Iterable[str], stop_words: Lists) -> Counter[str]:
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


def _by_characters(sample: str, stop_words: Lists) -> dict[str, float]:
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
