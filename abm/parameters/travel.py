"""Short stays: how many people visit, and who is granted a visa."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Travel(Subject):
    """Short stays: how many people visit, and who is granted a visa."""

    visits: float = declared(
        0.4, unit="visits per resident and year", low=0, high=10, source="estimated",
        meaning="Visits abroad of a resident of a state of 20,000 dollars a head.",
    )  # fmt: skip
    income: float = declared(
        1.0, unit="elasticity", low=0, high=3, source="assumed",
        meaning="Elasticity of visits to output per head of the origin.",
    )  # fmt: skip
    distance: float = declared(
        0.8, unit="elasticity", low=0, high=3, source="assumed",
        meaning="Elasticity of visits to distance.",
    )  # fmt: skip
    visa: float = declared(
        0.4, unit="multiple", low=0, high=1, source="literature: Neumayer 2010",
        meaning="Visits where a visa is needed over those where none is.",
    )  # fmt: skip
    grant: float = declared(
        0.25, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability that a visa is granted to one of the same income as the destination, at openness 1.",
    )  # fmt: skip
    grant_income: float = declared(
        0.7, unit="number", low=0, high=3, source="assumed",
        meaning="Exponent of the ratio of origin to destination output per head in the odds of a grant.",
    )  # fmt: skip
