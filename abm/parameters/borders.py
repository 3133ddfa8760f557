"""Control of borders: how states spread their effort, what it costs, and what ground gives or takes."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Borders(Subject):
    """Control of borders: how states spread their effort, what it costs, and what ground gives or takes."""

    shift: float = declared(
        0.5, unit="share per year", low=0, high=1, source="assumed",
        meaning="Share of the way to what was seen in the last year that a state moves its effort each January.",
    )  # fmt: skip
    evenness: float = declared(
        0.4, unit="share", low=0, high=1, source="assumed",
        meaning="Share of effort that is spread evenly over a state's borders, whatever is seen there.",
    )  # fmt: skip
    sea: float = declared(
        0.8, unit="multiple", low=0.01, high=10, source="assumed",
        meaning="Control of a crossing by sea over that of one by land, at the same effort.",
    )  # fmt: skip
    transit: float = declared(
        1.0, unit="multiple", low=0, high=10, source="assumed",
        meaning="Control that a state of transit adds at full cooperation, over that at its own borders.",
    )  # fmt: skip
    cost: float = declared(
        0.001, unit="share of output", low=0, high=1, source="assumed",
        meaning="Cost of effort 1 at the border.",
    )  # fmt: skip
    revenue: float = declared(
        0.01, unit="share of output", low=0, high=1, source="assumed",
        meaning="Most that a state of capacity 1 can raise for its borders; in proportion to capacity.",
    )  # fmt: skip
