"""Facts that voices stated of a page → the winner of each name, the other candidates after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import regex

from cleaner.page import Fact, Metadata, Voice
from cleaner.rules import Chosen
from cleaner.text.characters import visible
from cleaner.text.dates import with_year

TURNS = regex.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of what follows: in a text it may have a meaning, in a name or a title it hides one."""

# Every result has these names, whatever was found; lists are empty and the rest None where unknown.
METADATA: dict[str, Any] = {
    "title": None,
    "authors": [],
    "published": None,
    "modified": None,
    "description": None,
    "site": None,
    "site_name": None,
    "language": None,
    "section": None,
    "dateline": None,
    "topics": [],
    "canonical_url": None,
}


def ranked(facts: Sequence[Fact], chosen: Chosen) -> dict[str, list[Fact]]:
    """Each name with its candidates, the winner first: higher voice, then higher confidence, then first said."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.name].append(fact)
    if chosen.site:
        file = chosen.files[0] if chosen.files else ""
        found["site"].insert(
            0, Fact("site", chosen.site, "the rule file that applies is this site's", file, Voice.SITE_RULE, None, 1.0)
        )
        if chosen.site_name:
            said = "the rule file that applies names it"
            found["site_name"].insert(0, Fact("site_name", chosen.site_name, said, file, Voice.SITE_RULE, None, 1.0))
    languages = chosen.words.languages
    if languages and "language" not in found:
        found["language"].append(Fact("language", languages[0], "its stop words", "words"))
    for name, group in found.items():
        found[name] = [fact if is_shown(fact.value) else replace(fact, value=shown(fact.value)) for fact in group]
    order = {name: sorted(group, key=lambda f: (-f.voice, -f.confidence)) for name, group in found.items()}
    if "dateline" in order:
        published = order["published"][0].value if "published" in order else None
        order["dateline"] = [with_full_date(fact, published) for fact in order["dateline"]]
    return order


def is_shown(value: Any) -> bool:
    """Whether all texts of a value hold nothing but what is seen."""
    if isinstance(value, str):
        return value.isprintable()
    if isinstance(value, list):
        return all(map(is_shown, value))
    return not isinstance(value, dict) or all(map(is_shown, value.values()))


def shown(value: Any) -> Any:
    """A value as it is seen: without controls, what terminals obey, and signs that turn the direction of a line.

    >>> shown(["pwn\x07 Ada\x08\u202e Okafor", "\x1b]0;title\x07Bo"])
    ['pwn Ada Okafor', 'Bo']
    """
    if isinstance(value, str):
        return " ".join(TURNS.sub("", visible(value)).split())
    if isinstance(value, list):
        return [shown(item) for item in value]
    return {name: shown(item) for name, item in value.items()} if isinstance(value, dict) else value


def with_full_date(dateline: Fact, published: str | None) -> Fact:
    """A dateline's day ("Dec 03") with the year of publication, or without a date where that is unknown."""
    date = dateline.value.get("date")
    if not date or not date.startswith("--"):
        return dateline
    return replace(dateline, value={**dateline.value, "date": with_year(date, published)})


def metadata_of(facts: dict[str, list[Fact]]) -> Metadata:
    """The winners, under the names every result has; further names after them."""
    found = {name: list(value) if isinstance(value, list) else value for name, value in METADATA.items()}
    for name, group in facts.items():
        found[name] = group[0].value
    if found["title"] and found["description"] == found["title"]:
        found["description"] = None  # pages without a summary put the headline there
    return cast(Metadata, found)
