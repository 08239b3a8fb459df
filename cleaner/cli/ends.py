"""How a command ends: errors as sentences, exit codes, a closed pipe, Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cleaner.cli.supervise import heard

if TYPE_CHECKING:
    from rich.console import Console

SOMETHING_FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130
# Requests to end: Ctrl-C, `kill`, a terminal that was closed.
ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@cache
def talk() -> Console:
    """stderr, for everything that is not data."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def page() -> Console:
    """stdout for what is laid out in columns. A reader that leaves is told as everywhere: rich would end with 1."""
    from rich.console import Console

    class Page(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Page(highlight=False)


def say(words: str, style: str = "") -> None:
    """One message on stderr; no part of it is read as markup."""
    from rich.text import Text

    from cleaner.writing.wording import visible

    talk().print(Text(visible(words), style=style), soft_wrap=True)


def stop(words: str, code: int = WRONG_USAGE) -> NoReturn:
    """Say what is wrong and end."""
    say(words, "red" if code else "")
    raise typer.Exit(code)


def put(data: bytes) -> None:
    """Data to stdout."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


@contextmanager
def quiet_ends() -> Iterator[None]:
    """No traceback for what is no fault of the program: a reader that left, Ctrl-C, a wrong call, a full disk."""
    from cleaner.batch.documents import OutputFailed, WrongCall
    from cleaner.batch.names import shown

    before = {one: signal.signal(one, interrupt) for one in ENDING}
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # `| head -1` has what it wanted. Python would complain again when it flushes stdout at the end.
        no_more_output()
        raise typer.Exit(0) from None
    except OSError as error:
        if isinstance(error, OutputFailed):
            stop(str(error))
        no_more_output()
        place = shown(os.fsdecode(error.filename)) if error.filename else "the output"
        stop(f"{place}: {(error.strerror or str(error)).lower()}.", SOMETHING_FAILED)
    except KeyboardInterrupt as error:
        stop(f"Interrupted. {error}".strip(), INTERRUPTED)
    except WrongCall as error:
        stop(str(error))
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def no_more_output() -> None:
    """Let stdout lead nowhere, so that Python does not complain of it once more at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def interrupt(*_: object) -> NoReturn:
    """A request to end is taken like Ctrl-C. One is enough: what comes while the command ends is not heard."""
    for one in ENDING:
        signal.signal(one, signal.SIG_IGN)
    heard()
    raise KeyboardInterrupt


def print_version(asked: bool) -> None:
    """`--version`."""
    if asked:
        from cleaner import __version__

        typer.echo(f"cleaner {__version__}")
        raise typer.Exit


def version_asked(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Strips boilerplate from scraped news, and says of every removed line which rule removed it and why."""
