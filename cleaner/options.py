"""What may be asked for, each option once; what a caller gives → what the program takes, or what it takes instead."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

Kind = Literal["auto", "html", "text"]
"""What a document is."""
Dateline = Literal["auto", "keep", "cut"]
Wish = Literal["auto", "keep", "cut"]
Favour = Literal["precision", "balanced", "recall"]
Engine = Literal["own", "trafilatura"]
Format = Literal["text", "markdown"]
"""How a body is written."""


@dataclass(frozen=True)
class Options:
    """How documents are cleaned. Each option has its type, its default and its help here; the constructor of `Cleaner`
    and the command line read them.
    """

    rules: Annotated[Sequence[Path | str], "A folder of your own rules, repeatable"] = ()
    site: Annotated[str | None, "Use this site's rules, whatever the address: bbc.co.uk."] = None
    site_files: Annotated[bool, "Use the shipped files of sites and groups."] = True
    packs: Annotated[bool, "Use the words of the language packs."] = True
    dateline: Annotated[Dateline, '"LEEDS, March 4 (Reuters) —": keep it, cut it, or as the rules say.'] = "auto"
    captions: Annotated[Wish, "Text under pictures: keep it, cut it, or as the body finder says."] = "auto"
    standfirst: Annotated[Wish, "The summary between headline and text, likewise."] = "auto"
    comments: Annotated[Wish, "What readers wrote under an HTML page, likewise."] = "auto"
    any_page: Annotated[bool, "Keep the text of fronts, lists, errors and walls, which are no articles."] = False
    favour: Annotated[Favour, "precision: rather less boilerplate; recall: rather more text."] = "balanced"
    engine: Annotated[Engine, "Who finds the main content of an HTML page."] = "own"
    strict: Annotated[bool, "End when a rule file has an error, instead of leaving it out."] = False


HELP = {name: kind.__metadata__[0] for name, kind in get_type_hints(Options, include_extras=True).items()}
"""What each option does, by name."""
TYPES = {name: kind for name, kind in get_type_hints(Options).items() if get_origin(kind) is not Sequence}
"""The type of each option that is one value."""
WORDS = {bool: "True or False", str | None: "text (str) or None"}


@dataclass(frozen=True)
class WeightFiles:
    """Files of weights in the place of the shipped ones, for scores of pages that the weights have not seen."""

    articles: Path | None = None
    pages: Path | None = None
    text: Path | None = None
    residue: Path | None = None
    judge: Path | None = None


SHIPPED = WeightFiles()
DEFAULTS = Options()
"""What nobody asked for otherwise."""


def check(options: Options) -> None:
    """Raises ValueError or TypeError for the first option that has another value than it may have.

    >>> check(Options(site=5))
    Traceback (most recent call last):
    TypeError: site must be text (str) or None, not 5
    >>> check(Options(any_page="yes"))
    Traceback (most recent call last):
    TypeError: any_page must be True or False, not 'yes'
    """
    for name, kind in TYPES.items():
        value = getattr(options, name)
        if get_origin(kind) is Literal:
            choice(name, value, kind)
        elif not isinstance(value, kind):
            raise TypeError(f"{name} must be {WORDS[kind]}, not {value!r}")


def alternatives(words: Sequence[str]) -> str:
    """Words as a choice.

    >>> alternatives(["a", "b", "c"]), alternatives(["a"])
    ('a, b or c', 'a')
    """
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


LONGEST_NAME = 2000
"""A longer text is no address and no name of a file, in characters."""

AN_ADDRESS = "this is an address, not a page, and cleaner fetches nothing"
ADDRESS_ALONE = re.compile(r"(?:(?:https?|ftp)://|www\.[^\s<>/]+\.)[^\s<>]+", re.IGNORECASE)
FILE_NAME = re.compile(
    r"(?:[^\s<>|*?\"]+|(?:[A-Za-z]:|~|\.{0,2})[/\\\\][^\n<>|*?\"]+)\.(?:html?|xhtml|mhtml?|txt|md|xml|pdf|docx?|jsonl?|csv)(?:\.gz)?",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//\S|[^\s/:.@]+(?:\.[^\s/:.@]+)+(?:[:/?#]\S*)?$|(?:data|about|urn):"
)

NO_DOCUMENT = "there is no document here (None). Give the page as text or bytes."


def choice(name: str, value: object, choices: Any) -> None:
    """Raises ValueError unless the value is one of a Literal's.

    >>> choice("favour", "Recall", Favour)
    Traceback (most recent call last):
    ValueError: favour must be 'precision', 'balanced' or 'recall', not 'Recall'
    """
    if not isinstance(value, str) or value not in get_args(choices):
        raise ValueError(f"{name} must be {alternatives(list(map(repr, get_args(choices))))}, not {value!r}")


def limit(name: str, value: object) -> None:
    """Raises ValueError unless the value is a number of one or more, or None for no limit.

    >>> limit("max_depth", 0)
    Traceback (most recent call last):
    ValueError: max_depth must be a whole number from 1 on, or None, not 0
    """
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise ValueError(f"{name} must be a whole number from 1 on, or None, not {value!r}")


def rule_folders(rules: Sequence[Path | str]) -> list[Path]:
    """Folders of rules (or single files) that are there. Raises ValueError and FileNotFoundError."""
    if isinstance(rules, str | Path):
        raise ValueError(
            f"rules={str(rules)!r} is one name; it is a list of folders: rules=[{str(rules)!r}]. "
            "site_files=False leaves the files of sites and groups out, packs=False the language packs"
        )
    folders = [Path(one) for one in rules]
    for folder in folders:
        if not folder.exists():
            raise FileNotFoundError(f"rules: there is no folder or file {str(folder)!r}. Check the name, or make it")
    return folders


def document(source: object) -> str | bytes | None:
    """The text or the bytes of a document; None where there is none: None, or NaN as tables have it for that.

    Raises TypeError for what is no document.

    >>> document(memoryview(b"<p>One.</p>"))
    b'<p>One.</p>'
    """
    if isinstance(source, str | bytes):
        return source
    if isinstance(source, bytearray | memoryview):
        return bytes(source)
    if is_missing(source):
        return None
    kind = type(source).__name__
    how = ""
    if isinstance(source, Path):
        how = ": give path.read_bytes()"
    elif hasattr(source, "read"):
        how = ": give file.read()"
    raise TypeError(f"a document is text (str) or bytes, not {kind}{how}")


def no_document(source: str | bytes) -> str | None:
    """What to do about a text that is not a document but leads to one: its address, or the name of its file.

    >>> no_document("https://example.com/news/1")
    'this is an address, not a page, and cleaner fetches nothing. Fetch it first: curl -sL ADDRESS | cleaner clean -'
    >>> no_document("pages/one.html")
    'this is the name of a file, not what is in it. From Python: clean(Path("pages/one.html").read_bytes())'
    >>> no_document("www.example.com/news/1") == no_document("https://example.com/news/1")
    True
    >>> no_document("See https://example.com/news/1"), no_document("Mr. Html")
    (None, None)
    >>> no_document("www.example.com is closed."), no_document("example.com")
    (None, None)
    """
    if len(source) > LONGEST_NAME:
        return None
    line = (source.decode("utf-8", "replace") if isinstance(source, bytes) else source).strip()
    if ADDRESS_ALONE.fullmatch(line):
        return f"{AN_ADDRESS}. Fetch it first: curl -sL ADDRESS | cleaner clean -"
    if FILE_NAME.fullmatch(line):
        name = line.replace("\\", "/")
        return f'this is the name of a file, not what is in it. From Python: clean(Path("{name}").read_bytes())'
    return None


def is_address(url: str) -> bool:
    """Whether a text may be the address of a page; one without https:// is let pass.

    >>> [is_address(url) for url in ("https://a.example/x", "a.example/x", "//a.example", "not a url", "a")]
    [True, True, True, False, False]
    """
    return ADDRESS.match(url.strip()) is not None


def address(url: object) -> str | None:
    """An address, None where there is none. Raises TypeError for what is no text."""
    if isinstance(url, str) or url is None:
        return url
    if is_missing(url):
        return None
    raise TypeError(f"url is text (str), not {type(url).__name__}")


def is_missing(value: object) -> bool:
    """Whether a value stands for one that is not there.

    Tables write None, NaN of any width, or a value of their own: pandas' NA and NaT.

    >>> is_missing(None), is_missing(float("nan")), is_missing("")
    (True, True, False)
    """
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, Real) and math.isnan(value)
