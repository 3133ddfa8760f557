"""Values of the measures of states' politics and security, read off the scene at the end of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from abm.scene import Scene


def political_values(scene: Scene) -> dict[str, np.ndarray]:
    """Measures of capacity, society, response, cooperation and terrorism, by state: float64 [S]."""
    return {}
