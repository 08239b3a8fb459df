"""Who may talk to the studio, and what a framed page may do: nothing."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
from lxml import html

from cleaner import clean
from cleaner.workshop.studio.frame import framed
from cleaner.workshop.studio.guard import FRAME_POLICY, Guard, new_token
from cleaner.writing import explanation

TOKEN, PORT = new_token(), 8765
OWN = f"127.0.0.1:{PORT}"
GOOD = {"host": OWN, "cookie": f"cleaner_studio-{PORT}={TOKEN}"}
HOSTILE = """<html manifest=x><head><base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example">
<link rel=stylesheet href=https://evil.example/a.css><style>@import url(https://evil.example/b.css); p {color: red}</style>
<script>document.title = "taken"</script></head><body onload="steal()">
<form action="https://evil.example/in"><p onclick="steal()">The ferry will run until the end of October, the county said.
<input name=q autofocus><button formaction="https://evil.example/x">Go</button></p></form>
<p>The last boat leaves at ten in the evening, <a href="javascript:steal()" ping="https://evil.example">half an hour</a> later.</p>
<svg onload="steal()"><script>steal()</script><a xlink:href="https://evil.example/"><text>x</text></a></svg>
<iframe srcdoc="<script>steal()</script>"></iframe><object data="https://evil.example/x.swf"></object><embed src=x>
<img src="https://evil.example/pixel.gif" onerror="steal()"><video poster="https://evil.example/p.png"></video>
<template shadowrootmode=open><script>steal()</script></template></body></html>"""


def ask(headers: dict[str, str], path: str = "/", query: str = "", kind: str = "http") -> tuple[bool, list[Any]]:
    """Whether the guard let a request through, and what it sent itself."""
    reached, sent = [], []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": kind, "path": path, "query_string": query.encode(),
             "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]}  # fmt: skip
    asyncio.run(Guard(app, token=TOKEN, port=PORT)(scope, receive, send))
    return bool(reached), sent


def test_a_browser_with_the_token_gets_in_and_the_address_loses_it() -> None:
    reached, sent = ask({"host": OWN}, query=f"token={TOKEN}")
    headers = dict(sent[0]["headers"])
    assert not reached
    assert (sent[0]["status"], headers[b"location"]) == (303, b"/")
    assert b"HttpOnly" in headers[b"set-cookie"]
    assert b"SameSite=Strict" in headers[b"set-cookie"]
    assert ask(GOOD)[0]
    assert ask(GOOD | {"host": f"localhost:{PORT}", "origin": f"http://localhost:{PORT}"})[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"host": OWN},
        {"host": OWN, "cookie": "cleaner_studio-8765=wrong"},
        {"host": OWN, "cookie": f"cleaner_studio-1={TOKEN}"},
        {"host": OWN, "cookie": "\x01;;=; \xff"},
        GOOD | {"host": "evil.example"},
        GOOD | {"host": f"evil.example:{PORT}"},
        GOOD | {"host": f"127.0.0.1.evil.example:{PORT}"},
        GOOD | {"host": "127.0.0.1:80"},
        GOOD | {"host": ""},
        GOOD | {"origin": "https://evil.example"},
        GOOD | {"origin": "null"},
        GOOD | {"origin": f"https://{OWN}"},
        GOOD | {"origin": f"http://{OWN}@evil.example"},
        {"cookie": GOOD["cookie"]},
    ],
)
@pytest.mark.parametrize(
    "path", ["/", "/frame", "/complete", "/_nicegui_ws/socket.io/", "/_nicegui/x/static/nicegui.js"]
)
def test_all_others_get_403_wherever_they_knock(headers: dict[str, str], path: str) -> None:
    reached, sent = ask(headers, path)
    assert not reached
    assert sent[0]["status"] == 403
    reached, sent = ask(headers, path, kind="websocket")
    assert not reached
    assert sent == [{"type": "websocket.close", "code": 4403, "reason": sent[0]["reason"]}]


def test_a_wrong_token_in_the_address_or_a_foreign_host_with_the_right_one_get_403() -> None:
    assert ask({"host": OWN}, query="token=x")[1][0]["status"] == 403
    assert ask({"host": OWN}, query="token=%FF%F0")[1][0]["status"] == 403
    assert ask({"host": f"evil.example:{PORT}"}, query=f"token={TOKEN}")[1][0]["status"] == 403


def test_each_answer_forbids_what_comes_from_elsewhere() -> None:
    for path, policy in (("/", "default-src 'none'"), ("/frame", FRAME_POLICY)):
        headers = dict(ask(GOOD, path)[1][0]["headers"])
        assert headers[b"content-security-policy"].decode().startswith(policy)
        assert headers[b"referrer-policy"] == b"no-referrer"
    assert FRAME_POLICY.startswith("sandbox allow-same-origin;")
    assert "allow-scripts" not in FRAME_POLICY
    assert "script-src" not in FRAME_POLICY


def test_a_framed_page_has_outlined_blocks_and_nothing_that_acts_or_loads() -> None:
    cleaned = clean(HOSTILE)
    page = framed(cleaned, explanation(cleaned))
    tree = html.document_fromstring(page)
    assert not tree.xpath(
        "//script | //form | //input | //button | //iframe | //object | //embed | //base | //link | //meta"
    )
    told = {name.lower() for one in tree.iter() if isinstance(one.tag, str) for name in one.attrib}
    assert not {name for name in told if name.startswith("on")} | (
        told & {"href", "src", "action", "ping", "poster", "srcdoc"}
    )
    assert "evil.example" not in page
    assert "steal" not in page
    assert tree.xpath('//*[@data-cleaner="kept"]')


def test_a_text_or_a_refused_document_gives_a_sentence() -> None:
    text = clean("The ferry will run until the end of October, the county said on Monday.\n")
    assert "no markup" in framed(text, explanation(text))
    assert "no markup" in framed(None, None)
