"""What each column of the tables of a world holds: the one place where it is declared.

Reading, `check-world`, the builders and `docs/data.md` all derive from `SCHEMA`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, final

Kind = Literal["word", "integer", "number"]
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
CHANNELS = ("land", "sea", "air")
NEVER_NATURALISED = 100.0
FLAG = re.compile(r"observed|interpolated|carried|(estimated|assumed):[a-z0-9_]+")
SHOWN_PER_FAULT = 20
MANY = 1e10
HALF_CIRCUMFERENCE_KM = 20_040.0


@final
@dataclass(frozen=True, slots=True)
class Column:
    """A column: its table and name, what it holds, in which unit and closed range, and whether it may be blank."""

    table: str
    name: str
    kind: Kind
    unit: str
    low: float
    high: float
    required: bool
    meaning: str
    words: tuple[str, ...] = ()

    @property
    def range(self) -> str:
        """The values that are accepted, in words."""
        return ", ".join(self.words) or f"{self.low:,.10g} .. {self.high:,.10g} ({self.unit})"


@final
@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name (the stem of its file), the columns that identify a row, whether a world needs it."""

    name: str
    key: tuple[str, ...]
    required: bool
    meaning: str


TABLES: tuple[Table, ...] = (
    Table(
        "states", ("iso3",), True, "one row per state; the order of rows is the order of states everywhere"
    ),
    Table("series", ("iso3", "year"), True, "one row per state and year, without gaps"),
    Table("corridors", ("origin", "destination"), True, "one row per ordered pair of states"),
    Table(
        "circuit",
        ("origin", "destination", "channel"),
        True,
        "one row per edge of the migration circuit; a pair without one by air is closed to entry with authorisation "
        "and to claims by air",
    ),
    Table(
        "reference_stocks",
        ("origin", "destination", "year"),
        False,
        "reported migrant stocks, to compare with",
    ),
    Table("reference_states", ("iso3", "year"), False, "reported outcomes of states, to compare with"),
    Table(
        "reference_refugees",
        ("origin", "destination", "year"),
        False,
        "reported refugees by origin and host, to compare with",
    ),
)


def _word(table: str, name: str, meaning: str, words: tuple[str, ...] = ()) -> Column:
    return Column(table, name, "word", "word", 0.0, 0.0, True, meaning, words)


def _number(
    table: str, name: str, unit: str, span: tuple[float, float], meaning: str, *, blank: bool = False
) -> Column:
    return Column(table, name, "number", unit, *span, not blank, meaning)


def _integer(table: str, name: str, unit: str, span: tuple[float, float], meaning: str) -> Column:
    return Column(table, name, "integer", unit, *span, True, meaning)


def _quota(kind: str, meaning: str) -> Column:
    return _number("series", f"quota_{kind}", "persons per year", (0, MANY), meaning)


def _reported(name: str, unit: str, high: float, meaning: str) -> Column:
    return _number(
        "reference_states", name, unit, (0, high), meaning + "; blank where not reported", blank=True
    )


_SHARE, _YEAR, _SWITCH = (0.0, 1.0), (1800.0, 2200.0), (0.0, 1.0)

