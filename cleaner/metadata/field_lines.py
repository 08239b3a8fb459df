"""A view of a plain text → what its lines of fields say ("Title: …", "BYLINE: …"), and that they are no article.

Scripts that save one article a file write such heads, and so do the exports of newspaper databases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import regex

from cleaner.lines import Lines
from cleaner.metadata.about import topics_in
from cleaner.metadata.names import names_in
from cleaner.page import Fact, Finding, Mark, Remark
from cleaner.text.printed_dates import dates_in, iso

# The names of fields, in the languages and formats that were seen; what a field is, and which label its line gets.
# Source: exports of LexisNexis, Nexis Uni, Factiva and ProQuest; corpora of news that keep a head in each file.
TITLE, BODY = "title", "body"
NAMES: Mapping[str, str] = {
    TITLE: (
        "title, headline, head, hd, titel, titre, título, titulo, titolo, judul, tytuł, заголовок, 标题, 標題, "
        "タイトル, العنوان, शीर्षक"
    ),
    "authors": (
        "author, authors, by, byline, writer, reporter, autor, autoren, auteur, autore, autora, autores, "
        "penulis, автор, 作者, 著者, الكاتب, लेखक"
    ),
    "published": (
        "date, published, publish date, publish_date, publication date, date published, pub date, pubdate, "
        "posted, datum, fecha, data, tanggal, дата, 日期, 发布时间, 發布時間, التاريخ, दिनांक, pd, date de publication, "
        "erscheinungsdatum, time, timestamp, created"
    ),
    "modified": "updated, last updated, modified, date modified",
    "canonical_url": "url, link, permalink, source url, document url, address, href",
    "site_name": (
        "source, publication, publication title, publisher, newspaper, quelle, fuente, fonte, sn, site, "
        "website, outlet, 来源, 來源, sumber, источник"
    ),
    "section": (
        "section, category, rubric, rubrik, ressort, rubrique, sección, seccion, sezione, kategori, рубрика, desk"
    ),
    "dateline": "dateline, location, ort, lieu",
    "topics": "keywords, tags, subject, subjects, topics, schlagwörter, mots-clés, palabras clave",
    "description": "summary, description, abstract, subtitle, standfirst, subheadline",
    "": (
        "length, words, word count, longueur, länge, lengte, longitud, language, sprache, langue, lang, load- "
        "date, load date, graphic, publication-type, publication type, publication info, geographic, "
        "geographic term, geographic location, country, state, city, organization, company, person, people, "
        "industry, ticker, journal code, journal-code, type, document-type, document type, edition, page, "
        "pages, issn, id, article id, doc id, guid, copyright, rights, correction, correction-date, "
        "highlight, series, notes, column, acc-no, accession number, proquest document id, database, links, "
        "volume, issue, place of publication, last updated at, image, images, photo, label, filename, file, "
        "wc, sc, la, cy, pg, an, ed, se, in, ns, re, ipd, ipc, pub, co"
    ),
    BODY: (
        "text, body, content, article, full text, fulltext, article text, texte, texto, testo, inhalt, text "
        "body, lp, td, 正文, 内容, 本文, النص, текст, isi"
    ),
}
FIELDS: Mapping[str, str] = {name: fact for fact, names in NAMES.items() for name in names.split(", ")}
LABELS: Mapping[str, str] = {TITLE: "headline", "authors": "byline", "published": "timestamp", "modified": "timestamp",
                             "topics": "tags", "dateline": "dateline"}  # fmt: skip
LINE = regex.compile(r"(?P<name>\p{L}[\p{L}\p{M} _-]{0,24}?)\s?(?:：\s*|:(?:\s+|$|(?=\p{Lo})))(?P<value>.*)", regex.S)
CODED = regex.compile(
    r"(?P<name>HD|BY|WC|PD|SN|SC|LA|CY|PG|LP|TD|AN|ED|SE|IN|NS|RE|IPD|IPC|PUB|CO)(?:\s+(?P<value>.*))?", regex.S
)
MIN_CODED = 5
NUMBERED = regex.compile(r"(?:Document\s)?\d{1,6}\s(?:of|von|de|van)\s\d{1,6}(?:\sDOCUMENTS?)?", regex.I)
WORDS = regex.compile(r"\d[\d,.]*\s(?:words|Wörter|mots|woorden|palabras)", regex.I)
DOCUMENT = regex.compile(r"Document\s\p{Lu}[\p{L}\d]{9,}")
PERCENT = regex.compile(r"\s*\(\d{1,3}%\)")
EDITION = regex.compile(
    r"\p{L}+(?:\s\p{L}+){0,3}\sEdition|Correction Appended|Copyright\s.*|All Rights Reserved", regex.I
)
# A head of fields begins within so many lines and names so many things; a line of one is no longer.
HEAD_LINES, MIN_FIELDS, VALUE_CHARS = 6, 2, 400
# The lines of an export above its first field: paper, day, edition, headline.
ABOVE = 10
SURE = 0.95


@dataclass(slots=True)
class Fields:
    """What was found: for each line its field and the value, where the body begins inside a line, and what goes."""

    values: dict[str, tuple[str, int]] = field(default_factory=dict)
    lines: dict[int, str] = field(default_factory=dict)
    body: tuple[int, int] | None = None

    def add(self, at: int, name: str, value: str) -> None:
        """A line with a field; the first that says a thing counts."""
        self.lines[at] = LABELS.get(name, "note")
        if value and name:
            self.values.setdefault(name, (value, at))


def field_lines(view: Lines) -> Iterator[Finding]:
    """The fields of a head or of a database's export: facts, and their lines out of the body.

        >>> text = '''
        ... Title: Ferry stays for two more years
        ... Author: Ada Okafor
        ... Date: 2031-03-14
        ... Text: The old ferry will run for two more years, the council of Northport decided on Tuesday evening.
        ... '''
        >>> for name, value in facts(field_lines, text):
        ...     print(name, value)
        title Ferry stays for two more years
        authors ['Ada Okafor']
        published 2031-03-14
        >>> print(without(field_lines, text))
        The old ferry will run for two more years, the council of Northport decided on Tuesday evening.
        >>> text = "Date: Saturday\\nPlace: Town hall\\nPrice: free\\nThe choir of the town sings for its new roof."
        >>> without(field_lines, text).split() == text.split()
        True

    Only of plain text, and only where a head names two things at least of which one is the headline, the author, the
    address or the text itself: the line with day and place of a concert is part of the article.
    Source: files of LexisNexis (LexisNexisTools on GitHub, issue 24), Factiva and ProQuest.
    """
    if view.page.markup is not None or len(view.texts) < MIN_FIELDS:
        return
    numbered = [at for at, text in enumerate(view.texts) if len(text) < 40 and NUMBERED.fullmatch(text)]
    if len(numbered) > 1:
        yield Remark(
            f"{len(numbered)} articles of a database stand in one file, the second from line "
            f"{_line(view, numbered[1])} on: split the file there, or all of them are read as one"
        )
        return
    found = _coded(view) or _head(view) or _export(view)
    if found is None:
        return
    yield from _facts(view, found)
    for at, label in found.lines.items():
        yield Mark(at, label, why="a field of the head, not of the article", by="field_lines", confidence=SURE)
    if found.body and found.body[1]:
        at, end = found.body
        yield Mark(at, "note", why="the name of the field", by="field_lines", span=(0, end), confidence=SURE)


def _named(text: str) -> tuple[str, str] | None:
    """What a line is a field of, and its value; None where it is none."""
    found = LINE.match(text)
    fact = FIELDS.get(found["name"].casefold()) if found else None
    return (fact, found["value"].strip()) if found and fact is not None else None


def _head(view: Lines) -> Fields | None:
    """The head of a file: lines of fields, one under the other, then the text."""
    texts = view.texts
    start = next((at for at, text in enumerate(texts[:HEAD_LINES]) if _named(text)), None)
    if start is None or any(view.prose[:start]):
        return None
    found = Fields()
    for at in range(start, len(texts)):
        named = _named(texts[at])
        if named is None or (named[0] != BODY and len(texts[at]) > VALUE_CHARS):
            break
        if named[0] == BODY:
            found.body = (at, len(texts[at]) - len(named[1]))
            if not named[1]:
                found.lines[at] = "note"
                found.body = None
            return _with_foot(view, found, at + 1) if found.values else None
        found.add(at, *named)
    else:
        return None
    tells = {name for name in found.values if name in (TITLE, "authors", "canonical_url")}
    enough = len(found.lines) >= MIN_FIELDS and tells and len(found.values) >= MIN_FIELDS
    return _with_foot(view, found, max(found.lines) + 1) if enough and start == 0 else None


def _export(view: Lines) -> Fields | None:
    """An article of LexisNexis or Factiva: its head has lines without names, its foot has fields in capitals."""
    texts, prose = view.texts, view.prose_places
    if not prose:
        return None
    first = next((at for at, text in enumerate(texts[: ABOVE + MIN_FIELDS]) if _is_capital_field(text)), None)
    head = _factiva(view) if first is None else Fields()
    if head is None or (first is not None and first > prose[0]):
        return None
    if first is not None:
        at = first
        while at < len(texts) and (named := _named(texts[at])) and _is_capital_field(texts[at]):
            if named[0] == BODY:
                break
            head.add(at, *named)
            at += 1
        if len(head.lines) < MIN_FIELDS or not {"authors", TITLE, "", "section"} & {*head.values, ""}:
            return None
        _above(view, head, first)
        if at < len(texts) and texts[at].casefold().strip(" :") == BODY:
            head.lines[at] = "note"
            at += 1
        first = at
    return _with_foot(view, head, first or max(head.lines) + 1)


def _is_capital_field(text: str) -> bool:
    found = LINE.match(text)
    return found is not None and found["name"].isupper() and found["name"].casefold() in FIELDS


def _above(view: Lines, head: Fields, first: int) -> None:
    """The lines above the first field: the paper, the day, the edition, and last the headline."""
    language = view.words.languages[0] if view.words.languages else None
    for at in range(first):
        text = view.texts[at]
        if NUMBERED.fullmatch(text) or EDITION.fullmatch(text):
            head.lines[at] = "note"
        elif len(text) < 60 and (day := next((value for value, _ in dates_in(text, language)), None)):
            head.add(at, "published", day)
        elif at == first - 1 and TITLE not in head.values:
            head.add(at, TITLE, text)
        elif at < first - 1 and "site_name" not in head.values:
            head.add(at, "site_name", text)
        else:
            head.lines[at] = "note"


def _factiva(view: Lines) -> Fields | None:
    """The head of an article of Factiva: headline, byline, number of words, day, paper, code, language, copyright."""
    texts = view.texts
    count = next((at for at, text in enumerate(texts[:ABOVE]) if WORDS.fullmatch(text)), None)
    if count is None or count == 0 or not any(DOCUMENT.fullmatch(text) for text in texts[-3:]):
        return None
    language = view.words.languages[0] if view.words.languages else None
    head = Fields()
    head.add(0, TITLE, texts[0])
    for at in range(1, count):
        head.add(at, "authors", texts[at])
    head.lines[count] = "note"
    for at in range(count + 1, min(view.prose_places[0], count + ABOVE)):
        day = next((value for value, _ in dates_in(texts[at], language)), None)
        if day and "published" not in head.values:
            head.add(at, "published", day)
        elif day is None and "site_name" not in head.values:
            head.add(at, "site_name", texts[at])
        else:
            head.lines[at] = "note"
    return head if "published" in head.values else None


def _coded(view: Lines) -> Fields | None:
    """An article of Factiva with its codes: `HD headline`, `WC 214 words`, `LP first paragraph`, `TD the others`."""
    codes = [(at, found) for at, text in enumerate(view.texts) if (found := CODED.fullmatch(text))]
    if len({found["name"] for _, found in codes}) < MIN_CODED or "HD" not in {found["name"] for _, found in codes}:
        return None
    head = Fields()
    foot = False
    bodies = [at for at, found in codes if found["name"] in ("LP", "TD")]
    if not bodies:
        return None
    for at, text in enumerate(view.texts):
        found = CODED.fullmatch(text)
        foot = foot or bool(found and at > bodies[-1])
        if found and found["name"] in ("LP", "TD"):
            if not found["value"]:
                head.lines[at] = "note"
        elif found or foot or at < bodies[0]:
            name = FIELDS[found["name"].casefold()] if found else ""
            head.add(at, name, (found["value"] or "") if found else "")
    return head


def _with_foot(view: Lines, found: Fields, start: int) -> Fields:
    """The fields below the text: from the first in capitals on, all that follows is the database's."""
    last = view.last_prose
    foot = next((at for at in range(start, len(view.texts)) if _begins_foot(view, at, last)), None)
    for at in range(foot, len(view.texts)) if foot is not None else ():
        named = _named(view.texts[at])
        found.add(at, *(named if named and named[0] not in (BODY, TITLE) else ("", "")))
    return found


