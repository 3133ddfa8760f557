"""Camps of refugees: aid, and what armed groups make of them."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Camps(Subject):
    """Camps of refugees: aid, and what armed groups make of them."""

    aid: float = declared(
        40.0, unit="dollars per refugee and month", low=0, high=10000,
        source="literature: UNHCR Global Reports, spending over people in its camps",
        meaning="Aid for a refugee in a camp.",
    )  # fmt: skip
    donor: float = declared(
        0.8, unit="quantile", low=0, high=1, source="assumed",
        meaning="States whose output per head is at or above this quantile pay the aid, in proportion to output.",
    )  # fmt: skip
    hold: float = declared(
        0.6, unit="capacity", low=0.01, high=1, source="assumed",
        meaning="Institutional capacity from which on a host holds its camps: armed groups get nothing there.",
    )  # fmt: skip
    capture: float = declared(
        0.1, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the aid that the armed group of the origin captures where a contiguous host has no capacity.",
    )  # fmt: skip
    militarised: float = declared(
        0.15, unit="probability", low=0, high=1, source="literature: Lischer 2005, few groups of refugees militarise",
        meaning="Probability that the exiles of a war militarise in a contiguous host of no capacity.",
    )  # fmt: skip
    sanctuary: float = declared(
        0.03, unit="fighters per refugee", low=0, high=1, source="assumed",
        meaning="Fighters based among militarised refugees in a host of no capacity.",
    )  # fmt: skip
    sanctuary_most: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Largest share of a group's fighters that is based in camps abroad.",
    )  # fmt: skip
