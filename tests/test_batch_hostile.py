"""What scrapers, bad disks and enemies make of documents: giants, nesting, entities, encodings, clocks, archives."""

from __future__ import annotations

import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_batch_runs import FakeCleaner, HeldMemory, pages

from cleaner import Cleaner, clean
from cleaner.batch import clean_files
from cleaner.batch.engines import local
from cleaner.batch.report import Report

ROOT = Path(__file__).parent.parent
FULL = os.environ.get("CLEANER_FULL") == "1"
FIRST = "The river rose two metres overnight, and the council opened a school for the night, officials said."
LAST = "By Friday the water had gone, and the last families went home to clean what was left of their kitchens."
MB = 1024 * 1024


def limited(code: str) -> dict[str, object]:
    """What a snippet says of itself as JSON, with the processor's seconds and the megabytes that it took."""
    script = (
        "import json, resource, sys, time\nfrom cleaner import Cleaner\ncleaner = Cleaner()\n"
        "cleaner.clean('<p>The river rose.</p>'); cleaner.clean('The river rose.')\n"
        "base, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()\n"
        f"{code}\n"
        "found['seconds'] = time.process_time() - began\n"
        "found['mb'] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) / 1024\n"
        "print(json.dumps(found))"
    )
    done = subprocess.run([sys.executable, "-"], input=script.encode(), capture_output=True, check=True, cwd=ROOT)
    found: dict[str, object] = json.loads(done.stdout)
    return found


GIANTS = {
    "page": "'<html><body>' + ''.join(f'<p>{FIRST} {n}</p>' for n in range(SIZE * 4_500))",
    "text node": "'<html><body><p>' + FIRST * (SIZE * 2_000)",
    "line breaks": "'<html><body><p>' + FIRST + '<br>' * (SIZE * 20_000) + '<p>' + FIRST",
    "attributes": "'<p ' + ' '.join(f'a{n}=1' for n in range(SIZE * 4_000)) + '>' + FIRST",
    "data URI": "'<p>' + FIRST + '</p><img src=\"data:image/png;base64,' + 'QUJD' * (SIZE * 50_000) + '\"><p>' + FIRST",
    "rows": "'<p>' + FIRST + '</p><table>' + '<tr><td>1<td>2' * (SIZE * 2_000) + '</table>'",
    "paragraphs": "'<p>a' * (SIZE * 80_000)",
}


@pytest.mark.parametrize("name", GIANTS)
def test_a_giant_ends_within_its_memory(name: str) -> None:
    """Fault test 10, at a tenth of its size unless in full: a giant is text, or has a code, and takes little memory."""
    code = (
        f"FIRST, SIZE = {FIRST!r}, {50 if FULL else 5}\nresult = cleaner.clean({GIANTS[name]})\n"
        "found = {'status': result.status, 'has': FIRST in result.text, 'code': result.page.code}"
    )
    found = limited(code)
    assert (found["status"], found["has"]) == ("ok", True) or found["code"] or name == "paragraphs", found
    assert float(str(found["mb"])) < (2048 if FULL else 400), found


@pytest.mark.parametrize("depth", [250, 260, 1_000, 3_000, *([100_000] if FULL else [20_000])])
@pytest.mark.parametrize("closed", [True, False])
def test_nothing_behind_deep_markup_is_lost_in_silence(depth: int, closed: bool) -> None:
    """Fault test 11."""
    inside = "<div>" * depth + f"<p>{FIRST}</p>" + "</div>" * (depth if closed else 0)
    result = clean(f"<html><body><article>{inside}<p>{LAST}</p></article>")
    assert FIRST in result.text
    assert LAST in result.text
    assert depth <= 1_000 or any("elements deep" in said for said in result.warnings)
    refused = Cleaner(max_depth=depth - 50).clean(f"<article>{inside}<p>{LAST}</p></article>")
    assert (refused.status, refused.page.code) == ("refused", "E103")


