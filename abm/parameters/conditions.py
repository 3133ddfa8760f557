"""What a state starts from where a scenario says so, beside its policy: each declared once."""

from __future__ import annotations

from typing import Literal

from abm.parameters.declare import Subject, choice, declared

Response = Literal["fixed", "rule", "adaptive"]
"""How a state answers to what it perceives: not at all, by a rule, or by search and learning."""


class Conditions(Subject):
    """What a state starts from; the world's where there is any, and these where there is not."""

    capacity: float = declared(
        0.5, unit="index", low=0, high=1, source="assumed",
        meaning="Institutional capacity in the first month; a state that is given one does not follow the data.",
    )  # fmt: skip
    identity: float = declared(
        0.5, unit="index", low=0, high=1, source="assumed",
        meaning="How the state conceives of the nation: 0 by descent (ethnic), 1 by citizenship (civic).",
    )  # fmt: skip
    cohesion: float = declared(
        0.5, unit="index", low=0, high=1, source="assumed",
        meaning="Cohesion of the state's society: 1 where people stand together.",
    )  # fmt: skip
    response: Response = choice(
        "fixed", source="assumed",
        meaning="How the state moves its own policy: fixed, by a rule on perceived threat, or by search and learning.",
    )  # fmt: skip
