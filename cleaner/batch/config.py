"""What makes the bytes of a run: version, rules, options. Two runs that differ in it are never mixed in one output."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cleaner.writing.record import SCHEMA, program_version

# How to start the same folder with other rules, in words.
RESTART = "--restart begins anew with these; without it nothing is changed"
_DIGESTS: dict[tuple[Any, ...], str] = {}


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
        found["memory"] = _digest(repr(sorted((name, repr(lines)) for name, lines in memory.sites.items())).encode())
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
    """A digest of the rule files that a cleaner was made with, the shipped ones included; None where it has none.

    It depends on the content and the names of the files below their folder, not on where the folder is.
    """
    if getattr(cleaner, "compiled", None) is None:
        return None
    folders = tuple(str(folder) for folder in getattr(cleaner, "rules", ()))
    key = (folders, getattr(cleaner, "site_files", True), getattr(cleaner, "packs", True), id(cleaner.compiled))
    if key not in _DIGESTS:
        if len(_DIGESTS) > 16:
            _DIGESTS.clear()
        _DIGESTS[key] = _digest(b"".join(_content(folders, *key[1:3])))
    return _DIGESTS[key]


def _content(folders: tuple[str, ...], site_files: bool, packs: bool) -> Iterator[bytes]:
    yield f"{program_version()} {site_files} {packs}".encode()
    from cleaner.rules.applying.library import shipped_folder

    for folder in [*folders, str(shipped_folder())]:
        yield b"\0folder\0"
        path = Path(folder)
        for file in [path] if path.is_file() else sorted([*path.rglob("*.yml"), *path.rglob("*.yaml")]):
            if file.is_file():
                yield str(file.relative_to(path)).encode("utf-8", "replace") + b"\0" + file.read_bytes() + b"\0"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
