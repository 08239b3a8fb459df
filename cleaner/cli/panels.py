"""Commands and their options → help as plain text: rich takes longer to load than all the rest."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

ARGUMENTS, OPTIONS = "Arguments", "Options"
# The first sentence of each command is shown whole.
LONGEST = 500


class Panelled(TyperCommand):
    """A command whose help shows each panel of options apart."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        panels: dict[str, list[tuple[str, str]]] = {}
        for one in self.get_params(ctx):
            usual = ARGUMENTS if one.param_type_name == "argument" else OPTIONS
            if record := one.get_help_record(ctx):
                panels.setdefault(getattr(one, "rich_help_panel", None) or usual, []).append(record)
        for name, records in panels.items():
            with formatter.section(name):
                formatter.write_dl(records)


class Commands(TyperGroup):
    """Commands with the first sentence of each."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(LONGEST)) for name, one in commands if one])
