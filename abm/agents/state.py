"""A state as a Mesa agent: a face on its row of the columns."""

from __future__ import annotations

from typing import Any, final

import mesa
import numpy as np

from abm.world.policies import LEVERS
from abm.world.states import SKILLS, StateTable


class Column:
    """An attribute of a state that reads and writes its place in a column."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, state: State | None, owner: type) -> Any:
        if state is None:
            return self
        return float(state.column(self._name)[state.number])

    def __set__(self, state: State, value: float) -> None:
        state.column(self._name)[state.number] = value


class Lever:
    """A policy lever as an attribute: setting it holds it, so that it no longer follows the data."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, state: State | None, owner: type) -> Any:
        if state is None:
            return self
        return float(state.column(self._name)[state.number])

    def __set__(self, state: State, value: float) -> None:
        state.set_lever(self._name, value)


@final
class State(mesa.Agent):
    """One state.

    Attributes:
        code: its three letters.
        number: its place in all arrays.

    Every scalar variable of `abm.world.states.StateTable` and every policy lever is an attribute that reads and
    writes the column; `residents` and `wage` are dictionaries by skill.
    """

    birth_rate = Column("birth_rate")
    natural_increase = Column("natural_increase")
    working_share = Column("working_share")
    productivity = Column("productivity")
    output = Column("output")
    capacity = Column("capacity")
    conflict = Column("conflict")
    conflict_deaths = Column("conflict_deaths")
    border_spending = Column("border_spending")
    crime_deaths = Column("crime_deaths")
    coercive_pressure = Column("coercive_pressure")
    conceded = Column("conceded")
    remittances = Column("remittances")
    flight_hazard = Column("flight_hazard")
    military_personnel = Column("military_personnel")
    foreign_soldiers = Column("foreign_soldiers")
    military_spending = Column("military_spending")
    power = Column("power")
    power_economic = Column("power_economic")
    power_military = Column("power_military")
    power_diplomatic = Column("power_diplomatic")
    power_of_migrants = Column("power_of_migrants")
    skilled_emigrants = Column("skilled_emigrants")
    skilled_immigrants = Column("skilled_immigrants")
    skilled_residents = Column("skilled_residents")
    identity = Column("identity")
    cohesion = Column("cohesion")
    alienation = Column("alienation")
    integration = Column("integration")
    pace = Column("pace")
    backlash = Column("backlash")
    resentment = Column("resentment")
    reputation = Column("reputation")
    civil_liberties = Column("civil_liberties")
    danger = Column("danger")
    threat = Column("threat")
    budget = Column("budget")
    policy_spending = Column("policy_spending")
    autonomy = Column("autonomy")
    aid_received = Column("aid_received")
    service_load = Column("service_load")
    state_capture = Column("state_capture")
    attacks = Column("attacks")
    attack_deaths = Column("attack_deaths")
    plots = Column("plots")
    relative_power = Column("relative_power")
    order = Column("order")
    net_security = Column("net_security")

    def __init__(self, model: mesa.Model, table: StateTable, code: str, name: str) -> None:
        super().__init__(model)
        self._table = table
        self.code = code
        self.label = name
        self.number = table.number[code]

    def column(self, name: str) -> np.ndarray:
        """A column of the table of states, by name: float64 [S]."""
        return self._table.lever(name) if name in LEVERS else getattr(self._table, name)

    @property
    def residents(self) -> dict[str, int]:
        """Persons at home by skill."""
        return dict(zip(SKILLS, self._table.residents[self.number].tolist(), strict=True))

    @property
    def wage(self) -> dict[str, float]:
        """Dollars per month by skill."""
        return dict(zip(SKILLS, self._table.wage[self.number].tolist(), strict=True))

    @property
    def policy(self) -> dict[str, float]:
        """The policy levers in force."""
        return {lever: float(self._table.lever(lever)[self.number]) for lever in LEVERS}

    def set_lever(self, name: str, value: float) -> None:
        """Set a policy lever; it no longer follows the data."""
        self._table.set_lever(name, np.array([self.number]), value)

    def __repr__(self) -> str:
        return f"State({self.code})"


for _name in LEVERS:
    setattr(State, _name, Lever(_name))
