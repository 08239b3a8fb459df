"""`cleaner.toml` and the environment → the defaults of `cleaner clean`; `cleaner config` prints each with its origin.

The command line outweighs the environment (CLEANER_WORKERS=4), that outweighs the file, that the defaults. The file is
the nearest `cleaner.toml` at the first input or in a folder above it, or the one named with --config; its keys are the
options without their dashes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cleaner.cli.ends import put, quiet_ends, stop
from cleaner.cli.panels import Panelled

FILE = "cleaner.toml"
NONE = "none"
ENVIRONMENT = "CLEANER_"
# Longer settings do not push the origins of all others to the right.
LONG = 50
# What one call is about, and cannot be a habit.
NOT_SETTABLE = frozenset(
    ["inputs", "out", "json", "dry_run", "files_from", "retry_failed", "restart", "only", "prune", "config", "help"]
)
# Their names are paths: those in a file are meant from where the file is.
PATHS = frozenset(["rules", "urls", "memory_file", "removed", "log_json"])

# What switches an option on or off in the environment, which has words only.
ON, OFF = frozenset(["1", "true", "yes", "on"]), frozenset(["0", "false", "no", "off"])

Origins = dict[str, tuple[Any, str]]


class Configured(Panelled):
    """A command whose defaults come from the environment and a file.

    They are put before the arguments of the call: what is said later counts.
    """

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        with quiet_ends():
            found = settings(self, args)
        said = {option for option, _ in _options(self, args)}
        before = [
            part
            for one in self.params
            if one.name in found and not said & {*one.opts, *one.secondary_opts}
            for part in _written(one, found[one.name][0])
        ]
        try:
            return super().make_context(info_name, [*before, *args], parent, **extra)
        except Exception as error:
            name = getattr(getattr(error, "param", None), "name", None)
            if name in found and before:
                value, origin = found[name]
                with quiet_ends():
                    stop(f"{origin}: {name.replace('_', '-')} = {_shown(value)}: {getattr(error, 'message', error)}")
            raise


def settings(command: Any, args: Sequence[str]) -> Origins:
    """Each option that the environment or a file sets: its value and where it is from. Ends where one is wrong."""
    options = {one.name: one for one in command.params if one.name not in NOT_SETTABLE}
    parsed = _options(command, args)
    named = next((value for option, value in parsed if option == "--config"), None)
    file = _file(named, [value for option, value in parsed if not option and value is not None])
    found = _of_file(file, options) if file is not None else {}
    return {**found, **_of_environment(options)}


def _options(command: Any, args: Sequence[str]) -> list[tuple[str, str | None]]:
    """The options of a call with their values; an input has an empty name."""
    with_value = {name for one in command.params if not getattr(one, "is_flag", False) for name in one.opts}
    found: list[tuple[str, str | None]] = []
    coming = iter(args)
    for one in coming:
        if one == "--":
            found += [("", rest) for rest in coming]
        elif not one.startswith("-") or one == "-":
            found.append(("", one))
        else:
            name, equals, value = one.partition("=")
            found.append((name, value if equals else next(coming, None) if name in with_value else None))
    return found


def _written(option: Any, value: Any) -> list[str]:
    """A setting as it is written on the command line."""
    if getattr(option, "is_flag", False):
        on = str(value).lower() in ON
        names: list[str] = option.opts if on else option.secondary_opts
        return names[:1]
    values = value if isinstance(value, list) else [value]
    return [part for one in values for part in (option.opts[0], str(one))]


def _file(named: str | None, inputs: Sequence[str]) -> Path | None:
    """The file to read: the one that is named, or the nearest one at the first input or above it."""
    if named == NONE:
        return None
    if named is not None:
        if not Path(named).is_file():
            stop(f'--config {named}: there is no such file. Name a {FILE}, or "none".')
        return Path(named)
    start = Path(inputs[0]) if inputs and os.path.lexists(inputs[0]) else Path.cwd()
    start = Path(os.path.abspath(start))
    return next((one / FILE for one in (start, *start.parents) if (one / FILE).is_file()), None)


def _of_file(file: Path, options: Mapping[str, Any]) -> Origins:
    import difflib
    import tomllib

    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        stop(f"{file}: cannot be read ({error}).")
    found: Origins = {}
    for key, value in content.items():
        name = key.replace("-", "_")
        if name not in options:
            near = difflib.get_close_matches(name, options, 1)
            meant = f" Did you mean {near[0].replace('_', '-')!r}?" if near else ""
            stop(f"{_place(file, key)}: there is no setting {key!r}.{meant} cleaner config lists them all.")
        if getattr(options[name], "is_flag", False) and not isinstance(value, bool):
            stop(f"{_place(file, key)}: {key} takes true or false, not {_shown(value)}.")
        found[name] = _from_there(name, value, file.parent), str(file)
    return found


def _place(file: Path, key: str) -> str:
    """The file and the line in which a setting stands."""
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    at = next((n for n, line in enumerate(lines, 1) if line.partition("=")[0].strip(" \t'\"") == key), None)
    return f"{file}:{at}" if at else str(file)


def _from_there(name: str, value: Any, folder: Path) -> Any:
    """A path in a file is meant from where the file is."""
    if name not in PATHS:
        return value
    if isinstance(value, list):
        return [_from_there(name, one, folder) for one in value]
    return value if value == NONE else str(folder / str(value))


def _of_environment(options: Mapping[str, Any]) -> Origins:
    found: Origins = {}
    for name, option in options.items():
        variable = f"{ENVIRONMENT}{name.upper()}"
        value: Any = os.environ.get(variable)
        if value:
            if getattr(option, "is_flag", False) and value.lower() not in {*ON, *OFF}:
                stop(f'environment {variable}: it takes true or false, not "{value}".')
            found[name] = value.split(os.pathsep) if option.multiple else value, f"environment {variable}"
    return found


def show_config(
    context: typer.Context,
    input: Annotated[
        str | None, typer.Argument(metavar="[INPUT]", help="The input whose cleaner.toml counts; else this folder.")
    ] = None,
    *,
    config: Annotated[str | None, typer.Option("--config", metavar="FILE", help='A file, or "none".')] = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Print each setting of `cleaner clean` with its value and where that comes from."""
    with quiet_ends():
        from cleaner.writing.record import as_json

        command = context.find_root().command.commands["clean"]  # type: ignore[attr-defined]
        args = [*([input] if input else []), *(["--config", config] if config else [])]
        found = settings(command, args)
        rows = [(one.name, *found.get(one.name, (one.default, "default"))) for one in _settable(command)]
        if json:
            put(as_json({name: {"value": value, "from": origin} for name, value, origin in rows}, indent=1) + b"\n")
            return
        said = [(f"{name.replace('_', '-')} = {_shown(value)}", origin) for name, value, origin in rows]
        width = max(len(one) for one, _ in said if len(one) < LONG)
        put("".join(f"{one:{width}}  # {origin}\n" for one, origin in said).encode())


def _settable(command: Any) -> list[Any]:
    return [one for one in command.params if one.name not in NOT_SETTABLE]


def _shown(value: Any) -> str:
    """A value as TOML writes it; what is not set is empty.

    >>> _shown("auto"), _shown(["a"]), _shown(True), _shown(None)
    ('"auto"', '["a"]', 'true', '""')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return str(value) if isinstance(value, int | float) else f'"{value if value is not None else ""}"'
