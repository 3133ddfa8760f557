"""Policies under deep uncertainty: how much is regretted at worst, and in what share of futures they suffice.

No probabilities of the points are claimed; a point of the design is a future that might come. Three classes of
criteria are offered, and they can rank policies differently (McPhail et al. 2018 compare them):

- *maximin* (Wald 1950): the best worst outcome, `worst_outcome` of `regret_table`. The most cautious; one point
  decides it.
- *minimax regret* (Savage 1951): the least greatest regret, where regret is how much worse a policy does at a point
  than the best policy there. Its 90th percentile depends less on one point. Regret depends on which policies are
  compared.
- *domain criterion*, satisficing (Starr 1963; Lempert et al. 2006): the largest share of points at which all
  thresholds are met. It asks what is good enough, and says nothing of how badly the rest fails.

Runs that failed leave their points out, and the tables count them; if runs fail where the world is at its worst,
all of these look better than they are.

Sources: Lempert, Groves, Popper and Bankes (2006), doi:10.1287/mnsc.1050.0472; McPhail, Maier, Kwakkel, Giuliani,
Castelletti and Westra (2018), Robustness metrics, doi:10.1002/2017EF000649.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from abm.analysis.columns import REPLICATE, require, require_once
from abm.analysis.intervals import LEVEL, checked_level
from abm.analysis.pareto import Direction, checked_direction
from abm.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

JOINTLY = "all of them"
"""Name of the row in which every threshold is met at once."""


@final
@dataclass(frozen=True, slots=True)
class Threshold:
    """What is satisfactory: at most (`less`) or at least (`more`) a value, in the unit of the outcome."""

    direction: Direction
    value: float

    def met(self, values: Any) -> Any:
        """Say for values (number or array) whether they are satisfactory."""
        return values <= self.value if self.direction == "less" else values >= self.value


def by_policy(outcomes: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return an outcome's mean over seeds: a row for each point, a column for each policy, in order of occurrence.

    A cell without any run, and one of which a seed has no value, is not a number.
    """
    require(outcomes, [*REPLICATE, name])
    require_once(outcomes, REPLICATE)
    policies = list(dict.fromkeys(outcomes["policy"]))
    runs = outcomes.pivot(index=["point", "seed"], columns="policy", values=name)[policies].astype(float)
    return runs.groupby(level="point").agg(lambda cell: cell.mean(skipna=False))


def regret_table(outcomes: pd.DataFrame, name: str, direction: Direction) -> pd.DataFrame:
    """Return the regret of every policy over the points.

    Regret at a point is the distance to the best policy there, in means over seeds: 0 for the best, else above 0.
    Points at which a policy lacks a run are left out for all policies.

    Args:
        outcomes: one row for each finished run, with policy, point, seed and `name`.
        name: column of the outcome.
        direction: whether less or more of it is better.

    Returns:
        policy, maximum, percentile_90 and mean of the regret, worst_outcome (all in the unit of the outcome), best_at
        (share of points at which no policy does better), points, dropped.

    Raises:
        Refusal: a missing column, an unknown direction, no point with all policies.
    """
    import pandas as pd

    sign = 1.0 if checked_direction(name, direction) == "less" else -1.0
    table = by_policy(outcomes, name)
    whole = table.dropna()
    if whole.empty:
        raise Refusal(f"no point has a value of '{name}' for every policy")
    loss = sign * whole
    regret = loss.sub(loss.min(axis=1), axis=0)
    return pd.DataFrame(
        {
            "policy": list(whole.columns),
            "maximum": regret.max().to_numpy(),
            "percentile_90": regret.quantile(0.9).to_numpy(),
            "mean": regret.mean().to_numpy(),
            "worst_outcome": sign * loss.max().to_numpy(),
            "best_at": (regret == 0).mean().to_numpy(),
            "points": len(whole),
            "dropped": len(table) - len(whole),
        }
    )


def satisficing_table(
    outcomes: pd.DataFrame, thresholds: Mapping[str, Threshold], level: float = LEVEL
) -> pd.DataFrame:
    """Return the share of points at which every policy meets each threshold, and all of them at once.

    A point meets a threshold if the mean over seeds does. Wilson's interval (1927) covers the share among all points
    that the design might have drawn; of a grid it says nothing.

    Args:
        outcomes: one row for each finished run, with policy, point, seed and the outcomes.
        thresholds: what is satisfactory, for each outcome column.
        level: probability of coverage.

    Returns:
        By policy: policy, outcome (`JOINTLY` for all thresholds at once), share, low, high, points, dropped (points
        of which the policy lacks a run or value).

    Raises:
        Refusal: no threshold, a missing column.
    """
    import pandas as pd

    if not thresholds:
        raise Refusal("no outcome has a threshold, so nothing can be called satisfactory")
    tables = {name: by_policy(outcomes, name) for name in thresholds}
    met = {
        name: pd.DataFrame(
            np.where(table.isna(), np.nan, thresholds[name].met(table)), table.index, table.columns
        )
        for name, table in tables.items()
    }
    unknown = sum(table.isna().astype(int) for table in met.values()) > 0
    met[JOINTLY] = (sum(table.fillna(0) for table in met.values()) == len(met)).astype(float).mask(unknown)
    rows = [
        {"policy": policy, "outcome": name, **_share(table[policy], level)}
        for policy in tables[next(iter(tables))].columns
        for name, table in met.items()
    ]
    return pd.DataFrame(rows)


def _share(met: pd.Series, level: float) -> dict[str, float]:
    from scipy.stats import binomtest

    known = met.dropna()
    number, checked = len(known), checked_level(level)
    share = low = high = math.nan
    if number:
        share = float(known.mean())
        found = binomtest(int(known.sum()), number).proportion_ci(checked, method="wilson")
        low, high = float(found.low), float(found.high)
    return {"share": share, "low": low, "high": high, "points": number, "dropped": len(met) - number}
