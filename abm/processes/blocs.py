"""Blocs: Policy that states decide together, and their autonomy."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.blocs.table import Treaty
from abm.kernels.table import free_rows
from abm.migrants.traits import CENTS, draws
from abm.parameters.blocs import LEVERS_OF, PLEDGED
from abm.processes.autonomy import CHANNELS, distance, losses, weights
from abm.scene import Scene
from abm.statuses import ENTRY_CHANNELS, IRREGULAR_CHANNELS, Channel, Status
from abm.streams import Stream
from abm.world.calendar import MONTHS_PER_YEAR
from abm.world.policies import LEVERS

_LAW = "recognition_standard"
_LASTING, _IRREGULAR = (
    np.array([channel in counted for channel in ENTRY_CHANNELS], np.int64)
    for counted in (set(ENTRY_CHANNELS) - {Channel.SHORT_STAY}, set(IRREGULAR_CHANNELS))
)
"""Channels of entry that count as entered, visits being counted with the overstays, and those without inspection."""


@final
class Blocs:
    """Members have in force the mean of what they prefer, m = sum(n^votes p) / sum(n^votes), n their people.

    Of sharing, members pledge m + pledge (1 - m). Who is in several blocs has the mean of them. States join and leave
    at dates, or each January by what they expect: need * (1 + threat) * (control of members - own) - sovereignty *
    distance, beyond inertia. Aid goes to weaker states on the way. Autonomy is what the policy in force leaves of the
    preferred one.
    """

    name: ClassVar[str] = "blocs"
    reads: ClassVar[tuple[str, ...]] = (
        "scene.blocs", "states.preferred", "states.residents", "states.capacity", "states.output", "states.conceded",
        "states.threat", "diasporas.lobby", "tally.entries", "tally.overstays",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "scene.blocs", "states.levers", "states.moved", "states.autonomy", "states.aid_received", "states.households",
        "migrants", "tally",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._bound = np.zeros((len(LEVERS), len(scene.world)), bool)
        self._common = scene.states.preferred.copy()
        self._lost = np.zeros((len(CHANNELS), len(scene.world)))
        self._authorised, self._entered = np.zeros((2, len(scene.world)))
        self._next_to = _next_to(scene)
        self._neighbours = np.maximum(self._next_to.sum(axis=1), 1)
        self._sharing = np.full(len(scene.world), np.nan)  # the lever of which `shared` was worked out
        self._treated: tuple[list[Treaty], list[Treaty], float, float] = [], [], 0.0, 0.0
        scene.blocs.carry_out(0)
        self._decide(scene)
        self._treat(scene, 0)
        self._share(scene)

    def step(self, scene: Scene) -> None:
        """Carry out this month, and prepare policy for the next."""
        month = scene.month + 1
        self._remember(scene)
        self._take_back(scene)
        self._aid(scene)
        self._decide(scene)
        self._account(scene)
        members = scene.blocs.member.copy()
        if scene.blocs.by_benefit.any() and scene.calendar.month_of_year(month) == 1:
            self._weigh(scene)
        changed = scene.blocs.carry_out(month)
        moved = (members != scene.blocs.member).any(axis=0)
        if changed or moved.any():
            scene.blocs.moved |= moved | scene.blocs.member.any(axis=0)
            self._decide(scene)
        self._treat(scene, month)
        self._share(scene)

    def _decide(self, scene: Scene) -> None:
        """Put in force what blocs decide and law obliges to; release what nothing binds any more."""
        states, floor = scene.states, scene.parameters.blocs.refoulement
        bound, self._common = decided(scene)
        target = self._common.copy()
        law = LEVERS.index(_LAW)
        obliged = target[law] < floor
        target[law, obliged] = floor
        bound[law] |= obliged
        for row in np.flatnonzero((bound | self._bound).any(axis=1)):
            name, before = LEVERS[row], states.levers[row].copy()
            free = np.flatnonzero(self._bound[row] & ~bound[row])
            held = np.flatnonzero(bound[row])
            if len(free):
                states.release(name, free)
            if (
                len(held)
                and (states.levers[row, held] != target[row, held]).any()
                | (bound[row] != self._bound[row]).any()
            ):
                states.bind(name, held, target[row, held])
            scene.blocs.moved |= before != states.levers[row]
        self._bound = bound

    def _account(self, scene: Scene) -> None:
        """Autonomy of this month, and what changed it."""
        lost = losses(scene, self._common)
        for channel, change in zip(CHANNELS, self._lost - lost, strict=True):
            scene.ledger.post("autonomy", channel, change)
        self._lost = lost
        scene.states.autonomy[:] = 1.0 - lost.sum(axis=0)

    def _remember(self, scene: Scene) -> None:
        """Entries of the past year, the old fading, of which a state knows how far it controls them."""
        tally = scene.tally
        entered = tally.entries @ _LASTING + tally.overstays
        irregular = tally.entries @ _IRREGULAR + tally.overstays
        self._entered += (entered - self._entered) / MONTHS_PER_YEAR
        self._authorised += (entered - irregular - self._authorised) / MONTHS_PER_YEAR

    def _weigh(self, scene: Scene) -> None:
        """Let states join and leave by what they expect; all look at the same year."""
        blocs, rule, states = scene.blocs, scene.parameters.blocs, scene.states
        control = self._authorised / np.maximum(self._entered, 1e-12)
        control[self._entered <= 0.0] = 1.0
        members = blocs.member.copy()
        for bloc in np.flatnonzero(blocs.by_benefit):
            inside = members[bloc]
            if inside.sum() < 2:
                continue
            open_to = np.flatnonzero(inside | blocs.candidate[bloc])
            for state in open_to:
                others = inside.copy()
                others[state] = False
                gain = rule.need * (1.0 + states.threat[state]) * (control[others].mean() - control[state])
                with_it = others.copy()
                with_it[state] = True
                worth = gain - rule.sovereignty * _lost_in(scene, int(bloc), with_it, int(state))
                if abs(worth) > rule.inertia:
                    blocs.member[bloc, state] = worth > 0.0

    def _aid(self, scene: Scene) -> None:
        """Move aid from donors' households to those of weaker states on the way."""
        states, blocs = scene.states, scene.blocs
        lever = states.lever("border_aid")
        states.aid_received.fill(0.0)
        blocs.aid_given.fill(0.0)
        blocs.aid_at_borders.fill(0.0)
        for donor in np.flatnonzero(lever > 0.0):
            part = self._on_the_way(scene, int(donor))
            if part.sum() <= 0.0:
                continue
            yearly = lever[donor] * states.output[donor] * part / part.sum()
            cents = np.floor(yearly / MONTHS_PER_YEAR * (CENTS / scene.persons_per_agent)).astype(np.int64)
            states.households[donor] -= cents.sum()
            states.households += cents
            given = cents * (scene.persons_per_agent * MONTHS_PER_YEAR / CENTS)
            states.aid_received += given
            blocs.aid_given[donor] += given.sum()
        blocs.aid_at_borders[:] = scene.parameters.blocs.border_share * states.aid_received

    def _on_the_way(self, scene: Scene, donor: int) -> np.ndarray:
        """How much weaker each state is from which a way leads into the donor or its partners: float64 [S].

        Candidates of its blocs count as well, wherever they are.
        """
        blocs, able = scene.blocs, scene.states.capacity
        mine = blocs.member[:, donor]
        own = blocs.member[mine].any(axis=0)
        own[donor] = True
        way = self._next_to[own].any(axis=0) | blocs.candidate[mine].any(axis=0)
        way[donor] = False
        return np.asarray(np.where(way, np.maximum(able[donor] - able, 0.0), 0.0))

    def _treat(self, scene: Scene, month: int) -> None:
        """Control that partners exert, and visas that their people are granted, by treaty in a month."""
        blocs, rule = scene.blocs, scene.parameters.blocs
        transit, visas = (blocs.in_force(kind, month) for kind in ("transit_control", "visa_facilitation"))
        if not (transit or visas or self._treated[0] or self._treated[1]):
            return
        now = transit, visas, rule.transit_treaty, rule.facilitation
        if now == self._treated:
            return
        self._treated = now
        lent, facilitated = np.zeros_like(blocs.lent), np.ones_like(blocs.facilitated)
        for treaty in transit:
            lent[treaty.state, treaty.partner] = rule.transit_treaty
        for treaty in visas:
            facilitated[treaty.partner, treaty.state] = 1.0 + rule.facilitation
        blocs.moved |= (lent != blocs.lent).any(axis=1) | (facilitated != blocs.facilitated).any(axis=0)
        blocs.lent[:], blocs.facilitated[:] = lent, facilitated

    def _share(self, scene: Scene) -> None:
        """What each state gets of its neighbours' information: own lever times the mean of theirs."""
        lever, blocs = scene.states.lever("information_sharing"), scene.blocs
        if np.array_equal(lever, self._sharing):
            return
        self._sharing = lever.copy()
        shared = lever * (self._next_to @ lever / self._neighbours)
        blocs.moved |= shared != blocs.shared
        blocs.shared[:] = shared

    def _take_back(self, scene: Scene) -> None:
        """Treaties of readmission: who came from a partner goes home, who came through it goes back there."""
        treaties = scene.blocs.in_force("readmission", scene.month)
        if not treaties or scene.parameters.blocs.readmission <= 0.0:
            return
        columns, tally, able = scene.migrants.columns, scene.tally, scene.states.capacity
        rows = np.concatenate(
            [scene.migrants.with_status(one) for one in (Status.IRREGULAR, Status.OVERSTAYER)]
        )
        u = draws(scene.seed, Stream.TAKING_BACK, scene.month, columns.uid[rows], 0)
        home = np.zeros((len(scene.world), 3), np.int64)
        for treaty in treaties:
            hazard = scene.parameters.blocs.readmission * able[treaty.state] / MONTHS_PER_YEAR
            caught = (columns.location[rows] == treaty.state) & (u < -np.expm1(-hazard))
            from_it = caught & (columns.origin[rows] == treaty.partner)
            through = caught & ~from_it & (columns.previous[rows] == treaty.partner)
            for leaving in (from_it, through):
                number = int(leaving.sum())
                tally.left[treaty.state] += number
                tally.removed[treaty.state] += number
            tally.removed_home[treaty.partner] += int(from_it.sum())
            back, sent = rows[through], rows[from_it]
            tally.enter(columns.origin[back], np.full(len(back), treaty.partner), columns.channel[back])
            scene.migrants.change(
                back, int(Status.IRREGULAR), np.full(len(back), treaty.partner), scene.month
            )
            free_rows(columns, scene.migrants.census, sent, scene.states.households, home)
            rows, u = rows[~(from_it | through)], u[~(from_it | through)]
        tally.returned += home
        scene.states.residents += home * scene.persons_per_agent


