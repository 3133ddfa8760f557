"""What migrants earn, save and send home."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Remittances(Subject):
    """What migrants earn, save and send home."""

    sent: float = declared(
        0.06, unit="share of wage", low=0, high=1, source="literature: Adamson 2006, lines 703 to 719",
        meaning="Share of the wage sent home by a worker who has just come.",
    )  # fmt: skip
    half_life: float = declared(
        18.0, unit="years", low=0.5, high=200, source="assumed",
        meaning="Time after which the share sent has halved.",
    )  # fmt: skip
    crisis: float = declared(
        0.5, unit="share", low=0, high=5, source="literature: Frankel 2011",
        meaning="Rise of the share sent at conflict intensity 1 at home.",
    )  # fmt: skip
    hardship: float = declared(
        0.5, unit="elasticity", low=0, high=5, source="calibrated",
        meaning="Rise of the share sent, in %, per % that output per head at home is below what people are used to.",
    )  # fmt: skip
    used_to: float = declared(
        5.0, unit="years", low=0.1, high=50, source="assumed",
        meaning="Time after which people are used to half of a change in output per head at home.",
    )  # fmt: skip
    informal: float = declared(
        0.35, unit="share", low=0, high=1, source="literature: Freund and Spatafora 2008",
        meaning="Share of what is sent that goes through informal channels where no state takes the cost away.",
    )  # fmt: skip
    cost: float = declared(
        0.09, unit="share of what is sent", low=0, high=0.9,
        source="literature: World Bank, Remittance Prices Worldwide",
        meaning="Part of what is sent by formal channels that stays with the house that sends it, in the host.",
    )  # fmt: skip
    watched: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Share of informal channels that full surveillance in the host closes.",
    )  # fmt: skip
    invested: float = declared(
        0.2, unit="share of what arrives", low=0, high=1, source="assumed",
        meaning="Share of what arrives that is invested, and so adds to growth.",
    )  # fmt: skip
    engagement: float = declared(
        0.2, unit="share of what arrives", low=0, high=1, source="assumed",
        meaning="Rise of the share invested where the home state engages its diaspora to the full.",
    )  # fmt: skip
    saved: float = declared(
        0.05, unit="share of wage", low=0, high=1, source="assumed",
        meaning="Share of the wage that a migrant saves.",
    )  # fmt: skip
    savings_limit: float = declared(
        24.0, unit="months of wage", low=1, high=600, source="assumed",
        meaning="Savings beyond which a migrant spends what would be saved.",
    )  # fmt: skip
