"""The studio as a server on this machine alone: loopback, a token, nothing from the network."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse
from nicegui import app, run, ui

from cleaner.workshop.studio.completion import complete
from cleaner.workshop.studio.frame import framed
from cleaner.workshop.studio.guard import FRAME, Guard
from cleaner.workshop.studio.page import StudioPage
from cleaner.workshop.studio.session import Session

LOOPBACK = "127.0.0.1"
# The longest rule file that is completed; a longer one is no rule file.
MOST_CHARACTERS = 2_000_000


def free_port(wanted: int = 0) -> int:
    """The port that is wanted, if it is free, or any. Raises OSError."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((LOOPBACK, wanted))
        return int(one.getsockname()[1])


def serve(session: Session, *, port: int, token: str, tell: Callable[[str], None], show: bool = True) -> None:
    """Serve until interrupted. `tell` is given the address, with its token, once the server listens."""
    address = f"http://{LOOPBACK}:{port}/?token={token}"
    app.add_middleware(Guard, token=token, port=port)
    app.add_api_route(FRAME, frame_of(session), methods=["GET"])
    app.add_api_route("/complete", completed, methods=["POST"])
    app.on_startup(lambda: tell(address))
    app.on_shutdown(session.close)

    def root() -> None:
        StudioPage(session).build()

    ui.run(
        root, host=LOOPBACK, port=port, title="cleaner studio", show=f"/?token={token}" if show else False,
        reload=False, tailwind=False, show_welcome_message=False, dark=None, language="en-US", favicon="🧹",
        uvicorn_logging_level="error", reconnect_timeout=30.0,
    )  # fmt: skip


def frame_of(session: Session) -> Callable[..., Any]:
    """The page of a document for its frame."""

    async def frame(id: str = "") -> HTMLResponse:
        try:
            name = bytes.fromhex(id).decode("utf-8", "surrogateescape")
        except ValueError:
            name = ""
        if name not in session.by_id:
            return HTMLResponse("There is no such document.", 404)
        preview = await run.io_bound(session.preview, name)
        if preview is None:  # the server is ending
            return HTMLResponse("The studio is ending.", 503)
        return HTMLResponse(await run.io_bound(framed, preview.cleaned, preview.explained) or "")

    return frame


async def completed(request: Request) -> JSONResponse:
    """What may stand at a place of the rule file."""
    try:
        asked = await request.json()
        text, offset = str(asked["text"])[:MOST_CHARACTERS], int(asked["offset"])
    except (ValueError, KeyError, TypeError):
        return JSONResponse({"back": 0, "options": []}, 400)
    start, options = complete(text, max(0, min(offset, len(text))))
    found = [{"text": one.text, "meaning": one.meaning, "kind": one.kind, "after": one.after} for one in options]
    return JSONResponse({"back": offset - start, "options": found})
