"""Languages → the names of their months with their numbers."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path

# So many letters tell a month that dateparser writes in another way (febr, feber).
SAME_MONTH = 3
# The keys of dateparser's data.
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


@lru_cache(64)
def month_numbers(languages: tuple[str, ...], months: tuple[str, ...]) -> dict[str, int]:
    """Month names with their numbers: dateparser's, and those of the packs that begin a name of one month only."""
    numbers: dict[str, int] = {}
    for language in languages or ("en",):
        for name, number in _library_months(language).items():
            numbers.setdefault(name, number)
    for name in months:
        word = name.casefold().strip(". ")
        begun = {number for known, number in numbers.items() if known.startswith(word[:SAME_MONTH])}
        if word not in numbers and len(begun) == 1:
            numbers[word] = begun.pop()
    return numbers


def _library_months(language: str) -> dict[str, int]:
    """The month names in dateparser's data of a language, read from its file: importing all of it takes a second."""
    package = importlib.util.find_spec("dateparser")
    places = package.submodule_search_locations if package else None
    path = Path(places[0], "data", "date_translation_data", f"{language}.py") if places else None
    spec = importlib.util.spec_from_file_location(f"months_of_{language}", path) if path and path.is_file() else None
    if spec is None or spec.loader is None:
        return {}
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    info = module.info
    return {name.strip(". "): number for number, month in enumerate(MONTHS, 1) for name in info.get(month, ())}
