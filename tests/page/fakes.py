"""A history made of random numbers that repeat: 200 states, months of values, flows, crossings, marks."""

from __future__ import annotations

from typing import final

import numpy as np

from abm.page.history import Crossings, Dated, Entry, Floats, Flows, History, Integers, Reported, Spread
from abm.results.measures import MEASURES

FIRST_YEAR = 1990


@final
class FakeHistory:
    """A run whose numbers are drawn from its seed, the measure and the month; sizes of states differ as real ones do.

    Args:
        seed: of all numbers.
        codes, names, places: of the states; by default 200 of them, scattered.
        mapped: whether codes are those of countries.
        months: how many there are.
        missing: share of the states that have no value.
    """

    kinds: dict[str, str]

    def __init__(
        self,
        seed: int = 1,
        codes: tuple[str, ...] | None = None,
        names: tuple[str, ...] | None = None,
        places: Floats | None = None,
        *,
        mapped: bool = False,
        months: int = 372,
        missing: float = 0.05,
    ) -> None:
        self.seed, self.mapped, self.months, self.horizon = seed, mapped, months, 372
        self.codes = codes or tuple(f"S{number:03d}" for number in range(200))
        self.names = names or tuple(f"State {code}" for code in self.codes)
        random = np.random.default_rng(seed)
        scattered = np.column_stack(
            [random.uniform(-180, 180, len(self.codes)), random.uniform(-50, 70, len(self.codes))]
        )
        self.places = scattered if places is None else places
        self.size = np.exp(random.normal(13.0, 2.0, len(self.codes)))
        self.missing = random.random(len(self.codes)) < missing
        self.kinds = {"arrivals": "Arrivals", "refugees": "Refugees", "remittances": "Remittances"}

    def _random(self, *names: int | str) -> np.random.Generator:
        words = [name if isinstance(name, int) else sum(map(ord, name)) for name in names]
        return np.random.default_rng([self.seed, *words])

    def date(self, month: int) -> str:
        return f"{FIRST_YEAR + month // 12}-{month % 12 + 1:02d}"

    def values(self, measure: str, month: int) -> Floats:
        fixed, now = self._random(measure), self._random(measure, month)
        number, unit = len(self.codes), MEASURES[measure].unit
        level = fixed.random(number)
        if unit in ("share", "index"):
            values = np.clip(level + 0.1 * np.sin(month / 40 + 6 * level), 0.0, 1.0)
        elif measure in ("conflict_deaths", "attacks"):
            scale = 300.0 if measure == "conflict_deaths" else 1.5
            values = np.where(level > 0.9, np.floor(scale * now.exponential(1.0, number)), 0.0)
        elif measure == "net_migration":
            values = (level - 0.5) * self.size * 1e-3 * (1 + month / 100)
        else:
            values = np.round(level * self.size * (1.0 + month / 200))
        return np.where(self.missing, np.nan, values)

    def series(self, measure: str, place: str) -> Floats:
        number = self.codes.index(place) if place in self.codes else 0
        return np.array([self.values(measure, month)[number] for month in range(self.months)])

    def pairs(self, name: str, number: int) -> tuple[Integers, Integers]:
        """Return the ends of some edges, none of them twice, none from a state to itself."""
        states = len(self.codes)
        odds = self.size / self.size.sum()
        random = self._random(name)
        ends = {
            (int(a), int(b)) for a, b in random.choice(states, (6 * number, 2), p=0.5 * odds + 0.5 / states)
        }
        chosen = np.array(sorted(pair for pair in ends if pair[0] != pair[1]), dtype=np.int64).reshape(-1, 2)
        chosen = random.permutation(chosen)[:number]
        return chosen[:, 0], chosen[:, 1]

    def band(self, measure: str, place: str) -> Spread | None:
        return None

    def flows(self, kind: str, month: int, most: int = 60) -> Flows:
        origin, destination = self.pairs(kind, 150)
        amount = np.exp(self._random(kind).normal(9.0, 2.0, len(origin))) * (1 + month % 12) / 12
        order = np.argsort(-amount, kind="stable")[:most]
        unit = "dollars" if kind == "remittances" else "persons"
        return Flows(origin[order], destination[order], amount[order], unit, FIRST_YEAR + month // 12)

    def crossings(self, month: int) -> Crossings:
        origin, destination = self.pairs("crossings", 120)
        random = self._random("crossings", month // 12)
        attempts = np.exp(random.normal(7.0, 2.0, len(origin)))
        return Crossings(
            origin,
            destination,
            tuple(("land", "sea", "air")[place] for place in random.integers(0, 3, len(origin))),
            attempts,
            attempts * random.random(len(origin)),
            np.floor(attempts * 0.02 * random.random(len(origin))),
            FIRST_YEAR + month // 12,
        )

    def ledger(self, place: str, month: int) -> list[Entry]:
        return []

    def dated(self) -> list[Dated]:
        return []

    def reported(self, measure: str, place: str) -> Reported | None:
        return None


def is_a_history(history: FakeHistory) -> History:
    """Let the type checker see that the fake answers all questions of a history."""
    return history
