"""A model that costs nothing: its frames depend on the seed alone. Workers import it by name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from abm.refusal import Refusal
from abm.results.measures import STATE_MEASURES, WORLD_MEASURES
from abm.runs.replication import Told

CODES = ("AAA", "BBB", "CCC")
LOG = "FAKE_MODEL_LOG"
FIRST_YEAR = 1990


def beside(keys: pd.DataFrame, amounts: dict[str, np.ndarray]) -> pd.DataFrame:
    """Keys and amounts as one frame, put together at once."""
    return pd.concat([keys, pd.DataFrame(amounts, index=keys.index).round(3)], axis=1)


def frames_of(seed: int, months: int = 24) -> dict[str, pd.DataFrame]:
    draw = np.random.default_rng(seed)
    moments = pd.DataFrame(
        {"year": FIRST_YEAR + np.arange(months) // 12, "month": np.arange(months) % 12 + 1}
    )
    world = beside(moments.assign(seed=seed), {m.name: draw.uniform(1, 9, months) for m in WORLD_MEASURES})
    places = moments.merge(pd.DataFrame({"iso3": pd.Categorical(CODES)}), how="cross").assign(seed=seed)
    states = beside(places, {m.name: draw.uniform(1, 9, len(places)) for m in STATE_MEASURES})
    years = pd.DataFrame(
        {"seed": seed, "year": moments["year"].unique(), "origin": "AAA", "destination": "BBB"}
    )
    amount = draw.integers(1, 1000, len(years)) * 1000.0
    return {
        "states": states,
        "world": world,
        "corridors": years.assign(
            stock=amount,
            refugees=0.0,
            inflow=amount,
            remittances=amount,
            camp_refugees=0.0,
            fighters_abroad=0.0,
        ),
        "entries": years[["seed", "year"]].assign(iso3="BBB", channel="skilled", persons=amount),
        "flows": years.assign(channel="skilled", persons=amount),
        "ledger": years[["seed", "year"]].assign(
            iso3="BBB", outcome="capacity", channel="load", change=-0.01, security=-0.002
        ),
        "routes": years.iloc[:0].assign(
            channel="",
            crossings=0.0,
            attempts=0.0,
            interdictions=0.0,
            deaths=0.0,
            clients=0.0,
            fees=0.0,
            capacity=0.0,
        ),
    }


def _log(seed: int) -> None:
    if LOG in os.environ:
        with Path(os.environ[LOG]).open("a", encoding="ascii") as stream:
            stream.write(f"{seed}\n")


def quick(scenario: Any, seed: int, told: Told) -> dict[str, pd.DataFrame]:
    _log(seed)
    for month in range(scenario.months):
        told(month + 1, scenario.months)
    return frames_of(seed, scenario.months)


def slow(scenario: Any, seed: int, told: Told) -> dict[str, pd.DataFrame]:
    """The first seed takes half a second, the others ten."""
    for month in range(scenario.months):
        time.sleep((0.5 if seed == 1 else 10.0) / scenario.months)
        told(month + 1, scenario.months)
    return quick(scenario, seed, told)


def failing(scenario: Any, seed: int, told: Told) -> dict[str, pd.DataFrame]:
    if seed == 2:
        raise ZeroDivisionError("of all things")
    return quick(scenario, seed, told)


def refusing(scenario: Any, seed: int, told: Told) -> dict[str, pd.DataFrame]:
    raise Refusal(f"seed {seed} is not to our taste")


def killed(scenario: Any, seed: int, told: Told) -> dict[str, pd.DataFrame]:
    """The second seed waits until the others are done, then its process is ended from outside."""
    if seed == 2:
        deadline = time.monotonic() + 60
        while len(Path(os.environ[LOG]).read_text().split()) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1)
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(scenario, seed, told)


def threads(scenario: Any, seed: int, told: Told) -> dict[str, pd.DataFrame]:
    assert os.environ["NUMBA_NUM_THREADS"] == "1"
    return quick(scenario, seed, told)
