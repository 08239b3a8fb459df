"""Tables and archives: as many records as rows, each broken one with its reason, other columns carried along."""

from __future__ import annotations

import csv
import datetime
import decimal
import gzip
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_batch_runs import FakeCleaner, pages, problems

from cleaner.batch import Columns, Limits, Report, clean_files, shards

STORY = "The river rose two metres overnight.\nShare this\nThe council opened a school for the night."
BODY = "The river rose two metres overnight.\n\nThe council opened a school for the night."


def run(source: Path, out: Path, **more: Any) -> tuple[Report, list[dict[str, Any]]]:
    report = clean_files([source], out=out, cleaner=FakeCleaner(), workers=0, **more)
    return report, [json.loads(line) for line in out.read_text().splitlines()]


def test_json_lines_with_every_fault(tmp_path: Path) -> None:
    """Fault test 22."""
    rows = [
        b'{"id": "a", "text": "%s", "url": "https://x.org/a", "lang": "en"}' % STORY.replace("\n", "\\n").encode(),
        b"{broken",
        b"",
        b'["no object"]',
        b'{"id": "a", "text": "The same id."}',
        b'{"id": "c"}',
        b'{"id": "d", "text": 7}',
        b'{"id": 12, "text": null}',
        b'{"text": "No id."}\r',
        b'{"text": "' + b"x" * 3000 + b'"}',
        b'{"id": "last", "text": "No newline."}',
    ]
    (tmp_path / "t.jsonl").write_bytes(b"\n".join(rows))
    limits = Limits(bytes=2000)
    report, found = run(tmp_path / "t.jsonl", tmp_path / "o.jsonl", limits=limits)
    assert [(one["id"], one["status"], one["code"]) for one in found] == [
        ("a", "ok", None),
        ("t.jsonl#1", "failed", "E111"),
        ("t.jsonl#2", "failed", "E111"),
        ("a", "ok", None),
        ("c", "refused", "E100"),
        ("d", "failed", "E111"),
        ("12", "refused", "E100"),
        ("t.jsonl#7", "ok", None),
        ("t.jsonl#8", "failed", "E101"),
        ("last", "ok", None),
    ]
    assert (report.given, report.adds_up) == (10, True)
    assert found[0]["text"] == BODY
    assert (found[0]["url"], found[0]["columns"]) == ("https://x.org/a", {"lang": "en"})
    assert "line 2 is no JSON" in found[1]["reason"]
    assert report.notes["t.jsonl"] == "text from text, address from url, id from id; carried along: lang"


@pytest.mark.parametrize(("ending", "separator"), [("csv", ","), ("csv", ";"), ("tsv", "\t"), ("csv.gz", ",")])
def test_csv(tmp_path: Path, ending: str, separator: str) -> None:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=separator)
    rows.writerows(
        [["ID", "title", "Content", "link"], ["7", "Trams", STORY, "https://x.org/7"], ["8", "None", "", ""]]
    )
    rows.writerow(["9", "too", "many", "cells", "here"])
    rows.writerow(["10"])
    content = b"\xef\xbb\xbf" + text.getvalue().encode()
    path = tmp_path / f"t.{ending}"
    path.write_bytes(gzip.compress(content) if ending.endswith("gz") else content)
    report, found = run(path, tmp_path / "o.jsonl")
    assert [(one["id"], one["status"]) for one in found] == [
        ("7", "ok"), ("8", "empty"), (f"t.{ending}#2", "failed"), ("10", "refused"),
    ]  # fmt: skip
    assert (found[0]["text"], found[0]["url"], found[0]["columns"]) == (BODY, "https://x.org/7", {"title": "Trams"})
    assert report.adds_up


