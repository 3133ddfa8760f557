"""Inside a live model: the tables hold what there is, in words and units, and looking changes nothing."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import pandas as pd
import pytest

from abm.migrants.traits import CENTS
from abm.model import SCHEDULE, MigrationModel
from abm.page.acting import KINDS, words
from abm.page.inside import RECORDING, agents, circuit, csv_of, number_of, processes
from abm.page.paging import View, chosen, page_of
from abm.statuses import Channel, Status
from abm.world.policies import LEVERS
from tests.laws.small_world import fingerprint, model_of, small

MONTHS = 14


@cache
def ran() -> MigrationModel:
    """A small model in which all kinds of agents have come up; it is looked at and not changed."""
    blocs = {
        "union": {
            "members": {"AAA": "1990-01", "AAB": "1990-01"},
            "competences": ["free_movement", "watch_lists"],
        }
    }
    return model_of(small(months=24, blocs=blocs), months=MONTHS)


# ------------------------------------------------------------------------------------------ the schedule


def test_every_process_that_runs_stands_once_in_its_order_and_recording_last() -> None:
    names = [words(process.name) for process in SCHEDULE] + [RECORDING]
    table = processes(ran())
    assert table["name"].tolist() == names
    assert table["order"].tolist() == list(range(1, len(names) + 1))
    without = processes(model_of(small(processes={"smuggling": False})))
    assert without["name"].tolist() == [name for name in names if name != "smuggling"]


def test_the_shares_of_time_add_up_and_the_times_are_those_of_the_model() -> None:
    table = processes(ran())
    assert table["share of time"].sum() == pytest.approx(1.0)
    assert table["time so far (s)"].sum() == pytest.approx(sum(ran().seconds.values()))
    np.testing.assert_allclose(table["time of a month (ms)"], 1000 * table["time so far (s)"] / MONTHS)


def test_before_the_first_month_there_is_no_share() -> None:
    assert processes(model_of())["share of time"].isna().all()
    assert processes(model_of())["time of a month (ms)"].isna().all()


def test_each_process_says_what_it_does_reads_and_writes() -> None:
    table = processes(ran())
    assert (table["what it does"].str.len() > 10).all()
    assert table.loc[table["name"] == "borders", ["reads", "writes"]].values.tolist() == [
        ["borders.seen", "borders.focus"]
    ]


# ------------------------------------------------------------------------------------------ those who act


@pytest.mark.parametrize("kind", list(KINDS))
def test_there_are_as_many_rows_as_there_are_or_as_many_as_asked_for(kind: str) -> None:
    number = number_of(ran(), kind)
    assert number > 0
    assert len(agents(ran(), kind, 10**6)) == number
    assert len(agents(ran(), kind, 1)) == 1
    assert agents(ran(), kind, 1).columns.tolist() == agents(ran(), kind, 10**6).columns.tolist()


def test_a_kind_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        agents(ran(), "pirates")


@pytest.mark.parametrize("kind", list(KINDS))
def test_nothing_that_is_not_there_is_shown(kind: str) -> None:
    """Switched off, or before the first month, tables are empty and have their heads."""
    off = dict.fromkeys(("smuggling", "diasporas", "armed_groups", "terrorism"), False)
    table = agents(model_of(small(processes=off)), kind)
    assert table.columns.tolist() == agents(ran(), kind).columns.tolist()
    assert (len(table) == 0) == (kind not in ("states", "migrants"))


def test_looking_changes_nothing() -> None:
    looked, left = model_of(months=3), model_of(months=3)
    for kind in KINDS:
        agents(looked, kind)
    processes(looked)
    circuit(looked)
    looked.step()
    left.step()
    assert fingerprint(looked) == fingerprint(left)


def test_states_have_their_people_and_every_lever_with_its_unit() -> None:
    table, model = agents(ran(), "states"), ran()
    assert table["code"].tolist() == list(model.world.codes)
    people = table["residents (persons)"] + table["immigrants (persons)"]
    elsewhere = model.scene.migrants.census.standing[:, [Status.WAITING, Status.IN_TRANSIT]].sum()
    assert people.sum() + elsewhere * model.scene.persons_per_agent == model.scene.people()
    assert table["immigrants (persons)"].sum() == table["emigrants (persons)"].sum()
    heads = {head.split(" (")[0]: head for head in table.columns}
    for lever in LEVERS:
        np.testing.assert_array_equal(table[heads[words(lever)]], model.scene.states.lever(lever))
        assert heads[words(lever)].endswith(")")
    assert set(table["at war"]) <= {"yes", "no"}


# ------------------------------------------------------------------------------------------ migrants


def test_the_sample_of_migrants_is_the_same_at_the_same_month() -> None:
    pd.testing.assert_frame_equal(agents(ran(), "migrants", 50), agents(ran(), "migrants", 50))
    again = model_of(ran().scenario, months=MONTHS)
    pd.testing.assert_frame_equal(agents(ran(), "migrants", 50), agents(again, "migrants", 50))
    other = model_of(ran().scenario, months=MONTHS, seed=2)
    assert set(agents(ran(), "migrants", 50)["identity"]) != set(agents(other, "migrants", 50)["identity"])


def test_the_sample_is_that_of_the_view_of_migrants() -> None:
    expected = ran().migrants.sample(50, seed=ran().run_seed).get("uid")
    assert agents(ran(), "migrants", 50)["identity"].tolist() == list(expected)


def test_who_was_in_the_sample_stays_in_it_unless_they_left_or_others_came() -> None:
    model = model_of(months=3)
    before = set(agents(model, "migrants", 200)["identity"])
    model.step()
    after = set(agents(model, "migrants", 200)["identity"])
    there = set(model.migrants.get("uid").tolist())  # type: ignore[union-attr]
    assert after <= there
    assert len(before & after) > 150


def test_the_sample_holds_people_as_they_are_and_nobody_who_is_not_there() -> None:
    table = agents(ran(), "migrants", 300)
    frame = ran().migrants.to_pandas().loc[table["identity"]]
    assert table["identity"].is_unique
    assert table["status"].tolist() == [words(status) for status in frame["status"]]
    assert table["came by"].tolist() == [words(channel) for channel in frame["channel"]]
    assert table["is in"].tolist() == frame["location"].tolist()
    np.testing.assert_allclose(table["savings (dollars)"], frame["savings"] / CENTS)
    assert set(table["status"]) <= {words(status.name) for status in Status if status < Status.RETURNED}
    assert set(table["came by"]) <= {words(channel.name) for channel in Channel}
    assert table["age (years)"].between(0, 120).all()
    assert (table["for (months)"] >= 0).all()


# ------------------------------------------------------------------------------------------ networks and groups


def test_networks_are_those_of_the_model_the_largest_first() -> None:
    table = agents(ran(), "smuggling networks", 10**6)
    faces = {network.uid: network for network in ran().networks}
    assert set(table["identity"]) == set(faces)
    assert table["capacity (clients per month)"].is_monotonic_decreasing
    for row in table.to_dict("records"):
        face = faces[row["identity"]]
        assert (row["people of"], row["routes"]) == (face.base, len(face.routes))
        assert row["capital (dollars)"] == pytest.approx(face.capital)
        assert row["capacity (clients per month)"] == pytest.approx(face.capacity)
        over = [
            f"papers for {route.destination}"
            if route.mode == "papers"
            else f"{route.origin} to {route.destination} by {route.mode}"
            for route in face.routes
        ]
        assert row["over"] == ", ".join(over)
        assert row["allies"] == ", ".join(str(uid) for uid in face.allies)


def test_diasporas_groups_and_terrorist_networks_are_those_of_the_model() -> None:
    diasporas = {one.uid: one for one in ran().diasporas}
    for row in agents(ran(), "diasporas", 10**6).to_dict("records"):
        one = diasporas.pop(row["identity"])
        assert (row["from"], row["in"]) == (one.origin, one.host)
        assert row["funds (dollars)"] == pytest.approx(one.funds)
        assert (row["loyalty to home (0 to 1)"], row["loyalty to the host (0 to 1)"]) == pytest.approx(
            one.loyalty
        )
    groups = {one.uid: one for one in ran().armed_groups}
    for row in agents(ran(), "armed groups", 10**6).to_dict("records"):
        group = groups.pop(row["identity"])
        assert (row["of"], row["at war"]) == (group.state, "yes" if group.at_war else "no")
        assert row["funds (dollars)"] == pytest.approx(group.funds)
        assert row["fighters from camps (persons)"] == pytest.approx(group.fighters["camps"])
        assert row["based abroad (persons)"] == pytest.approx(sum(group.sanctuaries.values()))
    terrorists = {one.uid: one for one in ran().terrorists}
    for row in agents(ran(), "terrorist networks", 10**6).to_dict("records"):
        network = terrorists.pop(row["identity"])
        assert (row["of"], row["members (persons)"]) == (network.state, pytest.approx(network.strength))
        assert row["plots alive, squad (plots)"] == network.plots["squad"]
    assert not diasporas | groups | terrorists


def test_a_bloc_names_its_members_and_what_it_decides() -> None:
    row = agents(ran(), "blocs").iloc[0]
    assert (row["name"], row["members (states)"], row["who"]) == ("union", 2, "AAA, AAB")
    assert row["decides"] == "free movement, watch lists"


# ------------------------------------------------------------------------------------------ the circuit


def test_the_circuit_has_every_edge_and_what_is_kept_at_borders() -> None:
    table, model = circuit(ran()), ran()
    edges, borders = model.world.circuit.edges, model.scene.borders
    assert len(table) == len(edges.tail)
    kept = table.dropna(subset=["spending (dollars per month)"])
    assert set(kept["mode"]) <= {"land", "sea"}
    assert len(kept) == len(borders.head)
    assert set(table["mode"][len(kept) :]) <= {"air"}
    spent = kept.groupby("to")["spending (dollars per month)"].sum()
    expected = model.scene.states.border_spending
    for code, dollars in spent.items():
        assert dollars == pytest.approx(expected[model.world.codes.index(code)])
    used = (
        kept["came through, past year (persons per month)"] + kept["stopped, past year (persons per month)"]
    )
    assert used.is_monotonic_decreasing
    assert used.sum() == pytest.approx((borders.used + borders.seen).sum())
    row = kept.iloc[0]
    data = model.circuit.edges[row["from"], row["to"], row["mode"]]
    assert (row["distance (km)"], row["border"]) == (data["distance_km"], data["regime"])


# ------------------------------------------------------------------------------------------ pages and files


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_file_holds_all_rows_that_were_chosen_in_full_precision(kind: str) -> None:
    frame = agents(ran(), kind)
    read = pd.read_csv(io.StringIO(csv_of(frame)), keep_default_na=False, na_values=[])
    assert read.columns.tolist() == frame.columns.tolist()
    assert len(read) == len(frame)
    for name in frame.columns:
        if pd.api.types.is_float_dtype(frame[name]) and not frame[name].isna().any():
            np.testing.assert_array_equal(read[name].astype(float), frame[name])


def test_pages_together_show_every_row_once_in_the_order_asked_for() -> None:
    frame = agents(ran(), "migrants", 103)
    view = View(by="savings (dollars)", down=False)
    pages = [page_of(frame, View(by=view.by, down=False, page=page), 25) for page in range(5)]
    assert [len(page["rows"]) for page in pages] == [25, 25, 25, 25, 3]
    shown = [row[0] for page in pages for row in page["rows"]]
    assert shown == [str(uid) for uid in chosen(frame, view)["identity"]]
    assert chosen(frame, view)["savings (dollars)"].is_monotonic_increasing
    assert (pages[4]["pages"], pages[4]["where"]) == (5, "101 to 103 of 103")
    assert page_of(frame, View(page=99), 25)["page"] == 4


def test_words_are_found_in_any_column_of_text_whatever_the_case() -> None:
    frame = agents(ran(), "states")
    assert chosen(frame, View(find=" aac ")).equals(frame[frame["code"] == "AAC"])
    nothing = page_of(frame, View(find="nowhere"), 25)
    assert (nothing["rows"], nothing["where"], nothing["pages"]) == ([], "no rows", 1)


def test_a_page_writes_numbers_for_people_units_apart_and_gaps_as_dashes() -> None:
    frame = pd.DataFrame(
        {"identity": [12345], "money (dollars)": [1234567.89], "rate (share)": [np.nan], "part": [0.5]}
    )
    page = page_of(frame, View(), 10, bars=("part",))
    assert page["rows"] == [["12345", "1,234,568", "\N{EN DASH}", "50.0 %"]]
    assert [(head["words"], head["unit"]) for head in page["heads"]][1:3] == [
        ("money", "dollars"),
        ("rate", "share"),
    ]
    assert page["bars"] == {"part": [0.5]}
