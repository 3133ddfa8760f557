"""The recorder: what it writes down is what the scene holds, in persons and dollars."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from abm.model import MigrationModel
from abm.results.measures import MEASURES, STATE_MEASURES, WORLD_MEASURES
from abm.results.recorder import YEARLY, Recorder, joined, ratio
from abm.results.values import GROUPS, by_head, state_values
from abm.statuses import ABROAD_STATUSES, Channel, Status
from tests.laws.small_world import column, model_of, small, steps

K = 100

STATUS_MEASURES: dict[str, list[Status]] = {
    "students": [Status.STUDENT],
    "temporary_workers": [Status.TEMPORARY_WORKER],
    "naturalised": [Status.NATURALISED],
    "irregular_stock": [Status.IRREGULAR, Status.OVERSTAYER],
    "waiting": [Status.WAITING],
    "detained": [Status.DETAINED],
    "asylum_backlog": [Status.ASYLUM_SEEKER],
    "immigrants": list(ABROAD_STATUSES),
    "refugees_hosted": [Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED],
}
"""Measures that count people of some statuses in a state."""


@pytest.fixture(scope="module")
def model() -> MigrationModel:
    """Two years of the small world, looked at after each month."""
    return model_of(months=24)


@pytest.fixture(scope="module")
def frames(model: MigrationModel) -> dict[str, pd.DataFrame]:
    return model.frames()


def _last(frames: dict[str, pd.DataFrame], measure: str) -> np.ndarray:
    return frames["states"][measure].tail(9).to_numpy()


# ------------------------------------------------------------------------------------------ states


@pytest.mark.parametrize("measure", STATUS_MEASURES)
def test_stocks_count_the_table(model: MigrationModel, frames: dict[str, pd.DataFrame], measure: str) -> None:
    holds = np.isin(column(model, "status"), STATUS_MEASURES[measure])
    counted = np.bincount(column(model, "location")[holds], minlength=9) * K
    np.testing.assert_array_equal(_last(frames, measure), counted)
    assert counted.any() or measure == "detained"


@pytest.mark.parametrize(
    ("measure", "among"), [("emigrants", ABROAD_STATUSES), ("refugees_abroad", STATUS_MEASURES["refugees_hosted"])]
)  # fmt: skip
def test_stocks_abroad_count_the_table_by_origin(
    model: MigrationModel, frames: dict[str, pd.DataFrame], measure: str, among: list[Status]
) -> None:
    holds = np.isin(column(model, "status"), list(among))
    counted = np.bincount(column(model, "origin")[holds], minlength=9) * K
    np.testing.assert_array_equal(_last(frames, measure), counted)


def test_population_is_residents_and_everybody_else_present(
    model: MigrationModel, frames: dict[str, pd.DataFrame]
) -> None:
    here = np.bincount(column(model, "location"), minlength=9) * K
    np.testing.assert_array_equal(_last(frames, "population"), _last(frames, "residents") + here)


def test_flows_are_the_tally_of_the_month() -> None:
    model = model_of(months=5)
    names = [measure.name for measure in model.recorder.measures]
    for _ in steps(model):
        pass
    tally, row = model.scene.tally, model.recorder.states[-1]
    arrivals = {
        "inflow": tally.arrivals.sum(axis=0),
        "displaced": tally.departures[:, Channel.FLIGHT],
        "asylum_claims": tally.claims,
        "removals": tally.removed,
        "overstays": tally.overstays,
        "trafficked": tally.trafficked,
        "entries_irregular": tally.entries[:, [Channel.ALONE, Channel.SMUGGLED, Channel.FORGED]].sum(axis=1),
        "smuggled_entries": tally.entries[:, [Channel.SMUGGLED, Channel.FORGED]].sum(axis=1),
    }
    for name, agents in arrivals.items():
        np.testing.assert_array_equal(row[names.index(name)], agents * K, err_msg=name)
    np.testing.assert_allclose(row[names.index("remittances_in")], tally.sent.sum(axis=0) * K / 100)
    np.testing.assert_allclose(row[names.index("remittances_out")], tally.sent.sum(axis=1) * K / 100)
    np.testing.assert_allclose(row[names.index("fees_paid")], tally.fees * K / 100)


def test_everybody_who_enters_is_authorised_irregular_or_a_visitor_who_stays(
    model: MigrationModel, frames: dict[str, pd.DataFrame]
) -> None:
    states, entries = frames["states"], frames["entries"]
    visits = entries.loc[entries["channel"] == "short_stay", "persons"].sum()
    assert visits > 0
    entered = states["entries_authorised"].sum() + states["entries_irregular"].sum() + visits
    assert entered == entries["persons"].sum() == states["inflow"].sum()


def test_removals_are_not_returns() -> None:
    """Nobody goes home of their own will where every hazard of it is zero."""
    rates = dict.fromkeys(
        ("return_permanent", "return_naturalised", "return_irregular", "return_refugee"), 0.0
    )
    rates |= {"return_temporary": 0.0, "study_ends": 0.0, "removal": 1.0}
    model = model_of(small(parameters={"transitions": rates, "asylum": {"refused_returns": 0.0}}), months=12)
    world = model.frames()["world"]
    assert world["removals"].sum() > 0
    assert world["returns"].sum() == 0


def test_crossings_of_the_border_are_those_of_the_edges_that_enter() -> None:
    np.testing.assert_array_equal(by_head(np.array([1, 2, 3]), np.array([2, 0, 2]), 4), [2.0, 0.0, 4.0, 0.0])


# ------------------------------------------------------------------------------------------ world


@pytest.mark.parametrize("measure", STATE_MEASURES, ids=[measure.name for measure in STATE_MEASURES])
def test_the_world_is_the_sum_the_ratio_of_sums_or_the_mean_over_people(
    frames: dict[str, pd.DataFrame], measure: object
) -> None:
    name = measure.name  # type: ignore[attr-defined]
    months = frames["states"].groupby(["year", "month"])
    if (parts := MEASURES[name].ratio) is not None:
        above, below = (months[part].sum() for part in parts)
        expected = (above / below.where(below != 0)).to_numpy()
    elif MEASURES[name].reduction == "mean" and name != "gdp":
        weighted = frames["states"].assign(product=lambda frame: frame[name] * frame["population"])
        months = weighted.groupby(["year", "month"])
        expected = (months["product"].sum() / months["population"].sum()).to_numpy()
    else:
        expected = months[name].sum().to_numpy()
    if name == "effective_routes":  # of the whole circuit: neither a sum nor a mean
        assert (frames["world"][name] >= months[name].max().to_numpy() - 1e-9).all()
        return
    if name == "price_index":  # chained over all markets
        assert (frames["world"][name] > 0).all()
        return
    np.testing.assert_allclose(frames["world"][name].to_numpy(), expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("first", "second"),
    [("immigrants", "emigrants"), ("refugees_hosted", "refugees_abroad"), ("remittances_in", "remittances_out")],
)  # fmt: skip
def test_over_the_world_two_sides_of_one_thing_are_equal(
    frames: dict[str, pd.DataFrame], first: str, second: str
) -> None:
    np.testing.assert_allclose(frames["world"][first], frames["world"][second])


def test_net_migration_of_the_world_is_what_was_lost_on_the_way(frames: dict[str, pd.DataFrame]) -> None:
    np.testing.assert_array_equal(frames["world"]["net_migration"], -frames["world"]["deaths_on_routes"])


def test_a_ratio_of_nothing_is_not_zero() -> None:
    out = ratio(np.array([0.0, 1.0, 0.0]), np.array([0.0, 4.0, 2.0]))
    assert np.isnan(out[0])
    assert out[1:].tolist() == [0.25, 0.0]


def test_what_never_happens_is_zero_throughout_and_not_missing() -> None:
    """So that a measure that is always zero can be told from one that is missing."""
    quiet = small(drivers={"conflict": "none"}, policies={"all": {"border_effort": 0, "visa_screening": 0}})
    states = model_of(quiet, months=6).frames()["states"]
    for name in ("displaced", "conflict_deaths", "conflict_intensity", "interdictions"):
        assert (states[name] == 0).all(), name
    assert not states["population"].eq(0).any()
    assert states["interdiction_probability"].isna().any()  # no attempts in some month


# ------------------------------------------------------------------------------------------ years


def test_corridors_hold_the_stock_at_the_end_of_the_year_and_the_flows_of_all_of_it(
    model: MigrationModel, frames: dict[str, pd.DataFrame]
) -> None:
    corridors, states = frames["corridors"], frames["states"]
    last = corridors[corridors["year"] == 1991]
    census, codes = model.scene.migrants.census, model.world.codes
    for row in last.sample(20, random_state=1).to_dict("records"):
        pair = codes.index(row["origin"]), codes.index(row["destination"])
        assert row["stock"] == census.stock[pair] * K
        assert row["refugees"] == census.refugees[pair] * K
    by_year = corridors.groupby("year")
    np.testing.assert_array_equal(by_year["inflow"].sum(), states.groupby("year")["inflow"].sum())
    np.testing.assert_allclose(by_year["remittances"].sum(), states.groupby("year")["remittances_in"].sum())
    december = states[states["month"] == 12].groupby("year")["immigrants"].sum()
    np.testing.assert_array_equal(by_year["stock"].sum(), december)


def test_camps_and_sanctuaries_of_the_corridors_are_those_of_the_states() -> None:
    model, states = model_of(small(months=1), months=1), np.arange(9)
    scene = model.scene
    for _ in steps(model):
        pass
    scene.armed_groups.sanctuary[0, 1], scene.armed_groups.sanctuary[4, 2] = 40.0, 7.5
    scene.migrants.change(np.arange(30), Status.REFUGEE_IN_CAMP, np.repeat(states, 9)[:30], scene.month)
    scene.month, recorder = scene.calendar.months - 1, Recorder(scene)
    recorder.look(scene)
    frames = recorder.frames(scene)
    corridors, by_state = frames["corridors"], frames["states"].set_index("iso3")
    abroad = corridors[corridors["origin"] != corridors["destination"]]
    assert not corridors.duplicated(["origin", "destination"]).any()
    for name in ("camp_refugees", "fighters_abroad"):
        hosted = abroad.groupby("destination")[name].sum().reindex(by_state.index, fill_value=0.0)
        at_home = (
            K * np.array([_camped_at_home(model, place) for place in range(9)]) * (name == "camp_refugees")
        )
        np.testing.assert_allclose(hosted, by_state[name] - at_home, err_msg=name)
        assert hosted.any()
    pair = abroad.set_index(["origin", "destination"])["fighters_abroad"]
    assert pair[scene.world.codes[4], scene.world.codes[2]] == 7.5


def _camped_at_home(model: MigrationModel, place: int) -> int:
    """Agents with the status of a refugee in a camp in the state of their own birth."""
    camped = column(model, "status") == Status.REFUGEE_IN_CAMP
    return int((camped & (column(model, "origin") == place) & (column(model, "location") == place)).sum())


def test_remittances_of_a_corridor_go_from_destination_to_origin(frames: dict[str, pd.DataFrame]) -> None:
    corridors, states = frames["corridors"], frames["states"]
    received = corridors.groupby("origin")["remittances"].sum()
    np.testing.assert_allclose(received, states.groupby("iso3")["remittances_in"].sum().loc[received.index])


def test_entries_are_by_destination_channel_and_year(frames: dict[str, pd.DataFrame]) -> None:
    entries, states = frames["entries"], frames["states"]
    assert not entries.duplicated(["year", "iso3", "channel"]).any()
    assert set(entries["channel"]) <= {channel.name.lower() for channel in Channel}
    by_state = entries.groupby(["year", "iso3"])["persons"].sum()
    expected = states.groupby(["year", "iso3"])["inflow"].sum()
    np.testing.assert_array_equal(by_state, expected.loc[by_state.index])
    assert by_state.sum() == expected.sum()


def test_routes_are_the_channels_of_the_circuit_and_their_counts_those_of_the_states(
    model: MigrationModel, frames: dict[str, pd.DataFrame]
) -> None:
    routes, states = frames["routes"], frames["states"]
    for row in routes.to_dict("records"):
        assert model.circuit.has_edge(row["origin"], row["destination"], row["channel"])
        assert row["interdictions"] <= row["attempts"] <= row["crossings"]
    for column_name, measure in (
        ("attempts", "attempts"),
        ("crossings", "crossings"),
        ("interdictions", "interdictions"),
        ("deaths", "deaths_on_routes"),
    ):
        by_state = routes.groupby("destination")[column_name].sum()
        expected = states.groupby("iso3")[measure].sum()
        np.testing.assert_array_equal(by_state, expected.loc[by_state.index])
        assert by_state.sum() == expected.sum()


def test_a_year_that_ends_early_is_closed_with_the_run() -> None:
    frames = model_of(small(months=15), months=15).frames()
    assert set(frames["corridors"]["year"]) == {1990, 1991}
    march = frames["states"].query("year == 1991 and month == 3")["immigrants"].sum()
    assert frames["corridors"].query("year == 1991")["stock"].sum() == march
    assert frames["entries"]["persons"].sum() == frames["states"]["inflow"].sum()


def test_a_year_is_closed_once() -> None:
    corridors = model_of(months=24).frames()["corridors"]
    assert not corridors.duplicated(["year", "origin", "destination"]).any()


# ------------------------------------------------------------------------------------------ the recorder


def test_frames_of_a_run_that_has_not_begun_are_empty() -> None:
    frames = model_of().frames()
    for frame in frames.values():
        assert len(frame) == 0
    assert "immigrants" in frames["states"]


def test_fewer_measures_may_be_kept() -> None:
    model = model_of()
    kept = tuple(MEASURES[name] for name in ("immigrants", "control_index"))
    model.recorder = Recorder(model.scene, kept)
    model.step()
    frame = model.frames()["states"]
    assert frame.columns.tolist() == ["seed", "iso3", "year", "month", "immigrants", "control_index"]


def test_whatever_else_is_kept_a_measure_is_the_same(model: MigrationModel) -> None:
    for few in (WORLD_MEASURES[::7], WORLD_MEASURES[3::11], WORLD_MEASURES[-7:]):
        other = MigrationModel(model.scenario, world=model.world, measures=few, yearly=False)
        other.run()
        assert other.series().names == tuple(measure.name for measure in few)
        for place in ("world", *model.world.codes):
            names = tuple(measure.name for measure in few if place == "world" or not measure.world_only)
            alone, among_all = (one.series().of(place, names) for one in (other, model))
            for name in names:
                np.testing.assert_array_equal(alone[name], among_all[name], err_msg=f"{name} of {place}")
        assert all(len(other.frames()[table]) == 0 for table in YEARLY)


def test_no_measure_is_given_by_two_groups(model: MigrationModel) -> None:
    given = [name for group in GROUPS for name in group(model.scene)]
    assert len(given) == len(set(given))


def test_a_look_touches_nothing() -> None:
    model = model_of(months=3)
    scene = model.scene
    arrays = {name: value.copy() for name, value in vars(scene.tally).items()}
    state_values(scene)
    Recorder(scene).look(scene)
    for name, value in vars(scene.tally).items():
        np.testing.assert_array_equal(value, arrays[name], err_msg=name)


def test_years_are_joined_in_their_order() -> None:
    parts = [
        {"year": np.array([year]), "a": np.array(values, int)}
        for year, values in ((1990, [1, 2]), (1991, []), (1992, [3]))
    ]
    columns = joined(parts, ("a",))
    assert (columns["year"].tolist(), columns["a"].tolist()) == ([1990, 1990, 1992], [1, 2, 3])
    assert joined([], ("a", "b"))["b"].tolist() == []


def test_flows_add_up_to_entries_and_to_the_inflow_of_corridors() -> None:
    """Refugees handed on, people taken back by treaty and everybody else: all ways into a state are counted."""
    levers = {code: {"burden_sharing": 1.0, "encampment": 0.0} for code in ("AAA", "AAB", "AAC", "AAD")}
    treaty = {"kind": "readmission", "state": "AAA", "partner": "AAB", "date": "1990-01"}
    frames = model_of(small(policies=levers, treaties=[treaty]), months=24).frames()
    flows = frames["flows"]
    assert (flows["persons"] > 0).all()
    assert flows["channel"].nunique() >= 8
    by_channel = flows.groupby(["year", "destination", "channel"])["persons"].sum()
    entries = frames["entries"].set_index(["year", "iso3", "channel"])["persons"].sort_index()
    np.testing.assert_array_equal(by_channel, entries)
    assert by_channel.index.tolist() == entries.index.tolist()
    by_pair = flows.groupby(["year", "origin", "destination"])["persons"].sum()
    corridors = frames["corridors"].query("inflow > 0").set_index(["year", "origin", "destination"])["inflow"]
    np.testing.assert_array_equal(by_pair, corridors.sort_index())
    assert by_pair.index.tolist() == corridors.sort_index().index.tolist()


def test_the_running_year_is_what_the_closed_one_will_be() -> None:
    """In the last month of a year the year so far is the whole of it, and with the next it begins anew."""
    model = model_of(months=11)
    for _ in steps(model):
        before = {name: len(years) for name, years in model.recorder.years.items()}
    assert set(before.values()) == {0}
    flows = model.recorder.years["flows"][0]
    assert int(flows["persons"].sum()) == int(model.frames()["corridors"]["inflow"].sum())
    assert len(model.recorder.part("flows", model.scene)["persons"]) == 0
    for _ in range(2):
        model.step()
    so_far = model.recorder.part("flows", model.scene)["persons"].sum()
    assert so_far == model.frames()["world"]["inflow"].tail(2).sum()


def test_no_corridor_that_sends_money_is_left_out() -> None:
    frames = model_of(small(months=12, persons_per_agent=5000), months=12).frames()
    sent = frames["corridors"]["remittances"].sum()
    assert sent == pytest.approx(frames["world"]["remittances_in"].sum(), rel=1e-6)
    amounts = frames["corridors"][["stock", "inflow", "remittances", "refugees", "fighters_abroad"]]
    assert (amounts > 0).any(axis=1).all()
