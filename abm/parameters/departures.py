"""The choice over destination and channel; staying is the outside option."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Departures(Subject):
    """The choice over destination and channel; staying is the outside option."""

    propensity: float = declared(
        -25.1, unit="utility", low=-40, high=0, source="assumed",
        meaning="Utility of leaving at all, net of staying; sets the level of demand.",
    )  # fmt: skip
    wage: float = declared(
        0.8, unit="utility per ln wage", low=0, high=3, source="literature: Grogger and Hanson 2011; Mayda 2010",
        meaning="Weight of the ratio of expected wages (b_w).",
    )  # fmt: skip
    network: float = declared(
        0.6, unit="utility per ln person", low=0, high=1, source="literature: Beine, Docquier and Ozden 2011",
        meaning="Weight of ln(1 + stock of the corridor) (b_n).",
    )  # fmt: skip
    network_family: float = declared(
        0.2, unit="utility per ln person", low=0, high=1, source="assumed",
        meaning="Further weight of the network for family members.",
    )  # fmt: skip
    distance: float = declared(
        0.45, unit="utility per ln km", low=0, high=3, source="literature: Beine, Docquier and Ozden 2011",
        meaning="Weight of ln distance (b_d).",
    )  # fmt: skip
    contiguity: float = declared(
        0.8, unit="utility", low=-2, high=5, source="assumed",
        meaning="Added utility of a neighbour.",
    )  # fmt: skip
    language: float = declared(
        0.5, unit="utility", low=-2, high=5, source="literature: Mayda 2010",
        meaning="Added utility of a common language (b_l).",
    )  # fmt: skip
    colonial: float = declared(
        0.5, unit="utility", low=-2, high=5, source="literature: Mayda 2010",
        meaning="Added utility of a colonial link.",
    )  # fmt: skip
    size: float = declared(
        0.55, unit="utility per ln person", low=0, high=2, source="assumed",
        meaning="Weight of ln population of the destination.",
    )  # fmt: skip
    home_size: float = declared(
        0.65, unit="utility per ln person", low=0, high=2, source="estimated",
        meaning=(
            "Utility of staying added by ln population at home over 10 million: large states hold more "
            "places to move to."
        ),
    )  # fmt: skip
    conflict: float = declared(
        0.4, unit="utility per intensity", low=0, high=10, source="assumed",
        meaning="Weight of the difference in conflict intensity (b_q).",
    )  # fmt: skip
    admission: float = declared(
        1.0, unit="utility per ln probability", low=0, high=5, source="assumed",
        meaning="Weight of ln expected admission (b_p).",
    )  # fmt: skip
    attraction: float = declared(
        1.0, unit="utility per index", low=0, high=5, source="assumed",
        meaning="Weight of how far a state courts the skilled (lever skilled_attraction), for skilled work.",
    )  # fmt: skip
    risk: float = declared(
        1.0, unit="utility per expected interdiction", low=0, high=50, source="assumed",
        meaning="Weight of what is feared on the way (b_r).",
    )  # fmt: skip
    death: float = declared(
        100.0, unit="interdictions", low=0, high=10_000, source="assumed",
        meaning="What a death weighs in what is feared on the way, in interdictions.",
    )  # fmt: skip
    exit_restriction: float = declared(
        1.0, unit="utility per index", low=0, high=5, source="assumed",
        meaning="Weight of exit restriction (b_x).",
    )  # fmt: skip
    flight_restriction: float = declared(
        0.0, unit="ln hazard per index", low=0, high=5, source="assumed",
        meaning="Weight of exit restriction for those who flee; 0 leaves the exits open to them.",
    )  # fmt: skip
    skilled: float = declared(
        1.0, unit="utility", low=-20, high=20, source="assumed",
        meaning="Taste for skilled work.",
    )  # fmt: skip
    guest: float = declared(
        1.0, unit="utility", low=-20, high=20, source="assumed",
        meaning="Taste for the channel of guest work.",
    )  # fmt: skip
    student: float = declared(
        0.5, unit="utility", low=-20, high=20, source="assumed",
        meaning="Taste for the channel of study.",
    )  # fmt: skip
    family: float = declared(
        -0.8, unit="utility", low=-20, high=20, source="assumed",
        meaning="Taste for the family channel.",
    )  # fmt: skip
    free_movement: float = declared(
        0.0, unit="utility", low=-20, high=20, source="assumed",
        meaning="Taste for moving where movement is free.",
    )  # fmt: skip
    asylum: float = declared(
        -2.0, unit="utility", low=-20, high=20, source="assumed",
        meaning="Taste for claiming asylum.",
    )  # fmt: skip
    short_stay: float = declared(
        -1.0, unit="utility", low=-20, high=20, source="assumed",
        meaning="Taste for a short stay that is meant to last.",
    )  # fmt: skip
    alone: float = declared(
        -2.0, unit="utility", low=-20, high=20, source="assumed",
        meaning="Taste for the irregular way alone.",
    )  # fmt: skip
    smuggled: float = declared(
        -0.3, unit="utility", low=-20, high=20, source="assumed",
        meaning="Taste for the irregular way with a smuggler.",
    )  # fmt: skip
    forged: float = declared(
        -3.0, unit="utility", low=-20, high=20, source="assumed",
        meaning="Taste for forged papers by air.",
    )  # fmt: skip
    wealth_months: float = declared(
        30.0, unit="months of wage", low=0, high=600, source="assumed",
        meaning="Median wealth of a household that could pay for a journey.",
    )  # fmt: skip
    wealth_spread: float = declared(
        1.2, unit="standard deviation of ln", low=0.1, high=4, source="assumed",
        meaning="Spread of lognormal wealth.",
    )  # fmt: skip
    visa_cost: float = declared(
        400.0, unit="dollars", low=0, high=100000, source="assumed",
        meaning="Cost of a visa and of settling, with authorisation.",
    )  # fmt: skip
    flight_distance: float = declared(
        0.6, unit="utility per ln km", low=0, high=6, source="assumed",
        meaning="Weight of ln distance for those who flee.",
    )  # fmt: skip
    flight_contiguity: float = declared(
        4.2, unit="utility", low=0, high=10, source="assumed",
        meaning="Added utility of a neighbour for those who flee.",
    )  # fmt: skip
    flight_size: float = declared(
        0.4, unit="utility per ln person", low=0, high=2, source="assumed",
        meaning="Weight of ln population of the destination for those who flee.",
    )  # fmt: skip
    flight_network: float = declared(
        0.25, unit="utility per ln person", low=0, high=1, source="assumed",
        meaning="Weight of the corridor's stock for those who flee.",
    )  # fmt: skip
    flight_wage: float = declared(
        0.1, unit="utility per ln wage", low=0, high=3, source="assumed",
        meaning="Weight of the wage at the destination for those who flee.",
    )  # fmt: skip
    flight_conflict: float = declared(
        3.0, unit="utility per intensity", low=0, high=20, source="assumed",
        meaning="Weight of conflict at the destination for those who flee.",
    )  # fmt: skip
