"""The table of the rule language → a JSON Schema, with which an editor explains keys and underlines mistakes."""

from __future__ import annotations

import json
from typing import Any

import yaml

from cleaner.page import LABELS
from cleaner.rules.file.build import LANGUAGE_VERSION
from cleaner.rules.file.checking import EVIDENCE_ONLY
from cleaner.rules.file.schema import SECTIONS, Key

# --- A key of the rule language → an example of its value, for the schema that editors read.


BY_KIND: dict[str, Any] = {
    "number": "25",
    "percent": "30%",
    "yes-no": "yes",
    "day": "2024-12-04",
    "where": "first 6 lines or last 5 lines",
    "needs": "3 short lines after",
    "labels": "share_prompt",
}

# `section.key`, or a key alone where it means the same in all sections.
BY_KEY: dict[str, Any] = {
    "file.site": "The Valley Courier",
    "file.pack": "en-news",
    "file.group": "WordPress",
    "file.format": "1",
    "file.match": {"domains": ["example.com"], "files": ["*example*/*.txt"]},
    "file.packs": ["en-news"],
    "file.switch_off": ["share-this-story"],
    "file.valid": {"from": "2019-05-01", "until": "2023-12-31"},
    "file.classes": {"share_prompt": "Share this {story|page}\nTell a friend"},
    "file.words": {"months": "January, February"},
    "file.html": {"body": ["article"], "drop_class": ["share", "related"]},
    "file.text": {"drop_lines": "Share this {story|page}\n{number} comment{s?}"},
    "file.guard": {"max_removed": "40%", "on_trip": "flag"},
    "file.tests": [
        {"name": "a sentence about shares stays", "input": "Share prices fell on Monday.", "unchanged": "yes"}
    ],
    "about": "The text export puts headline and byline after the story.",
    "why": "After this line come other stories.",
    "since": "2024-12-04",
    "checked": "2024-12-04",
    "source": "written from twenty pages of the site",
    "notes": "The edition of Sunday has another layout.",
    "match.domains": ["example.com", "=www.example.org", "example.*"],
    "match.not_urls": ["example.com/gallery/*"],
    "match.text": "{_} | Published: {date}\nShare if you like",
    "match.html": "meta[name=generator][content*=WordPress]",
    "fingerprint.lines": "{_} | Published: {date}\nShare if you like",
    "id": "share-prompt",
    "regex": r"By (?P<author>[^,]{2,60}), .{1,40}",
    "after_rule": "teaser",
    "html.body": ["article", "div.story-body"],
    "html.title": ['meta[property="og:title"] @content', "h1"],
    "html.authors": [{"css": "p.byline", "line": "By {authors} | {date}"}],
    "html.drop": ["aside", "div.related"],
    "html.unwrap": ["span.highlight"],
    "html.rename": {"span.quote": "blockquote"},
    "html.drop_attr": ["style"],
    "html.repair": [{"find": "<br><br>", "with": "</p><p>"}],
    "selector.css": "p.byline",
    "selector.xpath": "//p[contains(@class, 'byline')]",
    "selector.line": "By {authors} | {date}",
    "selector.with_text": "By {_}",
    "repair.find": " ,",
    "repair.with": ",",
    "text.repair": [{"find": " ,", "with": ","}],
    "text.keep": "Advertisement of the week: the editor's choice",
    "text.take": [{"line": "By {authors} | {date}", "where": "first 6 lines"}],
    "text.drop_from": [{"line": "Other news", "needs": "3 short lines after"}],
    "text.drop_until": "Skip to content",
    "text.drop_between": [{"from": "Weather box", "to": "blank line"}],
    "text.drop_lines": "Share this {story|page}\n{number} comment{s?}",
    "text.cut": [{"end": " [read on]"}],
    "text.replace": [{"find": "''", "with": '"'}],
    "lines.line": "Other news",
    "lines.lines": "Share this {story|page}\nTell a friend",
    "take.line": "By {authors} | {date}",
    "take.lines": "{title}\n{author} | Published: {date}",
    "take.start_of_line": "{place:caps} ({agency}) - ",
    "take.end_of_line": " - {author}",
    "take.after": "Related Topics",
    "between.from": "Weather box",
    "between.to": "blank line",
    "cut.start": "WATCH: ",
    "cut.end": " [read on]",
    "cut.phrase": "(click to enlarge)",
    "tests.name": "a sentence about shares stays",
    "tests.input": "Share prices fell on Monday.",
    "tests.input_file": "courier-ferry.html",
    "tests.address": "https://example.com/news/1",
    "tests.file": "example/1.txt",
    "tests.body": "The river rose two metres overnight.",
    "tests.body_has": "The river rose two metres overnight.",
    "tests.body_lacks": "Share this story",
    "tests.fires": ["share-prompt"],
    "tests.not_fires": ["share-prompt"],
    "tests.todo": "the line has no mark of its own",
    "tests.authors": ["Ada Okafor"],
    "tests.title": "Ferry season extended by a month",
    "tests.date": "2024-12-04T00:36:34",
    "tests.place": "LEEDS",
    "tests.agency": "AFP",
}


Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
# YAML turns `No` and `12` into other things than text; to us all of them are text.
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
FULL: Schema = SCALAR | {"pattern": r"\S"}
MAY_BE_EMPTY = frozenset({"with", "find", "body", "input"})
MAY_BE_EMPTY_LISTS = frozenset({"packs", "authors", "tags", "topics", "fires", "not_fires"})
WINDOW = r"(first|last|after|before last) \d+ ?(%|lines?)"
PATTERNS = {
    "number": r"^\d{1,9}( ?(words?|lines?))?$",
    "percent": r"^\d{1,3} ?%$",
    "yes-no": r"^([Yy]es|[Nn]o|[Tt]rue|[Ff]alse|[Oo]n|[Oo]ff)$",
    "day": r"^\d{4}-\d{2}-\d{2}$",
    "where": rf"^{WINDOW}( or {WINDOW})*$",
    "needs": r"^((\d+|a|one) )?(short|blank) lines? (before|after)$",
}
# Of these keys an entry of a section needs at least one.
ONE_OF = {
    "selector": ("css", "xpath"),
    "lines": ("line", "lines", "regex"),
    "take": ("line", "lines", "start_of_line", "end_of_line", "repeated_lead", "regex"),
    "cut": ("start", "end", "phrase", "regex"),
    "repair": ("find", "regex"),
    "tests": ("input", "input_file", "live"),
}  # fmt: skip
ROLES = ("site", "pack", "group")


