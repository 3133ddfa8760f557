"""Plots: what stops them, how fast they pass their stages, and what networks choose between.

The numbers of ways, stages and stops are those of `abm.terrorists.table`: 7 ways, 3 stages, 7 stops. What takes whole
records is inlined by force: handed over, a record of arrays takes longer than all that is done with it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.inlining import inlined
from abm.kernels.random import stream_key, uniform

_VISITOR, _STUDENT, _ASYLUM, _IRREGULAR, _RESIDENT, _BACKGROUND, _NATIVE = range(7)
_FORMING, _ENTERING, _PREPARING = range(3)


class Guard(NamedTuple):
    """What states do to stop plots, as hazards a month where a plot meets it; S states."""

    screening: np.ndarray  # float64 [S], as all stops are named in `STOPS`
    border: np.ndarray  # float64 [S]
    lists: np.ndarray  # float64 [S], of names of one's own
    shared: np.ndarray  # float64 [S], the lever `information_sharing`
    partners: np.ndarray  # float64 [S], that of all other states, by their power
    surveillance: np.ndarray  # float64 [S]
    tips: np.ndarray  # float64 [S], of residents of migrant background
    tips_usual: float  # of others
    police: np.ndarray  # float64 [S]
    names: float  # what the names of a state that shares all of them add to a list
    sharing: float  # hazard of wholly shared information
    contacts: float  # contacts abroad of the home-grown over those of networks
    given_up: float  # hazard that a plot is given up
    met: np.ndarray  # float64 [3, 7, 7], which stops meet a plot, by stage and way


class Doors(NamedTuple):
    """How fast plots pass their stages; S states."""

    months: np.ndarray  # float64 [3, 7], mean duration of a stage by way
    access: np.ndarray  # float64 [S, S], chance that a short-stay visa is granted
    pretext: float  # odds of a visa for those whom a network sends over those of others
    admitted: np.ndarray  # float64 [S], chance that a student is admitted
    path: np.ndarray  # float64 [S, S], length of the way without papers, infinity where there is none


class Reach(NamedTuple):
    """Whom networks can have strike; S states."""

    members: np.ndarray  # float64 [S, S], of an origin by where they live
    stock: np.ndarray  # int64 [S, S], agents born in an origin by where they live
    persons: float  # for each agent
    place: np.ndarray  # int64 [S, S], row of the diaspora of an origin in a host, -1 where there is none
    descendants: np.ndarray  # float64 [rows], persons in each diaspora
    grievance: np.ndarray  # float64 [S]
    radical: np.ndarray  # float64 [S], multiplies what can be won in a host
    sleepers: float  # weight of a member in the target over one at home
    inspired: float  # share of compatriots who could be won


class Options(NamedTuple):
    """Targets and ways that N networks choose between, M in all, those of a network one after another."""

    first: np.ndarray  # int64 [N + 1], where those of each network begin
    target: np.ndarray  # int64 [M]
    way: np.ndarray  # int64 [M]
    able: np.ndarray  # float64 [M], people who could do it, above 0
    chance: np.ndarray  # float64 [M], that a plot gets through all its stages


class Fates(NamedTuple):
    """What is counted of the plots of a month; int64, S states."""

    strategy: np.ndarray  # [7], of each way
    foiled: np.ndarray  # [S, 3], by target and strategy
    foiled_at: np.ndarray  # [S, 3], by stage
    foiled_by: np.ndarray  # [S, 7], by stop
    failed: np.ndarray  # [S, 3], given up or not carried out, by strategy
    entered: np.ndarray  # [S, 4], attackers by way
    alive: np.ndarray  # [S], plots that go on


class Attacked(NamedTuple):
    """What is counted of the attacks of a month; int64, S states."""

    attacks: np.ndarray  # [S, 3], by target and strategy
    deaths: np.ndarray  # [S, 3], of these
    from_abroad: np.ndarray  # [S], attacks by people born abroad
    deaths_from_abroad: np.ndarray  # [S], of these


@inlined
def _levels(guard, origin, target, way):
    """Hazard of each stop where it meets a plot: seven numbers.

    What a network's contacts give away is shared by the states of origin and target, what the home-grown's give away
    by the target and all others.
    """
    both = guard.shared[origin] * guard.shared[target]
    found = both if way < _BACKGROUND else guard.contacts * guard.shared[target] * guard.partners[target]
    return (
        guard.screening[target],
        guard.border[target],
        guard.lists[target] * (1.0 + guard.names * both),
        guard.sharing * found,
        guard.surveillance[target],
        guard.tips_usual if way == _NATIVE else guard.tips[target],
        guard.police[target],
    )


@inlined
def _granted(doors, origin, target):
    """Chance of a short-stay visa for people whom a network picks for it."""
    chance = doors.access[origin, target]
    odds = doors.pretext * chance
    return odds / max(1.0 - chance + odds, 1e-300)


@inlined
def _pace(doors, origin, target, way, stage):
    """Hazard a month that a plot gets through its stage; 0 where a door is closed."""
    ease = 1.0
    if stage == _ENTERING:
        if way == _VISITOR:
            ease = _granted(doors, origin, target)
        elif way == _STUDENT:
            ease = doors.admitted[target]
        elif way == _IRREGULAR and not math.isfinite(doors.path[origin, target]):
            ease = 0.0
    return ease / doors.months[stage, way]


@inlined
def _passed(guard, levels, through, stage, way):
    """Chance that a plot gets through a stage at a pace: pace / (pace + all stops + giving up)."""
    if through <= 0.0:
        return 0.0
    against = (
        levels[0] * guard.met[stage, way, 0]
        + levels[1] * guard.met[stage, way, 1]
        + levels[2] * guard.met[stage, way, 2]
        + levels[3] * guard.met[stage, way, 3]
        + levels[4] * guard.met[stage, way, 4]
        + levels[5] * guard.met[stage, way, 5]
        + levels[6] * guard.met[stage, way, 6]
    )
    return through / (through + (against + guard.given_up))


@inlined
def _success(guard, doors, origin, target, way):
    """Chance that a plot gets through all its stages; only a hit squad has to enter."""
    levels = _levels(guard, origin, target, way)
    passed = _passed(guard, levels, _pace(doors, origin, target, way, _FORMING), _FORMING, way)
    if way <= _IRREGULAR:
        passed *= _passed(guard, levels, _pace(doors, origin, target, way, _ENTERING), _ENTERING, way)
    return passed * _passed(guard, levels, _pace(doors, origin, target, way, _PREPARING), _PREPARING, way)


@njit(cache=True, nogil=True)
def face(guard, origin, target, way, stage, out):
    """Write the hazard a month of each stop to plots, int64 [P] by what they are, to `out` [7, P]."""
    for plot in range(origin.shape[0]):
        levels = _levels(guard, origin[plot], target[plot], way[plot])
        for stop in range(len(levels)):
            out[stop, plot] = levels[stop] * guard.met[stage[plot], way[plot], stop]


@njit(cache=True, nogil=True)
def paces(doors, origin, target, way, stage, out):
    """Write the hazard a month that plots, int64 [P] by what they are, get through their stage to `out` [P]."""
    for plot in range(origin.shape[0]):
        out[plot] = _pace(doors, origin[plot], target[plot], way[plot], stage[plot])


@njit(cache=True, nogil=True)
def press(guard, doors, standing, below, hazard):
    """Write what plots meet this month.

    Args:
        guard, doors: of this month.
        standing: origin, target, way and stage of the plots: int64 [P] each.
        below: float64 [7, P], written: hazards of the stops, each with those before it.
        hazard: float64 [2, P], written: of all stops, and of getting through the stage.
    """
    origin, target, way, stage = standing
    for plot in range(origin.shape[0]):
        levels = _levels(guard, origin[plot], target[plot], way[plot])
        total = 0.0
        for stop in range(len(levels)):
            total += levels[stop] * guard.met[stage[plot], way[plot], stop]
            below[stop, plot] = total
        hazard[0, plot] = total
        hazard[1, plot] = _pace(doors, origin[plot], target[plot], way[plot], stage[plot])


@inlined
def _next_stage(stage, way):
    """The stage after one: only a hit squad has to enter."""
    if stage == _FORMING:
        return _ENTERING if way <= _IRREGULAR else _PREPARING
    return stage + 1


@njit(cache=True, nogil=True)
def pass_stages(plots, below, chance, rates, seed, streams, month, fates, over, rows, u):
    """Let plots be foiled, be given up, get on or stay where they are; list those that attack.

    Args:
        plots: uid, target, way, stage and size: int64 [P] each; the stage is changed.
        below: float64 [7, P], see `press`.
        chance: float64 [2, P], of being foiled, and of getting through the stage otherwise.
        rates: chances of being given up, and of an attack being carried out.
        seed, streams, month: the name of the draws; streams of foiling, giving up, stages, attacks and casualties.
        fates: counted up.
        over: bool [P], written: plots that have ended.
        rows, u: int64 and float64 [P], written: plots that attack, and a draw for the dead of each.

    Returns:
        How many attack.
    """
    uids, target, way, stage, size = plots
    foiling, leaving = stream_key(seed, streams[0]), stream_key(seed, streams[1])
    passing, attacking = stream_key(seed, streams[2]), stream_key(seed, streams[3])
    killing = stream_key(seed, streams[4])
    number = 0
    for plot in range(uids.shape[0]):
        uid, state, strategy = uids[plot], target[plot], fates.strategy[way[plot]]
        over[plot] = True
        if uniform(foiling, month, uid, 0) < chance[0, plot]:
            mark, by = uniform(foiling, month, uid, 1) * below[-1, plot], 0
            for stop in range(below.shape[0] - 1):
                by += below[stop, plot] <= mark
            fates.foiled[state, strategy] += 1
            fates.foiled_at[state, stage[plot]] += 1
            fates.foiled_by[state, by] += 1
            continue
        if uniform(leaving, month, uid, 0) < rates[0]:
            fates.failed[state, strategy] += 1
            continue
        if uniform(passing, month, uid, 0) < chance[1, plot]:
            if stage[plot] == _ENTERING:
                fates.entered[state, way[plot]] += size[plot]
            stage[plot] = _next_stage(stage[plot], way[plot])
        if stage[plot] <= _PREPARING:
            over[plot] = False
            fates.alive[state] += 1
        elif uniform(attacking, month, uid, 0) < rates[1]:
            rows[number], u[number] = plot, uniform(killing, month, uid, 0)
            number += 1
        else:
            fates.failed[state, strategy] += 1
    return number


@njit(cache=True, nogil=True)
def kill(target, strategy, abroad, people, attacked, deaths):
    """Limit the dead of attacks so that those in one state are no more than its people, and count them.

    Args:
        target, strategy: int64 [A], of each attack.
        abroad: bool [A], whether the attackers were born abroad.
        people: int64 [S].
        attacked: counted up.
        deaths: int64 [A], changed.
    """
    wanted = np.zeros(people.shape[0])
    for attack in range(target.shape[0]):
        wanted[target[attack]] += deaths[attack]
    for attack in range(target.shape[0]):
        state = target[attack]
        share = min(people[state] / max(wanted[state], 1.0), 1.0)
        deaths[attack] = np.int64(math.floor(deaths[attack] * share))
        attacked.attacks[state, strategy[attack]] += 1
        attacked.deaths[state, strategy[attack]] += deaths[attack]
        if abroad[attack]:
            attacked.from_abroad[state] += 1
            attacked.deaths_from_abroad[state] += deaths[attack]


@njit(cache=True, nogil=True)
def successes(guard, doors, origin, target, way, out):
    """Write the chance that plots, int64 [P] by what they are, get through all their stages to `out` [P]."""
    for plot in range(origin.shape[0]):
        out[plot] = _success(guard, doors, origin[plot], target[plot], way[plot])


@inlined
def _list_squads(guard, doors, origin, target, able, options, number):
    """List the four ways of hit squads, which differ in how they enter alone; return how many options there are."""
    levels = _levels(guard, origin, target, _VISITOR)
    forming = _passed(guard, levels, 1.0 / doors.months[_FORMING, _VISITOR], _FORMING, _VISITOR)
    prepared = _passed(guard, levels, 1.0 / doors.months[_PREPARING, _VISITOR], _PREPARING, _VISITOR)
    for way in range(_RESIDENT):
        through = _pace(doors, origin, target, way, _ENTERING)
        entering = _passed(guard, levels, through, _ENTERING, way)
        options.target[number], options.way[number], options.able[number] = target, way, able
        options.chance[number] = forming * entering * prepared
        number += 1
    return number


@njit(cache=True, nogil=True)
def list_options(networks, reach, guard, doors, options):
    """List the targets and ways for which networks have people.

    A member at home could enter any state but the own, one abroad strikes where they live, and of those of migrant
    background in a target a network can win inspired * grievance * radical.

    Args:
        networks: int64 [N], states of origin.
        reach, guard, doors: of this month.
        options: written; with room for six ways into every state.
    """
    number = 0
    for n in range(networks.shape[0]):
        origin = networks[n]
        options.first[n] = number
        at_home, won = reach.members[origin, origin], reach.inspired * reach.grievance[origin]
        for target in range(reach.radical.shape[0]):
            if target == origin:
                continue
            people, row = reach.stock[origin, target] * reach.persons, reach.place[origin, target]
            if row >= 0:
                people += reach.descendants[row]
            if at_home > 0.0:
                number = _list_squads(guard, doors, origin, target, at_home, options, number)
            for way in range(_RESIDENT, _NATIVE):
                if way == _RESIDENT:
                    able = reach.sleepers * reach.members[origin, target]
                else:
                    able = won * reach.radical[target] * people
                if able > 0.0:
                    options.target[number], options.way[number], options.able[number] = target, way, able
                    options.chance[number] = _success(guard, doors, origin, target, way)
                    number += 1
    options.first[networks.shape[0]] = number


@njit(cache=True, nogil=True)
def weigh(options, value, drawn, ln_able, hardship, utility):
    """Write the utility of every option less that of the best one of its network.

    value of the target + drawn + ln_able - hardship of asylum and of an irregular entry

    Args:
        options: what there is to choose between.
        value: float64 [N, S], of a target.
        drawn, ln_able: float64 [M], by expected success, and by the people who could do it.
        hardship: a number.
        utility: float64 [M], written; -infinity for all options of a network that has no possible one.
    """
    for n in range(options.first.shape[0] - 1):
        best = -math.inf
        for place in range(options.first[n], options.first[n + 1]):
            utility[place] = value[n, options.target[place]] + drawn[place] + ln_able[place]
            if options.way[place] == _ASYLUM or options.way[place] == _IRREGULAR:
                utility[place] -= hardship
            best = max(best, utility[place])
        if best > -math.inf:
            for place in range(options.first[n], options.first[n + 1]):
                utility[place] -= best


@njit(cache=True, nogil=True)
def choose(options, weight, network, u, target, way):
    """Choose a target and a way for every plot, with probability proportional to weight.

    Args:
        options: what there is to choose between.
        weight: float64 [M], of every option; the sums of each network up to it afterwards.
        network: int64 [P], whose plot it is, a place among the N.
        u: float64 [P], uniform draws.
        target, way: int64 [P], written; a way of -1 is none.
    """
    for n in range(options.first.shape[0] - 1):
        for place in range(options.first[n] + 1, options.first[n + 1]):
            weight[place] += weight[place - 1]
    for plot in range(network.shape[0]):
        begin, end = options.first[network[plot]], options.first[network[plot] + 1]
        target[plot], way[plot] = 0, -1
        if end > begin and weight[end - 1] > 0.0:
            place = begin + np.searchsorted(weight[begin:end], u[plot] * weight[end - 1])
            target[plot], way[plot] = options.target[place], options.way[place]
