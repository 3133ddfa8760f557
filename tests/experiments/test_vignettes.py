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
from experiments.vignettes import build_up, frontex, home
from experiments.vignettes.__main__ import PAGES, main
from experiments.vignettes.counting import AMOUNTS, at_home, by_year, indexed, on_routes
from experiments.vignettes.vignette import (
    DATA,
    WITH,
    WITHOUT,
    OutcomeSpec,
    Vignette,
    read_vignette,
    scenarios_of,
)

HERE = Path(__file__).parents[2] / "experiments" / "vignettes"
VIGNETTES = sorted(HERE.glob("*.yaml"))
OF_A_HOME = [path for path in VIGNETTES if read_vignette(path).shown == "home"]
each_vignette = pytest.mark.parametrize("path", VIGNETTES, ids=lambda path: path.stem)
each_home = pytest.mark.parametrize("path", OF_A_HOME, ids=lambda path: path.stem)


STRANGERS = (("AAA", "GRC", "land"), ("ALB", "BBB", "land"), ("ALB", "GRC", "air"), ("MEX", "USA", "air"))
"""Edges that differ from one of a route in one thing alone."""


@dataclass
class Runs:
    """Looks like the result of a batch: numbers for every edge of the vignette, and for some that are none of its."""

    vignette: Vignette
    level: float = 1.0
    seeds: tuple[int, ...] = tuple(range(1, 13))
    scenario: Mapping[str, Any] = field(default_factory=lambda: {"name": "drawn", "persons_per_agent": 1000})
    digest: str = "0123456789abcdef"

    def frame(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        rng = np.random.default_rng(1)
        if name != "routes":
            return self._at_home(name, columns, rng)
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

    def _at_home(self, name: str, columns: Sequence[str], rng: np.random.Generator) -> pd.DataFrame:
        """A frame of corridors or of states, of all codes that the outcomes name and of two that they do not."""
        specs = self.vignette.outcomes.values()
        codes = sorted({"AAA", "BBB", *(code for spec in specs for code in (*spec.origins, *spec.states))})
        hosts = sorted({"BBB", *(code for spec in specs for code in spec.hosts)})
        last = [1, 6, 12] if name == "states" else hosts
        names = ["seed", "year", *(("iso3", "month") if name == "states" else ("origin", "destination"))]
        index = pd.MultiIndex.from_product([self.seeds, self.vignette.years, codes, last], names=names)
        frame = index.to_frame(index=False)
        frame[columns[-1]] = self.level * rng.poisson(50, len(frame))
        return frame[list(columns)]


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
        happened = ("events", "blocs", "conditions")
        assert any(getattr(found[WITH], key) != getattr(found[WITHOUT], key) for key in happened)
        assert vignette.shown == "home" or (found[WITH].events and not found[WITHOUT].events)
        same = [
            {**scenario.resolved(), **dict.fromkeys(happened), "name": "", "description": ""}
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


@each_home
def test_arms_of_a_home_vignette_are_the_same_until_the_year_from_which_they_may_differ(path: Path) -> None:
    vignette = read_vignette(path)
    first, second = scenarios_of(vignette).values()
    changed = set(first.events) ^ set(second.events)
    if first.conditions != second.conditions:  # of states whose reaction begins by an event of both arms
        changed = set(first.events)
        assert all(first.policies[code]["reaction"] == 0.0 for code in first.conditions)
    dates = [event.date for event in changed]
    if not dates:
        dates = [date for bloc in first.blocs.values() for date in bloc.members.values()]
    assert min(int(date[:4]) for date in dates) == vignette.since


@each_home
def test_states_of_outcomes_are_in_the_world(path: Path) -> None:
    vignette = read_vignette(path)
    known = set(tables_of(load(vignette.scenario).world).states["iso3"])
    for spec in vignette.outcomes.values():
        assert {*spec.states, *spec.origins, *spec.hosts} <= known
        assert not set(spec.origins) & set(spec.hosts)


def test_the_curtain_opens_for_every_state_behind_it() -> None:
    scenario = load("iron-curtain")
    closed = {code for code, levers in scenario.policies.items() if code != "PRK"}
    opened = [code for event in scenario.events for code in event.states]
    assert closed == set(opened)
    assert len(opened) == len(closed)
    assert {scenario.policies[code]["exit_restriction"] for code in closed} == {3}
    assert {event.set["exit_restriction"] for event in scenario.events} == {0}
    assert set(read_vignette(HERE / "iron-curtain.yaml").outcomes["inflow"].origins) == closed


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


# ------------------------------------------------------------------------------------------ a home state


def _spec(name: str, column: str) -> tuple[Vignette, OutcomeSpec]:
    vignette = read_vignette(HERE / f"{name}.yaml")
    return vignette, next(spec for spec in vignette.outcomes.values() if spec.column == column)


def test_corridors_are_summed_over_their_origins_and_hosts_alone() -> None:
    vignette, spec = _spec("iron-curtain", "stock")
    runs = Runs(vignette)
    counted = at_home(cast(Result, runs), vignette, spec)
    frame = runs.frame("corridors", ["seed", "year", "origin", "destination", "stock"])
    own = frame[(frame["seed"] == 7) & (frame["year"] == 1994)]
    pairs = own[~own["origin"].isin(["AAA", "BBB"]) & (own["destination"] != "BBB")]
    assert counted[(1994, 7)] == pairs["stock"].sum()
    anywhere = at_home(cast(Result, runs), vignette, spec.model_copy(update={"hosts": ()}))
    assert anywhere[(1994, 7)] == own[~own["origin"].isin(["AAA", "BBB"])]["stock"].sum()
    assert len(counted) == len(vignette.years) * len(runs.seeds)


def test_a_measure_is_reduced_as_it_says_and_summed_over_its_states() -> None:
    vignette, spec = _spec("rwanda-congo-camps", "fighters_abroad")
    runs = Runs(vignette)

    def months(column: str) -> pd.DataFrame:
        frame = runs.frame("states", ["seed", "iso3", "year", "month", column])
        return frame[(frame["seed"] == 3) & (frame["year"] == 1995) & frame["iso3"].isin(spec.states)]

    def counted(column: str) -> float:
        changed = spec.model_copy(update={"column": column})
        return float(at_home(cast(Result, runs), vignette, changed)[(1995, 3)])

    stock, flow, rate = (months(name) for name in ("fighters_abroad", "captured_aid", "conflict_intensity"))
    assert counted("fighters_abroad") == stock[stock["month"] == 12]["fighters_abroad"].sum()
    assert counted("captured_aid") == flow["captured_aid"].sum()
    assert counted("conflict_intensity") == pytest.approx(rate["conflict_intensity"].sum() / 12)


def test_what_happened_at_home_is_found_and_a_check_reduces_model_and_record_alike() -> None:
    vignette = read_vignette(HERE / "rwanda-congo-camps.yaml")
    found = home.outcomes(vignette, {WITH: _runs(vignette, 1.2), WITHOUT: _runs(vignette)})
    difference, relative = home.effect(vignette, found["captured_aid"])
    assert relative.mean == pytest.approx(0.2)
    assert difference.mean == pytest.approx(0.2 * 3 * 50 / 1e6, rel=0.05)
    one = found["zaire"]
    check = vignette.checks[0].model_copy(update={"first": 1994, "last": 1996})
    runs, series = one.runs[WITH], one.recorded["UNHCR"]
    for kind, expected in (
        ("mean", series.loc[1994:1996].mean()), ("sum", series.loc[1994:1996].sum()),
        ("rise", series[1996] - series[1994]),
    ):  # fmt: skip
        asked = check.model_copy(update={"kind": kind})
        assert float(home._recorded(one, asked, 1.0).replace(",", "").replace("−", "-")) == pytest.approx(
            expected, rel=0.005
        )
    by_year_and_seed = runs.unstack("seed")
    rise = home._reduced(runs, check.model_copy(update={"kind": "rise"}))
    assert rise.tolist() == (by_year_and_seed.loc[1996] - by_year_and_seed.loc[1994]).tolist()
    total = home._reduced(runs, check.model_copy(update={"kind": "sum"}))
    assert total.to_numpy() == pytest.approx(by_year_and_seed.loc[1994:1996].sum().to_numpy())
    times = home._reduced(runs, check.model_copy(update={"kind": "times"}))
    means = by_year_and_seed.mean(axis=1)
    assert times.mean() == pytest.approx(means[1996] / means[1994])


def test_a_record_with_a_gap_gives_no_number() -> None:
    vignette = read_vignette(HERE / "iron-curtain.yaml")
    found = home.outcomes(vignette, {WITH: _runs(vignette), WITHOUT: _runs(vignette)})
    check = next(check for check in vignette.checks if check.outcome == "stock")
    assert home._recorded(found["stock"], check, 1e6) == "1.87"
    assert home._recorded(found["stock"], check.model_copy(update={"last": 1997}), 1e6) == "–"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("column: captured_aid", "column: captured_aids", "neither a measure .*; did you mean 'captured_aid'"),
        ("column: captured_aid", "column: interdiction_probability", "a ratio, which cannot be summed"),
        ("column: captured_aid", "column: power_gini", "measured for the world alone"),
        ("column: captured_aid", "column: stock", "is 'stock' and needs 'origins', not 'states'"),
        ("outcome: zaire", "outcome: zaira", "is 'zaira', which is no outcome; did you mean 'zaire'"),
        ("since: 1994", "since: 1989", "'since' is 1989, outside the years 1990 to 1999"),
        ("first: 1995, last: 1996", "first: 1996, last: 1995", "must lie among the years shown, in order"),
        ("shown: home", "shown: years", "is of the kind 'years' and needs 'routes'"),
        ("since: 1994\n", "", "is of the kind 'home' and needs 'since'"),
        ("outcome: zaire", "outcome: fighters", "has no 'recorded', and its outcome no recorded series"),
    ],
)  # fmt: skip
def test_a_slip_in_a_home_vignette_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (HERE / "rwanda-congo-camps.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "mine.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refusal, match=rf"(?s)mine\.yaml, line \d+: .*{said}"):
        read_vignette(tmp_path / "mine.yaml")


def test_a_recorded_column_that_the_series_lacks_is_refused(tmp_path: Path) -> None:
    text = (HERE / "rwanda-congo-camps.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("refugees_uganda}", "uganda}"), encoding="utf-8")
    with pytest.raises(Refusal, match=r"outcome 'uganda' names the column 'uganda', which rwanda_congo\.csv"):
        read_vignette(tmp_path / "mine.yaml").recorded()


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
    first = next(other for other in VIGNETTES if read_vignette(other).shown == vignette.shown)
    for width in (10.0, 4.4) if path == first else (4.4,):
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
