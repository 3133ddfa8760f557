"""What the power of states is made of, and how its parts are weighed."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Accounts(Subject):
    """What the power of states is made of, and how its parts are weighed."""

    output_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of output in economic power.",
    )  # fmt: skip
    skill_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of human capital, the skilled at work in the state, in economic power.",
    )  # fmt: skip
    personnel_weight: float = declared(
        1.0, unit="weight", low=0, high=10,
        source="literature: Singer, Bremer and Stuckey 1972, who weigh parts of power alike",
        meaning="Weight of military personnel in military power.",
    )  # fmt: skip
    spending_weight: float = declared(
        1.0, unit="weight", low=0, high=10,
        source="literature: Singer, Bremer and Stuckey 1972, who weigh parts of power alike",
        meaning="Weight of military spending in military power.",
    )  # fmt: skip
    economic_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of economic power in power.",
    )  # fmt: skip
    military_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of military power in power.",
    )  # fmt: skip
    diplomatic_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of diplomatic power in power.",
    )  # fmt: skip
    service: float = declared(
        0.0056, unit="share", low=0, high=0.2,
        source="literature: COW National Material Capabilities, 2000: 0.36 % of the people of all states",
        meaning="Share of those of working age who may serve that does.",
    )  # fmt: skip
    spending: float = declared(
        0.03, unit="share of output", low=0, high=0.5,
        source="literature: COW National Material Capabilities, 2000: about 2 % of the output of all states",
        meaning="Military spending of a state of capacity 1, over its output.",
    )  # fmt: skip
    votes: float = declared(
        1.0, unit="multiple", low=0, high=10, source="assumed",
        meaning="What loyal citizens abroad bring home of a host's weight, for each unit of their share of its people.",
    )  # fmt: skip
    lobbies: float = declared(
        1.0, unit="multiple", low=0, high=10, source="assumed",
        meaning="What a lobby of influence 1 brings home of a host's weight.",
    )  # fmt: skip
