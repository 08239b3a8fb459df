"""In the pipelines people have: many documents, Arrow, plain lists, Scrapy, a stream; a result for each that went in."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, clean, clean_batch, clean_batch_columns, clean_many
from cleaner.batch.arrow import schema_for
from cleaner.batch.engines.scrapy import CleanArticles
from cleaner.writing import record

pa = pytest.importorskip("pyarrow")
SEEDS = Path(__file__).parent.parent / "seeds"
PAGE = "<html><body><nav><a href='/'>Home</a></nav><p>The river rose two metres overnight, officials said.</p></body></html>"
TEXT = "The river rose two metres overnight, officials said on Tuesday.\n\nShare this article"


def texts() -> list[bytes]:
    return [path.read_bytes() for path in sorted(SEEDS.iterdir())]


# One cleaner for many places


def test_a_used_cleaner_travels_by_its_options() -> None:
    cleaner = Cleaner(favour="recall")
    fresh = pickle.dumps(cleaner)
    for text in texts():
        cleaner.clean(text)
    assert pickle.dumps(cleaner) == fresh
    assert len(fresh) < 1000
    there = pickle.loads(fresh)
    assert (there, there.digest, hash(there)) == (cleaner, cleaner.digest, hash(cleaner))
    assert there.clean(texts()[0]).text == cleaner.clean(texts()[0]).text


def test_the_digest_tells_cleaners_apart(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text("site: X\nmatch: {domains: [x.org]}\ntext: {drop_lines: [Share]}\n")
    there = [Cleaner(), Cleaner(favour="recall"), Cleaner(packs=False), Cleaner(rules=[tmp_path])]
    assert len({one.digest for one in there}) == len(there)
    before = there[-1].digest
    (tmp_path / "x.yml").write_text("site: X\nmatch: {domains: [x.org]}\ntext: {drop_lines: [Sharing]}\n")
    assert Cleaner(rules=[tmp_path]).digest != before
    assert Cleaner(rules=(tmp_path,)) == Cleaner(rules=[tmp_path])


def test_a_light_result_has_what_is_asked_for_most() -> None:
    for text in texts():
        whole, light = Cleaner().clean(text), Cleaner().clean(text, account=False)
        assert (light.text, light.metadata, light.status) == (whole.text, whole.metadata, whole.status)
        assert (light.removed, light.marks, light.page.blocks) == ((), (), ())
        assert len(pickle.dumps(light)) < len(pickle.dumps(whole)) / 2
    assert Cleaner().clean(b"%PDF-1.4", account=False).status == "refused"


def test_to_dict_is_the_record() -> None:
    result = clean(texts()[2])
    assert result.to_dict(id="2", source="seeds/2") == record(result, id="2", source="seeds/2", url=None)
    assert json.loads(json.dumps(result.to_dict()))["status"] == "ok"


# clean_many


@pytest.mark.parametrize("workers", [0, 2])
def test_many_documents_give_as_many_results_in_order(workers: int) -> None:
    sources = [*texts(), None, b"%PDF-1.4", (PAGE, "https://x.org/a"), {"html": PAGE, "url": "https://x.org/b"}]
    results = list(clean_many(sources, workers=workers))
    assert [one.status for one in results] == ["ok"] * 5 + ["refused", "refused", "ok", "ok"]
    for text, result in zip(texts(), results, strict=False):
        alone = clean(text)
        assert (result.text, result.metadata) == (alone.text, json.loads(json.dumps(alone.metadata)))
        assert [(one.text, one.label, one.span) for one in result.removed] == [
            (one.text, one.label, one.span) for one in alone.removed
        ]


def test_an_endless_iterable_is_read_as_far_as_needed() -> None:
    read: list[int] = []

    def endless() -> Iterator[str]:
        for number in count():
            read.append(number)
            yield TEXT

    assert [one.status for one in islice(clean_many(endless(), workers=1), 3)] == ["ok"] * 3
    assert len(read) < 20


def test_a_mapping_without_a_document_is_a_mistake() -> None:
    with pytest.raises(
        ValueError, match="item 0: a mapping has its document under 'html' or 'text'; here is 'headline'"
    ):
        list(clean_many([{"headline": "x"}], workers=0))


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize(
    ("item", "said"),
    [
        (5, "item 1: a document is text"),
        (Path("a.html"), "item 1: .*give path.read_bytes()"),
        (("a", 5), "item 1: url is text"),
        (("a", "b", "c"), "item 1: a tuple is a document and its address, not 3 values"),
    ],
)
def test_an_item_that_is_no_document_is_a_mistake_that_says_which(item: Any, said: str, workers: int) -> None:
    with pytest.raises(TypeError, match=said):
        list(clean_many([TEXT, item], workers=workers))


@pytest.mark.parametrize("sources", [TEXT, PAGE.encode(), {"text": [TEXT]}, pa.table({"text": [TEXT]})])
def test_one_document_or_a_table_is_told_at_once(sources: Any) -> None:
    with pytest.raises(TypeError, match="clean_many takes"):
        clean_many(sources)


@pytest.mark.parametrize("options", [{"kind": "HTML"}, {"workers": -1}, {"workers": "2"}, {"seconds": 0}])
def test_an_option_of_many_that_there_is_not_is_told_at_once(options: Any) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        clean_many([TEXT], **options)


# Arrow


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([{"text": [TEXT]}], "not dict: .*clean_batch_columns"),
        ([pa.table({"story": [TEXT]}), None, "story"], r'columns=Columns\(text="story"\)'),
    ],
)
def test_a_batch_of_another_type_is_told(arguments: list[Any], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        clean_batch(*arguments[:2], columns=arguments[2] if len(arguments) > 2 else None)


def test_a_row_out_for_each_row_in_with_a_fixed_schema() -> None:
    table = pa.table(
        {
            "id": ["a", "b", "c", "d"],
            "html": [PAGE, None, "%PDF-1.4", ""],
            "text": [None, TEXT, None, None],
            "url": ["https://x.org/a", None, None, None],
            "score": pa.array([1.5, None, 2.5, 0.0], pa.float32()),
        }
    )
    found = clean_batch(table)
    assert found.schema == schema_for(table.schema)
    assert found.schema == clean_batch(table.slice(1, 1)).schema
    assert found["id"].to_pylist() == ["a", "b", "c", "d"]
    assert found["status"].to_pylist() == ["ok", "ok", "refused", "empty"]
    assert found["score"].to_pylist() == [1.5, None, 2.5, 0.0]
    assert found["score"].type == pa.float32()
    assert clean_batch(table.slice(0, 0)).num_rows == 0
    assert clean_batch(table.to_batches()[0]).equals(found)


def test_columns_of_plain_lists_have_one_type_from_the_first_row_on() -> None:
    found = clean_batch_columns({"text": [TEXT, None], "n": [1, 2]})
    assert found["clean_text"] == ["The river rose two metres overnight, officials said on Tuesday.", ""]
    assert found["clean_status"] == ["ok", "refused"]
    assert all(None not in values for values in found.values())


# Scrapy


def test_an_item_goes_on_with_what_was_found() -> None:
    item = CleanArticles().process_item({"body": PAGE, "url": "https://x.org/a"})
    assert item["clean_text"] == "The river rose two metres overnight, officials said."
    assert (item["clean_status"], item["body"]) == ("ok", PAGE)
    assert CleanArticles(field="raw").process_item({"raw": b"%PDF-1.4"})["clean_reason"]
    with pytest.raises(KeyError, match="CLEANER_FIELD"):
        CleanArticles().process_item({"title": "x"})


# A stream


def stream(given: bytes, *more: str) -> tuple[list[dict[str, object]], int, str]:
    command = [sys.executable, "-m", "cleaner", "clean", "-", "--workers", "1", *more]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode, done.stderr.decode()


def test_a_line_out_for_each_line_in() -> None:
    rows = [{"id": number, "body": TEXT, "lang": "en"} for number in range(5)]
    given = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    records, code, _ = stream(given, "--jsonl")
    assert code == 0
    assert [row["id"] for row in records] == ["0", "1", "2", "3", "4"]
    assert records[0]["columns"] == {"lang": "en"}
    records, code, said = stream(b"no json\n\n[1]\n" + given, "--jsonl", "--text-column", "body")
    assert code == 1
    assert [row["code"] for row in records] == ["E111", "E111", *[None] * 5]
    assert "7 in = 5 ok, 2 failed" in said


def test_documents_parted_by_nul_bytes() -> None:
    records, code, _ = stream(b"\0".join([TEXT.encode(), PAGE.encode(), b""]), "--null")
    assert code == 0
    assert [row["status"] for row in records] == ["ok", "ok"]


def test_a_stream_without_text_says_which_columns_there_are() -> None:
    records, code, said = stream(b'{"headline": "x"}\n', "--jsonl")
    assert (records, code) == ([], 2)
    assert "--text-column" in said
    assert "'headline'" in said


def test_a_reader_that_goes_ends_the_stream() -> None:
    line = json.dumps({"text": TEXT})
    command = f"yes '{line}' | {sys.executable} -m cleaner clean - --jsonl --workers 1 | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, timeout=120)
    assert json.loads(done.stdout)["status"] == "ok"
    assert b"Traceback" not in done.stderr


def test_options_are_compared_by_value() -> None:
    assert replace(Cleaner(), favour="recall") == Cleaner(favour="recall")
