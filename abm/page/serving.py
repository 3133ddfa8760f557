"""The server of the page: one process, this machine alone unless told otherwise, nothing asked of the network."""

from __future__ import annotations

import os
import socket
import sys
import threading
import warnings
import webbrowser
from importlib import import_module
from importlib.util import find_spec

from abm.page.guarding import TOKEN, Guard, is_loopback, new_token
from abm.page.opening import Opening, ask
from abm.refusal import Refusal

SETTINGS = {
    "SOLARA_APP": "abm.page.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_KERNEL_CULL_TIMEOUT": "10m",
    "SOLARA_KERNEL_MAX_PER_SESSION": "8",
    "SOLARA_ASSETS_PROXY": "true",
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_TITLE": "Crossing Borders",
}
"""What Solara is told: no telemetry, nothing to fetch (that port discards); a lost tab is freed in ten minutes."""

_BACKLOG = 128


def serve(opening: Opening, host: str = "127.0.0.1", port: int = 8765, *, show: bool = False) -> None:
    """Serve the page until interrupted.

    Args:
        opening: what a new tab begins with.
        host: address to bind to; any but this machine's own asks for a token, which is printed once.
        port: to bind to; 0 for any that is free.
        show: open the browser.

    Raises:
        Refusal: the extra `page` is not installed, or the address cannot be bound.
    """
    if find_spec("solara") is None:
        raise Refusal(
            "the page needs Solara: install the extra 'page' (pip install 'crossing-borders[page]')"
        )
    token = "" if is_loopback(host) else new_token()
    with _bound(host, port) as bound:
        address = f"http://{_shown(host)}:{bound.getsockname()[1]}/" + (f"?{TOKEN}={token}" if token else "")
        ask(opening)
        os.environ |= SETTINGS
        _run(bound, token, address, show)


def _run(bound: socket.socket, token: str, address: str, show: bool) -> None:
    import uvicorn
    from solara.server import starlette

    # Solara says, at every new tab, how its cookie is set on a connection of this machine.
    warnings.filterwarnings("ignore", "Cookies with samesite", UserWarning)
    threading.Thread(target=warm, daemon=True).start()
    guarded = Guard(starlette.app, token)
    server = uvicorn.Server(
        uvicorn.Config(guarded, log_level="warning", lifespan="on", timeout_graceful_shutdown=2)
    )
    print(f"Crossing Borders at {address}  (stop with Ctrl+C)", file=sys.stderr, flush=True)
    if show:
        threading.Timer(1.0, webbrowser.open, (address,)).start()
    server.run(sockets=[bound])


def warm() -> None:
    """Load what the first tab needs, while the browser asks for the page."""
    for name in ("abm.model", "abm.page.session"):
        import_module(name)


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens; the system's refusal is said in a sentence."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, OverflowError) as error:
        raise Refusal(f"address {host}, port {port}: {_words(error)}") from None
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        raise Refusal(
            f"port {port} of {host} cannot be used: {_words(error)}; choose another, PORT={port + 1}"
        ) from None
    return bound


def _words(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
