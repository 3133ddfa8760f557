"""Legal admissions by category, estimated from the balance of migrant stocks.

The observed stocks of the destinations enter the policy driver this way: a run with observed policy is told how many
people each state admitted, not where they come from nor how many come otherwise.
"""

from __future__ import annotations

import numpy as np

from abm.world.building.assumptions import LABOUR, POST_SOVIET, REGIME, REGIMES, SETTLEMENT, value
from abm.world.building.methods import Array, Filled, estimated
from abm.world.building.sources import YEARS, Raw

CATEGORIES = ("skilled", "guest", "student", "family")
STOCK_YEARS = np.arange(1990, 2016, 5)
STOCK_BALANCE = estimated(
    "stock_balance",
    "inflow of five years = (S1 - S0) / 5 + exit rate x (S0 + S1) / 2 with S the immigrant stock less the refugees "
    "hosted; times the legal share; at least 0.02 % of the population; shared out by the regime's shares; a straight "
    "line between the middles of the periods, and the first and last period carried outwards",
)
FLOOR = estimated(
    "quota_floor", "0.02 % of the population a year, where the balance gives less or there is no stock"
)


def quotas(raw: Raw, people: Array, income: Array) -> dict[str, Filled]:
    """Return legal admissions (persons per year) by category, each states x years.

    Args:
        raw: the raw tables, for immigrant stocks (every five years), refugees and citizenship law.
        people: population, states x years.
        income: GDP per head, PPP $, states x years.
    """
    regime = regimes(raw, people, income)
    total = _inflow(raw, regime, income)
    floor = value("quota_floor") * people
    low = np.isnan(total) | (total < floor)
    total = np.where(low, floor, total)
    flags = np.where(low, FLOOR, STOCK_BALANCE).astype(object)
    shares = {name: np.array([getattr(entry, name) for entry in REGIMES])[regime] for name in CATEGORIES}
    return {name: Filled(total * shares[name][:, None], flags) for name in CATEGORIES}


def regimes(raw: Raw, people: Array, income: Array) -> Array:
    """Return the position in `REGIMES` of each state."""
    stocks, sampled = raw.yearly("immigrant_stock"), np.isin(YEARS, STOCK_YEARS)
    share = np.nan_to_num(stocks[:, sampled] / people[:, sampled])[:, -2:].mean(axis=1)
    rich = income[:, sampled][:, -2:].mean(axis=1) > value("rich")
    wait = raw.country("citz_residence_years_2020")
    restrictive = (raw.country("citz_ordinary_naturalisation_2020") == 0) | (
        wait >= value("labour_naturalisation")
    )
    by_rule = rich & (share > value("labour_immigrant_share")) & restrictive
    result = np.full(len(raw.states), REGIME["other"])
    for position, iso3 in enumerate(raw.states):
        if iso3 in POST_SOVIET:
            result[position] = REGIME["post_soviet"]
        elif iso3 in LABOUR or by_rule[position]:
            result[position] = REGIME["labour"]
        elif iso3 in SETTLEMENT or raw.regions[position] == "Europe":
            result[position] = REGIME["settlement_european"]
    return result


def _inflow(raw: Raw, regime: Array, income: Array) -> Array:
    """Return the yearly legal inflow (persons) before the floor, states x years, NaN without stocks."""
    sampled = np.isin(YEARS, STOCK_YEARS)
    stock = raw.yearly("immigrant_stock") - np.nan_to_num(raw.yearly("refugees_hosted"))
    stock = np.maximum(stock, 0.0)[:, sampled]
    exit_rate = np.array([entry.exit_rate for entry in REGIMES])[regime][:, None]
    inflow = np.diff(stock, axis=1) / 5.0 + exit_rate * (stock[:, 1:] + stock[:, :-1]) / 2.0
    wealth = income[:, sampled]
    rich = ((wealth[:, 1:] + wealth[:, :-1]) / 2.0 > value("rich")) & (regime != REGIME["labour"])[:, None]
    legal = np.where(rich, value("legal_share_rich"), value("legal_share_other")) * np.maximum(inflow, 0.0)
    middles = (STOCK_YEARS[1:] + STOCK_YEARS[:-1]) / 2.0
    return np.array([np.interp(YEARS, middles, row) for row in legal])
