"""Passage: routes, control of borders, fees and entries, wherever in the month they are needed."""

from __future__ import annotations

import numpy as np

from abm.scene import Scene
from abm.statuses import Channel, Status


def fee_for(scene: Scene, rows: np.ndarray, channel: np.ndarray) -> np.ndarray:
    """Fee in cents that a channel costs each of the rows to their destination: int64, 0 where nobody asks one."""
    columns = scene.migrants.columns
    here, there = columns.location[rows], columns.destination[rows]
    dollars = np.where(channel == Channel.SMUGGLED, scene.routes.fee[here, there], 0.0)
    dollars = np.where(channel == Channel.FORGED, scene.routes.forged_fee[here, there], dollars)
    return np.minimum(np.round(dollars * 100), np.iinfo(np.int32).max).astype(np.int64)


def charge(scene: Scene, rows: np.ndarray) -> None:
    """Let rows pay the fee of their channel to smugglers, as far as their savings go."""
    columns, tally = scene.migrants.columns, scene.tally
    fee = np.minimum(fee_for(scene, rows, columns.channel[rows]), columns.savings[rows])
    columns.savings[rows] -= fee.astype(np.int32)
    scene.smugglers[0] += fee.sum()
    np.add.at(tally.fees, columns.destination[rows], fee)
    np.add.at(tally.payers, columns.destination[rows], (fee > 0).astype(np.int64))


def enter(scene: Scene, rows: np.ndarray, status: Status) -> None:
    """Let people enter their destination by air: they pay the journey, as far as they can, and take a status."""
    columns, tally = scene.migrants.columns, scene.tally
    origin, destination = columns.origin[rows], columns.destination[rows]
    price = np.nan_to_num(scene.routes.air_cost[columns.location[rows], destination], posinf=0.0) * 100
    paid = np.minimum(price, columns.savings[rows]).astype(np.int32)
    columns.savings[rows] -= paid
    np.add.at(scene.states.households, destination, paid.astype(np.int64))
    np.add.at(tally.entries, (destination, columns.channel[rows]), 1)
    np.add.at(tally.arrivals, (origin, destination), 1)
    scene.migrants.change(rows, int(status), destination, scene.month)


def forged_detection(scene: Scene, capacity: np.ndarray | None = None) -> np.ndarray:
    """Probability that forged papers are found on the way to each state: 1 - (1 - p capacity)^screening.

    Float64 [S]; with the capacity of now, or another.
    """
    able = scene.states.capacity if capacity is None else capacity
    found = scene.parameters.journeys.screening_detection * able
    return np.asarray(1.0 - (1.0 - np.minimum(found, 0.999)) ** scene.states.lever("visa_screening"))


def border_ability(scene: Scene, capacity: np.ndarray) -> np.ndarray:
    """Hazard of interdiction at effort 1 and technology 0: control_base + control_capacity * capacity^control_exponent.

    Float64 [S].
    """
    rule = scene.parameters.journeys
    return np.asarray(rule.control_base + rule.control_capacity * capacity**rule.control_exponent)


def border_control(scene: Scene, capacity: np.ndarray | None = None) -> np.ndarray:
    """Hazard of interdiction at each state's border: ability * effort^effort_exponent * (1 + technology).

    Float64 [S]; with the capacity of now, or another.
    """
    rule, states = scene.parameters.journeys, scene.states
    ability = border_ability(scene, states.capacity if capacity is None else capacity)
    effort = states.lever("border_effort") ** rule.effort_exponent
    return np.asarray(ability * effort * (1.0 + states.lever("border_technology")))


def detour(scene: Scene, control: np.ndarray) -> np.ndarray:
    """What multiplies the hazard of death because control pushes people into worse terrain: float64 [S].

    (control / ability of the first month)^effort_hazard
    """
    usual = np.maximum(scene.routes.first_ability, 1e-9)
    return np.asarray((np.maximum(control, 1e-9) / usual) ** scene.parameters.journeys.effort_hazard)


def refresh_routes(scene: Scene) -> None:
    """Find routes again each January and when policy, parameters or the circuit moved.

    Capacity moves a little every month; that of January serves for the year, so that a change of policy somewhere moves
    nobody elsewhere.
    """
    routes = scene.routes
    if scene.month == 0:
        routes.first_ability = border_ability(scene, scene.states.capacity)
    if scene.new_year:
        routes.capacity = scene.states.capacity.copy()
    if scene.new_year or scene.levers_moved.any() or routes.outdated:
        control = border_control(scene, routes.capacity)
        routes.refresh(control, detour(scene, control), scene.open_to(), scene.parameters)
