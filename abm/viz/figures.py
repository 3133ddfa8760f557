"""All figures of a result, drawn in order: from the world's stock to every destination."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from matplotlib.figure import Figure

from abm.viz import appearance
from abm.viz.conflictmap import conflict_map
from abm.viz.entries import entries_by_channel
from abm.viz.ledger import security_ledger
from abm.viz.netmigration import net_migration_map
from abm.viz.readings import Readings
from abm.viz.refugecorridors import refugee_corridors
from abm.viz.refugees import refugees
from abm.viz.remitting import remittances
from abm.viz.routechange import route_change
from abm.viz.routemap import route_map
from abm.viz.routes import route_deaths
from abm.viz.sanctuaries import camps_and_sanctuaries
from abm.viz.smuggling import smuggling
from abm.viz.stocks import stock_scatter, top_corridors, world_stock

FIGURES: Mapping[str, Callable[[Readings], Figure]] = {
    "world-stock": world_stock,
    "entries-by-channel": entries_by_channel,
    "route-map": route_map,
    "route-deaths": route_deaths,
    "smuggling": smuggling,
    "top-corridors": top_corridors,
    "net-migration-map": net_migration_map,
    "refugees": refugees,
    "refugee-corridors": refugee_corridors,
    "conflict-map": conflict_map,
    "camps-and-sanctuaries": camps_and_sanctuaries,
    "remittances": remittances,
    "security-ledger": security_ledger,
    "stock-by-destination": stock_scatter,
}
"""The name of each figure's files and what draws it."""

CHANGE = "route-map-change"
"""The name of the files of the figure of two results."""


def draw(result: Readings, out: Path) -> list[Path]:
    """Write every figure as PNG and SVG into `out`/figures and return the files in order.

    A figure for which the result holds nothing says so in words.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = out / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    with appearance.styled():
        for name, figure_of in FIGURES.items():
            files += appearance.save(figure_of(result), folder, name)
    return files


def draw_change(before: Readings, after: Readings, out: Path) -> list[Path]:
    """Write the map of routes before, after and their difference as PNG and SVG into `out`/figures; return the files.

    What keeps the results from being compared is said in words on the figure.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = out / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    with appearance.styled():
        return appearance.save(route_change(before, after), folder, CHANGE)