DECLARED = {
    "Die Bürger von Köln zahlen für die Brücke über den Fluß, sagte die Bürgermeisterin am Montag.": (
        "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-8859-1", "iso-8859-15", "windows-1252", "cp850",
    ),
    "Мост между двумя городами закроют на всю весну, сообщили в понедельник власти области.": (
        "utf-8", "utf-16", "koi8-r", "windows-1251", "iso-8859-5", "cp866", "mac-cyrillic",
    ),
    "Міст між двома містами закриють на всю весну, повідомила обласна влада.": ("koi8-u", "windows-1251"),
    "Most między dwiema gminami będzie zamknięty przez całą wiosnę, ogłosił powiat.": ("iso-8859-2", "windows-1250"),
    "Η γέφυρα ανάμεσα στους δύο δήμους θα μείνει κλειστή όλη την άνοιξη.": ("iso-8859-7", "windows-1253"),
    "Köprü bütün ilkbahar boyunca trafiğe kapalı olacak, dedi yetkililer.": ("iso-8859-9", "windows-1254"),
    "הגשר בין שתי המועצות יהיה סגור לתנועה כל האביב, הודיעה הרשות.": ("windows-1255", "iso-8859-8"),
    "يبقى الجسر الواقع بين المدينتين مغلقا طوال فصل الربيع.": ("windows-1256", "iso-8859-6"),
    "Tilts starp abām pilsētām būs slēgts visu pavasari, ziņo pašvaldība.": ("windows-1257", "iso-8859-13"),
    "两市之间的大桥整个春天都将关闭,市政府周一宣布。工程耗资八百万。": ("gb2312", "gbk", "gb18030"),
    "兩市之間的大橋整個春天都將關閉,市政府週一宣布。": ("big5",),
    "二つの町を結ぶ橋は春の間ずっと閉鎖されると町が月曜日に発表した。": ("shift_jis", "euc-jp", "iso-2022-jp"),
    "두 도시를 잇는 다리는 봄 내내 통제된다고 시가 월요일에 밝혔다.": ("euc-kr", "iso-2022-kr"),
    "สะพานระหว่างสองเทศบาลจะปิดการจราจรตลอดฤดูร้อน": ("windows-874",),
    "Cây cầu giữa hai thị trấn sẽ đóng cửa suốt mùa xuân.": ("utf-8",),
}  # fmt: skip
CASES = [(text, charset) for text, charsets in DECLARED.items() for charset in charsets]
PYTHONS = {"windows-874": "cp874"}


@pytest.mark.parametrize(("text", "charset"), CASES)
def test_a_charset_that_is_declared_is_used(text: str, charset: str) -> None:
    """Fault test 13: forty declared charsets give the text that was meant."""
    assert len(CASES) >= 40
    page = f'<html><head><meta charset="{charset}"></head><body><article><p>{text}</p></article>'
    result = clean(page.encode(PYTHONS.get(charset, charset)))
    assert text in result.text


