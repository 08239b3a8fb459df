"""Bytes → text, the encoding it was read with, and what was wrong with it."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

import regex
from charset_normalizer import from_bytes

# --- Text that was decoded wrongly before it was saved ("donâ€™t") → the text that was meant.


HIGH = bytes(range(0x80, 0xC0))
AFTER = f"[{re.escape(''.join({*map(chr, HIGH), *HIGH.decode('cp1252', 'ignore'), *HIGH.decode('cp1251', 'ignore')}))}]"
SUSPECT = re.compile(f"[Â-ôРСв]{AFTER}")
"""How a UTF-8 character begins that was read as Latin-1, cp1252 or cp1251; `re` finds it twice as fast as `regex`."""
WRONG = re.compile(rf"[Â-ßРС]{AFTER}|[à-ïв]{AFTER}{{2}}|[ð-ô]{AFTER}{{3}}")
"""UTF-8 characters of two, three and four bytes, read so."""
PIECE = re.compile(r"""[^<>"\n]+""")
"""Between tags, quotation marks and line ends: one field of a content system, which is wrong throughout or right."""
NEAR = 200
"""Characters on both sides in which the right letter is looked for."""
SHOWN = 60
"""Characters of the first piece that the warning shows."""
ROUNDS = 5
"""So often a text is put right at most."""


def is_suspect(text: str) -> bool:
    """Whether a text may have been decoded wrongly: a quick test that lets some good texts through, too.

    >>> is_suspect("Itâ€™s late"), is_suspect("Château d’Orléans")
    (True, False)
    """
    return not text.isascii() and SUSPECT.search(text) is not None


def as_meant(read_as: Decoded) -> Decoded:
    """The text with every wrongly decoded piece put right, and one more warning if there was one.

    ftfy judges whether a piece is wrong (Speer 2019, doi:10.5281/zenodo.2591652). A piece that would become a letter
    which stands beside it already speaks of such errors, and stays.

    >>> as_meant(Decoded("<p>Itâ€™s late</p>", None)).text
    '<p>It’s late</p>'
    >>> as_meant(Decoded('We saw "Ã¤" instead of "ä" for years', None)).text
    'We saw "Ã¤" instead of "ä" for years'
    """
    mended: list[str] = []

    def put_right(found: re.Match[str]) -> str:
        was = found[0]
        now = _meant(found) if is_suspect(was) else was
        if now != was:
            mended.append(now.strip())
        return now

    whole = read_as.text
    for _ in range(ROUNDS):  # what was decoded wrongly twice, or stands beside what was; cleaning again changes nothing
        before, whole = whole, PIECE.sub(put_right, whole)
        if whole == before:
            break
    if not mended:
        return read_as
    return replace(read_as, text=whole, warnings=(*read_as.warnings, _sentence(mended)), utf8=None)


def _meant(piece: re.Match[str]) -> str:
    from ftfy import fix_encoding  # noqa: PLC0415 - only the few documents that need it pay for its tables

    was = piece[0]
    now = fix_encoding(was)
    near = piece.string[max(piece.start() - NEAR, 0) : piece.end() + NEAR]
    right = set(WRONG.sub("", near))
    new = Counter(now) - Counter(was)
    return was if any(char.isalpha() and not char.isascii() and char in right for char in new) else now


def _sentence(mended: Sequence[str]) -> str:
    count = "1 piece" if len(mended) == 1 else f"{len(mended):,} pieces, the first"
    first = mended[0] if len(mended[0]) <= SHOWN else f"{mended[0][:SHOWN]}…"
    return f'decoded wrongly before it was saved, read as meant: {count}, "{first}"'


names = str.split

SNIFFED_BYTES = 8192
"""How far a `<meta charset>` is looked for; the standard says 1,024, real pages put scripts before it."""

SAMPLE_BYTES = 65536
"""How much of a document is shown to charset-normalizer."""

MAX_SAMPLE_LINES = 2000

TIE = 0.01
"""Guesses whose scores differ by less are equally good."""

MAX_DAMAGE = 0.05
"""With more lost places per non-ASCII character, the text is not in the encoding that was declared."""

STRAY = 0.2
"""UTF-8 with stray bytes has fewer lost places per non-ASCII character. Text in another encoding, read as UTF-8, has .6
and more even where it is Chinese, and hardly a whole character elsewhere (917 articles in 30 encodings)."""

FEW_STRAY, HALF = {True: 10, False: 3}, 0.5
"""So few stray bytes (declared as UTF-8 or not) are no more than that, if there are as many whole characters."""

