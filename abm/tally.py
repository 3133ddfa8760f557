"""The tally: what happened in a month, counted by state, by pair of states and by edge."""

from __future__ import annotations

from typing import final

import numpy as np

from abm.kernels.tally import clear_flows
from abm.statuses import ENTRY_CHANNELS
from abm.terrorists.table import ENTRIES, STAGES, STOPS, STRATEGIES

CHANNELS = len(ENTRY_CHANNELS)
"""Channels of entry during a run."""

_SPARSE = ("arrivals", "flows")
"""What is cleared where there is anything."""


@final
class Tally:
    """What happened in a month, in agents unless said otherwise; zero again at the start of the next.

    S states, E edges of the circuit, by air too, 11 channels; money in cents times agents. All but flows and arrivals
    are parts of one block, which is zeroed at once: they are written into, and never replaced.
    """

    def __init__(self, states: int, edges: int) -> None:
        self.entries = np.zeros((states, CHANNELS), np.int64)  # by destination and channel
        # by origin and destination; of these, people driven out on purpose
        self.arrivals = np.zeros((states, states), np.int64)
        self.engineered = np.zeros((states, states), np.int64)
        self.flows = np.zeros((states, states, CHANNELS), np.int32)  # by origin, destination and channel
        # residents who left or applied, by origin and channel
        self.departures = np.zeros((states, CHANNELS), np.int64)
        self.crossings = np.zeros(edges, np.int64)  # at risk of one's life: attempts and flight
        self.attempts = np.zeros(edges, np.int64)
        self.interdictions = np.zeros(edges, np.int64)
        self.route_deaths = np.zeros(edges, np.int64)
        self.clients = np.zeros(edges, np.int64)  # attempts with a smuggler, and papers bought
        self.edge_fees = np.zeros(edges, np.int64)  # cents paid to smugglers, by edge
        # died on the way, by origin; by the state in which their journey ended
        self.lost, self.stranded = np.zeros((2, states), np.int64)
        self.dismantled = np.zeros(states, np.int64)  # networks, by the state whose police did it
        self.bribes = np.zeros(states, np.int64)  # cents, by the state whose officials took them
        self.crime = np.zeros(states, np.int64)  # cents that organised crime received
        self.armed_groups = np.zeros(states, np.int64)  # cents that armed groups took
        self.diaspora_funds = np.zeros(states, np.int64)  # cents to the armed group of a state
        self.diaspora_fighters = np.zeros(states)  # persons who joined the armed group of a state from abroad
        # wars that began, and of these within five years of the last; cents of aid to camps by host, of it captured
        # by origin; cents that armed groups took of output
        self.onsets, self.recurrences, self.aid, self.captured_aid, self.territory = np.zeros(
            (5, states), np.int64
        )
        self.trafficked = np.zeros(states, np.int64)  # by destination
        self.claims, self.decisions, self.recognised = np.zeros((3, states), np.int64)
        self.fees = np.zeros(states, np.int64)  # cents, by destination
        self.payers = np.zeros(states, np.int64)
        self.overstays = np.zeros(states, np.int64)
        self.naturalised = np.zeros(states, np.int64)
        self.returned = np.zeros((states, 3), np.int64)  # who came or were sent home, by origin and skill
        # of the returned, who were without status, by the state left; and who were refugees, by origin
        self.irregular_returns, self.refugee_returns = np.zeros((2, states), np.int64)
        self.left = np.zeros(states, np.int64)  # migrants who left a state for home or elsewhere
        # by the state that removed; by origin, among the returned too
        self.removed, self.removed_home = np.zeros((2, states), np.int64)
        # residents driven out on purpose; refugees handed on, by the state that they left; concessions to coercers
        self.expelled, self.relocated, self.concessions = np.zeros((3, states), np.int64)
        self.died = np.zeros(states, np.int64)  # migrants, by state of location
        self.gave_up = np.zeros((states, 3), np.int64)  # back to the residents of their origin, by skill
        self.sent = np.zeros(
            (states, states), np.int64
        )  # cents, remittances that arrived, by location and origin
        # cents of these by origin, and of what sending money cost by the state it was sent from
        self.sent_informally, self.transfer_costs = np.zeros((2, states), np.int64)
        # of diasporas by origin: cents invested, for civil society, and of aid that their lobbies won
        self.diaspora_investment, self.diaspora_civil, self.lobby_aid = np.zeros((3, states), np.int64)
        self.mobilisation_attempts, self.mobilisation_successes = np.zeros((2, states), np.int64)
        self.births, self.deaths = np.zeros((2, states), np.int64)  # persons, residents
        self.travellers = np.zeros(states)  # persons, short stays by destination
        self._terrorism(states)
        self._gather()

    def _terrorism(self, states: int) -> None:
        # plots by target and strategy: begun, foiled, failed by themselves, carried out; the dead of these, persons
        self.plots_begun, self.plots_foiled, self.plots_failed, self.attacks, self.attack_deaths = np.zeros(
            (5, states, len(STRATEGIES)), np.int64
        )
        # of the foiled, by stage and by what stopped them; attackers who entered, by channel, persons
        self.foiled_at = np.zeros((states, len(STAGES)), np.int64)
        self.foiled_by = np.zeros((states, len(STOPS)), np.int64)
        self.attackers_entered = np.zeros((states, len(ENTRIES)), np.int64)
        # of attacks and their dead, by people born abroad; innocent people turned away or held, persons
        self.attacks_from_abroad, self.deaths_from_abroad = np.zeros((2, states), np.int64)
        self.wrongly_refused, self.wrongly_detained = np.zeros((2, states))

    def _gather(self) -> None:
        """Lay what is counted end to end in one block of zeros, of which each array is a view from now on."""
        apart = {name: array for name, array in vars(self).items() if name not in _SPARSE}
        self._block = np.zeros(sum(array.size for array in apart.values()), np.int64)
        first = 0
        for name, array in apart.items():
            part = self._block[first : first + array.size].view(array.dtype)
            setattr(self, name, part.reshape(array.shape))
            first += array.size

    def __getstate__(self) -> dict[str, np.ndarray]:
        """The arrays one by one: a copy lays them in a block of its own."""
        return {name: array for name, array in vars(self).items() if name != "_block"}

    def __setstate__(self, arrays: dict[str, np.ndarray]) -> None:
        vars(self).update(arrays)
        self._gather()
        for name, array in arrays.items():
            if name not in _SPARSE:
                getattr(self, name)[...] = array

    def enter(self, origin: np.ndarray, destination: np.ndarray, channel: np.ndarray) -> None:
        """Count people who enter a state: integers [N] each."""
        np.add.at(self.entries, (destination, channel), 1)
        np.add.at(self.arrivals, (origin, destination), 1)
        np.add.at(self.flows, (origin, destination, channel), 1)

    def clear(self) -> None:
        """Set everything to zero for a new month."""
        clear_flows(self.arrivals, self.flows)  # the largest by far, with little in it
        self._block.fill(0)
