"""The recorder: looks at the scene at the end of each month and writes down the measures; it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, final

import numpy as np

from abm.ledger import ENTRIES
from abm.migrants.traits import CENTS
from abm.results.measures import WORLD_MEASURES, Measure
from abm.results.prices import PriceIndex
from abm.results.series import Series
from abm.results.values import GROUPS, OF_THE_WORLD, groups_with, state_values
from abm.statuses import ENTRY_CHANNELS, Channel, Status
from abm.world.circuit import MODES

if TYPE_CHECKING:
    import pandas as pd

    from abm.scene import Scene

_PRICES = "price_index"
_CORRIDOR_AMOUNTS = ("stock", "refugees", "inflow", "remittances", "camp_refugees", "fighters_abroad")
_EDGE_AMOUNTS = ("crossings", "attempts", "interdictions", "deaths", "clients", "fees", "capacity")


_MONTHS_AT_ONCE = 24
"""Months for which the recorder makes room at once."""

Part = dict[str, np.ndarray]
"""A year of a yearly table: columns of one length by name, states, edges and lines by number; and `year` [1]."""

YEARLY = ("corridors", "entries", "flows", "ledger", "routes")
"""Tables of yearly sums and of stocks at the end of the year."""


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Return numerator / denominator, and NaN where the denominator is 0: a ratio of nothing is not zero."""
    out = np.full(denominator.shape, np.nan)
    return np.divide(numerator, denominator, out=out, where=denominator != 0)


