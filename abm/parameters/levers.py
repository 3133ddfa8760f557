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
    )  # fmt: skip
    quota_guest: float = declared(
        1_000.0, unit="persons per year", low=0, high=1e9, source="estimated",
        meaning="Admissions a year of low-skilled and guest workers, who come for a term.",
    )  # fmt: skip
    quota_student: float = declared(
        1_000.0, unit="persons per year", low=0, high=1e9, source="estimated",
        meaning="Admissions a year of students.",
    )  # fmt: skip
    quota_family: float = declared(
        1_000.0, unit="persons per year", low=0, high=1e9, source="estimated",
        meaning="Admissions a year of family members of those already there.",
    )  # fmt: skip
    visa_openness: float = declared(
        1.0, unit="multiple", low=0, high=10, source="assumed",
        meaning="Multiplies the odds that a short-stay visa is granted where one is needed; 0 grants none.",
    )  # fmt: skip
    recognition_standard: float = declared(
        1.0, unit="multiple", low=0, high=5, source="assumed",
        meaning="Multiplies the odds that an asylum claim is recognised; 0 recognises none.",
    )  # fmt: skip
    asylum_cases: float = declared(
        100.0, unit="decisions per month and million residents", low=0, high=1e5, source="assumed",
        meaning="Asylum claims that the state can decide in a month.",
    )  # fmt: skip
    encampment: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Share of arriving refugees who are placed in camps.",
    )  # fmt: skip
    border_effort: float = declared(
        1.0, unit="multiple", low=0, high=20, source="assumed",
        meaning="Effort at the land and sea border, relative to that of the first month.",
    )  # fmt: skip
    border_technology: float = declared(
        0.0, unit="index", low=0, high=5, source="assumed",
        meaning="Surveillance technology at the border; adds this share to the control that effort gives.",
    )  # fmt: skip
    transit_cooperation: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="How far states of transit control, on the state's behalf, those who leave for it by land and sea.",
    )  # fmt: skip
    visa_screening: float = declared(
        1.0, unit="multiple", low=0, high=20, source="assumed",
        meaning="Effort of document checks before and at arrival by air, relative to that of the first month.",
    )  # fmt: skip
    removal: float = declared(
        1.0, unit="multiple", low=0, high=50, source="assumed",
        meaning="Multiplies the hazard that a person without status is removed.",
    )  # fmt: skip
    regularisation: float = declared(
        0.01, unit="per year", low=0, high=1, source="assumed",
        meaning="Hazard that a person without status is given one.",
    )  # fmt: skip
    naturalisation_years: float = declared(
        5.0, unit="years", low=0, high=100, source="literature: GLOBALCIT Citizenship Law Dataset 2020",
        meaning="Years in the state, with or without status, before naturalisation; 100 stands for never.",
    )  # fmt: skip
    exit_restriction: float = declared(
        0.0, unit="index", low=0, high=10, source="assumed",
        meaning="Restriction of emigration: each unit divides voluntary departures by e.",
    )  # fmt: skip
    expulsion: float = declared(
        0.0, unit="share of residents per year", low=0, high=1, source="assumed",
        meaning="Residents whom the state drives out, towards those that an event names or where they choose.",
    )  # fmt: skip
    burden_sharing: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Part that the state hands on, and takes in, of refugees who come to states that share them unevenly.",
    )  # fmt: skip
    security_cooperation: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="How far the state acts at home against armed groups of states that cooperate as well.",
    )  # fmt: skip
    diaspora_engagement: float = declared(
        0.0, unit="index", low=0, high=1, source="assumed",
        meaning="How far the state courts its people abroad: ministries, honours, programmes for investors.",
    )  # fmt: skip
    diaspora_repression: float = declared(
        0.0, unit="index", low=0, high=1, source="assumed",
        meaning="How far the state watches and threatens its people abroad.",
    )  # fmt: skip
    remittance_channel: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the cost of sending money to the state, or from it, that the state takes away.",
    )  # fmt: skip
    foreign_recruits: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of permanent residents without citizenship who may serve in the forces.",
    )  # fmt: skip
    surveillance: float = declared(
        0.0, unit="index", low=0, high=1, source="assumed",
        meaning="How closely residents of migrant background are watched.",
    )  # fmt: skip
    watch_lists: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of suspects known at home whose names are checked at consulates and borders.",
    )  # fmt: skip
    information_sharing: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="How far police and services share what they know with states that share as well.",
    )  # fmt: skip
    employer_checks: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of employers who are checked for workers without status.",
    )  # fmt: skip
    integration_effort: float = declared(
        0.0, unit="index", low=0, high=1, source="assumed",
        meaning="Effort to integrate residents of migrant background: language, schools, work.",
    )  # fmt: skip
    minority_recognition: float = declared(
        0.5, unit="index", low=0, high=1, source="assumed",
        meaning="Identity policy: 0 asks for assimilation, 1 recognises minorities and their religions.",
    )  # fmt: skip
    dual_citizenship: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="How far those who naturalise, and citizens abroad, may keep another citizenship.",
    )  # fmt: skip
    asylum_rights: float = declared(
        0.5, unit="index", low=0, high=1, source="assumed",
        meaning="Rights of those who wait for a decision on asylum: to work, to live where they choose.",
    )  # fmt: skip
    border_aid: float = declared(
        0.0, unit="share of output", low=0, high=0.05, source="assumed",
        meaning="Aid a year to the institutions and borders of weaker states on the way to the state.",
    )  # fmt: skip
    institution_building: float = declared(
        0.02, unit="share of output", low=0, high=0.3, source="assumed",
        meaning="Spending a year on the state's own institutions.",
    )  # fmt: skip
    skilled_attraction: float = declared(
        0.0, unit="index", low=0, high=1, source="assumed",
        meaning="How far the state courts the skilled of the world: fast procedures, spouses who may work, tax.",
    )  # fmt: skip
    co_ethnic_preference: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the places of every quota that go first to people of states that share a language with it.",
    )  # fmt: skip
    skill_preference: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the places of every quota that go first to people of high skill, as by points.",
    )  # fmt: skip
    reaction: float = declared(
        1.0, unit="multiple", low=0, high=20, source="assumed",
        meaning="How strongly perceived threat moves effort, screening and surveillance of a state that responds.",
    )  # fmt: skip
    reaction_half_life: float = declared(
        2.0, unit="years", low=0.05, high=50, source="assumed",
        meaning="Time in which a perceived threat loses half its weight.",
    )  # fmt: skip
