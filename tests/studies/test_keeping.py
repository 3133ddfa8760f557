"""What is kept by year: all states at once is each state by itself."""

from __future__ import annotations

import numpy as np

from abm.results.measures import MEASURES, STATE_MEASURES, WORLD_MEASURES
from abm.results.reducing import parts, reduce
from abm.results.series import Series
from abm.studies.declarations import Keeping
from abm.studies.keeping import recorded, yearly


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
    assert recorded((), Keeping()) == ()
    share, stock = MEASURES["irregular_share"], MEASURES["population"]
    wanted = {share.name, *parts(share), stock.name}
    assert {
        measure.name for measure in recorded(["irregular_share"], Keeping(yearly=("population",)))
    } == wanted
    assert recorded([], Keeping(monthly=("all",))) == WORLD_MEASURES
    assert recorded([], Keeping(states=("all",))) == STATE_MEASURES
