"""Passage: routes, control of borders, prices of smugglers and entries, wherever in the month they are needed."""

from __future__ import annotations

import numpy as np

from abm.kernels.borders import control_of_edges
from abm.kernels.quotes import Costs, ask, exposures
from abm.scene import Scene
from abm.statuses import Status
from abm.world.policies import LEVERS, RANGES
from abm.world.routes import Terrain

MOST_EFFORT = RANGES[LEVERS.index("border_effort")][1]

MONTHS_BETWEEN_LOOKS = 3
"""People learn what smugglers ask once a quarter."""


def enter(scene: Scene, rows: np.ndarray, status: Status) -> None:
    """Let people enter their destination by air: they pay the journey, as far as they can, and take a status."""
    if not len(rows):
        return
    columns, tally = scene.migrants.columns, scene.tally
    origin, destination = columns.origin[rows], columns.destination[rows]
    cost = scene.routes.air_cost[columns.location[rows], destination]
    price = np.where(np.isfinite(cost), cost, 0.0) * 100
    paid = np.minimum(price, columns.savings[rows]).astype(np.int32)
    columns.savings[rows] -= paid
    np.add.at(scene.states.households, destination, paid.astype(np.int64))
    tally.enter(origin, destination, columns.channel[rows])
    scene.migrants.change(rows, int(status), destination, scene.month)


def forged_risk(scene: Scene) -> np.ndarray:
    """Probability that forged papers are found, as people know it: since January, and with what smugglers evade."""
    return np.asarray(
        forged_detection(scene, known=True) * (1.0 - scene.routes.evasion[scene.market.edges :])
    )


def forged_detection(scene: Scene, known: bool = False, bribed: bool = True) -> np.ndarray:
    """Probability that forged papers are found on the way to each state if smugglers evade nothing: float64 [S].

    1 - (1 - p capacity)^(screening * (1 - share bought off)), as it is, or as people know it since January; with the
    bribes that are paid, or as if nobody were bribed.
    """
    able = scene.routes.capacity if known else scene.states.capacity
    bought = scene.routes.papers_bought if known else scene.borders.papers_bought
    found = scene.parameters.journeys.screening_detection * able
    effort = scene.states.lever("visa_screening") * (1.0 - bought if bribed else 1.0)
    return np.asarray(1.0 - (1.0 - np.minimum(found, 0.999)) ** effort)


def border_ability(scene: Scene, capacity: np.ndarray) -> np.ndarray:
    """Hazard of interdiction at effort 1 and technology 0: control_base + control_capacity * capacity^control_exponent.

    Float64 [S].
    """
    rule = scene.parameters.journeys
    return np.asarray(rule.control_base + rule.control_capacity * capacity**rule.control_exponent)


def border_effort(scene: Scene, capacity: np.ndarray | None = None) -> np.ndarray:
    """Effort that each state makes at its borders: what its policy wants, as far as it can raise the money.

    min(lever, revenue * capacity / cost), and aid for borders over cost * output: float64 [S].
    """
    rule = scene.parameters.borders
    able = scene.states.capacity if capacity is None else capacity
    wanted = scene.states.lever("border_effort")
    if rule.cost <= 0.0:
        return wanted.copy()
    own = np.minimum(wanted, rule.revenue * able / rule.cost)
    if not np.count_nonzero(scene.blocs.aid_at_borders):
        return np.asarray(own)
    paid = scene.blocs.aid_at_borders / (rule.cost * np.maximum(scene.states.output, 1.0))
    return np.asarray(np.minimum(own + paid, np.maximum(own, MOST_EFFORT)))


def spending(scene: Scene) -> np.ndarray:
    """Dollars a month that each state spends on its borders over land and sea: cost * effort * output / 12."""
    return np.asarray(scene.parameters.borders.cost * border_effort(scene) * scene.states.output / 12.0)


def terrain_of(scene: Scene) -> np.ndarray:
    """What the ground makes of effort: 1 on land, `borders.sea` at sea; float64 [E]."""
    return np.where(scene.borders.sea, scene.parameters.borders.sea, 1.0)


def border_control(scene: Scene, known: bool = False) -> np.ndarray:
    """Hazard of interdiction on a crossing of each edge over land and sea: float64 [E].

    own * (1 - share bought off) + lent, as it is, or as people know it since January.
    """
    own, lent = parts_of_control(scene, known)
    bought = scene.routes.bought if known else scene.borders.bought
    return np.asarray(own * (1.0 - bought) + lent)


