"""States in columns: one array per variable, which the kernels read and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, final, get_args

import numpy as np

from abm.parameters.conditions import Response
from abm.world.policies import Policies

if TYPE_CHECKING:
    from collections.abc import Sequence

RESPONSES: tuple[str, ...] = get_args(Response)
"""How a state moves its own policy, by the number in the column `response`."""

NEVER_AT_WAR = -10_000
"""The month of a war that never was."""

SKILLS = ("low", "medium", "high")
"""Levels of skill, in the order of their numbers."""


@final
class StateTable(Policies):
    """The variables of S states, their policy among them.

    Attributes:
        residents: int64 [S, 3], people at home by skill.
        birth_rate, natural_increase: float64 [S], per person and year.
        working_share: float64 [S], share of residents of working age, 0 to 1.
        young, old: float64 [S], residents below and above working age; kept where ages are simulated.
        older_immigrants: int64 [S], persons above working age who were born abroad and are in the state; of January.
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
        power_of_migrants: float64 [S], what of power is due to people from abroad who work and serve in the state, and
            to its people abroad who speak for it.
        skilled_emigrants, skilled_immigrants, skilled_residents: int64 [S], persons of high skill from the state who
            live abroad, from abroad who live in it, and at home; of January.
        capacity_given: bool [S], whose capacity a scenario set, so that it does not follow the data.
        response: int8 [S], how the state moves its own policy, a place in `RESPONSES`.
        identity, cohesion: float64 [S], 0 to 1: a nation by descent or by citizenship, and how far society stands
            together.
        alienation, integration: float64 [S], 0 to 1, of residents of migrant background.
        pace: float64 [S], immigration in shares of the population a year, over a fading memory.
        backlash, resentment: float64 [S], 0 to 1: of society to that pace; alienation that comes of being watched,
            suspected and rejected, the part of it that exclusion and want of integration do not explain.
        reputation: float64 [S], 0 to 1, how welcome students and the skilled expect to be, 1 where nothing deters them.
        civil_liberties: float64 [S], 0 to 1.
        danger: float64 [S], deaths from attacks at home, per million residents and year, as they are.
        threat: float64 [S], 0 to 1, as the state perceives it.
        budget, policy_spending: float64 [S], dollars this month that the state can raise for its policy and that the
            policy costs.
        autonomy: float64 [S], 0 to 1, how far the policy in force is the one that the state would have alone.
        aid_received: float64 [S], dollars a year from other states for institutions and borders.
        service_load: float64 [S], what migration asks of public services in multiples of what the state can absorb.
        state_capture: float64 [S], 0 to 1, share of the state that is captured.
        attacks, attack_deaths, plots: float64 [S], attacks and persons killed this month, plots against the state.
        relative_power, order: float64 [S], 0 to 1, power in proportion to people, and what violence leaves of order.
        net_security: float64 [S], 0 to 1, weighted mean of capacity, autonomy, cohesion, relative power and order.
    """

    def __init__(self, codes: Sequence[str]) -> None:
        states = len(codes)
        super().__init__(states)
        self.codes = tuple(codes)
        self.number = {code: place for place, code in enumerate(self.codes)}
        self.residents = np.zeros((states, 3), np.int64)
        self.birth_rate = np.zeros(states)
        self.natural_increase = np.zeros(states)
        self.working_share = np.zeros(states)
        self.young, self.old = np.zeros((2, states))
        self.older_immigrants = np.zeros(states, np.int64)
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
        self.households, self.crime, self.officials, self.armed_groups = np.zeros((4, states), np.int64)
        self.border_spending = np.zeros(states)
        self.coercive_pressure = np.zeros(states)
        self.conceded = np.zeros(states)
        self.crime_deaths = np.zeros(states)
        self.military_personnel, self.foreign_soldiers, self.military_spending = np.zeros((3, states))
        self.power, self.power_economic, self.power_military, self.power_diplomatic = np.zeros((4, states))
        self._politics(states)
        self.skilled_emigrants, self.skilled_immigrants, self.skilled_residents = np.zeros(
            (3, states), np.int64
        )

    def _politics(self, states: int) -> None:
        """The columns of politics and security."""
        self.power_of_migrants = np.zeros(states)
        self.capacity_given = np.zeros(states, bool)
        self.response = np.zeros(states, np.int8)
        self.identity, self.cohesion = np.full((2, states), 0.5)
        self.alienation, self.integration = np.zeros((2, states))
        self.pace, self.backlash, self.resentment = np.zeros((3, states))
        self.reputation, self.civil_liberties, self.autonomy, self.order = np.ones((4, states))
        self.relative_power = np.zeros(states)
        self.danger, self.threat, self.budget, self.policy_spending = np.zeros((4, states))
        self.aid_received, self.service_load, self.state_capture, self.net_security = np.zeros((4, states))
        self.attacks, self.attack_deaths, self.plots = np.zeros((3, states))

    def __len__(self) -> int:
        return len(self.codes)
