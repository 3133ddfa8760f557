"""Vignettes: scenarios that follow the records, counts on routes that add up, and pages that lay both side by side."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import cast

import pandas as pd
import pytest

from abm.refusal import Refusal
from abm.reports.document import Table
from abm.scenario import load, tables_of
from abm.studies.study import Study
from experiments.claims.estimating import ratio_of_means
from experiments.vignettes import frontex
from experiments.vignettes.__main__ import main
from experiments.vignettes.arms import Arm, study
from experiments.vignettes.checking import (
    recorded,
    reduced,
)
from experiments.vignettes.counting import of_states, on_routes
from experiments.vignettes.outcomes import outcomes
from experiments.vignettes.page import document, effect
from experiments.vignettes.vignette import (
    DATA,
    WITH,
    OutcomeSpec,
    Vignette,
    read_vignette,
)
from tests.experiments.made_up_vignettes import Runs, arms_in, runs_of

HERE = Path(__file__).parents[2] / "experiments" / "vignettes"
VIGNETTES = sorted(HERE.glob("*.yaml"))
each_vignette = pytest.mark.parametrize("path", VIGNETTES, ids=lambda path: path.stem)


# ------------------------------------------------------------------------------------------ what is shipped


@lru_cache
def _study(path: Path, full: bool = False) -> Study:
    return study(read_vignette(path), full=full)


@each_vignette
def test_the_arms_share_horizon_and_seeds_and_differ_in_what_happened(path: Path) -> None:
    vignette = read_vignette(path)
    first, second = (arm.scenario for arm in _study(path).arms)
    assert vignette.replications >= 30
    assert first.end == second.end == f"{vignette.last}-12"
    happened = ("events", "blocs", "conditions")
    assert any(getattr(first, key) != getattr(second, key) for key in happened)
    reaction = {"policies": None} if first.conditions.get("USA") else {}  # it starts with a reaction of none
    same = [
        {**scenario.resolved(), **dict.fromkeys(happened), **reaction, "name": "", "description": ""}
        for scenario in (first, second)
    ]
    assert same[0] == same[1]


@each_vignette
def test_publication_size_is_finer_and_changes_nothing_else(path: Path) -> None:
    small, large = _study(path), _study(path, full=True)
    for arm, fine in zip(small.arms, large.arms, strict=True):
        assert fine.scenario.persons_per_agent < arm.scenario.persons_per_agent
        size = {"persons_per_agent": 1}
        assert {**arm.scenario.resolved(), **size} == {**fine.scenario.resolved(), **size}
    assert set(small.numbering.digests).isdisjoint(large.numbering.digests)


@each_vignette
def test_a_study_keeps_what_the_outcomes_of_its_vignette_name(path: Path) -> None:
    vignette, keep = read_vignette(path), _study(path).spec.keep
    for spec in vignette.outcomes.values():
        assert set(spec.states) <= set(keep.places)
        if spec.origins:
            (pairs,) = keep.corridors
            assert set(spec.origins) <= set(pairs.origins)
            assert set(spec.hosts) <= set(pairs.destinations) if pairs.destinations else True
            assert spec.hosts or not pairs.destinations
        for name in spec.routes:
            (pairs,) = keep.routes
            assert set(vignette.routes[name].origins) <= set(pairs.origins)
            assert set(vignette.routes[name].destinations) <= set(pairs.destinations)


@each_vignette
def test_what_says_that_it_is_put_in_is_marked_so(path: Path) -> None:
    vignette = read_vignette(path)
    assert any(not check.put_in for check in vignette.checks)
    for check in vignette.checks:
        assert check.put_in or "put in" not in check.source


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
def test_the_arms_are_the_same_until_the_year_from_which_they_may_differ(path: Path) -> None:
    vignette = read_vignette(path)
    first, second = (arm.scenario for arm in _study(path).arms)
    changed = set(first.events) ^ set(second.events)
    if first.conditions != second.conditions:  # of states whose reaction begins by an event
        assert all(first.policies[code]["reaction"] == 0.0 for code in first.conditions)
    dates = [event.date for event in changed]
    if not dates:
        dates = [date for bloc in first.blocs.values() for date in bloc.members.values()]
    assert min(int(date[:4]) for date in dates) == vignette.since


@each_vignette
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
    counted = on_routes(cast(Arm, runs), vignette)
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


def test_shares_of_routes_add_to_one() -> None:
    vignette = read_vignette(HERE / "frontex-routes.yaml")
    shares = frontex.shares_of(on_routes(runs_of(vignette), vignette), vignette)
    for column in ("interdictions", "attempts", "detected"):
        assert shares[column].sum() == pytest.approx(1.0)


# ------------------------------------------------------------------------------------------ states and pairs of them


def _spec(name: str, column: str) -> tuple[Vignette, OutcomeSpec]:
    vignette = read_vignette(HERE / f"{name}.yaml")
    return vignette, next(spec for spec in vignette.outcomes.values() if spec.column == column)


def test_corridors_are_summed_over_their_origins_and_hosts_alone() -> None:
    vignette, spec = _spec("iron-curtain", "stock")
    runs = Runs(vignette)
    counted = of_states(cast(Arm, runs), vignette, spec)
    frame = runs.frame("corridors", ["seed", "year", "origin", "destination", "stock"])
    own = frame[(frame["seed"] == 7) & (frame["year"] == 1994)]
    pairs = own[~own["origin"].isin(["AAA", "BBB"]) & (own["destination"] != "BBB")]
    assert counted[(1994, 7)] == pairs["stock"].sum()
    anywhere = of_states(cast(Arm, runs), vignette, spec.model_copy(update={"hosts": ()}))
    assert anywhere[(1994, 7)] == own[~own["origin"].isin(["AAA", "BBB"])]["stock"].sum()
    assert len(counted) == len(vignette.years) * len(runs.seeds)


def test_a_measure_is_summed_over_its_states_alone() -> None:
    vignette, spec = _spec("rwanda-congo-camps", "fighters_abroad")
    runs = Runs(vignette)
    frame = runs.frame("yearly", ["seed", "place", "year", "fighters_abroad"])
    own = frame[(frame["seed"] == 3) & (frame["year"] == 1995) & frame["place"].isin(spec.states)]
    assert len(own) == len(spec.states)
    counted = of_states(cast(Arm, runs), vignette, spec)
    assert counted[(1995, 3)] == own["fighters_abroad"].sum()


def test_what_happened_is_found_and_a_check_reduces_model_and_record_alike() -> None:
    vignette = read_vignette(HERE / "rwanda-congo-camps.yaml")
    found = outcomes(vignette, arms_in(vignette))
    difference, relative = effect(vignette, found["captured_aid"])
    assert relative.mean == pytest.approx(0.2)
    assert difference.mean == pytest.approx(0.2 * 50 / 1e6, rel=0.05)
    one = found["zaire"]
    check = vignette.checks[0].model_copy(update={"first": 1994, "last": 1996})
    parts, series = one.parts[WITH], one.recorded["UNHCR"]
    for kind, expected in (
        ("mean", series.loc[1994:1996].mean()), ("sum", series.loc[1994:1996].sum()),
        ("rise", series[1996] - series[1994]), ("times", series[1996] / series[1994]),
    ):  # fmt: skip
        assert recorded(one, check.model_copy(update={"kind": kind})) == pytest.approx(expected)
    by_year_and_seed = parts.above.unstack("seed")
    means = by_year_and_seed.mean(axis=1)
    for kind, values in (
        ("rise", by_year_and_seed.loc[1996] - by_year_and_seed.loc[1994]),
        ("sum", by_year_and_seed.loc[1994:1996].sum()),
    ):
        runs = reduced(parts, check.model_copy(update={"kind": kind}))
        assert runs.to_numpy() == pytest.approx(values.to_numpy())
    times = reduced(parts, check.model_copy(update={"kind": "times"}))
    assert times.mean() == pytest.approx(means[1996] / means[1994])


def test_a_ratio_over_years_is_that_of_their_sums_in_the_model_and_in_the_record() -> None:
    vignette = read_vignette(HERE / "frontex-routes.yaml")
    found, data = outcomes(vignette, arms_in(vignette)), vignette.recorded()
    by_check = {check.outcome: check for check in vignette.checks if check.kind == "mean"}
    shares = [found[name] for name in by_check if name.startswith("share_")]
    assert len(shares) == len(vignette.routes)
    for values in (
        [reduced(one.parts[WITH], by_check[one.name]).mean() for one in shares],
        [recorded(one, by_check[one.name]) for one in shares],
    ):
        assert sum(values) == pytest.approx(1.0)
    dead = data[data["dead_and_missing"].notna() & (data["route"] == "Central Mediterranean")]
    risk = recorded(found["risk_central_mediterranean"], by_check["risk_central_mediterranean"])
    assert risk == pytest.approx(dead["dead_and_missing"].sum() / dead["detections"].sum())


def test_a_record_with_a_gap_gives_no_number() -> None:
    vignette = read_vignette(HERE / "iron-curtain.yaml")
    found = outcomes(vignette, arms_in(vignette))
    check = next(check for check in vignette.checks if check.outcome == "stock")
    assert recorded(found["stock"], check) == pytest.approx(1_865_376)
    assert math.isnan(recorded(found["stock"], check.model_copy(update={"last": 1997})))


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
        ("since: 1994", "shown: routes\nsince: 1994", "is shown by 'routes' and needs 'routes'"),
        ("since: 1994\n", "", "'since' is missing"),
        ("outcome: zaire", "outcome: fighters", "has no 'recorded', and its outcome no recorded series"),
    ],
)  # fmt: skip
def test_a_slip_in_the_outcomes_of_a_vignette_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = (HERE / "rwanda-congo-camps.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "mine.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refusal, match=rf"(?s)mine\.yaml, line \d+: .*{said}"):
        read_vignette(tmp_path / "mine.yaml")


def test_a_vignette_without_checks_is_refused(tmp_path: Path) -> None:
    text = (HERE / "rwanda-congo-camps.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.partition("checks:")[0] + "checks: []\n", encoding="utf-8")
    with pytest.raises(Refusal, match="needs 'checks'"):
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
    page = document(vignette, arms_in(vignette))
    (drawing,) = page.drawings()
    first = next(other for other in VIGNETTES if read_vignette(other).shown == vignette.shown)
    for width in (10.0, 4.4) if path == first else (4.4,):
        assert drawing.draw(width).axes
    blocks = [block for section in page.sections for block in section.blocks]
    assert any(f"make vignette-{vignette.name}`" in getattr(block, "text", "") for block in blocks)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert any(len(table.rows) == len(vignette.checks) and "verdict" in table.columns for table in tables)
    assert any(
        len(table.rows) == len(vignette.outcomes) and "difference" in table.columns for table in tables
    )


def test_what_a_build_up_changes_is_found() -> None:
    vignette = read_vignette(HERE / "us-build-up.yaml")
    changed = {name: effect(vignette, one)[1] for name, one in outcomes(vignette, arms_in(vignette)).items()}
    assert changed["interdictions"].mean == pytest.approx(0.2)
    assert changed["deaths"].mean == pytest.approx(0.2)
    assert changed["fee"].mean == pytest.approx(0.0, abs=1e-9)


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
    with pytest.raises(Refusal, match="the control has another horizon than the scenario"):
        study(read_vignette(tmp_path / "mine.yaml"))


def test_a_vignette_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["us-build-upp"]) == 2
    assert "did you mean 'us-build-up'" in capsys.readouterr().err
