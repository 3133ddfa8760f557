"""What stops a plot, how likely it is to come through, and where and how a network has its people strike."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

import numpy as np

from abm.kernels.plots import (
    Doors,
    Guard,
    Options,
    Reach,
    choose,
    face,
    list_options,
    paces,
    successes,
    weigh,
)
from abm.kernels.plotters import Abroad, Watch, keep_watch
from abm.processes.passage import border_control
from abm.scene import Scene
from abm.terrorists.table import (
    ASYLUM,
    ENTERING,
    FORMING,
    IRREGULAR,
    NATIVE,
    PREPARING,
    RESIDENT,
    STAGES,
    STOPS,
    STUDENT,
    VISITOR,
    WAYS,
)
from abm.world.routes import KM

_watch_of = attrgetter(*Watch._fields)
_STUDENTS = 2
"""Place of students among the channels with a quota."""


def _exposed() -> np.ndarray:
    """Which stops meet a plot, by stage and way: float64 [3, 7, 7], 0 or 1. No strategy is named safe or unsafe here.

    Papers and names are checked at entries with papers, borders stop those without; police, and people who live beside
    them, meet those who are in the target; surveillance is of people of migrant background.
    """
    met = np.zeros((len(STAGES), len(WAYS), len(STOPS)))
    screening, border, lists, sharing, surveillance, trust, police = range(len(STOPS))
    met[ENTERING, [VISITOR, STUDENT, ASYLUM], screening] = 1.0
    met[ENTERING, [VISITOR, STUDENT, ASYLUM], lists] = 1.0
    met[ENTERING, IRREGULAR, border] = 1.0
    met[:, :, sharing] = 1.0
    for stage, ways in ((FORMING, range(RESIDENT, NATIVE + 1)), (PREPARING, range(NATIVE + 1))):
        for way in ways:
            met[stage, way, [trust, police]] = 1.0
            met[stage, way, surveillance] = float(way != NATIVE)
    return met


EXPOSED = _exposed()
"""Which stops meet a plot, by stage and way: float64 [3, 7, 7]."""


def guard_of(scene: Scene, at_borders: bool = True) -> Guard:
    """What every state does this month to stop plots; 0 at borders where no plot comes in that way."""
    rule, states, borders = scene.parameters.terrorism, scene.states, scene.borders
    control = np.zeros(len(states))
    if at_borders:
        control = borders.into(border_control(scene)) / np.maximum(borders.edges, 1.0)
    shared, out = states.lever("information_sharing"), np.empty((6, len(states)))
    levers = states.lever("visa_screening"), states.lever("watch_lists"), shared, states.lever("surveillance")
    terms = Watch(*_watch_of(rule))
    tips_usual = keep_watch(
        levers, states.capacity, states.alienation, weight_of(scene), terms, rule.usual, out
    )
    screening, lists, partners, surveillance, tips, police = out
    return Guard(
        screening=screening, border=rule.border * control, lists=lists, shared=shared, partners=partners,
        surveillance=surveillance, tips=tips, tips_usual=tips_usual, police=police, names=rule.names,
        sharing=rule.sharing, contacts=rule.contacts, given_up=rule.given_up, met=EXPOSED,
    )  # fmt: skip


def weight_of(scene: Scene) -> np.ndarray:
    """Power of each state as others see it, its share of output where there is no account of power: float64 [S]."""
    power = scene.states.power
    seen = power if power.any() else scene.states.output / max(float(scene.states.output.sum()), 1e-300)
    return np.asarray(np.maximum(seen, 1e-9))


class Standing(NamedTuple):
    """Where plots stand: int64 [P] each.

    Attributes:
        origin, target: whose people, and against which state.
        way, stage: places in `WAYS` and `STAGES`.
    """

    origin: np.ndarray
    target: np.ndarray
    way: np.ndarray
    stage: np.ndarray


def hazards(guard: Guard, standing: Standing) -> np.ndarray:
    """Hazards a month that each stop foils a plot: float64 [7, P]."""
    out = np.empty((len(STOPS), len(standing.origin)))
    face(guard, *standing, out)
    return out


def doors_of(scene: Scene) -> Doors:
    """How fast plots pass their stages this month."""
    rule = scene.parameters.terrorism
    entering = (rule.entering_visitor, rule.entering_student, rule.entering_asylum, rule.entering_irregular)
    months = np.array([
        [rule.forming_abroad] * 4 + [rule.dormant, rule.forming, rule.forming],
        [*entering, 1.0, 1.0, 1.0],  # residents enter in no time that counts
        [rule.preparing] * 5 + [rule.preparing_alone] * 2,
    ])  # fmt: skip
    if scene.choice is None:
        access = np.where(scene.open_to(), 1.0, scene.parameters.travel.grant)
    else:
        access = scene.choice.access
    admitted = scene.states.expected_admission[:, _STUDENTS].copy()
    return Doors(months, access, rule.pretext, admitted, scene.routes.path[0, KM])


def pace(doors: Doors, standing: Standing) -> np.ndarray:
    """Hazard a month that plots get through their stage: float64 [P]; 0 where a door is closed."""
    out = np.empty(len(standing.origin))
    paces(doors, *standing, out)
    return out


def success(
    guard: Guard, doors: Doors, origin: np.ndarray, target: np.ndarray, way: np.ndarray
) -> np.ndarray:
    """Chance that plots get through all their stages: float64 [P].

    Product over stages of pace / (pace + hazards of all stops + hazard of giving up).
    """
    out = np.empty(len(origin))
    successes(guard, doors, origin, target, way, out)
    return out


def appeal(scene: Scene, guard: Guard, doors: Doors, origin: np.ndarray) -> tuple[Options, np.ndarray]:
    """Targets and ways that networks of some origins (int64 [N]) choose between, and the utility of each: float64 [M].

    target_power * ln power + target_involvement * involvement + target_support * ln(1 + compatriots)
    + weighing * ln(expected success) + ln(people who could do it) - hardship of hidden entries,
    less that of the best option of each network; -infinity where a door is closed.
    """
    rule, states, networks = scene.parameters.terrorism, scene.states, scene.terrorists
    helped, link = states.lever("security_cooperation"), scene.world.colonial_link
    ruled = link[origin] | link[:, origin].T
    involved = np.minimum(helped[origin, None] * helped[None, :] + ruled, 1.0)
    involved *= networks.grievance[origin, None]
    compatriots = scene.migrants.census.stock[origin] * float(scene.persons_per_agent)
    value = (
        rule.target_power * np.log(weight_of(scene))[None, :]
        + rule.target_involvement * involved
        + rule.target_support * np.log1p(compatriots)
    )
    options = _options(scene, guard, doors, origin)
    with np.errstate(divide="ignore"):
        drawn = rule.weighing * np.log(options.chance) if rule.weighing > 0.0 else 0.0 * options.chance
    utility = np.empty(len(options.way))
    weigh(options, value, drawn, np.log(options.able), rule.hardship, utility)
    return options, utility


def _options(scene: Scene, guard: Guard, doors: Doors, origin: np.ndarray) -> Options:
    """Targets and ways for which networks of some origins have people."""
    rule, networks, diasporas = scene.parameters.terrorism, scene.terrorists, scene.diasporas
    reach = Reach(
        members=networks.members, stock=scene.migrants.census.stock, persons=float(scene.persons_per_agent),
        place=diasporas.place, descendants=diasporas.descendants, grievance=networks.grievance,
        radical=radicalised(scene), sleepers=rule.sleepers, inspired=rule.inspired,
    )  # fmt: skip
    most = len(origin) * len(scene.states) * NATIVE
    first, whole = np.empty(len(origin) + 1, np.int64), np.empty((2, most), np.int64)
    room = Options(first, whole[0], whole[1], *np.empty((2, most)))
    list_options(origin, reach, guard, doors, room)
    number = int(first[-1])
    return Options(first, *(column[:number] for column in room[1:]))


def radicalised(scene: Scene) -> np.ndarray:
    """What multiplies the rates of people of migrant background: exp(radicalisation (alienation - usual)); [S]."""
    rule = scene.parameters.terrorism
    return np.asarray(np.exp(rule.radicalisation * (scene.states.alienation - rule.usual)))


def abroad(scene: Scene) -> Abroad:
    """People of states who live in others, as kernels read them."""
    diasporas, persons = scene.diasporas, float(scene.persons_per_agent)
    return Abroad(scene.migrants.census.stock, persons, diasporas.place, diasporas.descendants)


def chosen(
    options: Options, utility: np.ndarray, network: np.ndarray, u: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Target and way that a draw chooses by a logit for each plot: int64 [P] twice.

    The way is -1 where nothing can be chosen.

    Args:
        options: what networks choose between.
        utility: float64 [M], of each.
        network: int64 [P], whose plots they are, places among the networks.
        u: float64 [P], uniform draws.
    """
    target, way = np.empty((2, len(u)), np.int64)
    choose(options, np.exp(utility), network, u, target, way)
    return target, way
