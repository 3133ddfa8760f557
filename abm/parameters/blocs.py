"""Blocs: policy that states decide together, and what of their autonomy it costs them."""

from __future__ import annotations

from typing import Literal

from abm.parameters.declare import Subject, declared

Competence = Literal[
    "free_movement",
    "common_visa",
    "external_border",
    "information_sharing",
    "watch_lists",
    "burden_sharing",
    "asylum",
]
"""What a bloc may decide for its members."""

LEVERS_OF: dict[str, tuple[str, ...]] = {
    "free_movement": (),
    "common_visa": ("visa_openness", "visa_screening"),
    "external_border": ("border_effort", "border_technology", "transit_cooperation"),
    "information_sharing": ("information_sharing",),
    "watch_lists": ("watch_lists",),
    "burden_sharing": ("burden_sharing",),
    "asylum": ("recognition_standard",),
}
"""The levers that each competence binds."""

PLEDGED = ("information_sharing", "watch_lists", "burden_sharing")
"""Competences in which members pledge to each other what none of them would do alone."""


class Blocs(Subject):
    """Blocs: policy that states decide together, and what of their autonomy it costs them."""

    votes: float = declared(
        0.5, unit="exponent", low=0, high=1, source="assumed",
        meaning="How a member's say grows with its people: 0 one state one vote, 1 in proportion to people.",
    )  # fmt: skip
    pledge: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Part of the sharing that is still missing (information, watch lists, burdens) that members pledge.",
    )  # fmt: skip
    internal_control: float = declared(
        0.0, unit="share", low=0, high=1, source="literature: Adamson 2006, free movement within Schengen (sign)",
        meaning="Share of border control that stays between members that move freely; 1 leaves all of it.",
    )  # fmt: skip
    information: float = declared(
        0.3, unit="share", low=0, high=5, source="assumed",
        meaning="What fully shared information adds to interdiction, removal and dismantling; 0 switches it off.",
    )  # fmt: skip
    readmission: float = declared(
        0.1, unit="per year", low=0, high=10, source="assumed",
        meaning="Hazard, in a state of capacity 1, that a treaty of readmission takes back a person without status.",
    )  # fmt: skip
    transit_treaty: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Control by a state of transit for the other party of a treaty, as the lever of transit cooperation.",
    )  # fmt: skip
    facilitation: float = declared(
        1.0, unit="share", low=0, high=100, source="assumed",
        meaning="What a treaty adds to the odds of a visa for the people of the party it is made with.",
    )  # fmt: skip
    border_share: float = declared(
        0.5, unit="share", low=0, high=1,
        source="literature: Adamson 2006, about half of technical aid to candidates in the 1990s",
        meaning="Share of aid to weaker states that pays for control of their borders; the rest builds institutions.",
    )  # fmt: skip
    need: float = declared(
        1.0, unit="gain per index", low=0, high=100, source="assumed",
        meaning="What a state expects of a bloc whose members control entries better than it does.",
    )  # fmt: skip
    sovereignty: float = declared(
        1.0, unit="cost per index", low=0, high=100, source="assumed",
        meaning="What a state holds the autonomy to be worth that it would lose in a bloc.",
    )  # fmt: skip
    inertia: float = declared(
        0.05, unit="index", low=0, high=10, source="assumed",
        meaning="Net benefit beyond which a state joins, and net loss beyond which it leaves.",
    )  # fmt: skip
    lobbies: float = declared(
        0.1, unit="share", low=0, high=1, source="assumed",
        meaning="Share of its own will that a state loses to lobbies of diasporas of boundless influence.",
    )  # fmt: skip
    refoulement: float = declared(
        0.0, unit="multiple", low=0, high=5, source="assumed",
        meaning="Least recognition standard to which law obliges states; 0 leaves them free.",
    )  # fmt: skip
    weight_free_movement: float = declared(
        1.0, unit="weight", low=0, high=100, source="assumed",
        meaning="Weight in autonomy of control at one's own borders.",
    )  # fmt: skip
    weight_common_visa: float = declared(
        1.0, unit="weight", low=0, high=100, source="assumed", meaning="Weight in autonomy of visas."
    )  # fmt: skip
    weight_external_border: float = declared(
        1.0, unit="weight", low=0, high=100, source="assumed",
        meaning="Weight in autonomy of effort, technology and cooperation at the border.",
    )  # fmt: skip
    weight_information_sharing: float = declared(
        1.0, unit="weight", low=0, high=100, source="assumed", meaning="Weight in autonomy of shared information."
    )  # fmt: skip
    weight_watch_lists: float = declared(
        1.0, unit="weight", low=0, high=100, source="assumed", meaning="Weight in autonomy of watch lists."
    )  # fmt: skip
    weight_burden_sharing: float = declared(
        1.0, unit="weight", low=0, high=100, source="assumed", meaning="Weight in autonomy of sharing refugees."
    )  # fmt: skip
    weight_asylum: float = declared(
        1.0, unit="weight", low=0, high=100, source="assumed", meaning="Weight in autonomy of asylum."
    )  # fmt: skip