def decided(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Which levers blocs bind, and the policy that they decide: bool and float64 [levers, S].

    Where nothing binds, the policy is the preferred one.
    """
    blocs, preferred = scene.blocs, scene.states.preferred
    if not blocs.competence.any():
        return np.zeros(preferred.shape, bool), preferred.copy()
    total, count = np.zeros(preferred.shape), np.zeros(preferred.shape, np.int64)
    for competence, names in LEVERS_OF.items():
        rows = [LEVERS.index(name) for name in names]
        for bloc in blocs.deciding(competence) if names else ():
            inside = blocs.member[bloc]
            if inside.sum() > 1:
                for row in rows:
                    total[row, inside] += common(scene, row, inside, competence in PLEDGED)
                    count[row, inside] += 1
    bound = count > 0
    return bound, np.where(bound, total / np.maximum(count, 1), preferred)


def common(scene: Scene, row: int, inside: np.ndarray, pledged: bool) -> float:
    """Value of a lever that members decide: the mean of what they prefer, by votes, and what they pledge beyond it."""
    rule, wanted = scene.parameters.blocs, scene.states.preferred[row, inside]
    people = np.maximum(scene.states.residents[inside].sum(axis=1), 1.0)
    mean = float(np.average(wanted, weights=people**rule.votes))
    mean = min(max(mean, float(wanted.min())), float(wanted.max()))  # by rounding it could be beyond them
    return mean + rule.pledge * (1.0 - mean) if pledged else mean


def _lost_in(scene: Scene, bloc: int, inside: np.ndarray, state: int) -> float:
    """Distance between what a state prefers and what a bloc would decide with it."""
    wanted = scene.states.preferred[:, [state]]
    kept = wanted.copy()
    for competence, names in LEVERS_OF.items():
        if bloc in scene.blocs.deciding(competence):
            for name in names:
                row = LEVERS.index(name)
                kept[row] = common(scene, row, inside, competence in PLEDGED)
    ways = scene.borders.head == state
    opened = 0.0
    if bloc in scene.blocs.deciding("free_movement") and ways.any():
        share = np.isin(scene.borders.tail[ways], np.flatnonzero(inside)).mean()
        opened = (
            weights(scene)["free_movement"] * (1.0 - scene.parameters.blocs.internal_control) * float(share)
        )
    return float(distance(scene, wanted, kept)[0]) + opened


def _next_to(scene: Scene) -> np.ndarray:
    """Whether a way over land or sea leads from a state (columns) into another (rows): bool [S, S]."""
    borders, states = scene.borders, len(scene.world)
    found = np.zeros((states, states), bool)
    found[borders.head, borders.tail] = True
    return found
