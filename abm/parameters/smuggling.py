"""The fee for a route, given."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Smuggling(Subject):
    """The fee for a route, given."""

    fee_base: float = declared(
        500.0, unit="dollars", low=0, high=1000000.0, source="literature: Adamson 2006, line 889",
        meaning="Fee for the shortest way with a smuggler.",
    )  # fmt: skip
    fee_per_km: float = declared(
        0.7, unit="dollars per km", low=0, high=1000, source="assumed",
        meaning="Fee added by distance along the path.",
    )  # fmt: skip
    fee_risk: float = declared(
        1500.0, unit="dollars per interdiction", low=0, high=1000000.0, source="assumed",
        meaning="Fee added per expected interdiction on the path.",
    )  # fmt: skip
    forged_base: float = declared(
        3000.0, unit="dollars", low=0, high=1000000.0, source="assumed",
        meaning="Fee for forged papers.",
    )  # fmt: skip
    forged_per_km: float = declared(
        0.6, unit="dollars per km", low=0, high=1000, source="assumed",
        meaning="Fee added by distance by air.",
    )  # fmt: skip
