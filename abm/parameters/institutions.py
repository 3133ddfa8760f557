"""Institutions: what builds the capacity of states, and what wears it down."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Institutions(Subject):
    """Institutions: what builds the capacity of states, and what wears it down."""

    build: float = declared(
        0.1, unit="ln odds per year", low=0, high=2, source="assumed",
        meaning="How fast institutions wear out, and what the upkeep that makes up for it builds.",
    )  # fmt: skip
    upkeep: float = declared(
        0.02, unit="share of output", low=0.001, high=0.3, source="assumed",
        meaning="Spending a year on institutions that keeps them as they were in the first month.",
    )  # fmt: skip
    revenue: float = declared(
        0.2, unit="share of output", low=0, high=1, source="assumed",
        meaning="Most that a state of capacity 1 can raise for its institutions; in proportion to capacity.",
    )  # fmt: skip
    income: float = declared(
        0.3, unit="ln odds per ln output per head", low=0, high=3, source="assumed",
        meaning="By how much better institutions the same upkeep keeps where people have become richer.",
    )  # fmt: skip
    newcomers_half_life: float = declared(
        1.0, unit="years", low=0.05, high=20, source="assumed",
        meaning="Time after which those who came ask half as much of public services.",
    )  # fmt: skip
    authorised_weight: float = declared(
        0.2, unit="share", low=0, high=1, source="assumed",
        meaning="What those whom the state itself admitted ask of services, over what others ask.",
    )  # fmt: skip
    refugee_weight: float = declared(
        0.2, unit="newcomers per year", low=0, high=5, source="assumed",
        meaning="What refugees and asylum seekers ask of services, in people who come in a year.",
    )  # fmt: skip
    irregular_weight: float = declared(
        0.05, unit="newcomers per year", low=0, high=5, source="assumed",
        meaning="What people without status ask of services, in people who come in a year.",
    )  # fmt: skip
    absorption: float = declared(
        10.0, unit="newcomers per year and 1,000 people", low=0.01, high=1000, source="assumed",
        meaning="People whom the services of a state of capacity 1/2 can take in.",
    )  # fmt: skip
    absorption_capacity: float = declared(
        2.0, unit="ln persons per capacity", low=0, high=10, source="assumed",
        meaning="How many more people a state of higher capacity can take in.",
    )  # fmt: skip
    load: float = declared(
        0.04, unit="ln odds per year", low=0, high=5, source="assumed",
        meaning="Loss of institutions to a load far beyond what services can take; 0 switches it off.",
    )  # fmt: skip
    officials: float = declared(
        0.05, unit="share of output", low=0.001, high=1, source="assumed",
        meaning="Pay of officials, against which the money of smugglers and organised crime is weighed.",
    )  # fmt: skip
    integrity: float = declared(
        0.1, unit="multiple of pay", low=1e-6, high=100, source="assumed",
        meaning="Such money, over officials' pay, at which half of a state of capacity 1/2 would be captured.",
    )  # fmt: skip
    policing: float = declared(
        1.5, unit="exponent", low=0, high=10, source="assumed",
        meaning="How steeply the money that it takes to capture a state rises with its odds of capacity.",
    )  # fmt: skip
    capture: float = declared(
        0.5, unit="per year", low=0, high=12, source="assumed",
        meaning="Speed at which corruption follows the money; 0 leaves it where it is.",
    )  # fmt: skip
    corruption: float = declared(
        0.04, unit="ln odds per year", low=0, high=5, source="assumed",
        meaning="Loss of institutions where the state is wholly captured; 0 switches it off.",
    )  # fmt: skip
    conflict: float = declared(
        0.08, unit="ln odds per year", low=0, high=5, source="assumed",
        meaning="Loss of institutions to war of intensity 1; 0 switches it off.",
    )  # fmt: skip
