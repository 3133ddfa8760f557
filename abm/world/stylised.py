"""Stylised worlds: any number of invented states, drawn from declared distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abm.world.recipe import Geography, StylisedWorld

if TYPE_CHECKING:
    from abm.world.tables import WorldTables

__all__ = ["Geography", "StylisedWorld", "generate"]


def generate(world: StylisedWorld) -> WorldTables:
    """Draw the tables of a stylised world.

    Args:
        world: the declarations, seed included.

    Returns:
        Tables of the same schema as the real world's; there is nothing to compare with, so no reference tables.
    """
    from abm.world.drawing import draw

    return draw(world)