def parts_of_control(scene: Scene, known: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Control that a state exerts at its borders if nobody is bribed, and that states of transit lend it: float64 [E].

    own  = ability * (effort * focus)^effort_exponent * (1 + technology) * terrain * (1 + information * shared)
    lent = transit * cooperation * ability of the state that is left
    Between members that move freely `internal_control` of both is left; cooperation is the lever or a treaty's.
    """
    rule, states, borders = scene.parameters.journeys, scene.states, scene.borders
    able, blocs = scene.routes.capacity if known else states.capacity, scene.blocs
    own = (border_effort(scene, able)[borders.head] * borders.focus) ** rule.effort_exponent
    lent, at_borders, together = np.empty_like(own), scene.parameters.borders, scene.parameters.blocs
    numbers = np.array([at_borders.sea, together.information, at_borders.transit, together.internal_control])
    control_of_edges(
        (borders.tail, borders.head, borders.sea), border_ability(scene, able), states.lever("border_technology"),
        blocs.shared, states.lever("transit_cooperation"), blocs.lent, blocs.together("free_movement"),
        numbers, own, lent,
    )  # fmt: skip
    return own, lent


def unguarded(scene: Scene) -> np.ndarray:
    """Edges between members that move freely on which no control is left: bool [E]."""
    if scene.parameters.blocs.internal_control > 0.0:
        return np.zeros(len(scene.borders.head), bool)
    return np.asarray(scene.blocs.together("free_movement")[scene.borders.head, scene.borders.tail])


def informed(scene: Scene) -> np.ndarray:
    """What information shared with neighbours makes of control, removal and dismantling: 1 + information * shared."""
    return np.asarray(1.0 + scene.parameters.blocs.information * scene.blocs.shared)


def detour(scene: Scene, control: np.ndarray, nobody_controlled: np.ndarray) -> np.ndarray:
    """What multiplies the hazard of death because control pushes people into worse terrain: float64 [E].

    (control / control of the first month at effort 1 and technology 0)^effort_hazard; 0 where nobody is controlled.
    """
    usual = np.maximum(scene.routes.first_ability[scene.borders.head] * terrain_of(scene), 1e-9)
    pushed = (np.maximum(control, 1e-9) / usual) ** scene.parameters.journeys.effort_hazard
    pushed[nobody_controlled] = 0.0
    return np.asarray(pushed)


def lost_by_clients(scene: Scene) -> np.ndarray:
    """Share of the price that an interdicted client of each market has paid: float64 [M].

    Papers are paid before they are checked.
    """
    market = scene.market
    share = np.ones(len(market.markets.price))
    share[: market.edges] = scene.parameters.journeys.retry_cost
    return share


def quote(scene: Scene, known: bool = False) -> np.ndarray:
    """What serving clients costs and risks at every market, and the least that has to be asked; written to the market.

    cost = labour * wage + per_km * km (+ sea); of papers: papers * capacity + papers_labour * wage
    floor = (cost + q * penalty + bribe) / (1 - q + r q), q the probability of interdiction, r what is paid all the
    same; it is at least a cent. At stake is how much of q bribes can take away.

    Returns:
        Price at which networks neither grow nor shrink where all places find a client: float64 [M],
        floor + (idle + margin) * cost / (1 - q + r q).
    """
    rule, borders, routes, markets = (
        scene.parameters.smuggling,
        scene.borders,
        scene.routes,
        scene.market.markets,
    )
    own, lent = parts_of_control(scene, known)
    passed, usual = np.empty((3, len(own))), np.empty(len(markets.price))
    exposures(own, lent, routes.bought if known else borders.bought, markets.evasion, passed)
    np.expm1(passed, out=passed)  # of numpy: its last bit is not the compiler's
    found = np.empty((2, len(routes.wage)))
    found[0], found[1] = forged_detection(scene, known), forged_detection(scene, known, bribed=False)
    costs = Costs(
        rule.labour, rule.per_km, rule.sea, rule.papers, rule.papers_labour, rule.penalty, rule.idle + rule.margin,
    )  # fmt: skip
    ask(
        markets, routes.wage, routes.capacity, routes.ways.distance, borders.sea, passed, found, costs,
        lost_by_clients(scene), usual,
    )  # fmt: skip
    return usual


def refresh_routes(scene: Scene) -> None:
    """Find routes again each January, when policy, parameters or the circuit moved, and each quarter as prices move.

    Capacity, wages and corruption move a little every month, prices too; those of January and of the quarter serve
    until the next, so that a change of policy somewhere moves nobody elsewhere.
    """
    routes, market = scene.routes, scene.market
    moved = bool(scene.new_year or scene.levers_moved.any() or routes.outdated)
    look = scene.month == 0 or (scene.month % MONTHS_BETWEEN_LOOKS == 0 and routes.looked != scene.month)
    if not (moved or look):
        return
    if scene.new_year:
        _note(scene)
    if not market.limited:
        market.markets.evasion[: market.edges] = scene.parameters.journeys.smuggler_evasion
        market.markets.abuse[:] = scene.parameters.smuggling.abuse
        quote(scene, known=True)
        market.markets.price[:] = market.markets.floor
    if look or not market.limited:
        routes.looked = scene.month
        routes.price, routes.evasion = market.markets.price.copy(), market.markets.evasion.copy()
    control, free, edges = border_control(scene, known=True), unguarded(scene), market.edges
    terrain = Terrain(
        control, detour(scene, control, free), routes.evasion[:edges],
        np.where(free, 0.0, routes.price[:edges]), routes.price[edges:], scene.open_to(),
    )  # fmt: skip
    routes.refresh(terrain, scene.parameters, prices_alone=not moved)


def _note(scene: Scene) -> None:
    """Note in January what changes slowly, and in the first month what smugglers ask before there is a market."""
    routes, states, market = scene.routes, scene.states, scene.market.markets
    if scene.month == 0:
        routes.first_ability = border_ability(scene, states.capacity)
    routes.capacity, routes.wage = states.capacity.copy(), states.wage[:, 0].copy()
    routes.bought, routes.papers_bought = scene.borders.bought.copy(), scene.borders.papers_bought.copy()
    if scene.month == 0:
        market.price[:] = quote(scene, known=True)
