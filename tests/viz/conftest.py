"""Results that look like those of a run, made without running the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest

from abm.ledger import ENTRIES

REAL = (
    "USA MEX DEU TUR FRA DZA GBR IND RUS UKR KAZ SAU PAK ARE BGD AFG IRN SYR LBN JOR ITA LBY TUN ESP MAR "
    "CHN HKG AUS NZL FJI SGP MLT LSO ZAF ZWE COD RWA TZA UGA KIR"
).split()
NAMES = {
    "USA": "United States", "MEX": "Mexico", "DEU": "Germany", "COD": "Democratic Republic of the Congo",
    "LBY": "Libya", "ITA": "Italy", "SYR": "Syria", "TUR": "Turkey", "LBN": "Lebanon", "JOR": "Jordan",
    "ARE": "United Arab Emirates", "RUS": "Russian Federation", "UKR": "Ukraine",
}  # fmt: skip
CHANNELS = "skilled guest student family free_movement asylum flight short_stay alone smuggled forged".split()


@dataclass(frozen=True)
class Synthetic:
    """A result as the figures read it."""

    states: pd.DataFrame
    world: pd.DataFrame
    corridors: pd.DataFrame
    entries: pd.DataFrame
    ledger: pd.DataFrame
    routes: pd.DataFrame
    reference_stocks: pd.DataFrame | None
    reference_states: pd.DataFrame | None
    scenario: dict[str, Any]
    names: dict[str, str]
    measures: tuple[Any, ...] = field(default=())
    places: pd.DataFrame | None = None
    reference_refugees: pd.DataFrame | None = None
    reference_wars: pd.DataFrame | None = None


@dataclass(frozen=True)
class Shape:
    """What all replications of an invented world have in common; one value for each state or corridor."""

    codes: list[str]
    months: int
    start: int
    population: np.ndarray
    immigrants: np.ndarray
    refugees: np.ndarray
    net_migration: np.ndarray
    pairs: pd.DataFrame
    stocks: np.ndarray

    @property
    def years(self) -> range:
        return range(self.start, self.start + max(1, self.months // 12))

    @property
    def observed_years(self) -> list[int]:
        return [year for year in (1990, 2000, 2010) if year in self.years]


def shaped(codes: list[str], months: int, start: int, random: np.random.Generator) -> Shape:
    count = len(codes)
    population = np.sort(random.lognormal(16.5, 1.4, count))[::-1]
    immigrants = 0.05 * population * random.lognormal(0, 0.8, count)
    refugees = np.where(random.uniform(size=count) < 0.4, immigrants * 0.2, 0)
    net_migration = random.normal(0, 4, count) * population / 12_000
    pairs = pd.DataFrame(
        [(o, d) for o in codes for d in codes if o != d], columns=["origin", "destination"]
    ).sample(min(60, count * (count - 1)), random_state=3, ignore_index=True)
    stocks = random.lognormal(12, 1.3, len(pairs))
    return Shape(codes, months, start, population, immigrants, refugees, net_migration, pairs, stocks)


def states_of(shape: Shape, seed: int, random: np.random.Generator) -> pd.DataFrame:
    """States by month: stocks that grow and wander, a war in the ninth year."""
    count, moment = len(shape.codes), np.arange(shape.months)[:, None]
    wander = 1 + 0.02 * random.normal(size=(shape.months, count)).cumsum(axis=0) / 12
    war = 1 + 2 * np.exp(-(((moment - 100) / 18) ** 2))
    at_war = (np.arange(count) % 7 == 3) & (moment // 24 % 2 == 0)
    sent = 2e-3 * shape.population * np.ones_like(moment) * (1 + seed / 20)
    irregular = 40.0 * np.arange(1, count + 1) * (1 + seed / 10 + moment / 200)
    return pd.DataFrame(
        {
            "seed": seed,
            "iso3": np.tile(shape.codes, shape.months),
            "year": np.repeat(shape.start + moment // 12, count),
            "month": np.repeat(moment % 12 + 1, count),
            "population": (shape.population * np.exp(0.012 * moment / 12)).ravel(),
            "immigrants": (shape.immigrants * np.exp(0.025 * moment / 12) * wander).ravel(),
            "refugees_hosted": (shape.refugees * war * wander).ravel(),
            "net_migration": np.round(shape.net_migration * wander).ravel(),
            "entries_irregular": irregular.ravel(),
            "smuggled_entries": 0.6 * irregular.ravel(),
            "fee_payers": 0.7 * irregular.ravel(),
            "fees_paid": 1500.0 * irregular.ravel(),
            "at_war": at_war.astype(float).ravel(),
            "conflict_deaths": (at_war * (20.0 + seed)).ravel(),
            "camp_refugees": (0.4 * shape.refugees * war).ravel(),
            "fighters_abroad": (at_war * (100.0 + 9 * seed)).ravel(),
            "captured_aid": (at_war * 5e5 * seed).ravel(),
            "remittances_in": sent.ravel(),
            "remittances_informal": 0.25 * sent.ravel(),
            "remittances_invested": 0.1 * sent.ravel(),
            "output": (900.0 * shape.population * np.ones_like(moment)).ravel(),
            "diaspora_investment": 0.01 * sent.ravel(),
            "diaspora_war_support": (0.02 * sent * at_war).ravel(),
            "diaspora_civil": 0.03 * sent.ravel(),
        }
    )


def flows_of(shape: Shape, seed: int, random: np.random.Generator) -> list[pd.DataFrame]:
    """Corridors, entries and routes by year."""
    corridors, entries, routes = [], [], []
    edges = shape.pairs.iloc[:14]
    kinds = np.resize(["sea", "land", "air"], len(edges))
    for year in shape.years:
        growth = 1.03 ** (year - shape.start) * random.normal(1, 0.03)
        stock = np.round(shape.stocks * growth * random.normal(1, 0.04, len(shape.stocks)))
        third, fifth = (np.arange(len(stock)) % number == 0 for number in (3, 5))
        flows = {"refugees": 0.3 * stock * third, "inflow": 0.05 * stock, "remittances": 400.0 * stock}
        flows |= {"camp_refugees": 0.2 * stock * third, "fighters_abroad": 90.0 * seed * (third & fifth)}
        corridors.append(shape.pairs.assign(seed=seed, year=year, stock=stock, **flows))
        persons = random.lognormal(13, 0.1, len(CHANNELS)) * np.linspace(2.5, 0.3, len(CHANNELS)) * growth
        columns = {"seed": seed, "year": year, "iso3": shape.codes[0], "channel": CHANNELS}
        entries.append(pd.DataFrame({**columns, "persons": persons.round()}))
        deaths = random.poisson(40 * growth * np.linspace(3, 0.4, len(edges))).astype(float)
        crossings = {"crossings": 9500.0, "attempts": 9000.0, "interdictions": 3000.0, "deaths": deaths}
        market = {"clients": 4000.0, "fees": 4000.0 * (900 + 150 * np.arange(len(edges)) + 10 * seed)}
        routes.append(
            edges.assign(seed=seed, year=year, channel=kinds, **crossings, **market, capacity=5000.0)
        )
    return [pd.concat(frames, ignore_index=True) for frames in (corridors, entries, routes)]


def ledger_of(shape: Shape, seed: int, random: np.random.Generator) -> pd.DataFrame:
    """What changed net security, and whom it cost, by year: gains and losses of every state."""
    lines = pd.DataFrame(
        [(entry.outcome, entry.channel) for entry in ENTRIES], columns=["outcome", "channel"]
    )
    frame = pd.MultiIndex.from_product([shape.years, shape.codes]).to_frame(
        index=False, name=["year", "iso3"]
    )
    frame = frame.merge(lines, how="cross").assign(seed=seed)
    change = random.normal(0.0, 0.01, len(frame)) + 0.004 * np.sin(frame.index.to_numpy() % 31)
    human = frame["outcome"] == "human"
    return frame.assign(change=np.where(human, 100.0, change), security=np.where(human, 0.0, change / 5.0))


def observed(shape: Shape, random: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observed stocks by corridor, and by state with the refugees hosted."""
    count = len(shape.codes)
    stocks = [
        shape.pairs.assign(year=year, stock=shape.stocks * random.lognormal(0, 0.4, len(shape.stocks)))
        for year in shape.observed_years
    ]
    states = pd.DataFrame(
        {"iso3": np.tile(shape.codes, len(shape.years)), "year": np.repeat(list(shape.years), count)}
    )
    noise = random.lognormal(0, 0.3, len(states))
    stock = np.tile(shape.immigrants, len(shape.years)) * noise
    states["immigrant_stock"] = np.where(states["year"].isin(shape.observed_years), stock, np.nan)
    states["refugees_hosted"] = np.tile(shape.refugees, len(shape.years)) * noise
    return pd.concat(stocks, ignore_index=True), states