# Bytes that are no UTF-8: lone, missing and surplus continuations, overlong forms, surrogates, beyond the last sign.
BAD_UTF8 = [
    b"\x80", b"\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xc3", b"\xc3(", b"\xe0\x80\x80", b"\xe2\x82", b"\xe2(\xa1",
    b"\xe2\x82(", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xf0\x80\x80\x80", b"\xf0\x9f\x92", b"\xf0(\x8c\xbc",
    b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfe", b"\xff",
]  # fmt: skip
ODD = [b"\0", b"\x07\x1b", b"\xc2\x85\xc2\x9b", b"\xef\xbb\xbf" * 5, b"\xef\xbf\xbe"]


@pytest.mark.parametrize("bad", [*BAD_UTF8, *ODD])
@pytest.mark.parametrize("page", [True, False])
def test_bytes_that_are_no_text_are_never_given_out(bad: bytes, page: bool) -> None:
    """Fault test 13: what is given out is valid UTF-8 without NULs and other controls, and the good text is there."""
    good = "Die Bürger von Köln zahlen für die Brücke über den Fluß."
    source = good.encode() + b"\n\n" + FIRST.encode() + b" " + bad + b" " + LAST.encode()
    result = clean(b"<html><body><p>" + source.replace(b"\n\n", b"</p><p>") + b"</p>" if page else source)
    assert result.text.encode("utf-8")
    assert not [sign for sign in result.text if (ord(sign) < 32 and sign not in "\n\t") or 0x7F <= ord(sign) < 0xA0]
    for part in (good, FIRST, LAST):
        assert part in result.text


def test_lone_surrogates_are_no_text() -> None:
    result = clean(f"{FIRST} \ud800 {LAST}\n\n\udfff{FIRST[4:]}")
    result.text.encode("utf-8")
    assert LAST in result.text


MEANT = [
    "👩\u200d🚒 came first, the fire chief said on Monday.",
    "می\u200cخواهم که پل تا تابستان باز شود، گفت.",
    "क्\u200dष is written so, said the teacher of the school.",
    "Cafe\u0301 owners paid for the bridge, he said on Monday.",
    "הגשר ייסגר, said the council of the town on Monday.",
]


@pytest.mark.parametrize("text", MEANT)
@pytest.mark.parametrize("page", [True, False])
def test_signs_that_carry_meaning_stay(text: str, page: bool) -> None:
    """Fault test 14: joiners of emoji, Persian and Hindi, combining marks, the order of letters from right to left."""
    source = f"{text}\n\n{FIRST}"
    cleaned = clean("<p>" + source.replace("\n\n", "</p><p>") + "</p>" if page else source)
    assert text in cleaned.text
    assert clean(cleaned.text).text == cleaned.text


UNSEEN = "\u00ad\u200b\u2060\ufeff\u200e\u202a\u202e\u2066\u2069"
BREAKS = ["\r\n", "\r", "\u2028", "\u2029", "\x85"]
BLANKS = ["\u00a0", "\u3000", "\x1f", "\t"]


@pytest.mark.parametrize("sign", [*UNSEEN, *BREAKS, *BLANKS])
@pytest.mark.parametrize("page", [True, False])
def test_signs_that_nobody_sees_go_or_become_what_they_stand_for(sign: str, page: bool) -> None:
    """Fault test 14: what is unseen parts no word, breaks and blanks part two, and cleaning again changes nothing."""
    source = f"{FIRST} The wa{sign}ter stood in the cellars.\n\n{LAST}"
    cleaned = clean("<p>" + source.replace("\n\n", "</p><p>") + "</p>" if page else source)
    assert ("water" if sign in UNSEEN else "wa ter") in " ".join(cleaned.text.split()), ascii(cleaned.text)
    assert not set(cleaned.text) & {*UNSEEN, *BREAKS, *BLANKS, "\r"}, ascii(cleaned.text)
    assert clean(cleaned.text).text == cleaned.text


ENTITIES = [
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "&#0; &#x0; &#x110000; &#xFFFFFFFF; &#xD800;",
    "&#" + "9" * 100_000 + ";",
    "&" + "a" * 100_000 + ";",
]
DOCTYPES = [
    '<!DOCTYPE html [<!ENTITY a "wwwwwwwwww">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>",
    '<!DOCTYPE html [<!ENTITY j SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE html [<!ENTITY j SYSTEM "http://127.0.0.1:9/x">]>',
    '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY j SYSTEM "file:///etc/passwd">]>',
    '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>',
]


def test_entities_are_never_expanded_and_nothing_is_opened() -> None:
    """Fault test 15: under an audit hook, no document makes the program open a file or a connection."""
    documents = [f"<html><body><p>{FIRST}</p><p>{entity} {LAST}</p>" for entity in ENTITIES]
    documents += [f"{FIRST}\n\n{entity} {LAST}" for entity in ENTITIES]
    documents += [f"{head}<html><body><p>{FIRST}</p><p>&j; {LAST}</p></body></html>" for head in DOCTYPES]
    code = (
        f"documents, opened = {documents!r}, []\n"
        "watched = ('open', 'socket.connect', 'socket.getaddrinfo', 'os.system', 'subprocess.Popen')\n"
        "for one in documents: cleaner.clean(one)\n"  # what is imported late is imported
        "sys.addaudithook(lambda event, told: opened.append(event) if event in watched else None)\n"
        "results = [cleaner.clean(one) for one in documents]\n"
        "found = {'opened': list(opened), 'lengths': [len(one.text) for one in results],"
        f" 'whole': [{LAST!r} in ' '.join([one.text, *(gone.text for gone in one.removed)]) for one in results],"
        " 'leak': any('root:' in one.text for one in results)}"
    )
    found = limited(code)
    assert (found["opened"], found["leak"]) == ([], False)
    assert all(found["whole"]), found["whole"]  # type: ignore[call-overload]
    assert max(found["lengths"]) < 120_000, "no expansion"  # type: ignore[call-overload]


def test_dates_do_not_depend_on_clocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault test 27: a clock set back or ahead and times of files of 1970 and 2100 change nothing."""
    page = (
        '<html><head><title>The river</title><meta property="article:published_time" content="2024-03-05T10:00:00Z">'
        f"</head><body><article><h1>The river</h1><p>Posted on 5 March 2024</p><p>{FIRST}</p><p>{LAST}</p></article>"
    )
    text = f"The river\n\nMarch 5, 2024\n\n{FIRST}\n\n{LAST}\n"
    source = pages(tmp_path / "in", text=text, two=f"The river\n\nYesterday, 5:20 pm\n\n{FIRST}\n\n{LAST}\n")
    (source / "page.html").write_text(page)
    found = set()
    for number, (now, touched) in enumerate(((None, 0), (920_000_000.0, 4_102_444_800), (4_200_000_000.0, 1))):
        for path in source.iterdir():
            os.utime(path, (touched, touched))
        with monkeypatch.context() as patched:
            if now is not None:
                patched.setattr(time, "time", lambda now=now: now)
            out = tmp_path / f"{number}.jsonl"
            clean_files([source], out=out, cleaner=Cleaner(), workers=0)
            found.add(out.read_bytes())
    assert len(found) == 1
    rows = [json.loads(line) for line in found.pop().splitlines()]
    assert {row["metadata"]["published"][:10] for row in rows if row["metadata"]["published"]} == {"2024-03-05"}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="Linux")
def test_workers_that_are_killed_again_and_again_cost_few_documents(tmp_path: Path) -> None:
    """Fault test 3: a worker is killed 50 times (10 when shortened) in one run; the run ends, and all is accounted for."""
    kills, number = (50, 2_000) if FULL else (10, 400)
    source = pages(tmp_path / "in", **{f"p{n:04}": f"Page {n}." for n in range(number)})
    chance, killed = random.Random(3), [0]
    crews: list[local.Crew] = []

    class Watching:
        def begin(self, total: int, doing: str = "") -> None: ...
        def tick(self) -> None: ...
        def done(self, outcome: object) -> None:
            if killed[0] < kills and chance.random() < kills / number * 1.5:
                worker = chance.choice(crews[0].workers)
                os.kill(worker.process.pid or 0, signal.SIGKILL)
                killed[0] += 1

    class Seen(local.Crew):
        def __init__(self, *given: object, **more: object) -> None:
            super().__init__(*given, **more)  # type: ignore[arg-type]
            crews.append(self)

    original, local.Crew = local.Crew, Seen  # type: ignore[misc]
    try:
        report = clean_files([source], out=tmp_path / "o.jsonl", cleaner=FakeCleaner(), workers=2, watch=Watching())
    finally:
        local.Crew = original  # type: ignore[misc]
    assert killed[0] > kills / 2
    assert report.adds_up
    assert report.counts["ok"] + report.counts["failed"] == number
    assert report.counts["failed"] <= killed[0] / 2
    assert {one.code for one in report.problems} <= {"E201"}


def test_an_archive_of_very_many_small_records_is_read_as_it_comes(tmp_path: Path) -> None:
    """Fault test 38: memory is flat over 1,000,000 tiny members (20,000 when shortened); the first result comes early."""
    number = 1_000_000 if FULL else 20_000
    content = b"The river rose."
    with tarfile.open(tmp_path / "many.tar", "w") as archive:
        entry = tarfile.TarInfo()
        entry.size = len(content)
        for n in range(number):
            entry.name = f"{n:07}.txt"
            archive.addfile(entry, io.BytesIO(content))
    watch = HeldMemory(number // 10)
    report: Report = clean_files(
        [tmp_path / "many.tar"], out=tmp_path / "o.jsonl", cleaner=FakeCleaner(), workers=0, watch=watch
    )
    held = watch.held
    assert (report.counts, report.adds_up) == ({"ok": number}, True)
    assert not held or held[-1] < held[1] * 1.1 + number / 1000, held


def test_the_first_member_is_given_before_the_last_is_read(tmp_path: Path) -> None:
    """Fault test 38: listing streams. Behind the first member of the pipe nothing is written until it was read."""
    from cleaner.batch.formats import Container, documents

    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for n in range(300):
            entry = tarfile.TarInfo(f"{n}.txt")
            entry.size = 5_000
            archive.addfile(entry, io.BytesIO(b"x" * 5_000))
    os.mkfifo(tmp_path / "slow.tar")
    told = threading.Event()

    def slowly() -> None:
        with (tmp_path / "slow.tar").open("wb", buffering=0) as file:
            file.write(made.getvalue()[:900_000])
            told.wait(60)
            file.write(made.getvalue()[900_000:])

    writer = threading.Thread(target=slowly, daemon=True)
    writer.start()
    container = Container(str(tmp_path / "slow.tar"))
    from unittest.mock import patch

    with patch("cleaner.batch.formats.unpacked_stream", lambda file: file):
        found = documents(container, "slow.tar")
        first = next(found)
        assert not told.is_set()
        told.set()
        assert first.id == "slow.tar/0.txt"
        assert sum(1 for _ in found) == 299
    writer.join(60)


BOMB = "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9) if before else 'x'}]\n"
    for before, name in zip(["", *"abcdefgh"], "abcdefghi", strict=True)
)
HEAD = "site: River\nmatch: {domains: [river.example]}\n"
HOSTILE_YAML = {
    "aliases": BOMB,
    "a file of nine megabytes": f"{HEAD}about: {'x' * 9_000_000}\n",
    "nesting": HEAD + "about: " + "[" * 10_000 + "]" * 10_000 + "\n",
    "a key twice": f"{HEAD}site: Other\n",
    "tabs": f"{HEAD}text:\n\tdrop_lines: Share this\n",
    "an object of Python": f"{HEAD}about: !!python/object/apply:os.system ['touch pwned']\n",
    "a merge": f"{HEAD}text: {{<<: {{drop_lines: Share this}}}}\n",
}


@pytest.mark.parametrize("name", HOSTILE_YAML)
def test_hostile_rule_files_are_refused_with_their_place(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault test 16: each ends with a line and a column, none runs anything, and the program goes on without it."""
    from cleaner.workshop import check, collect

    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "river.example.yml").write_text(HOSTILE_YAML[name])
    faults = [one for one in check(collect([folder])).complaints if one.severity == "error"]
    assert faults, name
    assert all(one.line >= 1 and one.col >= 1 and one.code for one in faults)
    assert not (tmp_path / "pwned").exists()
    assert Cleaner(rules=[folder]).clean(FIRST, url="https://river.example/1").text == FIRST


