"""Values of the measures that are not ratios, read off the scene at the end of a month; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from abm.migrants.traits import CENTS
from abm.results.inequality import concentration, gini, held_by_top, theil
from abm.results.politics import POLITICAL
from abm.statuses import IRREGULAR_CHANNELS, Channel, Status
from abm.world.calendar import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from abm.scene import Scene

_SMUGGLED = [Channel.SMUGGLED, Channel.FORGED]
_IRREGULAR = list(IRREGULAR_CHANNELS)
_WITHOUT_STATUS = [Status.IRREGULAR, Status.OVERSTAYER]
_MOBILISED = 0.25
_OF_POWER = (
    "power", "power_economic", "power_military", "power_diplomatic", "military_personnel", "foreign_soldiers",
    "skilled_emigrants", "skilled_immigrants", "power_of_migrants",
)  # fmt: skip

Group = Callable[["Scene"], dict[str, np.ndarray]]
"""Gives some measures by state, by name: float64 [S]."""


def by_head(values: np.ndarray, edges: np.ndarray, states: int) -> np.ndarray:
    """Sum a number of the edges over the states that they enter: float64 [S]."""
    some = np.flatnonzero(values)  # few of all edges, by air too: a fifth of the time that all would take
    return np.bincount(edges[some], weights=values[some], minlength=states)[:states]


def _effective(used: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """Exponential of the entropy of each group's shares, 0 where nothing is used: float64 [groups]."""
    total = np.bincount(group, used, groups)
    share = np.divide(used, total[group], out=np.zeros(len(used)), where=used > 0.0)
    surprise = -np.log(np.where(share > 0.0, share, 1.0))
    return np.where(total > 0.0, np.exp(np.bincount(group, share * surprise, groups)), 0.0)


def _present(scene: Scene) -> dict[str, np.ndarray]:
    return {"population": scene.population(), "residents": scene.states.residents.sum(axis=1)}


def _people(scene: Scene) -> dict[str, np.ndarray]:
    k, tally, census = scene.persons_per_agent, scene.tally, scene.migrants.census
    grown = scene.population() - scene.present
    return {
        "immigrants": census.stock.sum(axis=0) * k,
        "emigrants": census.stock.sum(axis=1) * k,
        "refugees_hosted": census.refugees.sum(axis=0) * k,
        "refugees_abroad": census.refugees.sum(axis=1) * k,
        "inflow": tally.arrivals.sum(axis=0) * k,
        "returns": (tally.returned.sum(axis=1) - tally.removed_home) * k,
        "net_migration": grown - (tally.births - tally.deaths) + tally.died * k,
    }


def _standing(scene: Scene) -> dict[str, np.ndarray]:
    k, standing = scene.persons_per_agent, scene.migrants.census.standing
    by_status = standing[:, :, 0] + standing[:, :, 1] + standing[:, :, 2]
    return {
        "irregular_stock": by_status[:, _WITHOUT_STATUS].sum(axis=1) * k,
        "students": by_status[:, Status.STUDENT] * k,
        "temporary_workers": by_status[:, Status.TEMPORARY_WORKER] * k,
        "naturalised": by_status[:, Status.NATURALISED] * k,
        "waiting": by_status[:, Status.WAITING] * k,
        "detained": by_status[:, Status.DETAINED] * k,
        "asylum_backlog": by_status[:, Status.ASYLUM_SEEKER] * k,
    }


def _crossings(scene: Scene) -> dict[str, np.ndarray]:
    k, tally, states = scene.persons_per_agent, scene.tally, len(scene.world)
    some = np.flatnonzero(tally.crossings)  # nothing is counted where nobody crossed
    head = scene.world.circuit.edges.head[some]
    counted = {
        "attempts": tally.attempts, "crossings": tally.crossings, "interdictions": tally.interdictions,
        "deaths_on_routes": tally.route_deaths,
    }  # fmt: skip
    return {name: np.bincount(head, edges[some], states) * k for name, edges in counted.items()}