def _begins_foot(view: Lines, at: int, last: int) -> bool:
    text = view.texts[at]
    if DOCUMENT.fullmatch(text) or text.casefold() == "end of document":
        return True
    if text.casefold() == "classification":
        return at + 1 < len(view.texts) and _is_capital_field(view.texts[at + 1])
    if not _is_capital_field(text) or len(text) > VALUE_CHARS:
        return False
    rest = view.texts[at:]
    return sum(map(_is_capital_field, rest)) * 2 >= len(rest) - 2 or at > last


def _facts(view: Lines, found: Fields) -> Iterator[Fact]:
    """What the fields say, in the form every result has it."""
    for name, (text, at) in found.values.items():
        if value := _value(view, name, text):
            why = f"the field in line {_line(view, at)}"
            yield Fact(name, value, why=why, by="field_lines", block=at, confidence=SURE)


def _value(view: Lines, name: str, text: str) -> object:
    """The value of one field."""
    language = view.words.languages[0] if view.words.languages else None
    if name == "authors":
        return names_in(text, view.words)
    if name in ("published", "modified"):
        return iso(text, language)
    if name == "topics":
        return topics_in([PERCENT.sub("", text)])
    if name == "dateline":
        return {"location": text, "date": None, "agency": None}
    if name == "canonical_url":
        return text if "://" in text else None
    return text.partition(";")[0].strip() if name == "section" else text


def _line(view: Lines, at: int) -> int:
    return view.page.blocks[at].first_line or at + 1
