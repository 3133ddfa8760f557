"""Values of the measures of states' politics and security, read off the scene at the end of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from abm.scene import Scene


def political_values(scene: Scene) -> dict[str, np.ndarray]:
    """Measures of capacity, society, response, cooperation and terrorism, by state: float64 [S]."""
    return {**_ages(scene)}


def _ages(scene: Scene) -> dict[str, np.ndarray]:
    """Who is of working age among all present, and who is not."""
    states = scene.states
    residents = states.residents.sum(axis=1)
    dependants = (1.0 - states.working_share) * residents + states.older_immigrants
    return {"dependants": dependants, "working_age": np.maximum(scene.population() - dependants, 0.0)}
