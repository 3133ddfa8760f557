"""Status transitions: what happens to a settled migrant, as competing hazards.

Nobody is looked at before a possible event. Events come at the dominating rate B of a status, an upper bound of
the sum of its hazards; when one comes, it is the event of hazard r with probability r / B and otherwise nothing
(thinning, Lewis and Shedler 1979). That is exact, and a month costs as much as the events that may fire.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

from abm.kernels.draws import fill_pairs, fill_uniform
from abm.kernels.inlining import inlined
from abm.kernels.random import stream_key, uniform, uniform_pair
from abm.kernels.table import NEVER, UNPLANNED, taken
from abm.statuses import Flag, Status

WAITING, IN_TRANSIT, NATURALISED = int(Status.WAITING), int(Status.IN_TRANSIT), int(Status.NATURALISED)
PERMANENT, TEMPORARY = int(Status.PERMANENT), int(Status.TEMPORARY_WORKER)
STUDENT, FAMILY, SEEKER = int(Status.STUDENT), int(Status.FAMILY), int(Status.ASYLUM_SEEKER)
IN_CAMP, DISPERSED = int(Status.REFUGEE_IN_CAMP), int(Status.REFUGEE_DISPERSED)
IRREGULAR, OVERSTAYER, DETAINED = int(Status.IRREGULAR), int(Status.OVERSTAYER), int(Status.DETAINED)
RETURNED, REMOVED, DEAD = int(Status.RETURNED), int(Status.REMOVED), int(Status.DEAD)
NOTHING = 254
AGE_BAND = 60
LOOK = int(Flag.LOOK)
MAXIMUM_RETURN_FACTOR = 4.0


class Rates(NamedTuple):
    """Hazards per year and probabilities; S states."""

    mortality_base: float
    mortality_slope: float
    naturalisation: float
    return_permanent: float
    return_naturalised: float
    return_temporary: float
    return_irregular: float
    return_refugee: float
    return_wage: float
    return_conflict: float
    return_refugee_conflict: float
    return_visa: float
    overstay_visa: float
    permit_renewed: float
    permit_settled: float
    permit_overstayed: float
    study_ends: float
    study_settled: float
    study_overstayed: float
    removal: float
    detention_ends: float
    detention_removed: float
    resettlement: float
    integration: float
    cessation: float
    onward_refugee: float
    onward_irregular: float
    onward_settled: float


class Surroundings(NamedTuple):
    """What a migrant's hazards depend on; S states."""

    ln_wage: np.ndarray  # float64 [S, 3]
    conflict: np.ndarray  # float64 [S]
    reentry: np.ndarray  # float64 [S, S], what coming back in without status weighs, by origin: at least 0
    barred: np.ndarray  # float64 [S, S], chance that a citizen of one state is refused a visa for the other
    removal: np.ndarray  # float64 [S], the removal lever
    capacity: np.ndarray  # float64 [S]
    regularisation: np.ndarray  # float64 [S], per year
    naturalisation_years: np.ndarray  # float64 [S]
    naturalises: np.ndarray  # float64 [S], multiplies the hazard of naturalisation
    settles: np.ndarray  # bool [S], temporary permits can become permanent
    onward: np.ndarray  # float64 [S, S], weight of destination for people of an origin
    by_ground: np.ndarray  # bool [S, S], a path over land and sea leads from here to there
    anywhere: np.ndarray  # bool [S], all true
    ceiling: np.ndarray  # float64 [S, S], never below what multiplies returns, by origin and here
    resettles: np.ndarray  # float64 [S], weight of a destination for resettlement


@inlined
def mortality(rates, age):
    """Gompertz hazard of death per year at an age in years."""
    return rates.mortality_base * math.exp(rates.mortality_slope * age)


@inlined
def months_in_band(months_of_age):
    """Months until the next fifth birthday, at which the bound of a row's hazards changes."""
    return AGE_BAND - months_of_age % AGE_BAND


