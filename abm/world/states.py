"""States in columns: one array per variable, which the kernels read and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import numpy as np

from abm.parameters.levers import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVERS: tuple[str, ...] = tuple(Policy.model_fields)
"""Names of the policy levers, in the order of the rows of `StateTable.levers`."""


def _range(name: str) -> tuple[float, float]:
    bounds = {type(mark).__name__: mark for mark in Policy.model_fields[name].metadata}
    return float(bounds["Ge"].ge), float(bounds["Le"].le)


RANGES: tuple[tuple[float, float], ...] = tuple(_range(name) for name in LEVERS)
"""Lowest and highest value of each lever."""

NEVER_AT_WAR = -10_000
"""The month of a war that never was."""

SKILLS = ("low", "medium", "high")
"""Levels of skill, in the order of their numbers."""


@final
class StateTable:
    """The variables of S states.

    Attributes:
        residents: int64 [S, 3], people at home by skill.
        birth_rate, natural_increase: float64 [S], per person and year.
        working_share: float64 [S], share of residents of working age.
        productivity: float64 [S], A of the production function.
        output: float64 [S], dollars per year.
        wage: float64 [S, 3], dollars per month by skill.
        capacity: float64 [S], institutional capacity, 0 to 1.
        conflict: float64 [S], intensity, 0 to 1.
        conflict_deaths: float64 [S], persons this month.
        at_war: bool [S], in an armed conflict.
        war_began, war_ended: int32 [S], months in which the present or last war began and in which it ended, below 0
            before the first month; NEVER_AT_WAR when there was none, or none that ended.
        severity: float64 [S], by how much the present war kills more than one of equal forces must, at least 1; 0 at
            peace.
        displaced_within: int64 [S], residents who are displaced inside the state.
        remittances: float64 [S], dollars received last month.
        remittances_invested, diaspora_investment: float64 [S], dollars of last month that are invested: of what
            migrants sent home, and of diasporas' funds and the aid that their lobbies won.
        diaspora_knowledge: float64 [S], skilled people abroad whom the state engages, over them and those at home.
        civil_support: float64 [S], support of civil society by diasporas over the past year, 0 to 1.
        flight_hazard: float64 [S], hazard this month that a resident flees across a border.
        expected_admission: float64 [S, 4], chance that an applicant of a channel with a quota is admitted in the end.
        moved: bool [S], states of which a lever was set or scaled since the last month ended.
        levers: float64 [levers, S], the policy in force, rows in the order of `LEVERS`.
        households: int64 [S], cents: balance of residents and firms with all other accounts since the start.
        crime, officials, armed_groups: int64 [S], cents times agents that organised crime, bought officials and armed
            groups of the state hold.
        border_spending: float64 [S], dollars this month.
        coercive_pressure: float64 [S], of people who were driven out to make the state give way, in multiples of what
            it can absorb.
        conceded: float64 [S], part of policy that follows the will of a state that coerced it, 0 to 1.
        crime_deaths: float64 [S], persons killed by organised crime this month.
        military_personnel, foreign_soldiers: float64 [S], persons in the forces, and of these without citizenship.
        military_spending: float64 [S], dollars per year.
        power, power_economic, power_military, power_diplomatic: float64 [S], shares of the world's.
        skilled_emigrants, skilled_immigrants, skilled_residents: int64 [S], persons of high skill from the state who
            live abroad, from abroad who live in it, and at home; of January.
    """

    def __init__(self, codes: Sequence[str]) -> None:
        states = len(codes)
        self.codes = tuple(codes)
        self.number = {code: place for place, code in enumerate(self.codes)}
        self.residents = np.zeros((states, 3), np.int64)
        self.birth_rate = np.zeros(states)
        self.natural_increase = np.zeros(states)
        self.working_share = np.zeros(states)
        self.productivity = np.ones(states)
        self.output = np.zeros(states)
        self.wage = np.zeros((states, 3))
        self.capacity = np.zeros(states)
        self.conflict = np.zeros(states)
        self.conflict_deaths = np.zeros(states)
        self.at_war = np.zeros(states, bool)
        self.war_began, self.war_ended = np.full((2, states), NEVER_AT_WAR, np.int32)
        self.severity = np.zeros(states)
        self.displaced_within = np.zeros(states, np.int64)
        self.remittances = np.zeros(states)
        self.remittances_invested = np.zeros(states)
        self.diaspora_investment = np.zeros(states)
        self.diaspora_knowledge = np.zeros(states)
        self.civil_support = np.zeros(states)
        self.flight_hazard = np.zeros(states)
        self.expected_admission = np.zeros((states, 4))
        self.moved = np.zeros(states, bool)
        self.levers = np.zeros((len(LEVERS), states))
        self._base = np.zeros((len(LEVERS), states))
        self._factor = np.ones((len(LEVERS), states))
        self._pinned = np.zeros((len(LEVERS), states), bool)
        self.households, self.crime, self.officials, self.armed_groups = np.zeros((4, states), np.int64)
        self.border_spending = np.zeros(states)
        self.coercive_pressure = np.zeros(states)
        self.conceded = np.zeros(states)
        self.crime_deaths = np.zeros(states)
        self.military_personnel, self.foreign_soldiers, self.military_spending = np.zeros((3, states))
        self.power, self.power_economic, self.power_military, self.power_diplomatic = np.zeros((4, states))
        self.skilled_emigrants, self.skilled_immigrants, self.skilled_residents = np.zeros(
            (3, states), np.int64
        )

    def __len__(self) -> int:
        return len(self.codes)

    def lever(self, name: str) -> np.ndarray:
        """The column of a policy lever: float64 [S], a view."""
        return self.levers[LEVERS.index(name)]

    def follow(self, name: str, values: np.ndarray) -> None:
        """Let a lever follow the data: factors set before still apply, and what was set by hand stays."""
        row = LEVERS.index(name)
        self._base[row] = np.where(self._pinned[row], self._base[row], values)
        self._put(row)

    def set_lever(self, name: str, states: np.ndarray, value: float) -> None:
        """Set a lever of some states by hand; from now on it no longer follows the data."""
        row = LEVERS.index(name)
        self._base[row, states] = value
        self._factor[row, states] = 1.0
        self._pinned[row, states] = True
        self.moved |= self._put(row)

    def scale_lever(self, name: str, states: np.ndarray, factor: float) -> None:
        """Multiply a lever of some states, now and for as long as it follows the data."""
        row = LEVERS.index(name)
        self._factor[row, states] *= factor
        self.moved |= self._put(row)

    def _put(self, row: int) -> np.ndarray:
        """Bring a lever up to date and return where its value changed: bool [S]."""
        low, high = RANGES[row]
        values = np.clip(self._base[row] * self._factor[row], low, high)
        changed = values != self.levers[row]
        self.levers[row] = values
        return np.asarray(changed)
