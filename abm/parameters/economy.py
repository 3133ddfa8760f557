"""Output and wages: Y = A L^(1-a) H^a."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Economy(Subject):
    """Output and wages: Y = A L^(1-a) H^a."""

    skill_share: float = declared(
        0.3, unit="share", low=0.05, high=0.7, source="assumed",
        meaning="Exponent a of skilled labour in output.",
    )  # fmt: skip
    medium_skill_weight: float = declared(
        0.3, unit="share", low=0, high=1, source="assumed",
        meaning="What a worker of medium skill counts in skilled labour.",
    )  # fmt: skip
    irregular_productivity: float = declared(
        0.75, unit="share", low=0, high=1, source="assumed",
        meaning="Productivity, and so the wage, of a worker without status relative to one with status.",
    )  # fmt: skip
    student_participation: float = declared(
        0.3, unit="share", low=0, high=1, source="assumed",
        meaning="Share of students who work.",
    )  # fmt: skip
    checked: float = declared(
        0.3, unit="share", low=0, high=1, source="assumed",
        meaning="Share of what a worker without status earns and makes that is lost where all employers are checked.",
    )  # fmt: skip
    refugee_participation: float = declared(
        0.3, unit="share", low=0, high=1, source="assumed",
        meaning="Share of refugees and asylum seekers who work.",
    )  # fmt: skip
    migrant_participation: float = declared(
        0.7, unit="share", low=0, high=1, source="assumed",
        meaning="Share of other migrants who work.",
    )  # fmt: skip
    growth: float = declared(
        0.015, unit="per year", low=-0.1, high=0.2, source="assumed",
        meaning="Growth of total factor productivity in a state of middling capacity, when simulated.",
    )  # fmt: skip
    growth_capacity: float = declared(
        0.02, unit="per year", low=0, high=0.2, source="assumed",
        meaning="Growth added by capacity 1 over capacity 0.5, when simulated.",
    )  # fmt: skip
    growth_remittances: float = declared(
        0.25, unit="per year", low=0, high=5, source="assumed",
        meaning="Growth added per unit of money from abroad that is invested, over output, when simulated.",
    )  # fmt: skip
    growth_knowledge: float = declared(
        0.02, unit="per year", low=0, high=1, source="assumed",
        meaning="Growth added where all skilled people of a state were abroad and engaged by it, when simulated.",
    )  # fmt: skip
    growth_students: float = declared(
        0.005, unit="per year", low=0, high=1, source="assumed",
        meaning="Growth added where there are as many foreign students as skilled residents, when simulated.",
    )  # fmt: skip
    students_elasticity: float = declared(
        0.5, unit="elasticity", low=0, high=2,
        source="literature: Chellaraj, Maskus and Mattoo 2008, patents over foreign graduate students",
        meaning="Elasticity of that growth to the number of foreign students.",
    )  # fmt: skip
    growth_trade: float = declared(
        0.0, unit="elasticity", low=0, high=1, source="assumed",
        meaning="Output gained, in %, per % more people who tie the state to others, when simulated; contested.",
    )  # fmt: skip
    shock: float = declared(
        0.04, unit="per square root of a year", low=0, high=0.5,
        source="estimated",
        meaning="Standard deviation of what chance adds to productivity in a year, when simulated.",
    )  # fmt: skip
    growth_conflict: float = declared(
        0.08, unit="per year", low=0, high=1, source="assumed",
        meaning="Growth lost at conflict intensity 1, when simulated.",
    )  # fmt: skip
