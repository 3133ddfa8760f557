"""Cooperation of states against armed groups: what it takes from the funds that diasporas send to insurgents."""

from __future__ import annotations

import numpy as np
import pytest

from tests.processes.test_diasporas import _mobilised


@pytest.mark.parametrize(("acting", "left"), [(1.0, 0.0), (0.5, 0.75), (0.0, 1.0)])
def test_hosts_that_cooperate_keep_funds_from_the_insurgents_of_states_that_cooperate(
    acting: float, left: float
) -> None:
    sent, kept = [], []
    for lever in (0.0, acting):
        process, scene = _mobilised(-1.0)
        scene.states.lever("security_cooperation").fill(lever)
        process._act(scene)
        sent.append(scene.tally.diaspora_funds.copy())
        kept.append(scene.diasporas.funds[scene.diasporas.rows].sum())
        assert scene.money() == 0
    assert sent[0].any()
    np.testing.assert_allclose(sent[1], left * sent[0], rtol=1e-3)
    assert kept[1] - kept[0] == sent[0].sum() - sent[1].sum()  # what is not let out stays with the diaspora


def test_one_that_acts_alone_stops_nothing() -> None:
    sent = []
    for lever in (0.0, 1.0):
        process, scene = _mobilised(-1.0)
        scene.states.lever("security_cooperation")[3] = lever
        process._act(scene)
        sent.append(scene.tally.diaspora_funds.copy())
    np.testing.assert_array_equal(sent[0], sent[1])
