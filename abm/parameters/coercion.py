"""Coercion: migration that one state engineers to make another give way."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Coercion(Subject):
    """Coercion: migration that one state engineers to make another give way."""

    half_life: float = declared(
        6.0, unit="months", low=0.1, high=120, source="assumed",
        meaning="Time in which arrivals of people who were driven out lose half their weight in politics.",
    )  # fmt: skip
    absorption: float = declared(
        0.5, unit="persons per 1,000 residents", low=0.001, high=1000,
        source="literature: Greenhill 2010, about 0.2 to 2 per 1,000 in cases of some success (magnitude)",
        meaning="Arrivals that a state of capacity 1/2 can absorb, as its politics remembers them.",
    )  # fmt: skip
    absorption_capacity: float = declared(
        2.0, unit="ln persons per capacity", low=0, high=10,
        source="literature: Greenhill 2010, targets that cannot absorb a flow are swamped (sign)",
        meaning="How much more a state of higher capacity can absorb.",
    )  # fmt: skip
    civic: float = declared(
        0.8, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the agitation over arrivals that is not there where the nation is wholly civic.",
    )  # fmt: skip
    unity: float = declared(
        0.8, unit="share", low=0, high=1,
        source="literature: Greenhill 2010, heterogeneous opinion makes a target vulnerable (sign)",
        meaning="Share of the agitation over arrivals that is not there where society is wholly cohesive.",
    )  # fmt: skip
    hypocrisy: float = declared(
        0.5, unit="share", low=0, high=10,
        source="literature: Greenhill 2010, costs of hypocrisy (sign)",
        meaning="What a commitment to asylum (recognition standard of 1 or more) adds to the pressure.",
    )  # fmt: skip
    resolve: float = declared(
        0.2, unit="multiple of what is absorbed", low=0, high=1000, source="assumed",
        meaning="Pressure up to which no state concedes anything.",
    )  # fmt: skip
    rate: float = declared(
        2.0, unit="per year", low=0, high=100, source="assumed",
        meaning="Hazard of a concession for each unit of pressure above the resolve; 0 switches concessions off.",
    )  # fmt: skip
    concession: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Share of what is still the state's own will that a concession gives up.",
    )  # fmt: skip
    concession_half_life: float = declared(
        5.0, unit="years", low=0.1, high=100, source="assumed",
        meaning="Time in which a state takes back half of what it has conceded.",
    )  # fmt: skip
