"""The world as arrays: what the tables say, in the order of the states."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from abm.scenario import WorldChoice, world_of
from abm.world.stylised import StylisedWorld, generate
from abm.world.tables import WorldTables, write_tables
from abm.world.world import NO_FREE_MOVEMENT, QUOTAS, World, build_world

SETTINGS = StylisedWorld(states=7, years=5, first_year=2000, geography="lattice")


@pytest.fixture(scope="module")
def tables() -> WorldTables:
    return generate(SETTINGS)


@pytest.fixture(scope="module")
def world(tables: WorldTables) -> World:
    return build_world(tables)


def test_matrices_say_what_the_corridors_say(tables: WorldTables, world: World) -> None:
    number = {code: place for place, code in enumerate(world.codes)}
    for row in tables.corridors.to_dict("records"):
        pair = number[row["origin"]], number[row["destination"]]
        assert world.distance_km[pair] == row["distance_km"]
        assert world.first_stock[pair] == row["stock"]
        assert world.first_refugees[pair] == row["refugees"]
        for name in ("contiguous", "common_language", "colonial_link", "visa_free"):
            assert getattr(world, name)[pair] == bool(row[name])
        assert world.free_movement_from[pair] == NO_FREE_MOVEMENT
    assert (np.diag(world.first_stock) == 0).all()


def test_series_say_what_the_rows_say_whatever_their_order(tables: WorldTables, world: World) -> None:
    shuffled = tables.series.sample(frac=1.0, random_state=3)
    other = build_world(WorldTables(tables.states, shuffled, tables.corridors, tables.circuit))
    for row in tables.series.to_dict("records"):
        year, state = row["year"] - 2000, world.codes.index(row["iso3"])
        for name in ("population", "capacity", *QUOTAS):
            assert world.series[name][year, state] == row[name] == other.series[name][year, state]


def test_the_year_at_which_movement_becomes_free_is_read(tables: WorldTables) -> None:
    corridors = tables.corridors.copy()
    corridors.loc[0, "free_movement_from"] = 2003.0
    world = build_world(WorldTables(tables.states, tables.series, corridors, tables.circuit))
    first = corridors.loc[0]
    pair = world.codes.index(first["origin"]), world.codes.index(first["destination"])
    assert world.free_movement_from[pair] == 2003
    assert (world.free_movement_from < NO_FREE_MOVEMENT).sum() == 1


def test_a_series_is_read_between_the_middles_of_years(world: World) -> None:
    population = world.series["population"]
    np.testing.assert_allclose(world.at("population", 2001.5), population[1])
    np.testing.assert_allclose(world.at("population", 2002.0), (population[1] + population[2]) / 2)
    np.testing.assert_allclose(world.at("population", 2002.25), 0.25 * population[1] + 0.75 * population[2])


@pytest.mark.parametrize(("year", "place"), [(1950.0, 0), (2000.1, 0), (2004.9, 4), (2100.0, 4)])
def test_beyond_its_ends_a_series_keeps_its_last_value(world: World, year: float, place: int) -> None:
    np.testing.assert_allclose(world.at("capacity", year), world.series["capacity"][place])
    np.testing.assert_allclose(world.in_year("capacity", int(year)), world.series["capacity"][place])


def test_a_world_of_one_year_has_no_between(tables: WorldTables) -> None:
    world = build_world(generate(StylisedWorld(states=3, years=1)))
    np.testing.assert_array_equal(world.at("population", 1990.9), world.series["population"][0])


def test_what_is_read_is_no_door_to_the_data() -> None:
    """Whoever writes into what `at` returns does not write into the series."""
    world = build_world(generate(StylisedWorld(states=3, years=1)))
    world.at("population", 1990.0)[:] = 0.0
    assert (world.series["population"] > 0).all()


def test_the_same_tables_have_the_same_digest_and_others_another(tables: WorldTables, world: World) -> None:
    assert build_world(generate(SETTINGS)).digest == world.digest == tables.digest()
    other = generate(StylisedWorld(states=7, years=5, first_year=2000, geography="lattice", seed=2))
    assert build_world(other).digest != world.digest


def test_a_world_knows_its_size_and_its_names(world: World) -> None:
    assert len(world) == 7
    assert len(world.names) == len(world.regions) == len(world.skill_shares) == 7
    np.testing.assert_allclose(world.skill_shares.sum(axis=1), 1.0)


def test_a_world_is_kept_until_its_tables_are_written_again(tmp_path: Path) -> None:
    write_tables(generate(SETTINGS).frames(), tmp_path)
    choice = WorldChoice(name="mine", kind="tables", path=str(tmp_path))
    world = world_of(choice)
    assert world_of(choice) is world
    other = generate(SETTINGS.model_copy(update={"states": 3}))
    write_tables(other.frames(), tmp_path)
    assert len(world_of(choice)) == 3


def test_the_last_worlds_are_kept_and_the_one_longest_unasked_for_goes() -> None:
    choices = [
        WorldChoice(name="s", kind="stylised", settings={"states": states, "years": 1})
        for states in range(3, 7)
    ]
    worlds = [world_of(choice, most=3) for choice in choices[:3]]
    assert [world_of(choice, most=3) for choice in choices[:3]] == worlds
    assert world_of(choices[0], most=3) is worlds[0]
    world_of(choices[3], most=3)
    assert world_of(choices[0], most=3) is worlds[0]
    assert world_of(choices[2], most=3) is worlds[2]
    assert world_of(choices[1], most=3) is not worlds[1]


def test_what_a_run_does_to_a_circuit_apart_leaves_the_world_as_it_was() -> None:
    world = build_world(generate(SETTINGS))
    own = world.apart()
    own.circuit.edges.cost[:] += 1.0
    assert (own.circuit.edges.cost == world.circuit.edges.cost + 1.0).all()
    assert own.series is world.series
    assert own.digest == world.digest