def observed_wars(shape: Shape) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observed refugees by corridor, and deaths by armed conflict by state: every fourth state, 30 a year."""
    refugees = [
        shape.pairs.assign(year=year, refugees=0.25 * shape.stocks).iloc[::3] for year in shape.observed_years
    ]
    deaths = pd.DataFrame(
        {
            "iso3": np.tile(shape.codes, len(shape.years)),
            "year": np.repeat(list(shape.years), len(shape.codes)),
        }
    )
    deaths["deaths"] = np.where(np.arange(len(deaths)) % len(shape.codes) % 4 == 0, 30.0, 10.0)
    return pd.concat(refugees, ignore_index=True), deaths


def synthetic(
    codes: list[str] | None = None, seeds: int = 3, years: int = 21, months: int | None = None
) -> Synthetic:
    """A plausible result from January 1990 on, the same every time."""
    random = np.random.default_rng(2)
    shape = shaped(REAL if codes is None else codes, months or 12 * years, 1990, random)
    states = pd.concat([states_of(shape, seed, random) for seed in range(1, seeds + 1)], ignore_index=True)
    flows = [flows_of(shape, seed, random) for seed in range(1, seeds + 1)]
    corridors, entries, routes = (pd.concat(frames, ignore_index=True) for frames in zip(*flows, strict=True))
    reference_stocks, reference_states = observed(shape, random)
    reference_refugees, reference_wars = observed_wars(shape)
    return Synthetic(
        states=states,
        world=states.drop(columns="iso3").groupby(["seed", "year", "month"], as_index=False).sum(),
        corridors=corridors,
        entries=entries,
        ledger=pd.concat([ledger_of(shape, seed, random) for seed in range(1, seeds + 1)], ignore_index=True),
        routes=routes,
        reference_stocks=reference_stocks,
        reference_states=reference_states,
        reference_refugees=reference_refugees,
        reference_wars=reference_wars,
        scenario={"name": "baseline", "start": "1990-01", "months": shape.months, "persons_per_agent": 1000},
        names={code: NAMES.get(code, code) for code in shape.codes},
    )


@pytest.fixture(scope="session")
def made() -> Callable[..., Synthetic]:
    """The maker of synthetic results."""
    return synthetic


@pytest.fixture(scope="session")
def usual(made: Callable[..., Synthetic]) -> Synthetic:
    """Forty real states, three replications, twenty-one years."""
    return made()
