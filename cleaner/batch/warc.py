"""A web archive (WARC, WET; packed or not) → its records; a response → the page in it.

Readers in use end at the first damaged record or leave records out without a word. Here a damaged record is one that
is told of, and reading goes on at the next one: after a broken member of gzip at the next member, after a broken header
at the next line that begins one.

Source: ISO 28500:2017 (WARC 1.1); RFC 9112 for chunked bodies.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from cleaner.batch.documents import WrongCall, needed
from cleaner.batch.limits import MB, Limits, Unreadable
from cleaner.batch.unpacking import bounded, unpacked_stream
from cleaner.reading.decode import decode

MAGIC = b"\x1f\x8b\x08"
BLOCK = 64 * 1024
LONGEST_LINE = 64 * 1024
START = b"WARC/"
# What a following record looks like where a record's length was said too large.
NEXT_RECORD = b"\r\n\r\nWARC/1."
# Records of these kinds hold a document; what a crawler says of itself and its requests is passed over.
WITH_DOCUMENT = frozenset(["response", "conversion", "resource"])
TEXT_TYPES = ("text/html", "application/xhtml", "text/plain", "application/xml", "text/xml", "multipart/related")
OK = 200


@dataclass(slots=True)
class Record:
    """A record with a document, or one that is damaged (`wrong`: reason and code)."""

    kind: str
    content: bytes = b""
    id: str | None = None
    url: str | None = None
    date: str | None = None
    type: str = ""
    wrong: tuple[str, str] | None = None


class _Members(io.RawIOBase):
    """The unpacked content of a file of gzip members. A damaged member ends as a file does; the next read goes on
    behind it, and `damaged` says that it happened."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.waiting, self.damaged, self.ended = file, b"", False, False
        self.engine: Any = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        while not self.ended:
            if not self.waiting:
                self.waiting = self.file.read(BLOCK)
                if not self.waiting:
                    self.ended = True
                    self.damaged |= self.engine is not None
                    return 0
            if self.engine is None and not self._begin():
                continue
            data = self._some(len(view))
            if data is None:
                return 0
            if data:
                view[: len(data)] = data
                return len(data)
        return 0

    def _begin(self) -> bool:
        """Find the next member; what stands between members is damage."""
        while len(self.waiting) < len(MAGIC) and (more := self.file.read(BLOCK)):
            self.waiting += more
        at = self.waiting.find(MAGIC)
        if at < 0:
            self.damaged |= bool(self.waiting.strip(b"\0\r\n"))
            self.waiting = b""
            return False
        self.damaged |= bool(self.waiting[:at].strip(b"\0\r\n"))
        self.waiting = self.waiting[at:]
        self.engine = zlib.decompressobj(31)
        return True

    def _some(self, most: int) -> bytes | None:
        """Up to so many bytes; None where the member turns out to be damaged."""
        try:
            data: bytes = self.engine.decompress(self.waiting, most)
        except zlib.error:
            self.engine, self.damaged = None, True
            self.waiting = self.waiting[1:]
            return None
        self.waiting = self.engine.unconsumed_tail or self.engine.unused_data
        if self.engine.eof:
            self.engine = None
        return data


@dataclass(slots=True)
class _Source:
    """Lines and bytes of an archive, with what was read too far put back."""

    stream: IO[bytes]
    members: _Members | None
    back: bytes = field(default=b"")

    def line(self) -> bytes:
        if self.back:
            line, newline, rest = self.back.partition(b"\n")
            if newline:
                self.back = rest
                return line + newline
            self.back = b""
            return line + self.stream.readline(LONGEST_LINE)
        return self.stream.readline(LONGEST_LINE)

    def bytes(self, length: int) -> bytes:
        start, self.back = self.back[:length], self.back[length:]
        parts, missing = [start], length - len(start)
        while missing > 0 and (part := self.stream.read(min(missing, MB))):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def skip(self, length: int) -> int:
        """Read past so many bytes; how many there were."""
        gone = len(self.back[:length])
        self.back = self.back[length:]
        while gone < length and (part := self.stream.read(min(length - gone, MB))):
            gone += len(part)
        return gone

    def damaged(self) -> bool:
        """Whether a member was damaged since the last call."""
        if self.members is None or not self.members.damaged:
            return False
        self.members.damaged = False
        return True


def records(file: IO[bytes], limits: Limits) -> Iterator[Record | str]:
    """The records of an archive that hold a document, and the kind of each other record."""
    head = file.read(4)
    file.seek(0)
    members = _Members(file) if head.startswith(MAGIC[:2]) else None
    if members is not None:
        stream: IO[bytes] = io.BufferedReader(members, MB)
    else:
        stream = unpacked_stream(file)
    source = _Source(stream, members)
    while (line := source.line()) or source.damaged() or (members and not members.ended):
        if not line:
            yield _broken("a part of the archive is damaged; what follows it was read")
        elif not line.strip():
            continue
        elif line.startswith(START):
            found = _record(source, limits)
            yield found if found.wrong or found.kind in WITH_DOCUMENT else found.kind
        else:
            _to_next(source)
            yield _broken("the header of a record is damaged; the next record was read")


def _broken(why: str) -> Record:
    return Record("response", wrong=(why, "E105"))


def _to_next(source: _Source) -> None:
    """Go to the next line that begins a record."""
    while line := source.line():
        if line.startswith(START):
            source.back = line + source.back
            return


