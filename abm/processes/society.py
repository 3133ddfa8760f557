"""Society: identity and cohesion, integration and alienation, and how welcome people expect to be."""

from __future__ import annotations

from typing import ClassVar, NamedTuple, final

import numpy as np

from abm.migrants.traits import MONTHS
from abm.processes.economy import work_by_status
from abm.scene import Scene
from abm.statuses import ABROAD_STATUSES, CHECKED_CHANNELS, Status

_ABROAD = list(ABROAD_STATUSES)
_UNLAWFUL = [Status.IRREGULAR, Status.OVERSTAYER]


class Background(NamedTuple):
    """Residents of migrant background, persons by state: float64 [S] each."""

    born_abroad: np.ndarray
    descendants: np.ndarray
    unlawful: np.ndarray  # of those born abroad, without status
    naturalised: np.ndarray
    detained: np.ndarray
    employed: (
        np.ndarray
    )  # effective workers over those that lawful settlers of their number would be, at most 1
    everybody: np.ndarray  # born abroad and descendants
    counted: np.ndarray  # the same, at least 1, to divide by
    present: np.ndarray  # whoever is in the state, at least 1


class Strain(NamedTuple):
    """Rates a year at which residents of migrant background are alienated, by cause: float64 [S] each."""

    watched: np.ndarray  # surveillance, and being held by mistake
    rejected: np.ndarray  # backlash, and being asked to assimilate
    excluded: np.ndarray  # no status, no citizenship, no work
    war: np.ndarray  # at home

    @property
    def whole(self) -> np.ndarray:
        """All causes together."""
        return self.watched + self.rejected + self.excluded + self.war


