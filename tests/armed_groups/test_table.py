"""The table of armed groups: identities that are never used again, and dormant groups that rise."""

from __future__ import annotations

import numpy as np

from abm.armed_groups.table import ArmedGroups


def test_a_group_that_comes_up_again_is_another() -> None:
    groups = ArmedGroups(4, running=True)
    groups.rise(np.array([1, 3]), np.array([100.0, 50.0]), 7)
    first = groups.uid.copy()
    assert groups.alive.tolist() == [False, True, False, True]
    assert groups.born.tolist() == [0, 7, 0, 7]
    groups.end(np.array([1]))
    assert groups.strength.tolist() == [0.0, 0.0, 0.0, 50.0]
    groups.rise(np.array([1]), np.array([10.0]), 9)
    assert groups.uid[1] not in (0, *first)
    assert len(set(groups.uid[groups.alive])) == 2


def test_a_dormant_group_keeps_its_identity_and_its_fighters_when_it_rises() -> None:
    groups = ArmedGroups(2, running=True)
    groups.rise(np.array([0]), np.array([100.0]), 0)
    uid = groups.uid[0]
    groups.rise(np.array([0]), np.array([20.0]), 40)
    assert (groups.uid[0], groups.strength[0], groups.born[0]) == (uid, 120.0, 0)
