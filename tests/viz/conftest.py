"""Results that look like those of a run, made without running the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest

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
    routes: pd.DataFrame
    reference_stocks: pd.DataFrame | None
    reference_states: pd.DataFrame | None
    scenario: dict[str, Any]
    names: dict[str, str]
    measures: tuple[Any, ...] = field(default=())
    places: pd.DataFrame | None = None


def synthetic(
    codes: list[str] | None = None,
    seeds: int = 3,
    years: int = 21,
    start: int = 1990,
    months: int | None = None,
) -> Synthetic:
    """Return a plausible result: stocks that grow, entries by channel, a war in year 8, deaths on five edges."""
    codes = REAL if codes is None else codes
    random = np.random.default_rng(2)
    count, last = len(codes), (months or 12 * years)
    size = np.sort(random.lognormal(16.5, 1.4, count))[::-1]
    level = 0.05 * size * random.lognormal(0, 0.8, count)
    net = random.normal(0, 4, count) * size / 12_000
    refugees = np.where(random.uniform(size=count) < 0.4, level * 0.2, 0)
    moment = np.arange(last)
    frames: dict[str, list[pd.DataFrame]] = {
        name: [] for name in ("states", "corridors", "entries", "routes")
    }
    pairs = [(o, d) for o in codes for d in codes if o != d]
    chosen = [pairs[index] for index in random.choice(len(pairs), min(60, len(pairs)), replace=False)]
    weight = random.lognormal(12, 1.3, len(chosen))
    for seed in range(1, seeds + 1):
        noise = 1 + 0.02 * random.normal(size=(last, count)).cumsum(axis=0) / 12
        war = 1 + 2 * np.exp(-(((moment - 100) / 18) ** 2))[:, None]
        grid = pd.DataFrame(
            {"seed": seed, "iso3": np.tile(codes, last), "year": np.repeat(start + moment // 12, count)}
        )
        grid["month"] = np.repeat(moment % 12 + 1, count)
        grid["population"] = (size * np.exp(0.012 * moment[:, None] / 12)).ravel()
        grid["immigrants"] = (level * np.exp(0.025 * moment[:, None] / 12) * noise).ravel()
        grid["refugees_hosted"] = (refugees * war * noise).ravel()
        grid["net_migration"] = np.round(net * noise).ravel()
        frames["states"].append(grid)
        for year in range(start, start + max(1, last // 12)):
            growth = 1.03 ** (year - start) * random.normal(1, 0.03)
            stock = np.round(weight * growth * random.normal(1, 0.04, len(chosen)))
            frames["corridors"].append(
                pd.DataFrame(chosen, columns=["origin", "destination"]).assign(
                    seed=seed, year=year, stock=stock, refugees=0.0, inflow=stock * 0.05, remittances=0.0
                )
            )
            amount = random.lognormal(13, 0.1, len(CHANNELS)) * np.linspace(2.5, 0.3, len(CHANNELS)) * growth
            frames["entries"].append(
                pd.DataFrame(
                    {
                        "seed": seed,
                        "year": year,
                        "iso3": codes[0],
                        "channel": CHANNELS,
                        "persons": amount.round(),
                    }
                )
            )
            deaths = random.poisson(40 * growth * np.linspace(3, 0.4, 14))
            frames["routes"].append(
                pd.DataFrame(chosen[:14], columns=["origin", "destination"]).assign(
                    seed=seed, year=year, channel=np.resize(["sea", "land", "air"], 14)[: len(chosen[:14])],
                    attempts=9000.0, interdictions=3000.0, deaths=deaths[: len(chosen[:14])].astype(float),
                )
            )  # fmt: skip
    states = pd.concat(frames["states"], ignore_index=True)
    world = states.groupby(["seed", "year", "month"], as_index=False).sum(numeric_only=True)
    observed_years = [year for year in (1990, 2000, 2010) if year < start + max(1, last // 12)]
    stocks = [
        pd.DataFrame(chosen, columns=["origin", "destination"]).assign(
            year=year, stock=weight * 1.025 ** (year - start) * random.lognormal(0, 0.4, len(chosen))
        )
        for year in observed_years
    ]
    reported = states.loc[(states["seed"] == 1) & (states["month"] == 1), ["iso3", "year"]].reset_index(
        drop=True
    )
    reported["immigrant_stock"] = np.nan
    here = reported["year"].isin(observed_years)
    reported.loc[here, "immigrant_stock"] = np.tile(level, len(observed_years)) * random.lognormal(
        0, 0.4, here.sum()
    )
    reported["refugees_hosted"] = np.tile(refugees, len(reported) // count) * random.lognormal(
        0, 0.2, len(reported)
    )
    return Synthetic(
        states=states,
        world=world.drop(columns="iso3", errors="ignore"),
        corridors=pd.concat(frames["corridors"], ignore_index=True),
        entries=pd.concat(frames["entries"], ignore_index=True),
        routes=pd.concat(frames["routes"], ignore_index=True),
        reference_stocks=pd.concat(stocks, ignore_index=True) if stocks else None,
        reference_states=reported if stocks else None,
        scenario={
            "name": "baseline",
            "start": f"{start}-01",
            "months": last,
            "persons_per_agent": 1000,
            "world": "real",
        },
        names={code: NAMES.get(code, code) for code in codes},
    )


@pytest.fixture(scope="session")
def made() -> Callable[..., Synthetic]:
    """The maker of synthetic results."""
    return synthetic


@pytest.fixture(scope="session")
def usual(made: Callable[..., Synthetic]) -> Synthetic:
    """Forty real states, three replications, twenty-one years."""
    return made()
