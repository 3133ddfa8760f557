"""Who may see the page."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.page.guarding import COOKIE, Guard, is_loopback, new_token

TOKEN = "a-token-of-the-test"


async def page(scope: Any, receive: Any, send: Any) -> None:
    """What is guarded: it says yes."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"yes"})


def asked(
    token: str, kind: str = "http", query: str = "", path: str = "/", **headers: str
) -> tuple[int, dict[str, str]]:
    """The status (1008 for a closed socket) and headers of an answer."""
    said: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> Any:
        return {}

    scope = {
        "type": kind,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(Guard(page, token)(scope, receive, send))
    first = said[0]
    return first.get("status", first.get("code", 0)), {
        name.decode(): value.decode() for name, value in first.get("headers", [])
    }


@pytest.mark.parametrize("other", ["a=b", "odd(name)={x}", 'quoted="a', "=", ";;", f"{COOKIE}=old", "x"])
def test_cookies_of_other_servers_change_nothing(other: str) -> None:
    ours = f"{COOKIE}={TOKEN}"
    for cookie in (f"{other}; {ours}", f"{ours}; {other}"):
        assert asked(TOKEN, host="10.0.0.1:8765", cookie=cookie)[0] == 200
    assert asked(TOKEN, host="10.0.0.1:8765", cookie=other)[0] == 401


@pytest.mark.parametrize("path", ["//elsewhere.org/", "/\\elsewhere.org", "/é\r\nx: y"])
def test_who_told_the_token_stays_at_this_host(path: str) -> None:
    status, headers = asked(TOKEN, query=f"token={TOKEN}", path=path, host="10.0.0.1:8765")
    place = headers["location"]
    assert (status, place[0], place.isascii(), place.isprintable()) == (303, "/", True, True)
    assert place[1:2] not in ("/", "\\")


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "127.0.0.1"])
def test_this_machine_needs_no_token(host: str) -> None:
    assert asked("", host=host)[0] == 200


@pytest.mark.parametrize("host", ["", "example.org", "192.168.1.7:8765", "127.0.0.1.example.org"])
def test_a_name_that_points_here_is_not_this_machine(host: str) -> None:
    assert asked("", host=host)[0] == 403


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_pages_of_other_sites_are_refused(kind: str, token: str) -> None:
    cookie = f"{COOKIE}={token}"
    there = asked(token, kind, host="127.0.0.1:8765", origin="http://elsewhere.example", cookie=cookie)
    here = asked(token, "http", host="127.0.0.1:8765", origin="http://127.0.0.1:8765", cookie=cookie)
    assert (there[0], here[0]) == (403 if kind == "http" else 1008, 200)


def test_without_the_token_nothing_is_shown() -> None:
    assert asked(TOKEN, host="lab.example:80")[0] == 401
    assert asked(TOKEN, "websocket", host="lab.example:80")[0] == 1008
    assert asked(TOKEN, "websocket", query=f"token={TOKEN}", host="lab.example:80")[0] == 1008


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=40))
def test_only_the_token_opens(said: str) -> None:
    answers = {
        asked(TOKEN, query=f"token={said}", host="a")[0],
        asked(TOKEN, host="a", cookie=f"{COOKIE}={said}")[0],
    }
    assert answers == {401}


def test_the_token_becomes_a_cookie_and_leaves_the_address() -> None:
    status, headers = asked(TOKEN, query=f"token={TOKEN}&tab=map", path="/", host="lab.example")
    assert (status, headers["location"]) == (303, "/?tab=map")
    assert "HttpOnly" in headers["set-cookie"]
    cookie = headers["set-cookie"].partition(";")[0]
    assert asked(TOKEN, host="lab.example", cookie=cookie)[0] == 200


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 30


def test_loopback() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.3.2.1", "::1", "[::1]")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.0.0.1", "example.org", "")))
