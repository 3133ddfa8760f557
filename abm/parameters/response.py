"""Response: what makes a state feel threatened, and how it moves its own policy."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Response(Subject):
    """Response: what makes a state feel threatened, and how it moves its own policy."""

    attack_deaths: float = declared(
        2.0, unit="deaths per million residents", low=0.001, high=1e4, source="assumed",
        meaning="Deaths in an attack at home that make a state feel threatened to 63 %.",
    )  # fmt: skip
    attack: float = declared(
        0.05, unit="share", low=0, high=10, source="assumed",
        meaning="What an attack adds to the sense of threat, however few it kills.",
    )  # fmt: skip
    others: float = declared(
        0.3, unit="share", low=0, high=10, source="assumed",
        meaning="Weight of attacks in other states, the more alike the more; 0 leaves fear at home.",
    )  # fmt: skip
    likeness: float = declared(
        1.0, unit="per ln output per head", low=0, high=10, source="assumed",
        meaning="How fast the weight of another state falls with the difference in income.",
    )  # fmt: skip
    elsewhere: float = declared(
        0.3, unit="share", low=0, high=1, source="assumed",
        meaning="Weight of a state of another region over one of the same, at equal income.",
    )  # fmt: skip
    irregular: float = declared(
        0.02, unit="per entry and 1,000 people a year", low=0, high=10, source="assumed",
        meaning="Sense of threat from irregular entries and overstays.",
    )  # fmt: skip
    asylum: float = declared(
        0.02, unit="per claim and 1,000 people a year", low=0, high=10, source="assumed",
        meaning="Sense of threat from claims for asylum.",
    )  # fmt: skip
    crime: float = declared(
        0.002, unit="per death and million people a year", low=0, high=10, source="assumed",
        meaning="Sense of threat from organised crime that lives on smuggling.",
    )  # fmt: skip
    neighbours: float = declared(
        0.2, unit="share", low=0, high=10, source="assumed",
        meaning="Sense of threat from that of neighbours.",
    )  # fmt: skip
    danger_half_life: float = declared(
        10.0, unit="years", low=0.1, high=100, source="assumed",
        meaning="Time over which deaths in attacks are averaged into the danger that there is.",
    )  # fmt: skip
    speed: float = declared(
        1.0, unit="per year", low=0, high=12, source="assumed",
        meaning="How fast a state that goes by the rule moves its levers to where threat would have them.",
    )  # fmt: skip
    effort: float = declared(
        1.0, unit="ln multiple", low=0, high=10, source="assumed",
        meaning="Rise of ln border effort at full threat and reaction 1.",
    )  # fmt: skip
    screening: float = declared(
        1.5, unit="ln multiple", low=0, high=10, source="assumed",
        meaning="Rise of ln visa screening at full threat and reaction 1.",
    )  # fmt: skip
    surveillance: float = declared(
        1.0, unit="ln share left", low=0, high=10, source="assumed",
        meaning="Fall of ln of what surveillance and watch-lists leave out, at full threat and reaction 1.",
    )  # fmt: skip
    openness: float = declared(
        0.5, unit="ln multiple", low=0, high=10, source="assumed",
        meaning="Fall of ln visa openness and of the asylum standard at full threat and reaction 1.",
    )  # fmt: skip
    step: float = declared(
        0.2, unit="share of the range", low=0, high=1, source="assumed",
        meaning="How far an adaptive state moves a lever at once.",
    )  # fmt: skip
    learning: float = declared(
        0.3, unit="share", low=0, high=1, source="assumed",
        meaning="Weight of the last experience with a move in what an adaptive state believes of it.",
    )  # fmt: skip
    curiosity: float = declared(
        0.02, unit="value", low=0, high=10, source="assumed",
        meaning="Spread of the chance by which an adaptive state tries what it does not believe to be best.",
    )  # fmt: skip
    caution: float = declared(
        0.5, unit="value per share of the budget", low=0, high=100, source="assumed",
        meaning="What a move must promise for each share of the budget that it costs a year.",
    )  # fmt: skip
    imitation: float = declared(
        0.2, unit="probability", low=0, high=1, source="assumed",
        meaning="Chance a year that an adaptive state takes over a lever of the peer that does best.",
    )  # fmt: skip
    security_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of security, less perceived threat and more capacity, in what an adaptive state wants.",
    )  # fmt: skip
    economy_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of growth of output per head in what an adaptive state wants.",
    )  # fmt: skip
    identity_weight: float = declared(
        1.0, unit="weight", low=0, high=10, source="assumed",
        meaning="Weight of cohesion in what an adaptive state wants; twice that where the nation is by descent.",
    )  # fmt: skip