def _record(source: _Source, limits: Limits) -> Record:
    """The record whose first line was read."""
    headers: dict[str, str] = {}
    while (line := source.line()).strip():
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    if not line:
        source.damaged()
        return _broken("the archive ends within the header of a record")
    found = Record(
        headers.get("warc-type", "").lower(),
        id=headers.get("warc-record-id", "").strip("<>") or None,
        url=headers.get("warc-target-uri", "").strip("<>") or None,
        date=headers.get("warc-date"),
        type=headers.get("content-type", "").lower(),
    )
    said = headers.get("content-length", "")
    if not said.isascii() or not said.isdigit():
        found.wrong = ("the header of the record does not say how long it is", "E105")
        _to_next(source)
        return found
    return _with_content(source, found, int(said), limits)


def _with_content(source: _Source, found: Record, length: int, limits: Limits) -> Record:
    if length > limits.bytes:
        source.skip(length)
        most = limits.bytes // MB
        found.wrong = (f"the record has more than {most} MB; allow more with --max-bytes", "E101")
        return found
    content = source.bytes(length)
    if len(content) < length:
        source.damaged()
        found.wrong = ("the record is damaged or ends too early", "E105")
    at = content.find(NEXT_RECORD)
    if (at >= 0 and length > len(content)) or (at >= 0 and not _ends_well(source)):
        found.wrong = ("the record is shorter than its header says", "E105")
        source.back = content[at + 4 :] + source.back
        content = content[:at]
    found.content = content
    return found


def _ends_well(source: _Source) -> bool:
    """Whether a record ends here, as its length says: with two empty lines, then the next record or nothing."""
    lines = [source.line() for _ in range(3)]
    source.back = b"".join(lines) + source.back
    return not lines[0].strip() and not lines[1].strip() and (not lines[2] or lines[2].startswith(START))


def page_of(found: Record, limits: Limits) -> tuple[str | bytes | None, tuple[str, str] | None]:
    """The page in a record, or why there is none (reason and code)."""
    if found.wrong:
        return None, found.wrong
    if found.kind == "conversion" or not found.type.startswith("application/http"):
        if found.kind != "conversion" and found.type and not found.type.startswith(TEXT_TYPES):
            return None, (f"the record holds no page but {found.type}", "E114")
        return found.content, None
    try:
        return _answer(found.content, limits)
    except Unreadable as error:
        return None, (str(error), error.code)


def _answer(raw: bytes, limits: Limits) -> tuple[str | bytes | None, tuple[str, str] | None]:
    """The page in an answer of HTTP."""
    ends = [(at, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (at := raw.find(mark)) >= 0]
    at, width = min(ends, default=(len(raw), 0))
    status, *lines = raw[:at].decode("latin-1").splitlines() or [""]
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    code = next((part for part in status.split()[1:2] if part.isdigit()), "")
    if not status.startswith("HTTP/") or not code:
        return None, ("the answer in the record has no status line", "E105")
    if int(code) != OK:
        return None, (f"the server answered {code}, there is no page", "E114")
    kind = headers.get("content-type", "").lower()
    if kind and not kind.startswith(TEXT_TYPES):
        return None, (f"the record holds no page but {kind.partition(';')[0]}", "E114")
    body = raw[at + width :]
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _joined(body)
    body = _decoded(body, headers.get("content-encoding", "").lower(), limits)
    charset = kind.partition("charset=")[2].partition(";")[0].strip(" \"'")
    return (_as_text(body, charset) if charset else body), None


def _as_text(body: bytes, charset: str) -> str | bytes:
    """The text of a page whose server named the charset, which outweighs what the page itself says."""
    return decode(body, charset).text


def _joined(body: bytes) -> bytes:
    """The chunks of a body put together; a body that has none, as many crawlers store it, is left as it is."""
    parts: list[bytes] = []
    at = 0
    while (end := body.find(b"\r\n", at)) >= 0:
        size = body[at:end].partition(b";")[0].strip()
        try:
            length = int(size, 16)
        except ValueError:
            break
        if length == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2
    return b"".join(parts) if parts else body


def _decoded(body: bytes, how: str, limits: Limits) -> bytes:
    """A body unpacked as its header says; one that is not packed, as many crawlers store it, is left as it is."""
    for one in reversed([part.strip() for part in how.split(",") if part.strip()]):
        if one in {"gzip", "x-gzip", "deflate"}:
            body = _inflated(body, limits)
        elif one == "br" and not body[:512].lstrip().startswith(b"<"):
            body = _unbrotlied(body, limits)
        elif one == "zstd" and body.startswith(b"\x28\xb5\x2f\xfd"):
            body = bounded(unpacked_stream(io.BytesIO(body)), limits, len(body))
    return body


def _inflated(body: bytes, limits: Limits) -> bytes:
    for bits in (47, -15):
        engine = zlib.decompressobj(bits)
        try:
            data = engine.decompress(body, limits.unpacked + 1)
        except zlib.error:
            continue
        if len(data) > limits.unpacked:
            raise Unreadable(f"the page is larger when unpacked than {limits.unpacked // MB} MB", "E102")
        return data
    return body


def _unbrotlied(body: bytes, limits: Limits) -> bytes:
    try:
        brotli = needed("brotli", "warc", "reading pages that a server packed with brotli")
    except WrongCall as error:
        raise Unreadable(str(error), "E113") from error
    engine = brotli.Decompressor()
    try:
        data: bytes = engine.process(body, output_buffer_limit=limits.unpacked + 1)
    except brotli.error:
        return body
    if len(data) > limits.unpacked:
        raise Unreadable(f"the page is larger when unpacked than {limits.unpacked // MB} MB", "E102")
    return data