def _border(scene: Scene) -> dict[str, np.ndarray]:
    k, tally = scene.persons_per_agent, scene.tally
    irregular = tally.entries[:, _IRREGULAR].sum(axis=1)
    visits = tally.entries[:, Channel.SHORT_STAY]  # entered as visitors and stayed: counted as overstays
    authorised = tally.entries.sum(axis=1) - irregular - visits
    return {
        "entries_authorised": authorised * k,
        "entries_irregular": irregular * k,
        "overstays": tally.overstays * k,
        "unauthorised_inflow": (irregular + tally.overstays) * k,
        "smuggled_entries": tally.entries[:, _SMUGGLED].sum(axis=1) * k,
        "fees_paid": tally.fees * (k / CENTS),
        "fee_payers": tally.payers * k,
        "removals": tally.removed * k,
        "entries_and_overstays": (authorised + irregular + tally.overstays) * k,
        "travellers": tally.travellers,
        "asylum_claims": tally.claims * k,
        "asylum_decisions": tally.decisions * k,
        "asylum_recognised": tally.recognised * k,
        "trafficked": tally.trafficked * k,
    }


def _smuggling(scene: Scene) -> dict[str, np.ndarray]:
    k, tally, states = scene.persons_per_agent, scene.tally, len(scene.world)
    market, borders = scene.market, scene.borders
    head, dollars = market.markets.head, k / CENTS
    return {
        "smuggling_demand": by_head(market.came, head, states) * k,
        "asked_in_all": by_head(market.came * market.asked, head, states) * k,
        "unserved": by_head(market.queued, head, states) * k,
        "stranded": tally.stranded * k,
        "smuggling_revenue": by_head(market.paid, head, states) * dollars,
        "smuggling_capacity": by_head(market.markets.capacity, head, states),
        "networks": np.bincount(market.networks.base[market.alive], minlength=states).astype(float),
        "networks_dismantled": tally.dismantled.astype(float),
        "bribes": tally.bribes * dollars,
        "spending_bought": borders.into(borders.evenly(scene.states.border_spending) * borders.bought),
        "enforcement_spending": scene.states.border_spending,
        "effective_routes": _effective(borders.used, borders.head, states),
        "irregular_returns": tally.irregular_returns * k,
        "crime_revenue": tally.crime * dollars,
        "crime_deaths": scene.states.crime_deaths,
        "group_income": tally.armed_groups * dollars,
    }


def _war(scene: Scene) -> dict[str, np.ndarray]:
    k, tally, states, groups = scene.persons_per_agent, scene.tally, scene.states, scene.armed_groups
    camped = scene.migrants.census.standing[:, Status.REFUGEE_IN_CAMP, :].sum(axis=1)
    return {
        "displaced_within": states.displaced_within,
        "at_war": states.at_war.astype(float),
        "conflict_onsets": tally.onsets,
        "conflict_recurrences": tally.recurrences,
        "fighters": groups.strength,
        "fighters_abroad": groups.sanctuary.sum(axis=0),
        "group_funds": states.armed_groups * (k / CENTS),
        "group_territory": tally.territory * (k / CENTS),
        "refugee_returns": tally.refugee_returns * k,
        "camp_refugees": camped * k,
        "aid": tally.aid * (k / CENTS),
        "captured_aid": tally.captured_aid * (k / CENTS),
        "expelled": tally.expelled * k,
        "engineered_arrivals": tally.engineered.sum(axis=0) * k,
        "relocated": tally.relocated * k,
        "coercive_pressure": states.coercive_pressure,
        "concessions": tally.concessions.astype(float),
        "conceded": states.conceded,
    }