@inlined
def bound(rates, regularisation, removal, naturalises, factor, status, months_of_age):
    """The dominating rate per year of a status within a band of age.

    No sum of its hazards exceeds it before the next fifth birthday, whatever capacity and conflict do, as long as
    returns are multiplied by no more than `factor`; where that, policy or parameters change, the event is drawn anew.
    """
    rate = mortality(rates, (months_of_age // AGE_BAND + 1) * AGE_BAND / 12.0)
    if status == PERMANENT or status == FAMILY:
        rate += naturalises * rates.naturalisation + factor * rates.return_permanent + rates.onward_settled
    elif status == NATURALISED:
        rate += factor * rates.return_naturalised + rates.onward_settled
    elif status == TEMPORARY:
        rate += rates.return_temporary
    elif status == STUDENT:
        rate += rates.study_ends
    elif status == SEEKER:
        rate += rates.return_refugee + rates.onward_refugee
    elif status == IN_CAMP or status == DISPERSED:
        rate += rates.return_refugee + rates.onward_refugee + rates.resettlement + rates.integration
        rate += rates.cessation
    elif status == IRREGULAR or status == OVERSTAYER:
        rate += (
            factor * rates.return_irregular
            + rates.onward_irregular
            + regularisation
            + rates.removal * removal
        )
    elif status == DETAINED:
        rate += rates.detention_ends
    return rate


@inlined
def bound_here(rates, around, here, factor, status, months_of_age):
    """`bound` with the policy of a state."""
    given, removed, naturalises = around.regularisation[here], around.removal[here], around.naturalises[here]
    return bound(rates, given, removed, naturalises, factor, status, months_of_age)


@inlined
def return_factor(columns, row, rates, around):
    """How home and here compare for a return: wages, and conflict at home; at most 4."""
    o = columns.origin[row]
    here = columns.location[row]
    h = columns.skill[row]
    gap = around.ln_wage[o, h] - around.ln_wage[here, h]
    value = math.exp(rates.return_wage * gap - rates.return_conflict * around.conflict[o])
    return min(value, MAXIMUM_RETURN_FACTOR)


@inlined
def settled_event(columns, row, rates, around, mark, month):
    """Event of permanent residents, family and the naturalised at `mark` along their added hazards.

    Those who are no citizens lose their residence by going home: they go less where a visa is hard to get. Return lies
    last, so that what it depends on is read only for those who may go.
    """
    if mark < rates.onward_settled:
        return IN_TRANSIT
    mark -= rates.onward_settled
    naturalised = columns.status[row] == NATURALISED
    if not naturalised:
        complete = (month - columns.arrived[row]) / 12.0 >= around.naturalisation_years[columns.location[row]]
        hazard = rates.naturalisation * around.naturalises[columns.location[row]]
        if complete and mark < hazard:
            return NATURALISED
        mark -= hazard
    back = rates.return_naturalised if naturalised else rates.return_permanent
    if mark < 0.0 or mark >= MAXIMUM_RETURN_FACTOR * back:
        return NOTHING
    back *= return_factor(columns, row, rates, around)
    if not naturalised:
        back *= math.exp(-rates.return_visa * around.barred[columns.citizenship[row], columns.location[row]])
    return RETURNED if mark < back else NOTHING


@inlined
def refugee_event(columns, row, rates, around, mark):
    """Event of refugees and asylum seekers at `mark`; they go home by what home is like, not by wages."""
    peace = math.exp(-rates.return_refugee_conflict * around.conflict[columns.origin[row]])
    back = rates.return_refugee * peace
    if mark < back:
        return RETURNED
    mark -= back
    if mark < rates.onward_refugee:
        return SEEKER
    mark -= rates.onward_refugee
    if columns.status[row] == SEEKER:
        return NOTHING
    if mark < rates.resettlement:
        return DISPERSED
    mark -= rates.resettlement
    return PERMANENT if mark < rates.integration + rates.cessation * peace else NOTHING


@inlined
def irregular_event(columns, row, rates, around, mark):
    """Event of people without status at `mark`; the cost and risk of coming back lengthen their stay."""
    here = columns.location[row]
    removed = rates.removal * around.removal[here] * around.capacity[here]
    if mark < removed:
        return REMOVED
    mark -= removed
    if mark < around.regularisation[here]:
        return PERMANENT
    mark -= around.regularisation[here]
    if mark < rates.onward_irregular:
        return IN_TRANSIT
    mark -= rates.onward_irregular
    if mark >= MAXIMUM_RETURN_FACTOR * rates.return_irregular:
        return NOTHING
    back = rates.return_irregular * return_factor(columns, row, rates, around)
    back *= math.exp(-around.reentry[columns.origin[row], here])
    return RETURNED if mark < back else NOTHING


@inlined
def outstayed(share, others, odds):
    """The share who outstay their term, out of those who would, or would go home: their odds are multiplied by `odds`.

    The shares of all other outcomes, `others`, stay as they are; at most 1 with `share`.
    """
    home = max(1.0 - others - share, 0.0)
    return share * odds * (share + home) / (share * odds + home) if share > 0.0 else 0.0


@inlined
def term_event(status, rates, settles, odds, draw):
    """What the end of a permit, of studies or of detention leads to; probabilities over 1 in sum are scaled to 1.

    `odds` multiplies the odds that somebody stays beyond the term rather than going home.
    """
    if status == STUDENT:
        scale = max(1.0, rates.study_settled + rates.study_overstayed)
        settled = rates.study_settled / scale
        if draw < settled:
            return PERMANENT if settles else TEMPORARY
        beyond = outstayed(rates.study_overstayed / scale, settled, odds)
        return OVERSTAYER if draw < settled + beyond else RETURNED
    if status == DETAINED:
        return REMOVED if draw < rates.detention_removed else IRREGULAR
    scale = max(1.0, rates.permit_renewed + rates.permit_settled + rates.permit_overstayed)
    renewed, settled = rates.permit_renewed / scale, rates.permit_settled / scale
    if draw < renewed:
        return NOTHING
    if draw < renewed + settled:
        return PERMANENT if settles else NOTHING
    beyond = outstayed(rates.permit_overstayed / scale, renewed + settled, odds)
    return OVERSTAYER if draw < renewed + settled + beyond else RETURNED


@inlined
def settle(result, settles):
    """Permanent residence, or another term of work where there is no such thing."""
    return TEMPORARY if result == PERMANENT and not settles else result


@inlined
def end_of_term(columns, row, rates, around, draws):
    """What the end of a term leads to; of those who would go home to a war, some claim asylum where they are.

    More stay beyond their term where coming back is barred.
    """
    here = columns.location[row]
    odds = math.exp(rates.overstay_visa * around.barred[columns.citizenship[row], here])
    result = term_event(columns.status[row], rates, around.settles[here], odds, draws[0])
    war = around.conflict[columns.origin[row]]
    if result == RETURNED and draws[1] < -math.expm1(-rates.return_conflict * war):
        return SEEKER
    return result


@inlined
def event(columns, row, rates, around, mark, draws, month):
    """The event at `mark` (a rate drawn evenly below the bound): a status, or `NOTHING`."""
    death = mortality(rates, (month - columns.birth[row]) / 12.0)
    if mark < death:
        return DEAD
    mark -= death
    status = columns.status[row]
    settles = around.settles[columns.location[row]]
    if status == PERMANENT or status == FAMILY or status == NATURALISED:
        return settled_event(columns, row, rates, around, mark, month)
    if status == IN_CAMP or status == DISPERSED or status == SEEKER:
        return settle(refugee_event(columns, row, rates, around, mark), settles)
    if status == IRREGULAR or status == OVERSTAYER:
        return settle(irregular_event(columns, row, rates, around, mark), settles)
    rate = rates.detention_ends
    if status == TEMPORARY:
        rate = rates.return_temporary
    elif status == STUDENT:
        rate = rates.study_ends
    return end_of_term(columns, row, rates, around, draws) if mark < rate else NOTHING


@njit(cache=True, nogil=True)
def pick_destination(weights, open_to, origin, here, draw):
    """A destination other than origin and here, among those open, by cumulative weight; -1 if there is none."""
    total = 0.0
    for d in range(weights.shape[0]):
        if d != origin and d != here and open_to[d]:
            total += weights[d]
    if total <= 0.0:
        return -1
    place = draw * total
    last = -1
    for d in range(weights.shape[0]):
        if d != origin and d != here and open_to[d] and weights[d] > 0.0:
            last = d
            place -= weights[d]
            if place < 0.0:
                return d
    return last


@inlined
def moves(status, result):
    """True when an event takes a row of a status to another state: onward migration or resettlement."""
    refugee = status == IN_CAMP or status == DISPERSED or status == SEEKER
    return result == IN_TRANSIT or result == DISPERSED or (result == SEEKER and refugee)


@inlined
def where_to(columns, row, result, around, draw):
    """The destination of one who moves on or is resettled, -1 where there is none."""
    here = columns.location[row]
    origin = columns.origin[row]
    status = columns.status[row]
    if result == DISPERSED:
        return pick_destination(around.resettles, around.anywhere, origin, here, draw)
    by_ground = status == IRREGULAR or status == OVERSTAYER
    open_to = around.by_ground[here] if by_ground else around.anywhere
    return pick_destination(around.onward[origin], open_to, origin, here, draw)


@njit(cache=True, nogil=True)
def _draws(seed, streams, month, uid):
    """The draws of waiting, float64 [2, rows], and of what comes, float64 [rows]."""
    waits, firing = np.empty((2, uid.shape[0])), np.empty(uid.shape[0])
    fill_pairs(seed, streams[0], month, uid, 0, waits)
    fill_uniform(seed, streams[1], month, uid, 0, firing)
    return waits, firing


@njit(cache=True, nogil=True, parallel=True)
def decide(rows, number, columns, rates, around, seed, streams, month, decisions):
    """Look at the rows that are awake and write what happens to each; nothing is changed but `wake` and its flag.

    A row wakes for a possible event, or on a fifth birthday only to have the wait for one drawn anew (`Flag.LOOK`).

    Args:
        rows, number: rows whose possible event is due or still to be drawn.
        columns: the table of migrants; `wake` and `flags` are written.
        rates, around: hazards and what they depend on.
        seed, streams, month: the name of the draws; streams of waking, transition, outcome, onward destination.
        decisions: int32 [number, 2], written: new status (or `NOTHING`) and new destination (or -1).
    """
    uid, status = taken(columns.uid, rows, number), taken(columns.status, rows, number)
    here, origin = taken(columns.location, rows, number), taken(columns.origin, rows, number)
    birth, due = taken(columns.birth, rows, number), taken(columns.wake, rows, number)
    waits, firing = _draws(seed, streams, month, uid)
    key_outcome, key_onward = stream_key(seed, streams[2]), stream_key(seed, streams[3])
    flag, wake, flags = taken(columns.flags, rows, number), columns.wake, columns.flags
    for place in prange(number):  # numba loses writes through a record in here
        row, holds = rows[place], status[place]
        decisions[place, 0], decisions[place, 1] = NOTHING, -1
        if holds <= IN_TRANSIT:
            wake[row] = NEVER
            continue
        age, at = month - birth[place], here[place]
        factor = around.ceiling[origin[place], at]
        rate = bound_here(rates, around, at, factor, holds, age)
        kept = flag[place] & np.uint8(255 - LOOK)
        if due[place] == UNPLANNED or flag[place] & LOOK != 0:
            sleep = -math.log(waits[0, place]) * 12.0 / rate
            longest = months_in_band(age)
            wake[row] = month + int(min(sleep, longest))
            flags[row] = kept | np.uint8(LOOK) if sleep >= longest else kept
            if sleep >= 1.0:
                continue
        # At most one event a month: drawn so that it comes with probability 1 - exp(-sum of hazards / 12), whatever B.
        mark = -12.0 * math.log1p(firing[place] * math.expm1(-rate / 12.0))
        draws = (0.0, 0.0)
        if (
            holds == TEMPORARY or holds == STUDENT or holds == DETAINED
        ):  # only their event has several outcomes
            draws = uniform_pair(key_outcome, month, uid[place], 0)
        result = event(columns, row, rates, around, mark, draws, month)
        if moves(holds, result):
            draw = uniform(key_onward, month, uid[place], 0)
            decisions[place, 1] = where_to(columns, row, result, around, draw)
            if decisions[place, 1] < 0:
                result = NOTHING
        decisions[place, 0] = result
        if age % AGE_BAND == AGE_BAND - 1:  # a fifth birthday: the next band of age
            rate = bound_here(rates, around, at, factor, holds, age + 1)
        sleep = -math.log(waits[1, place]) * 12.0 / rate
        longest = months_in_band(age + 1)
        wake[row] = month + 1 + int(min(sleep, longest))
        flags[row] = kept | np.uint8(LOOK) if sleep >= longest else kept
