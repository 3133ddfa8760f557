"""Society: identity and cohesion, integration and alienation, and what reaction costs."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Society(Subject):
    """Society: identity and cohesion, integration and alienation, and what reaction costs."""

    pace_half_life: float = declared(
        3.0, unit="years", low=0.1, high=50, source="assumed",
        meaning="Time in which society forgets half of the immigration that it saw.",
    )  # fmt: skip
    pace_scale: float = declared(
        0.01, unit="share of population per year", low=0.0001, high=1, source="assumed",
        meaning="Pace of immigration that takes backlash to a half of what it can be, in a nation of descent.",
    )  # fmt: skip
    reaction: float = declared(
        1.0, unit="multiple", low=0, high=20, source="literature: Halla et al. 2017 (sign)",
        meaning="Weight of the pace of immigration in backlash; 0 switches backlash off.",
    )  # fmt: skip
    civic: float = declared(
        0.8, unit="share", low=0, high=1, source="assumed",
        meaning="Share of backlash that is not there where the nation is wholly civic; 0 spares civic nations nothing.",
    )  # fmt: skip
    integrated: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Share of backlash that is not there where residents of migrant background are wholly integrated.",
    )  # fmt: skip
    recognition_backlash: float = declared(
        0.0, unit="share", low=-1, high=1, source="assumed",
        meaning="Rise of backlash where minorities are recognised, fall where they are to assimilate; contested.",
    )  # fmt: skip
    backlash_speed: float = declared(
        1.0, unit="per year", low=0, high=12, source="assumed",
        meaning="How fast backlash follows what it tends to.",
    )  # fmt: skip
    drift: float = declared(
        1.0, unit="multiple", low=0, high=20, source="assumed",
        meaning="Speed of all that moves identity; 0 has it stand still.",
    )  # fmt: skip
    norms: float = declared(
        0.03, unit="per year", low=0, high=5, source="literature: Adamson 2006, lines 501 to 508",
        meaning="Pull of what other states, by output, take a nation to be.",
    )  # fmt: skip
    norm_bias: float = declared(
        0.5, unit="ln odds", low=-5, high=5, source="literature: Adamson 2006, lines 501 to 508 (sign)",
        meaning="How much more readily civic norms spread than ethnic ones; below 0 less readily.",
    )  # fmt: skip
    markets: float = declared(
        0.1, unit="per year", low=0, high=5, source="literature: Adamson 2006, lines 501 to 508 (sign)",
        meaning="Pull to a civic identity where all work is done by people from abroad.",
    )  # fmt: skip
    voters: float = declared(
        0.1, unit="per year", low=0, high=5, source="assumed",
        meaning="Pull to a civic identity where everybody is a citizen of migrant background.",
    )  # fmt: skip
    pull_back: float = declared(
        0.1, unit="per year", low=0, high=5, source="assumed",
        meaning="Pull of full backlash to an ethnic identity.",
    )  # fmt: skip
    reverse: float = declared(
        0.0, unit="per year", low=0, high=5, source="assumed",
        meaning="Pull of full backlash to a civic identity, by those whom it frightens; contested, off unless set.",
    )  # fmt: skip
    recovery: float = declared(
        0.1, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which cohesion returns to what society tends to.",
    )  # fmt: skip
    backlash_loss: float = declared(
        0.1, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which full backlash takes from cohesion.",
    )  # fmt: skip
    alienation_loss: float = declared(
        0.1, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which cohesion is lost where everybody is of migrant background and wholly alienated.",
    )  # fmt: skip
    recognition_cohesion: float = declared(
        0.0, unit="index", low=-1, high=1, source="assumed",
        meaning="Cohesion that society tends to: what recognition adds, times the share of minorities; contested.",
    )  # fmt: skip
    civic_cohesion: float = declared(
        0.0, unit="index", low=-1, high=1, source="assumed",
        meaning="What a turn from ethnic to civic adds to the cohesion that society tends to; contested.",
    )  # fmt: skip
    integration_speed: float = declared(
        0.06, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which residents of migrant background come to be integrated.",
    )  # fmt: skip
    effort: float = declared(
        1.0, unit="share", low=0, high=20, source="assumed",
        meaning="Rise of that rate at full integration effort.",
    )  # fmt: skip
    assimilation: float = declared(
        0.0, unit="powers of 2", low=-5, high=5, source="assumed",
        meaning="Rise of that rate where minorities are to assimilate, fall where recognised; contested.",
    )  # fmt: skip
    work_weight: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Weight of work in the integration that people tend to; status has the rest.",
    )  # fmt: skip
    discrimination: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Share of integration that full backlash does not let come about.",
    )  # fmt: skip
    at_arrival: float = declared(
        0.1, unit="index", low=0, high=1, source="assumed",
        meaning="Integration of those who have just come.",
    )  # fmt: skip
    closure: float = declared(
        10.0, unit="years", low=0.1, high=100, source="assumed",
        meaning="Years before naturalisation at which residents without citizenship are half excluded.",
    )  # fmt: skip
    alienation_fading: float = declared(
        0.3, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which alienation fades.",
    )  # fmt: skip
    watched: float = declared(
        0.2, unit="per year", low=0, high=5, source="literature: Adamson 2006, lines 1004 to 1010 (sign)",
        meaning="Rate at which full surveillance alienates.",
    )  # fmt: skip
    suspected: float = declared(
        2.0, unit="per year", low=0, high=1000, source="literature: Adamson 2006, lines 1004 to 1010 (sign)",
        meaning="Rate at which people are alienated where all of migrant background are held by mistake once a year.",
    )  # fmt: skip
    excluded: float = declared(
        0.1, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which full exclusion from a status or citizenship alienates.",
    )  # fmt: skip
    apart: float = declared(
        0.02, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which a want of integration alienates.",
    )  # fmt: skip
    rejected: float = declared(
        0.1, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which full backlash alienates.",
    )  # fmt: skip
    reactance: float = declared(
        0.03, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which being asked to assimilate alienates; contested, 0 where it does not.",
    )  # fmt: skip
    war_at_home: float = declared(
        0.05, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which war of intensity 1 in the states of origin alienates.",
    )  # fmt: skip
    reputation_recovery: float = declared(
        0.4, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which a state's name as a place to study and work recovers.",
    )  # fmt: skip
    reputation_screening: float = declared(
        0.1, unit="per year", low=0, high=5, source="literature: Adamson 2006, lines 1000 to 1004 (sign)",
        meaning="Rate at which it is lost by visa screening e times that of the first month.",
    )  # fmt: skip
    reputation_refused: float = declared(
        1.0, unit="per year", low=0, high=1000, source="assumed",
        meaning="Rate at which it is lost where all who come are wrongly refused, beyond what normal screening does.",
    )  # fmt: skip
    reputation_surveillance: float = declared(
        0.1, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which it is lost by full surveillance.",
    )  # fmt: skip
    reputation_alienation: float = declared(
        0.2, unit="per year", low=0, high=5, source="assumed",
        meaning="Rate at which it is lost where residents are wholly alienated by being watched and suspected.",
    )  # fmt: skip
    welcome: float = declared(
        1.0, unit="power", low=0, high=10, source="assumed",
        meaning="Power of reputation in the weight of a destination for students and the skilled; 0 deters nobody.",
    )  # fmt: skip
    liberty_surveillance: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Share of civil liberties that full surveillance takes.",
    )  # fmt: skip
    liberty_lists: float = declared(
        0.2, unit="share", low=0, high=1, source="assumed",
        meaning="Share of civil liberties that full use of watch-lists takes.",
    )  # fmt: skip
    liberty_detention: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Share of civil liberties that is lost where all of migrant background are held.",
    )  # fmt: skip
