"""What policy costs, and what a state can raise for it."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Costs(Subject):
    """What policy costs, and what a state can raise for it. Effort at the border costs `borders.cost`."""

    revenue: float = declared(
        0.3, unit="share of output", low=0, high=1, source="assumed",
        meaning="Most that a state of capacity 1 can raise for institutions, borders and migration policy together.",
    )  # fmt: skip
    technology: float = declared(
        0.0003, unit="share of output", low=0, high=0.1, source="assumed",
        meaning="Cost a year of each unit of border technology.",
    )  # fmt: skip
    screening: float = declared(
        0.0002, unit="share of output", low=0, high=0.1, source="assumed",
        meaning="Cost a year of each unit of visa screening.",
    )  # fmt: skip
    surveillance: float = declared(
        0.004, unit="share of output", low=0, high=0.1, source="assumed",
        meaning="Cost a year of full surveillance.",
    )  # fmt: skip
    watch_lists: float = declared(
        0.0003, unit="share of output", low=0, high=0.1, source="assumed",
        meaning="Cost a year of watch-lists that hold every suspect known.",
    )  # fmt: skip
    employer_checks: float = declared(
        0.0005, unit="share of output", low=0, high=0.1, source="assumed",
        meaning="Cost a year of checking every employer.",
    )  # fmt: skip
    integration: float = declared(
        2_000.0, unit="dollars per person and year", low=0, high=1e5, source="assumed",
        meaning="Cost of full integration effort for each migrant without citizenship.",
    )  # fmt: skip
    asylum: float = declared(
        15_000.0, unit="dollars per claim", low=0, high=1e6,
        source="literature: Adamson 2006, claims cost industrial states about 10 billion dollars a year",
        meaning="Cost of a claim for asylum, with care for those who wait.",
    )  # fmt: skip
    removal: float = declared(
        10_000.0, unit="dollars per person", low=0, high=1e6, source="assumed",
        meaning="Cost of a removal.",
    )  # fmt: skip
    attraction: float = declared(
        0.0005, unit="share of output", low=0, high=0.1, source="assumed",
        meaning="Cost a year of courting the skilled as far as can be.",
    )  # fmt: skip
    engagement: float = declared(
        0.0005, unit="share of output", low=0, high=0.1, source="assumed",
        meaning="Cost a year of courting people abroad as far as can be.",
    )  # fmt: skip