MIN_MULTIBYTE = 3
"""So many UTF-8 characters do not come about by chance in text of another multi-byte encoding."""

FORBIDDEN = re.compile(
    rb"(?:\xed[\xa0-\xbf][\x80-\xbf])+|\xe0[\x80-\x9f][\x80-\xbf]|\xf0[\x80-\x8f][\x80-\xbf]{2}|\xf4[\x90-\xbf][\x80-\xbf]{2}"
    rb"|[\xf5-\xf7][\x80-\xbf]{3}|[\xf8-\xfb][\x80-\xbf]{4}|[\xfc\xfd][\x80-\xbf]{5}"
)
"""Characters written as UTF-8 writes them, which it does not allow: overlong, half of a pair, beyond the last."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

LABELS = {
    **dict.fromkeys(
        names("""latin1 latin-1 l1 iso-8859-1 iso8859-1 iso_8859-1 iso88591 ascii us-ascii x-cp1252 ansi"""),
        "cp1252",
    ),
    **dict.fromkeys(["latin5", "l5", "iso-8859-9", "iso8859-9", "iso_8859-9", "x-cp1254"], "cp1254"),
    **dict.fromkeys(["iso-8859-11", "iso8859-11", "tis-620", "dos-874", "windows-874"], "cp874"),
    **dict.fromkeys(["gb2312", "gbk", "gb_2312-80", "gb_2312", "x-gbk", "csgb2312", "chinese"], "gb18030"),
    **dict.fromkeys(["shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "csshiftjis"], "cp932"),
    **dict.fromkeys(["euc-kr", "ks_c_5601-1987", "ksc5601", "ksc_5601", "korean", "windows-949", "cseuckr"], "cp949"),
    **dict.fromkeys(["big5", "big5-hkscs", "x-x-big5", "cn-big5", "csbig5"], "big5hkscs"),
    **dict.fromkeys(["iso-8859-8-i", "logical", "iso-8859-8"], "cp1255"),
    **dict.fromkeys(["x-mac-cyrillic", "x-mac-ukrainian"], "mac_cyrillic"),
    **dict.fromkeys(names("unicode utf8 unicode-1-1-utf-8 utf-16 utf-16le utf-16be ucs-2 utf-32 utf-7"), "utf-8"),
    "koi8-ru": "koi8_u",
    "x-euc-jp": "euc_jp",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "win-1251": "cp1251",
}
"""What a declared name means to a browser, where that is not what Python takes it for (encoding.spec.whatwg.org).

A UTF-16 that could be read as far as its declaration cannot be UTF-16.
"""

NOT_CHARSETS = frozenset(names("idna charmap utf-7 palmos"))
"""Codecs of Python that are no charsets of documents, though they read ASCII as what it is (see `_reads_ascii`)."""
MARKUP, ESCAPES = b"<p class='a'>The quick brown 0123</p>", rb"\x41\u0041"
SEVEN_BIT = (
    ("iso2022_jp", re.compile(rb"\x1b\$[@B]")),
    ("iso2022_kr", re.compile(rb"\x1b\$\)C")),
    ("hz", re.compile(rb"~\{(?:[\x21-\x7e]{2}){2,200}~\}.*?~\{(?:[\x21-\x7e]{2}){2,200}~\}", re.DOTALL)),
)
"""Charsets whose bytes are all ASCII, and what shows them where nothing is declared."""
MULTIBYTE = frozenset(names("gb18030 cp932 shift_jis cp949 big5hkscs euc_jp iso2022_jp iso2022_kr johab hz"))

WEB_CHARSETS = names(
    """cp1252 cp1250 cp1251 koi8_r koi8_u cp866 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 iso8859_2
    iso8859_5 iso8859_7 gb18030 big5 cp932 euc_jp euc_kr cp949 mac_roman mac_cyrillic"""
)
"""What a guess may say: the encodings the web's legacy pages are in."""

