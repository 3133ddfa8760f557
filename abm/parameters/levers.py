"""The policy levers of a state, each declared once.

Values of the world's tables or of a scenario replace the defaults state by state; see `docs/odd.md`, element 7.
"""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Policy(Subject):
    """What a state can set. Every lever is a column of the table of states."""

    quota_skilled: float = declared(
        1_000.0, unit="persons per year", low=0, high=1e9, source="estimated",
        meaning="Admissions a year of skilled workers.",
        effect="`admission`: places a year; queues and expected admission; skilled residents, wages and power",
    )  # fmt: skip
    quota_guest: float = declared(
        1_000.0, unit="persons per year", low=0, high=1e9, source="estimated",
        meaning="Admissions a year of low-skilled and guest workers, who come for a term.",
        effect="`admission`: places a year; guest workers, their wages and remittances; overstays when the term ends",
    )  # fmt: skip
    quota_student: float = declared(
        1_000.0, unit="persons per year", low=0, high=1e9, source="estimated",
        meaning="Admissions a year of students.",
        effect="`admission`: places a year; students, of whom some stay and work",
    )  # fmt: skip
    quota_family: float = declared(
        1_000.0, unit="persons per year", low=0, high=1e9, source="estimated",
        meaning="Admissions a year of family members of those already there.",
        effect="`admission`: places a year; family members, and through them networks of later migration",
    )  # fmt: skip
    visa_openness: float = declared(
        1.0, unit="multiple", low=0, high=10, source="assumed",
        meaning="Multiplies the odds that a short-stay visa is granted where one is needed; 0 grants none.",
        effect="`departures`: odds of a visa; visitors, and overstays among them",
    )  # fmt: skip
    recognition_standard: float = declared(
        1.0, unit="multiple", low=0, high=5, source="assumed",
        meaning="Multiplies the odds that an asylum claim is recognised; 0 recognises none.",
        effect="`transitions`: odds of recognition; refugees against people without status",
    )  # fmt: skip
    asylum_cases: float = declared(
        100.0, unit="decisions per month and million residents", low=0, high=1e5, source="assumed",
        meaning="Asylum claims that the state can decide in a month.",
        effect="`transitions`: claims decided in a month; waiting times",
    )  # fmt: skip
    encampment: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Share of arriving refugees who are placed in camps.",
        effect="`journeys`: refugees in camps; `camps`: aid, and bases of armed groups there",
    )  # fmt: skip
    border_effort: float = declared(
        1.0, unit="multiple", low=0, high=20, source="assumed",
        meaning="Effort at the land and sea border, relative to that of the first month.",
        effect="`journeys`: control at edges by land and sea, as far as the budget of the border goes; "
        "interdictions, routes, fees of smugglers",
        cost="borders.cost",
    )  # fmt: skip
    border_technology: float = declared(
        0.0, unit="index", low=0, high=5, source="assumed",
        meaning="Surveillance technology at the border; adds this share to the control that effort gives.",
        effect="`journeys`: adds to the control that effort gives", cost="costs.technology",
    )  # fmt: skip
    transit_cooperation: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="How far states of transit control, on the state's behalf, those who leave for it by land and sea.",
        effect="`journeys`: control on the way by states of transit",
    )  # fmt: skip
    visa_screening: float = declared(
        1.0, unit="multiple", low=0, high=20, source="assumed",
        meaning="Effort of document checks before and at arrival by air, relative to that of the first month.",
        effect="`journeys`: checks of papers by air; `terrorism`: plots stopped at entry, the innocent turned away",
        cost="costs.screening",
    )  # fmt: skip
    removal: float = declared(
        1.0, unit="multiple", low=0, high=50, source="assumed",
        meaning="Multiplies the hazard that a person without status is removed.",
        effect="`transitions`: hazard of removal; people without status and returns", cost="costs.removal",
    )  # fmt: skip
    regularisation: float = declared(
        0.01, unit="per year", low=0, high=1, source="assumed",
        meaning="Hazard that a person without status is given one.",
        effect="`transitions`: hazard that people without status are given one",
    )  # fmt: skip
    naturalisation_years: float = declared(
        5.0, unit="years", low=0, high=100, source="literature: GLOBALCIT Citizenship Law Dataset 2020",
        meaning="Years in the state, with or without status, before naturalisation; 100 stands for never.",
        effect="`transitions`: years before citizenship; lobbies and soldiers",
    )  # fmt: skip
    exit_restriction: float = declared(
        0.0, unit="index", low=0, high=10, source="assumed",
        meaning="Restriction of emigration: each unit divides voluntary departures by e.",
        effect="`departures`: residents who leave of their own will, and who flee",
    )  # fmt: skip
    expulsion: float = declared(
        0.0, unit="share of residents per year", low=0, high=1, source="assumed",
        meaning="Residents whom the state drives out, towards those that an event names or where they choose.",
        effect="`departures`: residents driven out; `coercion`: pressure on the state to which they come",
    )  # fmt: skip
    burden_sharing: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Part that the state hands on, and takes in, of refugees who come to states that share them unevenly.",
        effect="`coercion`: refugees handed on among states that share them",
    )  # fmt: skip
    security_cooperation: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="How far the state acts at home against armed groups of states that cooperate as well.",
        effect="`armed_groups`, `diasporas`: action at home against armed groups of states that cooperate",
    )  # fmt: skip
    diaspora_engagement: float = declared(
        0.0, unit="index", low=0, high=1, source="assumed",
        meaning="How far the state courts its people abroad: ministries, honours, programmes for investors.",
        effect="`diasporas`: orientation towards home; investment of what is sent", cost="costs.engagement",
    )  # fmt: skip
    diaspora_repression: float = declared(
        0.0, unit="index", low=0, high=1, source="assumed",
        meaning="How far the state watches and threatens its people abroad.",
        effect="`diasporas`: orientation against home; mobilisation",
    )  # fmt: skip
    remittance_channel: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the cost of sending money to the state, or from it, that the state takes away.",
        effect="`remittances`: cost of sending; what is sent, and how much of it informally",
    )  # fmt: skip
    foreign_recruits: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of permanent residents without citizenship who may serve in the forces.",
        effect="`accounts`: military personnel and power",
    )  # fmt: skip
    surveillance: float = declared(
        0.0, unit="index", low=0, high=1, source="assumed",
        meaning="How closely residents of migrant background are watched.",
        effect="`terrorism`: plots found, the innocent held; `society`: alienation; `remittances`: informal ways",
        cost="costs.surveillance",
    )  # fmt: skip
    watch_lists: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of suspects known at home whose names are checked at consulates and borders.",
        effect="`terrorism`: suspects stopped at entry, the innocent turned away", cost="costs.watch_lists",
    )  # fmt: skip
    information_sharing: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="How far police and services share what they know with states that share as well.",
        effect="`terrorism`: what services know of plots, among states that share",
    )  # fmt: skip
    employer_checks: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of employers who are checked for workers without status.",
        effect="`economy`: work of people without status; `departures`: their expected wage",
        cost="costs.employer_checks",
    )  # fmt: skip
    integration_effort: float = declared(
        0.0, unit="index", low=0, high=1, source="assumed",
        meaning="Effort to integrate residents of migrant background: language, schools, work.",
        effect="`society`: integration of residents of migrant background", cost="costs.integration",
    )  # fmt: skip
    minority_recognition: float = declared(
        0.5, unit="index", low=0, high=1, source="assumed",
        meaning="Identity policy: 0 asks for assimilation, 1 recognises minorities and their religions.",
        effect="`society`: integration, backlash and cohesion; which way is contested",
    )  # fmt: skip
    dual_citizenship: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="How far those who naturalise, and citizens abroad, may keep another citizenship.",
        effect="`transitions`: naturalisation; `diasporas`: ties to the state of origin",
    )  # fmt: skip
    asylum_rights: float = declared(
        0.5, unit="index", low=0, high=1, source="assumed",
        meaning="How far those who wait for a decision on asylum may work.",
        effect="`economy`: work of those who wait for a decision; `society`: integration",
    )  # fmt: skip
    border_aid: float = declared(
        0.0, unit="share of output", low=0, high=0.05, source="assumed",
        meaning="Aid a year to the institutions and borders of weaker states on the way to the state.",
        effect="`blocs`: capacity and control of weaker states on the way", cost="1",
    )  # fmt: skip
    institution_building: float = declared(
        0.02, unit="share of output", low=0, high=0.3, source="assumed",
        meaning="Spending a year on the state's own institutions.",
        effect="`institutions`: growth of capacity", cost="1",
    )  # fmt: skip
    skilled_attraction: float = declared(
        0.0, unit="index", low=0, high=1, source="assumed",
        meaning="How far the state courts the skilled of the world: fast procedures, spouses who may work, tax.",
        effect="`departures`: appeal of the state to the skilled", cost="costs.attraction",
    )  # fmt: skip
    co_ethnic_preference: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the places of every quota that go first to people of states that share a language with it.",
        effect="`admission`: who goes first among those who queue under a quota, by language",
    )  # fmt: skip
    skill_preference: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the places of every quota that go first to people of high skill, as by points.",
        effect="`admission`: who goes first among those who queue under a quota, by skill",
    )  # fmt: skip
    reaction: float = declared(
        1.0, unit="multiple", low=0, high=20, source="assumed",
        meaning="How strongly perceived threat moves effort, screening and surveillance of a state that responds.",
        effect="`response`: moves of the levers that the rule moves",
    )  # fmt: skip
    reaction_half_life: float = declared(
        2.0, unit="years", low=0.05, high=50, source="assumed",
        meaning="Time in which a perceived threat loses half its weight.",
        effect="`response`: fading of perceived threat",
    )  # fmt: skip
