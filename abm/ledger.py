"""The ledger: what changed in the security of states this month, by the channel through which it did.

Every process that changes an outcome enters the change here; over the channels of an outcome they add up to the whole
of it, so that "how did migration change this state's security" has an answer that can be added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np


@final
@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger.

    Attributes:
        outcome: what changes.
        channel: through what.
        process: name of the process that enters it.
        migration: whether it is there because people move.
        meaning: what is counted, in a sentence.
    """

    outcome: str
    channel: str
    process: str
    migration: bool
    meaning: str


ENTRIES: tuple[Entry, ...] = (
    Entry("capacity", "data", "observation", False, "Observed change, where capacity follows the data."),
    Entry("capacity", "investment", "institutions", False, "Spending on institutions."),
    Entry("capacity", "wear", "institutions", False, "Institutions wear out, less where income has grown."),
    Entry("capacity", "aid", "institutions", True, "Aid of states that people move on to."),
    Entry("capacity", "load", "institutions", True, "Services asked for beyond what the state can absorb."),
    Entry("capacity", "smuggling", "institutions", True, "Capture of the state by crime that smuggling pays."),
    Entry("capacity", "conflict", "institutions", False, "War."),
    Entry("cohesion", "backlash", "society", True, "Backlash to the pace of immigration, less what of it has healed."),
    Entry("cohesion", "alienation", "society", True, "Alienation of residents, less what of it has healed."),
    Entry("cohesion", "recovery", "society", False, "Turns of what society tends to by itself."),
    Entry("autonomy", "blocs", "blocs", True, "Policy decided together with other states."),
    Entry("autonomy", "coercion", "blocs", True, "Policy conceded to states that drive people out."),
    Entry("autonomy", "lobbies", "blocs", True, "Policy that lobbies of diasporas moved."),
    Entry("autonomy", "obligations", "blocs", True, "Policy that law obliges to, such as not to send refugees back."),
    Entry("power", "migrants", "accounts", True, "Migrants who work and serve, and people abroad who speak."),
    Entry("power", "others", "accounts", False, "Everybody else."),
    Entry("human", "routes", "journeys", True, "Persons who died on the way into the state."),
    Entry("human", "trafficking", "journeys", True, "Victims of debt and coercion on the way into the state."),
    Entry("violence", "battle", "conflict", False, "Persons killed in war."),
    Entry("violence", "crime", "crime", True, "Persons killed by organised crime that smuggling pays."),
    Entry("violence", "attacks_migrants", "terrorism", True, "Persons killed in attacks by people from abroad."),
    Entry("violence", "attacks_residents", "terrorism", False, "Persons killed in attacks by others."),
)  # fmt: skip
"""Lines of the ledger, in the order of their rows."""

_BY_MIGRATION = [row for row, entry in enumerate(ENTRIES) if entry.migration]

_ROW = {(entry.outcome, entry.channel): row for row, entry in enumerate(ENTRIES)}


@final
class Ledger:
    """What changed this month, by line of the ledger and by state.

    Attributes:
        amounts: float64 [lines, S], rows in the order of `ENTRIES`.
        security: float64 [lines, S], what each line changed of net security.
    """

    def __init__(self, states: int) -> None:
        self.amounts = np.zeros((len(ENTRIES), states))
        self.security = np.zeros((len(ENTRIES), states))

    def start_month(self) -> None:
        """Clear it for a new month."""
        self.amounts.fill(0.0)
        self.security.fill(0.0)

    def post(self, outcome: str, channel: str, values: np.ndarray) -> None:
        """Add changes of an outcome that came through a channel: float64 [S]; what is not declared is a KeyError."""
        line = self.amounts[_ROW[outcome, channel]]
        line += values

    def of(self, outcome: str) -> np.ndarray:
        """The whole change of an outcome this month, over its channels: float64 [S]."""
        return np.asarray(self.amounts[lines_of(outcome)].sum(axis=0))

    def by_migration(self) -> np.ndarray:
        """What migration changed of net security this month, over all lines that are its doing: float64 [S]."""
        return np.asarray(self.security[_BY_MIGRATION].sum(axis=0))


def lines_of(outcome: str) -> slice:
    """The rows of the lines of an outcome, which stand together."""
    rows = [row for row, entry in enumerate(ENTRIES) if entry.outcome == outcome]
    return slice(rows[0], rows[-1] + 1)
