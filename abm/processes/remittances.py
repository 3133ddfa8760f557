"""Remittances: what migrants earn, save and send home, and through which channels."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.remittances import Earnings, Transfers, earn, transfer
from abm.migrants.traits import CENTS, MONTHS
from abm.processes.economy import work_by_status
from abm.scene import Scene


@final
class Remittances:
    """A migrant sends home sent * 2^(-years away / half_life) * (1 + crisis * conflict at home) * need of the wage.

    need = (output per head that people at home are used to / what it is)^hardship where it is below, else 1.

    What goes through formal channels loses their cost to the host; a part of the rest of the wage is saved until
    savings reach a limit. All of it leaves the households of the host; what arrives reaches those of the origin.
    """

    name: ClassVar[str] = "remittances"
    reads: ClassVar[tuple[str, ...]] = (
        "states.wage", "states.output", "states.residents", "states.conflict", "states.levers", "migrants.columns",
        "migrants.census",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "migrants.savings", "states.households", "states.remittances", "states.remittances_invested",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._sent = np.zeros((scene.threads, len(scene.world), len(scene.world)), np.int64)
        self._saved = np.zeros((scene.threads, len(scene.world)), np.int64)
        self._used_to = _income(scene)
        self._half_life, self._decay = np.nan, np.zeros(0)

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        rule, states = scene.parameters.remittances, scene.states
        self._sent.fill(0)
        self._saved.fill(0)
        earnings = Earnings(
            wage=states.wage * CENTS,
            work=work_by_status(scene),
            sent=rule.sent * (1.0 + rule.crisis * states.conflict) * self._need(scene),
            decay=self._decay_at(rule.half_life),
            saved=rule.saved,
            limit=rule.savings_limit,
        )
        columns, used = scene.migrants.columns, scene.migrants.used
        earn(columns, used, earnings, scene.month, scene.threads, self._sent, self._saved)
        received = self._transfer(scene, self._sent)
        for saved in self._saved:
            states.households -= saved
        states.remittances[:] = received * (scene.persons_per_agent / CENTS)
        courted = rule.engagement * states.lever("diaspora_engagement")
        states.remittances_invested[:] = states.remittances * np.minimum(rule.invested + courted, 1.0)

    def _decay_at(self, half_life: float) -> np.ndarray:
        """Decline of what is sent with months away, up to a century: float64, kept until the half-life changes."""
        if self._half_life != half_life:
            self._half_life, self._decay = half_life, 0.5 ** (np.arange(1200) / (MONTHS * half_life))
        return self._decay

    def _need(self, scene: Scene) -> np.ndarray:
        """How much more is sent because output per head is below what people are used to: float64 [S], at least 1."""
        rule, income = scene.parameters.remittances, _income(scene)
        self._used_to += (1.0 - 0.5 ** (1.0 / (MONTHS * rule.used_to))) * (income - self._used_to)
        return np.asarray(np.exp(rule.hardship * np.maximum(self._used_to - income, 0.0)))

    def _transfer(self, scene: Scene, sent: np.ndarray) -> np.ndarray:
        """Carry out what is sent, and return what arrives by origin: int64 [S], cents.

        A formal channel costs f * cost, and f * informal of what is sent goes another way, where f = (1 - channel_host)
        * (1 - channel_home): money goes round the banks as far as these are dear. Surveillance in the host closes such
        ways, to 1 - watched * surveillance of what they carry: the rest pays the cost.

        Args:
            scene: the tally and the balances of households are added to.
            sent: int64 [parts, S, S], cents by location and origin.
        """
        rule, states, tally = scene.parameters.remittances, scene.states, scene.tally
        received = np.zeros(len(states), np.int64)
        transfers = Transfers(
            tally.sent, tally.sent_informally, tally.transfer_costs, received, states.households
        )
        shares = (float(rule.informal), float(rule.cost), float(rule.watched))
        transfer(sent, states.lever("remittance_channel"), states.lever("surveillance"), shares, transfers)
        return received


def _income(scene: Scene) -> np.ndarray:
    """Logarithm of output per head: float64 [S]."""
    people = np.maximum(scene.population(), 1.0)
    return np.asarray(np.log(np.maximum(scene.states.output, 1.0) / people))