DECLARED = regex.compile(
    rb"""<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:+-]+)|^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:+-]+)""",
    regex.IGNORECASE,
)
UTF8_CHARACTER = regex.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
LONE_SURROGATE = regex.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text as it was read: `encoding` is Python's name, `warnings` are sentences, `lost` counts U+FFFD put in.

    `utf8` is the text as UTF-8, where it came as such.
    """

    text: str
    encoding: str | None
    warnings: tuple[str, ...] = ()
    lost: int = 0
    utf8: bytes | None = None


def decode(raw: bytes, told: str | None = None) -> Decoded:
    """Read bytes: BOM, UTF-16 by its NULs, declared charset, strict UTF-8, guess. Never raises.

    `told` is the charset that came with the bytes; it outweighs what they say of themselves.

    >>> decode(b"<meta charset=latin1>caf\\xe9").text
    '<meta charset=latin1>café'
    """
    for bom, name in BOMS:
        if raw.startswith(bom):
            return _forgiving(raw[len(bom) :], name)
    wide = wide_encoding(raw)
    if wide:
        return _forgiving(raw, wide)
    declared = told or declared_charset(raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(raw, declared)
    return _utf8(raw, text, declared)


def repair(text: str) -> Decoded:
    """Text that came as text: surrogate pairs are joined, lone surrogates become U+FFFD."""
    text = text.removeprefix("\ufeff")
    if text.isascii() or not LONE_SURROGATE.search(text):
        return Decoded(text, None)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lost = whole.count("\ufffd") - text.count("\ufffd")
    said = f"{_count(lost, 'half of a character', 'halves of characters')} (lone surrogates) replaced by U+FFFD"
    return Decoded(whole, None, (said,) if lost else (), lost)


def charset_of(label: str) -> str | None:
    """Python's name for a declared charset, None where there is none such.

    >>> charset_of("ISO-8859-1"), charset_of("gb2312"), charset_of("nonsense"), charset_of("rot13")
    ('cp1252', 'gb18030', None, None)
    """
    label = label.strip().lower()
    try:
        found = codecs.lookup(LABELS.get(label, label))
    except (LookupError, ValueError):
        return None
    if not getattr(found, "_is_text_encoding", True) or found.name in NOT_CHARSETS or not _reads_ascii(found.name):
        return None
    return "cp1252" if found.name == "iso8859-1" else found.name


@cache
def _reads_ascii(name: str) -> bool:
    """Whether a codec of Python reads the letters of a tag as such, and backslashes as nothing else: a charset that was
    declared in the document is one of these.

    >>> _reads_ascii("cp1252"), _reads_ascii("utf-16-le"), _reads_ascii("cp037"), _reads_ascii("unicode_escape")
    (True, False, False, False)
    """
    try:
        return MARKUP.decode(name) == MARKUP.decode("ascii") and len(ESCAPES.decode(name)) == len(ESCAPES)
    except (UnicodeError, LookupError, OSError):
        return False


def seven_bit(raw: bytes) -> str | None:
    """The charset of a document all of whose bytes are ASCII and that says nothing of it; None where it is ASCII.

    >>> seven_bit("水が来た。".encode("iso2022_jp")), seven_bit(b"a ~{ b")
    ('iso2022_jp', None)
    """
    for name, sign in SEVEN_BIT:
        if sign.search(raw):
            try:
                raw.decode(name)
            except UnicodeDecodeError:
                continue
            return name
    return None


def declared_charset(raw: bytes) -> str | None:
    """The label in the first `<meta charset>` or XML declaration, as written."""
    found = DECLARED.search(raw[:SNIFFED_BYTES])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def wide_encoding(raw: bytes) -> str | None:
    """UTF-16 or UTF-32 without a BOM, by where the NULs stand.

    >>> wide_encoding("Ærlig talt, sa han.".encode("utf-16-be"))
    'utf-16-be'
    """
    sample = raw[: SNIFFED_BYTES - SNIFFED_BYTES % 4]
    nulls = sample.count(0)
    if nulls * 50 < len(sample) or nulls < min(4, len(sample) / 3) or len(sample) < 4:
        return None
    shares = [sample[place::4].count(0) / max(len(sample[place::4]), 1) for place in range(4)]
    if min(shares[2:]) > 0.9 and shares[0] < 0.1:
        return "utf-32-le"
    if min(shares[:2]) > 0.9 and shares[3] < 0.1:
        return "utf-32-be"
    even, odd = shares[0] + shares[2], shares[1] + shares[3]
    name = "utf-16-le" if odd > even else "utf-16-be"
    return name if min(even, odd) * 20 <= max(even, odd) and _is_prose(sample, name) else None


def _is_prose(sample: bytes, name: str) -> bool:
    """Whether the sample, read so, has characters that are printed or white space only."""
    text = sample[: len(sample) - len(sample) % 2].decode(name, "replace")
    return sum(c.isprintable() or c.isspace() for c in text) > 0.95 * len(text)


def _forgiving(raw: bytes, name: str, *warnings: str) -> Decoded:
    """Decode at any price; what cannot be read becomes U+FFFD and is counted."""
    text = raw.decode(name, "replace").removeprefix("\ufeff")
    lost = 0
    if "\ufffd" in text:
        lost = max(text.count("\ufffd") - raw.count("\ufffd".encode(name, "ignore") or b"\xef\xbf\xbd"), 0)
    if lost:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        places = _count(lost, "place", "places")
        said = f"{places} could not be read as {name}, the first in line {line}; U+FFFD stands there"
        warnings = (*warnings, said)
    return Decoded(text, name, warnings, lost)


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {many}"


def _utf8(raw: bytes, text: str, declared: str | None) -> Decoded:
    """The bytes are valid UTF-8: so they are, unless they are plain ASCII or too little to tell."""
    name = charset_of(declared) if declared else None
    if name is None and (guess := seven_bit(raw)):
        return _forgiving(raw, guess, f"no charset is declared; read as {guess} by guess")
    if name is None or name == "utf-8":
        return Decoded(text, "utf-8", utf8=raw)
    if raw.isascii():
        return _forgiving(raw, name) if name.startswith(("iso2022", "hz")) else Decoded(text, "utf-8", utf8=raw)
    if name in MULTIBYTE and len(UTF8_CHARACTER.findall(raw[:SAMPLE_BYTES])) < MIN_MULTIBYTE:
        return _forgiving(raw, name)
    return Decoded(text, "utf-8", (f"declared as {declared}, but the bytes are UTF-8; read as UTF-8",), utf8=raw)


def _not_utf8(raw: bytes, declared: str | None) -> Decoded:
    """The declared charset where it fits, UTF-8 with a few broken bytes, or a guess."""
    name = charset_of(declared) if declared else None
    broken = _forgiving(raw, "utf-8")
    broken = replace(broken, lost=broken.lost - _surplus(raw))
    if name and name != "utf-8":
        if _damage(broken) <= MAX_DAMAGE:
            return _forgiving(raw, "utf-8", f"declared as {declared}, but the bytes are UTF-8; read as UTF-8")
        as_declared = _forgiving(raw, name)
        if _damage(as_declared) <= MAX_DAMAGE:
            return as_declared
    most = HALF if broken.lost <= FEW_STRAY[name == "utf-8"] else STRAY
    if _damage(broken) <= most or _only_the_end_is_cut(raw):
        return broken
    guess = guess_charset(raw)
    if declared:
        return _forgiving(raw, guess, f"declared as {declared}, but the bytes are not; read as {guess} by guess")
    return _forgiving(raw, guess, f"no charset is declared; read as {guess} by guess")


def _surplus(raw: bytes) -> int:
    r"""How many lost places belong to an earlier one: a character in a form that UTF-8 does not allow (half of an emoji
    as Java writes it, a sign beyond the last) is one place, though a decoder stumbles over each of its bytes.

    >>> _surplus(b"\xed\xa0\xbd\xed\xb8\x80 \xf0\x9f\x98\x80 \xf5\x80\x80\x80")
    8
    """
    return sum(len(found[0]) - 1 for found in FORBIDDEN.finditer(raw))


def _damage(read: Decoded) -> float:
    """Lost places per non-ASCII character, 0 to 1."""
    if not read.lost:
        return 0.0
    return read.lost / max(sum(map(len, regex.findall(r"[^\x00-\x7f]+", read.text))), 1)


def _only_the_end_is_cut(raw: bytes) -> bool:
    try:
        raw[:-3].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(raw) - 6 and len(raw) > 12
    return True


def guess_charset(raw: bytes) -> str:
    """The encoding that charset-normalizer finds likeliest among those of the web; cp1252 where it knows nothing.

    Of several that fit equally well, the one that comes first in WEB_CHARSETS.
    """
    sample = b"\n".join(islice((line for line in raw.splitlines() if not line.isascii()), MAX_SAMPLE_LINES))
    results = from_bytes(sample[:SAMPLE_BYTES], cp_isolation=list(WEB_CHARSETS))
    best = results.best()
    if best is None:
        return "cp1252"
    equal = [match for match in results if match.chaos <= best.chaos + TIE and match.coherence >= best.coherence - TIE]
    names = {name for match in equal for name in match.could_be_from_charset}
    return next((name for name in WEB_CHARSETS if name in names), best.encoding)
