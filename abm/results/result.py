"""A finished batch as a value: its scenario, its seeds, and its frames, read from disk when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from abm.refusal import Refusal
from abm.results.columns import FRAMES
from abm.results.files import read_json
from abm.results.measures import MEASURES, Measure
from abm.results.store import DIGITS, Store

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
FORMAT = 1
"""Version of the layout on disk; a result of another version is refused."""


@final
@dataclass(frozen=True)
class Result:
    """The replications of one scenario. Frames are read once, when first asked for; treat them as read-only.

    Attributes:
        folder: the output folder of the batch.
        scenario: the resolved scenario, as dictionaries, lists and scalars.
        digest: SHA-256 of the scenario and its world, without seed and number of replications.
        seeds: seeds of the finished replications that the batch asked for, ascending.
        version: version of the package that computed them.
        manifest: all that is known of the batch: versions, times, memory, drivers.
    """

    folder: Path
    scenario: Mapping[str, Any]
    digest: str
    seeds: tuple[int, ...]
    version: str
    manifest: Mapping[str, Any] = field(repr=False)
    _store: Store = field(repr=False)

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure by its name: unit, label, meaning, reduction."""
        return MEASURES

    @cached_property
    def states(self) -> pd.DataFrame:
        """Measures by seed, state and month: seed, iso3, year, month (1..12), one column for each measure."""
        return self.frame("states")

    @cached_property
    def world(self) -> pd.DataFrame:
        """Measures of the world by seed and month: seed, year, month (1..12), one column for each measure."""
        return self.frame("world")

    @cached_property
    def corridors(self) -> pd.DataFrame:
        """By seed, year, origin and destination: stock, refugees, inflow, remittances, camp_refugees, fighters_abroad.

        Stocks are those of the end of December, flows those of the year.
        """
        return self.frame("corridors")

    @cached_property
    def entries(self) -> pd.DataFrame:
        """Persons who entered in a year: seed, year, iso3 (the destination), channel, persons."""
        return self.frame("entries")

    @cached_property
    def flows(self) -> pd.DataFrame:
        """Persons who entered in a year, by pair of states: seed, year, origin, destination, channel, persons."""
        return self.frame("flows")

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """What changed in a year by channel: seed, year, iso3, outcome, channel, change, security."""
        return self.frame("ledger")

    @cached_property
    def routes(self) -> pd.DataFrame:
        """Crossings of a year by edge of the circuit: seed, year, origin, destination, channel, ..."""
        return self.frame("routes")

    @cached_property
    def places(self) -> pd.DataFrame | None:
        """The states of the world: iso3, name, longitude, latitude (degrees)."""
        return self._store.read_reference("places")

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name of each state by its code."""
        places = self.places
        return {} if places is None else dict(zip(places["iso3"], places["name"], strict=True))

    @cached_property
    def reference_stocks(self) -> pd.DataFrame | None:
        """Reported migrant stocks (persons, mid-year): origin, destination, year, stock; None without."""
        return self._store.read_reference("reference_stocks")

    @cached_property
    def reference_states(self) -> pd.DataFrame | None:
        """Reported outcomes by state: iso3, year, immigrant_stock, ...; None without."""
        return self._store.read_reference("reference_states")

    @cached_property
    def reference_refugees(self) -> pd.DataFrame | None:
        """Reported refugees (persons, end of the year): origin, destination, year, refugees; None without."""
        return self._store.read_reference("reference_refugees")

    @cached_property
    def reference_wars(self) -> pd.DataFrame | None:
        """Recorded deaths by armed conflict: iso3, year, deaths (persons), all states and years; None without."""
        return self._store.read_reference("reference_wars")

    def frame(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Read a frame of all seeds, or some of its columns.

        Args:
            name: states, world, corridors, entries, flows, ledger or routes.
            columns: the columns to read; all if None.

        Raises:
            Refusal: no such frame or column, or a file is missing or torn.
        """
        if name not in FRAMES:
            raise Refusal(f"there is no frame '{name}'; there are {', '.join(FRAMES)}")
        return self._store.read(name, self.seeds, columns)

    def account(self, seed: int) -> dict[str, Any]:
        """Return what is known of one replication: seconds, memory, when it finished, rows of its frames."""
        return self._store.entry(seed)


def load_result(folder: str | Path) -> Result:
    """Open the result in an output folder, or in the folder of one digest below it.

    Raises:
        Refusal: there is none, its manifest is torn, no replication is finished, or a file is missing or torn.
    """
    place = Path(folder)
    path = place / MANIFEST
    if not path.is_file():
        raise Refusal(
            f"{place} holds no result: no {MANIFEST} (it comes with the first finished replication)"
        )
    manifest = read_json(path)
    try:
        digest, asked = str(manifest["digest"]), [int(seed) for seed in manifest["seeds"]]
        scenario, version, layout = manifest["scenario"], str(manifest["version"]), manifest["format"]
    except (KeyError, TypeError, ValueError):
        raise Refusal(f"{path} is not the manifest of a batch") from None
    if layout != FORMAT:
        raise Refusal(f"{path} has format {layout}, and this version reads format {FORMAT}")
    store = Store(place) if place.resolve().name == digest[:DIGITS] else Store.of(place, digest)
    seeds = tuple(sorted(set(asked) & set(store.finished())))
    if not seeds:
        raise Refusal(f"{place} holds no finished replication of the scenario in its {MANIFEST}")
    for seed in seeds:
        if torn := store.torn(seed):
            raise Refusal(f"{torn}; the same run command computes seed {seed} again")
    return Result(place, scenario, digest, seeds, version, manifest, store)
