"""Requests glued to a paragraph go in many languages; sentences that begin like them stay."""

from __future__ import annotations

import pytest

from cleaner import Cleaner

CLEANER = Cleaner()
BEFORE, AFTER = "before", "after"

GLUED = [
    ("en", AFTER, "The work will be done by the end of May, they said.", "LISTEN: Why the river rose"),
    ("en", AFTER, "The river rose two metres overnight and closed the bridge.", "Click here to subscribe."),
    ("en", AFTER, "The river rose two metres overnight, and the bridge was closed.", "Photo: Meg Kinnard, AP"),
    ("en", BEFORE, "The river rose two metres overnight, and the bridge was closed.", "ADVERTISEMENT - CONTINUE READING BELOW"),
    ("de", AFTER, "Der Fluss stieg über Nacht um zwei Meter, und die Brücke wurde gesperrt.", "Lesen Sie auch: Züge stehen still"),
    ("de", BEFORE, "Der Fluss stieg über Nacht um zwei Meter, und die Brücke wurde gesperrt.", "Anzeige"),
    ("fr", AFTER, "Le fleuve est monté de deux mètres dans la nuit et le pont est fermé.", "Lire aussi : Les trains à l'arrêt"),
    ("es", AFTER, "El río subió dos metros durante la noche y se cerró el puente.", "Lea también: Los trenes siguen parados"),
    ("ru", AFTER, "Река поднялась на два метра за ночь, и мост закрыли для движения.", "Читайте также: Поезда стоят третий день"),
    ("zh", AFTER, "河水一夜之间上涨两米，大桥关闭，官员表示，居民应当留在家中，等待进一步的通知。", "阅读更多：火车连续第三天停运"),
    ("ja", AFTER, "川の水位が一夜で二メートル上がり、橋が閉鎖されたと当局者は述べた。", "関連記事：列車は三日目も運休"),
    ("ar", AFTER, "ارتفع منسوب النهر مترين خلال الليل وأغلق الجسر أمام حركة المرور، قال مسؤولون.", "اقرأ أيضا: القطارات متوقفة"),
    ("hi", AFTER, "नदी रात भर में दो मीटर बढ़ गई और पुल को बंद कर दिया गया, अधिकारियों ने बताया।", "ये भी पढ़ें: ट्रेनें तीसरे दिन भी बंद"),
    ("tr", AFTER, "Nehir bir gecede iki metre yükseldi ve köprü trafiğe kapatıldı, dedi yetkililer.", "Ayrıca okuyun: Trenler durdu"),
    ("bg", AFTER, "Реката се покачи с два метра за една нощ и мостът беше затворен за движение.", "Прочетете още: Влаковете спряха"),
    ("he", AFTER, "הנהר עלה בשני מטרים במהלך הלילה והגשר נסגר לתנועה, כך אמרו גורמים ברשות.", "קראו גם: הרכבות עומדות זה היום השלישי"),
]  # fmt: skip

WHOLE = [
    "Read more: the only advice I give is to read more and to write a little less every day.",
    "She had one piece of advice for the students who had come that day. Read more: the only advice I give.",
    "Share this article, she said, with everyone who has ever waited for a train in the rain.",
    "Subscribe to the view that the bridge must be closed and you will meet few friends in this town.",
    "Advertisement revenue fell by a third in the first half of the year, the paper said on Monday.",
    "Advertisement Manager Una Brent will leave the paper in May after thirty years, it said on Monday.",
    "The minister had only one word for the crowd that had waited for him since the morning. Share.",
    "“The sign on the door was the first thing that I saw when I came home. Follow us on X”, it said.",
    "Open the app on your phone and tap the button that is in the upper corner. Enter your email address.",
    "Go to the page of the library and choose one of the three plans that it has. Create an account.",
    "Werbung macht die Stadt mit dem Fluss seit hundert Jahren, sagte die Bürgermeisterin am Montag.",
    "Lesen Sie auch das Kleingedruckte, sagte der Anwalt den Mietern, die am Montag gekommen waren.",
    "Читайте также мелкий шрифт, сказал адвокат жильцам, которые пришли в понедельник.",
]


@pytest.mark.parametrize(("language", "side", "paragraph", "glue"), GLUED)
def test_what_is_glued_to_a_paragraph_goes(language: str, side: str, paragraph: str, glue: str) -> None:
    space = "" if language in {"zh", "ja"} else " "
    line = f"{paragraph}{space}{glue}" if side == AFTER else f"{glue} {paragraph}"
    result = CLEANER.clean(line, kind="text")
    assert result.text == paragraph
    assert [removed.text for removed in result.removed] == [glue]


@pytest.mark.parametrize("paragraph", WHOLE)
def test_sentences_that_look_alike_stay(paragraph: str) -> None:
    assert CLEANER.clean(paragraph, kind="text").text == paragraph
