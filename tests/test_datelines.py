"""Datelines as the agencies of many languages print them, and what looks like one and is none."""

from __future__ import annotations

import pytest

from cleaner import clean

REST = {
    "en": "The ferry to the islands will run for two more years, the council of the town decided on Tuesday evening.",
    "ar": "أعلن مجلس الميناء أن العبّارة القديمة ستواصل رحلاتها إلى الجزر عامين آخرين بعد نقاش طويل في المجلس.",
    "id": "Dewan pelabuhan memutuskan pada Selasa bahwa kapal feri tua akan tetap berlayar ke pulau dua tahun lagi.",
    "hi": "परिषद ने मंगलवार को फैसला किया कि पुरानी नौका दो साल और चलेगी और किराया जनवरी से बढ़ेगा।",
    "ur": "کونسل نے منگل کو فیصلہ کیا کہ پرانی کشتی مزید دو سال تک جزیروں کے لیے چلتی رہے گی اور کرایہ بڑھے گا۔",
    "es": "El consejo del puerto decidió el martes que el viejo transbordador siga navegando a las islas dos años más.",
    "zh": "港口委员会星期二决定，旧渡轮再开两年，船票价格从一月起上涨，镇上的争议也就此结束。",
    "zht": "港口委員會星期二決定，舊渡輪再開兩年，船票價格從一月起上漲，鎮上的爭議也就此結束。",
    "de": "Die alte Fähre fährt noch zwei Jahre zu den Inseln, beschloss der Rat der Stadt am Dienstagabend nach langer Debatte.",
    "ru": "Старый паром будет ходить на острова ещё два года, решил во вторник совет порта после долгого обсуждения.",
}


@pytest.mark.parametrize(
    ("language", "dateline", "place", "agency", "date"),
    [
        ("en", "ELMSWORTH, Alabama - ", "ELMSWORTH, Alabama", None, None),
        ("en", "GREAT SKERRY, N.S. -- ", "GREAT SKERRY, N.S.", None, None),
        ("en", "NORTHPORT - ", "NORTHPORT", None, None),
        ("en", "Northport — ", "Northport", None, None),
        ("en", "FRIDAY, March 7, 2031 (Coast Wire) -- ", None, "Coast Wire", "2031-03-07"),
        ("en", "Northport, June 23, 2020 — ", "Northport", None, "2020-06-23"),
        ("en", "NEW YORK, Dec. 3, 2024 /PRNewswire/ -- ", "NEW YORK", "PRNewswire", "2024-12-03"),
        ("en", "(CNN) -- ", None, "CNN", None),
        ("en", "Kolkata: ", "Kolkata", None, None),
        ("en", "LAHORE, (Pakistan Wire - Nov 29th, 2024) ", "LAHORE", "Pakistan Wire", "2024-11-29"),
        ("en", "Council keeps the ferry NORTHPORT — ", "NORTHPORT", None, None),
        ("ar", "دمشق، سوريا (CNN) -- ", "دمشق، سوريا", "CNN", None),
        ("ar", "القاهرة: ", "القاهرة", None, None),
        ("id", "Jakarta, CNN Indonesia -- ", "Jakarta", "CNN Indonesia", None),
        ("id", "Liputan6.com, Jakarta - ", "Jakarta", "Liputan6.com", None),
        ("id", "Jakarta (ANTARA) - ", "Jakarta", "ANTARA", None),
        ("hi", "नई दिल्ली, 3 मार्च (भाषा) ", "नई दिल्ली", "भाषा", None),
        ("hi", "लखनऊ: ", "लखनऊ", None, None),
        ("ur", "کراچی: ", "کراچی", None, None),
        ("ur", "لاہور( ویب ڈیسک ) ", "لاہور", None, None),
        ("es", "Estados Unidos.- ", "Estados Unidos", None, None),
        ("es", "Madrid, 3 dic (EFE).- ", "Madrid", "EFE", None),
        ("es", "Ciudad de México -\n\n", "Ciudad de México", None, None),
        ("es", "CIUDAD DE GUATEMALA, GUATEMALA\n\n", "CIUDAD DE GUATEMALA, GUATEMALA", None, None),
        ("zh", "新华社长春12月9日电（记者张建）", "长春", "新华社", None),
        ("zht", "（中央社台北3日電）", "台北", "中央社", None),
        ("zht", "【林美麗╱台北報導】", "台北", None, None),
        ("de", "Das Aus ist vom Tisch. Wien – ", "Wien", None, None),
        ("ru", "МОСКВА, 4 янв — РИА Новости. ", "МОСКВА", "РИА Новости", None),
    ],
)
def test_where_a_story_was_filed_is_read(
    language: str, dateline: str, place: str | None, agency: str | None, date: str | None
) -> None:
    rest = REST[language]
    found = clean(f"{dateline}{rest}\n\n{rest[:-1]}, {rest}", kind="text").metadata["dateline"]
    assert found == {"location": place, "date": date, "agency": agency}


@pytest.mark.parametrize(
    "text",
    [
        f"ADA LIND: {REST['en']}\n\nBO REES: {REST['en']}",
        f"ADA LIND (CO-HOST): {REST['en']}\n\nREES: {REST['en']}",
        f"LIND: {REST['en']}\n\nIt was Ada Lind who said so first, the town remembers to this day.",
        f"TLDR: {REST['en']}",
        f"ICYMI – this is how it went in the end. {REST['en']}",
        f"Sources — the ones who know — have said nothing of the kind. {REST['en']}",
        f"Dear Amy: My daughter is going to a wedding on the islands. {REST['en']}",
        f"EMBARGOED FOR RELEASE: 11 A.M. on Monday, and no word of it before. {REST['en']}",
        f"Ada Lind – “The Ferry Song” is first on the list of this week, and rightly so. {REST['en']}",
        f"सवाल: {REST['hi']}",
    ],
)
def test_a_speaker_a_label_and_an_aside_are_no_place(text: str) -> None:
    assert clean(f"{text}\n\n{text[20:]}", kind="text").metadata["dateline"] is None
