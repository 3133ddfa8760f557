"""Deaths in organised violence, and the people who flee across borders from it."""

from __future__ import annotations

import numpy as np

from abm.world.building.assumptions import value
from abm.world.building.methods import CARRIED, Array, Filled, assumed, estimated
from abm.world.building.sources import LAST_REPORTED_YEAR, YEARS, Raw

BATTLE_DEATHS = estimated(
    "battle_deaths",
    "UCDP battle-related deaths by state, where the georeferenced events end (2018) or leave a state out",
)
NO_DEATHS = assumed("no_deaths_reported", "neither UCDP data set names the state in that year: no deaths")
STOCK_BALANCE = estimated(
    "refugee_stock_balance",
    "outflow = max(0, rise of the stock of refugees abroad + min(0.08 x stock a year before, 0.02 x population)); a "
    "stock that is not reported counts as 0, and in the first year the rise is taken as 0",
)
REVISION = estimated(
    "refugee_revision_2007",
    "in 2007, when people in refugee-like situations joined the statistics, no more than the mean of 2006 and 2008",
)
JUMP = estimated(
    "refugee_revision",
    "a stock of more than 20,000 that rises by more than half, while fewer than 150 people died in "
    "organised violence in "
    "that year and the year before, was counted anew: only the replaced exits are outflow",
)
SUCCESSOR = estimated(
    "refugee_successor",
    "Eritrea 1991: refugees counted as Ethiopians before are no new outflow; only the replaced exits are",
)
INTENSITY = estimated(
    "outflow_per_death",
    "after 2015: deaths of the year x (outflow 2011-2015 + 1,000 x the world's ratio) / (deaths 2011-2015 + 1,000), at "
    "most 3 % of the population and 1.5 times the largest outflow of 2006-2015 or the world's ratio, whichever is more",
)
NO_OUTFLOW = assumed(
    "no_refugees_reported", "no refugees of this origin reported in the year or the year before: none fled"
)
JUMP_STOCK, JUMP_RATIO, CALM_DEATHS = 20_000.0, 1.5, 150.0
WAR_DEATHS = 100.0
"""Deaths within five years (2011-2015), or in a later year, from which the intensity method serves."""


def conflict_deaths(raw: Raw) -> Filled:
    """Return deaths in organised violence by the state where they happened (persons per year), states x years."""
    deaths = Filled.observed(raw.yearly("ged_deaths"))
    return deaths.fill(raw.yearly("battle_deaths_ucdp"), BATTLE_DEATHS).fill(0.0, NO_DEATHS)


def forced_outflow(raw: Raw, people: Array, deaths: Array) -> Filled:
    """Return those who flee across a border (persons per year), states x years.

    Args:
        raw: the raw tables, for the refugees abroad at the end of each year (to 2015).
        people: population, states x years.
        deaths: deaths in organised violence, states x years.
    """
    abroad = np.nan_to_num(raw.yearly("refugees_origin"))
    before = np.concatenate([abroad[:, :1], abroad[:, :-1]], axis=1)
    replaced = np.minimum(value("refugee_exit") * before, value("refugee_replacement_cap") * people)
    balance = np.maximum(0.0, abroad - before + replaced)
    known = YEARS <= LAST_REPORTED_YEAR
    empty = Filled(np.full(people.shape, np.nan), np.full(people.shape, "", dtype=object))
    outflow = empty.replace(known & (abroad + before > 0), balance, STOCK_BALANCE)
    outflow = outflow.replace(known & (abroad + before == 0), 0.0, NO_OUTFLOW)
    outflow = _without_recounts(raw, outflow, (before, abroad, replaced), deaths)
    return _after_the_reports(outflow, people, deaths)


def _without_recounts(raw: Raw, outflow: Filled, stocks: tuple[Array, Array, Array], deaths: Array) -> Filled:
    """Take out rises of the stock that are changes of the statistics; `stocks`: a year before, now, replaced exits."""
    before, abroad, replaced = stocks
    calm = deaths + np.concatenate([np.zeros((len(deaths), 1)), deaths[:, :-1]], axis=1) < CALM_DEATHS
    jump = calm & (before > JUMP_STOCK) & (abroad > JUMP_RATIO * before) & (YEARS <= LAST_REPORTED_YEAR)
    outflow = outflow.replace(jump, replaced, JUMP)
    renamed = np.zeros(abroad.shape, dtype=bool)
    renamed[raw.index("ERI")[0]] = YEARS == 1991
    outflow = outflow.replace(renamed, replaced, SUCCESSOR)
    year = int(np.flatnonzero(YEARS == 2007)[0])
    usual = (outflow.values[:, year - 1] + outflow.values[:, year + 1]) / 2.0
    where = np.zeros(outflow.values.shape, dtype=bool)
    where[:, year] = outflow.values[:, year] > usual
    return outflow.replace(where, usual[:, None], REVISION)


def _after_the_reports(outflow: Filled, people: Array, deaths: Array) -> Filled:
    """Extend the outflow beyond the last reported year: by deaths where there is war, else at its recent mean."""
    recent = (YEARS > LAST_REPORTED_YEAR - 5) & (YEARS <= LAST_REPORTED_YEAR)
    decade = (YEARS > LAST_REPORTED_YEAR - 10) & (YEARS <= LAST_REPORTED_YEAR)
    left, died = outflow.values[:, recent].sum(axis=1), deaths[:, recent].sum(axis=1)
    at_war = died >= WAR_DEATHS
    world = left[at_war].sum() / died[at_war].sum()
    prior = value("outflow_prior_deaths")
    ratio = (left + prior * world) / (died + prior)
    most = np.maximum(1.5 * outflow.values[:, decade].max(axis=1, keepdims=True), world * deaths)
    most = np.minimum(most, value("outflow_cap") * people)
    later = (YEARS > LAST_REPORTED_YEAR)[None, :]
    war = later & (at_war[:, None] | (deaths >= WAR_DEATHS))
    outflow = outflow.replace(war, np.minimum(ratio[:, None] * deaths, most), INTENSITY)
    return outflow.replace(later & ~war, outflow.values[:, recent].mean(axis=1, keepdims=True), CARRIED)
