"""What modellers look at inside a live model: the processes of a month, those who act, and the circuit, as tables.

Looking changes nothing. The tables are made from the columns, not from Mesa's faces of them, so that a table costs
milliseconds. Heads of columns carry their units; money is in constant PPP dollars.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from abm.page.acting import KINDS, words
from abm.world.circuit import MODES
from abm.world.world import border_regime

if TYPE_CHECKING:
    from abm.model import MigrationModel

RECORDING = "outcomes"
"""Name under which the model keeps the time that recording takes."""


def csv_of(frame: pd.DataFrame) -> str:
    """A table as comma-separated values: all rows, full precision, what is not there empty."""
    return cast(str, frame.to_csv(index=False, lineterminator="\n"))


# ------------------------------------------------------------------------------------------ the schedule


def processes(model: MigrationModel) -> pd.DataFrame:
    """The processes of a month in their order, what each does, reads and writes, and the time that it has taken.

    The last row is the recording of outcomes. Shares are of the time of all rows; without a month they are missing.
    """
    steps: list[tuple[str, str, str, str]] = [
        (one.name, _first_sentence(type(one)), ", ".join(one.reads), ", ".join(one.writes))
        for one in model.processes
    ]
    steps.append((RECORDING, "Looks at the measures and writes them down.", "everything", ""))
    seconds = np.array([model.seconds[name] for name, *_ in steps])
    with np.errstate(divide="ignore", invalid="ignore"):
        share, each = seconds / seconds.sum(), 1000.0 * seconds / np.float64(model.month)
    return pd.DataFrame(
        {
            "order": np.arange(1, len(steps) + 1),
            "name": [words(name) for name, *_ in steps],
            "what it does": [what for _, what, *_ in steps],
            "time of a month (ms)": each,
            "share of time": share,
            "time so far (s)": seconds,
            "reads": [reads for *_, reads, _ in steps],
            "writes": [writes for *_, writes in steps],
        }
    )


def _first_sentence(process: type) -> str:
    return (inspect.getdoc(process) or "").split("\n", maxsplit=1)[0]


# ------------------------------------------------------------------------------------------ those who act


def agents(model: MigrationModel, kind: str, most: int = 200) -> pd.DataFrame:
    """Those who act, of one kind: a row for each, up to `most`.

    Args:
        model: looked at between two months.
        kind: one of `KINDS`.
        most: rows. Of migrants a sample, the same people as long as they are there; of others the largest.

    Raises:
        KeyError: there is no such kind.
    """
    return KINDS[kind](model, most)


def number_of(model: MigrationModel, kind: str) -> int:
    """How many of a kind there are."""
    scene = model.scene
    counts: dict[str, Callable[[], int]] = {
        "states": lambda: len(scene.states),
        "migrants": lambda: len(scene.migrants),
        "smuggling networks": lambda: len(scene.market.alive),
        "diasporas": lambda: len(scene.diasporas),
        "armed groups": lambda: int(scene.armed_groups.alive.sum()),
        "terrorist networks": lambda: int(scene.terrorists.alive.sum()),
        "blocs": lambda: len(scene.blocs.names),
    }
    return counts[kind]()


# ------------------------------------------------------------------------------------------ the circuit


def circuit(model: MigrationModel) -> pd.DataFrame:
    """The edges of the circuit: those over land and sea that were used most first, then those by air.

    What is kept at an edge: how closely it is watched beside the other edges into the same state, what that costs, who
    tried and who was stopped over the past year, the control that bribes bought off, and the smugglers' market. By air
    papers are checked once, and nothing is kept.
    """
    scene, codes = model.scene, np.array(model.world.codes)
    edges, borders, markets = model.world.circuit.edges, scene.borders, scene.market.markets
    ground = scene.routes.ground
    regime = border_regime(model.world.free_movement_from, model.world.visa_free)
    at_borders = {
        "effort beside the state's other edges (multiple)": borders.focus,
        "spending (dollars per month)": borders.evenly(scene.states.border_spending),
        "came through, past year (persons per month)": borders.used,
        "stopped, past year (persons per month)": borders.seen,
        "control bought off (share)": borders.bought,
        "smugglers' price (dollars)": markets.price[: len(ground)],
        "smugglers' capacity (persons per month)": markets.capacity[: len(ground)],
    }
    frame = pd.DataFrame(
        {
            "from": codes[edges.tail],
            "to": codes[edges.head],
            "mode": np.array(MODES)[edges.mode],
            "distance (km)": edges.distance_km,
            "cost (dollars per person)": edges.cost,
            "hazard (deaths per crossing)": edges.hazard,
            "border": regime[edges.tail, edges.head],
            **{head: _at(ground, values, len(edges.tail)) for head, values in at_borders.items()},
        }
    )
    used = _at(ground, borders.used + borders.seen, len(edges.tail))
    return frame.iloc[np.argsort(-used, kind="stable")].reset_index(drop=True)  # NaN, by air, comes last


def _at(ground: np.ndarray, values: np.ndarray, edges: int) -> np.ndarray:
    """Numbers of the edges over land and sea as numbers of all: float64, NaN by air."""
    everywhere = np.full(edges, np.nan)
    everywhere[ground] = values
    return everywhere
