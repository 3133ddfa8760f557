"""What is kept by year: all states at once is each state by itself; of pairs of states those that were asked for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from abm.refusal import Refusal
from abm.results.measures import MEASURES, STATE_MEASURES, WORLD_MEASURES
from abm.results.reducing import parts, reduce
from abm.results.series import Series
from abm.studies.declarations import Keeping
from abm.studies.keeping import BetweenStates, wanted, yearly
from abm.studies.layout import units
from abm.studies.study import Study, load_spec
from tests.studies.conftest import Written


def test_the_years_of_all_states_are_those_of_each() -> None:
    names = tuple(MEASURES)
    rng = np.random.default_rng(1)
    dates = np.array([[1990 + month // 12, month % 12 + 1] for month in range(30)])
    series = Series(names, ("A", "B", "C"), dates, rng.uniform(1, 2, (30, len(names))),
                    rng.uniform(1, 2, (30, len(names), 3)))  # fmt: skip
    kept = ("inflow", "population", "conflict_intensity", "gdp_per_head")
    frame = yearly(series, kept, ("world", "all")).to_pandas().set_index(["place", "year"])
    assert len(frame) == 4 * 3
    for place in ("world", "A", "B", "C"):
        for year in (1990, 1991, 1992):
            rows = np.flatnonzero(dates[:, 0] == year)
            for name in kept:
                months = {
                    part: values[rows] for part, values in series.of(place, parts(MEASURES[name])).items()
                }
                assert np.isclose(frame.loc[(place, year), name], reduce(MEASURES[name], months))


def test_a_run_records_what_outcomes_and_series_are_made_of() -> None:
    assert wanted((), Keeping()).measures == ()
    share, stock = MEASURES["irregular_share"], MEASURES["population"]
    found = wanted(["irregular_share"], Keeping(yearly=("population",)))
    assert {measure.name for measure in found.measures} == {share.name, *parts(share), stock.name}
    assert not found.tables
    assert wanted([], Keeping(monthly=("all",))).measures == WORLD_MEASURES
    assert wanted([], Keeping(states=("all",))).measures == STATE_MEASURES
    assert wanted([], Keeping.model_validate({"routes": [{}]})).tables


def _model(running: bool) -> Any:
    """A model whose corridors are of every pair of three states."""
    codes = ["AAA", "BBB", "CCC"]
    rows = [(1, 1990, origin, place, 7.0) for origin in codes for place in codes if origin != place]
    frame = pd.DataFrame(rows, columns=["seed", "year", "origin", "destination", "stock"])
    return SimpleNamespace(
        running=running, scene=None, recorder=SimpleNamespace(yearly=lambda name, scene: frame)
    )


def test_pairs_of_states_that_were_asked_for_are_kept_once_and_no_others() -> None:
    asked = {"corridors": [{"origins": ["AAA"]}, {"origins": ["AAA", "BBB"], "destinations": ["CCC"]}]}
    between = BetweenStates(Keeping.model_validate(asked))
    between.look(_model(running=True))
    assert not between.taken
    between.look(_model(running=False))
    kept = between.taken["corridors"].to_pandas()
    pairs = list(zip(kept["origin"], kept["destination"], strict=True))
    assert sorted(pairs) == [("AAA", "BBB"), ("AAA", "CCC"), ("BBB", "CCC")]
    assert "seed" not in kept
    everything = BetweenStates(Keeping.model_validate({"corridors": [{}]}))
    everything.look(_model(running=False))
    assert len(everything.taken["corridors"]) == 6
    assert units(kept.columns, "corridors")["stock"].unit == "persons"


def test_a_study_that_keeps_no_pairs_has_the_identity_that_it_always_had(
    small: Study, written: Written
) -> None:
    same = load_spec(written(keep={"corridors": [], "routes": []}))
    other = load_spec(written(keep={"routes": [{}]}))
    assert same.numbering.digests == small.numbering.digests
    assert set(other.numbering.digests).isdisjoint(small.numbering.digests)
    assert "corridors" not in small.spec.keep.model_fields_set


def test_a_pair_of_a_state_that_is_not_there_is_refused(written: Written) -> None:
    with pytest.raises(Refusal, match=r"'keep\.routes' names the state 'XYZ'"):
        load_spec(written(keep={"routes": [{"destinations": ["XYZ"]}]}))
