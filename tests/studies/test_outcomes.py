from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.results.measures import MEASURES
from abm.results.series import Series
from abm.studies.outcomes import Outcome
from abm.studies.study import load_spec
from tests.studies.conftest import Written

MONTHS = 24
NAMES = tuple(MEASURES)
DATES = np.stack([1990 + np.arange(MONTHS) // 12, np.arange(MONTHS) % 12 + 1], axis=1)
WORLD = np.tile(np.arange(MONTHS, dtype=float)[:, None], (1, len(NAMES)))
SERIES = Series(NAMES, ("AAA", "BBB"), DATES, WORLD, np.stack([WORLD, 10 * WORLD], axis=2))


def outcome(written: Written, **said: Any) -> Outcome:
    state = {"set": {"months": MONTHS, "world": {"states": 3}}}
    return load_spec(written(**state, outcomes=[{"measure": "inflow", **said}])).outcomes[0]


@pytest.mark.parametrize(
    ("said", "value", "unit"),
    [
        ({}, 12 * 11.5, "persons per year"),
        ({"reduction": "sum"}, 276.0, "persons"),
        ({"reduction": "mean"}, 11.5, "persons per month"),
        ({"reduction": "last"}, 23.0, "persons per month"),
        ({"reduction": "maximum"}, 23.0, "persons per month"),
        ({"first": "1991-01"}, 12 * 17.5, "persons per year"),
        ({"last": "1990-12"}, 12 * 5.5, "persons per year"),
        ({"first": "1990-03", "last": "1990-03", "reduction": "sum"}, 2.0, "persons"),
        ({"measure": "immigrants", "last": "1990-12"}, 11.0, "persons"),
        ({"measure": "migrant_share"}, 1.0, MEASURES["migrant_share"].unit),
    ],
)
def test_an_outcome_is_its_months_reduced(
    said: dict[str, Any], value: float, unit: str, written: Written
) -> None:
    found = outcome(written, **said)
    assert found.of(SERIES) == pytest.approx(value)
    assert found.unit == unit


def test_an_outcome_of_a_state_is_that_states(written: Written) -> None:
    from abm.scenario import load, world_of

    code = world_of(load("stylised", ["world.states=3"]).world).codes[0]
    found = outcome(written, place=code)
    assert (found.name, found.place) == (f"inflow_{code}", code)
    renamed = Series(NAMES, (code, "BBB"), DATES, WORLD, SERIES.states * 3)
    assert found.of(renamed) == pytest.approx(3 * 12 * 11.5)


def test_months_that_are_not_numbers_do_not_count(written: Written) -> None:
    holes = WORLD.copy()
    holes[:12] = np.nan
    series = Series(NAMES, SERIES.codes, DATES, holes, SERIES.states)
    assert outcome(written, reduction="mean").of(series) == pytest.approx(17.5)
    assert np.isnan(outcome(written, last="1990-06", reduction="mean").of(series))


def test_without_outcomes_every_measure_is_kept(written: Written) -> None:
    study = load_spec(written(outcomes=None))
    assert [each.name for each in study.outcomes] == list(MEASURES)
