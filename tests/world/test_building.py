"""The laws of the shipped world: rebuilt from its sources to the same tables, every gap named, known facts in place."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm.refusal import Refusal
from abm.world.building import build, describe
from abm.world.building.assumptions import REGIMES
from abm.world.building.describe import SHIPPED
from abm.world.building.geography import CROSSINGS, PLACES
from abm.world.building.methods import METHODS, Filled, income_neighbours
from abm.world.building.provenance import PROVENANCE
from abm.world.building.sources import NOT_SHIPPED, SOURCES
from abm.world.building.stocks import _poured
from abm.world.schema import SCHEMA
from abm.world.tables import WorldTables, read_tables

LARGEST_SHIPPED = 2.5 * 2**20


@pytest.fixture(scope="module")
def world() -> WorldTables:
    return read_tables(SHIPPED)


@pytest.fixture(scope="module")
def flags() -> dict[str, pd.DataFrame]:
    """The shipped tables with their flags, as text."""
    return {path.name.partition(".")[0]: pd.read_csv(path, dtype=str) for path in sorted(SHIPPED.iterdir())}


def _text(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


# ------------------------------------------------------------------------------------------ building


def test_a_rebuild_gives_the_shipped_tables(source_data: Path, tmp_path: Path) -> None:
    build(source_data, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in SHIPPED.iterdir()}
    for path in sorted(tmp_path.iterdir()):
        assert _text(path) == _text(SHIPPED / path.name), f"{path.name} differs: build the world again"


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(source_data: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        build(source_data, tmp_path / name)
    for path in sorted((tmp_path / "first").iterdir()):
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()


def test_sources_that_are_not_there_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="countries"):
        build(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_shipped_world_is_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < LARGEST_SHIPPED


# ------------------------------------------------------------------------------------------ what is said about it


def test_the_description_is_up_to_date(root: Path) -> None:
    text = (root / "docs" / "data.md").read_text(encoding="utf-8")
    assert text == describe(), "run: python -m abm.world.building > docs/data.md"


def test_every_column_has_a_provenance_with_known_sources() -> None:
    assert set(PROVENANCE) == {f"{column.table}.{column.name}" for column in SCHEMA}
    used = {key for provenance in PROVENANCE.values() for key in provenance.sources}
    assert used == set(SOURCES)


def test_every_flag_is_a_known_method_and_every_method_is_used(flags: dict[str, pd.DataFrame]) -> None:
    found = {
        flag
        for frame in flags.values()
        for column in frame.columns[frame.columns.str.endswith("_flag")]
        for flag in frame[column].unique()
    }
    assert found - {"observed", "interpolated", "carried"} == {method.flag for method in METHODS.values()}


def test_a_blank_is_never_estimated(flags: dict[str, pd.DataFrame]) -> None:
    states = flags["states"]
    blank = states["naturalisation_years"].isna()
    assert set(states.loc[blank, "naturalisation_years_flag"]) == {"assumed:no_ordinary_naturalisation"}


def test_nothing_is_shipped_that_may_not_be(flags: dict[str, pd.DataFrame]) -> None:
    forbidden = re.compile(
        r"vdem|polyarchy|polity|iab|centroid|area_km2|land_borders|subregion|idps", re.IGNORECASE
    )
    declared = {(column.table, column.name) for column in SCHEMA}
    for name, frame in flags.items():
        plain = {(name, column.removesuffix("_flag")) for column in frame.columns}
        assert plain <= declared
        assert not [column for column in frame.columns if forbidden.search(column)]
    assert {"V-Dem", "IAB brain-drain data"} <= {what for what, _ in NOT_SHIPPED}


def test_refugees_reported_by_pair_are_within_those_reported_by_host(world: WorldTables) -> None:
    pairs, states = world.reference_refugees, world.reference_states
    assert pairs is not None
    assert states is not None
    assert (pairs["refugees"] > 0).all()
    assert (pairs["origin"] != pairs["destination"]).all()
    by_host = pairs.groupby(["destination", "year"])["refugees"].sum().rename_axis(["iso3", "year"])
    hosted = states.set_index(["iso3", "year"])["refugees_hosted"].reindex(by_host.index)
    assert (by_host <= hosted.fillna(0.0)).all()
    of_world = pairs.groupby("year")["refugees"].sum() / states.groupby("year")["refugees_hosted"].sum()
    assert of_world.dropna().between(0.8, 1.0).all()
    largest = pairs.set_index(["year", "origin", "destination"])["refugees"].groupby("year").idxmax()
    assert largest[2015][1:] == ("SYR", "TUR")


def test_shares_of_admission_add_to_one() -> None:
    for regime in REGIMES:
        assert regime.skilled + regime.guest + regime.student + regime.family == pytest.approx(1.0)


# ------------------------------------------------------------------------------------------ methods


def test_interpolation_draws_lines_between_and_carries_outwards() -> None:
    filled = Filled.observed(np.array([[np.nan, 1.0, np.nan, 3.0, np.nan], [np.nan] * 5])).interpolate()
    assert filled.values[0].tolist() == [1.0, 1.0, 2.0, 3.0, 3.0]
    assert filled.flags[0].tolist() == ["carried", "observed", "interpolated", "observed", "carried"]
    assert filled.missing[1].all()


def test_filling_never_changes_what_is_known() -> None:
    start = Filled.observed(np.array([1.0, np.nan, np.nan]))
    filled = start.fill(np.array([9.0, 2.0, np.nan]), "assumed:x")
    assert filled.values[:2].tolist() == [1.0, 2.0]
    assert filled.flags.tolist() == ["observed", "assumed:x", ""]
    assert filled.missing.tolist() == [False, False, True]


def test_income_neighbours_are_of_the_region_and_near_in_income() -> None:
    values = np.array([[np.nan], [1.0], [2.0], [50.0]])
    income = np.array([[100.0], [110.0], [90.0], [100.0]])
    regions = np.array(["Asia", "Asia", "Asia", "Africa"], dtype=object)
    assert income_neighbours(values, income, regions)[0, 0] == 1.5


def test_pouring_fills_no_vessel_above_its_rim_and_loses_nothing_that_fits() -> None:
    weight, room = np.array([[1.0], [3.0], [6.0]]), np.array([[100.0], [5.0], [10.0]])
    poured = _poured(np.array([50.0]), weight, room)
    assert (poured <= room).all()
    assert poured.sum() == pytest.approx(50.0)
    assert _poured(np.array([500.0]), weight, room).sum() == pytest.approx(115.0)


# ------------------------------------------------------------------------------------------ facts


def test_the_world_is_nearly_complete(world: WorldTables) -> None:
    assert len(world.states) >= 195
    assert list(world.states["iso3"]) == sorted(PLACES)
    assert set(world.series["year"]) == set(range(1990, 2021))
    assert world.series.groupby("year")["population"].sum()[1990] == pytest.approx(5.32e9, rel=0.01)
    assert world.series.groupby("year")["population"].sum()[2020] == pytest.approx(7.88e9, rel=0.01)


def test_migrants_of_1990_are_those_of_the_united_nations(world: WorldTables) -> None:
    assert world.corridors["stock"].sum() == pytest.approx(153.2e6, rel=0.02)
    assert world.corridors["refugees"].sum() == pytest.approx(17.4e6, rel=0.01)
    stock = world.corridors.set_index(["origin", "destination"])["stock"]
    assert stock["MEX", "USA"] > 4e6
    assert stock["RUS", "UKR"] > 4e6
    assert stock["AFG", "PAK"] > 3e6


def test_stocks_by_destination_are_the_reported_totals_and_refugees_beyond_them(world: WorldTables) -> None:
    reference = world.reference_states
    assert reference is not None
    total = reference[reference["year"] == 1990].set_index("iso3")["immigrant_stock"].dropna()
    built = world.corridors.groupby("destination")["stock"].sum().reindex(total.index)
    assert ((built >= total - 100) | (built == 0)).all()
    raised = (built - total).clip(lower=0)
    assert raised.sum() < 0.02 * total.sum()


def test_quotas_and_forced_outflow_have_the_order_of_magnitude_of_the_world(world: WorldTables) -> None:
    yearly = world.series.groupby("year").sum(numeric_only=True)
    admitted = yearly[[name for name in yearly if name.startswith("quota_")]].sum(axis=1)
    assert admitted.between(6e6, 14e6).all()
    assert yearly["forced_outflow"].between(0.3e6, 4e6).all()
    assert 1e6 < yearly["forced_outflow"].mean() < 3e6
    assert yearly.loc[1994, "conflict_deaths"] > 5e5


@pytest.mark.parametrize(
    ("origin", "destination", "channel"),
    [
        line.split()
        for line in (
            "MEX USA land,MAR ESP land,MAR ESP sea,LBY ITA sea,LBY MLT sea,TUN ITA sea,DZA ESP sea,SEN ESP sea,"
            "MRT ESP sea,TUR GRC sea,TUR GRC land,HTI USA sea,CUB USA sea,DOM PRI sea,HTI BHS "
            "sea,SOM YEM sea,DJI YEM sea,"
            "ERI YEM sea,IDN MYS sea,IDN AUS sea,LKA IND sea,MMR MYS sea,BGD MYS sea,ALB ITA "
            "sea,GBR FRA sea,COM TZA sea,"
            "EGY ITA sea,CHN TWN sea,CHN KOR sea,CHN JPN sea,VNM HKG sea,CHN HKG land,ZWE ZAF land,GTM MEX land,"
            "XKX SRB land,SSD UGA land,SDN SSD land,MNE ALB land,SYR TUR land,AFG IRN land,IND BGD land,HTI DOM land,"
            "NZL VUT air"
        ).split(",")
    ],
)
def test_known_crossings_are_edges_both_ways(
    world: WorldTables, origin: str, destination: str, channel: str
) -> None:
    edges = set(
        zip(world.circuit["origin"], world.circuit["destination"], world.circuit["channel"], strict=True)
    )
    assert (origin, destination, channel) in edges
    assert (destination, origin, channel) in edges


@pytest.mark.parametrize(
    ("origin", "destination", "channel"),
    [
        ("MAR", "MRT", "land"),
        ("SDN", "UGA", "land"),
        ("MMR", "PAK", "land"),
        ("DEU", "HRV", "sea"),
        ("CHE", "ITA", "sea"),
        ("RUS", "USA", "sea"),
    ],
)
def test_there_is_no_edge_where_there_is_no_way(
    world: WorldTables, origin: str, destination: str, channel: str
) -> None:
    circuit = world.circuit
    joined = (circuit["origin"] == origin) & (circuit["destination"] == destination)
    assert not (joined & (circuit["channel"] == channel)).any()


def test_hazards_and_costs_are_in_the_declared_bounds(world: WorldTables) -> None:
    by_channel = world.circuit.groupby("channel")["hazard"].agg(["min", "max"])
    assert by_channel.loc["air", "max"] == 0.0
    assert by_channel.loc["land", "max"] <= 0.002
    assert 0.001 <= by_channel.loc["sea", "min"] <= by_channel.loc["sea", "max"] <= 0.04


def test_landlocked_states_have_no_sea_edge_but_lakes(world: WorldTables) -> None:
    lakes = {"AZE", "KAZ", "TKM", "NER", "TCD"}
    sea = world.circuit[world.circuit["channel"] == "sea"]
    assert {iso3 for iso3 in set(sea["origin"]) if not PLACES[iso3].seas} <= lakes


def test_crossings_join_states_of_the_world() -> None:
    assert all(len(pair) == 2 and pair <= set(PLACES) and km > 0 for pair, km in CROSSINGS.items())


def test_symmetric_ties_are_symmetric(world: WorldTables) -> None:
    for column in ("distance_km", "contiguous", "common_language", "colonial_link", "free_movement_from"):
        matrix = world.corridors.pivot(index="origin", columns="destination", values=column).to_numpy(
            dtype=float
        )
        assert np.array_equal(matrix, matrix.T, equal_nan=True), column


def test_free_movement_starts_with_the_later_of_two_schengen_dates(world: WorldTables) -> None:
    since = world.corridors.set_index(["origin", "destination"])["free_movement_from"]
    assert since["FRA", "DEU"] == 1995
    assert since["FRA", "POL"] == 2007
    assert since["CHE", "LIE"] == 2011
    assert np.isnan(since["FRA", "GBR"])


def test_known_facts_of_states(world: WorldTables) -> None:
    states = world.states.set_index("iso3")
    series = world.series.set_index(["iso3", "year"])
    assert states.loc["SAU", "naturalisation_years"] == 100
    assert states.loc["USA", "naturalisation_years"] == 5
    assert states.loc["CYP", "region"] == "Asia"
    assert series.loc[("RWA", 1994), "natural_increase"] < -20
    assert series.loc[("SYR", 2014), "forced_outflow"] > 1e6
    assert series.loc[("SYR", 2014), "conflict_deaths"] > 5e4
    assert series.loc[("USA", 2001), "conflict_deaths"] > 2_000
    assert series.loc[("NOR", 2010), "capacity"] > 0.8
    assert series.loc[("SOM", 2010), "capacity"] < 0.15
    assert series.loc[("DEU", 2005), "gdp_per_head"] > 5 * series.loc[("IND", 2005), "gdp_per_head"]


def test_births_and_increase_are_those_of_human_populations(world: WorldTables) -> None:
    series = world.series
    usual = (series["iso3"] != "RWA") | (series["year"] != 1994)
    assert series.loc[usual, "natural_increase"].between(-30, 60).all()
    assert series["birth_rate"].between(4, 60).all()
    assert (series["natural_increase"] <= series["birth_rate"] + 1e-9).all()
