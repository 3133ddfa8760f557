"""The queue before a quota."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Admission(Subject):
    """The queue before a quota."""

    first_expectation: float = declared(
        0.3, unit="probability", low=0.001, high=1, source="assumed",
        meaning="Admission that people expect in the first month.",
    )  # fmt: skip
    learning: float = declared(
        0.15, unit="per month", low=0.01, high=1, source="assumed",
        meaning="Speed at which the expected admission follows what is seen.",
    )  # fmt: skip
    floor: float = declared(
        0.0001, unit="probability", low=0, high=0.1, source="assumed",
        meaning="Least admission that people expect while a quota is open.",
    )  # fmt: skip
    giving_up: float = declared(
        0.6, unit="per year", low=0, high=12, source="assumed",
        meaning="Hazard that one who waits gives up or turns to another channel.",
    )  # fmt: skip
