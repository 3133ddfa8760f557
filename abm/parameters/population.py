"""Births, deaths and schooling of residents."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Population(Subject):
    """Births, deaths and schooling of residents."""

    birth_floor: float = declared(
        11.0, unit="births per 1,000 and year", low=0, high=60, source="estimated",
        meaning="Birth rate of a rich state when population is simulated.",
    )  # fmt: skip
    birth_excess: float = declared(
        34.0, unit="births per 1,000 and year", low=0, high=60, source="estimated",
        meaning="Birth rate above the floor in the poorest state when population is simulated.",
    )  # fmt: skip
    birth_half_income: float = declared(
        4500.0, unit="dollars per head and year", low=100, high=100000, source="estimated",
        meaning="Output per head at which half of the excess of births is gone.",
    )  # fmt: skip
    death_floor: float = declared(
        8.0, unit="deaths per 1,000 and year", low=0, high=60, source="estimated",
        meaning="Death rate of a rich state when population is simulated.",
    )  # fmt: skip
    death_excess: float = declared(
        8.0, unit="deaths per 1,000 and year", low=0, high=60, source="estimated",
        meaning="Death rate above the floor in the poorest state when population is simulated.",
    )  # fmt: skip
    death_decay_income: float = declared(
        5000.0, unit="dollars per head and year", low=100, high=100000, source="estimated",
        meaning="Output per head over which the excess of deaths falls to 1/e.",
    )  # fmt: skip
    high_skill_midpoint: float = declared(
        11.6, unit="ln dollars per head and year", low=5, high=20, source="estimated",
        meaning="ln output per head at which half of those who grow up reach high skill.",
    )  # fmt: skip
    high_skill_slope: float = declared(
        0.85, unit="1 per ln dollar", low=0, high=5, source="estimated",
        meaning="Slope of the logistic share of high skill in ln output per head.",
    )  # fmt: skip
    low_skill_midpoint: float = declared(
        9.2, unit="ln dollars per head and year", low=5, high=20, source="estimated",
        meaning="ln output per head at which half of those who grow up stay at low skill.",
    )  # fmt: skip
    low_skill_slope: float = declared(
        0.85, unit="1 per ln dollar", low=0, high=5, source="estimated",
        meaning="Slope of the logistic share above low skill in ln output per head.",
    )  # fmt: skip
    young_years: float = declared(
        15.0, unit="years", low=5, high=30, source="assumed",
        meaning="Years before working age, where ages are simulated.",
    )  # fmt: skip
    working_years: float = declared(
        50.0, unit="years", low=20, high=80, source="assumed",
        meaning="Years of working age, where ages are simulated.",
    )  # fmt: skip
    old_mortality: float = declared(
        15.0, unit="multiple", low=1, high=100, source="assumed",
        meaning="Death rate above working age over that below, where ages are simulated.",
    )  # fmt: skip
    least_working: float = declared(
        0.35, unit="share", low=0, high=1, source="assumed",
        meaning="Least share of residents of working age that emigration leaves, where ages are simulated.",
    )  # fmt: skip
