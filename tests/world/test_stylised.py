"""The laws of stylised worlds: declared, repeatable, sound, and different in the direction that was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.world.building.geography import PLACES
from abm.world.drawing import codes
from abm.world.layout import great_circle
from abm.world.stylised import Geography, StylisedWorld, generate
from abm.world.tables import WorldTables, problems, read_tables, write_tables

GEOGRAPHIES: tuple[Geography, ...] = ("ring", "lattice", "continents", "scatter")


def _first(world: WorldTables, column: str) -> np.ndarray:
    series = world.series
    return series.loc[series["year"] == series["year"].min(), column].to_numpy()


@pytest.mark.parametrize("geography", GEOGRAPHIES)
@pytest.mark.parametrize("states", [2, 3, 30, 61])
def test_every_geography_and_size_gives_a_sound_world(
    geography: Geography, states: int, tmp_path: Path
) -> None:
    world = generate(StylisedWorld(states=states, geography=geography))
    write_tables(world.frames(), tmp_path)
    assert problems(tmp_path) == []
    assert read_tables(tmp_path).digest() == world.digest()
    assert len(world.states) == states


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**31 - 1),
    states=st.integers(2, 40),
    geography=st.sampled_from(GEOGRAPHIES),
    spreads=st.tuples(st.floats(0, 3), st.floats(0, 2.5), st.floats(0, 0.5)),
    war=st.tuples(st.floats(0, 1), st.floats(0, 2000)),
    stock=st.floats(0, 0.3),
)
def test_any_declared_value_gives_a_sound_world(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    states: int,
    geography: Geography,
    spreads: tuple[float, float, float],
    war: tuple[float, float],
    stock: float,
) -> None:
    population, income, capacity = spreads
    world = StylisedWorld(
        seed=seed,
        states=states,
        years=5,
        geography=geography,
        population_spread=population,
        income_spread=income,
        capacity_spread=capacity,
        conflict_share=war[0],
        conflict_intensity=war[1],
        migration_stock=stock,
    )
    folder = tmp_path_factory.mktemp("world")
    write_tables(generate(world).frames(), folder)
    assert problems(folder) == []


def test_the_same_declarations_give_the_same_world_and_another_seed_another() -> None:
    assert generate(StylisedWorld(seed=3)).digest() == generate(StylisedWorld(seed=3)).digest()
    assert generate(StylisedWorld(seed=3)).digest() != generate(StylisedWorld(seed=4)).digest()


def test_every_declaration_has_unit_meaning_source_and_range() -> None:
    for name, field in StylisedWorld.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        assert field.description, name
        assert extra["unit"], name
        assert re.match(r"calibrated|estimated|assumed|literature: .+", str(extra["source"])), name


def test_codes_are_never_those_of_real_states() -> None:
    drawn = list(islice(codes(), 1000))
    assert len(set(drawn)) == 1000
    assert not set(drawn) & set(PLACES)
    assert all(re.fullmatch(r"AA[A-Z]|Q[M-Z][A-Z]|X[A-Z]{2}|ZZ[A-Z]", code) for code in drawn)


@pytest.mark.parametrize(
    ("key", "low", "high", "measure"),
    [
        ("income_spread", 0.2, 2.0, lambda world: np.log(_first(world, "gdp_per_head")).std()),
        ("income_median", 2_000, 20_000, lambda world: np.median(_first(world, "gdp_per_head"))),
        ("population_median", 1e6, 1e8, lambda world: np.median(_first(world, "population"))),
        ("population_spread", 0.2, 2.0, lambda world: np.log(_first(world, "population")).std()),
        ("capacity_spread", 0.02, 0.3, lambda world: _first(world, "capacity").std()),
        ("capacity_mean", 0.2, 0.8, lambda world: _first(world, "capacity").mean()),
        ("conflict_share", 0.02, 0.5, lambda world: (_first(world, "conflict_deaths") > 0).mean()),
        ("conflict_intensity", 5, 50, lambda world: _first(world, "conflict_deaths").sum()),
        ("displaced_per_death", 5, 50, lambda world: _first(world, "forced_outflow").sum()),
        ("migration_stock", 0.01, 0.05, lambda world: world.corridors["stock"].sum()),
        ("refugee_share", 0.02, 0.2, lambda world: world.corridors["refugees"].sum()),
        ("quota_share", 0.0005, 0.002, lambda world: _first(world, "quota_family").sum()),
        ("coastal_share", 0.2, 1.0, lambda world: (world.circuit["channel"] == "sea").sum()),
        ("visa_openness", 0.1, 0.9, lambda world: world.corridors["visa_free"].mean()),
        ("growth", 0.0, 0.05, lambda world: world.series["gdp_per_head"].sum()),
    ],
)
def test_more_of_a_declaration_gives_more_of_what_it_means(
    key: str, low: float, high: float, measure: Callable[[WorldTables], float]
) -> None:
    less, more = (
        generate(StylisedWorld.model_validate({"states": 100, key: value})) for value in (low, high)
    )
    assert measure(less) < measure(more)


def test_the_share_of_migrants_is_as_declared_within_the_ceiling_of_the_origins() -> None:
    world = generate(StylisedWorld(states=100, migration_stock=0.02))
    assert world.corridors["stock"].sum() / _first(world, "population").sum() == pytest.approx(0.02, rel=0.05)


@pytest.mark.parametrize("tie", [-0.9, 0.0, 0.9])
def test_capacity_goes_with_income_as_declared(tie: float) -> None:
    world = generate(StylisedWorld(states=1000, years=1, capacity_income_correlation=tie, continents=50))
    found = np.corrcoef(np.log(_first(world, "gdp_per_head")), _first(world, "capacity"))[0, 1]
    assert found == pytest.approx(tie, abs=0.1)


def test_no_war_no_flight() -> None:
    world = generate(StylisedWorld(conflict_share=0.0))
    assert world.series["conflict_deaths"].sum() == 0
    assert world.series["forced_outflow"].sum() == 0
    assert world.corridors["refugees"].sum() == 0


def test_neighbours_on_a_ring_are_two_and_on_a_lattice_four_at_most() -> None:
    ring = (
        generate(StylisedWorld(states=30, geography="ring")).corridors.groupby("origin")["contiguous"].sum()
    )
    assert set(ring) == {2}
    lattice = (
        generate(StylisedWorld(states=30, geography="lattice"))
        .corridors.groupby("origin")["contiguous"]
        .sum()
    )
    assert set(lattice) <= {2, 3, 4}


@pytest.mark.parametrize("geography", GEOGRAPHIES)
def test_borders_and_distances_are_the_same_from_both_sides(geography: Geography) -> None:
    corridors = generate(StylisedWorld(states=30, geography=geography)).corridors
    for column in ("distance_km", "contiguous", "common_language", "colonial_link"):
        matrix = corridors.pivot(index="origin", columns="destination", values=column).to_numpy(dtype=float)
        assert np.array_equal(matrix, matrix.T, equal_nan=True)


def test_continents_are_joined_by_land_inside_only() -> None:
    world = generate(StylisedWorld(states=50, continents=5))
    region = world.states.set_index("iso3")["region"]
    joined = world.corridors[world.corridors["contiguous"] == 1]
    assert (joined["origin"].map(region) == joined["destination"].map(region)).all()


def test_a_quarter_of_the_way_round_is_a_quarter_of_the_circumference() -> None:
    distance = great_circle(np.array([0.0, 90.0, 0.0]), np.array([0.0, 0.0, 90.0]))
    quarter = np.pi / 2 * 6371.0
    assert distance[~np.eye(3, dtype=bool)] == pytest.approx(np.full(6, quarter))
