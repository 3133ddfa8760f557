"""Society: residents of migrant background by state, and what strain, identity, cohesion and reputation follow."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.borders import count_checked
from abm.kernels.inlining import inlined
from abm.kernels.sums import pairwise_sum
from abm.kernels.table import lives_abroad
from abm.statuses import Status

_IRREGULAR, _OVERSTAYER = int(Status.IRREGULAR), int(Status.OVERSTAYER)
_NATURALISED, _DETAINED = int(Status.NATURALISED), int(Status.DETAINED)
_TINY = 1e-12


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
    outside: np.ndarray  # share who are kept out: without status, or without citizenship


class Welcome(NamedTuple):
    """Parameters of backlash and integration, as declared."""

    reaction: float
    pace_scale: float
    civic: float
    integrated: float
    recognition_backlash: float
    at_arrival: float
    work_weight: float
    discrimination: float


class Nation(NamedTuple):
    """What backlash and integration are made of: float64 [S] each."""

    pace: np.ndarray
    identity: np.ndarray
    integration: np.ndarray
    backlash: np.ndarray
    recognition: np.ndarray  # the lever


class Strain(NamedTuple):
    """Rates a year at which residents of migrant background are alienated, by cause: float64 [S] each."""

    watched: np.ndarray  # surveillance, and being held by mistake
    rejected: np.ndarray  # backlash, and being asked to assimilate
    excluded: np.ndarray  # no status, no citizenship, no work
    war: np.ndarray  # at home
    whole: np.ndarray  # all causes together


class Causes(NamedTuple):
    """Parameters of strain, as declared."""

    watched: float
    suspected: float
    rejected: float
    reactance: float
    excluded: float
    apart: float
    war_at_home: float


class Pulls(NamedTuple):
    """Parameters of identity, as declared."""

    drift: float
    norms: float
    markets: float
    voters: float
    reverse: float
    pull_back: float


class Bonds(NamedTuple):
    """Parameters of cohesion, as declared."""

    recovery: float
    backlash_loss: float
    alienation_loss: float
    recognition_cohesion: float
    civic_cohesion: float


class Repute(NamedTuple):
    """Parameters of civil liberties and reputation, as declared."""

    liberty_surveillance: float
    liberty_lists: float
    liberty_detention: float
    reputation_screening: float
    reputation_refused: float
    reputation_surveillance: float
    reputation_alienation: float
    reputation_recovery: float


@inlined
def _share(value):
    """A value held between 0 and 1."""
    return min(max(value, 0.0), 1.0)


@njit(cache=True, nogil=True)
def count_background(diasporas, standing, work, closed, persons, participation, people):
    """Count residents of migrant background; descendants are those who count themselves in a diaspora.

    outside = (unlawful + closed * lawful without citizenship) over all.

    Args:
        diasporas: rows in use, and host and descendants by row.
        standing: int64 [S, 16, 3], agents by location, status and skill.
        work: float64 [S, 16], effective workers per migrant of a status.
        closed: float64 [S], how far citizenship is closed to those who come, 0 to 1.
        persons: per agent.
        participation: of lawful settlers.
        people: `Background`, written but for those present.
    """
    rows, host, descendants = diasporas
    people.descendants[:] = 0.0
    for row in rows:
        people.descendants[host[row]] += descendants[row]
    working = np.empty(standing.shape[1])
    for s in range(standing.shape[0]):
        born = unlawful = 0.0
        for status in range(standing.shape[1]):
            agents = standing[s, status, 0] + standing[s, status, 1] + standing[s, status, 2]
            number = agents * persons
            working[status] = number * work[s, status]
            if lives_abroad(status):
                born += number
            if status == _IRREGULAR or status == _OVERSTAYER:
                unlawful += number
            elif status == _NATURALISED:
                people.naturalised[s] = number
            elif status == _DETAINED:
                people.detained[s] = number
        everybody = born + people.descendants[s]
        counted = max(everybody, 1.0)
        people.born_abroad[s], people.unlawful[s] = born, unlawful
        people.everybody[s], people.counted[s] = everybody, counted
        people.employed[s] = min(pairwise_sum(working) / max(participation * born, 1e-9), 1.0)
        foreign = max(born - unlawful - people.naturalised[s], 0.0)
        people.outside[s] = _share((unlawful + closed[s] * foreign) / counted)


@inlined
def _integrated(people, nation, rule, s):
    """What integration tends to: work and membership, less what backlash does not let come about."""
    working = people.employed[s] * people.born_abroad[s] + people.descendants[s]
    whole = rule.work_weight * _share(working / people.counted[s])
    whole += (1.0 - rule.work_weight) * (1.0 - people.outside[s])
    return whole * (1.0 - rule.discrimination * nation.backlash[s])


@inlined
def _rejecting(nation, rule, s):
    """What backlash tends to, 0 to 1."""
    pressure = rule.reaction * nation.pace[s] / rule.pace_scale
    pressure *= 1.0 - rule.civic * nation.identity[s]
    pressure *= 1.0 - rule.integrated * nation.integration[s]
    pressure *= 1.0 + rule.recognition_backlash * (2.0 * nation.recognition[s] - 1.0)
    return pressure / (1.0 + pressure)


@njit(cache=True, nogil=True)
def settle(people, left, nation, rule):
    """Write integration and backlash as the immigration of years past has left them.

    Args:
        people, rule: `Background` and `Welcome`.
        left: float64 [S], share who are still as they came.
        nation: `Nation`, of which integration and backlash are written.
    """
    for s in range(left.shape[0]):
        aim = _integrated(people, nation, rule, s)
        nation.integration[s] = aim + left[s] * (rule.at_arrival - aim)
        nation.backlash[s] = _rejecting(nation, rule, s)


@njit(cache=True, nogil=True)
def take_in(people, came, persons, kept, gone, risen, nation, rule):
    """Remember who came, mix integration with them and let it and backlash go a part of the way to what they tend to.

    Args:
        people, rule: `Background` and `Welcome`.
        came: int64 [S], agents who came this month.
        persons: per agent.
        kept: part of the pace of immigration that is remembered.
        gone: float64 [S], part of the way of integration.
        risen: part of the way of backlash.
        nation: `Nation`, of which pace, integration and backlash are changed.
    """
    pace, integration, backlash = nation.pace, nation.integration, nation.backlash
    for s in range(came.shape[0]):
        pace[s] *= kept
        pace[s] += (1.0 - kept) * (came[s] * (persons * 12)) / people.present[s]
        new = min(came[s] * persons / people.counted[s], 1.0)
        integration[s] += new * (rule.at_arrival - integration[s])
        integration[s] += gone[s] * (_integrated(people, nation, rule, s) - integration[s])
        backlash[s] += risen * (_rejecting(nation, rule, s) - backlash[s])


@njit(cache=True, nogil=True)
def strain(people, backlash, integration, levers, held, war, rule, out):
    """What alienates residents of migrant background, where there are any.

    Args:
        people: `Background`.
        backlash, integration: float64 [S].
        levers: surveillance and recognition of minorities: float64 [S] each.
        held: float64 [S], persons whom surveillance holds by mistake in a month.
        war: float64 [S], intensity of war at home, summed over persons.
        rule: `Causes`.
        out: `Strain`, written.
    """
    surveillance, recognition = levers
    for s in range(war.shape[0]):
        someone = 1.0 if people.everybody[s] > 0.0 else 0.0
        counted = people.counted[s]
        suspected = rule.suspected * min(12.0 * held[s] / counted, 1.0)
        out.watched[s] = (rule.watched * surveillance[s] + suspected) * someone
        reactance = rule.reactance * (1.0 - recognition[s])
        out.rejected[s] = (rule.rejected * backlash[s] + reactance) * someone
        apart = rule.apart * (1.0 - integration[s])
        out.excluded[s] = (rule.excluded * people.outside[s] + apart) * someone
        out.war[s] = rule.war_at_home * min(war[s] / counted, 1.0)
        out.whole[s] = out.watched[s] + out.rejected[s] + out.excluded[s] + out.war[s]


@njit(cache=True, nogil=True)
def pull(people, residents, working_share, backlash, civic, participation, rule, out):
    """Where the pulls on identity lead, civic over all, and how strong they are together.

    Args:
        people: `Background`.
        residents: int64 [S, 3].
        working_share, backlash: float64 [S].
        civic: share of nations that norms pull to civic.
        participation: of lawful settlers.
        rule: `Pulls`.
        out: float64 [2, S], written: the aim, and the rate a year.
    """
    for s in range(backlash.shape[0]):
        foreign = people.employed[s] * people.born_abroad[s] * participation
        own = (residents[s, 0] + residents[s, 1] + residents[s, 2]) * working_share[s]
        voters = (people.naturalised[s] + people.descendants[s]) / people.present[s]
        up = rule.norms * civic + rule.markets * (foreign / max(foreign + own, 1.0))
        up = rule.drift * (up + rule.voters * min(voters, 1.0) + rule.reverse * backlash[s])
        down = rule.drift * (rule.norms * (1.0 - civic) + rule.pull_back * backlash[s])
        out[0, s], out[1, s] = up / max(up + down, _TINY), up + down


@njit(cache=True, nogil=True)
def bonds(people, recognition, turned, first, backlash, alienation, rule, out):
    """What cohesion tends to, and the rates a year at which it is lost and recovers.

    Args:
        people: `Background`.
        recognition: float64 [S], the lever.
        turned: float64 [S], how much more civic identity is than at first.
        first: float64 [S], cohesion at first.
        backlash, alienation: float64 [S].
        rule: `Bonds`.
        out: float64 [4, S], written: the aim; rates of rejecting, of alienating and of all together.
    """
    for s in range(first.shape[0]):
        share = min(people.everybody[s] / people.present[s], 1.0)
        asked = rule.recognition_cohesion * (recognition[s] - 0.5) * share
        out[0, s] = _share(first[s] + asked + rule.civic_cohesion * turned[s])
        out[1, s] = rule.backlash_loss * backlash[s]
        out[2, s] = rule.alienation_loss * alienation[s] * share
        out[3, s] = rule.recovery + out[1, s] + out[2, s]


@njit(cache=True, nogil=True)
def hold_together(terms, gone, recovery, lost, cohesion, changes):
    """Change of cohesion = recovery * (tends to - cohesion) - (backlash and alienation) * cohesion, exactly.

    Args:
        terms: float64 [4, S], see `bonds`.
        gone: float64 [S], 1 - exp(-all rates) of a month.
        recovery: rate a year.
        lost: float64 [2, S], what backlash and alienation have taken, not healed yet; changed.
        cohesion: float64 [S], changed.
        changes: float64 [3, S], written: by backlash, by alienation and by recovery.
    """
    for s in range(cohesion.shape[0]):
        aim, rejecting, alienating, total = terms[0, s], terms[1, s], terms[2, s], terms[3, s]
        part = gone[s] / max(total, _TINY) if total > _TINY else 1.0 / 12.0
        before, by_backlash, by_alienation = cohesion[s], lost[0, s], lost[1, s]
        changes[0, s] = part * (recovery * by_backlash - rejecting * before)
        changes[1, s] = part * (recovery * by_alienation - alienating * before)
        changes[2, s] = part * recovery * (aim - before - by_backlash - by_alienation)
        lost[0, s] -= changes[0, s]
        lost[1, s] -= changes[1, s]
        cohesion[s] = _share(before + (changes[0, s] + changes[1, s] + changes[2, s]))


@njit(cache=True, nogil=True)
def repute(people, by_cause, alienation, levers, coming, usual, rule, columns, out):
    """Civil liberties, and where the name of a state among those who choose goes.

    Args:
        people, by_cause: `Background` and `Strain`.
        alienation: float64 [S].
        levers: surveillance, watch lists and ln of screening: float64 [S] each.
        coming: short stays (float64 [S], persons), entries (int64 [S, 11], agents), persons per agent, and who were
            refused by mistake (float64 [S], persons).
        usual: share refused by mistake where screening is as it is.
        rule: `Repute`.
        columns: civil liberties, written, and reputation: float64 [S] each.
        out: float64 [2, S], written: the aim of reputation, and the rate a year.
    """
    surveillance, lists, ln_screening = levers
    travellers, entries, persons, wrongly = coming
    liberties, reputation = columns
    for s in range(alienation.shape[0]):
        held = min(people.detained[s] / people.counted[s], 1.0)
        free = (1.0 - rule.liberty_surveillance * surveillance[s]) * (1.0 - rule.liberty_lists * lists[s])
        liberties[s] = free * (1.0 - rule.liberty_detention * held)
        checked = count_checked(entries, s)
        refused = min(wrongly[s] / max(travellers[s] + checked * persons, 1.0), 1.0)
        watched = min(by_cause.watched[s] / max(by_cause.whole[s], _TINY), 1.0) * alienation[s]
        loss = (
            rule.reputation_screening * ln_screening[s]
            + rule.reputation_refused * max(refused - usual, 0.0)
            + rule.reputation_surveillance * surveillance[s]
            + rule.reputation_alienation * watched
        )
        total = loss + rule.reputation_recovery
        kept = rule.reputation_recovery / max(total, _TINY) if total > _TINY else reputation[s]
        out[0, s], out[1, s] = kept if loss > 0.0 else 1.0, total
