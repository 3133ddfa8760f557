"""The tables of terrorist networks and plots: identities that are never used again, and plots that begin and end."""

from __future__ import annotations

import numpy as np

from abm.terrorists.table import FORMING, HOMEGROWN, SQUAD, STRATEGIES, STRATEGY_OF, WAYS, Plots, Terrorists


def _plots() -> Plots:
    plots = Plots()
    number = np.arange(3)
    plots.add(
        uid=number + 10, origin=number, target=number[::-1].copy(), way=np.array([0, 6, 3]), size=number + 1,
        abroad=np.array([True, False, True]),
    )  # fmt: skip
    return plots


def test_plots_begin_at_the_first_stage_and_are_dropped_together() -> None:
    plots = _plots()
    assert plots.stage.tolist() == [FORMING] * 3
    assert plots.strategy.tolist() == [SQUAD, HOMEGROWN, SQUAD]
    plots.keep(np.array([True, False, True]))
    assert len(plots) == 2
    assert (plots.uid.tolist(), plots.target.tolist(), plots.abroad.tolist()) == (
        [10, 12],
        [2, 0],
        [True, True],
    )


def test_every_way_has_a_strategy() -> None:
    assert len(STRATEGY_OF) == len(WAYS)
    assert set(STRATEGY_OF) == set(range(len(STRATEGIES)))


def test_a_network_that_comes_up_again_is_another() -> None:
    table = Terrorists(3)
    table.rise(np.array([1]), 4)
    table.members[1], table.strength[1], table.funds[1] = 5.0, 15.0, 7
    first = int(table.uid[1])
    assert table.alive.tolist() == [False, True, False]
    assert table.money() == 7
    table.end(np.array([1]))
    assert not table.members.any()
    assert not table.strength.any()
    table.rise(np.array([1]), 9)
    assert table.uid[1] not in (0, first)
    assert table.born[1] == 9