@final
class Recorder:
    """Keeps the measures of every month, and yearly sums by corridor, channel and edge.

    Args:
        scene: what is looked at.
        measures: which measures to keep; no others are worked out.
        yearly: whether to keep the tables in `YEARLY`, which stay empty otherwise.

    Attributes:
        dates: year and month of the year of each month, so far.
        states: float64 [measures, S] for each month.
        world: float64 [measures] for each month.
        years: the years that are over of each table in `YEARLY`.
    """

    def __init__(
        self, scene: Scene, measures: tuple[Measure, ...] = WORLD_MEASURES, yearly: bool = True
    ) -> None:
        states, edges = len(scene.world), len(scene.world.circuit.edges.tail)
        self.measures = measures
        self._with_tables = yearly
        self._named = [measure.ratio[0] if measure.ratio else measure.name for measure in measures]
        self._below = [measure.ratio[1] for measure in measures if measure.ratio]
        self._ratios = [place for place, measure in enumerate(measures) if measure.ratio]
        self._place = {measure.name: place for place, measure in enumerate(measures)}
        self._means = [place for place, measure in enumerate(measures) if measure.averaged]
        wanted = {*self._named, *self._below}
        self._groups = GROUPS if measures is WORLD_MEASURES else groups_with(scene, wanted)
        self._of_world = tuple(name for name in OF_THE_WORLD if name in self._place)
        self.dates: list[tuple[int, int]] = []
        self.states: list[np.ndarray] = []
        self.world: list[np.ndarray] = []
        self._room = np.empty((0, len(measures), states))
        self.years: dict[str, list[Part]] = {name: [] for name in YEARLY}
        self._inflow = np.zeros((states, states), np.int64)
        self._sent = np.zeros((states, states), np.int64)
        self._by_channel = np.zeros((states, len(ENTRY_CHANNELS)), np.int64)
        self._flows = np.zeros((states, states, len(ENTRY_CHANNELS)), np.int32)
        self._edges = np.zeros((6, edges), np.int64)
        self._lines = np.zeros((2, len(ENTRIES), states))
        self._capacity = np.zeros(scene.market.edges)
        self._prices = PriceIndex(scene.market, states)

    def written(self) -> Iterator[Any]:
        """Everything that is written down and never changes again: months, years, and what the measures are."""
        yield self.measures
        for months in (self.dates, self.states, self.world):
            yield from months
        for years in self.years.values():
            yield from years

    def look(self, scene: Scene) -> None:
        """Write down this month."""
        values = state_values(scene, self._groups)
        if _PRICES in self._place:
            self._prices.look(scene.market)
            values[_PRICES] = self._prices.states.copy()
        row, total = self._reduce(values, scene.population())
        for name in self._of_world:
            total[self._place[name]] = OF_THE_WORLD[name](scene)
        if _PRICES in self._place:
            total[self._place[_PRICES]] = self._prices.world
        self.dates.append((scene.year, scene.calendar.month_of_year(scene.month)))
        self.states.append(row)
        self.world.append(total)
        if self._with_tables:
            self._add(scene)

    def _add(self, scene: Scene) -> None:
        """Add this month to the running year of the yearly tables."""
        tally = scene.tally
        # few of all pairs, and few of all edges, have anything to count
        pairs = np.nonzero(tally.arrivals)
        self._inflow[pairs] += tally.arrivals[pairs]
        self._flows[pairs] += tally.flows[pairs]
        self._sent += tally.sent
        self._by_channel += tally.entries
        some = np.flatnonzero(tally.crossings | tally.clients)
        counted = (tally.crossings, tally.attempts, tally.interdictions, tally.route_deaths, tally.clients)
        for place, now in enumerate((*counted, tally.edge_fees)):
            self._edges[place, some] += now[some]
        self._lines += (scene.ledger.amounts, scene.ledger.security)
        self._capacity += scene.market.markets.capacity[: scene.market.edges]
        if scene.calendar.month_of_year(scene.month) == 12 or scene.month == scene.calendar.months - 1:
            self._close_year(scene)

    def _reduce(self, values: dict[str, np.ndarray], population: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The measures by state [measures, S], and for the world [measures]."""
        row = self._next_row()
        for place, name in enumerate(self._named):
            # of a measure that is the world's alone there is none by state
            row[place] = values.get(name, np.nan)
        total = row.sum(axis=1)
        if self._means:
            parts = row[self._means] * population
            np.copyto(parts, 0.0, where=np.isnan(parts))
            total[self._means] = parts.sum(axis=1) / max(population.sum(), 1.0)
        if self._ratios:
            self._divide(row, total, values)
        return row, total

    def _divide(self, row: np.ndarray, total: np.ndarray, values: dict[str, np.ndarray]) -> None:
        """Make ratios of their numerators, by state and for the world."""
        below = np.empty((len(self._below), row.shape[1]))
        for place, name in enumerate(self._below):
            below[place] = values[name]
        total[self._ratios] = ratio(total[self._ratios], below.sum(axis=1))
        row[self._ratios] = ratio(row[self._ratios], below)

    def _next_row(self) -> np.ndarray:
        """Where to write a month's measures by state: float64 [measures, S].

        Room is made for a few megabytes of months at once, for which a system asks much less time than for each.
        """
        month, shape = len(self.states) % _MONTHS_AT_ONCE, self._room.shape[1:]
        if month == 0:
            self._room = np.empty((_MONTHS_AT_ONCE, *shape))
        return np.asarray(self._room[month])

    def part(self, name: str, scene: Scene) -> Part:
        """The running year of a yearly table so far, as `years` will have it; flows count from its first month.

        Args:
            name: one of `YEARLY`.
            scene: what is looked at.
        """
        parts = {
            "corridors": self._corridors, "entries": self._entries, "flows": self._pairs, "ledger": self._lines_moved,
            "routes": self._routes,
        }  # fmt: skip
        return parts[name](scene)

    def _close_year(self, scene: Scene) -> None:
        for name, years in self.years.items():
            years.append({"year": np.array([scene.year])} | self.part(name, scene))
        for array in (
            self._inflow,
            self._sent,
            self._by_channel,
            self._flows,
            self._edges,
            self._capacity,
            self._lines,
        ):
            array.fill(0)

    def _corridors(self, scene: Scene) -> Part:
        k, census = scene.persons_per_agent, scene.migrants.census
        sanctuary, camped = scene.armed_groups.sanctuary, np.zeros(census.stock.shape, np.int64)
        origin, destination, agents = scene.migrants.by_corridor(Status.REFUGEE_IN_CAMP)
        camped[origin, destination] = agents
        origin, destination = np.nonzero(
            (census.stock > 0) | (self._inflow > 0) | (self._sent.T > 0) | (sanctuary > 0.0)
        )
        return {
            "origin": origin,
            "destination": destination,
            "stock": census.stock[origin, destination] * k,
            "refugees": census.refugees[origin, destination] * k,
            "inflow": self._inflow[origin, destination] * k,
            "remittances": self._sent[destination, origin] * (k / CENTS),
            "camp_refugees": camped[origin, destination] * k,
            "fighters_abroad": sanctuary[origin, destination],
        }

    def _entries(self, scene: Scene) -> Part:
        place, channel = np.nonzero(self._by_channel)
        persons = self._by_channel[place, channel] * scene.persons_per_agent
        return {"state": place, "channel": channel, "persons": persons}

    def _pairs(self, scene: Scene) -> Part:
        origin, destination, channel = np.nonzero(self._flows)
        persons = self._flows[origin, destination, channel].astype(np.int64) * scene.persons_per_agent
        return {"origin": origin, "destination": destination, "channel": channel, "persons": persons}

    def _lines_moved(self, scene: Scene) -> Part:
        line, place = np.nonzero(self._lines.any(axis=0))
        change, security = self._lines[:, line, place]
        return {"state": place, "line": line, "change": change, "security": security}

    def _routes(self, scene: Scene) -> Part:
        capacity = np.zeros(self._edges.shape[1])
        capacity[scene.routes.ground] = self._capacity
        edge, k = np.flatnonzero(self._edges.any(axis=0)), scene.persons_per_agent
        amounts = dict(zip(_EDGE_AMOUNTS, [*self._edges[:, edge] * k, capacity[edge]], strict=True))
        amounts["fees"] = amounts["fees"] / CENTS
        return {"edge": edge, **amounts}

    def series(self, scene: Scene) -> Series:
        """The measures written down so far, as arrays."""
        names, months = tuple(measure.name for measure in self.measures), len(self.dates)
        return Series(
            names,
            tuple(scene.world.codes),
            np.array(self.dates, np.int64).reshape(months, 2),
            np.array(self.world).reshape(months, len(names)),
            np.array(self.states).reshape(months, len(names), len(scene.world)),
        )

    def frames(self, scene: Scene) -> dict[str, pd.DataFrame]:
        """What was written down, as frames by name (see `docs/odd.md`): by month, and those of `YEARLY`."""
        import pandas as pd

        series = self.series(scene)
        codes, names, dates, by_state = np.array(series.codes), series.names, series.dates, series.states
        months, states = len(dates), len(codes)
        frame = {"seed": np.full(months * states, scene.seed), "iso3": np.tile(codes, months)}
        frame |= {"year": np.repeat(dates[:, 0], states), "month": np.repeat(dates[:, 1], states)}
        frame |= {
            measure.name: by_state[:, place, :].reshape(-1)
            for place, measure in enumerate(self.measures)
            if not measure.world_only
        }
        world = {"seed": np.full(months, scene.seed), "year": dates[:, 0], "month": dates[:, 1]}
        world |= {name: series.world[:, place] for place, name in enumerate(names)}
        yearly = {name: self.yearly(name, scene) for name in YEARLY}
        return {"states": pd.DataFrame(frame), "world": pd.DataFrame(world), **yearly}

    def yearly(self, name: str, scene: Scene) -> pd.DataFrame:
        """One of the tables of `YEARLY` as a frame, the years that are over."""
        if name == "routes":
            return self._route_frame(scene)
        frames = {
            "corridors": self._corridor_frame, "entries": self._entry_frame, "flows": self._flow_frame,
            "ledger": self._ledger_frame,
        }  # fmt: skip
        return frames[name](np.array(scene.world.codes), scene.seed)

    def _corridor_frame(self, codes: np.ndarray, seed: int) -> pd.DataFrame:
        import pandas as pd

        columns = joined(self.years["corridors"], ("origin", "destination", *_CORRIDOR_AMOUNTS))
        columns |= {"origin": codes[columns["origin"]], "destination": codes[columns["destination"]]}
        return pd.DataFrame({"seed": np.full(len(columns["year"]), seed), **columns})

    def _entry_frame(self, codes: np.ndarray, seed: int) -> pd.DataFrame:
        import pandas as pd

        columns = joined(self.years["entries"], ("state", "channel", "persons"))
        words = np.array([channel.name.lower() for channel in Channel])
        return pd.DataFrame({
            "seed": np.full(len(columns["year"]), seed), "year": columns["year"], "iso3": codes[columns["state"]],
            "channel": words[columns["channel"]], "persons": columns["persons"],
        })  # fmt: skip

    def _flow_frame(self, codes: np.ndarray, seed: int) -> pd.DataFrame:
        import pandas as pd

        columns = joined(self.years["flows"], ("origin", "destination", "channel", "persons"))
        words = np.array([channel.name.lower() for channel in Channel])
        return pd.DataFrame({
            "seed": np.full(len(columns["year"]), seed), "year": columns["year"],
            "origin": codes[columns["origin"]], "destination": codes[columns["destination"]],
            "channel": words[columns["channel"]], "persons": columns["persons"],
        })  # fmt: skip

    def _ledger_frame(self, codes: np.ndarray, seed: int) -> pd.DataFrame:
        import pandas as pd

        columns = joined(self.years["ledger"], ("state", "line", "change", "security"))
        named = {
            name: np.array([getattr(entry, name) for entry in ENTRIES])[columns["line"]]
            for name in ("outcome", "channel")
        }
        return pd.DataFrame({
            "seed": np.full(len(columns["year"]), seed), "year": columns["year"], "iso3": codes[columns["state"]],
            **named, "change": columns["change"], "security": columns["security"],
        })  # fmt: skip

    def _route_frame(self, scene: Scene) -> pd.DataFrame:
        import pandas as pd

        codes, edges = np.array(scene.world.codes), scene.world.circuit.edges
        columns = joined(self.years["routes"], ("edge", *_EDGE_AMOUNTS))
        edge = columns.pop("edge")
        ends = {"origin": codes[edges.tail[edge]], "destination": codes[edges.head[edge]]}
        ends["channel"] = np.array(MODES)[edges.mode[edge]]
        year = columns.pop("year")
        return pd.DataFrame({"seed": np.full(len(edge), scene.seed), "year": year, **ends, **columns})


def joined(parts: list[Part], names: tuple[str, ...]) -> Part:
    """The arrays of several years end to end, by name, each row with its `year`."""
    columns = {
        name: np.concatenate([part[name] for part in parts] or [np.zeros(0, np.int64)]) for name in names
    }
    years = [np.repeat(part["year"], len(part[names[0]])) for part in parts]
    return {"year": np.concatenate(years or [np.zeros(0, np.int64)]), **columns}
