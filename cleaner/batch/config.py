"""What makes the bytes of a run: version, rules, options. Two runs that differ in it are never mixed in one output."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from typing import Any

from cleaner.writing.record import SCHEMA, program_version

# How to start the same folder with other rules, in words.
RESTART = "--restart begins anew with these; without it nothing is changed"


def options_of(cleaner: Any) -> dict[str, Any] | None:
    """The options of a cleaner by name, None for one that cannot be told from another: it is never resumed.

    Folders of rules are left out: what is in them counts, not where they are.
    """
    if not dataclasses.is_dataclass(cleaner):
        return None
    found: dict[str, Any] = {}
    for one in dataclasses.fields(cleaner):
        if one.init and one.name not in {"rules", "strict", "memory"}:
            value = getattr(cleaner, one.name)
            found[one.name] = value if isinstance(value, str | int | float | bool | None) else repr(value)
    memory = getattr(cleaner, "memory", None)
    if memory is not None:
        found["memory"] = _digest(repr(list(memory.rows())).encode("utf-8", "surrogatepass"))
    return found


def config_of(cleaner: Any, spec: Any, output: Mapping[str, Any]) -> dict[str, Any] | None:
    """Everything that the bytes of a run depend on, by name; None where that cannot be told."""
    options = options_of(cleaner)
    if options is None:
        return None
    return {
        "version": program_version(),
        "schema": SCHEMA,
        "rules": rules_digest(cleaner),
        "cleaner": f"{type(cleaner).__module__}.{type(cleaner).__qualname__}",
        "options": options,
        "kind": spec.kind,
        "format": spec.form,
        "links": spec.links,
        "columns": spec.columns.as_dict(),
        "limits": spec.limits.as_dict(),
        **output,
    }


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two runs, each as "name: before → now".

    >>> differences({"rules": "a1", "options": {"site": None}}, {"rules": "b2", "options": {"site": "x.org"}})
    ['rules: a1 → b2', 'site: None → x.org']
    """
    found: list[str] = []
    for name in dict.fromkeys([*before, *now]):
        old, new = before.get(name), now.get(name)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            found += differences(old, new)
        elif old != new:
            found.append(f"{name}: {old} → {new}")
    return found


def rules_digest(cleaner: Any) -> str | None:
    """The digest of the rules that are in force in a cleaner; None where it has none."""
    version = getattr(getattr(cleaner, "compiled", None), "version", None)
    return str(version) if version else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
