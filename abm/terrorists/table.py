"""The tables of terrorist networks and of plots, in columns: the networks of a state are one, the row is the state."""

from __future__ import annotations

from typing import NamedTuple, final

import numpy as np

STRATEGIES = ("squad", "sleeper", "homegrown")
"""How attackers come to be where they attack: they enter to attack, live there already, or grew up in it."""

SQUAD, SLEEPER, HOMEGROWN = range(len(STRATEGIES))

WAYS = ("visitor", "student", "asylum", "irregular", "sleeper", "homegrown", "native")
"""Ways to a target: four kinds of entry, residents tied to a network, residents of migrant background, and others."""

VISITOR, STUDENT, ASYLUM, IRREGULAR, RESIDENT, BACKGROUND, NATIVE = range(len(WAYS))

STRATEGY_OF = np.array([SQUAD, SQUAD, SQUAD, SQUAD, SLEEPER, HOMEGROWN, HOMEGROWN])
"""Strategy of each way: int64 [7]."""

ENTRIES = WAYS[:4]
"""Ways by which a hit squad enters."""

STAGES = ("forming", "entering", "preparing")
"""Stages that a plot passes before it strikes; only a hit squad has to enter."""

FORMING, ENTERING, PREPARING = range(len(STAGES))

STOPS = ("screening", "border", "lists", "sharing", "surveillance", "trust", "police")
"""What can stop a plot, in the order of all tables."""

KINDS = 3
"""Who begins plots: natives of the target, its residents of migrant background, networks."""

MOST_AT_ONCE = 4096
"""Plots that one kind can begin in a state and month are fewer than this."""


class Attacks(NamedTuple):
    """Attacks of a month, A of them.

    Attributes:
        origin, target, way: int64 [A], whose people, against which state, a place in `WAYS`.
        abroad: bool [A], whether the attackers were born abroad.
        deaths: int64 [A].
    """

    origin: np.ndarray
    target: np.ndarray
    way: np.ndarray
    abroad: np.ndarray
    deaths: np.ndarray


def no_attacks() -> Attacks:
    """Attacks of a month without any."""
    nothing = np.zeros(0, np.int64)
    return Attacks(nothing, nothing, nothing, np.zeros(0, bool), nothing)


@final
class Plots:
    """Plots that are alive, P of them; who takes part is counted among residents and migrants already.

    Attributes:
        abroad: bool [P], whether they were born abroad.
    """

    COLUMNS = ("uid", "origin", "target", "way", "stage", "size")

    def __init__(self) -> None:
        self._whole = np.zeros((len(self.COLUMNS), 0), np.int64)
        self.abroad = np.zeros(0, bool)

    def __len__(self) -> int:
        return len(self.abroad)

    @property
    def uid(self) -> np.ndarray:
        """Identity, made of the month, the state, the kind and a number: int64 [P], a view."""
        return self._whole[0]

    @property
    def origin(self) -> np.ndarray:
        """Whose people: int64 [P], a view."""
        return self._whole[1]

    @property
    def target(self) -> np.ndarray:
        """Against which state: int64 [P], a view."""
        return self._whole[2]

    @property
    def way(self) -> np.ndarray:
        """A place in `WAYS`: int64 [P], a view."""
        return self._whole[3]

    @property
    def stage(self) -> np.ndarray:
        """A place in `STAGES`: int64 [P], a view."""
        return self._whole[4]

    @property
    def size(self) -> np.ndarray:
        """Attackers: int64 [P], a view."""
        return self._whole[5]

    def add(self, *, abroad: np.ndarray, **columns: np.ndarray) -> None:
        """Have plots begin; every column but `stage` is needed, which is the first."""
        new = np.full((len(self.COLUMNS), len(abroad)), FORMING)
        for row, name in enumerate(self.COLUMNS):
            if name != "stage":
                new[row] = columns[name]
        self._whole = np.concatenate([self._whole, new], axis=1)
        self.abroad = np.concatenate([self.abroad, abroad])

    def keep(self, kept: np.ndarray) -> None:
        """Drop the plots that are over; `kept` is bool [P]."""
        self._whole, self.abroad = self._whole.compress(kept, axis=1), self.abroad[kept]

    @property
    def strategy(self) -> np.ndarray:
        """Strategy of each plot, a place in `STRATEGIES`: int64 [P]."""
        return np.asarray(STRATEGY_OF[self.way])


@final
class Terrorists:
    """The networks of S states of origin, and all plots.

    Members are counted among the residents, or among the emigrants of their state, and are no further people.

    Attributes:
        uid: int64 [S], identity, 0 where there is no network; one that comes up again has a new one.
        born: int32 [S], month in which it came up.
        grievance: float64 [S], 0 to 1, memory of war at home.
        members: float64 [S, S], persons of an origin (row) by where they live; on the diagonal at home.
        strength: float64 [S], members of each network, wherever they live.
        owed: float64 [S, S], parts of a cent of dues that are not paid yet.
        funds: int64 [S], cents times agents.
        plots: plots that are alive.
        attacks: those of this month.
    """

    def __init__(self, states: int) -> None:
        self.uid = np.zeros(states, np.int64)
        self.born = np.zeros(states, np.int32)
        self.grievance = np.zeros(states)
        self.members = np.zeros((states, states))
        self.strength = np.zeros(states)
        self.owed = np.zeros((states, states))
        self.funds = np.zeros(states, np.int64)
        self.plots = Plots()
        self.attacks = no_attacks()

    @property
    def alive(self) -> np.ndarray:
        """States of origin that have a network: bool [S]."""
        return np.asarray(self.uid > 0)

    def rise(self, states: np.ndarray, month: int) -> None:
        """Let networks come up (numbers of states, int64); the uid is made of month and state."""
        self.uid[states] = (month + 1) * len(self.uid) + states
        self.born[states] = month

    def end(self, states: np.ndarray) -> None:
        """Dissolve networks; what they hold is accounted for by the caller, and their plots go on."""
        self.uid[states] = 0
        self.members[states] = 0.0
        self.strength[states] = 0.0
        self.owed[states] = 0.0

    def money(self) -> int:
        """Cents times agents held by all of them."""
        return int(self.funds.sum())
