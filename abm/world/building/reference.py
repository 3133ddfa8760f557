"""Reported outcomes, as they are, to compare a run with; nothing here is filled."""

from __future__ import annotations

import numpy as np
import pandas as pd

from abm.world.building.sources import LAST_REPORTED_YEAR, Raw

STOCK_COLUMNS = {
    1990: "stock_rev2020_1990",
    2000: "stock_rev2020_2000",
    2010: "stock_rev2020_2010",
    2015: "stock_2015",
}
REFUGEE_YEARS = (1990, 2000, 2005, 2010, 2015)
"""Years for which refugees are known by pair of states."""

STATE_COLUMNS = {
    "immigrant_stock": "immigrant_stock",
    "refugees_hosted": "refugees_hosted",
    "refugees_origin": "refugees_origin",
    "remittances_in": "remit_in_usd",
    "remittances_out": "remit_out_usd",
    "asylum_applications": "asylum_apps_received",
}


def reference_stocks(raw: Raw) -> pd.DataFrame:
    """Return the reported migrant stocks (persons) of 1990, 2000, 2010 (2020 revision) and 2015 (2024 revision)."""
    return _by_pair(raw, STOCK_COLUMNS, "stock")


def reference_refugees(raw: Raw) -> pd.DataFrame:
    """Return the refugees (persons) reported by origin and host at the end of some years; a pair without has no row."""
    frame = _by_pair(raw, {year: f"refugees_{year}" for year in REFUGEE_YEARS}, "refugees")
    return frame[frame["refugees"] > 0].reset_index(drop=True)


def _by_pair(raw: Raw, columns: dict[int, str], name: str) -> pd.DataFrame:
    parts = []
    for year, column in columns.items():
        known = raw.corridors[column].dropna()
        part = known.round().astype("int64").rename(name).reset_index()
        part.insert(2, "year", year)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def reference_states(raw: Raw) -> pd.DataFrame:
    """Return what states reported from 1990 to 2015; a year in which a state reported nothing has no row."""
    panel = raw.panel.reset_index()
    panel = panel[panel["year"].between(1990, LAST_REPORTED_YEAR)]
    frame = panel[["iso3", "year"]].copy()
    for name, column in STATE_COLUMNS.items():
        frame[name] = np.round(panel[column].to_numpy(dtype=float))
    return frame.dropna(subset=list(STATE_COLUMNS), how="all").reset_index(drop=True)
