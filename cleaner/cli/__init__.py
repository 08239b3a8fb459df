"""Command line → one call of this package and what it prints: clean, explain, learn, report, studio, rules, ..."""

from __future__ import annotations

import typer

from cleaner.cli.audit import audit, diff
from cleaner.cli.clean import clean
from cleaner.cli.config import Configured, show_config
from cleaner.cli.ends import version_asked
from cleaner.cli.explain import explain, new_case
from cleaner.cli.learn import learn
from cleaner.cli.panels import Commands
from cleaner.cli.report import report
from cleaner.cli.rules import rules_app
from cleaner.cli.status import replay, status
from cleaner.cli.studio import studio
from cleaner.cli.supervise import sound_streams, supervise

app = typer.Typer(
    name="cleaner",
    cls=Commands,
    help="Strips boilerplate from scraped news, and says of every removed line which rule removed it and why.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(version_asked)
app.command("clean", cls=Configured)(clean)
app.command("explain")(explain)
app.command("learn")(learn)
app.command("audit")(audit)
app.command("diff")(diff)
app.command("new-case")(new_case)
app.command("status")(status)
app.command("config")(show_config)
app.command("replay")(replay)
app.command("report")(report)
app.command("studio")(studio)
app.add_typer(rules_app, name="rules")


def main() -> None:
    """The console script."""
    sound_streams()
    supervise()
    app()
