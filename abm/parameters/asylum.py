"""Claims, decisions and recognition."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Asylum(Subject):
    """Claims, decisions and recognition."""

    recognition_base: float = declared(
        -1.6, unit="log odds", low=-10, high=10, source="assumed",
        meaning="Log odds of recognition of a claim with no merit at standard 1.",
    )  # fmt: skip
    recognition_merit: float = declared(
        3.0, unit="log odds", low=0, high=20, source="assumed",
        meaning="Log odds added by a wholly forced motive and a home at war, seen without error.",
    )  # fmt: skip
    error: float = declared(
        0.6, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the merit that a state of capacity 0 does not see.",
    )  # fmt: skip
    refused_removed: float = declared(
        0.25, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability that a refused claimant is removed at once, at capacity 1 and removal 1.",
    )  # fmt: skip
    refused_returns: float = declared(
        0.25, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability that a refused claimant goes home by themselves.",
    )  # fmt: skip
