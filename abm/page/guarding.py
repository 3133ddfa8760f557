"""Who may see the page: requests of this machine alone, or of those who hold the token."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import ip_address
from typing import Any, final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "crossing-borders-token"
TOKEN = "token"
"""Name of the token in an address."""


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def new_token() -> str:
    """Return a token that cannot be guessed."""
    return secrets.token_urlsafe(24)


@final
class Guard:
    """An ASGI application that lets through to another what may pass.

    Pages of other sites in the same browser are refused: the `Origin` of a request, where there is one, must be the
    host that it asks. Without a token the host must be this machine, so that no name that was made to point here can
    be used. With one, every request must carry it, in the address (once; it is then kept as a cookie) or as a cookie.

    Args:
        inner: what is guarded.
        token: what must be known; empty for none.
    """

    def __init__(self, inner: Application, token: str = "") -> None:
        self._inner = inner
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] not in ("http", "websocket"):
            await self._inner(scope, receive, send)
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        if refusal := self._refusal(headers):
            await _answer(scope, send, 403, refusal)
        elif not self._token or self._knows(headers):
            await self._inner(scope, receive, send)
        elif scope["type"] == "http" and self._told(scope):
            await _answer(scope, send, 303, "", location=_without_token(scope), cookie=self._token)
        else:
            words = "This page asks for a token: open the address that the command printed."
            await _answer(scope, send, 401, words)

    def _refusal(self, headers: dict[str, str]) -> str:
        host, origin = headers.get("host", ""), headers.get("origin", "")
        if origin and urlsplit(origin).netloc != host:
            return "Pages of other sites may not use this one."
        if not self._token and not is_loopback(urlsplit(f"//{host}").hostname or ""):
            return f"This page is for this machine alone; it does not answer to '{host}'."
        return ""

    def _knows(self, headers: dict[str, str]) -> bool:
        # Cookies of other servers of this machine come along, and may be anything: each is looked at by itself.
        pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
        return any(self._same(value) for name, _, value in pairs if name == COOKIE)

    def _told(self, scope: Scope) -> bool:
        said = parse_qs(scope.get("query_string", b"").decode("latin-1")).get(TOKEN, [""])[0]
        return self._same(said)

    def _same(self, said: str) -> bool:
        return hmac.compare_digest(said.encode(), self._token.encode())


def _without_token(scope: Scope) -> str:
    """Return the path that was asked for, without the token."""
    rest = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    rest.pop(TOKEN, None)
    path = "/" + quote(str(scope["path"]).lstrip("/\\"))
    return path + (f"?{urlencode(rest, doseq=True)}" if rest else "")


async def _answer(
    scope: Scope, send: Send, status: int, words: str, *, location: str = "", cookie: str = ""
) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": words})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if location:
        headers.append((b"location", location.encode("latin-1")))
    if cookie:
        said = f"{COOKIE}={cookie}; HttpOnly; SameSite=Strict; Path=/"
        headers.append((b"set-cookie", said.encode("latin-1")))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