def test_a_csv_of_windows_and_an_unclosed_quote(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_bytes("id;text\n1;Früher hieß es „Öl“.\n".encode("cp1252"))
    assert run(tmp_path / "w.csv", tmp_path / "o.jsonl")[1][0]["text"] == "Früher hieß es „Öl“."
    (tmp_path / "q.csv").write_text('id,text\n1,Fine.\n2,"Never closed\n' + "x,y\n" * 2000)
    report, found = run(tmp_path / "q.csv", tmp_path / "q.jsonl", limits=Limits(bytes=1000))
    assert [one["status"] for one in found] == ["ok", "failed"]
    assert report.adds_up


def test_a_table_without_a_column_of_text_says_what_to_name(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,Words.\n")
    report, found = run(tmp_path / "t.csv", tmp_path / "o.jsonl")
    assert (found[0]["code"], report.exit_code) == ("E112", 1)
    assert "--html-column or --text-column: 'a', 'b'" in found[0]["reason"]
    _, found = run(tmp_path / "t.csv", tmp_path / "p.jsonl", columns=Columns(text="b", id="a"))
    assert [(one["id"], one["text"]) for one in found] == [("1", "Words.")]
    _, found = run(tmp_path / "t.csv", tmp_path / "q.jsonl", columns=Columns(text="c"))
    assert "there is no column 'c'" in found[0]["reason"]


def test_parquet_keeps_rows_and_types(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = 2500
    table = arrow.table(
        {
            "html": [f"<p>Page {n}.</p>" if n % 3 == 0 else None for n in range(rows)],
            "text": [f"Text {n}." if n % 3 == 1 else None for n in range(rows)],
            "url": [f"https://x.org/{n}" for n in range(rows)],
            "id": arrow.array(range(rows), arrow.int32()),
            "day": arrow.array([datetime.date(2024, 3, 1)] * rows),
            "at": arrow.array([datetime.datetime(2024, 3, 1, 12, 30, 5, 7)] * rows, arrow.timestamp("us")),
            "price": arrow.array([decimal.Decimal("1.10")] * rows, arrow.decimal128(6, 2)),
            "raw": [b"\x00\xff"] * rows,
            "tags": [["a", "b"]] * rows,
            "n": arrow.array([None if n % 2 else n for n in range(rows)], arrow.int16()),
            "version": ["mine"] * rows,
        }
    )
    parquet.write_table(table, tmp_path / "t.parquet", row_group_size=700)
    for workers in (0, 2):
        out = tmp_path / f"{workers}.parquet"
        report = clean_files([tmp_path / "t.parquet"], out=out, cleaner=FakeCleaner(), workers=workers)
        assert (report.given, report.adds_up) == (rows, True)
        assert report.counts == {"ok": 1667, "refused": 833}
    back = parquet.read_table(tmp_path / "0.parquet")
    assert back.num_rows == rows
    for name in ("day", "at", "price", "raw", "tags", "n"):
        assert back.schema.field(name).type == table.schema.field(name).type, name
        assert back[name].to_pylist() == table[name].to_pylist(), name
    assert back["input_version"].to_pylist() == ["mine"] * rows
    assert back["id"].to_pylist() == [str(n) for n in range(rows)]
    assert back["text"][0].as_py() == "<p>Page 0.</p>"
    assert back["text"][1].as_py() == "Text 1."
    assert (tmp_path / "0.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()


def test_a_damaged_parquet_file_is_one_failed_document(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "t.parquet").write_bytes(b"PAR1 nonsense PAR1")
    report, found = run(tmp_path / "t.parquet", tmp_path / "o.jsonl")
    assert [(one["status"], one["code"]) for one in found] == [("failed", "E105")]
    assert report.adds_up


def a_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("site/a.txt", STORY)
        archive.writestr("../../escape.txt", "Outside.")
        archive.writestr("/etc/absolute.txt", "Absolute.")
        archive.writestr("site/style.css", "p {}")
        archive.writestr("__MACOSX/a.txt", "No document.")
        archive.writestr("packed.txt.gz", gzip.compress(b"Packed."))
        archive.writestr("bomb.txt", b"\0" * 40_000_000)


def a_tar(path: Path) -> None:
    with tarfile.open(path, "w:gz" if path.suffix != ".tar" else "w") as archive:
        for name, text in (("site/a.txt", STORY), ("../../escape.txt", "Outside."), ("/etc/absolute.txt", "Absolute.")):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)


@pytest.mark.parametrize(("name", "make"), [("p.zip", a_zip), ("p.tar", a_tar), ("p.tgz", a_tar), ("p.tar.gz", a_tar)])
def test_archives_stay_within_the_output(tmp_path: Path, name: str, make: Callable[[Path], None]) -> None:
    (tmp_path / "in").mkdir()
    make(tmp_path / "in" / name)
    limits = Limits(unpacked=8_000_000)
    report = clean_files([tmp_path / "in"], out=tmp_path / "out", cleaner=FakeCleaner(), workers=0, limits=limits)
    texts = {str(path.relative_to(tmp_path / "out")): path.read_text() for path in (tmp_path / "out").rglob("*.txt")}
    assert texts[f"{name}/site/a.txt"] == BODY + "\n"
    assert texts[f"{name}/%2E./%2E./escape.txt"] == "Outside.\n"
    assert texts[f"{name}/etc/absolute.txt"] == "Absolute.\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]
    assert report.adds_up
    if name == "p.zip":
        assert texts[f"{name}/packed.txt.gz.txt"] == "Packed.\n"
        assert problems(report)[f"{name}/bomb.txt"].startswith("failed: it is more than 1,000 times") or (
            "larger when unpacked" in problems(report)[f"{name}/bomb.txt"]
        )
        assert report.passed_over == {"parts of saved pages": 1, "hidden": 1}
    else:
        assert problems(report)[f"{name}/link.txt"].startswith("failed: this is not a file")


def http(body: bytes, kind: str = "text/html", status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body


def warc(kind: str, content: bytes, uri: str = "https://x.org/a", length: int | None = None, type: str = "") -> bytes:
    size = len(content) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{uri[-1:]}>\r\nWARC-Target-URI: {uri}\r\n"
        f"WARC-Date: 2024-03-01T12:00:00Z\r\nContent-Type: {type or 'application/http; msgtype=response'}\r\n"
        f"Content-Length: {size}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:])) + b"0\r\n\r\n"


PAGE = STORY.encode()
RECORDS = [
    (warc("warcinfo", b"software: x", type="application/warc-fields"), None),
    (warc("request", b"GET / HTTP/1.1\r\n\r\n"), None),
    (warc("response", http(PAGE), "https://x.org/1"), "ok"),
    (warc("response", http(chunked(PAGE), more="Transfer-Encoding: chunked\r\n"), "https://x.org/2"), "ok"),
    (warc("response", http(gzip.compress(PAGE), more="Content-Encoding: gzip\r\n"), "https://x.org/3"), "ok"),
    (warc("response", http(PAGE, more="Content-Encoding: gzip\r\n"), "https://x.org/4"), "ok"),
    (warc("response", http(b"gone", status="404 Not Found"), "https://x.org/5"), "refused"),
    (warc("response", http(b"\x89PNG", kind="image/png"), "https://x.org/6"), "refused"),
    (warc("revisit", http(b"")), None),
    (warc("response", http(b""), "https://x.org/7"), "empty"),
    (
        warc("response", http("Früher.".encode("cp1252"), kind="text/html; charset=windows-1252"), "https://x.org/8"),
        "ok",
    ),
    (warc("conversion", PAGE, "https://x.org/9", type="text/plain"), "ok"),
    (warc("response", b"no status line"), "failed"),
]


@pytest.mark.parametrize("packed", [False, True])
def test_every_response_of_a_web_archive_is_accounted_for(tmp_path: Path, packed: bool) -> None:
    """Fault test 23, the sound half."""
    records = [gzip.compress(record) if packed else record for record, _ in RECORDS]
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(records))
    report, found = run(path, tmp_path / "o.jsonl")
    assert [one["status"] for one in found] == [status for _, status in RECORDS if status]
    assert {one["text"] for one in found if one["status"] == "ok"} == {BODY, "Früher."}
    assert (found[0]["url"], found[0]["id"], found[0]["added"]) == (
        "https://x.org/1",
        "urn:uuid:1",
        "2024-03-01T12:00:00Z",
    )
    assert report.passed_over == {f"{kind} records of web archives": 1 for kind in ("warcinfo", "request", "revisit")}
    assert (report.adds_up, report.found) == (True, len(RECORDS))


def good(number: int) -> bytes:
    return warc("response", http(b"Good %d." % number), f"https://x.org/{number}")


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("bad header", b"WARC/nonsense without end " + b"x" * 200 + b"\r\n\r\n"),
        ("garbage", b"garbage between records\r\nmore of it\r\n"),
        ("no length", re.sub(rb"Content-Length: \d+", b"Content-Length: none", warc("response", http(b"Bad.")))),
        ("too long", warc("response", http(b"Bad."), length=400)),
        ("too short", warc("response", http(b"Bad, and longer than it says." * 20), length=60)),
        ("huge", warc("response", http(b"x" * 5000))),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_reading_goes_on_behind_a_damaged_record(tmp_path: Path, name: str, damaged: bytes, packed: bool) -> None:
    """Fault test 23, the broken half."""
    parts = [good(1), damaged, good(2), good(3)]
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(gzip.compress(part) if packed else part for part in parts))
    report, found = run(path, tmp_path / "o.jsonl", limits=Limits(bytes=2000))
    texts = [one["text"] for one in found if one["text"].startswith("Good")]
    assert texts == ["Good 1.", "Good 2.", "Good 3."], name
    assert any(one["status"] == "failed" for one in found), name
    assert report.adds_up


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_broken_member_and_a_cut_end(tmp_path: Path, cut: float) -> None:
    middle = bytearray(gzip.compress(warc("response", http(bytes(range(32, 120)) * 40))))
    middle[int(len(middle) * cut)] ^= 0xFF
    last = gzip.compress(good(3))
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(good(1)) + bytes(middle) + gzip.compress(good(2)) + last[:-30])
    report, found = run(tmp_path / "a.warc.gz", tmp_path / "o.jsonl")
    assert {"Good 1.", "Good 2."} <= {one["text"] for one in found}
    assert any(one["code"] == "E105" for one in found)
    assert report.adds_up


def test_a_large_table_is_cut_into_shards_and_read_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SIZE", 50)
    rows = [json.dumps({"id": f"r{n}", "text": f"Row {n}."}) for n in range(230)]
    for name in ("t.jsonl", "u.jsonl.gz"):
        content = "\n".join(rows).encode()
        (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    report = clean_files(
        [tmp_path / "t.jsonl", tmp_path / "u.jsonl.gz"], out=tmp_path / "o.jsonl", cleaner=FakeCleaner(), workers=0
    )
    ids = [json.loads(line)["id"] for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert ids == [f"r{n}" for n in range(230)] * 2
    assert (report.given, report.copies) == (460, 230)


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst", ".csv", ".csv.gz", ".tsv", ".parquet"])
def test_every_kind_of_output_has_every_record_and_the_same_bytes_again(tmp_path: Path, ending: str) -> None:
    source = pages(
        tmp_path / "in", **{f"p{n:02}": f'Page {n}, "quoted"; a\ttab.\nShare this' for n in range(30)}, x="RAISE"
    )
    for name in ("one", "two"):
        clean_files([source], out=tmp_path / f"{name}{ending}", cleaner=FakeCleaner(), workers=0)
    assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()
    assert len(read_back(tmp_path / f"one{ending}")) == 31


def read_back(path: Path) -> list[Any]:
    if path.suffix == ".parquet":
        from pyarrow import parquet

        return parquet.read_table(path).to_pylist()
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    elif path.suffix == ".zst":
        import zstandard

        content = zstandard.ZstdDecompressor().stream_reader(content).read()
    if ".jsonl" in path.name:
        return [json.loads(line) for line in content.splitlines()]
    return list(csv.DictReader(io.StringIO(content.decode()), delimiter="\t" if ".tsv" in path.name else ","))


def test_shards_share_the_records(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", **{f"p{n:02}": f"Page {n}." for n in range(10)})
    clean_files([source], out=tmp_path / "o.jsonl.gz", cleaner=FakeCleaner(), workers=0, files=4)
    made = sorted(path.name for path in tmp_path.glob("o-*"))
    assert made == [f"o-0000{n}-of-00004.jsonl.gz" for n in range(4)]
    rows = [row["id"] for name in made for row in read_back(tmp_path / name)]
    assert rows == [f"p{n:02}.txt" for n in range(10)]


def test_a_formula_in_a_csv_file_is_no_formula(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="=HYPERLINK(1)", b="- he said", c="@SUM(A1)", d="+cmd|calc")
    clean_files([source], out=tmp_path / "o.csv", cleaner=FakeCleaner(), workers=0)
    assert [row["text"] for row in read_back(tmp_path / "o.csv")] == [
        "'=HYPERLINK(1)",
        "- he said",
        "'@SUM(A1)",
        "'+cmd|calc",
    ]


def test_patterns_and_lists_of_files(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.", b="B.", c="C.")
    report, found = run(source / "[ab].txt", tmp_path / "o.jsonl")
    assert [one["id"] for one in found] == ["a.txt", "b.txt"]
    listed = [str(source / "c.txt"), str(source / "gone.txt")]
    report = clean_files([], out=tmp_path / "p.jsonl", cleaner=FakeCleaner(), workers=0, listed=listed)
    assert report.counts == {"ok": 1, "failed": 1}
    assert report.problems[0].code == "E107"


def test_addresses_of_a_store(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    for name, content in (
        ("a.txt", b"A."),
        ("deep/b.txt.gz", gzip.compress(b"B.")),
        ("deep/t.jsonl", b'{"text": "C."}'),
    ):
        store.pipe(f"/news/{name}", content)
    clean_files(["memory://news"], out=tmp_path / "o.jsonl", cleaner=FakeCleaner(), workers=0)
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert [(row["id"], row["text"]) for row in rows] == [
        ("a.txt", "A."),
        ("deep/b.txt.gz", "B."),
        ("deep/t.jsonl#0", "C."),
    ]


def test_packed_with_zstandard_and_a_window_that_is_a_bomb(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt.zst").write_bytes(zstandard.compress(b"Packed."))
    (tmp_path / "in/bomb.txt.zst").write_bytes(zstandard.compress(b"\0" * 100_000_000))
    (tmp_path / "in/cut.txt.zst").write_bytes(zstandard.compress(bytes(range(256)) * 40)[:-9])
    report = clean_files([tmp_path / "in"], out=tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    assert (tmp_path / "out/a.txt.zst.txt").read_text() == "Packed.\n"
    assert {one.id: one.code for one in report.problems} == {"bomb.txt.zst": "E109", "cut.txt.zst": "E105"}
