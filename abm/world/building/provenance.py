"""Where every shipped column comes from: its sources, the years that they cover, and what was done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of a column: keys of `SOURCES`, years covered by them, the transformation in a sentence."""

    sources: tuple[str, ...]
    years: str
    transformation: str


def _from(sources: str, years: str, transformation: str) -> Provenance:
    return Provenance(tuple(sources.split()), years, transformation)


_QUOTA = _from(
    "undesa unhcr own",
    "1990-2015",
    "estimated from the balance of stocks, shared out by regime; carried after 2015",
)
_CODE = _from("m49", "", "transcribed")

PROVENANCE: dict[str, Provenance] = {
    "states.iso3": _CODE,
    "states.name": _from("m49", "", "transcribed, in short English forms"),
    "states.region": _from("m49", "", "transcribed; Kosovo and Taiwan stand with the region around them"),
    "states.longitude": _from(
        "cow cepii", "2016", "capital (Correlates of War); CEPII for ESH HKG MAC PRI PSE"
    ),
    "states.latitude": _from("cow cepii", "2016", "as the longitude"),
    "states.share_low": _from("wdi gapminder own", "1990", "estimated from income and human development"),
    "states.share_medium": _from("wdi gapminder own", "1990", "one less the other two"),
    "states.share_high": _from("wdi gapminder own", "1990", "estimated from income and human development"),
    "states.working_share": _from("wdi own", "1990", "estimated from the birth rate"),
    "states.capacity": _from("hanson_sigman wgi", "1990", "as in the series"),
    "states.naturalisation_years": _from(
        "globalcit", "2020", "ordinary naturalisation; law of 2020 for the whole period"
    ),
    "series.iso3": _CODE,
    "series.year": _from("own", "1990-2020", "every year"),
    "series.population": _from("wdi", "1990-2020", "none"),
    "series.birth_rate": _from("wdi", "1990-2020", "gaps filled"),
    "series.natural_increase": _from(
        "wdi ucdp", "1990-2015", "from births, population and net migration, smoothed"
    ),
    "series.gdp_per_head": _from(
        "wdi gapminder", "1990-2020", "Gapminder brought to the level of the World Bank"
    ),
    "series.capacity": _from(
        "hanson_sigman wgi", "1990-2015, 1996-2019", "mean of two standardised indices, see below"
    ),
    "series.conflict_deaths": _from(
        "ucdp", "1990-2018, 1990-2020", "all organised violence, where it happened"
    ),
    "series.forced_outflow": _from(
        "unhcr ucdp", "1990-2015", "from the balance of refugees abroad; by deaths after 2015"
    ),
    "series.quota_skilled": _QUOTA,
    "series.quota_guest": _QUOTA,
    "series.quota_student": _QUOTA,
    "series.quota_family": _QUOTA,
    "corridors.origin": _CODE,
    "corridors.destination": _CODE,
    "corridors.distance_km": _from(
        "cepii cow", "constant", "principal cities; capitals where CEPII has none; at least 5 km"
    ),
    "corridors.contiguous": _from("cow cepii", "2016", "land borders of both sources, symmetric"),
    "corridors.common_language": _from(
        "cepii", "constant", "official language; gaps filled from a sister state"
    ),
    "corridors.colonial_link": _from("cepii", "constant", "gaps filled from a sister state"),
    "corridors.visa_free": _from("visa", "2010", "one year for the whole period; gaps filled"),
    "corridors.free_movement_from": _from(
        "schengen", "1995-2011", "the later of the two dates of implementation"
    ),
    "corridors.stock": _from("undesa", "1990", "unknown origins shared out, refugees never above the stock"),
    "corridors.refugees": _from("unhcr", "1990", "host totals beyond the reported pairs shared out"),
    "circuit.origin": _CODE,
    "circuit.destination": _CODE,
    "circuit.channel": _from(
        "cow cepii own", "2016", "land borders; sea contiguity and known crossings; flights for all"
    ),
    "circuit.distance_km": _from(
        "cow cepii own", "constant", "capitals by land, shores by sea, principal cities by air"
    ),
    "circuit.cost": _from("own", "constant", "linear in distance"),
    "circuit.hazard": _from("own", "constant", "linear in distance, capped"),
    "reference_stocks.origin": _CODE,
    "reference_stocks.destination": _CODE,
    "reference_stocks.year": _from(
        "undesa", "1990, 2000, 2010, 2015", "2020 revision; 2015 from the 2024 revision"
    ),
    "reference_stocks.stock": _from(
        "undesa", "1990, 2000, 2010, 2015", "none; unknown origins are not shared out"
    ),
    "reference_states.iso3": _CODE,
    "reference_states.year": _from("own", "1990-2015", "none"),
    "reference_states.immigrant_stock": _from(
        "undesa", "1990-2015, every five years", "none (2024 revision)"
    ),
    "reference_states.refugees_hosted": _from("unhcr", "1990-2015", "none"),
    "reference_states.refugees_origin": _from("unhcr", "1990-2015", "none"),
    "reference_states.remittances_in": _from("wdi", "1990-2015", "none"),
    "reference_states.remittances_out": _from("wdi", "1990-2015", "none"),
    "reference_states.asylum_applications": _from("unhcr", "2000-2015", "none"),
    "reference_refugees.origin": _CODE,
    "reference_refugees.destination": _CODE,
    "reference_refugees.year": _from("unhcr", "1990, 2000, 2005, 2010, 2015", "none"),
    "reference_refugees.refugees": _from(
        "unhcr", "1990, 2000, 2005, 2010, 2015", "pairs without refugees left out"
    ),
}
"""Provenance by `table.column`."""