@final
class Society:
    """Each column moves a part 1 - exp(-rate / 12) of the way to what it tends to, so that it stays within 0 to 1.

    Backlash u / (1 + u), u = reaction * pace / pace_scale * (1 - civic * identity) * (1 - integrated * integration).
    Identity: pulls to civic over all pulls. Cohesion: recovery to what society tends to, less backlash and alienation.
    Alienation and the loss of reputation: gain / (gain + fading). Integration: work and membership, less backlash,
    and mixed with those who have just come.
    """

    name: ClassVar[str] = "society"
    reads: ClassVar[tuple[str, ...]] = (
        "states.levers", "states.residents", "states.output", "states.conflict", "states.working_share",
        "migrants.columns", "migrants.census", "diasporas", "tally.arrivals", "tally.wrongly_refused",
        "tally.wrongly_detained", "tally.travellers",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "states.pace", "states.backlash", "states.identity", "states.cohesion", "states.integration",
        "states.alienation", "states.resentment", "states.reputation", "states.civil_liberties",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._first_identity = np.zeros(0)
        self._first_cohesion = np.zeros(0)
        self._lost = np.zeros(
            (2, len(scene.world))
        )  # cohesion that backlash and alienation have taken, not healed yet

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        people = background(scene)
        if not len(self._first_cohesion):
            self._begin(scene, people)
        came = scene.tally.arrivals.sum(axis=0)
        self._remember(scene, people, came)
        self._integrate(scene, people, came)
        follow(scene.states.backlash, _backlash(scene), scene.parameters.society.backlash_speed)
        strain = _strain(scene, people)
        self._alienate(scene, strain)
        self._drift(scene, people)
        self._cohere(scene, people)
        self._answer(scene, people, strain)

    def _begin(self, scene: Scene, people: Background) -> None:
        """Society as the immigration of the years before the first month has left it; cohesion is what it was given."""
        rule, states = scene.parameters.society, scene.states
        self._first_identity, self._first_cohesion = states.identity.copy(), states.cohesion.copy()
        columns, used = scene.migrants.columns, scene.migrants.used
        here = np.flatnonzero(
            np.isin(columns.status[:used], _ABROAD) & (columns.location[:used] != columns.origin[:used])
        )
        location = columns.location[here]
        years = np.maximum(scene.month - columns.arrived[here], 0) / MONTHS
        persons = scene.persons_per_agent
        remembered = np.bincount(location, 0.5 ** (years / rule.pace_half_life), len(states)) * persons
        states.pace[:] = remembered * np.log(2.0) / rule.pace_half_life / people.present
        new = np.bincount(location, np.exp(-_speed(scene)[location] * years), len(states)) * persons
        left = np.minimum(new / people.counted, 1.0)
        aim = _integrated(scene, people)
        states.integration[:] = aim + left * (rule.at_arrival - aim)
        states.backlash[:] = _backlash(scene)
        whole = _strain(scene, people).whole
        states.alienation[:] = whole / np.maximum(whole + rule.alienation_fading, 1e-12)

    def _remember(self, scene: Scene, people: Background, came: np.ndarray) -> None:
        """Pace <- 2^(-1 / (12 half-life)) pace + the rest * immigration of the month in shares a year."""
        kept = 0.5 ** (1.0 / (MONTHS * scene.parameters.society.pace_half_life))
        pace = scene.states.pace
        pace *= kept
        pace += (1.0 - kept) * (came * (scene.persons_per_agent * MONTHS)) / people.present

    def _integrate(self, scene: Scene, people: Background, came: np.ndarray) -> None:
        rule, integration = scene.parameters.society, scene.states.integration
        new = np.minimum(came * scene.persons_per_agent / people.counted, 1.0)
        integration += new * (rule.at_arrival - integration)
        follow(integration, _integrated(scene, people), _speed(scene))

    def _alienate(self, scene: Scene, strain: Strain) -> None:
        rule, states, whole = scene.parameters.society, scene.states, strain.whole
        total = np.maximum(whole + rule.alienation_fading, 1e-12)
        follow(states.alienation, whole / total, whole + rule.alienation_fading)
        by_host = (strain.watched + strain.rejected) / np.maximum(whole, 1e-12)
        states.resentment[:] = states.alienation * np.minimum(by_host, 1.0)

    def _drift(self, scene: Scene, people: Background) -> None:
        """Identity goes to the pulls to civic over all pulls, at their sum; norms pull both ways."""
        rule, states = scene.parameters.society, scene.states
        weight = np.maximum(states.output, 1e-9)
        mean = float(weight @ states.identity / weight.sum())
        civic = 1.0 / (1.0 + (1.0 - mean) / max(mean, 1e-12) * np.exp(-rule.norm_bias))
        voters = (people.naturalised + people.descendants) / people.present
        up = rule.norms * civic + rule.markets * _foreign_work(scene, people)
        up = rule.drift * (up + rule.voters * np.minimum(voters, 1.0) + rule.reverse * states.backlash)
        down = rule.drift * (rule.norms * (1.0 - civic) + rule.pull_back * states.backlash)
        follow(states.identity, up / np.maximum(up + down, 1e-12), up + down)

    def _cohere(self, scene: Scene, people: Background) -> None:
        """Change of cohesion = recovery * (tends to - cohesion) - (backlash and alienation) * cohesion, exactly."""
        rule, states = scene.parameters.society, scene.states
        share = np.minimum(people.everybody / people.present, 1.0)
        asked = rule.recognition_cohesion * (states.lever("minority_recognition") - 0.5) * share
        turned = rule.civic_cohesion * (states.identity - self._first_identity)
        aim = _share(self._first_cohesion + asked + turned)
        rejecting = rule.backlash_loss * states.backlash
        alienating = rule.alienation_loss * states.alienation * share
        total = rule.recovery + rejecting + alienating
        part = np.where(total > 1e-12, -np.expm1(-total / MONTHS) / np.maximum(total, 1e-12), 1.0 / MONTHS)
        before = states.cohesion.copy()
        by_backlash, by_alienation = self._lost
        changes = {
            "backlash": part * (rule.recovery * by_backlash - rejecting * before),
            "alienation": part * (rule.recovery * by_alienation - alienating * before),
            "recovery": part * rule.recovery * (aim - before - by_backlash - by_alienation),
        }
        self._lost -= np.array([changes["backlash"], changes["alienation"]])
        states.cohesion[:] = _share(before + sum(changes.values()))
        for channel, change in changes.items():
            scene.ledger.post("cohesion", channel, change)

    def _answer(self, scene: Scene, people: Background, strain: Strain) -> None:
        """What measures against some do to all: civil liberties, and the name of the state among those who choose."""
        rule, states, tally = scene.parameters.society, scene.states, scene.tally
        surveillance, lists = states.lever("surveillance"), states.lever("watch_lists")
        held = np.minimum(people.detained / people.counted, 1.0)
        liberties = (1.0 - rule.liberty_surveillance * surveillance) * (1.0 - rule.liberty_lists * lists)
        states.civil_liberties[:] = liberties * (1.0 - rule.liberty_detention * held)
        screening = np.maximum(states.lever("visa_screening"), 1.0)
        coming = tally.travellers + tally.entries[:, CHECKED_CHANNELS].sum(axis=1) * scene.persons_per_agent
        refused = np.minimum(tally.wrongly_refused / np.maximum(coming, 1.0), 1.0)
        watched = np.minimum(strain.watched / np.maximum(strain.whole, 1e-12), 1.0) * states.alienation
        loss = (
            rule.reputation_screening * np.log(screening)
            + rule.reputation_refused * np.maximum(refused - scene.parameters.terrorism.refused, 0.0)
            + rule.reputation_surveillance * surveillance
            + rule.reputation_alienation * watched
        )
        total = loss + rule.reputation_recovery
        kept = np.where(total > 1e-12, rule.reputation_recovery / np.maximum(total, 1e-12), states.reputation)
        follow(states.reputation, np.where(loss > 0.0, kept, 1.0), total)


def follow(column: np.ndarray, aim: np.ndarray, rate: np.ndarray | float) -> None:
    """Move a column [S] a part 1 - exp(-rate / 12) of the way to an aim: between the two whatever the rate is."""
    column += -np.expm1(-np.asarray(rate) / MONTHS) * (aim - column)


def _share(values: np.ndarray) -> np.ndarray:
    """Values held between 0 and 1."""
    return np.asarray(np.minimum(np.maximum(values, 0.0), 1.0))


def background(scene: Scene) -> Background:
    """Residents of migrant background, by state; descendants are those who count themselves in a diaspora."""
    persons = scene.persons_per_agent
    low, medium, high = scene.migrants.census.standing.transpose(2, 0, 1)
    standing = (low + medium + high) * float(persons)
    born_abroad = standing[:, _ABROAD].sum(axis=1)
    diasporas = scene.diasporas
    descendants = diasporas.by_host(diasporas.descendants[diasporas.rows])
    everybody = born_abroad + descendants
    workers = (standing * work_by_status(scene)).sum(axis=1)
    usual = scene.parameters.economy.migrant_participation * born_abroad
    return Background(
        born_abroad=born_abroad,
        descendants=descendants,
        unlawful=standing[:, _UNLAWFUL].sum(axis=1),
        naturalised=standing[:, Status.NATURALISED],
        detained=standing[:, Status.DETAINED],
        employed=np.minimum(workers / np.maximum(usual, 1e-9), 1.0),
        everybody=everybody,
        counted=np.maximum(everybody, 1.0),
        present=np.maximum(scene.population(), 1.0),
    )


def outside(scene: Scene, people: Background) -> np.ndarray:
    """Share of residents of migrant background who are kept out: without status, or without citizenship.

    unlawful + closed * (lawful without citizenship), closed = 1 - 2^(-naturalisation_years / closure): float64 [S].
    """
    years = scene.states.lever("naturalisation_years")
    closed = 1.0 - 0.5 ** (years / scene.parameters.society.closure)
    foreign = people.born_abroad - people.unlawful - people.naturalised
    kept_out = people.unlawful + closed * np.maximum(foreign, 0.0)
    return _share(kept_out / people.counted)


def _integrated(scene: Scene, people: Background) -> np.ndarray:
    """What integration tends to: work and membership, less what backlash does not let come about."""
    rule = scene.parameters.society
    working = people.employed * people.born_abroad + people.descendants
    work = _share(working / people.counted)
    whole = rule.work_weight * work + (1.0 - rule.work_weight) * (1.0 - outside(scene, people))
    return np.asarray(whole * (1.0 - rule.discrimination * scene.states.backlash))


def _speed(scene: Scene) -> np.ndarray:
    """Rate a year at which people come to be integrated: float64 [S]."""
    rule, lever = scene.parameters.society, scene.states.lever
    asked = 2.0 ** (rule.assimilation * (1.0 - 2.0 * lever("minority_recognition")))
    return np.asarray(rule.integration_speed * (1.0 + rule.effort * lever("integration_effort")) * asked)


def _backlash(scene: Scene) -> np.ndarray:
    """What backlash tends to: float64 [S], 0 to 1."""
    rule, states = scene.parameters.society, scene.states
    pressure = rule.reaction * states.pace / rule.pace_scale
    pressure = pressure * (1.0 - rule.civic * states.identity) * (1.0 - rule.integrated * states.integration)
    shown = 1.0 + rule.recognition_backlash * (2.0 * states.lever("minority_recognition") - 1.0)
    pressure = pressure * shown
    return np.asarray(pressure / (1.0 + pressure))


def _strain(scene: Scene, people: Background) -> Strain:
    rule, states = scene.parameters.society, scene.states
    held = np.minimum(MONTHS * scene.tally.wrongly_detained / people.counted, 1.0)
    assimilated = 1.0 - states.lever("minority_recognition")
    stock = scene.migrants.census.stock
    war = (states.conflict @ stock) * scene.persons_per_agent / people.counted
    someone = people.everybody > 0.0
    return Strain(
        watched=(rule.watched * states.lever("surveillance") + rule.suspected * held) * someone,
        rejected=(rule.rejected * states.backlash + rule.reactance * assimilated) * someone,
        excluded=(rule.excluded * outside(scene, people) + rule.apart * (1.0 - states.integration)) * someone,
        war=rule.war_at_home * np.minimum(war, 1.0),
    )


def _foreign_work(scene: Scene, people: Background) -> np.ndarray:
    """Share of all work that people from abroad do: float64 [S], 0 to 1."""
    foreign = people.employed * people.born_abroad * scene.parameters.economy.migrant_participation
    own = scene.states.residents.sum(axis=1) * scene.states.working_share
    return np.asarray(foreign / np.maximum(foreign + own, 1.0))
