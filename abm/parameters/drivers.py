"""Which drivers follow the data, and which the model's own processes."""

from __future__ import annotations

from typing import Literal

from abm.parameters.declare import Subject, choice


class Drivers(Subject):
    """The source of each driver; a run's summary says which were which."""

    population: Literal["observed", "simulated"] = choice(
        "observed",
        meaning="Births and deaths of residents: the world's yearly rates, or rates that fall as income rises.",
        source="assumed",
    )
    economy: Literal["observed", "simulated"] = choice(
        "observed",
        meaning=(
            "Output per head: the world's yearly series, or total factor productivity that grows by the "
            "model's rule."
        ),
        source="assumed",
    )
    conflict: Literal["observed", "simulated", "none"] = choice(
        "observed",
        meaning="Armed conflict: the world's yearly series, wars that the model begins and ends itself, or none.",
        source="assumed",
    )
    displacement: Literal["observed", "intensity"] = choice(
        "observed",
        meaning=(
            "People who flee across a border: the world's yearly series, or a hazard that grows with "
            "conflict intensity."
        ),
        source="assumed",
    )
    capacity: Literal["observed", "simulated", "constant"] = choice(
        "observed",
        meaning=(
            "Institutional capacity of states: the world's yearly series, what builds it and wears it down, or its "
            "value in the first year."
        ),
        source="assumed",
    )
    policy: Literal["observed", "constant"] = choice(
        "observed",
        meaning="Quotas of the real world: estimated year by year from observed inflows, or held at the first year.",
        source="assumed",
    )
    free_movement: Literal["observed", "none"] = choice(
        "observed",
        meaning="Free movement between states: from the years in the world's corridors on, or nowhere.",
        source="assumed",
    )
    ages: Literal["constant", "simulated"] = choice(
        "constant",
        meaning="Ages of residents: the working share of the first year, or one that births and survival move.",
        source="assumed",
    )
