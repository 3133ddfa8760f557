"""Organised crime that lives on smuggling, and its violence."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Crime(Subject):
    """Organised crime that lives on smuggling, and its violence."""

    share: float = declared(
        0.3, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the profits which networks pay out that goes to organised crime at home.",
    )  # fmt: skip
    spending: float = declared(
        0.5, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which organised crime, bought officials and armed groups spend what they hold.",
    )  # fmt: skip
    violence: float = declared(
        0.0005, unit="deaths per person and year", low=0, high=0.1, source="assumed",
        meaning="Most deaths by organised crime: where its money has no limit.",
    )  # fmt: skip
    half: float = declared(
        0.01, unit="share of output", low=1e-9, high=10, source="assumed",
        meaning="Money of organised crime at which a state of capacity 1 suffers half of the most violence.",
    )  # fmt: skip
