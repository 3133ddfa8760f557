"""Armed groups: what insurgents take and pay, whom they recruit and whom they lose."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.armed_groups import Groups, Home, Terms, live_and_fight, match_groups, recruit
from abm.migrants.traits import CENTS
from abm.processes.war import contest, homes, most_fighters, terms
from abm.scene import Scene
from abm.world.calendar import MONTHS_PER_YEAR


@final
class ArmedGroups:
    """Groups live on tolls, on what diasporas give, on captured aid and on territory; who is not paid deserts.

    Switched off, groups get nothing, lose nobody and have no bases abroad.
    """

    name: ClassVar[str] = "armed_groups"
    reads: ClassVar[tuple[str, ...]] = (
        "states.at_war", "states.conflict_deaths", "states.output", "states.wage", "states.residents",
        "armed_groups.camped", "armed_groups.sanctuary",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "armed_groups", "states.armed_groups", "states.households", "states.severity",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._observed = scene.drivers.conflict == "observed"

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        groups, states = scene.armed_groups, scene.states
        if self._observed:
            self._follow_the_data(scene)
        given = _columns(scene), homes(scene), terms(scene)
        self._live_and_fight(scene, *given)
        recruit(*given, scene.tally.diaspora_fighters)
        if self._observed:
            deaths = states.conflict_deaths * MONTHS_PER_YEAR
            match_groups(*given[:2], contest(scene), given[2], deaths, states.severity)
        most, strength = most_fighters(scene), groups.strength
        over = np.flatnonzero(strength > most)
        if len(over):
            groups.fighters[over] *= (most[over] / strength[over])[:, None]
            strength = groups.strength
        few = np.flatnonzero(groups.alive & ~states.at_war & (strength < scene.parameters.conflict.least))
        if len(few):
            groups.end(few)

    def _follow_the_data(self, scene: Scene) -> None:
        """A group comes up where the data have a war and there is none."""
        new = np.flatnonzero(scene.states.at_war & ~scene.armed_groups.alive)
        if len(new):
            scene.armed_groups.rise(new, np.zeros(len(new)), scene.month)

    def _live_and_fight(self, scene: Scene, groups: Groups, home: Home, rule: Terms) -> None:
        """Income from territory, and upkeep as far as money goes; losses in battle, of the unpaid, and at peace.

        territory = tax * monthly output * x, while at war; upkeep = upkeep * low wage a fighter; what is beyond the
        reserve is spent at a rate. Those in sanctuaries are lost less.
        """
        states, cents = scene.states, CENTS / scene.persons_per_agent
        share = -np.expm1(-scene.parameters.armed_groups.spending / MONTHS_PER_YEAR)
        accounts = (states.households, states.armed_groups, scene.tally.territory)
        left = np.empty((2, len(states)))
        live_and_fight(groups, home, rule, share, cents, accounts, scene.armed_groups.sanctuary, left)
        groups.fighters[:] *= (left[0] * np.exp(left[1]))[:, None]


def _columns(scene: Scene) -> Groups:
    groups = scene.armed_groups
    return Groups(groups.uid, groups.fighters, groups.camped, groups.paid)
