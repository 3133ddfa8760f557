"""Bars about zero, with their words and numbers as a table."""

from __future__ import annotations

from typing import Any

import solara


@solara.component_vue("Bars.vue")
def Bars(*, title: str, rows: list[dict[str, Any]]) -> None:
    """Draw rows of a label, words and a bar; see `abm.page.facts.bars`."""
