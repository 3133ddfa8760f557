"""The history of a stored result: what the model that computed it would have answered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from abm.page.history import WORLD, History
from abm.page.live import LiveHistory
from abm.page.stored import StoredHistory
from abm.refusal import Refusal
from abm.results.result import Result
from abm.runs import run
from tests.laws.small_world import model_of, small

SCENARIO = small(
    months=15, seed=2, replications=3,
    events=[{"date": "1990-04", "states": "all", "scale": {"border_effort": 2.0}}],
)  # fmt: skip


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Three replications of fifteen months."""
    return run(SCENARIO, tmp_path_factory.mktemp("result"), jobs=1)


@pytest.fixture(scope="module")
def pair(result: Result) -> tuple[StoredHistory, LiveHistory]:
    """The second replication, and a model of the same seed."""
    return StoredHistory(result, seed=3), LiveHistory(model_of(SCENARIO, seed=3, months=15))


Pair = tuple[StoredHistory, LiveHistory]


def test_it_is_the_history_of_the_model(pair: Pair) -> None:
    stored, live = pair
    asked: History = stored
    assert (asked.codes, asked.names, asked.mapped) == (live.codes, live.names, live.mapped)
    assert (asked.months, asked.horizon, asked.kinds) == (15, 15, live.kinds)
    assert [asked.date(month) for month in range(15)] == [live.date(month) for month in range(15)]
    np.testing.assert_allclose(asked.places, live.places)
    assert asked.dated() == live.dated()
    assert asked.reported("immigrants", WORLD) is None


@pytest.mark.parametrize("measure", ["immigrants", "mean_fee", "net_security", "power_gini"])
def test_values_and_series_are_those_of_the_model(pair: Pair, measure: str) -> None:
    stored, live = pair
    for place in (WORLD, "AAA", "AAI"):
        np.testing.assert_allclose(stored.series(measure, place), live.series(measure, place), rtol=1e-6)
    for month in (0, 7, 14):
        np.testing.assert_allclose(stored.values(measure, month), live.values(measure, month), rtol=1e-6)


def test_flows_crossings_and_ledger_are_those_of_the_model(pair: Pair) -> None:
    stored, live = pair
    for month in (0, 14):
        for kind in live.kinds:
            ours, theirs = stored.flows(kind, month), live.flows(kind, month)
            np.testing.assert_allclose(ours.amount, theirs.amount, rtol=1e-6)
            assert (ours.unit, ours.year) == (theirs.unit, theirs.year)
            if kind != "remittances":  # its amounts are rounded on disk, and could tie
                np.testing.assert_array_equal(ours.origin, theirs.origin)
                np.testing.assert_array_equal(ours.destination, theirs.destination)
        tried, told = stored.crossings(month), live.crossings(month)
        assert tried.mode == told.mode
        for name in ("origin", "destination", "attempts", "interdictions", "deaths"):
            np.testing.assert_array_equal(getattr(tried, name), getattr(told, name))
        for place in (WORLD, "AAC"):
            lines, entries = stored.ledger(place, month), live.ledger(place, month)
            assert {(one.outcome, one.channel) for one in lines} == {
                (one.outcome, one.channel) for one in entries
            }
            assert [one.security for one in lines] == pytest.approx(
                [one.security for one in entries], abs=1e-9
            )


def test_the_first_replication_is_shown_unless_another_is_asked_for(result: Result) -> None:
    assert StoredHistory(result).seed == 2
    with pytest.raises(Refusal, match=r"no replication with the seed 9; there are 2, 3, 4"):
        StoredHistory(result, seed=9)


def test_the_band_holds_most_replications_and_is_theirs(result: Result) -> None:
    history = StoredHistory(result)
    every = np.array([StoredHistory(result, seed).series("immigrants", "AAB") for seed in (2, 3, 4)])
    band = history.band("immigrants", "AAB")
    assert band is not None
    low, high = band.low, band.high
    assert band.words == "5th to 95th percentile of 3 replications; line: seed 2"
    np.testing.assert_allclose(low, np.percentile(every, 5, axis=0))
    np.testing.assert_allclose(high, np.percentile(every, 95, axis=0))
    assert (low[-1] < high[-1]) & (every.min() <= low.min())
    assert history.band("immigrants", WORLD) is not None
    nothing = history.band("power_gini", "AAB")
    assert nothing is not None
    assert np.isnan(nothing.low).all()


def test_one_replication_has_no_band(tmp_path: Path) -> None:
    alone = run(small(months=2, replications=1), tmp_path / "one", jobs=1)
    assert StoredHistory(alone).band("immigrants", WORLD) is None


def test_what_is_not_there_is_refused(pair: Pair) -> None:
    stored, _ = pair
    with pytest.raises(Refusal, match="there is no measure 'imigrants'"):
        stored.values("imigrants", 0)
    with pytest.raises(Refusal, match="month 15 has not been run"):
        stored.flows("stock", 15)