def _economy(scene: Scene) -> dict[str, np.ndarray]:
    k, tally, states = scene.persons_per_agent, scene.tally, scene.states
    received = tally.sent.sum(axis=0) * (k / CENTS)
    return {
        "gdp": states.output,
        "output": states.output / MONTHS_PER_YEAR,
        "wage_low": states.wage[:, 0],
        "wage_medium": states.wage[:, 1],
        "wage_high": states.wage[:, 2],
        "remittances_in": received,
        "remittances_out": tally.sent.sum(axis=1) * (k / CENTS),
        "remittances_informal": tally.sent_informally * (k / CENTS),
        "remittances_invested": states.remittances_invested,
        "transfer_costs": tally.transfer_costs * (k / CENTS),
        "conflict_intensity": states.conflict,
        "conflict_deaths": states.conflict_deaths,
        "displaced": tally.departures[:, Channel.FLIGHT] * k,
    }


def _diasporas(scene: Scene) -> dict[str, np.ndarray]:
    table, tally, dollars = scene.diasporas, scene.tally, scene.persons_per_agent / CENTS
    rows = table.rows
    return {
        "diasporas": table.by_origin(np.ones(len(rows))),
        "diaspora_size": table.by_origin(table.size[rows]),
        "diaspora_descendants": table.by_origin(table.descendants[rows]),
        "diasporas_mobilised": table.by_origin(table.mobilisation[rows] >= _MOBILISED),
        "mobilisation_attempts": tally.mobilisation_attempts.astype(float),
        "mobilisation_successes": tally.mobilisation_successes.astype(float),
        "diaspora_funds": table.by_origin(table.funds[rows]) * dollars,
        "diaspora_war_support": tally.diaspora_funds * dollars,
        "diaspora_volunteers": tally.diaspora_fighters.copy(),
        "diaspora_investment": tally.diaspora_investment * dollars,
        "diaspora_civil": tally.diaspora_civil * dollars,
        "civil_support": scene.states.civil_support,
        "lobby": table.by_host(table.lobby[rows]),
        "lobby_aid": tally.lobby_aid * dollars,
    }


def _power(scene: Scene) -> dict[str, np.ndarray]:
    states = scene.states
    return {name: getattr(states, name) for name in _OF_POWER} | {
        "military_spending": states.military_spending / MONTHS_PER_YEAR,
        "skilled_nationals": states.skilled_emigrants + states.skilled_residents,
        "skilled_present": states.skilled_immigrants + states.skilled_residents,
    }


GROUPS: tuple[Group, ...] = (
    _present, _people, _standing, _crossings, _border, _smuggling, _economy, _diasporas, _power, _war, *POLITICAL,
)  # fmt: skip
"""Together they give every measure that is not a ratio."""


def groups_with(scene: Scene, names: Collection[str]) -> tuple[Group, ...]:
    """The groups that give any of some measures; what each gives is seen by looking once."""
    return tuple(group for group in GROUPS if not group(scene).keys().isdisjoint(names))


def state_values(scene: Scene, groups: Sequence[Group] = GROUPS) -> dict[str, np.ndarray]:
    """Every measure of some groups by state, of all if they are not named: float64 [S]."""
    return {name: value for group in groups for name, value in group(scene).items()}


def _income(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Output per head and people of each state."""
    population = scene.population()
    return scene.states.output / np.maximum(population, 1.0), population


def _routes(scene: Scene) -> float:
    used = scene.borders.used
    return float(_effective(used, np.zeros(len(used), np.int64), 1)[0])


OF_THE_WORLD: dict[str, Callable[[Scene], float]] = {
    "effective_routes": _routes,
    "gdp_gini": lambda scene: gini(*_income(scene)),
    "gdp_theil": lambda scene: theil(*_income(scene)),
    "power_gini": lambda scene: gini(scene.states.power),
    "power_theil": lambda scene: theil(scene.states.power),
    "power_concentration": lambda scene: concentration(scene.states.power),
    "power_of_top_five": lambda scene: held_by_top(scene.states.power, 5),
}
"""Measures of the world that are neither sums, nor ratios of sums, nor means of the states."""
