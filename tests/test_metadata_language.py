"""The language of a page: as it declares, unless its words clearly say another."""

from __future__ import annotations

import pytest

from cleaner import clean

ENGLISH = (
    "The council voted on Tuesday night to close two streets in the old town to cars for the whole of the summer.",
    "Those against it said that the closures would hurt small shops, which depend on customers from the suburbs.",
    "The mayor called it a first step and said that the streets belong to the people who live there and to nobody else.",
)
GERMAN = (
    "Der Rat hat am Dienstagabend beschlossen, zwei Straßen in der Altstadt den Sommer über für Autos zu sperren.",
    "Die Gegner sagten, die Sperrung schade kleinen Läden, die von der Kundschaft aus den Vororten leben und nicht nur "
    "von den Leuten, die in der Altstadt wohnen, und das werde sich im Herbst auch zeigen, wenn die Bilanz vorliegt.",
    "Die Bürgermeisterin sprach von einem ersten Schritt und sagte, dass die Straßen denen gehören, die dort wohnen.",
)
RUSSIAN = (
    "Городской совет во вторник вечером проголосовал за то, чтобы на всё лето закрыть две улицы для автомобилей.",
    "Противники говорят, что это повредит небольшим магазинам, которые живут за счёт покупателей из пригородов.",
)
CHINESE = (
    "市议会星期二晚上通过了这个计划，夏天期间市中心的两条街道将不让汽车通行，市长说这是把街道还给居民的第一步。",
    "反对的人说，这样做会损害小商店的生意，因为他们的顾客是从郊区来的，而且没有别的路可以走。",
)


def page(declared: str, *texts: str, top: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in texts)
    menu = "<nav><a href='/'>Home</a> <a href='/about'>About the site</a></nav>"
    return f"<html lang='{declared}'><body>{menu}<article><h1>{texts[0][:30]}</h1>{top}{body}</article></body></html>"


@pytest.mark.parametrize(
    ("declared", "texts", "language"),
    [
        ("en-US", GERMAN, "de"),
        ("en", RUSSIAN, "ru"),
        ("en", CHINESE, "zh"),
        ("de", ENGLISH, "en"),
        ("en-US", ENGLISH, "en"),
        ("en", (ENGLISH[0], f"“{GERMAN[1]}”", ENGLISH[1], f"“{GERMAN[0]}”", ENGLISH[2]), "en"),
        ("en", ("Stadtrat sperrt zwei Straßen",), "en"),
        ("lb", GERMAN, "lb"),
        ("de-AT", GERMAN, "de"),
    ],
)
def test_words_that_contradict_what_is_declared(declared: str, texts: tuple[str, ...], language: str) -> None:
    assert clean(page(declared, *texts)).metadata["language"] == language


def test_the_months_are_those_of_the_words() -> None:
    html = page("en", *GERMAN, top="<p>10. März 2024</p>")
    assert clean(html).metadata["published"] == "2024-03-10"
    assert clean(html).facts["language"][0].why == "the language of its words, not the declared one"