SCHEMA: tuple[Column, ...] = (
    _word("states", "iso3", "code of the state (ISO 3166-1 alpha-3)"),
    _word("states", "name", "name of the state"),
    _word("states", "region", "region (UN M49)", REGIONS),
    _number("states", "longitude", "degrees", (-180, 180), "longitude of the capital"),
    _number("states", "latitude", "degrees", (-90, 90), "latitude of the capital"),
    _number(
        "states",
        "share_low",
        "share",
        _SHARE,
        "residents with at most lower secondary schooling; the three add to 1",
    ),
    _number("states", "share_medium", "share", _SHARE, "residents with upper secondary schooling"),
    _number("states", "share_high", "share", _SHARE, "residents with tertiary schooling"),
    _number(
        "states", "working_share", "share", _SHARE, "share of the population aged 15 to 64 in the first year"
    ),
    _number("states", "capacity", "index", _SHARE, "institutional capacity in the first year"),
    _number(
        "states",
        "naturalisation_years",
        "years",
        (0, 100),
        "residence before naturalisation; blank: never",
        blank=True,
    ),
    _word("series", "iso3", "code of the state"),
    _integer("series", "year", "calendar year", _YEAR, "year"),
    _number("series", "population", "persons", (1, MANY), "population in the middle of the year"),
    _number("series", "birth_rate", "per 1,000 per year", (0, 100), "live births"),
    _number("series", "natural_increase", "per 1,000 per year", (-1000, 100), "births less deaths"),
    _number("series", "gdp_per_head", "constant 2021 PPP $", (50, 1e6), "gross domestic product per head"),
    _number("series", "capacity", "index", _SHARE, "institutional capacity: 0 none, 1 most capable"),
    _number(
        "series",
        "conflict_deaths",
        "persons per year",
        (0, MANY),
        "deaths in organised violence on the territory",
    ),
    _number("series", "forced_outflow", "persons per year", (0, MANY), "people who flee across a border"),
    _quota("skilled", "admissions for skilled work"),
    _quota("guest", "admissions for low-skilled or temporary work"),
    _quota("student", "admissions for study"),
    _quota("family", "admissions of family members"),
    _word("corridors", "origin", "state of origin"),
    _word("corridors", "destination", "state of destination"),
    _number(
        "corridors", "distance_km", "km", (1, HALF_CIRCUMFERENCE_KM), "distance between the principal cities"
    ),
    _integer("corridors", "contiguous", "0 or 1", _SWITCH, "the two states share a land border"),
    _integer("corridors", "common_language", "0 or 1", _SWITCH, "the two states share an official language"),
    _integer("corridors", "colonial_link", "0 or 1", _SWITCH, "one was a colony of the other"),
    _integer(
        "corridors",
        "visa_free",
        "0 or 1",
        _SWITCH,
        "citizens of the origin may visit the destination without visa",
    ),
    _number(
        "corridors",
        "free_movement_from",
        "calendar year",
        _YEAR,
        "first year of free movement; blank: none",
        blank=True,
    ),
    _number(
        "corridors",
        "stock",
        "persons",
        (0, MANY),
        "migrants at the start of the first year, refugees among them",
    ),
    _number("corridors", "refugees", "persons", (0, MANY), "refugees at the start of the first year"),
    _word("circuit", "origin", "state that is left"),
    _word("circuit", "destination", "state that is entered"),
    _word("circuit", "channel", "kind of crossing", CHANNELS),
    _number("circuit", "distance_km", "km", (1, HALF_CIRCUMFERENCE_KM), "length of the crossing"),
    _number(
        "circuit",
        "cost",
        "constant 2021 PPP $",
        (0, 1e6),
        "cost of travel per person, without any smuggler's fee",
    ),
    _number(
        "circuit",
        "hazard",
        "probability",
        _SHARE,
        "probability of death of one crossing without authorisation",
    ),
    _word("reference_stocks", "origin", "state of origin"),
    _word("reference_stocks", "destination", "state of destination"),
    _integer("reference_stocks", "year", "calendar year", _YEAR, "year, at its middle"),
    _number("reference_stocks", "stock", "persons", (0, MANY), "migrants as reported"),
    _word("reference_states", "iso3", "code of the state"),
    _integer("reference_states", "year", "calendar year", _YEAR, "year"),
    _reported("immigrant_stock", "persons", MANY, "migrants present at the middle of the year"),
    _reported("refugees_hosted", "persons", MANY, "refugees hosted at the end of the year"),
    _reported("refugees_origin", "persons", MANY, "refugees of this origin abroad at the end of the year"),
    _reported("remittances_in", "current US $ per year", 1e13, "remittances received"),
    _reported("remittances_out", "current US $ per year", 1e13, "remittances sent"),
    _reported("asylum_applications", "persons per year", MANY, "applications for asylum received"),
    _word("reference_refugees", "origin", "state of origin"),
    _word("reference_refugees", "destination", "state of refuge"),
    _integer("reference_refugees", "year", "calendar year", _YEAR, "year, at its end"),
    _number("reference_refugees", "refugees", "persons", (0, MANY), "refugees as reported"),
)


def columns_of(table: str) -> tuple[Column, ...]:
    """Return the declared columns of one table, in order."""
    return tuple(column for column in SCHEMA if column.table == table)
