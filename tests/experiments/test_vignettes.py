"""Vignettes: scenarios that follow the records, counts on routes that add up, and pages that lay both side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from abm.refusal import Refusal
from abm.results.result import Result
from abm.scenario import load, tables_of
from experiments.claims.estimating import ratio_of_means
from experiments.vignettes import build_up, frontex
from experiments.vignettes.__main__ import PAGES, main
from experiments.vignettes.counting import AMOUNTS, by_year, indexed, on_routes
from experiments.vignettes.vignette import DATA, WITH, WITHOUT, Vignette, read_vignette, scenarios_of

HERE = Path(__file__).parents[2] / "experiments" / "vignettes"
VIGNETTES = sorted(HERE.glob("*.yaml"))
each_vignette = pytest.mark.parametrize("path", VIGNETTES, ids=lambda path: path.stem)


STRANGERS = (("AAA", "GRC", "land"), ("ALB", "BBB", "land"), ("ALB", "GRC", "air"), ("MEX", "USA", "air"))
"""Edges that differ from one of a route in one thing alone."""


@dataclass
class Runs:
    """Looks like the result of a batch: numbers for every edge of the vignette, and for some that are none of its."""

    vignette: Vignette
    level: float = 1.0
    seeds: tuple[int, ...] = tuple(range(1, 31))
    scenario: Mapping[str, Any] = field(default_factory=lambda: {"name": "drawn", "persons_per_agent": 1000})
    digest: str = "0123456789abcdef"

    def frame(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        assert name == "routes"
        rng = np.random.default_rng(1)
        edges = {
            (origin, destination, channel)
            for route in self.vignette.routes.values()
            for origin in route.origins
            for destination in route.destinations
            for channel in route.channels
        }
        rows = [
            (seed, year, *edge, *(self.level * rng.poisson(50, len(AMOUNTS))))
            for edge in [*sorted(edges), *STRANGERS]
            for year in self.vignette.years
            for seed in self.seeds
        ]
        return pd.DataFrame(rows, columns=["seed", "year", "origin", "destination", "channel", *AMOUNTS])[
            list(columns)
        ]


def _runs(vignette: Vignette, level: float = 1.0) -> Result:
    return cast(Result, Runs(vignette, level))


# ------------------------------------------------------------------------------------------ what is shipped


@each_vignette
def test_the_arms_share_horizon_and_seeds_and_differ_in_what_happened(path: Path) -> None:
    vignette = read_vignette(path)
    found = scenarios_of(vignette)
    assert vignette.replications >= 30
    assert {scenario.seeds for scenario in found.values()} == {found[WITH].seeds}
    assert len({scenario.end for scenario in found.values()}) == 1
    if WITHOUT in found:
        assert found[WITH].events
        assert not found[WITHOUT].events
        same = [
            {**scenario.resolved(), "events": [], "name": "", "description": ""}
            for scenario in found.values()
        ]
        assert same[0] == same[1]


@each_vignette
def test_every_route_is_on_the_circuit(path: Path) -> None:
    vignette = read_vignette(path)
    circuit = tables_of(load(vignette.scenario).world).circuit
    for name, route in vignette.routes.items():
        edges = circuit[
            circuit["origin"].isin(route.origins)
            & circuit["destination"].isin(route.destinations)
            & circuit["channel"].isin(route.channels)
        ]
        assert len(edges), name
        assert set(edges["origin"]) == set(route.origins), name
        assert set(edges["destination"]) == set(route.destinations), name
        assert set(edges["channel"]) == set(route.channels), name


def test_border_effort_of_the_united_states_follows_its_agents() -> None:
    agents = pd.read_csv(DATA / "us_border.csv").set_index("year")["agents"]
    events = load("us-build-up").events
    assert [int(event.date[:4]) for event in events] == list(range(1994, 2001))
    for event in events:
        assert event.states == ("USA",)
        assert event.set["border_effort"] == pytest.approx(
            agents[int(event.date[:4])] / agents[1993], abs=5e-4
        )


@each_vignette
def test_recorded_series_name_their_source(path: Path) -> None:
    vignette = read_vignette(path)
    recorded = vignette.recorded()
    assert set(recorded["year"]) == set(vignette.years)
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert f"`{vignette.series}`" in readme
    for column in recorded.columns:
        assert column in ("year", "route") or f"`{column}`" in readme


# ------------------------------------------------------------------------------------------ counting


def test_routes_hold_their_edges_and_no_others() -> None:
    vignette = read_vignette(HERE / "frontex-routes.yaml")
    runs = Runs(vignette)
    counted = on_routes(cast(Result, runs), vignette)
    frame = runs.frame("routes", ["seed", "year", "origin", "destination", "channel", "deaths"])
    own = frame[(frame["year"] == 2012) & (frame["seed"] == 3) & frame["channel"].isin(["land", "sea"])]
    own = own[(own["origin"] == "ALB") & (own["destination"] == "GRC")]
    assert len(own) == 2
    assert counted.loc[("Albania to Greece", 2012, 3), "deaths"] == own["deaths"].sum()
    assert len(counted) == len(vignette.routes) * len(vignette.years) * len(runs.seeds)


def test_a_ratio_of_means_bears_runs_without_cases_and_has_its_mean() -> None:
    years = pd.MultiIndex.from_product([[1, 2], range(4)], names=["year", "seed"])
    above = pd.Series([0.0, 2, 4, 2, 9, 0, 0, 3], years)
    below = pd.Series([0.0, 1, 1, 2, 3, 0, 0, 1], years)
    values = ratio_of_means(above, below, "year").groupby(level="year").mean()
    assert values.tolist() == pytest.approx([8 / 4, 12 / 4])
    assert ratio_of_means(above, below).mean() == pytest.approx(20 / 8)
    assert ratio_of_means(above, 0 * below).isna().all()


def test_an_index_is_a_hundred_in_its_first_year() -> None:
    vignette = read_vignette(HERE / "us-build-up.yaml")
    values = on_routes(_runs(vignette), vignette).loc["Borders of the United States"]["deaths"]
    table = indexed(values, vignette.first)
    assert table.loc[vignette.first].tolist() == [100.0, 100.0, 100.0]
    means = by_year(values)["mean"]
    assert table["mean"].to_numpy() == pytest.approx(100 * (means / means[vignette.first]).to_numpy())


def test_shares_of_routes_add_to_one() -> None:
    vignette = read_vignette(HERE / "frontex-routes.yaml")
    shares = frontex.shares_of(on_routes(_runs(vignette), vignette), vignette)
    for column in ("interdictions", "attempts", "detected"):
        assert shares[column].sum() == pytest.approx(1.0)


# ------------------------------------------------------------------------------------------ pages and refusals


@each_vignette
def test_a_page_lays_the_model_beside_the_records(path: Path) -> None:
    vignette = read_vignette(path)
    arms = (
        {WITH: _runs(vignette, 1.2), WITHOUT: _runs(vignette)}
        if vignette.control
        else {WITH: _runs(vignette)}
    )
    document = PAGES[vignette.shown](vignette, arms)
    (drawing,) = document.drawings()
    for width in (10.0, 4.4):
        assert drawing.draw(width).axes
    texts = [
        block.text for section in document.sections for block in section.blocks if hasattr(block, "text")
    ]
    assert any(f"make vignette NAME={vignette.name}" in text for text in texts)


def test_what_a_build_up_changes_is_found() -> None:
    vignette = read_vignette(HERE / "us-build-up.yaml")
    found = build_up.outcomes(vignette, {WITH: _runs(vignette, 1.2), WITHOUT: _runs(vignette)})
    by_name = {one.name: build_up._effect(vignette, one) for one in found}
    assert by_name["interdictions"].mean == pytest.approx(0.2)
    assert by_name["deaths"].mean == pytest.approx(0.2)
    assert by_name["fee"].mean == pytest.approx(0.0, abs=1e-9)


def test_a_slip_in_a_vignette_is_refused_with_its_line(tmp_path: Path) -> None:
    text = (HERE / "us-build-up.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(
        text.replace("scenario: us-build-up", "scenaro: us-build-up"), encoding="utf-8"
    )
    with pytest.raises(
        Refusal, match=r"mine\.yaml, line \d+: unknown key 'scenaro'; did you mean 'scenario'"
    ):
        read_vignette(tmp_path / "mine.yaml")
    (tmp_path / "mine.yaml").write_text(text.replace("2000-12", "1999-12"), encoding="utf-8")
    with pytest.raises(Refusal, match="the control has another horizon or another seed than the scenario"):
        scenarios_of(read_vignette(tmp_path / "mine.yaml"))


def test_a_vignette_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["us-build-upp"]) == 2
    assert "did you mean 'us-build-up'" in capsys.readouterr().err
