"""The view: Mesa's way to look at people who are rows of columns."""

from __future__ import annotations

import copy
import pickle

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.table import free_rows
from abm.migrants.table import MigrantTable
from abm.migrants.view import Migrant, MigrantView
from abm.model import MigrationModel
from abm.statuses import Channel, Status
from tests.kernels.scenes import STATES, held, people
from tests.kernels.tiny_run import tiny


@pytest.fixture
def migrants() -> MigrantTable:
    """Two hundred people, some of whom have left."""
    filled = people(200)
    _let_go(filled, np.arange(0, 200, 7))
    return filled


@pytest.fixture
def everybody(migrants: MigrantTable) -> MigrantView:
    return MigrantView(migrants)


@pytest.fixture(scope="module")
def model() -> MigrationModel:
    model = MigrationModel(tiny(months=2))
    model.step()
    return model


def _let_go(migrants: MigrantTable, rows: np.ndarray) -> None:
    free_rows(
        migrants.columns, migrants.census, rows, np.zeros(STATES, np.int64), np.zeros((STATES, 3), np.int64)
    )


# ------------------------------------------------------------------------------------------ sets


def test_the_set_of_all_is_whoever_is_there_when_asked(
    migrants: MigrantTable, everybody: MigrantView
) -> None:
    assert everybody.rows.tolist() == held(migrants).tolist()
    assert len(everybody) == len(migrants) == 171
    _let_go(migrants, held(migrants)[:11])
    assert len(everybody) == len(everybody.rows) == 160


def test_select_by_values(everybody: MigrantView, migrants: MigrantTable) -> None:
    chosen = everybody.select(location="C", status=Status.IRREGULAR)
    expected = [
        row for row in held(migrants)
        if migrants.columns.location[row] == 2 and migrants.columns.status[row] == Status.IRREGULAR
    ]  # fmt: skip
    assert chosen.rows.tolist() == expected
    assert expected
    assert len(everybody.select(location=2)) == len(everybody.select(location="C"))
    assert len(everybody.select()) == len(everybody)


@given(st.integers(0, 50), st.integers(0, 3_000_000))
def test_select_by_condition_cuts_the_set_in_two(seed: int, cents: int) -> None:
    everybody = MigrantView(people(60, seed=seed))
    rich = everybody.select(lambda people: people.savings >= cents)
    poor = everybody.select(lambda people: people.savings < cents)
    assert sorted([*rich.rows, *poor.rows]) == everybody.rows.tolist()
    assert (np.asarray(rich.get("savings")) >= cents).all()
    high = rich.select(lambda people: people.skill == 2)
    both = everybody.select(lambda people: (people.savings >= cents) & (people.skill == 2))
    assert high.rows.tolist() == both.rows.tolist()


def test_a_state_that_is_not_there_cannot_be_selected(everybody: MigrantView) -> None:
    with pytest.raises(KeyError, match="no location is called 'Atlantis'"):
        everybody.select(location="Atlantis")
    with pytest.raises(KeyError, match="'orgin'; did you mean 'origin'"):
        everybody.select(orgin="AAA")
    with pytest.raises(KeyError, match="did you mean 'student'"):
        everybody.select(status="studnt")


def test_words_select_as_members_of_the_enumeration_do(everybody: MigrantView) -> None:
    for status in Status:
        by_word = everybody.select(status=status.name.lower())
        assert np.array_equal(by_word.rows, everybody.select(status=status).rows)


def test_a_migrant_is_itself_however_it_was_reached(everybody: MigrantView) -> None:
    assert everybody[0] == next(iter(everybody))
    assert everybody[0] != everybody[1]
    assert len({everybody[0], everybody[0], everybody[1]}) == 2


def test_get_and_agg(everybody: MigrantView, migrants: MigrantTable) -> None:
    savings = migrants.columns.savings[held(migrants)]
    assert np.array_equal(everybody.get("savings"), savings)
    assert everybody.agg("savings", np.max) == savings.max()
    first, second = everybody.get(["uid", "skill"])
    assert np.array_equal(first, migrants.columns.uid[held(migrants)])
    assert len(second) == len(everybody)


def test_what_is_got_is_a_copy(everybody: MigrantView) -> None:
    before = np.asarray(everybody.get("savings")).copy()
    np.asarray(everybody.get("savings"))[:] = 0
    assert np.array_equal(everybody.get("savings"), before)


@pytest.mark.parametrize("name", ["location", "status", "skill", "channel"])
def test_groups_are_a_partition(everybody: MigrantView, name: str) -> None:
    groups = everybody.groupby(name)
    assert sorted(np.concatenate([group.rows for group in groups.values()])) == everybody.rows.tolist()
    for label, group in groups.items():
        assert group.rows.tolist() == everybody.select(**{name: label}).rows.tolist()
    if name == "location":
        assert set(groups) <= set("ABCDE")


# ------------------------------------------------------------------------------------------ samples


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 5))
def test_samples_are_nested_and_of_the_size_asked_for(small: int, large: int, seed: int) -> None:
    everybody = MigrantView(people(80))
    small, large = sorted((small, large))
    few, many = everybody.sample(small, seed), everybody.sample(large, seed)
    assert len(few) == min(small, 80)
    assert set(few.rows.tolist()) <= set(many.rows.tolist())
    assert few.rows.tolist() == sorted(few.rows.tolist())


