"""Conflict: intensity, flight, and how wars begin, kill and end where they are simulated."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Conflict(Subject):
    """Conflict: intensity, flight, and how wars begin, kill and end where they are simulated."""

    threshold: float = declared(
        25.0, unit="deaths per year", low=1, high=100000,
        source="literature: Gleditsch et al. 2002, the threshold of the Uppsala programme",
        meaning="Deaths of a year from which on a state counts as at war.",
    )  # fmt: skip
    deaths_scale: float = declared(
        100.0, unit="deaths per million residents and year", low=1, high=10000, source="assumed",
        meaning="Deaths at which intensity reaches 1 - 1/e.",
    )  # fmt: skip
    flight_rate: float = declared(
        0.012, unit="per year", low=0, high=1, source="estimated",
        meaning="Hazard that a resident flees across a border at intensity 1, when displacement follows intensity.",
    )  # fmt: skip
    flight_exponent: float = declared(
        2.0, unit="number", low=0.5, high=5, source="assumed",
        meaning="Exponent of intensity in the hazard of flight.",
    )  # fmt: skip
    within_rate: float = declared(
        0.04, unit="per year", low=0, high=10, source="estimated",
        meaning="Hazard that a resident is displaced within the state at intensity 1.",
    )  # fmt: skip
    within_return: float = declared(
        0.25, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which people displaced within the state go home at intensity 0.",
    )  # fmt: skip
    onset: float = declared(
        -4.3, unit="ln odds", low=-20, high=20, source="estimated",
        meaning="Ln odds of an onset in a year at income 10,000, 10 million people, capacity 1/2 and lasting peace.",
    )  # fmt: skip
    onset_income: float = declared(
        -0.4, unit="per ln unit", low=-5, high=5, source="estimated",
        meaning="Ln odds of an onset by ln output per head.",
    )  # fmt: skip
    onset_size: float = declared(
        0.3, unit="per ln unit", low=-5, high=5, source="estimated",
        meaning="Ln odds of an onset by ln people present.",
    )  # fmt: skip
    onset_capacity: float = declared(
        -1.5, unit="per unit", low=-20, high=20, source="assumed",
        meaning="Ln odds of an onset by institutional capacity.",
    )  # fmt: skip
    onset_neighbour: float = declared(
        0.6, unit="ln odds", low=-5, high=5, source="estimated",
        meaning="Ln odds of an onset where a contiguous state is at war.",
    )  # fmt: skip
    onset_refugees: float = declared(
        0.05, unit="per ln unit", low=-5, high=5, source="estimated",
        meaning="Ln odds of an onset by ln(1 + refugees hosted from states at war); contested, 0 removes it.",
    )  # fmt: skip
    onset_sanctuary: float = declared(
        0.05, unit="per ln unit", low=-5, high=5, source="assumed",
        meaning="Ln odds of an onset by ln(1 + fighters of other states based in the state).",
    )  # fmt: skip
    onset_funds: float = declared(
        0.1, unit="per ln unit", low=-5, high=5, source="assumed",
        meaning="Ln odds of an onset by ln(1 + months of low wage that a group holds per thousand people); contested.",
    )  # fmt: skip
    onset_past: float = declared(
        2.6, unit="ln odds", low=-10, high=10, source="estimated",
        meaning="Ln odds of an onset added just after a war.",
    )  # fmt: skip
    past_half: float = declared(
        3.0, unit="years", low=0.01, high=100, source="estimated",
        meaning="Years of peace after which half of that is left.",
    )  # fmt: skip
    severity_tail: float = declared(
        1.1, unit="exponent", low=0.1, high=10, source="assumed",
        meaning="Exponent of the distribution of severity: P(severity > s) = s^-exponent.",
    )  # fmt: skip
    severity_most: float = declared(
        300.0, unit="multiple", low=1, high=1000000, source="assumed",
        meaning="Largest severity.",
    )  # fmt: skip
    first_fighters: float = declared(
        0.0001, unit="share of residents", low=0, high=0.1, source="assumed",
        meaning="Median strength of a group at the onset of a war.",
    )  # fmt: skip
    first_spread: float = declared(
        0.8, unit="ln units", low=0, high=5, source="assumed",
        meaning="Standard deviation of the logarithm of that strength.",
    )  # fmt: skip
    smallest: float = declared(
        200.0, unit="persons", low=1, high=1000000, source="assumed",
        meaning="Least strength of a group at an onset; where the most is below, there are no onsets.",
    )  # fmt: skip
    least: float = declared(
        50.0, unit="persons", low=0, high=1000000, source="assumed",
        meaning="Fighters below which a war ends, and a dormant group is no more.",
    )  # fmt: skip
    first_balance: float = declared(
        0.25, unit="share", low=0.001, high=0.99, source="assumed",
        meaning="Largest x = F / (F + G) of a group that is matched to data; beyond, severity explains the deaths.",
    )  # fmt: skip
    army: float = declared(
        0.004, unit="share of residents", low=0, high=0.5, source="assumed",
        meaning="Soldiers and police of a government of capacity 1 who count in a contest.",
    )  # fmt: skip
    lethality: float = declared(
        0.022, unit="per year", low=0, high=10, source="assumed",
        meaning="Deaths a year for each fighter of two equal sides at severity 1.",
    )  # fmt: skip
    deaths_most: float = declared(
        0.03, unit="share of residents per year", low=0, high=1, source="assumed",
        meaning="Largest share of the residents that a war kills in a year.",
    )  # fmt: skip
    settle: float = declared(
        0.24, unit="per year", low=0, high=12, source="estimated",
        meaning="Hazard that a war ends by a settlement while fighters are paid.",
    )  # fmt: skip
    settle_unpaid: float = declared(
        1.0, unit="multiple", low=0, high=100, source="assumed",
        meaning="What is added to that hazard where fighters are paid nothing, over what it is where they are paid.",
    )  # fmt: skip
    victory: float = declared(
        0.2, unit="per year", low=0, high=12, source="assumed",
        meaning="Hazard that the group wins, times x squared.",
    )  # fmt: skip
    remnant: float = declared(
        0.2, unit="share", low=0, high=1, source="assumed",
        meaning="Fighters who stay with a dormant group after a war.",
    )  # fmt: skip
