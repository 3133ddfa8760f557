"""Society: sums are numpy's, cohesion is what its changes make of it, and the kernels are their Python bodies."""

from __future__ import annotations

from typing import Any

import numpy as np

from abm.kernels.society import (
    Background,
    Bonds,
    Causes,
    Nation,
    Pulls,
    Repute,
    Strain,
    Welcome,
    bonds,
    count_background,
    hold_together,
    pull,
    repute,
    settle,
    strain,
    take_in,
)
from abm.statuses import ABROAD_STATUSES, CHECKED_CHANNELS, Status
from tests.kernels.scenes import STATES, assert_same_in_python

RNG = np.random.default_rng(3)
STANDING = RNG.integers(0, 50, (STATES, 16, 3))
WORK = RNG.random((STATES, 16))
ROWS, HOST, DESCENDANTS = np.array([0, 2, 3]), RNG.integers(0, STATES, 6), RNG.random(6) * 1e4
SHARES = RNG.random((8, STATES))
PEOPLE = Background(*RNG.uniform(1.0, 1e5, (len(Background._fields), STATES)))
PEOPLE.employed[:], PEOPLE.outside[:] = SHARES[:2]
PEOPLE.everybody[0] = 0.0
CAUSES = Causes(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
WELCOME = Welcome(1.0, 0.01, 0.8, 0.5, 0.2, 0.1, 0.6, 0.3)
PULLS = Pulls(1.0, 0.03, 0.1, 0.1, 0.2, 0.1)
BONDS = Bonds(0.1, 0.2, 0.3, 0.4, 0.5)
REPUTE = Repute(0.3, 0.2, 0.1, 0.05, 0.04, 0.03, 0.02, 0.01)


def _nobody() -> Background:
    return Background(*np.full((len(Background._fields), STATES), 7.0))


def _nation() -> Nation:
    return Nation(*SHARES[3:8].copy())


def _counting(people: Background) -> tuple[Any, ...]:
    return (ROWS, HOST, DESCENDANTS), STANDING, WORK, SHARES[0], 100.0, 0.5, people


def _lasting() -> tuple[Any, ...]:
    terms = np.concatenate([SHARES[:3], SHARES[:3].sum(axis=0)[None]])
    terms[:, 0] = 0.0
    return terms, SHARES[3], 0.1, SHARES[4:6].copy(), SHARES[6].copy(), np.empty((3, STATES))


def test_background_is_what_numpy_adds_up() -> None:
    people = _nobody()
    count_background(*_counting(people))
    standing = STANDING.sum(axis=2) * 100.0
    abroad = standing[:, list(ABROAD_STATUSES)].sum(axis=1)
    descendants = np.bincount(HOST[ROWS], DESCENDANTS[ROWS], STATES)
    unlawful = standing[:, [Status.IRREGULAR, Status.OVERSTAYER]].sum(axis=1)
    foreign = np.maximum(abroad - unlawful - standing[:, Status.NATURALISED], 0.0)
    employed = np.minimum((standing * WORK).sum(axis=1) / np.maximum(0.5 * abroad, 1e-9), 1.0)
    expected = {
        "born_abroad": abroad, "descendants": descendants, "unlawful": unlawful, "everybody": abroad + descendants,
        "naturalised": standing[:, Status.NATURALISED], "detained": standing[:, Status.DETAINED], "employed": employed,
        "counted": np.maximum(abroad + descendants, 1.0),
        "outside": np.clip((unlawful + SHARES[0] * foreign) / np.maximum(abroad + descendants, 1.0), 0.0, 1.0),
    }  # fmt: skip
    for name, values in expected.items():
        np.testing.assert_array_equal(getattr(people, name), values, err_msg=name)


def test_cohesion_is_moved_by_its_changes_which_stay_as_losses_until_they_heal() -> None:
    terms, gone, recovery, lost, cohesion, changes = _lasting()
    before, lost_before = cohesion.copy(), lost.copy()
    hold_together(terms, gone, recovery, lost, cohesion, changes)
    np.testing.assert_array_equal(cohesion, np.clip(before + changes.sum(axis=0), 0.0, 1.0))
    np.testing.assert_array_equal(lost, lost_before - changes[:2])


def test_backlash_and_integration_stay_within_their_bounds_and_backlash_rises_with_the_pace() -> None:
    nobody, many = _nation(), _nation()
    by_pace_alone = WELCOME._replace(integrated=0.0)
    for nation, came in ((nobody, np.zeros(STATES, np.int64)), (many, np.full(STATES, 50))):
        take_in(PEOPLE, came, 100, 0.97, SHARES[0], 0.08, nation, by_pace_alone)
        for column in (nation.integration, nation.backlash):
            assert (column >= 0.0).all()
            assert (column <= 1.0).all()
    assert (many.pace > nobody.pace).all()
    assert (many.backlash > nobody.backlash).all()


def test_nobody_is_no_strain_but_for_war() -> None:
    out = Strain(*np.empty((len(Strain._fields), STATES)))
    levers = SHARES[2], SHARES[3]
    strain(PEOPLE, SHARES[0], SHARES[1], levers, SHARES[4], SHARES[5], CAUSES, out)
    assert out.whole[0] == out.war[0] > 0.0
    assert (out.whole[1:] > out.war[1:]).all()


def test_norms_lead_identity_to_where_they_pull_and_no_further_than_all_civic_or_none() -> None:
    residents, aims = np.full((STATES, 3), 1_000), np.empty((2, 2, STATES))
    for civic in (0, 1):
        pull(PEOPLE, residents, SHARES[0], SHARES[1], float(civic), 0.5, PULLS, aims[civic])
    assert (aims[1, 0] > aims[0, 0]).all()
    assert (aims[:, 0] >= 0.0).all()
    assert (aims[:, 0] <= 1.0).all()


def test_being_refused_by_mistake_costs_reputation_only_beyond_what_is_usual() -> None:
    entries, rates = np.zeros((STATES, 11), np.int64), []
    by_cause = Strain(*np.zeros((len(Strain._fields), STATES)))
    for wrongly, usual in ((0.0, 0.2), (100.0, 0.2), (300.0, 0.2)):
        coming, out = (
            (np.full(STATES, 1_000.0), entries, 100, np.full(STATES, wrongly)),
            np.empty((2, STATES)),
        )
        columns = SHARES[4].copy(), SHARES[5].copy()
        levers = SHARES[1], SHARES[2], SHARES[3]
        repute(PEOPLE, by_cause, SHARES[0], levers, coming, usual, REPUTE, columns, out)
        rates.append(out[1])
    np.testing.assert_array_equal(rates[1], rates[0])
    np.testing.assert_allclose(rates[2], rates[0] + REPUTE.reputation_refused * 0.1)


def test_the_same_in_python() -> None:
    entries = RNG.integers(0, 50, (STATES, 11))
    coming = SHARES[0] * 1e4, entries, 100, SHARES[1] * 1e3
    residents = RNG.integers(0, 10_000, (STATES, 3))
    by_cause = Strain(*RNG.random((len(Strain._fields), STATES)))
    assert entries[:, CHECKED_CHANNELS].any()
    assert_same_in_python(count_background, lambda: _counting(_nobody()))
    assert_same_in_python(settle, lambda: (PEOPLE, SHARES[0], _nation(), WELCOME))
    came = RNG.integers(0, 9, STATES)
    assert_same_in_python(take_in, lambda: (PEOPLE, came, 100, 0.97, SHARES[0], 0.08, _nation(), WELCOME))
    assert_same_in_python(
        strain, lambda: (PEOPLE, *SHARES[:2], (SHARES[2], SHARES[3]), SHARES[4], SHARES[5], CAUSES,
                         Strain(*np.empty((len(Strain._fields), STATES)))),
    )  # fmt: skip
    assert_same_in_python(
        pull, lambda: (PEOPLE, residents, SHARES[0], SHARES[1], 0.6, 0.5, PULLS, np.empty((2, STATES)))
    )
    assert_same_in_python(bonds, lambda: (PEOPLE, *SHARES[:5], BONDS, np.empty((4, STATES))))
    assert_same_in_python(hold_together, _lasting)
    assert_same_in_python(
        repute, lambda: (PEOPLE, by_cause, SHARES[0], (SHARES[1], SHARES[2], SHARES[3]), coming, 0.1, REPUTE,
                         (SHARES[4].copy(), SHARES[5].copy()), np.empty((2, STATES))),
    )  # fmt: skip