def test_very_many_plain_rules_are_loaded(tmp_path: Path) -> None:
    """Fault test 16: 100,000 lines to drop (5,000 when shortened) are one file like any other."""
    number = 100_000 if FULL else 5_000
    lines = "".join(f"    - Read more of story {n} here\n" for n in range(number))
    (tmp_path / "river.example.yml").write_text(f"{HEAD}text:\n  drop_lines:\n{lines}")
    ruled = Cleaner(rules=[tmp_path])
    text = f"{FIRST}\n\nRead more of story {number - 1} here\n\nRead more of story {number} here, he said.\n\n{LAST}"
    assert f"story {number - 1} here" not in ruled.clean(text, url="https://river.example/1").text
    assert f"story {number} here, he said" in ruled.clean(text, url="https://river.example/1").text


def test_a_rule_that_takes_everything_is_undone_and_flagged(tmp_path: Path) -> None:
    """Fault test 19; `test_guard.py` has it for every kind of rule, and for two at once."""
    (tmp_path / "river.example.yml").write_text(
        f"{HEAD}text: {{drop_lines: ['The *', 'By *']}}\nhtml: {{drop: [body]}}\n"
    )
    ruled = Cleaner(rules=[tmp_path])
    for source in (f"{FIRST}\n\n{LAST}", f"<body><article><p>{FIRST}</p><p>{LAST}</p></article>"):
        result = ruled.clean(source, url="https://river.example/1")
        assert (result.status, result.text) == ("ok", f"{FIRST}\n\n{LAST}")
        assert any("put back" in said or "passed over" in said for said in result.warnings)


