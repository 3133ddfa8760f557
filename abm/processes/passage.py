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


def forged_detection(scene: Scene) -> np.ndarray:
    """Probability that forged papers are found on the way to each state: 1 - (1 - p capacity)^screening.

    Float64 [S].
    """
    found = scene.parameters.journeys.screening_detection * scene.states.capacity
    return np.asarray(1.0 - (1.0 - np.minimum(found, 0.999)) ** scene.states.lever("visa_screening"))


def border_control(scene: Scene) -> np.ndarray:
    """Hazard of interdiction at each state's border: float64 [S].

    (control_base + control_capacity * capacity^control_exponent) * effort^effort_exponent * (1 + technology)
    """
    rule, states = scene.parameters.journeys, scene.states
    ability = rule.control_base + rule.control_capacity * states.capacity**rule.control_exponent
    effort = states.lever("border_effort") ** rule.effort_exponent
    return np.asarray(ability * effort * (1.0 + states.lever("border_technology")))


def refresh_routes(scene: Scene) -> None:
    """Find routes again each January and when policy, parameters or the circuit moved.

    Capacity moves a little every month; paths found in January serve for the year.
    """
    january = scene.month == 0 or scene.calendar.month_of_year(scene.month) == 1
    due = january or bool(scene.levers_moved.any()) or scene.routes.outdated
    if due:
        scene.routes.refresh(border_control(scene), scene.open_to(), scene.parameters)
