"""Lines of a stream → records in order as they become ready: `zcat x.jsonl.gz | cleaner clean - --jsonl`.

Input is read no further than the workers need it, so a slow reader of the output slows the reading down.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import IO

from cleaner.batch.columns import Columns, NoColumn
from cleaner.batch.documents import Document, WrongCall
from cleaner.batch.formats import document_of_row, object_of

NUL = b"\0"
READ = 1 << 16


def rows_of(stream: IO[bytes], columns: Columns) -> Iterator[Document]:
    """Each line of JSON as a document; blank lines are passed over. The first row says which columns there are.

    A line that is no JSON object is a document that failed (E111). Raises WrongCall where the first row has no column
    of text.
    """
    meant: Columns | None = None
    number = 0
    for line in stream:
        if not line.strip():
            continue
        number += 1
        row = object_of(line, number)
        if isinstance(row, str):
            yield faulty(number, row)
            continue
        if meant is None:
            try:
                meant = columns.among(list(row))
            except NoColumn as error:
                raise WrongCall(f"stdin: {error}") from error
        yield document_of_row(row, meant, number, path="-", name="stdin")


def parts_of(stream: IO[bytes]) -> Iterator[Document]:
    """Documents between NUL bytes, as `find -print0` parts names; the last may lack its NUL."""
    rest, number = b"", 0
    for some in chain(iter(lambda: stream.read(READ), b""), [NUL]):
        *whole, rest = (rest + some).split(NUL)
        for part in whole:
            if part.strip():
                number += 1
                yield Document(f"stdin#{number}", "-", content=part, name=f"stdin/{number}")


def faulty(number: int, why: str) -> Document:
    """A line that cannot be read."""
    return Document(f"stdin#{number}", "-", unreadable=why, code="E111", name=f"stdin/{number}")
