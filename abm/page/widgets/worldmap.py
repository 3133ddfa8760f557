"""The world map in the browser: it gets the two messages of `abm.page.mapping` and says which state was chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solara.components.component_vue import component_vue


@component_vue("WorldMap.vue")
def WorldMap(
    ground: dict[str, Any],
    frame: dict[str, Any],
    selected: str = "",
    event_select: Callable[[str], None] | None = None,
) -> None:
    """Draw the map of a month.

    Args:
        ground: from `abm.page.mapping.ground`, once for each world.
        frame: from `abm.page.mapping.frame`, for each month that is shown.
        selected: code of the state that is outlined; empty for none.
        event_select: gets the code of the state that was clicked, or chosen with the keyboard.
    """
