"""Net security: how its parts are weighed."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Security(Subject):
    """Net security: how its parts are weighed. What weighs how much is for the user to say."""

    capacity_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of institutional capacity in net security.",
    )  # fmt: skip
    autonomy_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of autonomy in net security.",
    )  # fmt: skip
    cohesion_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of cohesion in net security.",
    )  # fmt: skip
    power_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of power, in proportion to people, in net security.",
    )  # fmt: skip
    order_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of order, what violence leaves, in net security.",
    )  # fmt: skip
    order_scale: float = declared(
        100.0, unit="deaths per million people and year", low=0.1, high=1e5, source="assumed",
        meaning="Violent deaths at which 37 % of order is left.",
    )  # fmt: skip
    memory: float = declared(
        1.0, unit="years", low=0.1, high=50, source="assumed",
        meaning="Mean time over which violent deaths count.",
    )  # fmt: skip
