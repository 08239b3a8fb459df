"""A headline alone on the first line of a text is its title and leaves the body, in any script; other first lines stay."""

from __future__ import annotations

import pytest

from cleaner import clean

ARTICLES = {
    "en": (
        "Northport Council Keeps the Old Ferry for Two More Years",
        "The council of Northport decided on Tuesday to keep the old ferry for two more years, after a long dispute.",
        "Nine members voted for the plan and four against it; a first attempt to keep the ferry had failed in May.",
    ),
    "pl": (
        "Rada Zatoki przedłuża rejsy starego promu",
        "Rada miasta Zatoka zdecydowała we wtorek, że stary prom będzie pływał na wyspy jeszcze przez dwa lata.",
        "Za przedłużeniem rejsów głosowało dziewięć osób, przeciw cztery, a bilety podrożeją od stycznia.",
    ),
    "ru": (
        "Старый паром будет ходить на острова ещё два года",
        "Совет порта во вторник решил, что старый паром останется на линии и будет ходить к островам до осени.",
        "За это решение голосовали девять членов совета, против были четверо, сообщила его председатель.",
    ),
    "es": (
        "El viejo transbordador seguirá navegando dos años más",
        "El consejo del puerto decidió el martes que el viejo transbordador siga navegando a las islas.",
        "Nueve miembros votaron a favor y cuatro en contra, y los billetes subirán de precio en enero.",
    ),
    "zh": (
        "旧渡轮再开两年 船票明年上涨",
        "港口委员会星期二决定，旧渡轮再开两年，船票价格从明年一月起上涨一成，镇上的争议也就此结束。",
        "九名委员赞成这项计划，四名委员反对，委员会主席在会后对记者这样表示，并感谢了所有的船员。",
    ),
    "ar": (
        "العبّارة القديمة تواصل رحلاتها عامين آخرين",
        "أعلن مجلس الميناء يوم الثلاثاء أن العبّارة القديمة ستواصل رحلاتها إلى الجزر عامين آخرين بعد نقاش طويل.",
        "وأيد تسعة أعضاء الخطة وعارضها أربعة، وستسترتفع أسعار التذاكر في يناير كما قالت رئيسة اللجنة.",
    ),
    "el": (
        "Το παλιό πλοίο συνεχίζει τα δρομολόγια για δύο χρόνια",
        "Το συμβούλιο του λιμανιού αποφάσισε την Τρίτη ότι το παλιό πλοίο θα συνεχίσει τα δρομολόγια στα νησιά.",
        "Εννέα μέλη ψήφισαν υπέρ του σχεδίου και τέσσερα κατά, ενώ τα εισιτήρια θα ακριβύνουν τον Ιανουάριο.",
    ),
    "vi": (
        "Phà cũ Bến Lau chạy thêm hai năm nữa",
        "Hội đồng cảng Bến Lau hôm thứ Ba quyết định cho chiếc phà cũ chạy thêm hai năm nữa ra các đảo.",
        "Chín thành viên ủng hộ kế hoạch và bốn người phản đối, giá vé sẽ tăng từ tháng Giêng năm sau.",
    ),
}


@pytest.mark.parametrize("language", ARTICLES)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_headline_alone_on_the_first_line_is_the_title_and_leaves(language: str, gap: str) -> None:
    headline, *body = ARTICLES[language]
    result = clean(gap.join([headline, *body]), kind="text")
    assert result.metadata["title"] == headline
    assert result.text.replace("\n\n", "\n") == "\n".join(body)


@pytest.mark.parametrize(
    "line",
    [
        "The old ferry stays on the line to the islands.",
        "What follows is the text that the council adopted:",
        "Photo: Ada Lind / Coast Pictures",
        "The ferry at Northport (Ada Lind/Coast Pictures)",
        "For Immediate Release: November 17, 2026",
        "On Tuesday evening the council of the",
        "From the Left",
        "KEY POINTS Northport keeps its old ferry",
    ],
)
def test_another_first_line_is_no_title(line: str) -> None:
    _, *body = ARTICLES["en"]
    assert clean("\n\n".join([line, *body]), kind="text").metadata["title"] is None


def test_a_question_that_opens_an_interview_stays() -> None:
    text = "Did you expect the council to keep the ferry?\n\nNo, and nobody did, to be honest with you and with the town.\n\nWhat will the ferry cost?\n\nMore than it did, but less than the bridge that the others wanted to build."
    assert clean(text, kind="text").text == text


@pytest.mark.parametrize(
    "line",
    [
        "Why the old ferry stays for two more years",
        "Northport still needs the boat that its people love to hate",
        "Understanding the Ferry Plan",
        "The islands keep their boat",
    ],
)
def test_a_first_line_that_may_be_a_standfirst_or_a_heading_stays(line: str) -> None:
    _, *body = ARTICLES["en"]
    text = "\n\n".join(
        [line, body[0], "What it costs", body[1], "Who decides", *body[:0:-1], "What follows", body[0][:-1]]
    )
    assert clean(text, kind="text").text.startswith(line)


WRAPPED = """Coahuila y Durango ha padecido por el alto número de
hospitalizaciones y por la falta de médicos, dijo el
secretario de salud de la región este lunes.

Los hospitales de la región de La Laguna esperan refuerzos."""


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Desde el mes pasado, la región de La Laguna de\n", None),
        ("La Laguna espera refuerzos y médicos\n\n", "La Laguna espera refuerzos y médicos"),
    ],
)
def test_the_first_line_of_a_wrapped_paragraph_is_no_headline(first: str, title: str | None) -> None:
    result = clean(first + WRAPPED, kind="text")
    assert result.metadata.get("title") == title
    assert title or result.text.startswith("Desde el mes pasado")
