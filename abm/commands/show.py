"""The command `show`."""

from __future__ import annotations

import argparse
from pathlib import Path

from abm.commands.study import DONE, Command
from abm.refusal import Refusal

LARGEST_PORT = 65_535


def add(command: Command) -> None:
    """Add the command."""
    show = command("show", _show, "open the laboratory in the browser, on a live model or a stored result")
    show.add_argument("config", nargs="?", default="", help="YAML file or shipped name (default: baseline)")
    show.add_argument(
        "--result", type=Path, metavar="DIR", help="replay the result in an output folder instead"
    )
    show.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change a key of the scenario"
    )
    show.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="address to bind to (this machine alone)"
    )
    show.add_argument("--port", default="8765", metavar="N", help="port (8765); 0 for any that is free")
    show.add_argument("--open", action="store_true", help="open the browser too")


def _show(arguments: argparse.Namespace) -> int:
    from abm.page.opening import Opening
    from abm.page.serving import serve

    port = _port(arguments.port)
    if arguments.result is not None:
        if arguments.config or arguments.set:
            raise Refusal("a stored result has its own scenario: leave the configuration and --set out")
        _check_result(arguments.result)
    else:
        from abm.scenario import load

        load(arguments.config or "baseline", arguments.set)
    opening = Opening(arguments.config or "baseline", tuple(arguments.set), arguments.result)
    serve(opening, arguments.host, port, show=arguments.open)
    return DONE


def _port(said: str) -> int:
    if not said.isdecimal() or int(said) > LARGEST_PORT:
        raise Refusal(f"the port is '{said}', not a whole number from 0 to {LARGEST_PORT:,}")
    return int(said)


def _check_result(folder: Path) -> None:
    from abm.results.result import load_result

    load_result(folder)
