"""Who may talk to the studio: a browser on this machine that was given the token, and no page of anybody else."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Names of this machine; any other in the Host header is a page that had its own name lead here (DNS rebinding).
HERE = frozenset({"127.0.0.1", "localhost", "[::1]"})
COOKIE = "cleaner_studio"
# Scripts and styles come from this server alone; the framed document is on its own policy, without scripts.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
FRAME = "/frame"
# The studio's own script listens for clicks in the frame, so it is of the same origin; nothing in it runs.
FRAME_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(24)


class Guard:
    """An ASGI application that lets through to another what has the right host, origin and token; 403 for the rest."""

    def __init__(self, app: App, *, token: str, port: int) -> None:
        self.app, self.token, self.port = app, token, port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        if not self.is_here(headers):
            await refuse(scope, send, "This address is not the studio's.")
        elif scope["path"] == "/" and self.is_token(asked.get("token", [""])[0]):
            await enter(send, f"{COOKIE}-{self.port}={self.token}")
        elif not self.is_token(self.cookie(headers)):
            await refuse(scope, send, "Open the address that `cleaner studio` printed; its token is missing here.")
        else:
            await self.app(scope, receive, guarded(scope, send))

    def is_here(self, headers: Mapping[str, str]) -> bool:
        """Whether host, and origin where there is one, are this server's own."""
        origin = headers.get("origin")
        return self.is_own(headers.get("host", "")) and (
            origin is None or (origin.startswith("http://") and self.is_own(urlsplit(origin).netloc))
        )

    def is_own(self, place: str) -> bool:
        """Whether a host with its port is this server's."""
        host, _, port = place.rpartition(":")
        return host.lower() in HERE and port == str(self.port)

    def is_token(self, given: str) -> bool:
        """Whether it is the token, in a time that tells nothing of it."""
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode())

    def cookie(self, headers: Mapping[str, str]) -> str:
        """The token that the browser keeps for this server; cookies do not tell ports apart, so the name does."""
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(headers.get("cookie", ""))
        except CookieError:
            return ""
        found = jar.get(f"{COOKIE}-{self.port}")
        return found.value if found else ""


async def refuse(scope: Scope, send: Send, why: str) -> None:
    """403, or a connection that is not accepted."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403, "reason": why})
        return
    body = (why + "\n").encode()
    kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": kind})
    await send({"type": "http.response.body", "body": body})


async def enter(send: Send, cookie: str) -> None:
    """Put the token into a cookie and lead to the page, so that it stands in no history and no referrer."""
    headers = [
        (b"location", b"/"),
        (b"set-cookie", f"{cookie}; Path=/; HttpOnly; SameSite=Strict".encode()),
        (b"referrer-policy", b"no-referrer"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def guarded(scope: Scope, send: Send) -> Send:
    """The same `send` with the headers that keep a page to itself."""
    policy = FRAME_POLICY if scope["path"] == FRAME else POLICY

    async def send_with(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                *message.get("headers", ()),
                (b"content-security-policy", policy.encode()),
                (b"referrer-policy", b"no-referrer"),
                (b"x-content-type-options", b"nosniff"),
                (b"cross-origin-resource-policy", b"same-origin"),
            ]
        await send(message)

    return send_with
