"""The table of smuggling networks and the markets that they serve, in columns that the kernels read and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import numpy as np

from abm.kernels.market import Markets, Networks, Offers, rows_in_use

if TYPE_CHECKING:
    from abm.world.borders import Borders

ROUTES = 4
"""Routes that a network can serve at once."""

ALLIES = 4
"""Allies that a network can have at once."""

UNLIMITED = 2**40
"""Clients in agents: room where nobody limits it."""


@final
class Market:
    """All markets for smuggling, and all networks.

    Attributes:
        borders: the borders over which clients are taken.
        networks, offers, markets: see `abm.kernels.market`.
        edges: E, markets of edges over land and sea; the S markets for papers follow.
        limited: False where networks are not modelled: everybody is served at the floor of cost and expected penalty.
        treasury: int64 [1], cents times agents paid to smugglers that no network has received (yet).
        came, queued, served, lost: int64 [M], clients of this month in agents: who came, who found no place, attempts,
            attempts interdicted.
        paid: int64 [M], cents times agents paid this month.
        asked: float64 [M], dollars: price of this month, when the next one is set already.
        face: int32 [M], origin of one who found no place, -1 for nobody.
    """

    def __init__(self, borders: Borders, most: int, limited: bool) -> None:
        self.borders = borders
        self.edges, states = len(borders.head), len(borders.edges)
        self.limited = limited
        rows, number = most, self.edges + states
        self.networks = Networks(
            uid=np.zeros(rows, np.int64), base=np.zeros(rows, np.int16), born=np.zeros(rows, np.int16),
            capital=np.zeros(rows, np.int64), technology=np.zeros(rows), abuse=np.zeros(rows),
            tied=np.zeros(rows, bool), allies=np.full((rows, ALLIES), -1, np.int32),
        )  # fmt: skip
        self.offers = Offers(
            market=np.full((rows, ROUTES), -1, np.int32),
            **{name: np.zeros((rows, ROUTES)) for name in ("capacity", "places", "served", "loss", "weight")},
        )
        given = {
            "tail": np.concatenate([borders.tail, np.full(states, -1, np.int32)]),
            "head": np.concatenate([borders.head, np.arange(states, dtype=np.int32)]),
            "room": np.full(number, 0 if limited else UNLIMITED, np.int64),
        }
        zero = {name: np.zeros(number) for name in Markets._fields if name not in given}
        self.markets = Markets(**given, **zero)
        self.treasury = np.zeros(1, np.int64)
        self.came, self.queued, self.served, self.lost, self.paid = np.zeros((5, number), np.int64)
        self.face = np.full(number, -1, np.int32)
        self.asked = np.zeros(number)
        self._in_use = self.networks, self.offers
        self.count_rows()

    def start_month(self) -> None:
        """Clear what belongs to one month alone."""
        self.asked = self.markets.price.copy()
        self.count_rows()
        for counted in (self.came, self.queued, self.served, self.lost, self.paid):
            counted.fill(0)
        self.face.fill(-1)

    def in_use(self) -> tuple[Networks, Offers]:
        """Networks and offers up to the last row that holds a network, as views: all that a month has to go through."""
        return self._in_use

    def count_rows(self) -> None:
        """Find the last row that holds a network; to be called when new ones have come up."""
        used = rows_in_use(self.networks.uid)
        if used == len(self._in_use[0].uid) and self._in_use[0].uid.base is self.networks.uid:
            return  # views of these very columns already
        self._in_use = (
            Networks(*(column[:used] for column in self.networks)),
            Offers(*(column[:used] for column in self.offers)),
        )

    @property
    def alive(self) -> np.ndarray:
        """Rows that hold a network: int64."""
        return np.flatnonzero(self.networks.uid)

    def capital(self) -> int:
        """Cents times agents held by networks and by smugglers that belong to none."""
        return int(self.networks.capital.sum() + self.treasury[0])
