"""Text that is unmistakably no page: data, a sitemap, a style sheet, a script → a sentence that says so.

Articles on these things have code in them. So each must be nothing else: with one line of prose beside the code,
outside of its comments, it is read.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import PurePath

import regex

RECORDS = 50
"""So many lines of records are looked at."""

TABLE_SAMPLE = 100_000
"""So much of a table is looked at, in characters."""

names = str.split
SEPARATORS = ",;\t|"
COLUMNS = frozenset(
    names(
        """id uid guid doc_id article_id key index url uri link address permalink source domain site publisher outlet
    text body content contents html page article fulltext full_text maintext raw_text plain_text title headline heading
    summary description abstract snippet date datetime published published_at pub_date publish_date published_date
    publication_date timestamp time created created_at modified author authors byline language lang category section
    topic topics tags label keywords country name filename file path image image_url"""
    )
)
"""How columns of a table of documents are called."""

CODE = 200_000
"""So much of a style sheet or a script is looked at: characters."""

BLANK = regex.compile(r"[\ufeff\s]*+")
SITEMAP = regex.compile(
    r"(?:<\?[^>]{0,2000}>\s*|<!--(?:(?!-->).){0,4000}-->\s*){0,20}+<(?:\w+:)?(?:urlset|sitemapindex)\b",
    regex.IGNORECASE | regex.DOTALL,
)
COMMENT = regex.compile(r"/\*.*?(?:\*/|\Z)|^[ \t]*//[^\n]*", regex.DOTALL | regex.MULTILINE)

BRACE = regex.compile(r"([{}])")
SELECTOR = regex.compile(r"@[\w-].*|[\w\s.#:\[\]=\"'>+~*,()\\%^$|/&@-]+", regex.DOTALL)
DECLARATION = regex.compile(r"\s*(?:--)?[-*_]?[A-Za-z][\w-]*\s*:\s*\S")
STATEMENT = regex.compile(r"\s*@(?:charset|import|namespace|layer)\b")
MIN_DECLARATIONS, MIN_SHARE = 3, 0.95
"""A style sheet has so many declarations, and so much of what is no selector is one."""

SCRIPT = regex.compile(
    r"""[;!(+]*(?:async\s+)?function\b | [;!(+]*\(\s*[\w$,\s]*\)\s*=> | ["']use\ strict["']
    | (?:var|let|const)\s+[\w${\[]
    | import\s*(?:[\w${}*,\s]+from\s*)?["'] | export\s+(?:default|const|function|class|\{)
    | (?:window|document|self|globalThis|module|jQuery|\$)\s*[.(\[=]""",
    regex.VERBOSE,
)
SIGN = regex.compile(r"[{}()\[\];=<>&|+*/!:,.?\"'`$\\]")
MIN_SIGNS = 0.12
"""The share of signs among the characters of a script, white space left out; in prose it is .03."""

CODE_SIGNS = regex.compile(r"[{}=;<>\\`]")
LETTERS, LINE_WORDS = 0.75, 7
"""A line of prose has so many letters among its characters, and so many words."""

PROGRAMS = frozenset(
    f".{name}"
    for name in names(
        """py pyi ipynb sh bash bat ps1 js mjs ts tsx jsx cpp hpp cs java kt swift scala lua sql css scss less toml yml
        yaml ini cfg conf"""
    )
)
"""Endings of names of programs and settings, which no scraper gives to an article."""

REFUSALS = {
    "records": (
        "this is a file of records (JSON, one a line), not a page. Give each page by itself; from Python: "
        'for line in open(file): clean(json.loads(line)["html"]), or whatever the field is called.'
    ),
    "data": "this is data (JSON), not a page. Give the field that holds the page or its text.",
    "sitemap": "this is a sitemap (XML), a list of addresses. Fetch the pages that it names.",
    "style": "this is a style sheet (CSS), not a page. Give the page itself.",
    "script": "this is a script (JavaScript), not a page. Give the page itself.",
}


def refusal(text: str, name: str | None = None) -> str | None:
    """Why a text is no page, and what to do; None for all that may be one. `name`: the file's.

    >>> refusal('{"title": "One", "html": "<p>Text</p>"}')
    'this is data (JSON), not a page. Give the field that holds the page or its text.'
    >>> refusal("name = 'cleaner'", "pyproject.toml"), refusal("A note on pyproject.toml.", "notes.txt")
    ("this is a program's file or one of settings (.toml), not a page. If it is an article, name it .txt.", None)
    >>> refusal("[1] A footnote."), refusal("a { color: red } is what a rule looks like.")
    (None, None)
    """
    start = BLANK.match(text).end()  # type: ignore[union-attr]  # it matches nothing, too
    if text.startswith("<", start):
        return REFUSALS["sitemap"] if SITEMAP.match(text, start) else None
    ending = PurePath(name).suffix.lower() if name else ""
    if ending in PROGRAMS:
        return f"this is a program's file or one of settings ({ending}), not a page. If it is an article, name it .txt."
    what = kind_of_data(text[start:].rstrip())
    return REFUSALS[what] if what else table_refusal(text[start : start + TABLE_SAMPLE], name)


def table_refusal(text: str, name: str | None = None) -> str | None:
    """Why a text is a table (CSV, TSV) and no page; None for all else.

    >>> said = table_refusal("id,date,text\\n1,2024-01-02,The river rose.\\n2,2024-01-03,It fell.\\n")
    >>> said[:55]
    'this is a table (CSV) with the columns id, date, text. '
    >>> table_refusal("Salt, pepper\\nFlour, water\\nEggs, milk\\n")
    """
    header = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=header.count)
    if not header.count(separator):
        return None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return None
    names_of = [cell.strip() for cell in rows[0]] if rows else []
    rows = [row for row in rows[: None if len(text) < TABLE_SAMPLE else -1] if row]
    known = sum(cell.lower().replace("-", "_") in COLUMNS for cell in names_of)
    named = (name or "").lower().endswith((".csv", ".tsv"))
    if len(rows) < 2 + (not named) or known < (1 if named else 2) or not all(0 < len(cell) <= 40 for cell in names_of):
        return None
    if len(set(names_of)) < len(names_of) or any(len(row) != len(names_of) for row in rows):
        return None
    if not named and all(cell.startswith(" ") for row in rows for cell in row[1:]):
        return None  # commas of prose
    kind = "TSV" if separator == "\t" else "CSV"
    return (
        f"this is a table ({kind}) with the columns {', '.join(names_of[:8])}. Clean a column of it: cleaner clean "
        f"FILE.{kind.lower()} --text-column NAME --out FOLDER; or give each text by itself."
    )


def kind_of_data(text: str) -> str | None:
    """Which of these a text without tags is, by its first signs and, where they may be of one, by what is in it."""
    if text.startswith(("{", "[")) and (found := json_in(text)):
        return found
    if "{" not in text[:CODE] and "(" not in text[:CODE]:
        return None
    code = COMMENT.sub(" ", text[:CODE]).strip()
    if not code or has_prose(code):
        return None
    if is_style(code, cut=len(text) > CODE):
        return "style"
    return "script" if is_script(code) else None


def json_in(text: str) -> str | None:
    """Whether a text is JSON: "records" one a line, or "data"."""
    lines = [line for line in text.split("\n", RECORDS) if line.strip()]
    # The last may be cut off, or all that follows.
    if len(lines) > 1 and all(map(is_data, lines[:-1])) and lines[-1].lstrip().startswith(("{", "[")):
        return "records"
    return "data" if is_data(text) else None


def is_data(text: str) -> bool:
    """Whether a text is an object of JSON, or a list of objects.

    >>> is_data('{"a": 1}'), is_data('[{"a": 1}]'), is_data("[1]"), is_data("{sic}")
    (True, True, False, False)
    """
    text = text.strip()
    if text[:1] + text[-1:] not in ("{}", "[]"):
        return False
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found[0] if isinstance(found, list) and found else found, dict)


def has_prose(code: str) -> bool:
    """Whether a line of it is prose.

    >>> has_prose("a { top: 0 }\\nThe colour of a link is set like this."), has_prose("html, body, p, ul, ol, li, a")
    (True, False)
    """
    return any(is_prose_line(line) for line in code.split("\n") if line.count(" ") >= LINE_WORDS - 1)


def is_prose_line(line: str) -> bool:
    """Whether a line has words, hardly a sign, and is no list of names."""
    words = line.split()
    return (
        len(words) >= LINE_WORDS
        and not CODE_SIGNS.search(line)
        and line.count(",") * 2 < len(words)
        and sum(map(str.isalpha, line)) >= LETTERS * len(line)
    )


def is_style(code: str, *, cut: bool) -> bool:
    """Whether all of it is rules of a style sheet; `cut`: the end is missing.

    >>> is_style("a, b > i { color: red; top: 0 } @media print { p { margin: 1em 0; } }", cut=False)
    True
    >>> is_style("a { color: red; top: 0; left: 0 } is what it looks like", cut=False)
    False
    """
    parts = BRACE.split(code)
    depth = good = count = 0
    for text, brace in zip(parts[::2], [*parts[1::2], ""], strict=True):
        *pieces, last = text.split(";")
        if brace == "{" and not SELECTOR.fullmatch(last.strip()):
            return False
        pieces += [last] if brace != "{" else []
        said = [piece for piece in pieces if piece.strip()]
        count += len(said)
        good += sum(bool((DECLARATION if depth else STATEMENT).match(piece)) for piece in said)
        depth += {"{": 1, "}": -1}.get(brace, 0)
    return good >= max(MIN_DECLARATIONS, MIN_SHARE * count) and (cut or depth == 0)


def is_script(code: str) -> bool:
    """Whether it begins with a statement, and has as many signs as scripts have.

    >>> is_script("var a=document.querySelector('a');a.onclick=function(){return !1};"), is_script("var (Finnish)")
    (True, False)
    """
    return bool(SCRIPT.match(code)) and len(SIGN.findall(code)) >= MIN_SIGNS * len("".join(code.split()))
