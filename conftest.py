"""Names for the doctests of heuristics: `without` and `facts`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import settings

from cleaner.deciding.decide import trimmed
from cleaner.lines import Lines
from cleaner.page import Fact, Finding, Mark
from cleaner.reading import read
from cleaner.rules import Rules

# The same examples in every run, so that a green run stays green; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# Modules that can only be imported where their extra is installed, with the library of that extra.
OF_EXTRAS = {
    "cleaner/batch/engines/datatrove.py": "datatrove",
    "cleaner/workshop/studio/page.py": "nicegui",
    "cleaner/workshop/studio/server.py": "nicegui",
}
collect_ignore = [path for path, library in OF_EXTRAS.items() if find_spec(library) is None]

Heuristic = Callable[[Lines], Iterator[Finding]]


def view_of(text: str, rules: Rules) -> Lines:
    page = read(text, kind="text")
    return Lines(page, rules.select(page).words)


@pytest.fixture(scope="session")
def packs() -> Rules:
    return Rules.load(site_files=False)


@pytest.fixture(autouse=True)
def _heuristics_in_doctests(doctest_namespace: dict[str, Any], packs: Rules) -> None:
    def without(heuristic: Heuristic, text: str) -> str:
        view = view_of(text.strip(), packs)
        marks = [m for m in heuristic(view) if isinstance(m, Mark) and not m.keep]
        gone = {m.block for m in marks if m.span is None}
        cut = {m.block: (m,) for m in marks if m.span is not None and m.label != "dateline"}
        left = [(i, block) for i, block in enumerate(view.page.blocks) if i not in gone]
        return "\n\n".join(trimmed(block, cut.get(i, ())).text for i, block in left)

    def facts(heuristic: Heuristic, text: str) -> list[tuple[str, Any]]:
        return [(f.name, f.value) for f in heuristic(view_of(text, packs)) if isinstance(f, Fact)]

    doctest_namespace["without"], doctest_namespace["facts"] = without, facts
