"""The parts of the text scorer: shape in any script, spread of words, trees, labels to learn from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from cleaner.main_content.text import model as text_scorer
from cleaner.main_content.text.columns import body_run, look_at, names, reach, repetition, rows
from cleaner.main_content.text.find import odds_of, shortened
from cleaner.main_content.text.lexicon import lean_rows, lexicon_of
from cleaner.main_content.text.select import FAVOURS, alone, form_of, in_rows, label_of
from cleaner.main_content.text.topic import gaps, uses_of
from cleaner.page import Evidence
from cleaner.text.columns import piece_of, shape_of
from cleaner.text.tokens import Keys, Tokens, mixed_of, piece_keys, tokens_of
from training.text_labels import aligned, labels


class NoWords:
    """Words of no language."""

    languages = ()

    def evidence(self, text: str) -> tuple[Evidence, ...]:
        return ()

    def ask(self, texts: Sequence[str]) -> None:
        pass

    def matches(self, label: str, text: str) -> Evidence | None:
        return None

    def list(self, name: str) -> frozenset[str]:
        return frozenset()


def keys_of(lines: list[str]) -> Keys:
    piece = piece_of(lines)
    return piece_keys(piece, mixed_of(piece))


@pytest.mark.parametrize(
    ("line", "stopped"),
    [
        ("The river rose two metres.", True),
        ("“The river rose two metres.”", True),
        ("«La rivière est montée de deux mètres !»", True),
        ("Two killed in ferry fire", False),
        ("Seeking a new way of life under the sea - and a wo ..", False),
        ("河水一夜之间上涨了两米。", True),
        ("最新消息", False),
        ("नदी रात भर में दो मीटर बढ़ गई।", True),
        ("ارتفع منسوب النهر مترين، فهل يصمد السد؟", True),
        ("دریا کی سطح رات بھر میں دو میٹر بلند ہو گئی۔", True),
        ("Գետը մեկ գիշերում բարձրացավ երկու մետրով։", True),
        ("ወንዙ በአንድ ሌሊት ሁለት ሜትር ከፍ አለ።", True),
        ("", False),
    ],
)
def test_a_sentence_end_is_known_in_many_scripts(line: str, stopped: bool) -> None:
    assert bool(shape_of([line]).stopped[0]) is stopped


@pytest.mark.parametrize(
    ("line", "words"),
    [("The mayor didn't say why", 5), ("記者会見で説明した", 4.5), ("ระดับน้ำสูงขึ้น", 8), ("11:30", 2), ("", 0), ("☃☃", 0)],
)
def test_words_are_counted_with_and_without_spaces(line: str, words: float) -> None:
    assert shape_of(["x", line]).words[1] == pytest.approx(words, abs=0.6)


def test_shape_does_not_depend_on_the_neighbours() -> None:
    lines = ["One two three.", "", "Vier", "五六七。", "a" * 40, "\ud800 lone", "x\x00y"]
    whole = shape_of(lines)
    for index, line in enumerate(lines):
        alone_shape = shape_of([line])
        assert all(getattr(whole, name)[index] == getattr(alone_shape, name)[0] for name in whole.__slots__)


def test_truncated_twins_and_masked_numbers_are_seen() -> None:
    keys = ["pakistan, france agree to enhance", "pakistan, france agree to enhance cooperation", "2 hours", "13 hours"]
    repeats, twins, masked, first = repetition(keys_of(keys))
    assert repeats.tolist() == [1, 1, 1, 1]
    assert twins.tolist() == [1, 1, 0, 0]
    assert masked.tolist() == [1, 1, 2, 2]
    assert first.all()


def test_uses_of_a_word_before_and_after() -> None:
    word, line = np.array([10, 11, 10, 10, 11], np.uint64) << np.uint64(40), np.array([0, 0, 2, 2, 5])
    uses = uses_of(Tokens(word, line, np.ones(5, np.bool_), 6))
    before, after = gaps(uses)
    assert uses.line.tolist() == [0, 2, 0, 5]
    assert uses.count.tolist() == [1, 2, 1, 1]
    assert before.tolist() == [np.inf, 2, np.inf, 5]
    assert after.tolist() == [2, np.inf, 5, np.inf]


def test_lines_are_the_same_number_whatever_their_marks() -> None:
    keys = keys_of(["Read more:", "READ MORE", "11:30", "9 h", "10 h", "***", "The river rose two metres (1)"])
    assert keys.exact[0] == keys.exact[1] != keys.exact[2]
    assert keys.masked[3] == keys.masked[4] != keys.masked[2]
    assert keys.exact[5] == 0
    assert np.flatnonzero(keys.beginning).tolist() == [6]


def test_words_are_the_same_number_in_any_case_and_place() -> None:
    tokens = tokens_of(["River RIVER river", "the river"])
    assert len(set(tokens.word[tokens.line == 0].tolist()) & set(tokens.word[tokens.line == 1].tolist())) == 1


def test_a_lexicon_counts_a_word_once_a_line() -> None:
    lexicon = lexicon_of(["share", "日本", "river"], np.array([-2.0, 3.0, 1.0]))
    found = lean_rows(uses_of(tokens_of(["Share share this", "The river", "", "日本語"])), lexicon)
    assert found[0].tolist() == [-2.0, 1.0, 0.0, 3.0]
    assert found[2, 0] == -2.0


def test_the_body_run_has_the_largest_sum() -> None:
    worths = np.array([-1, 2, -1, 3, -4, 2], np.float32)
    assert body_run(worths) == (1, 4)
    assert reach(worths).tolist() == [-1, 2, 1, 4, 0, 2]


def test_lines_alone_among_those_that_stay() -> None:
    out = np.array([1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1], bool)
    assert np.flatnonzero(alone(out)).tolist() == [2, 4, 5]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("MAYOR: Yes.", "mayor"),
        ("Speaker 2: Yes.", "speaker 2"),
        ("市長：はい。", "市長"),
        ("Opens at 10:42 on Friday", ""),
        ("https://example.org/a", ""),
        ("Two killed in ferry fire", ""),
    ],
)
def test_a_label_is_no_address_and_no_time(line: str, label: str) -> None:
    assert label_of(line) == label


def test_rows_of_one_form_have_numbers_and_stand_together() -> None:
    rows_of_it = ["Northgate 3, Harbour 1", "Weir Town 0, Park 0", "Mill 2, Quay 4"]
    assert len({form_of(line) for line in rows_of_it}) == 1
    at_the_end = np.array([False, True, True, True])
    assert not in_rows(["They won.", *rows_of_it], at_the_end).any()
    assert in_rows([rows_of_it[0], *rows_of_it], at_the_end).tolist() == [False, True, True, True]
    assert not in_rows(["They won.", *rows_of_it[:2], "They play."], np.array([False, True, True, False])).any()


def test_the_shipped_weights_fit_the_columns_and_are_small() -> None:
    model = text_scorer.model_of()
    look = look_at(["One line.", "Another line"], NoWords(), np.zeros(2), model.lexicon)
    assert tuple(names(look)) == model.names
    assert rows(look, np.arange(2)).shape == (len(model.names), 2)
    assert (Path(text_scorer.__file__).parent / text_scorer.WEIGHTS).stat().st_size < 200_000
    again = text_scorer.loaded(text_scorer.saved(model))
    assert np.array_equal(again.trees.leaf, model.trees.leaf)
    assert again.words == model.words


def test_what_columns_add_is_in_proportion_to_the_score() -> None:
    model = text_scorer.model_of()
    look = look_at(["The river rose two metres overnight.", "Share"], NoWords(), np.zeros(2), model.lexicon)
    odds = odds_of(look, model)
    values = rows(look, np.arange(2))
    member = np.ones((len(model.names), 1), np.float32)
    assert model.trees.shares(values, member).shape == (2, 1)
    assert odds[0] > odds[1]


def test_favours_go_from_careful_to_thorough() -> None:
    recall, balanced, precision = (FAVOURS[name] for name in ("recall", "balanced", "precision"))
    for name in ("lowest", "highest", "sentence", "near", "inside", "worst"):
        assert getattr(recall, name) < getattr(balanced, name) < getattr(precision, name)
    assert recall.together > balanced.together > precision.together


def test_a_book_on_one_line_is_looked_at_by_its_ends() -> None:
    text = "a" * 30_000 + "b" * 30_000
    assert len(shortened(text)) == 20_000
    assert shortened(text)[0] == "a"
    assert shortened(text)[-1] == "b"


def test_alignment_is_a_longest_common_subsequence() -> None:
    chance = random.Random(4)
    for _ in range(200):
        first = [chance.choice("abcd") for _ in range(chance.randint(0, 12))]
        second = [chance.choice("abcd") for _ in range(chance.randint(0, 12))]
        found = aligned(first, second)
        places = [place for place in found if place >= 0]
        assert places == sorted(set(places))
        assert all(place < 0 or first[at] == second[place] for at, place in enumerate(found))
        assert len(places) == longest(first, second)


def longest(first: list[str], second: list[str]) -> int:
    """The length of the longest common subsequence, the slow way."""
    row = [0] * (len(second) + 1)
    for word in first:
        before = row[:]
        for at, other in enumerate(second):
            row[at + 1] = before[at] + 1 if word == other else max(before[at + 1], row[at])
    return row[-1]


def test_labels_follow_the_gold_and_not_chance() -> None:
    lines = ["Home", "The river rose two metres overnight.", "Two dead", "The dam held.", "Share this", "River"]
    gold = "The river rose two metres overnight.\n\nTwo dead\n\nThe dam held."
    assert labels(lines, gold).tolist() == [0, 1, 1, 1, 0, 0]
