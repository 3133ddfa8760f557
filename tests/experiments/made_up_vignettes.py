"""Made-up runs of a vignette, which look like what its study leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import pandas as pd

from experiments.vignettes.arms import Arm
from experiments.vignettes.vignette import ROUTE_COLUMNS, WITH, WITHOUT, Vignette

STRANGERS = (("AAA", "GRC", "land"), ("ALB", "BBB", "land"), ("ALB", "GRC", "air"), ("MEX", "USA", "air"))
"""Edges that differ from one of a route in one thing alone."""


@dataclass
class Runs:
    """Looks like the result of a batch: numbers for every edge of the vignette, and for some that are none of its."""

    vignette: Vignette
    level: float = 1.0
    seeds: tuple[int, ...] = tuple(range(1, 13))
    scenario: str = "drawn"
    persons_per_agent: int = 1000
    drivers: Mapping[str, str] = field(default_factory=lambda: {"conflict": "observed"})
    digest: str = "0123456789abcdef"

    def frame(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        rng = np.random.default_rng(1)
        if name != "routes":
            return self._of_states(name, columns, rng)
        edges = {
            (origin, destination, channel)
            for route in self.vignette.routes.values()
            for origin in route.origins
            for destination in route.destinations
            for channel in route.channels
        }
        rows = [
            (seed, year, *edge, *(self.level * rng.poisson(50, len(ROUTE_COLUMNS))))
            for edge in [*sorted(edges), *STRANGERS]
            for year in self.vignette.years
            for seed in self.seeds
        ]
        return pd.DataFrame(
            rows, columns=["seed", "year", "origin", "destination", "channel", *ROUTE_COLUMNS]
        )[list(columns)]

    def _of_states(self, name: str, columns: Sequence[str], rng: np.random.Generator) -> pd.DataFrame:
        """A frame of corridors or of years, of all codes that the outcomes name and of two that they do not."""
        specs = self.vignette.outcomes.values()
        codes = sorted({"AAA", "BBB", *(code for spec in specs for code in (*spec.origins, *spec.states))})
        hosts = sorted({"BBB", *(code for spec in specs for code in spec.hosts)})
        last = [(["place"], []), (["origin", "destination"], [hosts])][name == "corridors"]
        index = pd.MultiIndex.from_product(
            [self.seeds, self.vignette.years, codes, *last[1]], names=["seed", "year", *last[0]]
        )
        frame = index.to_frame(index=False)
        frame[columns[-1]] = self.level * rng.poisson(50, len(frame))
        return frame[list(columns)]


def runs_of(vignette: Vignette, level: float = 1.0) -> Arm:
    """Return the runs of an arm."""
    return cast(Arm, Runs(vignette, level))


def arms_in(vignette: Vignette, level: float = 1.2) -> dict[str, Arm]:
    """Return both arms, that with the event at a level."""
    return {WITH: runs_of(vignette, level), WITHOUT: runs_of(vignette)}
