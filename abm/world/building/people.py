"""Schooling and naturalisation: what a state's people bring, and how long membership takes."""

from __future__ import annotations

import numpy as np

from abm.world.building.assumptions import LABOUR, SCHOOLING_ANCHORS
from abm.world.building.methods import Array, Filled, assumed, estimated
from abm.world.building.sources import Raw

SCHOOLING = estimated(
    "schooling_from_income_and_hdi",
    "logistic in ln GDP per head of 1990 through four anchors, moved by 5 logits per point of human development (1990, "
    "else 2000) above or below what income predicts, which lifts the post-Soviet states",
)
NEVER = assumed(
    "no_ordinary_naturalisation",
    "no ordinary naturalisation by law, or practically none in the labour regimes: blank",
)
REGION_MEDIAN = estimated("region_median", "median of the states of the region that have a value")
HDI_SLOPE = 5.0
"""Logits of schooling per point of human development beyond income (one tenth of a point: half a logit)."""


def schooling(raw: Raw, income: Array) -> dict[str, Filled]:
    """Return the shares of residents with low, medium and high schooling (they add to 1), one number per state.

    Args:
        raw: the raw tables, for human development.
        income: GDP per head of 1990, PPP $.
    """
    shares = schooling_shares(income, _beyond_income(raw, np.log(income)))
    return {
        name: Filled(share, np.full(share.shape, SCHOOLING, dtype=object)) for name, share in shares.items()
    }


def schooling_shares(income: Array, development: Array) -> dict[str, Array]:
    """Return share_low, share_medium and share_high (they add to 1), one number per state.

    Args:
        income: GDP per head, PPP $.
        development: points of human development above what income predicts, 0 on the line.
    """
    anchors, wealth = np.array(SCHOOLING_ANCHORS), np.log(income)
    low, high = (_logit_line(anchors[:, 0], anchors[:, column], wealth) for column in (1, 2))
    low_share = np.round(_share(low - HDI_SLOPE * development, 0.12, 0.95), 4)
    high_share = np.round(_share(high + HDI_SLOPE * development, 0.005, 0.35), 4)
    return {
        "share_low": low_share,
        "share_medium": np.round(1.0 - low_share - high_share, 4),
        "share_high": high_share,
    }


def _logit_line(income: Array, share: Array, wealth: Array) -> Array:
    slope, level = np.polyfit(np.log(income), np.log(share / (1.0 - share)), 1)
    return np.asarray(level + slope * wealth)


def _share(logits: Array, low: float, high: float) -> Array:
    return np.clip(1.0 / (1.0 + np.exp(-logits)), low, high)


def _beyond_income(raw: Raw, wealth: Array) -> Array:
    """Return human development less what ln GDP per head predicts, 0 where it is not known."""
    total = np.zeros(len(wealth))
    for column in ("hdi_2000", "hdi_1990"):
        index = raw.country(column)
        known = ~np.isnan(index)
        slope, level = np.polyfit(wealth[known], index[known], 1)
        total = np.where(known, index - (level + slope * wealth), total)
    return total


def naturalisation_years(raw: Raw) -> Filled:
    """Return the years of residence before naturalisation, one number per state, NaN for never."""
    years = raw.country("citz_residence_years_2020")
    closed = raw.country("citz_ordinary_naturalisation_2020") == 0
    closed |= np.isin(np.array(raw.states), sorted(LABOUR - {"SGP", "BRN"}))
    medians = np.full(years.shape, np.nan)
    for region in set(raw.regions):
        inside = raw.regions == region
        medians[inside] = np.nanmedian(years[inside & ~closed])
    filled = Filled.observed(years).fill(medians, REGION_MEDIAN)
    return filled.replace(closed, np.nan, NEVER)
