"""What if: two futures of one month under the same chance, and replications of their difference."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from abm.analysis.intervals import mean_interval
from abm.model import MigrationModel
from abm.page.history import WORLD
from abm.page.replicas import Band, Pair, paired
from abm.page.whatif import WhatIf
from abm.refusal import Refusal
from abm.scenario.acting import written_in
from tests.laws.small_world import fingerprint, model_of, small

BEFORE = {"states": ["AAB"], "set": {"quota_guest": 0.0}}
CHANGE = {"quota_family": 0.0, "border_effort": 5.0}
FORK, MONTHS = 5, 4


def _small(**more: Any) -> Any:
    return small(months=12, persons_per_agent=1000, **more)


def _running() -> MigrationModel:
    """A world in which something was done before the fork."""
    model = model_of(_small(), months=2)
    model.act({"date": model.date, **BEFORE})
    for _ in range(2, FORK):
        model.step()
    return model


@pytest.fixture
def compared() -> Iterator[WhatIf]:
    comparison = WhatIf(_running())
    yield comparison
    comparison.close()


def _stepped(comparison: WhatIf, months: int = MONTHS) -> WhatIf:
    for _ in range(months):
        comparison.step()
    return comparison


def test_without_a_change_there_is_no_difference(compared: WhatIf) -> None:
    _stepped(compared)
    assert (compared.month, compared.months) == (FORK, MONTHS)
    for measure in ("immigrants", "net_security", "mean_fee"):
        difference = compared.difference(measure, WORLD)
        assert difference.shape == (MONTHS,)
        assert not np.nan_to_num(difference).any()


def test_the_difference_is_that_of_two_whole_runs(compared: WhatIf) -> None:
    compared.desk.set(["AAA", "AAC"], CHANGE)
    _stepped(compared)
    alone, changed = model_of(compared.as_it_is.as_acted()), model_of(compared.changed.as_acted())
    for model in (alone, changed):
        for _ in range(FORK + MONTHS):
            model.step()
    assert fingerprint(alone) == fingerprint(compared.as_it_is)
    assert fingerprint(changed) == fingerprint(compared.changed)
    row = [measure.name for measure in alone.recorder.measures].index("immigrants")
    expected = [
        changed.recorder.states[m][row, 0] - alone.recorder.states[m][row, 0]
        for m in range(FORK, FORK + MONTHS)
    ]
    np.testing.assert_array_equal(compared.difference("immigrants", "AAA"), expected)
    assert compared.difference("immigrants", "AAA").any()
    np.testing.assert_array_equal(compared.difference_in("immigrants", FORK + 1)[0], expected[1])


def test_the_running_world_is_not_touched() -> None:
    model, left = _running(), _running()
    comparison = WhatIf(model)
    comparison.desk.set(["AAA"], CHANGE)
    _stepped(comparison)
    comparison.close()
    assert model.month == FORK
    model.step()
    left.step()
    assert fingerprint(model) == fingerprint(left)


def test_there_is_no_future_after_the_end(compared: WhatIf) -> None:
    over = model_of(small(months=1), months=1)
    with pytest.raises(Refusal, match="there is no future to compare"):
        WhatIf(over)
    _stepped(compared, 7)
    assert not compared.running
    with pytest.raises(Refusal, match="the run is over"):
        compared.step()


def test_without_a_change_there_is_nothing_to_replicate(compared: WhatIf) -> None:
    with pytest.raises(Refusal, match="change something first"):
        compared.replicate(3)


# ------------------------------------------------------------------------------------------ replications


def test_replications_arrive_with_the_difference_that_each_seed_has(compared: WhatIf) -> None:
    """The seed of the run itself gives the comparison that is on the page; the band is that of all that arrived."""
    compared.desk.set(["AAA", "AAC"], CHANGE)
    _stepped(compared)
    band = compared.replicate((1, 2), until=FORK + MONTHS, jobs=2)
    assert band.wait(120)
    assert (band.number, band.failed, band.running, band.progress) == (2, {}, False, 1.0)
    for measure, place in (("immigrants", "AAA"), ("immigrants", WORLD), ("mean_fee", "AAC")):
        found = band.differences(measure, place)
        np.testing.assert_allclose(found[1], compared.difference(measure, place), rtol=1e-6)
        number, mean, low, high = band.band(measure, place)
        assert number == 2
        assert mean.shape == low.shape == high.shape == (MONTHS,)
        for month in range(MONTHS):
            expected = mean_interval([one[month] for one in found.values()])
            np.testing.assert_allclose(
                (mean[month], low[month], high[month]), (expected.mean, expected.low, expected.high)
            )
    assert (band.band("immigrants", "AAA")[3] > band.band("immigrants", "AAA")[2]).any()


def test_with_any_seed_the_difference_is_none_until_the_fork() -> None:
    """Two whole runs of another seed, from month 0, and the pair that is forked: the same, and equal until the fork."""
    model = _running()
    base = model.as_acted()
    event = {"date": base.date_of(FORK), "states": ["AAA"], "set": CHANGE}
    changed = model.fork()
    act = changed.act(event)
    runs = [model_of(scenario, seed=9) for scenario in (base, written_in(base, [act.event]))]
    for run in runs:
        for _ in range(FORK + MONTHS):
            run.step()
    one, two = runs
    for month in range(FORK):
        np.testing.assert_array_equal(one.recorder.states[month], two.recorder.states[month])
    told: list[int] = []
    found = Pair(base, (), (act.event,), FORK, FORK + MONTHS).difference(9, told.append)
    assert told == list(range(1, FORK + MONTHS + 1))
    expected = np.stack(
        [two.recorder.states[m] - one.recorder.states[m] for m in range(FORK, FORK + MONTHS)], axis=-1
    )
    np.testing.assert_array_equal(found[:, 1:], expected.astype(np.float32))
    assert np.nan_to_num(found).any()


def test_a_plan_from_before_the_fork_can_be_the_change() -> None:
    """What was planned is taken back in one of the two, or merged with more: the replication does the same."""
    for more in ({}, {"removal": 9.0}):
        model = _running()
        model.act({"date": model.date, "states": ["AAA"], "set": CHANGE})
        comparison = WhatIf(model)
        if more:
            comparison.desk.set(["AAA"], more)
        else:
            comparison.desk.undo()
        _stepped(comparison)
        pair = comparison.pair(until=FORK + MONTHS)
        assert len(pair.kept) == 1
        found = pair.difference(model.run_seed, lambda _: None)
        measure = [one.name for one in model.recorder.measures].index("policy_spending")
        expected = comparison.difference("policy_spending", "AAA")
        assert expected.any()
        np.testing.assert_allclose(found[measure, 1], expected, rtol=1e-6)
        comparison.close()


def _pair(months: int = 2) -> Pair:
    model = model_of(_small(), months=1)
    act = model.act({"date": model.date, "states": ["AAA"], "set": CHANGE})
    return Pair(_small(), (), (act.event,), 1, months)


def test_a_replication_that_fails_or_is_ended_from_outside_costs_no_other() -> None:
    told: list[int] = []
    bad, killed, good = -1, 5, 6  # the model refuses -1, which is no seed
    codes = model_of(_small()).world.codes
    band = Band(_pair(), (bad, killed, good), codes, jobs=1, told=lambda: told.append(1))
    while bad not in band.failed or not band._processes:
        time.sleep(0.01)
    pid = band._processes[0].pid
    assert pid is not None
    os.kill(pid, 9)
    assert band.wait(120)
    assert "the seed is -1" in band.failed[bad]
    assert "ended from outside" in band.failed[killed]
    assert list(band.differences("immigrants", WORLD)) == [good]
    assert len(told) == 3
    band.cancel()


def test_cancelling_frees_processes_files_and_threads() -> None:
    band = Band(_pair(12), (1, 2, 3, 4), model_of(_small()).world.codes, jobs=2)
    while len(band._processes) < 2:
        time.sleep(0.01)
    processes, began = list(band._processes), time.monotonic()
    band.cancel()
    assert time.monotonic() - began < 5.0
    assert not band.running
    assert not any(process.is_alive() for process in processes)
    assert not [child for child in multiprocessing.active_children() if child in processes]
    assert not Path(band._folder.name).exists()
    assert band.band("immigrants", WORLD)[0] == 0


def test_a_stop_keeps_what_has_arrived_and_ends_the_rest() -> None:
    band = Band(_pair(), tuple(range(1, 30)), model_of(_small()).world.codes, jobs=1)
    while not band.number:
        time.sleep(0.01)
    band.stop()
    number = band.number
    assert not band.running
    assert 1 <= number < 29
    assert band.band("immigrants", WORLD)[0] == len(band.differences("immigrants", "AAA")) == number
    assert not band.failed
    band.cancel()
    assert band.number == 0


def test_replications_are_outdated_once_the_change_is_another() -> None:
    comparison = WhatIf(_running())
    assert not comparison.outdated
    comparison.desk.set(["AAA"], CHANGE)
    band = comparison.replicate([7], until=FORK + 1, jobs=1)
    assert not comparison.outdated
    comparison.desk.set(["AAA"], {"removal": 7.0})
    assert comparison.outdated
    comparison.close()
    assert not band.running


def test_the_interval_is_students() -> None:
    values = np.array([[1.0, 4.0, np.nan], [3.0, 4.0, 2.0], [8.0, 4.0, np.nan]])
    mean, low, high = paired(values)
    for month in range(3):
        expected = mean_interval(values[:, month])
        np.testing.assert_allclose(
            (mean[month], low[month], high[month]), (expected.mean, expected.low, expected.high)
        )
    assert np.isnan(paired(np.zeros((0, 2)))[0]).all()
