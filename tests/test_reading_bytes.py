"""Bytes become text: BOM, declared charset, UTF-8, guess; what is not text is refused by its name."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.reading import read
from cleaner.reading.decode import charset_of, decode

SENTENCES = {
    "western": "Ærlig talt, façade, Größe, señor, não é à toa: l’été — “fin”.",
    "latin": "Größe, façade, señor, não é à toa",
    "central": "Příliš žluťoučký kůň úpěl ďábelské ódy, Łódź, šťastný",
    "cyrillic": "Съешь же ещё этих мягких французских булок, да выпей чаю",
    "ukrainian": "Жебракують філософи при ґанку церкви в Гадячі, ще й шатро їхнє п’яне знаємо".replace("’", "'"),
    "greek": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία",
    "turkish": "Pijamalı hasta yağız şoföre çabucak güvendi",
    "hebrew": "דג סקרן שט בים מאוכזב ולפתע מצא לו חברה",
    "arabic": "نص حكيم له سر قاطع وذو شأن عظيم مكتوب على ثوب",
    "baltic": "Įlinkdama fechtuotojo špaga sublykčiojusi pragręžė apvalų arbūzą",
    "thai": "เป็นมนุษย์สุดประเสริฐเลิศคุณค่า",
    "japanese": "いろはにほへと散りぬるを我が世誰ぞ常ならむ",
    "simplified": "中国外交部发言人星期一在北京举行记者会",
    "traditional": "中國外交部發言人星期一在北京舉行記者會",
    "korean": "키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다",
    "vietnamese": "Việt Nam",
}
DECLARED = [
    ("utf-8", "utf-8", "western"),
    ("UTF8", "utf-8", "japanese"),
    ("iso-8859-1", "cp1252", "western"),
    ("latin1", "latin-1", "latin"),
    ("windows-1252", "cp1252", "western"),
    ("us-ascii", "cp1252", "western"),
    ("iso-8859-15", "iso8859-15", "latin"),
    ("windows-1250", "cp1250", "central"),
    ("iso-8859-2", "iso8859-2", "central"),
    ("windows-1251", "cp1251", "cyrillic"),
    ("cp1251", "cp1251", "cyrillic"),
    ("x-cp1251", "cp1251", "cyrillic"),
    ("koi8-r", "koi8-r", "cyrillic"),
    ("KOI8-U", "koi8-u", "ukrainian"),
    ("iso-8859-5", "iso8859-5", "cyrillic"),
    ("ibm866", "cp866", "cyrillic"),
    ("x-mac-cyrillic", "mac-cyrillic", "cyrillic"),
    ("windows-1253", "cp1253", "greek"),
    ("iso-8859-7", "iso8859-7", "greek"),
    ("windows-1254", "cp1254", "turkish"),
    ("iso-8859-9", "iso8859-9", "turkish"),
    ("windows-1255", "cp1255", "hebrew"),
    ("iso-8859-8", "iso8859-8", "hebrew"),
    ("iso-8859-8-i", "cp1255", "hebrew"),
    ("windows-1256", "cp1256", "arabic"),
    ("iso-8859-6", "iso8859-6", "arabic"),
    ("windows-1257", "cp1257", "baltic"),
    ("iso-8859-13", "iso8859-13", "baltic"),
    ("tis-620", "cp874", "thai"),
    ("windows-874", "cp874", "thai"),
    ("shift_jis", "cp932", "japanese"),
    ("x-sjis", "cp932", "japanese"),
    ("euc-jp", "euc-jp", "japanese"),
    ("iso-2022-jp", "iso2022-jp", "japanese"),
    ("gb2312", "gb2312", "simplified"),
    ("gbk", "gbk", "simplified"),
    ("gb18030", "gb18030", "simplified"),
    ("big5", "big5", "traditional"),
    ("euc-kr", "euc-kr", "korean"),
    ("ks_c_5601-1987", "cp949", "korean"),
    ("macintosh", "mac-roman", "latin"),
]


@pytest.mark.parametrize(("label", "codec", "language"), DECLARED)
@pytest.mark.parametrize("page", ["<meta charset={}>", '<?xml version="1.0" encoding="{}"?><html>'])
def test_declared_charset_is_read(label: str, codec: str, language: str, page: str) -> None:
    sentence = SENTENCES[language]
    raw = (page.format(label) + "<p>\n").encode("ascii") + sentence.encode(codec) + b"\n</p>"
    found = decode(raw)
    assert sentence in found.text
    assert found.warnings == ()
    assert found.encoding == charset_of(label)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("language", ["western", "cyrillic"])
@pytest.mark.parametrize("bom", [True, False])
def test_wide_encodings(codec: str, language: str, bom: bool) -> None:
    text = f"<html><body><p>{SENTENCES[language]}</p>\n" * 8
    page = read((("\ufeff" if bom else "") + text).encode(codec))
    assert page.refused is None
    assert page.encoding == codec
    assert page.blocks[0].text == SENTENCES[language]


def test_utf8_bom_is_no_character() -> None:
    page = read(codecs.BOM_UTF8 + b"One line.")
    assert [block.text for block in page.blocks] == ["One line."]


def test_declared_utf8_that_is_cp1252_is_guessed_and_said() -> None:
    french = "Le café était fermé; l'été, à Orléans, les élèves étaient là où la forêt s'arrête. " * 5
    page = read(b"<meta charset=utf-8><p>" + french.encode("cp1252"))
    assert page.blocks[0].text == french.strip()
    assert "declared as utf-8" in page.warnings[0]


def test_declared_latin1_that_is_utf8_is_read_as_utf8_and_said() -> None:
    page = read(b"<meta charset=iso-8859-1><p>" + "Größe “fin”".encode())
    assert (page.blocks[0].text, page.encoding) == ("Größe “fin”", "utf-8")
    assert "UTF-8" in page.warnings[0]


def test_a_broken_byte_is_replaced_and_said() -> None:
    page = read("Größe und Würde über alles. ".encode() * 20 + b"\n\xff\xe4 Ende")
    assert page.encoding == "utf-8"
    assert "\ufffd" in page.blocks[-1].text
    assert "line 2" in page.warnings[0]


ENGLISH = "The mayor called it “a first step”. It’s one of two, the council said. "
STRAY = {
    "a sign of the footer": (b"<meta charset=utf-8>", b"<footer>\xa9 2024</footer>"),
    "a footer, and no charset declared": (b"", b"<footer>\xa9 2024</footer>"),
    "a description that was cut": (b"<meta charset=utf-8><meta name=description content='Two \xe2\x80'>", b""),
    "a name, a price and a sign": (b"<meta charset=utf-8>", b"<p>Ren\xe9 paid \xa35 at the caf\xe9.</p>"),
    "a footer, declared as Latin-1": (b"<meta charset=iso-8859-1>", b"<footer>\xa9 2024</footer>"),
}


@pytest.mark.parametrize(("before", "after"), STRAY.values(), ids=STRAY)
def test_stray_bytes_do_not_change_the_encoding(before: bytes, after: bytes) -> None:
    several = 6 if b"8859" in before else 1
    page = read(before + f"<p>{ENGLISH * several}</p>".encode() + after, kind="html")
    assert (page.encoding, page.blocks[0].text) == ("utf-8", (ENGLISH * several).strip())
    assert any("could not be read as utf-8" in warning for warning in page.warnings)


LEGACY = [
    *[(codec, language) for _, codec, language in DECLARED if codec.replace("-", "") not in ("utf8", "iso2022jp")],
    ("cp1252", "a sign"),
]


@pytest.mark.parametrize(("codec", "language"), LEGACY)
@pytest.mark.parametrize("times", [1, 12])
def test_text_in_another_encoding_is_not_taken_for_utf8_with_stray_bytes(codec: str, language: str, times: int) -> None:
    sentence = {**SENTENCES, "a sign": "© 2024"}[language]
    raw = b"<meta charset=utf-8>" + ((sentence + ". ") * times).encode(codec)
    assert decode(raw).encoding != "utf-8"


def test_a_character_cut_at_the_end_does_not_change_the_encoding() -> None:
    page = read("Just plain text until the very end, Größ".encode()[:-1] + "ß".encode()[:1])
    assert page.encoding == "utf-8"
    assert page.warnings


@pytest.mark.parametrize(
    ("codec", "language"),
    [("cp1251", "cyrillic"), ("cp1253", "greek"), ("cp932", "japanese"), ("gb18030", "simplified")],
)
def test_undeclared_charset_is_guessed_and_said(codec: str, language: str) -> None:
    text = (SENTENCES[language] + ". ") * 12
    page = read(text.encode(codec))
    assert page.blocks[0].text == text.strip()
    assert "guess" in page.warnings[0]


def test_lone_surrogates_are_repaired() -> None:
    page = read("pair \ud83d\ude00 and half \ud83d.")
    assert page.blocks[0].text == "pair 😀 and half \ufffd."
    assert page.warnings


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
        (b"GIF89a\x01\x00\x01\x00", "a GIF image"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a WebP image"),
        (b"PK\x03\x04\x14\x00[Content_Types].xml word/document.xml", "a Word document (DOCX)"),
        (b"PK\x03\x04\x14\x00mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument text (ODT)"),
        (b"PK\x03\x04\x14\x00other", "a zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "an old Word or Office file"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"\x28\xb5\x2f\xfd\x04", "a zstd archive"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"\x7fELF\x02\x01", "a program (ELF)"),
        (b"{\\rtf1\\ansi Text}", "an RTF document"),
        (bytes(range(256)) * 20, "binary data"),
    ],
)
@pytest.mark.parametrize("kind", ["auto", "html", "text"])
def test_refused_by_what_it_is(raw: bytes, what: str, kind: str) -> None:
    page = read(raw, kind=kind)  # type: ignore[arg-type]
    assert page.refused is not None
    assert page.refused.startswith(f"this is {what}, not HTML or text. ")
    assert page.blocks == ()


def test_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.reading.bounds.MAX_BYTES", 1_000_000)
    page = read(b"a" * 1_000_001)
    assert (page.refused, page.code) == ("this is larger than 1 MB. Split it first.", "E101")


@pytest.mark.parametrize("source", ["", b"", "  \n ", codecs.BOM_UTF8, "<html></html>", "\x00"])
def test_nothing_is_not_refused(source: str | bytes) -> None:
    page = read(source)
    assert (page.refused, page.blocks) == (None, ())


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<!DOCTYPE html><title>x</title>", "html"),
        ("  <!-- made by us --><html lang=en>", "html"),
        ("<p>One.</p>\n<p>Two.</p>", "html"),
        ("<div>One line.</div>", "html"),
        ("<h1>Title</h1>\nText<br>more<br>text", "html"),
        ("A line.<br><br>Another line.<br><br>A third.", "html"),
        ('<?xml version="1.0"?><html><body/></html>', "html"),
        ('<?xml version="1.0"?><rss><channel><item/></channel></rss>', "html"),
        ("Plain text.", "text"),
        ("We saw <b>bold</b> text where 3 < 4 and 5 > 2.", "text"),
        ("# Title\n\nText with <br> in it.\n\n- one\n- two", "text"),
        ("# How to\n\n```html\n<div><p>Text</p></div>\n```\n\nThat is all.", "text"),
        ("Use the <p> tag and close it with </p> where the paragraph ends, and then begin another one.", "text"),
        ("Ann <ann@example.org> wrote:\n> Text", "text"),
        ("<3 this place\n\nand so do you", "text"),
        ('<p align="center"><img src="a.png"></p>\n\n# Name\n\nSome text.\n\n## Install\n\n- a\n- b\n\n[x](y)', "text"),
    ],
)
def test_html_or_text_by_content(source: str, kind: str) -> None:
    assert read(source).kind == kind
    assert read(source.encode(), name="page.txt").kind == kind


def test_the_callers_word_is_believed() -> None:
    assert read("<p>One.</p>", kind="text").kind == "text"
    assert read("One.", kind="html").kind == "html"


@given(st.binary(max_size=300) | st.text(max_size=300), st.sampled_from(["auto", "html", "text"]))
def test_reading_never_raises(source: bytes | str, kind: str) -> None:
    page = read(source, kind=kind)  # type: ignore[arg-type]
    assert all(block.text.strip() for block in page.blocks)
    page.source.encode()


@pytest.mark.parametrize(
    "label",
    ["utf-16-le", "utf_16_le", "utf-16-be", "utf-32-le", "unicode_escape", "unicode-escape", "raw_unicode_escape", "cp037",
     "charmap", "cp500", "punycode", "idna", "undefined", "mbcs"],
)  # fmt: skip
def test_what_is_no_charset_of_a_document_is_not_believed(label: str) -> None:
    assert charset_of(label) is None
    raw = f"<meta charset={label}><p>The caf\\ud800 of Wexley, it is said, is a caf".encode() + b"\xe9 of its own.</p>"
    result = clean(raw)
    result.text.encode()
    assert "The caf\\ud800 of Wexley, it is said, is a café of its own." in [block.text for block in result.page.blocks]
    assert any(label in warning for warning in result.warnings)


@pytest.mark.parametrize("name", ["iso2022_jp", "iso2022_kr", "hz"])
def test_seven_bit_charsets_are_seen_though_nothing_declares_them(name: str) -> None:
    text = {"iso2022_jp": SENTENCES["japanese"], "iso2022_kr": SENTENCES["korean"], "hz": SENTENCES["simplified"] + "。\n" + SENTENCES["simplified"]}[name]  # fmt: skip
    page = read(text.encode(name))
    assert page.source == text
    assert f"read as {name} by guess" in page.warnings[0]


def test_what_looks_a_little_like_a_seven_bit_charset_is_ascii() -> None:
    for text in ("a ~{b} c ~{d}", "~{ and ~}", "\x1b[31mred\x1b[0m"):
        assert read(text.encode()).encoding == "utf-8"


def test_a_text_is_put_right_at_once_though_unseen_characters_stand_in_the_damage() -> None:
    once = clean(b"\xe2\xa5\x13\xb7\x91", kind="text").text
    assert clean(once, kind="text").text == once


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07Water", "Water"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9d0;title\x9cWater", "Water"),
        ("\x1b]0;Water", "Water"),
        ("\x1b[1;31mWater\x1b[0m \x1b(B", "Water"),
        ("\x1bP1$r0m\x1b\\Water", "Water"),
        ("a\x1fb", "a b"),
        ("Wa\U000e0041ter", "Water"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
        ("\u20281 \x9b1\x9b b", "1 ›1› b"),
    ],
)
def test_nothing_of_what_tells_a_terminal_something_stays(text: str, shown: str) -> None:
    for kind, source in (("text", text), ("html", f"<p>{text}</p>")):
        assert " ".join(block.text for block in read(source, kind=kind).blocks) == shown  # type: ignore[arg-type]


def test_marks_of_direction_stay_in_lines_of_right_to_left_script_and_in_no_others() -> None:
    once = clean("a\u202eb\n\nقال\u200f الوزير", kind="text")
    assert [block.text for block in once.page.blocks] == ["ab", "قال\u200f الوزير"]
