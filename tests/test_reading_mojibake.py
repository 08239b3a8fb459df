"""Text that was decoded wrongly before it was saved is read as it was meant; what only looks so stays."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.reading import read
from tests.test_reading_bytes import SENTENCES

RAIN = (
    "The river had risen by two metres since Monday, the council’s spokeswoman said, and “people should stay at home”."
)
RIGHT = [
    *SENTENCES.values(),
    RAIN,
    "«Spaß» für 5 £ – à l’École",
    "Заметки «СССР»: Рё и С», Вєра",
    "MÜNCHEN, § 5 ÄÖÜ: „STRAßE“",
    "CAFÉ® À»",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_stays(text: str) -> None:
    for kind in ("text", "html"):
        page = read(text, kind=kind)
        assert (page.blocks[0].text, page.warnings) == (text, ())


@pytest.mark.parametrize("name", SENTENCES)
def test_utf8_read_as_latin1_is_read_as_meant(name: str) -> None:
    text = SENTENCES[name]
    wrong = text.encode("utf-8").decode("latin-1")
    page = read(f"<title>{wrong}</title><p>{wrong}</p>", kind="html")
    assert page.blocks[0].text == text
    assert any("read as meant: 2 pieces" in warning for warning in page.warnings) is (text != wrong)


def test_utf8_read_as_cp1252_in_plain_text_and_metadata() -> None:
    wrong = RAIN.replace("’", "â€™").replace("“", "â€œ").replace("”", "â€\x9d")
    assert clean(f"{wrong}\n\nIt rained.").text == f"{RAIN}\n\nIt rained."
    page = (
        f"<title>The councilâ€™s rain | Example</title><h1>The councilâ€™s rain</h1><p>{wrong}</p><p>{wrong} Again.</p>"
    )
    assert clean(page).metadata["title"] == "The council’s rain"


def test_twice_decoded_wrongly() -> None:
    wrong = RAIN.encode("utf-8").decode("latin-1").encode("utf-8").decode("latin-1")
    assert read(f"<p>{wrong}</p>", kind="html").blocks[0].text == RAIN


def test_only_the_wrong_paragraph_changes() -> None:
    """A template may be right and the article in it wrong: "é" far away is no reason to leave "Ã©"."""
    page = (
        "<p>Le café de la gare rouvre.</p>" + "<p>Nothing else was said.</p>" * 20 + "<p>Le cafÃ© du port rouvre.</p>"
    )
    assert [read(page, kind="html").blocks[at].text for at in (0, 21)] == [
        "Le café de la gare rouvre.",
        "Le café du port rouvre.",
    ]


@pytest.mark.parametrize(
    "form", ['We saw "Ã¤" instead\nof "ä" for years.', "<p>We saw &quot;Ã¤&quot; instead of &quot;ä&quot;."]
)
def test_an_article_about_wrong_decoding_stays(form: str) -> None:
    assert "Ã¤" in read(form).blocks[0].text


@pytest.mark.parametrize("menu", ["Weitere Beiträge für Sie: Bäckerei, Übung", "Weitere Artikel"])
def test_a_right_menu_is_no_reason_to_leave_a_wrong_article(menu: str) -> None:
    """Its letters hinder the reading only while it is there: who cleans what is left would read it as meant."""
    meant = (
        "Die Stadt lässt die alte Brücke im Frühjahr für drei Wochen sperren, sagte die Bürgermeisterin am Montag.\n\n"
        "Die Arbeiten kosten acht Millionen Euro, und die Händler in der Altstadt sollen entschädigt werden, hieß es."
    )
    result = clean(f"{meant.encode().decode('cp1252')}\n\n{menu}")
    assert (result.text, [one.text for one in result.removed]) == (meant, [menu])
    assert any(said.startswith("decoded wrongly") for said in result.warnings)
