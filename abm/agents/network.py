"""A smuggling network as a Mesa agent: a face on its row of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, final

import mesa
import numpy as np

from abm.migrants.traits import CENTS
from abm.world.circuit import MODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abm.smugglers.market import Market


class Route(NamedTuple):
    """A route that a network serves.

    Attributes:
        origin: code of the state that is left, empty for papers.
        destination: code of the state that is entered.
        mode: `land`, `sea`, or `papers`.
        capacity: clients a month.
        served: clients of the last month.
        price: dollars that are asked there.
        loss: share of clients that the network believes are interdicted.
    """

    origin: str
    destination: str
    mode: str
    capacity: float
    served: float
    price: float
    loss: float


@final
class SmugglingNetwork(mesa.Agent):
    """One network, for as long as it lasts.

    Attributes:
        uid: its identity, never used again.
        row: its place in the columns of `abm.smugglers.market.Market`.
    """

    def __init__(self, model: mesa.Model, market: Market, persons_per_agent: int, row: int) -> None:
        super().__init__(model)
        self._market = market
        self._persons_per_agent = persons_per_agent
        self.row = row
        self.uid = int(market.networks.uid[row])

    @property
    def alive(self) -> bool:
        """False once it has ended."""
        return bool(self._market.networks.uid[self.row] == self.uid)

    @property
    def base(self) -> str:
        """Code of the state whose people it is."""
        return self._market.borders.codes[self._of("base")]

    @property
    def born(self) -> int:
        """Month in which it came up."""
        return int(self._of("born"))

    @property
    def capital(self) -> float:
        """Dollars."""
        return float(self._of("capital") * self._persons_per_agent / CENTS)

    @property
    def technology(self) -> float:
        """Units of technology."""
        return float(self._of("technology"))

    @property
    def abuse(self) -> float:
        """Probability that a client is trafficked at a border."""
        return float(self._of("abuse"))

    @property
    def tied(self) -> bool:
        """True when it is tied to an armed group at home."""
        return bool(self._of("tied"))

    @property
    def allies(self) -> list[int]:
        """Identities of its allies."""
        networks = self._market.networks
        return [int(networks.uid[ally]) for ally in self._of("allies") if ally >= 0]

    @property
    def capacity(self) -> float:
        """Clients a month on all its routes."""
        return float(self._market.offers.capacity[self.row].sum()) if self.alive else 0.0

    @property
    def routes(self) -> list[Route]:
        """The routes that it serves."""
        return list(self._routes()) if self.alive else []

    def _routes(self) -> Iterator[Route]:
        market, codes = self._market, self._market.borders.codes
        offers, markets = market.offers, market.markets
        for k in np.flatnonzero(offers.market[self.row] >= 0):
            m = int(offers.market[self.row, k])
            by_land = MODES[int(market.borders.sea[m])] if m < market.edges else "papers"
            yield Route(
                "" if m >= market.edges else codes[markets.tail[m]], codes[markets.head[m]], by_land,
                float(offers.capacity[self.row, k]), float(offers.served[self.row, k]), float(markets.price[m]),
                float(offers.loss[self.row, k]),
            )  # fmt: skip

    def _of(self, name: str) -> np.ndarray:
        if not self.alive:
            raise LookupError(f"the smuggling network {self.uid} has ended")
        return np.asarray(getattr(self._market.networks, name)[self.row])

    def __repr__(self) -> str:
        return f"SmugglingNetwork({self.base if self.alive else 'ended'}, uid {self.uid})"
