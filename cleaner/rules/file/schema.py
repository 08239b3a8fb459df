"""The rule language as one table: which keys a section has, what each takes, and what it means.

Reading (`build`), the JSON Schema for editors and the reference in `rules/README.md` are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",  # one piece of text
    "texts",  # one text or a list of texts
    "lines",  # a `|` block or a list: one pattern a line
    "entries",  # a `|` block, a list of texts, or a list of mappings of `section`
    "selectors",  # a selector, a list of selectors, or a list of mappings of `section`
    "section",  # a mapping of `section`
    "sections",  # a list of mappings of `section`
    "choice",  # one of `choices`
    "number",
    "percent",
    "yes-no",
    "day",  # a date, 2024-12-04
    "pairs",  # a mapping from text to text
    "lines by name",  # a mapping from a name to lines
    "words by name",  # a mapping from a name to words
    "where",
    "needs",
    "labels",  # one label, or one for each line
    "anything",  # kept for people
]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a section. `example` is YAML as it would stand after the key."""

    kind: Kind
    meaning: str
    section: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""
    required: bool = False


FOR_PEOPLE = {
    "why": Key("anything", "The reason, for people; shown by explain."),
    "since": Key("anything", "When the rule was written or last seen to work."),
    "notes": Key("anything", "Anything else worth knowing."),
}

COMMON = FOR_PEOPLE | {
    "id": Key("text", "The rule's name in logs, tests and switch_off; made from its text if not given."),
    "status": Key(
        "choice", "off: not used; unverified: used, not checked lately.", choices=("ok", "unverified", "off")
    ),
    "label": Key(
        "labels", "What is removed: byline, share_prompt, related, ...; for `lines`, one label for each line."
    ),
    "regex": Key("text", "A regex instead of a pattern; (?P<author>...) captures. Use single quotes."),
    "case": Key("choice", "exact: capitals must be the same.", choices=("exact",)),
    "max_words": Key("number", "Only lines of at most so many words.", example="25"),
    "not": Key("lines", "Captured values or lines that veto the match.", example="[EXCLUSIVE, BREAKING]"),
    "where": Key(
        "where", "Where in the source: `first 6 lines`, `last 5 lines`, `last 40%`, `after 2 lines`; join with `or`."
    ),
    "needs": Key("needs", "What must stand beside it: `3 short lines after`, `blank line before`."),
    "after_rule": Key("text", "Only where that rule of the same file fired before."),
    "expect": Key(
        "choice", "How often it should fire; for the drift report.", choices=("always", "usually", "sometimes")
    ),
}

ORDERS = ("day-first", "month-first", "year-first")
FIELD_NAMES = ("title", "subtitle", "authors", "date", "updated", "section", "tags", "agency", "image", "caption")

