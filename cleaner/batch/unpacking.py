"""A stream → its content, unpacked where it is packed, up to the limits of a document."""

from __future__ import annotations

import io
import zlib
from typing import IO, Any

from cleaner.batch.documents import needed
from cleaner.batch.limits import MB, Limits, Unreadable

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# Packers use windows of 8 MB at most unless told otherwise; a file that asks for gigabytes is a bomb.
ZSTD_WINDOW = 128 * MB
# So many packed bytes are unpacked at once: at the worst they become 32 MB.
ZSTD_BITE = 1024
SMALL = MB
SAMPLE = 64 * 1024


def unpacked_stream(file: IO[bytes]) -> IO[bytes]:
    """The content of a file, unpacked where its first bytes say that it is packed."""
    head = file.read(4)
    file.seek(0)
    if head.startswith(GZIP):
        return io.BufferedReader(_Gzip(file))
    if head == ZSTD:
        zstandard = needed("zstandard", "zstd", "reading .zst files")
        return io.BufferedReader(_Zstd(file, zstandard))
    return file


class _Raw(io.RawIOBase):
    def readable(self) -> bool:
        return True


class _Gzip(_Raw):
    """Members of gzip one after another; bytes of other kinds after the last are left alone, as gzip itself does."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.waiting = file, b""
        self.engine: Any = zlib.decompressobj(31)

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        while self._more():
            data = self.engine.decompress(self.waiting, len(view))
            self.waiting = self.engine.unconsumed_tail or self.engine.unused_data
            if self.engine.eof:
                self.engine = None
            if data:
                view[: len(data)] = data
                return len(data)
        return 0

    def _more(self) -> bool:
        """Whether there is something to unpack: the member that goes on, or a next one."""
        while not self.waiting:
            self.waiting = self.file.read(SAMPLE)
            if not self.waiting:
                if self.engine is not None:
                    raise EOFError("it ends too early")
                return False
            if self.engine is None:
                self.waiting = self.waiting.lstrip(b"\0")
        if self.engine is None:
            self.waiting = self.waiting.lstrip(b"\0")
            if not self.waiting:
                return self._more()
            if not self.waiting.startswith(GZIP[: len(self.waiting)]):
                return False
            self.engine = zlib.decompressobj(31)
        return True


class _Zstd(_Raw):
    """Frames of zstandard one after another. A frame that ends too early is damage, which the library passes over."""

    def __init__(self, file: IO[bytes], library: Any) -> None:
        self.file, self.library = file, library
        self.waiting, self.ready = b"", b""
        self.engine: Any = None

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        while not self.ready and self._more():
            pass
        some = self.ready[: len(view)]
        self.ready = self.ready[len(some) :]
        view[: len(some)] = some
        return len(some)

    def _more(self) -> bool:
        """Unpack the next bytes; whether there were any."""
        self.waiting = self.waiting or self.file.read(ZSTD_BITE)
        if not self.waiting:
            if self.engine is not None:
                raise EOFError("it ends too early")
            return False
        if self.engine is None:
            self.engine = self.library.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        try:
            self.ready = self.engine.decompress(self.waiting)
        except self.library.ZstdError as error:
            raise EOFError(str(error)) from error
        self.waiting = self.engine.unused_data if self.engine.eof else b""
        self.engine = None if self.engine.eof else self.engine
        return True


def bounded(file: IO[bytes], limits: Limits, packed: int | None = None) -> bytes:
    """All of a stream, up to the limits. `packed`: how many bytes it has before unpacking. Raises Unreadable."""
    most = limits.bytes if packed is None else limits.unpacked
    if packed is not None and packed * limits.ratio < most:
        by_ratio = max(packed * limits.ratio, SMALL)
        content = file.read(min(most, by_ratio) + 1)
        if len(content) > by_ratio:
            raise Unreadable(
                f"it is more than {limits.ratio:,} times larger when unpacked; if it is a real document, allow more "
                "with --max-ratio",
                "E109",
            )
    else:
        content = file.read(most + 1)
    if len(content) > most:
        how, option = ("larger", "--max-bytes") if packed is None else ("larger when unpacked", "--max-unpacked")
        code = "E101" if packed is None else "E102"
        raise Unreadable(f"it is {how} than {most // MB} MB; split it first, or allow more with {option}", code)
    return content
