"""Traits of migrants at the start and on leaving."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class People(Subject):
    """Traits of migrants at the start and on leaving."""

    irregular_at_start: float = declared(
        0.08, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the first stock without status.",
    )  # fmt: skip
    overstayed_at_start: float = declared(
        0.45, unit="share", low=0, high=1, source="literature: Warren and Kerwin 2015",
        meaning="Share of those without status at the start who overstayed.",
    )  # fmt: skip
    naturalised_at_start: float = declared(
        0.4, unit="share", low=0, high=1, source="assumed",
        meaning="Share naturalised of those in the first stock who have been there for the years it takes.",
    )  # fmt: skip
    temporary_at_start: float = declared(
        0.12, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the first stock on a temporary permit where naturalisation exists.",
    )  # fmt: skip
    students_at_start: float = declared(
        0.03, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the first stock who study.",
    )  # fmt: skip
    mean_stay_at_start: float = declared(
        14.0, unit="years", low=0.5, high=60, source="assumed",
        meaning="Mean time since arrival of the first stock.",
    )  # fmt: skip
    leaving_age: float = declared(
        18.0, unit="years", low=0, high=60, source="assumed",
        meaning="Least age at leaving.",
    )  # fmt: skip
    leaving_age_spread: float = declared(
        9.0, unit="years", low=0.5, high=40, source="assumed",
        meaning="Mean of the exponential age above the least at leaving.",
    )  # fmt: skip
    selection: float = declared(
        1.8, unit="odds", low=0.1, high=20, source="literature: Grogger and Hanson 2011",
        meaning="Odds of high skill in the first stock over those of the residents of its origin.",
    )  # fmt: skip
