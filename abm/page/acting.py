"""Those who act in a live model, as tables: one function for each kind, from the columns; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from abm.armed_groups.table import SOURCES
from abm.blocs.table import COMPETENCES
from abm.migrants.traits import CENTS, draws
from abm.parameters.levers import Policy
from abm.statuses import Channel, Flag, Status
from abm.streams import Stream
from abm.terrorists.table import STRATEGIES
from abm.world.calendar import MONTHS_PER_YEAR
from abm.world.circuit import MODES
from abm.world.policies import LEVERS
from abm.world.states import RESPONSES, SKILLS

if TYPE_CHECKING:
    from abm.model import MigrationModel

_OF_STATES = (
    ("output", "output (dollars per year)"),
    ("capacity", "capacity (0 to 1)"),
    ("conflict", "conflict (0 to 1)"),
    ("at_war", "at war"),
    ("identity", "identity (0 to 1)"),
    ("cohesion", "cohesion (0 to 1)"),
    ("backlash", "backlash (0 to 1)"),
    ("alienation", "alienation (0 to 1)"),
    ("threat", "perceived threat (0 to 1)"),
    ("danger", "danger (deaths per million and year)"),
    ("autonomy", "autonomy (0 to 1)"),
    ("power", "power (share of the world's)"),
    ("order", "order (0 to 1)"),
    ("net_security", "net security (0 to 1)"),
    ("border_spending", "spending on borders (dollars per month)"),
    ("policy_spending", "spending on policy (dollars per month)"),
    ("budget", "what can be raised (dollars per month)"),
)
"""Columns of the table of states that are shown, and their heads."""

_OF_DIASPORAS = (
    ("size", "born there (persons)"),
    ("descendants", "descendants (persons)"),
    ("income", "income (dollars per month)"),
    ("cohesion", "cohesion (0 to 1)"),
    ("grievance", "grievance (0 to 1)"),
    ("orientation", "for the home government (\N{MINUS SIGN}1 to 1)"),
    ("mobilisation", "mobilisation (0 to 1)"),
    ("lobby", "lobby (0 to 1)"),
)
"""Columns of the table of diasporas that are shown, and their heads."""


def words(name: str) -> str:
    """A name of the code in words."""
    return name.replace("_", " ").lower()


def _states(model: MigrationModel, most: int) -> pd.DataFrame:
    scene, table = model.scene, model.scene.states
    abroad = scene.migrants.census.stock * scene.persons_per_agent
    columns: dict[str, Any] = {
        "code": list(table.codes),
        "name": list(model.world.names),
        "residents (persons)": table.residents.sum(axis=1),
        "immigrants (persons)": abroad.sum(axis=0),
        "emigrants (persons)": abroad.sum(axis=1),
    }
    for place, skill in enumerate(SKILLS):
        columns[f"wage, {skill} skill (dollars per month)"] = table.wage[:, place]
    columns |= {head: _plain(getattr(table, name)) for name, head in _OF_STATES}
    columns["moves policy"] = [words(RESPONSES[number]) for number in table.response]
    for lever in LEVERS:
        columns[f"{words(lever)} ({_unit_of(lever)})"] = table.lever(lever)
    return pd.DataFrame(columns).head(most)


def _unit_of(lever: str) -> str:
    extra = Policy.model_fields[lever].json_schema_extra
    assert isinstance(extra, dict)
    return str(extra["unit"])


def _migrants(model: MigrationModel, most: int) -> pd.DataFrame:
    table, month, codes = model.scene.migrants, model.month, np.array(model.world.codes)
    rows = _sample(model, most)
    people = type(table.columns)(*(column[rows] for column in table.columns))
    return pd.DataFrame(
        {
            "identity": people.uid,
            "born in": codes[people.origin],
            "citizen of": codes[people.citizenship],
            "is in": codes[people.location],
            "was before in": codes[people.previous],
            "bound for": codes[people.destination],
            "status": _in_words(Status)[people.status],
            "for (months)": month - people.since.astype(np.int64),
            "in the state for (months)": month - people.arrived.astype(np.int64),
            "came by": _in_words(Channel)[people.channel],
            "skill": np.array(SKILLS)[people.skill],
            "age (years)": (month - people.birth.astype(np.int64)) // MONTHS_PER_YEAR,
            "motive (0 economic to 1 forced)": people.motive.astype(np.float64),
            "savings (dollars)": people.savings / CENTS,
            "trafficked": _plain(people.flags & Flag.TRAFFICKED > 0),
            "driven out": _plain(people.flags & Flag.EXPELLED > 0),
        }
    )


def _sample(model: MigrationModel, most: int) -> np.ndarray:
    """Rows of at most `most` migrants by a draw of their own, as `MigrantView.sample` chooses them: int64.

    The draws are made at once: 5 ms for 300,000 people.
    """
    rows = model.migrants.rows
    if len(rows) <= most:
        return rows
    lots = draws(model.run_seed, int(Stream.SAMPLE), 0, model.scene.migrants.columns.uid[rows], 0)
    return np.asarray(rows[np.sort(np.argsort(lots, kind="stable")[:most])])


def _in_words(members: Iterable[Any]) -> np.ndarray:
    return np.array([words(member.name) for member in members])


def _networks(model: MigrationModel, most: int) -> pd.DataFrame:
    market, codes = model.scene.market, np.array(model.world.codes)
    networks, offers, markets = market.networks, market.offers, market.markets
    capacity = offers.capacity.sum(axis=1)
    rows = _largest(market.alive, capacity, most)
    serving = [offers.market[row][offers.market[row] >= 0] for row in rows]
    return pd.DataFrame(
        {
            "identity": networks.uid[rows],
            "people of": codes[networks.base[rows]],
            "since": _dates(model, networks.born[rows]),
            "routes": [len(served) for served in serving],
            "over": [", ".join(_market_words(model, int(m)) for m in served) for served in serving],
            "capacity (clients per month)": capacity[rows],
            "served last month (clients)": offers.served[rows].sum(axis=1),
            "price, mean of routes (dollars)": [
                float(markets.price[served].mean()) if len(served) else np.nan for served in serving
            ],
            "capital (dollars)": _dollars(model, networks.capital[rows]),
            "technology (units)": networks.technology[rows],
            "abuse (probability at a border)": networks.abuse[rows],
            "tied to an armed group": _plain(networks.tied[rows]),
            "allies": [
                _listed(networks.uid[row] for row in networks.allies[one] if row >= 0) for one in rows
            ],
        }
    )


def _market_words(model: MigrationModel, market: int) -> str:
    """A market for smuggling in words: the border that is crossed, or the papers that are sold."""
    markets, codes = model.scene.market.markets, model.world.codes
    if market >= model.scene.market.edges:
        return f"papers for {codes[markets.head[market]]}"
    by = MODES[int(model.scene.borders.sea[market])]
    return f"{codes[markets.tail[market]]} to {codes[markets.head[market]]} by {by}"


def _diasporas(model: MigrationModel, most: int) -> pd.DataFrame:
    table, codes = model.scene.diasporas, np.array(model.world.codes)
    rows = _largest(table.rows, table.size + table.descendants, most)
    home, host = table.loyalties(rows)
    return pd.DataFrame(
        {
            "identity": table.uid[rows],
            "from": codes[table.origin[rows]],
            "in": codes[table.host[rows]],
            "since": _dates(model, table.born[rows]),
            **{head: getattr(table, name)[rows] for name, head in _OF_DIASPORAS},
            "loyalty to home (0 to 1)": home,
            "loyalty to the host (0 to 1)": host,
            "funds (dollars)": _dollars(model, table.funds[rows]),
        }
    )


def _armed_groups(model: MigrationModel, most: int) -> pd.DataFrame:
    table, states, codes = model.scene.armed_groups, model.scene.states, np.array(model.world.codes)
    rows = _largest(np.flatnonzero(table.alive), table.strength, most)
    return pd.DataFrame(
        {
            "identity": table.uid[rows],
            "of": codes[rows],
            "since": _dates(model, table.born[rows]),
            "at war": _plain(states.at_war[rows]),
            **{
                f"fighters from {source} (persons)": table.fighters[rows, place]
                for place, source in enumerate(SOURCES)
            },
            "based abroad (persons)": table.sanctuary[rows].sum(axis=1),
            "based in": [_listed(codes[np.flatnonzero(table.sanctuary[row])]) for row in rows],
            "funds (dollars)": _dollars(model, states.armed_groups[rows]),
            "upkeep covered (share)": table.paid[rows],
        }
    )


def _terrorists(model: MigrationModel, most: int) -> pd.DataFrame:
    table, codes = model.scene.terrorists, np.array(model.world.codes)
    rows = _largest(np.flatnonzero(table.alive), table.strength, most)
    plots = np.zeros((len(codes), len(STRATEGIES)), np.int64)
    np.add.at(plots, (table.plots.origin, table.plots.strategy), 1)
    return pd.DataFrame(
        {
            "identity": table.uid[rows],
            "of": codes[rows],
            "since": _dates(model, table.born[rows]),
            "members (persons)": table.strength[rows],
            "of them at home (persons)": table.members[rows, rows],
            "they live in": [
                _listed(codes[_largest(np.flatnonzero(table.members[row]), table.members[row], 8)])
                for row in rows
            ],
            "grievance (0 to 1)": table.grievance[rows],
            "funds (dollars)": _dollars(model, table.funds[rows]),
            **{
                f"plots alive, {strategy} (plots)": plots[rows, place]
                for place, strategy in enumerate(STRATEGIES)
            },
        }
    )


def _blocs(model: MigrationModel, most: int) -> pd.DataFrame:
    blocs, codes = model.scene.blocs, np.array(model.world.codes)
    rows = _largest(np.arange(len(blocs.names)), blocs.member.sum(axis=1), most)
    return pd.DataFrame(
        {
            "name": [blocs.names[row] for row in rows],
            "members (states)": blocs.member[rows].sum(axis=1),
            "who": [_listed(codes[blocs.member[row]]) for row in rows],
            "decides": [
                ", ".join(words(COMPETENCES[one]) for one in np.flatnonzero(blocs.competence[row]))
                for row in rows
            ],
            "states join by": ["benefit" if blocs.by_benefit[row] else "date" for row in rows],
            "candidates (states)": blocs.candidate[rows].sum(axis=1),
        }
    )


KINDS: dict[str, Callable[[MigrationModel, int], pd.DataFrame]] = {
    "states": _states,
    "migrants": _migrants,
    "smuggling networks": _networks,
    "diasporas": _diasporas,
    "armed groups": _armed_groups,
    "terrorist networks": _terrorists,
    "blocs": _blocs,
}
"""Kinds of those who act, by name."""


def _plain(column: np.ndarray) -> Any:
    """A column as it is, or yes and no."""
    return np.where(column, "yes", "no") if column.dtype == bool else column


def _largest(rows: np.ndarray, size: np.ndarray, most: int) -> np.ndarray:
    """The `most` rows of largest size, the largest first: int64."""
    return np.asarray(rows[np.argsort(-size[rows], kind="stable")[:most]], np.int64)


def _dates(model: MigrationModel, months: np.ndarray) -> list[str]:
    return [model.scene.calendar.date(int(month)) for month in months]


def _dollars(model: MigrationModel, cents: np.ndarray) -> np.ndarray:
    """Dollars of cents times agents."""
    return np.asarray(cents * (model.scene.persons_per_agent / CENTS))


def _listed(items: Iterable[Any]) -> str:
    return ", ".join(str(item) for item in items)
