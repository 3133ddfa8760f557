"""Remittances: what migrants earn, save and send home."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.remittances import Earnings, earn
from abm.migrants.traits import CENTS, MONTHS
from abm.processes.economy import work_by_status
from abm.scene import Scene


@final
class Remittances:
    """A migrant sends home sent * 2^(-years away / half_life) * (1 + crisis * conflict at home) of the wage.

    A part of the rest is saved until savings reach a limit. Both leave the households of the host; what is sent reaches
    those of the origin.
    """

    name: ClassVar[str] = "remittances"
    reads: ClassVar[tuple[str, ...]] = ("states.wage", "states.conflict", "migrants.columns")
    writes: ClassVar[tuple[str, ...]] = ("migrants.savings", "states.households", "states.remittances")

    def __init__(self, scene: Scene) -> None:
        self._sent = np.zeros((scene.threads, len(scene.world), len(scene.world)), np.int64)
        self._saved = np.zeros((scene.threads, len(scene.world)), np.int64)

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        rule, states = scene.parameters.remittances, scene.states
        self._sent.fill(0)
        self._saved.fill(0)
        months = np.arange(1200)
        earnings = Earnings(
            wage=states.wage * CENTS,
            work=work_by_status(scene),
            sent=rule.sent * (1.0 + rule.crisis * states.conflict),
            decay=0.5 ** (months / (MONTHS * rule.half_life)),
            saved=rule.saved,
            limit=rule.savings_limit,
        )
        earn(
            scene.migrants.columns,
            scene.migrants.used,
            earnings,
            scene.month,
            scene.threads,
            self._sent,
            self._saved,
        )
        sent = self._sent.sum(axis=0)
        scene.tally.sent += sent
        states.households += sent.sum(axis=0) - sent.sum(axis=1) - self._saved.sum(axis=0)
        states.remittances[:] = sent.sum(axis=0) * (scene.persons_per_agent / CENTS)
