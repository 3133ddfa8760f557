"""Population, births, natural increase and the working share of every state and year."""

from __future__ import annotations

import numpy as np

from abm.world.building.assumptions import value
from abm.world.building.methods import INCOME_NEIGHBOURS, Array, Filled, assumed, estimated, income_neighbours
from abm.world.building.sources import Raw

BALANCE = estimated(
    "smoothed_population_balance",
    "births less deaths, with deaths per head = births - (half the change of the mid-year "
    "population from the year before "
    "to the year after, less net migration) / population, their running median of seven years, "
    "within 2 .. 50 per 1,000; "
    "where organised violence kills more than 5 per 1,000 in a year, its deaths come on top",
)
DEATHS_CARRIED = estimated(
    "deaths_carried",
    "after 2015, without net migration: births of the year less the deaths per head of the last window",
)
NO_MIGRATION = assumed(
    "no_net_migration",
    "where net migration was never reported, the whole change of the population counts as natural increase",
)
WORKING_SHARE = estimated(
    "working_share_from_births", "working share = 0.70 - 0.0055 x (birth rate - 12), within 0.47 .. 0.72"
)
WINDOW = 7
FEWEST_DEATHS, MOST_DEATHS = 2.0, 50.0
CRISIS = 5.0
LOWEST, HIGHEST = -30.0, 60.0


def population(raw: Raw) -> Filled:
    """Return the mid-year population (persons), states x years."""
    return Filled.observed(raw.yearly("pop")).interpolate()


def birth_rate(raw: Raw, gdp_per_head: Array) -> Filled:
    """Return live births per 1,000 per year, states x years."""
    births = Filled.observed(raw.yearly("birth_rate")).interpolate()
    return births.fill(income_neighbours(births.values, gdp_per_head, raw.regions), INCOME_NEIGHBOURS)


def natural_increase(raw: Raw, people: Array, births: Array, gdp_per_head: Array) -> Filled:
    """Return births less deaths per 1,000 per year, states x years.

    Args:
        raw: the raw tables, for net migration (persons per year, to 2015).
        people: mid-year population, states x years.
        births: births per 1,000, states x years.
        gdp_per_head: PPP $, states x years.
    """
    change = np.gradient(people, axis=1)
    migration = raw.yearly("net_migration")
    deaths = births - 1000.0 * (change - migration) / people
    reported = ~np.isnan(deaths)
    typical = np.clip(_running_median(deaths), FEWEST_DEATHS, MOST_DEATHS)
    balance = births - typical - _crisis(raw, people)
    empty = Filled(np.full(people.shape, np.nan), np.full(people.shape, "", dtype=object))
    natural = empty.replace(reported, balance, BALANCE).fill(balance, DEATHS_CARRIED)
    natural = natural.fill(_closed(natural.missing, 1000.0 * change / people, births), NO_MIGRATION)
    natural = natural.fill(income_neighbours(natural.values, gdp_per_head, raw.regions), INCOME_NEIGHBOURS)
    lowest = np.where(_crisis(raw, people) > 0.0, -1000.0, LOWEST)
    return natural.changed(np.clip(natural.values, lowest, HIGHEST))


def _running_median(values: Array) -> Array:
    """Return the median of the known values in the window around each year; near the ends, that of the last window."""
    result = np.full(values.shape, np.nan)
    half = WINDOW // 2
    for state, row in enumerate(values):
        known = np.flatnonzero(~np.isnan(row))
        for year in range(len(row)) if len(known) else ():
            middle = min(max(year, known[0] + half), known[-1] - half)
            result[state, year] = np.nanmedian(row[max(0, middle - half) : middle + half + 1])
    return result


def _crisis(raw: Raw, people: Array) -> Array:
    """Return deaths in organised violence per 1,000 in the years in which they exceed the threshold, else 0."""
    rate = 1000.0 * np.nan_to_num(raw.yearly("ged_deaths")) / people
    return np.where(rate > CRISIS, rate, 0.0)


def _closed(missing: Array, growth: Array, births: Array) -> Array:
    """Return growth (per 1,000) as natural increase of the states that could be closed: it never exceeds the births."""
    possible = (missing & (growth < births)).all(axis=1, keepdims=True)
    return np.where(possible, growth, np.nan)


def working_share(births: Array) -> Filled:
    """Return the share of the population aged 15 to 64 from the birth rate (per 1,000), one number per state."""
    share = working_share_of(births)
    return Filled(share, np.full(share.shape, WORKING_SHARE, dtype=object))


def working_share_of(births: Array) -> Array:
    """Return 0.70 - 0.0055 x (births - 12), within 0.47 .. 0.72, with births per 1,000 per year."""
    share = value("working_share_level") + value("working_share_slope") * (births - 12.0)
    return np.asarray(np.clip(share, 0.47, 0.72))