SECTIONS: dict[str, dict[str, Key]] = {
    "file": {
        "site": Key("text", "Display name of one site."),
        "pack": Key("text", "Name of a language pack."),
        "group": Key("text", "Name of a group of sites."),
        "format": Key("number", "Version of the language; this program knows 1."),
        "match": Key("section", "When this file applies.", "match"),
        "language": Key("texts", "Language codes; they pick the packs.", example="en"),
        "extends": Key("texts", "Other site or group files whose rules apply too.", example="[wordpress]"),
        "packs": Key("texts", "Packs instead of those of the language; [] for none."),
        "switch_off": Key("texts", "Ids of inherited rules that do not apply here."),
        "dateline": Key("choice", "cut: the dateline leaves the body too.", choices=("keep", "cut")),
        "dates": Key("section", "How dates in numbers are written.", "dates", ORDERS),
        "valid": Key("section", "Only for documents of this time.", "valid"),
        "prefer": Key("texts", "Order of authority for metadata, if not the usual.", example="[html, text]"),
        "classes": Key("lines by name", "Packs: label → lines that are evidence for heuristics."),
        "words": Key("words by name", "Packs: name → words, such as months and stop_words."),
        "html": Key("section", "Rules with selectors.", "html"),
        "text": Key("section", "Rules for lines.", "text"),
        "guard": Key("section", "Limits of what rules may take.", "guard"),
        "tests": Key("sections", "Input and what shall become of it.", "tests"),
        "about": Key("anything", "What this file is for."),
        "checked": Key("anything", "When somebody last looked at the site."),
        "source": Key("anything", "Where the rules come from."),
        "status": Key(
            "choice", "off: the file is not used; unverified: all its rules are.", choices=("ok", "unverified", "off")
        ),
    }
    | FOR_PEOPLE,
    "match": {
        "domains": Key("texts", "Host and subdomains; `=host` exactly, `*.host` subdomains only, `name.*` any ending."),
        "urls": Key("texts", "Only addresses like these; * is anything.", example="['example.com/en/*']"),
        "not_urls": Key("texts", "But not these."),
        "files": Key("texts", "Paths of files, for texts without address.", example="['*example*/*.txt']"),
        "text": Key("entries", "Lines that must occur; all of them, or `need: N`.", "fingerprint"),
        "html": Key("selectors", "Elements that must occur; all of them.", "selector"),
    },
    "fingerprint": {
        "lines": Key("lines", "The lines.", required=True),
        "need": Key("number", "How many of them are enough."),
    },
    "dates": {
        "order": Key("choice", "Order of day, month and year.", choices=ORDERS),
        "timezone": Key("text", "Zone of times that name none.", example="Europe/Berlin"),
    },
    "valid": {
        "from": Key("day", "First day."),
        "until": Key("day", "Last day."),
    },
    "html": {
        "body": Key("selectors", "First selector that yields enough text is the body.", "selector"),
        **{name: Key("selectors", f"First that yields a valid {name} wins.", "selector") for name in FIELD_NAMES},
        "author": Key("selectors", "As authors.", "selector"),
        "drop": Key("selectors", "Remove these elements.", "selector"),
        "drop_class": Key("texts", "Remove elements whose id or class contains the word.", example="[share, related]"),
        "drop_from": Key("selectors", "Remove the element and all that follows.", "selector"),
        "keep": Key("selectors", "Never remove these elements.", "selector"),
        "unwrap": Key("texts", "Remove the tag, keep its text."),
        "rename": Key("pairs", "Selector → new tag name."),
        "drop_attr": Key("texts", "Remove these attributes, everywhere or `selector @name`."),
        "repair": Key("sections", "Replace in the raw page before it is read.", "repair"),
        "sponsored_if": Key("selectors", "Elements that mark the page as advertising.", "selector"),
    },
    "selector": COMMON
    | {
        "css": Key("text", "A CSS selector; ` @name` at its end takes an attribute."),
        "xpath": Key("text", "An XPath."),
        "line": Key("lines", "Reads the element's text with a line pattern."),
        "with_text": Key("lines", "Only elements whose text matches."),
    },
    "repair": COMMON
    | {
        "find": Key("text", "The characters to replace, exactly."),
        "with": Key("text", "What stands there instead; \\n begins a new line.", required=True),
    },
    "text": {
        "repair": Key("sections", "Replace odd characters before everything else.", "repair"),
        "keep": Key("entries", "These lines are never removed.", "lines"),
        "take": Key("sections", "Capture fields and remove the line.", "take"),
        "drop_from": Key("entries", "This line and all after it.", "lines"),
        "drop_until": Key("entries", "Everything before this line, and the line.", "lines"),
        "drop_between": Key("sections", "From one line to another.", "between"),
        "drop_lines": Key("entries", "Lines anywhere.", "lines"),
        "cut": Key("sections", "A piece inside a line.", "cut"),
        "replace": Key("sections", "Replace in what is left.", "repair"),
    },
    "lines": COMMON
    | {
        "line": Key("lines", "The line; several lines are alternatives."),
        "lines": Key("lines", "Several lines, any of which may match."),
    },
    "take": COMMON
    | {
        "line": Key("lines", "One line; several are alternatives."),
        "lines": Key("lines", "Lines that follow each other, blank lines apart."),
        "start_of_line": Key("lines", "The beginning of a line."),
        "end_of_line": Key("lines", "The end of a line."),
        "after": Key("lines", "With `line`: the line after this one."),
        "repeated_lead": Key("text", "A line that a later paragraph repeats word for word.", example="'{subtitle}'"),
        "and": Key("choice", "keep: the line stays.", choices=("keep",)),
    },
    "between": COMMON
    | {
        "from": Key("lines", "First line.", required=True),
        "to": Key("lines", "Last line, `blank line` or `N lines`.", required=True),
        "max_lines": Key("number", "Longer blocks stay.", example="40"),
    },
    "cut": COMMON
    | {
        "start": Key("lines", "At the start of a line."),
        "end": Key("lines", "At the end of a line."),
        "phrase": Key("lines", "Anywhere in a line."),
    },
    "guard": {
        "max_removed": Key(
            "percent", "Share of the article that broad rules may take; packs half of it.", example="30%"
        ),
        "never_drop_longer_than": Key("number", "Words of the longest line that a pack drops.", example="60 words"),
        "quotes": Key("yes-no", "yes: a pack drops no line inside an open quotation."),
        "on_trip": Key("choice", "What happens when a limit is passed.", choices=("restore", "flag", "fail")),
    },
    "tests": {
        "name": Key("text", "What the test shows.", required=True),
        "input": Key("text", "The document."),
        "input_file": Key("text", "A file with the document, beside this one."),
        "kind": Key("choice", "What the input is, where it is not plain.", choices=("text", "html")),
        "address": Key("text", "Its address; tests `match` as well."),
        "file": Key("text", "Its file name; tests `match` as well."),
        "body": Key("text", "The body, exactly."),
        "body_has": Key("lines", "Lines that the body has."),
        "body_lacks": Key("lines", "Lines that the body lacks."),
        "unchanged": Key("yes-no", "yes: nothing is removed."),
        "fires": Key("texts", "Ids of rules that fire."),
        "not_fires": Key("texts", "Ids of rules that do not."),
        "todo": Key("text", "A known miss, and why."),
        "live": Key("yes-no", "yes: needs the network; not run by default."),
        "why": Key("anything", "For people."),
        **{name: Key("texts", f"The {name} of the result.") for name in (
            "title", "subtitle", "description", "author", "authors", "date", "published", "updated", "modified",
            "section", "tags", "topics", "agency", "place", "dateline_date", "language", "site", "site_name",
            "handle", "email", "url", "number", "time",
        )},
    },
}  # fmt: skip

# What other rule formats call it: recognised, so that the message can name our word.
OTHER_WORDS = {
    "strip": "drop", "strip_id_or_class": "drop_class", "strip_attr": "drop_attr",
    "strip_image_src": "drop: 'img[src*=\"...\"]'",
    "find_string": "repair: with `find`", "replace_string": "repair: with `find` and `with`", "dissolve": "unwrap",
    "wrap_in": "rename", "skip_id_or_class": "keep",
    "native_ad_clue": "sponsored_if", "test_url": "tests: with `address`",
    "test_contains": "tests: with `body_has`", "if_page_contains": "match: with `html`", "move_into": "notes",
    "single_page_link": "notes", "next_page_link": "notes", "prune": "notes", "tidy": "notes", "http_header": "notes",
    "parser": "notes", "autodetect_on_failure": "notes", "skip_json_ld": "prefer",
}  # fmt: skip
