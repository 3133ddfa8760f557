"""Bookkeeping: net security, its parts, and what changed it."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.ledger import lines_of
from abm.scene import Scene
from abm.world.calendar import MONTHS_PER_YEAR

PARTS = ("capacity", "autonomy", "cohesion", "power", "order")
"""Parts of net security; each is a column of states, `power` as `relative_power`."""

_DIRECT = ("capacity", "autonomy", "cohesion")


@final
class Bookkeeping:
    """Net security = sum of weight * part / sum of weights, parts in 0..1; what changed it goes to the ledger.

    relative power = s / (s + n), s share of the world's power and n of its people; order = exp(-d / order_scale), d
    violent deaths per million people and year, over a fading memory. What migrants change of relative power is s / (s +
    n) less the same without what is due to them; what a kind of violence changes of order, its part of the change of d.
    """

    name: ClassVar[str] = "bookkeeping"
    reads: ClassVar[tuple[str, ...]] = (
        "states.capacity", "states.autonomy", "states.cohesion", "states.power", "states.power_of_migrants",
        "states.residents", "migrants.census", "scene.ledger",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "states.relative_power", "states.order", "states.net_security", "scene.ledger",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        states = len(scene.world)
        self._violence = lines_of("violence")
        self._deaths = np.zeros(
            (self._violence.stop - self._violence.start, states)
        )  # per million people and year, by kind
        self._by_others = np.zeros(states)  # relative power without what is due to migrants
        self._started = False
        self._rows = {part: lines_of(part) for part in (*_DIRECT, "power")}

    def step(self, scene: Scene) -> None:
        """Carry out this month; the first is what changes are counted from."""
        states, rule = scene.states, scene.parameters.security
        weights = {part: float(getattr(rule, f"{part}_weight")) for part in PARTS}
        total = max(sum(weights.values()), 1e-12)
        share = {part: weight / total for part, weight in weights.items()}
        for part in _DIRECT:
            rows = self._rows[part]
            np.multiply(scene.ledger.amounts[rows], share[part], out=scene.ledger.security[rows])
        people = scene.population()
        self._power(scene, people, share["power"])
        self._order(scene, people, share["order"])
        if not self._started:
            scene.ledger.security.fill(0.0)
            self._started = True
        parts = [getattr(states, "relative_power" if part == "power" else part) for part in PARTS]
        states.net_security[:] = np.einsum("p,ps->s", [share[part] for part in PARTS], parts)

    def _power(self, scene: Scene, people: np.ndarray, share: float) -> None:
        states = scene.states
        people = people / max(float(people.sum()), 1.0)
        now, others = (
            power / np.maximum(power + people, 1e-300)
            for power in (states.power, np.maximum(states.power - states.power_of_migrants, 0.0))
        )
        by_migrants = (now - others) - (states.relative_power - self._by_others)
        by_migration, by_others = scene.ledger.security[self._rows["power"]]
        np.multiply(by_migrants, share, out=by_migration)
        np.multiply(others - self._by_others, share, out=by_others)
        states.relative_power[:], self._by_others = now, others

    def _order(self, scene: Scene, people: np.ndarray, share: float) -> None:
        states, rule = scene.states, scene.parameters.security
        millions = np.maximum(people, 1.0) / 1e6
        killed = scene.ledger.amounts[self._violence] * MONTHS_PER_YEAR / millions
        speed = -np.expm1(-1.0 / (MONTHS_PER_YEAR * rule.memory)) if self._started else 1.0
        moved = speed * (killed - self._deaths)
        self._deaths += moved
        order = np.exp(-self._deaths.sum(axis=0) / rule.order_scale)
        whole = moved.sum(axis=0)
        still = np.abs(whole) < 1e-9 * rule.order_scale
        slope = np.where(still, -order / rule.order_scale, 0.0)
        np.divide(order - states.order, whole, out=slope, where=~still)
        scene.ledger.security[self._violence] = share * slope * moved
        states.order[:] = order