def test_a_sample_is_the_same_people_as_long_as_they_are_there(migrants: MigrantTable) -> None:
    everybody = MigrantView(migrants)
    before = set(np.asarray(everybody.sample(40).get("uid")).tolist())
    leavers = held(migrants)[:30]
    gone = set(migrants.columns.uid[leavers].tolist())
    _let_go(migrants, leavers)
    migrants.compact()
    after = set(np.asarray(everybody.sample(40).get("uid")).tolist())
    assert before - gone <= after
    assert len(after) == 40


def test_another_seed_is_another_sample(everybody: MigrantView) -> None:
    assert everybody.sample(40, seed=1).rows.tolist() != everybody.sample(40, seed=2).rows.tolist()


# ------------------------------------------------------------------------------------------ proxies


def test_iteration_gives_light_proxies(everybody: MigrantView, migrants: MigrantTable) -> None:
    proxies = list(everybody)
    assert [proxy.unique_id for proxy in proxies] == migrants.columns.uid[held(migrants)].tolist()
    assert not hasattr(proxies[0], "__dict__")
    assert everybody[3].uid == proxies[3].uid
    assert everybody[-1].uid == proxies[-1].uid


def test_a_proxy_speaks_in_words(migrants: MigrantTable) -> None:
    proxy = MigrantView(migrants)[0]
    row = held(migrants)[0]
    assert proxy.location == "ABCDE"[migrants.columns.location[row]]
    assert proxy.status is Status(migrants.columns.status[row])
    assert proxy.channel is Channel(migrants.columns.channel[row])
    assert isinstance(proxy.savings, int)
    assert repr(proxy) == (
        f"Migrant({proxy.origin} -> {proxy.location}, {proxy.status.name.lower()}, uid {proxy.uid})"
    )


def test_a_proxy_writes_through_what_may_be_written(migrants: MigrantTable) -> None:
    proxy = MigrantView(migrants)[5]
    proxy.savings = 77
    assert migrants.columns.savings[held(migrants)[5]] == proxy.savings == 77


@pytest.mark.parametrize("name", ["location", "status", "uid", "wake", "nothing"])
def test_what_the_census_counts_is_not_written(everybody: MigrantView, name: str) -> None:
    with pytest.raises(AttributeError, match="verbs of the table"):
        setattr(everybody[0], name, 1)


def test_a_variable_that_is_not_there(everybody: MigrantView) -> None:
    with pytest.raises(AttributeError, match="no variable 'charm'"):
        _ = everybody[0].charm
    assert not hasattr(everybody[0], "charm")


@pytest.mark.parametrize("again", [copy.copy, lambda proxy: pickle.loads(pickle.dumps(proxy))])
def test_a_proxy_can_be_copied(everybody: MigrantView, again: object) -> None:
    assert callable(again)
    assert again(everybody[4]).uid == everybody[4].uid


# ------------------------------------------------------------------------------------------ frames


def test_to_pandas_is_a_row_for_each_member_in_words(everybody: MigrantView, migrants: MigrantTable) -> None:
    frame, rows = everybody.to_pandas(), held(migrants)
    assert frame.index.name == "uid"
    assert frame.index.tolist() == migrants.columns.uid[rows].tolist()
    assert set(frame.columns) == set(migrants.columns._fields) - {"uid", "wake"}
    assert frame["location"].tolist() == ["ABCDE"[place] for place in migrants.columns.location[rows]]
    assert frame["status"].tolist() == [
        Status(number).name.lower() for number in migrants.columns.status[rows]
    ]
    assert frame["savings"].tolist() == migrants.columns.savings[rows].tolist()
    assert len(everybody.select(status=Status.DETAINED, skill=1, location="A", origin="A").to_pandas()) <= 2


# ------------------------------------------------------------------------------------------ Mesa


def test_mesa_finds_migrants_by_their_type(model: MigrationModel) -> None:
    found = model.agents_by_type[Migrant]
    assert len(found) == len(model.migrants) > 1000
    assert Migrant in model.agent_types
    assert found.select(status=Status.IRREGULAR).agg("savings", np.sum) > 0


def test_a_data_collector_counts_migrants(model: MigrationModel) -> None:
    collector = mesa.DataCollector(
        model_reporters={"irregular": lambda model: len(model.agents_by_type[Migrant].select(status=9))}
    )
    collector.collect(model)
    expected = model.scene.migrants.census.standing[:, Status.IRREGULAR].sum()
    assert collector.get_model_vars_dataframe()["irregular"].tolist() == [expected]


def test_a_data_collector_reads_every_migrant(model: MigrationModel) -> None:
    collector = mesa.DataCollector(agenttype_reporters={Migrant: {"savings": "savings"}})
    collector.collect(model)
    frame = collector.get_agenttype_vars_dataframe(Migrant)
    assert len(frame) == len(model.migrants)
    assert frame["savings"].sum() == model.migrants.agg("savings", np.sum)