@pytest.mark.skipif(not FULL, reason="compares times, on a quiet machine: CLEANER_FULL=1")
def test_small_files_are_no_slower_than_a_table_of_the_same(tmp_path: Path) -> None:
    """Fault test 34: 10,000 small files and one table of them take less than twice each other's time."""
    source = pages(tmp_path / "in", **{f"p{n:05}": f"{FIRST} {n}.\n\n{LAST}" for n in range(10_000)})
    with (tmp_path / "t.jsonl").open("w") as file:
        for path in sorted(source.iterdir()):
            file.write(json.dumps({"id": path.name, "text": path.read_text()}) + "\n")
    walls = [
        clean_files([given], out=tmp_path / f"{number}.jsonl", cleaner=Cleaner(), workers=2).wall
        for number, given in enumerate((source, tmp_path / "t.jsonl"))
    ]
    assert max(walls) < 2 * min(walls), walls


# --- Properties (fault test 28; 2,000 cases of each in full)

CASES_OF_EACH = 2_000 if FULL else 60
PIECES = st.sampled_from(
    [FIRST, LAST, "Share this", "By Ada Okafor", "\n", "\n\n", " ", "<p>", "</p>", "<div>", "<b>", "&amp;", "&lt;",
     "Advertisement", "| a | b |", "- item", "# Head", "“No,” he said.", "\u200b", "é", "水", "https://x.example/a"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=25).map("".join))
