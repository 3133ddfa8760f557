"""Where the data come from, under which licence, what is left out, and how the raw tables are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import final

import numpy as np
import pandas as pd

from abm.refusal import Refusal
from abm.world.building.geography import PLACES
from abm.world.building.methods import Array

FIRST_YEAR, LAST_YEAR = 1990, 2020
YEARS = np.arange(FIRST_YEAR, LAST_YEAR + 1)
LAST_REPORTED_YEAR = 2015


@final
@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's data set: its title, how to cite it, its licence and where it is found."""

    title: str
    citation: str
    licence: str
    address: str


SOURCES: dict[str, Source] = {
    "wdi": Source(
        "World Development Indicators",
        "World Bank; population after UN World Population Prospects 2024",
        "CC BY 4.0",
        "https://databank.worldbank.org",
    ),
    "gapminder": Source(
        "Gapminder GDP per head and human development index",
        "Gapminder Foundation",
        "CC BY 4.0",
        "https://www.gapminder.org/data",
    ),
    "undesa": Source(
        "International Migrant Stock, 2020 and 2024 revisions",
        "United Nations, Department of Economic and Social Affairs, Population Division",
        "CC BY 3.0 IGO",
        "https://www.un.org/development/desa/pd",
    ),
    "unhcr": Source(
        "Refugee Data Finder",
        "United Nations High Commissioner for Refugees",
        "CC BY 4.0",
        "https://www.unhcr.org/refugee-statistics",
    ),
    "wgi": Source(
        "Worldwide Governance Indicators",
        "Kaufmann and Kraay, World Bank",
        "CC BY 4.0",
        "https://www.govindicators.org",
    ),
    "hanson_sigman": Source(
        "State Capacity Dataset",
        "Hanson and Sigman (2021), Journal of Politics 83:4",
        "CC0",
        "https://dataverse.harvard.edu",
    ),
    "ucdp": Source(
        "UCDP Georeferenced Event Dataset and Battle-Related Deaths",
        "Uppsala Conflict Data Program; Sundberg and Melander (2013), Journal of Peace Research 50:4",
        "CC BY 4.0",
        "https://ucdp.uu.se",
    ),
    "cow": Source(
        "Direct Contiguity and the coordinates of capitals",
        "Correlates of War Project; Stinnett et al. (2002), Conflict Management and Peace Science 19:2",
        "free with citation",
        "https://correlatesofwar.org",
    ),
    "cepii": Source(
        "GeoDist",
        "Mayer and Zignago (2011), CEPII Working Paper 2011-25",
        "Etalab 2.0",
        "https://www.cepii.fr",
    ),
    "visa": Source(
        "Visa Network Data",
        "Mau, Gülzau, Laube and Zaun (2015), Journal of Ethnic and Migration Studies 41:8",
        "cite",
        "https://www.fiw.uni-bonn.de",
    ),
    "globalcit": Source(
        "GLOBALCIT Citizenship Law Dataset 2020",
        "Vink, van der Baaren, Bauböck, Džankić, Honohan and Manby, European University Institute",
        "CC BY 4.0",
        "https://globalcit.eu",
    ),
    "m49": Source(
        "Standard country or area codes (M49)",
        "United Nations Statistics Division; transcribed",
        "facts",
        "https://unstats.un.org/unsd/methodology/m49",
    ),
    "schengen": Source(
        "Dates on which the Schengen area was put into effect",
        "Council of the European Union; transcribed",
        "facts",
        "https://www.consilium.europa.eu",
    ),
    "own": Source("This project", "values assumed or computed by the builder", "as this project", ""),
}

NOT_SHIPPED: tuple[tuple[str, str], ...] = (
    ("V-Dem", "CC BY-SA 4.0: its share-alike condition would bind the shipped tables"),
    (
        "mledoze/countries (borders, areas, centroids, regions)",
        "ODbL: share-alike; CEPII, Correlates of War and M49 serve",
    ),
    ("IAB brain-drain data", "offered for research on citation, without a licence to pass on"),
    ("Polity and counts of terrorist attacks", "their terms do not allow passing the data on"),
    ("Abel and Cohen's flow estimates", "used to validate only; three methods differ threefold"),
    ("the Holy See", "about 500 residents, no births: no demography to model"),
)


@final
@dataclass(frozen=True, slots=True, eq=False)
class Raw:
    """The raw tables, cut to the states that are built and put in the order of `states`.

    countries is indexed by iso3, corridors by (origin, destination) in the order of all ordered pairs,
    panel by (iso3, year).
    """

    states: tuple[str, ...]
    countries: pd.DataFrame
    corridors: pd.DataFrame
    panel: pd.DataFrame

    def country(self, column: str) -> Array:
        """Return a column of the countries, one number per state."""
        return self.countries[column].to_numpy(dtype=float)

    def yearly(self, column: str) -> Array:
        """Return a column of the panel as states x years, NaN where missing."""
        wide = self.panel[column].unstack("year").reindex(index=list(self.states), columns=YEARS)
        return wide.to_numpy(dtype=float)

    def pair(self, column: str) -> Array:
        """Return a column of the corridors as states x states (origin x destination), NaN on the diagonal."""
        number = len(self.states)
        matrix = np.full((number, number), np.nan)
        matrix[~np.eye(number, dtype=bool)] = self.corridors[column].to_numpy(dtype=float)
        return matrix

    @property
    def regions(self) -> Array:
        """The UN M49 region of each state."""
        return np.array([PLACES[iso3].region for iso3 in self.states], dtype=object)

    def index(self, *codes: str) -> list[int]:
        """Return the positions of states by code."""
        return [self.states.index(iso3) for iso3 in codes]


def read_raw(source: Path) -> Raw:
    """Read `source`/world/{countries,corridors,country_year}.csv[.gz].

    Raises:
        Refusal: where a table is missing.
    """
    countries, corridors, panel = (
        _table(source, name) for name in ("countries", "corridors", "country_year")
    )
    states = tuple(sorted(set(countries["iso3"]) & set(PLACES)))
    pairs = pd.MultiIndex.from_tuples(
        [(o, d) for o in states for d in states if o != d], names=("origin", "destination")
    )
    return Raw(
        states,
        countries.set_index("iso3").loc[list(states)],
        corridors.set_index(["origin", "destination"]).reindex(pairs),
        panel[panel["iso3"].isin(states)].set_index(["iso3", "year"]).sort_index(),
    )


def _table(source: Path, name: str) -> pd.DataFrame:
    for path in (source / "world" / f"{name}.csv", source / "world" / f"{name}.csv.gz"):
        if path.exists():
            return pd.read_csv(path, keep_default_na=False, na_values=[""], low_memory=False)
    raise Refusal(f"{source / 'world'} has no {name}.csv or {name}.csv.gz to build the world from")
