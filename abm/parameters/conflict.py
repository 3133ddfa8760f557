"""Conflict intensity from deaths, and flight from intensity."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Conflict(Subject):
    """Conflict intensity from deaths, and flight from intensity."""

    threshold: float = declared(
        25.0, unit="deaths per year", low=1, high=100000,
        source="literature: Gleditsch et al. 2002, the threshold of the Uppsala programme",
        meaning="Deaths of a year from which on a state counts as at war.",
    )  # fmt: skip
    deaths_scale: float = declared(
        100.0, unit="deaths per million residents and year", low=1, high=10000, source="assumed",
        meaning="Deaths at which intensity reaches 1 - 1/e.",
    )  # fmt: skip
    flight_rate: float = declared(
        0.06, unit="per year", low=0, high=1, source="assumed",
        meaning="Hazard that a resident flees across a border at intensity 1, when displacement follows intensity.",
    )  # fmt: skip
    flight_exponent: float = declared(
        2.0, unit="number", low=0.5, high=5, source="assumed",
        meaning="Exponent of intensity in the hazard of flight.",
    )  # fmt: skip
