"""The table of the rule language → a JSON Schema, with which an editor explains keys and underlines mistakes."""

from __future__ import annotations

import json
from typing import Any

import yaml

from cleaner.page import LABELS
from cleaner.rule_tools.schema_examples import BY_KEY, BY_KIND
from cleaner.rules.build import LANGUAGE_VERSION
from cleaner.rules.checking import EVIDENCE_ONLY
from cleaner.rules.schema import SECTIONS, Key

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
    "tests": ("input", "input_file"),
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
        label = {"enum": sorted(LABELS - {"outside"})}
        return {"anyOf": [label, {"type": "array", "items": label, "minItems": 1}]}
    if spec.kind == "pairs":
        return {"type": "object", "additionalProperties": SCALAR}
    if spec.kind == "words by name":
        return {"type": "object", "additionalProperties": _lines("words")}
    if spec.kind == "lines by name":
        labels = {"enum": sorted(LABELS | EVIDENCE_ONLY)}
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
