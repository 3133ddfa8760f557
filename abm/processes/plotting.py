"""What stops a plot, how likely it is to come through, and where and how a network has its people strike."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from abm.processes.passage import border_control
from abm.scene import Scene
from abm.terrorists.table import (
    ASYLUM,
    BACKGROUND,
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


class Guard(NamedTuple):
    """Hazards a month by which states stop plots, where a plot meets them: float64 [S] each.

    Attributes:
        screening, border, lists, surveillance, police: as named in `STOPS`.
        shared: the lever `information_sharing`.
        partners: that of all other states, by their power.
        tips, tips_usual: of residents of migrant background, and of others.
    """

    screening: np.ndarray
    border: np.ndarray
    lists: np.ndarray
    shared: np.ndarray
    partners: np.ndarray
    surveillance: np.ndarray
    tips: np.ndarray
    tips_usual: float
    police: np.ndarray


def guard_of(scene: Scene) -> Guard:
    """What every state does this month to stop plots."""
    rule, states, borders = scene.parameters.terrorism, scene.states, scene.borders
    shared, weight = states.lever("information_sharing"), weight_of(scene)
    others = np.maximum(weight.sum() - weight, 1e-300)
    control = borders.into(border_control(scene)) / np.maximum(borders.edges, 1.0)
    return Guard(
        screening=rule.screening * states.lever("visa_screening") * states.capacity,
        border=rule.border * control,
        lists=rule.lists * states.lever("watch_lists"),
        shared=shared,
        partners=((weight * shared).sum() - weight * shared) / others,
        surveillance=rule.surveillance * states.lever("surveillance") * states.capacity,
        tips=rule.tips * (1.0 - states.alienation),
        tips_usual=rule.tips * (1.0 - rule.usual),
        police=rule.police * states.capacity,
    )


def weight_of(scene: Scene) -> np.ndarray:
    """Power of each state as others see it, its share of output where there is no account of power: float64 [S]."""
    power = scene.states.power
    seen = power if power.any() else scene.states.output / max(float(scene.states.output.sum()), 1e-300)
    return np.asarray(np.maximum(seen, 1e-9))


class Standing(NamedTuple):
    """Where plots stand, in arrays that have a common shape when broadcast: int64 each.

    Attributes:
        origin, target: whose people, and against which state.
        way, stage: places in `WAYS` and `STAGES`.
    """

    origin: np.ndarray
    target: np.ndarray
    way: np.ndarray
    stage: np.ndarray


def hazards(scene: Scene, guard: Guard, standing: Standing) -> np.ndarray:
    """Hazards a month that each stop foils a plot: float64 [7, ...].

    What a network's contacts give away is shared by the states of origin and target, what the home-grown's give away
    by the target and all others.
    """
    rule, (origin, target, way, stage) = scene.parameters.terrorism, standing
    met = EXPOSED[stage, way]
    both = guard.shared[origin] * guard.shared[target]
    alone = rule.contacts * guard.shared[target] * guard.partners[target]
    levels = (
        guard.screening[target],
        guard.border[target],
        guard.lists[target] * (1.0 + rule.names * both),
        rule.sharing * np.where(way >= BACKGROUND, alone, both),
        guard.surveillance[target],
        np.where(way == NATIVE, guard.tips_usual, guard.tips[target]),
        guard.police[target],
    )
    out = np.empty((len(STOPS), *np.broadcast_shapes(origin.shape, target.shape, way.shape, stage.shape)))
    for stop, level in enumerate(levels):
        np.multiply(level, met[..., stop], out=out[stop])
    return out


def pace(scene: Scene, standing: Standing) -> np.ndarray:
    """Hazard a month that a plot gets through its stage: float64, of the common shape; 0 where a door is closed."""
    origin, target, way, stage = standing
    months = _months(scene)[stage, way]
    granted = _granted(scene, origin, target)
    admitted = scene.states.expected_admission[target, _STUDENTS]
    ease = np.where(way == VISITOR, granted, np.where(way == STUDENT, admitted, 1.0))
    reached = np.isfinite(scene.routes.path[0, KM])[origin, target]
    ease = np.where(way == IRREGULAR, reached, ease)
    return np.asarray(np.where(stage == ENTERING, ease, 1.0) / months)


def _months(scene: Scene) -> np.ndarray:
    """Mean duration of each stage by way, in months: float64 [3, 7]; residents enter in no time that counts."""
    rule = scene.parameters.terrorism
    entering = (rule.entering_visitor, rule.entering_student, rule.entering_asylum, rule.entering_irregular)
    return np.array([
        [rule.forming_abroad] * 4 + [rule.dormant, rule.forming, rule.forming],
        [*entering, 1.0, 1.0, 1.0],
        [rule.preparing] * 5 + [rule.preparing_alone] * 2,
    ])  # fmt: skip


def _granted(scene: Scene, origin: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Chance of a short-stay visa for people whom a network picks for it."""
    if scene.choice is None:
        chance = np.where(scene.open_to()[origin, target], 1.0, scene.parameters.travel.grant)
    else:
        chance = scene.choice.access[origin, target]
    odds = scene.parameters.terrorism.pretext * chance
    return np.asarray(odds / np.maximum(1.0 - chance + odds, 1e-300))


