"""What a finished study tells: frames in, frames and frozen values out, nothing of the model known.

The public names are imported when they are first used; importing the package loads nothing heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from abm.analysis.discovery import Box, Limit, boxes
    from abm.analysis.exporting import save_ema, to_ema, to_long
    from abm.analysis.intervals import Interval, bootstrap, independent, mean_interval
    from abm.analysis.pairing import Precision, paired_differences, reached, replications_needed
    from abm.analysis.pareto import nondominated
    from abm.analysis.response import response_curve
    from abm.analysis.robustness import Threshold, regret_table, satisficing_table
    from abm.analysis.sensitivity import (
        morris_indices,
        pawn_indices,
        point_means,
        problem_of,
        sobol_indices,
        total_indices,
    )
    from abm.analysis.wording import box_sentence, driver_sentence, policy_sentence, screening_sentence

_PLACES = {
    "Box": "discovery",
    "Interval": "intervals",
    "Limit": "discovery",
    "Precision": "pairing",
    "Threshold": "robustness",
    "bootstrap": "intervals",
    "box_sentence": "wording",
    "boxes": "discovery",
    "driver_sentence": "wording",
    "independent": "intervals",
    "mean_interval": "intervals",
    "morris_indices": "sensitivity",
    "nondominated": "pareto",
    "paired_differences": "pairing",
    "pawn_indices": "sensitivity",
    "point_means": "sensitivity",
    "policy_sentence": "wording",
    "problem_of": "sensitivity",
    "reached": "pairing",
    "regret_table": "robustness",
    "replications_needed": "pairing",
    "response_curve": "response",
    "satisficing_table": "robustness",
    "save_ema": "exporting",
    "screening_sentence": "wording",
    "sobol_indices": "sensitivity",
    "to_ema": "exporting",
    "to_long": "exporting",
    "total_indices": "sensitivity",
}

__all__ = [
    "Box",
    "Interval",
    "Limit",
    "Precision",
    "Threshold",
    "bootstrap",
    "box_sentence",
    "boxes",
    "driver_sentence",
    "independent",
    "mean_interval",
    "morris_indices",
    "nondominated",
    "paired_differences",
    "pawn_indices",
    "point_means",
    "policy_sentence",
    "problem_of",
    "reached",
    "regret_table",
    "replications_needed",
    "response_curve",
    "satisficing_table",
    "save_ema",
    "screening_sentence",
    "sobol_indices",
    "to_ema",
    "to_long",
    "total_indices",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'abm.analysis' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(f"abm.analysis.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
