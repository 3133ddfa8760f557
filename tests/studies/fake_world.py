"""Runs that cost nothing and depend on scenario and seed alone. Workers import them by name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

from abm.refusal import Refusal
from abm.results.measures import WORLD_MEASURES
from abm.results.series import Series
from abm.scenario import Scenario
from abm.studies.keeping import Wanted
from abm.studies.work import Told

HERE = "tests.studies.fake_world"
QUICK, SLEEPY, FAILING, DYING = (f"{HERE}:{name}" for name in ("quick", "sleepy", "failing", "dying"))
LOG = "FAKE_WORLD_LOG"
NAMES = tuple(measure.name for measure in WORLD_MEASURES)
CODES = ("AAA", "BBB", "CCC")


def _log(seed: int) -> None:
    if LOG in os.environ:
        with Path(os.environ[LOG]).open("a", encoding="ascii") as stream:
            stream.write(f"{seed}\n")


def quick(scenario: Scenario, seed: int, told: Told, wanted: Wanted | None = None) -> Series:
    """Every measure is drawn from the seed and multiplied by the border effort of all states."""
    _log(seed)
    effort = float(scenario.levers_of("AAA").get("border_effort", 1.0))
    draw, months = np.random.default_rng(seed), scenario.months
    for month in range(months):
        told(month + 1, None)
    dates = np.stack([1990 + np.arange(months) // 12, np.arange(months) % 12 + 1], axis=1)
    states = draw.uniform(1, 9, (months, len(NAMES), len(CODES))) * effort
    return Series(NAMES, CODES, dates, states.sum(axis=2), states)


def sleepy(scenario: Scenario, seed: int, told: Told, wanted: Wanted | None = None) -> Series:
    """The same, 10 ms later."""
    time.sleep(0.01)
    return quick(scenario, seed, told, wanted)


def slow_in_a_month(scenario: Scenario, seed: int, told: Told, wanted: Wanted | None = None) -> Series:
    """The second seed takes a tenth of a second a month."""
    for month in range(scenario.months if seed == 2 else 0):
        time.sleep(0.1)
        told(month + 1, None)
    return quick(scenario, seed, told, wanted)


def failing(scenario: Scenario, seed: int, told: Told, wanted: Wanted | None = None) -> Series:
    """Odd seeds fail, the third in the user's words."""
    if seed == 3:
        raise Refusal(f"seed {seed} is not to our taste")
    if seed % 2:
        raise ZeroDivisionError("of all things")
    return quick(scenario, seed, told, wanted)


def mended(scenario: Scenario, seed: int, told: Told, wanted: Wanted | None = None) -> Series:
    """Fails while the environment says so."""
    return (
        failing(scenario, seed, told, wanted)
        if os.environ.get("FAKE_WORLD_FAILS")
        else quick(scenario, seed, told, wanted)
    )


def dying(scenario: Scenario, seed: int, told: Told, wanted: Wanted | None = None) -> Series:
    """The third seed takes its process with it."""
    if seed == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(scenario, seed, told, wanted)


_kept = Series(NAMES, CODES, np.array([[1990, 1]]), np.ones((1, len(NAMES))), np.ones((1, len(NAMES), 3)))


def at_once(scenario: Scenario, seed: int, told: Told, wanted: Wanted | None = None) -> Series:
    """One month that is always the same."""
    return _kept