def success(
    scene: Scene, guard: Guard, origin: np.ndarray, target: np.ndarray, way: np.ndarray
) -> np.ndarray:
    """Chance that a plot gets through all its stages: float64, of the common shape.

    Product over stages of pace / (pace + hazards of all stops + hazard of giving up).
    """
    stage = np.arange(len(STAGES)).reshape(-1, *[1] * max(origin.ndim, target.ndim, way.ndim))
    standing = Standing(origin, target, way, stage)
    through = pace(scene, standing)
    against = hazards(scene, guard, standing).sum(axis=0) + scene.parameters.terrorism.given_up
    passed = np.divide(through, through + against, out=np.zeros(against.shape), where=through > 0.0)
    passed[ENTERING] = np.where(way > IRREGULAR, 1.0, passed[ENTERING])
    return np.asarray(passed.prod(axis=0))


def appeal(scene: Scene, guard: Guard, origin: np.ndarray) -> np.ndarray:
    """Utility of every target and way to networks of some origins (int64 [N]): float64 [N, S, 7], -inf where none.

    target_power * ln power + target_involvement * involvement + target_support * ln(1 + compatriots)
    + weighing * ln(expected success) + ln(people who could do it) - hardship of hidden entries
    """
    rule, states, networks = scene.parameters.terrorism, scene.states, scene.terrorists
    number = len(states)
    here, targets, ways = origin[:, None, None], np.arange(number)[None, :, None], np.arange(len(WAYS))
    helped = scene.states.lever("security_cooperation")
    ruled = scene.world.colonial_link | scene.world.colonial_link.T
    involved = np.minimum(helped[origin, None] * helped[None, :] + ruled[origin], 1.0)
    involved = involved * networks.grievance[origin, None]
    compatriots = born_in(scene, origin[:, None], np.arange(number)[None, :])
    value = (
        rule.target_power * np.log(weight_of(scene))[None, :]
        + rule.target_involvement * involved
        + rule.target_support * np.log1p(compatriots)
    )
    able = np.zeros((len(origin), number, len(WAYS)))
    able[:, :, : IRREGULAR + 1] = networks.members[origin, origin][:, None, None]
    able[:, :, RESIDENT] = rule.sleepers * networks.members[origin]
    won = rule.inspired * networks.grievance[origin, None] * radicalised(scene)[None, :]
    able[:, :, BACKGROUND] = won * background(scene, origin[:, None], np.arange(number)[None, :])
    able[np.arange(len(origin)), origin] = 0.0
    chance = success(scene, guard, here, targets, ways)
    with np.errstate(divide="ignore"):
        drawn = rule.weighing * np.log(chance) if rule.weighing > 0.0 else np.zeros(chance.shape)
        utility = value[:, :, None] + drawn + np.log(able)
    utility[:, :, [ASYLUM, IRREGULAR]] -= rule.hardship
    return np.asarray(utility)


def radicalised(scene: Scene) -> np.ndarray:
    """What multiplies the rates of people of migrant background: exp(radicalisation (alienation - usual)); [S]."""
    rule = scene.parameters.terrorism
    return np.asarray(np.exp(rule.radicalisation * (scene.states.alienation - rule.usual)))


def born_in(scene: Scene, origin: np.ndarray, host: np.ndarray) -> np.ndarray:
    """People born in an origin who live in a host: float64, of the common shape."""
    return np.asarray(scene.migrants.census.stock[origin, host] * float(scene.persons_per_agent))


def background(scene: Scene, origin: np.ndarray, host: np.ndarray) -> np.ndarray:
    """The same, and their descendants in its diaspora: float64, of the common shape."""
    place = scene.diasporas.place[origin, host]
    descendants = np.where(place >= 0, scene.diasporas.descendants[place], 0.0)
    return np.asarray(born_in(scene, origin, host) + descendants)


def chosen(utility: np.ndarray, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Target and way that a draw chooses by a logit (utility float64 [N, S, 7], u float64 [N]): int64 [N] twice.

    The way is -1 where nothing can be chosen.
    """
    flat = utility.reshape(len(utility), -1)
    best = flat.max(axis=1, initial=-np.inf)
    possible = np.isfinite(best)
    weight = np.exp(flat - np.where(possible, best, 0.0)[:, None])
    below = np.cumsum(weight, axis=1)
    place = np.minimum((below < (u * below[:, -1])[:, None]).sum(axis=1), flat.shape[1] - 1)
    return place // len(WAYS), np.where(possible, place % len(WAYS), -1)