CLEANER = Cleaner()
SIGN = re.compile(r"\w")


@settings(max_examples=CASES_OF_EACH, deadline=None)
@given(source=TEXTS)
def test_any_text_is_cleaned_once_and_gives_nothing_new(source: str) -> None:
    """Fault test 28: never raises, valid UTF-8, twice is once, and what is given out stood in the source as read."""
    result = CLEANER.clean(source, kind="text")
    result.text.encode("utf-8")
    page = " ".join(block.text for block in result.page.blocks)
    assert set(result.text.split()) <= set(page.split())
    assert CLEANER.clean(result.text, kind="text").text == result.text


@settings(max_examples=CASES_OF_EACH, deadline=None)
@given(source=st.one_of(TEXTS, st.binary(max_size=300)))
def test_anything_at_all_is_a_record(source: str | bytes) -> None:
    """Fault test 28: whatever it is, there is a result, its record is JSON, and its spans lie within their blocks."""
    result = CLEANER.clean(source)
    json.dumps(result.to_dict()).encode("utf-8")
    for one in result.removed:
        if one.span is not None and 0 <= one.block < len(result.page.blocks):
            start, end = one.span
            assert result.page.blocks[one.block].text[start:end] == one.text


# --- What goes to terminals, spreadsheets and names of files

