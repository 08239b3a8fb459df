"""Months, weekdays and orders of dates in each language: CLDR, as dateparser has it → cleaner/text/calendars.json.

python -m training.calendars
"""

from __future__ import annotations

import json
import pkgutil
from importlib import import_module

from cleaner.text.months import CALENDARS, MONTHS, WEEKDAYS

KEYS = ("date_order", *MONTHS, *WEEKDAYS)


def main() -> None:
    """Write the file, one language a line."""
    package = import_module("dateparser.data.date_translation_data")
    told = {}
    for module in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        info = import_module(f"{package.__name__}.{module}").info
        told[module] = {key: info[key] for key in KEYS if info.get(key)}
    lines = (f"{json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}" for name, one in told.items())
    CALENDARS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
