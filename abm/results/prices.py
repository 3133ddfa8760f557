"""An index of smugglers' prices that does not move when clients go to dearer or cheaper borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import numpy as np

if TYPE_CHECKING:
    from abm.smugglers.market import Market

START = 100.0
"""Index of the first month."""


@final
class PriceIndex:
    """A chained Laspeyres index by state that is entered, and of the world.

    index <- index * sum(demand * price) / sum(demand * price before), over the markets of a state.

    Attributes:
        states: float64 [S].
        world: of all markets together.
    """

    def __init__(self, market: Market, states: int) -> None:
        self._price = market.markets.price.copy()
        self._weight = market.markets.demand.copy()
        self.states = np.full(states, START)
        self.world = START

    def look(self, market: Market) -> None:
        """Go on by a month."""
        markets, weight = market.markets, self._weight
        now, before = weight * markets.price, weight * self._price
        totals = (np.bincount(markets.head, value, len(self.states)) for value in (now, before))
        above, below = totals
        self.states *= np.divide(above, below, out=np.ones(len(below)), where=below > 0.0)
        if before.sum() > 0.0:
            self.world *= now.sum() / before.sum()
        self._price, self._weight = markets.price.copy(), markets.demand.copy()
