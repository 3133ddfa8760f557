"""GDP per head and institutional capacity of every state and year."""

from __future__ import annotations

import numpy as np

from abm.world.building.assumptions import value
from abm.world.building.methods import CARRIED, INTERPOLATED, OBSERVED, Array, Filled, estimated
from abm.world.building.sources import Raw

SPLICE = estimated(
    "gapminder_spliced",
    "Gapminder's GDP per head times the state's ratio of the World Bank's to it in the three "
    "nearest years that have both",
)
WORLD_RATIO = estimated(
    "gapminder_world_ratio",
    "Gapminder's GDP per head times the median ratio of the World Bank's to it over the world in that year",
)
REGION_GROWTH = estimated(
    "region_growth", "the nearest known year, moved by the median growth of GDP per head in the region"
)
NEIGHBOUR_MEAN = estimated(
    "land_neighbours", "geometric mean of the states that share a land border, in that year"
)
ONE_INDEX = estimated(
    "one_index_spliced",
    "one of the two indices of capacity, moved by the state's mean difference between both in the years that have both",
)
CAPACITY_LINE = estimated(
    "capacity_from_income",
    "least-squares line of capacity on ln GDP per head over all states and years that have both",
)
SPLICE_YEARS = 3


def gdp_per_head(raw: Raw, contiguous: Array) -> Filled:
    """Return GDP per head (constant 2021 PPP $), states x years.

    Args:
        raw: the raw tables.
        contiguous: states x states, true where two share a land border.
    """
    bank, gapminder = raw.yearly("gdp_pc_ppp2021"), raw.yearly("gdp_pc_ppp_gapminder")
    ratio = bank / gapminder
    income = Filled.observed(bank).fill(gapminder * _nearest_ratio(ratio), SPLICE)
    income = income.fill(gapminder * _world_ratio(ratio), WORLD_RATIO)
    income = income.fill(_inner_line(income.values), INTERPOLATED)
    income = income.fill(_moved_by_region(income.values, raw.regions), REGION_GROWTH)
    return income.fill(_land_neighbours(income.values, contiguous), NEIGHBOUR_MEAN)


def _nearest_ratio(ratio: Array) -> Array:
    """Return the mean ratio of the nearest years that have one, for every state and year."""
    result = np.full(ratio.shape, np.nan)
    years = np.arange(ratio.shape[1])
    for state, values in enumerate(ratio):
        known = np.flatnonzero(~np.isnan(values))
        for year in years if len(known) else ():
            near = known[np.argsort(np.abs(known - year), kind="stable")[:SPLICE_YEARS]]
            result[state, year] = values[near].mean()
    return result


def _world_ratio(ratio: Array) -> Array:
    yearly = np.array(
        [np.median(column[~np.isnan(column)]) if (~np.isnan(column)).any() else np.nan for column in ratio.T]
    )
    known = np.flatnonzero(~np.isnan(yearly))
    return np.interp(np.arange(len(yearly)), known, yearly[known])


def _inner_line(values: Array) -> Array:
    """Return straight lines, on a logarithmic scale, over gaps between two known years."""
    result = np.full(values.shape, np.nan)
    for state, row in enumerate(values):
        known = np.flatnonzero(~np.isnan(row))
        if len(known):
            inner = np.arange(known[0], known[-1] + 1)
            result[state, inner] = np.exp(np.interp(inner, known, np.log(row[known])))
    return result


def _moved_by_region(values: Array, regions: Array) -> Array:
    """Carry the first and last known value outwards by the region's median growth."""
    result = values.copy()
    growth = np.diff(np.log(values), axis=1)
    for state, row in enumerate(values):
        known = np.flatnonzero(~np.isnan(row))
        if not len(known):
            continue
        typical = np.nanmedian(growth[regions == regions[state]], axis=0)
        level = np.concatenate([[0.0], np.cumsum(typical)])
        for years, anchor in ((range(known[0]), known[0]), (range(known[-1] + 1, len(row)), known[-1])):
            for year in years:
                result[state, year] = row[anchor] * np.exp(level[year] - level[anchor])
    return result


def _land_neighbours(values: Array, contiguous: Array) -> Array:
    result = np.full(values.shape, np.nan)
    for state in np.flatnonzero(np.isnan(values).any(axis=1)):
        near = contiguous[state] & ~np.isnan(values).any(axis=1)
        if near.any():
            result[state] = np.exp(np.log(values[near]).mean(axis=0))
    return result


def capacity(raw: Raw, income: Array) -> Filled:
    """Return institutional capacity (0..1), states x years.

    Mean of two indices, the state capacity of Hanson and Sigman (to 2015) and the government effectiveness of the
    Worldwide Governance Indicators (from 1996), each standardised over the state-years that have both and brought
    back to the mean and the spread of the two: capacity = mean + spread x (z1 + z2) / 2.

    Args:
        raw: the raw tables.
        income: GDP per head, PPP $, states x years.
    """
    first, second = raw.yearly("state_capacity_hs01"), raw.yearly("gov_eff01")
    both = ~np.isnan(first) & ~np.isnan(second)
    means = first[both].mean(), second[both].mean()
    spreads = first[both].std(), second[both].std()
    z = np.stack([(first - means[0]) / spreads[0], (second - means[1]) / spreads[1]])
    gap = _mean_difference(z)
    one = np.where(np.isnan(z[0]), z[1] - gap / 2.0, z[0] + gap / 2.0)
    index = Filled.observed(np.full(first.shape, np.nan))
    index = index.fill(z.mean(axis=0), OBSERVED).fill(one, ONE_INDEX).interpolate()
    index = index.changed(np.mean(means) + np.mean(spreads) * index.values)
    index = index.fill(_on_income(index, income), CAPACITY_LINE)
    return index.changed(np.clip(index.values, value("capacity_low"), value("capacity_high")))


def _mean_difference(z: Array) -> Array:
    """Return second less first index, averaged over the years that have both (0 where none has), states x 1."""
    difference = z[1] - z[0]
    known = ~np.isnan(difference)
    count = known.sum(axis=1, keepdims=True)
    return np.where(known, difference, 0.0).sum(axis=1, keepdims=True) / np.maximum(count, 1)


def _on_income(index: Filled, income: Array) -> Array:
    known = ~index.missing & (index.flags != CARRIED)
    slope, level = np.polyfit(np.log(income[known]), index.values[known], 1)
    return level + slope * np.log(income)