ESCAPES = "\x1b]0;title\x07 \x1b[31mred\x1b[0m \x9b2J \x1b]8;;http://evil.example\x07link\x1b]8;;\x07 \x1bP1$r\x1b\\ "


@pytest.mark.parametrize("page", [True, False])
def test_no_escape_of_a_terminal_is_given_out(page: bool) -> None:
    source = f"{FIRST} {ESCAPES}{LAST}"
    result = clean(f"<html><body><p>{source}</p><p>{FIRST}</p>" if page else f"{source}\n\n{FIRST}")
    said = " ".join([result.text, *(one.text for one in result.removed), *map(str, result.warnings)])
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", said), ascii(said)
    assert "]0;title" not in result.text
    assert LAST in result.text


def test_names_lead_nowhere_and_formulas_are_text(tmp_path: Path) -> None:
    """Fault test 7 for tables and archives: ids are no paths; cells that begin like formulas are text in CSV."""
    names = ["../../up", "/etc/passwd", "a\nb", "CON", "-rf", "x" * 255, "A", "a", "e\u0301", "é", "=cmd()", "@SUM(1)"]
    (tmp_path / "t.jsonl").write_text("".join(json.dumps({"id": one, "text": f"={FIRST}"}) + "\n" for one in names))
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for one in ("../../up.txt", "/abs.txt", "C:\\win.txt"):
            archive.writestr(one, FIRST)
    before = set(tmp_path.parent.iterdir())
    report = clean_files(
        [tmp_path / "t.jsonl", tmp_path / "z.zip"], out=tmp_path / "out", cleaner=FakeCleaner(), workers=0
    )
    assert report.counts == {"ok": len(names) + 3}
    written = [path for path in (tmp_path / "out").rglob("*.txt") if ".cleaner" not in path.parts]
    assert len(written) == len(names) + 3, "no name was written twice"
    assert all(path.resolve().is_relative_to((tmp_path / "out").resolve()) for path in written)
    assert set(tmp_path.parent.iterdir()) == before
    clean_files([tmp_path / "t.jsonl"], out=tmp_path / "o.csv", cleaner=FakeCleaner(), workers=0)
    import csv

    with (tmp_path / "o.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            assert not row["text"].startswith(("=", "@", "+", "-")), row["text"][:20]
            assert not row["id"].startswith(("=", "@"))


def test_names_in_a_list_of_addresses_lead_nowhere(tmp_path: Path) -> None:
    """`--urls`: a name that leads out of the input, or to nothing at all, is reported and neither read nor written."""
    source = pages(tmp_path / "in", a=FIRST)
    odd = [
        "../../etc/passwd",
        "/etc/passwd",
        "a\0.txt",
        "~/a.txt",
        "?.txt",
        "x" * 5000,
    ]
    (tmp_path / "urls.csv").write_text(
        "".join(f"{name},https://x.example/{n}\n" for n, name in enumerate(["a.txt", *odd]))
    )
    before = set(tmp_path.parent.iterdir())
    report = clean_files(
        [source], out=tmp_path / "o.jsonl", cleaner=FakeCleaner(), workers=0, urls=tmp_path / "urls.csv"
    )
    assert (report.counts, set(report.unused_addresses)) == ({"ok": 1}, set(odd))
    assert json.loads((tmp_path / "o.jsonl").read_text())["url"] == "https://x.example/0"
    assert set(tmp_path.parent.iterdir()) == before
