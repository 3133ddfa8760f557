"""Journeys: people on their way without a place under a quota, over land and sea or by air."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.journeys import Log, Rules, Service, travel
from abm.kernels.queues import served
from abm.kernels.table import free_rows
from abm.migrants.traits import draws
from abm.processes.passage import (
    border_control,
    detour,
    enter,
    forged_detection,
    refresh_routes,
    spending,
    unguarded,
)
from abm.scene import Scene
from abm.statuses import Channel, Status
from abm.streams import Stream

_BY_AIR = np.isin(np.arange(len(Channel)), (Channel.ASYLUM, Channel.SHORT_STAY, Channel.FORGED))  # by channel
_STREAMS = np.array(
    [
        Stream.INTERDICTION,
        Stream.HOP_DEATH,
        Stream.AFTER_INTERDICTION,
        Stream.TRAFFICKING,
        Stream.HOP_TIME,
        Stream.CREDIT,
        Stream.PLACE,
        Stream.PATIENCE,
        Stream.CLAIM,
    ]
)


@final
class Journeys:
    """Hops along the cheapest path, each with its chance of interdiction, death and trafficking.

    P(interdiction) = 1 - exp(-control (1 - evasion)); P(death) = hazard of the edge * hazard of the kind of traveller
    * detour. Clients of smugglers pay at each border, and wait where there is no place for them. By air papers are
    checked once.
    """

    name: ClassVar[str] = "journeys"
    reads: ClassVar[tuple[str, ...]] = (
        "routes", "borders", "market", "states.capacity", "states.levers", "migrants.columns",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "migrants", "market", "borders.seen", "borders.used", "states.households", "states.residents",
        "states.border_spending",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        states, edges = len(scene.world), len(scene.routes.ground)
        self._on_edges = np.zeros((4, edges), np.int64)
        self._home = np.zeros((states, 3), np.int64)

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        refresh_routes(scene)
        scene.states.border_spending[:] = spending(scene)
        self._on_edges.fill(0)
        self._home.fill(0)
        rows = scene.migrants.with_status(Status.IN_TRANSIT)
        by_air = _BY_AIR[scene.migrants.columns.channel[rows]]
        self._fly(scene, rows[by_air])
        travel(
            rows[~by_air], scene.migrants.columns, scene.migrants.census, scene.routes.ways, self._rules(scene),
            self._service(scene), self._log(scene), scene.seed, _STREAMS, scene.month,
        )  # fmt: skip
        tally, edges, market = scene.tally, scene.routes.ground, scene.market
        for total, by_edge in zip(
            (tally.crossings, tally.attempts, tally.interdictions, tally.route_deaths),
            self._on_edges,
            strict=True,
        ):
            total[edges] += by_edge
        tally.clients[edges] += market.served[: market.edges]
        tally.edge_fees[edges] += market.paid[: market.edges]
        if market.limited:
            market.treasury += market.paid.sum()
        else:  # of nobody in particular: earned, and spent, where clients enter
            np.add.at(scene.states.households, market.markets.head, market.paid)
        scene.states.residents += self._home * scene.persons_per_agent
        k, head = scene.persons_per_agent, scene.world.circuit.edges.head
        fatal = np.flatnonzero(tally.route_deaths)
        deaths = np.bincount(head[fatal], tally.route_deaths[fatal], len(scene.world))
        scene.ledger.post("human", "routes", deaths * k)
        scene.ledger.post("human", "trafficking", tally.trafficked * float(k))
        scene.borders.remember(tally.interdictions[edges], tally.attempts[edges], scene.persons_per_agent)

    def _log(self, scene: Scene) -> Log:
        tally, market, edges = scene.tally, scene.market, scene.market.edges
        crossings, attempts, interdictions, deaths = self._on_edges
        return Log(
            crossings=crossings,
            attempts=attempts,
            interdictions=interdictions,
            deaths=deaths,
            came=market.came[:edges],
            queued=market.queued[:edges],
            face=market.face[:edges],
            served=market.served[:edges],
            lost=market.lost[:edges],
            paid=market.paid[:edges],
            trafficked=tally.trafficked,
            stranded=tally.stranded,
            entries=tally.entries,
            arrivals=tally.arrivals,
            flows=tally.flows,
            claims=tally.claims,
            overstays=tally.overstays,
            died=tally.lost,
            home=self._home,
            fees=tally.fees,
            balance=scene.states.households,
        )

    def _service(self, scene: Scene) -> Service:
        markets, edges = scene.market.markets, scene.market.edges
        return Service(
            price=in_cents(markets.price[:edges]),
            room=markets.room[:edges],
            evasion=markets.evasion[:edges],
            abuse=markets.abuse[:edges],
        )

    def _rules(self, scene: Scene) -> Rules:
        rule, smuggling, control = (
            scene.parameters.journeys,
            scene.parameters.smuggling,
            border_control(scene),
        )
        return Rules(
            control=control,
            detour=detour(scene, control),
            open_to=scene.open_to(),
            unguarded=unguarded(scene),
            free=scene.free_movement(),
            encampment=scene.states.lever("encampment").copy(),
            speed=np.array([rule.speed_alone, rule.speed_smuggled, rule.speed_flight]),
            hazard=np.array([1.0, rule.smuggled_hazard, rule.flight_hazard]),
            detention=rule.detention_share,
            discouraged=rule.discouraged,
            retry_cost=rule.retry_cost,
            patience=1.0 / smuggling.patience,
            credit=smuggling.credit,
            claim_forced=rule.claim_at_border,
            claim_unfounded=rule.claim_unfounded,
        )

    def _fly(self, scene: Scene, rows: np.ndarray) -> None:
        """By air: visitors and claimants arrive, forged papers are found or not."""
        rows = self._buy_papers(scene, rows)
        columns, tally, market = scene.migrants.columns, scene.tally, scene.market
        channel, there = columns.channel[rows], columns.destination[rows]
        forged = channel == Channel.FORGED
        edge = scene.routes.air_edge[columns.location[rows], there]
        np.add.at(tally.attempts, edge[forged], 1)
        np.add.at(tally.crossings, edge[forged], 1)
        u = draws(scene.seed, Stream.BOARDING, scene.month, columns.uid[rows], 0)
        evasion = market.markets.evasion[market.edges + there]
        caught = forged & (u < forged_detection(scene)[there] * (1.0 - evasion))
        np.add.at(tally.interdictions, edge[caught], 1)
        np.add.at(market.lost, market.edges + there[caught], 1)
        self._send_home(scene, rows[caught])
        rule = scene.parameters.journeys
        claim = rule.claim_unfounded + (rule.claim_at_border - rule.claim_unfounded) * columns.motive[rows]
        claims = draws(scene.seed, Stream.CLAIM, scene.month, columns.uid[rows], 2) < claim
        asks = (channel == Channel.ASYLUM) | (forged & ~caught & claims)
        np.add.at(tally.claims, there[asks], 1)
        visits = channel == Channel.SHORT_STAY
        np.add.at(tally.overstays, there[visits], 1)
        enter(scene, rows[asks], Status.ASYLUM_SEEKER)
        enter(scene, rows[visits], Status.OVERSTAYER)
        enter(scene, rows[forged & ~caught & ~asks], Status.IRREGULAR)

    def _buy_papers(self, scene: Scene, rows: np.ndarray) -> np.ndarray:
        """Sell papers to those who want them, as far as there is room and they can pay; return who boards.

        Who cannot pay any more goes home; others wait for a month with room, or lose patience and go home too.
        """
        columns, market = scene.migrants.columns, scene.market
        wants = columns.channel[rows] == Channel.FORGED
        buyers, there = rows[wants], columns.destination[rows[wants]].astype(np.int64)
        price = in_cents(market.markets.price[market.edges :])[there]
        poor = columns.savings[buyers] < price
        self._send_home(scene, buyers[poor])
        buyers, there, price = buyers[~poor], there[~poor], price[~poor]
        new = columns.since[buyers] == scene.month
        np.add.at(market.came, market.edges + there[new], 1)
        room = market.markets.room[market.edges :]
        bought = served(buyers, there, columns, room, scene.seed, int(Stream.PAPERS))
        sold = np.isin(buyers, bought)
        self._settle(scene, bought, there[sold], price[sold])
        self._wait(scene, buyers[~sold], market.edges + there[~sold])
        return np.concatenate([rows[~wants], bought])

    def _wait(self, scene: Scene, rows: np.ndarray, markets: np.ndarray) -> None:
        """Let those for whom there were no papers wait, or lose patience."""
        columns, market = scene.migrants.columns, scene.market
        np.add.at(market.queued, markets, 1)
        uid = columns.uid[rows]
        lottery = draws(scene.seed, Stream.PLACE, scene.month, uid, 0)
        drawn = np.argsort(
            -lottery, kind="stable"
        )  # of several at one market the last assigned: the least draw
        market.face[markets[drawn]] = columns.origin[rows[drawn]]
        chance = -np.expm1(-1.0 / scene.parameters.smuggling.patience)
        self._send_home(scene, rows[draws(scene.seed, Stream.PATIENCE, scene.month, uid, 0) < chance])

    def _send_home(self, scene: Scene, rows: np.ndarray) -> None:
        columns, census = scene.migrants.columns, scene.migrants.census
        free_rows(columns, census, rows, scene.states.households, self._home)

    def _settle(self, scene: Scene, bought: np.ndarray, there: np.ndarray, price: np.ndarray) -> None:
        """Let those who buy papers pay for them."""
        columns, market, tally = scene.migrants.columns, scene.market, scene.tally
        edge = scene.routes.air_edge[columns.location[bought], there]
        columns.savings[bought] -= price
        markets = market.edges + there
        np.add.at(market.served, markets, 1)
        np.add.at(market.paid, markets, price.astype(np.int64))
        np.add.at(tally.fees, there, price.astype(np.int64))
        np.add.at(tally.clients, edge, 1)
        np.add.at(tally.edge_fees, edge, price.astype(np.int64))
        np.subtract.at(market.markets.room, markets, 1)


def in_cents(dollars: np.ndarray) -> np.ndarray:
    """Prices in whole cents, as far as an account can hold them: int32."""
    return np.minimum(np.round(dollars * 100.0), np.iinfo(np.int32).max).astype(np.int32)
