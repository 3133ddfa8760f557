"""Terrorism: who plots, where and how, what stops it, and what attacks do."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared

_NOWRASTEH = "literature: Nowrasteh 2019, attackers in the United States 1975 to 2017 (magnitude)"


class Terrorism(Subject):
    """Terrorism: who plots, where and how, what stops it, and what attacks do."""

    homegrown: float = declared(
        0.06, unit="plots per million people and year", low=0, high=10, source=_NOWRASTEH,
        meaning="Plots that residents begin by themselves, whatever their background.",
    )  # fmt: skip
    radicalisation: float = declared(
        2.0, unit="ln plots per alienation", low=0, high=10,
        source="literature: Dreher, Gassebner and Schaudt 2020, exclusion raises attacks (sign)",
        meaning="How alienation changes the rates at which people of migrant background plot and join networks.",
    )  # fmt: skip
    usual: float = declared(
        0.3, unit="alienation", low=0, high=1, source="assumed",
        meaning="Alienation at which people of migrant background plot, and trust the police, as others do.",
    )  # fmt: skip
    grievance_half_life: float = declared(
        5.0, unit="years", low=0.1, high=100, source="assumed",
        meaning="Time in which the grievance that war at home left behind goes halfway to what it follows.",
    )  # fmt: skip
    recruits_home: float = declared(
        2e-6, unit="per resident and year", low=0, high=0.001, source="assumed",
        meaning="Residents who join the network of their state, at a grievance of 1.",
    )  # fmt: skip
    recruits_abroad: float = declared(
        2e-6, unit="per emigrant and year", low=0, high=0.001, source="assumed",
        meaning="Emigrants who join the network of their state, at a grievance of 1 and usual alienation.",
    )  # fmt: skip
    leaving: float = declared(
        0.2, unit="per year", low=0.01, high=12, source="assumed",
        meaning="Hazard that a member leaves a network.",
    )  # fmt: skip
    least: float = declared(
        5.0, unit="persons", low=0.1, high=1e6, source="assumed",
        meaning="Members that make a network; it is none with less than half of them.",
    )  # fmt: skip
    dues: float = declared(
        50.0, unit="dollars per month", low=0, high=100000, source="assumed",
        meaning="What a network raises for each member, where the member lives.",
    )  # fmt: skip
    spending: float = declared(
        0.5, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which a network spends what it holds on other things than plots.",
    )  # fmt: skip
    cost: float = declared(
        20000.0, unit="dollars", low=0, high=1e8,
        source="literature: United Nations Monitoring Team 2004, most attacks cost less than 50,000 (magnitude)",
        meaning="Cost of a plot that a network begins; none begins without the money.",
    )  # fmt: skip
    operations: float = declared(
        0.002, unit="plots per member and year", low=0, high=10, source="assumed",
        meaning="Plots abroad that a network begins; 0 switches networks' plots off.",
    )  # fmt: skip
    target_power: float = declared(
        0.7, unit="elasticity", low=0, high=5, source="assumed",
        meaning="Choice of a target: exponent of the state's power in the world.",
    )  # fmt: skip
    target_involvement: float = declared(
        1.5, unit="utility", low=0, high=10, source="assumed",
        meaning="Choice of a target: a state that acts against the group at home, or ruled there, and is remembered.",
    )  # fmt: skip
    target_support: float = declared(
        0.3, unit="elasticity", low=0, high=5, source="assumed",
        meaning="Choice of a target: exponent of compatriots there, who give support and cover.",
    )  # fmt: skip
    weighing: float = declared(
        2.0, unit="elasticity", low=0, high=10, source="assumed",
        meaning="Exponent of expected success in the choice of target, strategy and way; 0 is to choose blindly.",
    )  # fmt: skip
    sleepers: float = declared(
        500.0, unit="multiple", low=0, high=10000, source="assumed",
        meaning="Weight of a member who lives in a target over one at home, who could enter any; 0: no sleepers.",
    )  # fmt: skip
    inspired: float = declared(
        1e-5, unit="share", low=0, high=1, source="assumed",
        meaning="Compatriots in a target who could be won for a plot, at a grievance of 1 and usual alienation.",
    )  # fmt: skip
    hardship: float = declared(
        1.5, unit="utility", low=0, high=20, source="assumed",
        meaning="What speaks against entering by a claim for asylum or over a border: danger, delay, being dependent.",
    )  # fmt: skip
    pretext: float = declared(
        5.0, unit="multiple", low=0, high=100, source="assumed",
        meaning="Odds of a short-stay visa for those whom a network sends over those of compatriots.",
    )  # fmt: skip
    squad_size: float = declared(
        4.0, unit="persons", low=1, high=100, source="assumed",
        meaning="Mean number of attackers in a plot of a network; 19 on 11 September 2001.",
    )  # fmt: skip
    cell_size: float = declared(
        1.6, unit="persons", low=1, high=100, source="assumed",
        meaning="Mean number of attackers in a plot of the home-grown.",
    )  # fmt: skip
    forming_abroad: float = declared(
        6.0, unit="months", low=0.1, high=240, source="assumed",
        meaning="Mean time in which a hit squad forms, before it sets out.",
    )  # fmt: skip
    dormant: float = declared(
        24.0, unit="months", low=0.1, high=240, source="assumed",
        meaning="Mean time that sleepers wait in the target.",
    )  # fmt: skip
    forming: float = declared(
        2.0, unit="months", low=0.1, high=240, source="assumed",
        meaning="Mean time in which the home-grown form a plot.",
    )  # fmt: skip
    entering_visitor: float = declared(
        2.0, unit="months", low=0.1, high=240, source="assumed",
        meaning="Mean time of entry as a visitor or on business, where a visa is sure.",
    )  # fmt: skip
    entering_student: float = declared(
        8.0, unit="months", low=0.1, high=240, source="assumed",
        meaning="Mean time of entry as a student, where admission is sure.",
    )  # fmt: skip
    entering_asylum: float = declared(
        12.0, unit="months", low=0.1, high=240, source="assumed",
        meaning="Mean time until one who claims asylum can move freely.",
    )  # fmt: skip
    entering_irregular: float = declared(
        4.0, unit="months", low=0.1, high=240, source="assumed",
        meaning="Mean time of an irregular journey.",
    )  # fmt: skip
    preparing: float = declared(
        6.0, unit="months", low=0.1, high=240, source="assumed",
        meaning="Mean time that a hit squad or sleepers prepare in the target.",
    )  # fmt: skip
    preparing_alone: float = declared(
        3.0, unit="months", low=0.1, high=240, source="assumed",
        meaning="Mean time that the home-grown prepare.",
    )  # fmt: skip
    screening: float = declared(
        0.05, unit="per month", low=0, high=12, source="assumed",
        meaning="Hazard that checks of papers stop a plot at entry, at a lever `visa_screening` of 1 and capacity 1.",
    )  # fmt: skip
    border: float = declared(
        0.5, unit="share", low=0, high=12, source="assumed",
        meaning="Hazard a month that the border stops a plot, over the hazard of interdiction on a crossing.",
    )  # fmt: skip
    lists: float = declared(
        0.1, unit="per month", low=0, high=12, source="assumed",
        meaning="Hazard that a full watch-list stops a plot at an entry with papers.",
    )  # fmt: skip
    names: float = declared(
        2.0, unit="multiple", low=0, high=100, source="assumed",
        meaning="What the names of a state that shares all of them add to a watch-list of one's own.",
    )  # fmt: skip
    sharing: float = declared(
        0.04, unit="per month", low=0, high=12, source="assumed",
        meaning="Hazard that fully shared information stops the plot of a network.",
    )  # fmt: skip
    contacts: float = declared(
        0.3, unit="share", low=0, high=1, source="assumed",
        meaning="Contacts abroad of the home-grown over those of networks, which is what shared information finds.",
    )  # fmt: skip
    surveillance: float = declared(
        0.06, unit="per month", low=0, high=12, source="assumed",
        meaning="Hazard that full surveillance stops a plot of people of migrant background, at capacity 1.",
    )  # fmt: skip
    tips: float = declared(
        0.05, unit="per month", low=0, high=12, source="assumed",
        meaning="Hazard that people who trust the police wholly report a plot among them.",
    )  # fmt: skip
    police: float = declared(
        0.07, unit="per month", low=0, high=12, source="assumed",
        meaning="Hazard that ordinary police work stops a plot in the target, at capacity 1.",
    )  # fmt: skip
    given_up: float = declared(
        0.03, unit="per month", low=0, high=12, source="assumed",
        meaning="Hazard that a plot is given up.",
    )  # fmt: skip
    carried_out: float = declared(
        0.7, unit="probability", low=0, high=1, source="assumed",
        meaning="Chance that an attack that was prepared is carried out.",
    )  # fmt: skip
    casualties: float = declared(
        0.35, unit="persons per attacker", low=0, high=1000,
        source="literature: Clauset, Young and Gleditsch 2007, most attacks kill nobody (magnitude)",
        meaning="Scale of the dead of an attack, the least where there is a tail; what is below one kills nobody.",
    )  # fmt: skip
    tail: float = declared(
        1.4, unit="exponent", low=0.3, high=10,
        source="literature: Clauset, Young and Gleditsch 2007, exponent of the density 2.4",
        meaning="P(dead >= x) falls as x to this power.",
    )  # fmt: skip
    most_deaths: float = declared(
        10000.0, unit="persons", low=0, high=1e7, source="assumed",
        meaning="Most people that an attack kills.",
    )  # fmt: skip
    refused: float = declared(
        0.0005, unit="share", low=0, high=1, source="assumed",
        meaning="Innocent people whom checks of papers turn away, at a lever `visa_screening` of 1.",
    )  # fmt: skip
    mistaken: float = declared(
        0.0001, unit="share", low=0, high=1, source="assumed",
        meaning="Innocent people whom a full watch-list of one's own turns away; shared names add to it.",
    )  # fmt: skip
    detained: float = declared(
        0.001, unit="per person and year", low=0, high=1, source="assumed",
        meaning="Innocent residents of migrant background who are held, at full surveillance.",
    )  # fmt: skip
