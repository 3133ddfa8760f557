"""Armed groups: money, recruits and losses of insurgents."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class ArmedGroups(Subject):
    """Armed groups: money, recruits and losses of insurgents."""

    tax: float = declared(
        0.0015, unit="share of output", low=0, high=1, source="assumed",
        meaning="What a group takes of the output that it controls, x = F / (F + G) of the state's.",
    )  # fmt: skip
    upkeep: float = declared(
        1.0, unit="months of low wage", low=0, high=100, source="assumed",
        meaning="Cost of a fighter a month: pay, food and arms.",
    )  # fmt: skip
    reserve: float = declared(
        12.0, unit="months", low=0, high=600, source="assumed",
        meaning="Upkeep that a group holds back; of what it has beyond that it spends a part.",
    )  # fmt: skip
    spending: float = declared(
        0.5, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which a group spends what it holds beyond its reserve.",
    )  # fmt: skip
    recruiting: float = declared(
        0.8, unit="per year and fighter", low=0, high=10, source="assumed",
        meaning="Recruits at home where wages are nothing and fighters are paid, far below the most.",
    )  # fmt: skip
    poor_wage: float = declared(
        400.0, unit="dollars per month", low=1, high=100000,
        source="assumed",
        meaning="Low wage at which half as many join as where wages are nothing: what they give up by joining.",
    )  # fmt: skip
    camp_recruiting: float = declared(
        0.005, unit="per refugee and year", low=0, high=1, source="assumed",
        meaning="Recruits from camps in a contiguous host of no capacity.",
    )  # fmt: skip
    deserting: float = declared(
        0.7, unit="per year", low=0, high=12, source="assumed",
        meaning="Hazard that a fighter who is paid nothing deserts.",
    )  # fmt: skip
    most_fighters: float = declared(
        0.005, unit="share of residents", low=0, high=0.1, source="assumed",
        meaning="Most fighters that a group can have.",
    )  # fmt: skip
    loss_share: float = declared(
        0.3, unit="share", low=0, high=1, source="assumed",
        meaning="Share of a war's dead who are fighters of the group.",
    )  # fmt: skip
    loss_most: float = declared(
        0.5, unit="per year", low=0, high=12, source="assumed",
        meaning="Largest share of its fighters that a group loses in battle in a year.",
    )  # fmt: skip
    remnant_decay: float = declared(
        0.2, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which the fighters of a dormant group go home, unless they are in a sanctuary.",
    )  # fmt: skip