def schema() -> Schema:
    """The schema of a rule file, draft 2020-12."""
    only_packs: Schema = {"classes": False, "words": False}
    return {
        "$schema": DRAFT,
        "$id": "cleaner-rules.schema.json",
        "title": "A rule file of cleaner",
        "description": "What is boilerplate on one site, on the pages of one platform, or in one language.",
        **_section("file"),
        "oneOf": [{"required": [role]} for role in ROLES],
        "if": {"not": {"required": ["pack"]}},
        "then": {"properties": only_packs},
        "$defs": {name: _section(name) for name in SECTIONS if name != "file"},
    }


def schema_text() -> str:
    """The schema as the file `rules/schema.json`."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _section(name: str) -> Schema:
    table = SECTIONS[name]
    made: Schema = {
        "type": "object",
        "properties": {key: _key(name, key, spec) for key, spec in table.items()},
        "additionalProperties": False,
    }
    if name == "file":
        made["properties"]["format"] = made["properties"]["format"] | {
            "enum": [LANGUAGE_VERSION, str(LANGUAGE_VERSION)]
        }
    if name == "tests":
        made["patternProperties"] = {r"^x\..": _lines("x")}
    required = [key for key, spec in table.items() if spec.required]
    if required:
        made["required"] = required
    if name in ONE_OF:
        made["anyOf"] = [{"required": [key]} for key in ONE_OF[name]]
    return made


def _key(section: str, key: str, spec: Key) -> Schema:
    examples = _examples(section, key, spec)
    return {"description": spec.meaning, **_form(key, spec), **({"examples": examples} if examples else {})}


def _examples(section: str, key: str, spec: Key) -> list[Any]:
    if spec.example:
        return [yaml.load(spec.example, Loader=yaml.BaseLoader)]
    if spec.choices:
        return list(spec.choices)
    found = BY_KEY.get(f"{section}.{key}") or BY_KEY.get(key) or BY_KIND.get(spec.kind)
    return [found] if found is not None else []


def _form(key: str, spec: Key) -> Schema:
    if spec.kind in ("text", "texts", "lines"):
        return _text(key) if spec.kind == "text" else _lines(key)
    if spec.kind in ("entries", "selectors", "section", "sections"):
        return _nested(key, spec)
    if spec.kind == "choice":
        return {"enum": list(spec.choices)}
    if spec.kind == "number":
        return {"type": ["integer", "string"], "minimum": 0, "pattern": PATTERNS["number"]}
    if spec.kind in PATTERNS:
        return {"type": ["boolean", "string"] if spec.kind == "yes-no" else "string", "pattern": PATTERNS[spec.kind]}
    return _by_name(spec)


def _by_name(spec: Key) -> Schema:
    if spec.kind == "labels":
        label = {"enum": sorted(LABELS - {"outside", "hidden"})}
        return {"anyOf": [label, {"type": "array", "items": label, "minItems": 1}]}
    if spec.kind == "pairs":
        return {"type": "object", "additionalProperties": SCALAR}
    if spec.kind == "words by name":
        return {"type": "object", "additionalProperties": _lines("words")}
    if spec.kind == "lines by name":
        labels = {"enum": sorted((LABELS - {"hidden"}) | EVIDENCE_ONLY)}
        return {"type": "object", "propertyNames": labels, "additionalProperties": _lines("classes")}
    return {}


def _text(key: str) -> Schema:
    return {"type": ["string", "number", "boolean", "null"]} if key in MAY_BE_EMPTY else dict(FULL)


def _lines(key: str) -> Schema:
    least = 0 if key in MAY_BE_EMPTY_LISTS else 1
    return {"anyOf": [_text(key), {"type": "array", "items": FULL, "minItems": least}]}


def _nested(key: str, spec: Key) -> Schema:
    entry: Schema = {"$ref": f"#/$defs/{spec.section}"}
    if spec.kind == "section":
        return {"anyOf": [{"enum": list(spec.choices)}, entry]} if spec.choices else entry
    if spec.kind == "sections":
        only_lists: Schema = {"type": "array", "items": entry, "minItems": 1}
        return only_lists if spec.section in ("tests", "repair") else {"anyOf": [only_lists, entry]}
    items: Schema = {"anyOf": [FULL, entry]}
    return {"anyOf": [FULL, {"type": "array", "items": items, "minItems": 1}, entry]}
