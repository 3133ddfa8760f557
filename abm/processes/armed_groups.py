"""Armed groups: what insurgents take and pay, whom they recruit and whom they lose."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.armed_groups.table import CAMPS, DIASPORA, RESIDENTS
from abm.migrants.traits import CENTS
from abm.processes.war import balance, matched, most_fighters
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
        self._earn_and_pay(scene)
        self._lose(scene)
        self._recruit(scene)
        if self._observed:
            self._match(scene)
        most = most_fighters(scene)
        over = np.flatnonzero(groups.strength > most)
        groups.fighters[over] *= (most[over] / groups.strength[over])[:, None]
        few = groups.alive & ~states.at_war & (groups.strength < scene.parameters.conflict.least)
        groups.end(np.flatnonzero(few))

    def _follow_the_data(self, scene: Scene) -> None:
        """A group comes up where the data have a war and there is none."""
        new = np.flatnonzero(scene.states.at_war & ~scene.armed_groups.alive)
        scene.armed_groups.rise(new, np.zeros(len(new)), scene.month)

    def _match(self, scene: Scene) -> None:
        """Let a group at war be as strong as the deaths of the data ask for, residents filling up the other sources."""
        groups, states = scene.armed_groups, scene.states
        wanted, severity = matched(scene, states.conflict_deaths * MONTHS_PER_YEAR)
        others = groups.strength - groups.fighters[:, RESIDENTS]
        rest = np.maximum(wanted - others, 0.0)
        groups.fighters[:, RESIDENTS] = np.where(states.at_war, rest, groups.fighters[:, RESIDENTS])
        states.severity[:] = np.where(states.at_war, severity, 0.0)

    def _earn_and_pay(self, scene: Scene) -> None:
        """Income from territory; upkeep as far as money goes; what is beyond the reserve is spent at a rate.

        territory = tax * monthly output * x, while at war; upkeep = upkeep * low wage a fighter.
        """
        rule, states, groups = scene.parameters.armed_groups, scene.states, scene.armed_groups
        cents = CENTS / scene.persons_per_agent
        holding = groups.alive & states.at_war
        taken = np.where(holding, rule.tax * states.output / MONTHS_PER_YEAR * balance(scene), 0.0)
        taken = np.rint(taken * cents).astype(np.int64)
        states.households -= taken
        states.armed_groups += taken
        scene.tally.territory += taken
        owed = rule.upkeep * states.wage[:, 0] * groups.strength * cents
        held = np.maximum(states.armed_groups, 0)
        pay = np.where(groups.alive, np.minimum(np.rint(owed), held), 0.0).astype(np.int64)
        groups.paid[:] = np.where(owed >= 0.5, np.minimum(held / np.maximum(owed, 0.5), 1.0), 1.0)
        spare = np.maximum(held - pay - rule.reserve * owed, 0.0)
        spent = np.where(groups.alive, -np.expm1(-rule.spending / MONTHS_PER_YEAR) * spare, 0.0)
        paid_out = pay + spent.astype(np.int64)
        states.armed_groups -= paid_out
        states.households += paid_out

    def _lose(self, scene: Scene) -> None:
        """Losses in battle, fewer for those in sanctuaries; desertion of the unpaid; decay of groups at peace."""
        rule, states, groups = scene.parameters.armed_groups, scene.states, scene.armed_groups
        strength, exposed = groups.strength, 1.0 - groups.safe
        share = rule.loss_share * states.conflict_deaths / np.maximum(strength, 1e-9)
        battle = np.minimum(share, rule.loss_most / MONTHS_PER_YEAR) * states.at_war * exposed
        deserting = rule.deserting * (1.0 - groups.paid) + np.where(
            states.at_war, 0.0, rule.remnant_decay * exposed
        )
        kept = np.maximum(1.0 - battle, 0.0) * np.exp(-deserting / MONTHS_PER_YEAR)
        groups.fighters *= kept[:, None]

    def _recruit(self, scene: Scene) -> None:
        """Recruits at home, in camps and among the diaspora, as far as there is room below the most.

        a year at home: recruiting * F * (1 - F / most) * paid * half / (half + low wage); in camps: camp_recruiting
        a refugee whom weak contiguous hosts do not shield. All come only while there is war.
        """
        rule, states, groups = scene.parameters.armed_groups, scene.states, scene.armed_groups
        strength, most = groups.strength, most_fighters(scene)
        room = np.clip(1.0 - strength / np.maximum(most, 1e-9), 0.0, 1.0) * (groups.alive & states.at_war)
        poverty = rule.poor_wage / (rule.poor_wage + states.wage[:, 0])
        at_home = rule.recruiting * strength * groups.paid * poverty / MONTHS_PER_YEAR
        groups.fighters[:, RESIDENTS] += at_home * room
        groups.fighters[:, CAMPS] += rule.camp_recruiting * groups.camped / MONTHS_PER_YEAR * room
        scene.tally.diaspora_fighters *= room  # who found no room did not join
        groups.fighters[:, DIASPORA] += scene.tally.diaspora_fighters
