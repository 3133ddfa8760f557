"""Hazards by which a status changes."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Transitions(Subject):
    """Hazards by which a status changes."""

    mortality_base: float = declared(
        2.2e-05, unit="per year", low=0, high=0.01, source="literature: Gompertz fit to UN model life tables",
        meaning="Gompertz hazard of death at age 0.",
    )  # fmt: skip
    mortality_slope: float = declared(
        0.095, unit="per year of age", low=0.05, high=0.15, source="literature: Gompertz fit to UN model life tables",
        meaning="Slope of ln mortality in age.",
    )  # fmt: skip
    naturalisation: float = declared(
        0.06, unit="per year", low=0, high=2, source="assumed",
        meaning="Hazard of naturalisation once the years of residence are complete.",
    )  # fmt: skip
    dual: float = declared(
        0.5, unit="share", low=0, high=10, source="assumed",
        meaning="Rise of that hazard where all may keep another citizenship.",
    )  # fmt: skip
    return_permanent: float = declared(
        0.075, unit="per year", low=0, high=2, source="literature: OECD 2008, 20 to 50 % within five years",
        meaning="Hazard of return of permanent residents and family at equal wages, where a visa is sure.",
    )  # fmt: skip
    return_naturalised: float = declared(
        0.006, unit="per year", low=0, high=2, source="assumed",
        meaning="Hazard of return of the naturalised at equal wages.",
    )  # fmt: skip
    return_temporary: float = declared(
        0.3, unit="per year", low=0, high=2, source="assumed",
        meaning="Hazard that a temporary worker's permit ends.",
    )  # fmt: skip
    return_irregular: float = declared(
        0.75, unit="per year", low=0, high=2, source="literature: Massey, Durand and Pren 2016",
        meaning="Hazard of return of a person without status at equal wages and free re-entry.",
    )  # fmt: skip
    return_refugee: float = declared(
        0.14, unit="per year", low=0, high=2, source="estimated",
        meaning="Hazard of return of a refugee to a home at peace.",
    )  # fmt: skip
    return_wage: float = declared(
        0.5, unit="elasticity", low=0, high=3, source="assumed",
        meaning="Elasticity of return to the ratio of wages at home and here.",
    )  # fmt: skip
    return_conflict: float = declared(
        1.2, unit="per intensity", low=0, high=20, source="assumed",
        meaning="Decline of ln return with conflict intensity at home.",
    )  # fmt: skip
    return_refugee_conflict: float = declared(
        1.5, unit="per intensity", low=0, high=50, source="estimated",
        meaning="Decline of ln return of refugees and asylum seekers with conflict intensity at home.",
    )  # fmt: skip
    return_reentry: float = declared(
        1.5, unit="per expected interdiction", low=0, high=10,
        source="literature: Massey, Durand and Pren 2016 for the sign, size assumed",
        meaning="Decline of ln return of those without status with the risk of coming back in.",
    )  # fmt: skip
    return_cost: float = declared(
        4.0, unit="per year of wages", low=0, high=50,
        source="literature: Massey, Durand and Pren 2016 for the sign, size assumed",
        meaning="Decline of ln return of those without status with the cost of coming back in, in wages of the state.",
    )  # fmt: skip
    return_visa: float = declared(
        0.5, unit="per chance of refusal", low=0, high=5,
        source="literature: Czaika and de Haas 2017 for the sign, size assumed",
        meaning="Decline of ln return of residents who are no citizens with the chance that they are refused a visa.",
    )  # fmt: skip
    permit_renewed: float = declared(
        0.55, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability that a temporary worker's permit is renewed when it ends.",
    )  # fmt: skip
    permit_settled: float = declared(
        0.15, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability that it turns into permanent residence, where naturalisation exists.",
    )  # fmt: skip
    permit_overstayed: float = declared(
        0.036, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability that the worker stays beyond it, where a visa is sure.",
    )  # fmt: skip
    study_ends: float = declared(
        0.25, unit="per year", low=0, high=5, source="assumed",
        meaning="Hazard that studies end.",
    )  # fmt: skip
    study_settled: float = declared(
        0.35, unit="probability", low=0, high=1, source="literature: OECD 2011",
        meaning="Probability that a student who ends stays to work, with status.",
    )  # fmt: skip
    study_overstayed: float = declared(
        0.022, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability that a student who ends stays without status, where a visa is sure.",
    )  # fmt: skip
    overstay_visa: float = declared(
        0.5, unit="per chance of refusal", low=0, high=5,
        source="literature: Czaika and de Haas 2017 for the sign, size assumed",
        meaning="Rise of the ln odds of staying beyond a permit or studies, not going home, with the same chance.",
    )  # fmt: skip
    removal: float = declared(
        0.03, unit="per year", low=0, high=5, source="assumed",
        meaning="Hazard that a person without status is removed at capacity 1 and removal 1.",
    )  # fmt: skip
    detention_ends: float = declared(
        4.0, unit="per year", low=0.1, high=50, source="assumed",
        meaning="Hazard that detention ends.",
    )  # fmt: skip
    detention_removed: float = declared(
        0.75, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability that it ends in removal.",
    )  # fmt: skip
    resettlement: float = declared(
        0.008, unit="per year", low=0, high=1, source="literature: UNHCR Refugee Data Finder",
        meaning="Hazard that a refugee is resettled in a third state.",
    )  # fmt: skip
    integration: float = declared(
        0.006, unit="per year", low=0, high=1, source="literature: UNHCR Refugee Data Finder",
        meaning="Hazard that a refugee is given permanent residence.",
    )  # fmt: skip
    cessation: float = declared(
        0.08, unit="per year", low=0, high=1, source="estimated",
        meaning="Hazard that refugee status ends in the host because home is at peace; residence goes on.",
    )  # fmt: skip
    onward_refugee: float = declared(
        0.02, unit="per year", low=0, high=1, source="assumed",
        meaning="Hazard that a refugee or asylum seeker moves on to claim asylum elsewhere.",
    )  # fmt: skip
    onward_irregular: float = declared(
        0.05, unit="per year", low=0, high=2, source="assumed",
        meaning="Hazard that a person without status moves on.",
    )  # fmt: skip
    onward_settled: float = declared(
        0.003, unit="per year", low=0, high=1, source="assumed",
        meaning="Hazard that a settled migrant moves on to a third state.",
    )  # fmt: skip
