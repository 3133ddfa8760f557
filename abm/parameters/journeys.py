"""Hops along the circuit without authorisation."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Journeys(Subject):
    """Hops along the circuit without authorisation."""

    control_base: float = declared(
        0.02, unit="hazard per crossing", low=0, high=5, source="assumed",
        meaning="Control of a border by a state of capacity 0 at effort 1.",
    )  # fmt: skip
    control_capacity: float = declared(
        0.8, unit="hazard per crossing", low=0, high=5, source="assumed",
        meaning="Control added at capacity 1.",
    )  # fmt: skip
    control_exponent: float = declared(
        2.0, unit="number", low=0.5, high=5, source="assumed",
        meaning="Exponent of capacity in control.",
    )  # fmt: skip
    effort_exponent: float = declared(
        0.5, unit="number", low=0, high=2, source="assumed",
        meaning="Exponent of border effort in control.",
    )  # fmt: skip
    smuggler_evasion: float = declared(
        0.45, unit="share", low=0, high=1, source="assumed",
        meaning="Share of control that a smuggler evades.",
    )  # fmt: skip
    speed_alone: float = declared(
        900.0, unit="km per month", low=10, high=20000, source="assumed",
        meaning="Speed of those who travel without help.",
    )  # fmt: skip
    speed_smuggled: float = declared(
        2500.0, unit="km per month", low=10, high=50000, source="assumed",
        meaning="Speed of those who travel with a smuggler.",
    )  # fmt: skip
    speed_flight: float = declared(
        1500.0, unit="km per month", low=10, high=50000, source="assumed",
        meaning="Speed of those who flee.",
    )  # fmt: skip
    time_value: float = declared(
        150.0, unit="dollars per month", low=0, high=10000, source="assumed",
        meaning="What a month on the way is worth in the choice of a route.",
    )  # fmt: skip
    risk_value: float = declared(
        4000.0, unit="dollars per interdiction", low=0, high=1000000.0, source="assumed",
        meaning="What an interdiction is worth in the choice of a route.",
    )  # fmt: skip
    life_value: float = declared(
        100000.0, unit="dollars per death", low=0, high=100000000.0, source="assumed",
        meaning="What a death is worth in the choice of a route.",
    )  # fmt: skip
    smuggled_hazard: float = declared(
        0.8, unit="multiple", low=0, high=10, source="assumed",
        meaning="Hazard of death with a smuggler over that of going alone.",
    )  # fmt: skip
    flight_hazard: float = declared(
        0.3, unit="multiple", low=0, high=10, source="assumed",
        meaning="Hazard of death in flight over that of going alone.",
    )  # fmt: skip
    effort_hazard: float = declared(
        1.0, unit="number", low=0, high=4, source="calibrated",
        meaning="Exponent of control over its first value in the hazard of death: detours into worse terrain.",
    )  # fmt: skip
    detention_share: float = declared(
        0.25, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the interdicted who claim no asylum that are detained for removal; the others try again.",
    )  # fmt: skip
    discouraged: float = declared(
        0.1, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the interdicted who claim no asylum that go home; shares over 1 with the detained are cut.",
    )  # fmt: skip
    retry_cost: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the price of a crossing that an interdicted client loses.",
    )  # fmt: skip
    screening_detection: float = declared(
        0.45, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability that forged papers are found at screening 1 by a state of capacity 1.",
    )  # fmt: skip
    claim_at_border: float = declared(
        0.5, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability that a person with wholly forced motive claims asylum when stopped or on arrival.",
    )  # fmt: skip
    claim_unfounded: float = declared(
        0.06, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability of such a claim with wholly economic motive.",
    )  # fmt: skip
