"""The scene: the month, the tally, and the sums that must come out even."""

from __future__ import annotations

import numpy as np

from abm.model import MigrationModel
from abm.statuses import Status
from abm.tally import CHANNELS, Tally
from tests.laws.small_world import column, model_of, small


def test_a_tally_begins_and_ends_with_nothing() -> None:
    tally = Tally(3, 5)
    assert tally.entries.shape == (3, CHANNELS)
    assert tally.attempts.shape == (5,)
    assert not any(array.any() for array in vars(tally).values())
    for array in vars(tally).values():
        array.fill(1)
    tally.clear()
    for array in vars(tally).values():
        assert not array.any()


def test_counts_are_whole() -> None:
    for name, array in vars(Tally(3, 5)).items():
        parts = name in ("travellers", "diaspora_fighters", "wrongly_refused", "wrongly_detained")
        assert np.issubdtype(array.dtype, np.floating if parts else np.signedinteger), name


def test_a_month_begins_with_what_belongs_to_it_cleared_and_the_people_counted() -> None:
    model = model_of(months=2)
    scene = model.scene
    scene.expel(1, 100.0, ())
    scene.regularised[:] = 0.5
    assert scene.tally.entries.any()
    scene.start_month()
    for array in (scene.expulsions, scene.regularised, scene.tally.entries):
        assert not array.any()
    np.testing.assert_array_equal(scene.present, scene.population())


def test_people_driven_out_are_spread_in_equal_parts() -> None:
    scene = model_of().scene
    scene.expel(1, 90.0, (2, 3, 4))
    scene.expel(1, 10.0, (2,))
    scene.expel(1, 5.0, ())
    assert scene.expulsions[1, [1, 2, 3, 4]].tolist() == [5.0, 40.0, 30.0, 30.0]
    assert scene.expulsions.sum() == 105.0


def test_the_moment_is_the_middle_of_the_month() -> None:
    scene = model_of(small(start="1990-11")).scene
    assert scene.year == 1990
    assert scene.moment == 1990 + 10.5 / 12
    scene.month = 2
    assert scene.year == 1991
    assert scene.moment == 1991 + 0.5 / 12


def test_population_is_everybody_present_whatever_their_status() -> None:
    model = model_of(months=6)
    scene, k = model.scene, model.scene.persons_per_agent
    here = np.bincount(column(model, "location"), minlength=9)
    np.testing.assert_array_equal(scene.located(), here)
    np.testing.assert_array_equal(scene.population(), scene.states.residents.sum(axis=1) + here * k)
    assert scene.population().sum() == scene.people()
    assert (column(model, "status") == Status.IN_TRANSIT).any()


def test_money_is_what_all_accounts_hold_together() -> None:
    model = model_of(months=3)
    scene = model.scene
    assert scene.money() == 0
    scene.market.treasury[0] += 4
    scene.market.networks.capital[0] -= 4
    for account in (scene.states.crime, scene.states.officials, scene.states.armed_groups):
        account[1] += 5
    scene.states.households[1] -= 10
    assert scene.money() == 5
    scene.states.households[2] -= 7
    assert scene.money() == -2
    row = int(scene.migrants.with_status(Status.PERMANENT)[0])
    scene.migrants.columns.savings[row] += 9
    assert scene.money() == 7


def test_free_movement_opens_borders_and_visa_freedom_does_too() -> None:
    model = model_of()
    away = ~np.eye(9, dtype=bool)
    assert not model.scene.free_movement().any()
    np.testing.assert_array_equal(model.scene.open_to()[away], model.world.visa_free[away])
    for first, free in ((1990, True), (1991, False)):
        model.world.free_movement_from[0, 1] = first
        model = MigrationModel(small(), world=model.world)
        assert model.scene.free_movement()[0, 1] == free
        assert model.scene.open_to()[0, 1] == (free or model.world.visa_free[0, 1])


def test_free_movement_follows_the_year_and_membership() -> None:
    """What is kept of it from month to month is what it would be, worked out anew."""
    blocs = {"Union": {"competences": ["free_movement"], "members": {"AAA": "1990-01", "AAB": "1990-03"}}}
    model = model_of(small(blocs=blocs))
    scene, rng = model.scene, np.random.default_rng(0)
    model.world.free_movement_from[2, 3] = 1991
    for month in (0, 0, 11, 12, 12, 0, 13, 13):
        scene.month = month
        scene.blocs.member[0] = rng.random(9) < 0.5 if month else scene.blocs.member[0]
        scene.blocs.competence[0] = rng.random(len(scene.blocs.competence[0])) < 0.8
        inside = scene.blocs.member[0] & (len(scene.blocs.deciding("free_movement")) > 0)
        expected = np.outer(inside, inside) & ~np.eye(9, dtype=bool)
        expected[2, 3] |= scene.year >= 1991
        fork = model.fork()
        for each in (scene, fork.scene):
            np.testing.assert_array_equal(each.free_movement(), expected)
            np.testing.assert_array_equal(
                each.open_to(), expected | model.world.visa_free | np.eye(9, dtype=bool)
            )
        fork.forget()


def test_people_are_at_home_in_their_own_state() -> None:
    assert np.diag(model_of().scene.open_to()).all()
