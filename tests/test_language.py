"""The language of short texts: letters part relatives, and a script that one language has is enough."""

from __future__ import annotations

import pytest

from cleaner import clean

SHORT = [
    ("ko", "강물이 밤새 불어나 다리가 끊겼다."),
    ("he", "שריפה פרצה הבוקר במחסן בעיר הנמל."),
    ("el", "Φωτιά ξέσπασε σε αποθήκη."),
    ("ru", "Новый мост открыли в столице, сообщила мэрия. Строительство объекта началось в прошлом году."),
    ("ru", "Площадь пожара составила 500 метров. Были спасены пять жителей, в том числе дети."),
    ("uk", "Міст через річку відкрили у вівторок. Рух автобусів відновлять цього тижня."),
    ("bg", "Мостът над реката беше открит във вторник. Строежът започна през миналата година."),
    ("sr", "Пожар је избио у уторак ујутру у магацину. Нема повређених, саопштила је полиција."),
    ("tr", "Fabrikada çıkan yangın söndürüldü.\nYangında yaralanan olmadı."),
    ("az", "Çayın üstündəki körpü bağlandı.\nSürücülər şəhərin şimalındakı yoldan keçməlidir."),
]


@pytest.mark.parametrize(("language", "text"), SHORT)
def test_a_short_text_shows_its_language(language: str, text: str) -> None:
    assert clean(text, kind="text").metadata["language"] == language


def test_foreign_names_do_not_change_the_language() -> None:
    text = "The talks between Mr. Erdoğan, Mr. Šefčovič and Ms. Łukasiewicz were held in Kraków and it was late."
    assert clean(text, kind="text").metadata["language"] == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Уладзімір Караткевіч нарадзіўся ў Оршы. Яго кнігі чытаюць ва ўсёй краіне, а музей адкрыты штодня.",
        "Zürich, Köln, Malmö",
        "Łódź 3 Gdańsk 1",
    ],
)
def test_a_language_without_a_pack_and_a_few_names_show_none(text: str) -> None:
    assert clean(text, kind="text").metadata["language"] is None
