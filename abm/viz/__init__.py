"""What a result looks like: figures as files; no model logic, the same measures as everywhere."""

from __future__ import annotations

from abm.viz.figures import FIGURES, draw, draw_change
from abm.viz.readings import Readings

__all__ = ["FIGURES", "Readings", "draw", "draw_change"]
