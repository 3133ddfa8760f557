"""Regret, satisficing and maximin of a table small enough to reckon by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.analysis import Threshold, regret_table, satisficing_table
from abm.analysis.robustness import JOINTLY
from abm.refusal import Refusal

DEATHS = {"open": [1.0, 9.0, 4.0], "closed": [3.0, 5.0, 4.0], "mixed": [2.0, 6.0, 7.0]}


def runs(table: dict[str, list[float]] | None = None, spread: float = 0.0) -> pd.DataFrame:
    rows = [
        {
            "policy": policy,
            "point": point,
            "seed": seed,
            "deaths": value + sign * spread,
            "cost": 10.0 - value,
        }
        for policy, values in (table or DEATHS).items()
        for point, value in enumerate(values)
        for seed, sign in enumerate((-1, 1))
    ]
    return pd.DataFrame(rows)


def test_regret_is_the_distance_to_the_best_policy_at_each_point() -> None:
    table = regret_table(runs(), "deaths", "less").set_index("policy")
    assert table["maximum"].to_dict() == {"open": 4, "closed": 2, "mixed": 3}
    np.testing.assert_allclose(table["mean"], [4 / 3, 2 / 3, 5 / 3])
    np.testing.assert_allclose(table["percentile_90"], [3.2, 1.6, 2.6])
    assert table["worst_outcome"].to_dict() == {"open": 9, "closed": 5, "mixed": 7}
    np.testing.assert_allclose(table["best_at"], [2 / 3, 2 / 3, 0])
    assert (table["points"] == 3).all()


def test_more_is_the_mirror_of_less() -> None:
    less, more = runs(), runs()
    more["deaths"] *= -1
    first, second = regret_table(less, "deaths", "less"), regret_table(more, "deaths", "more")
    pd.testing.assert_frame_equal(first.drop(columns="worst_outcome"), second.drop(columns="worst_outcome"))
    np.testing.assert_allclose(first["worst_outcome"], -second["worst_outcome"])


tables = st.lists(st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=4), min_size=1, max_size=4)


@settings(max_examples=25)
@given(tables)
def test_regret_is_never_negative_and_somebody_is_best_everywhere(values: list[list[float]]) -> None:
    table = regret_table(runs({str(place): row for place, row in enumerate(values)}), "deaths", "more")
    assert (table["mean"] >= 0).all()
    assert (table["maximum"] + 1e-9 >= table["percentile_90"]).all()
    assert table["best_at"].sum() >= 1 - 1e-9


def test_seeds_are_averaged_first_and_incomplete_points_are_counted_out() -> None:
    spread = runs(spread=0.5)
    pd.testing.assert_frame_equal(
        regret_table(spread, "deaths", "less"), regret_table(runs(), "deaths", "less")
    )
    lost = spread[~((spread["policy"] == "open") & (spread["point"] == 1) & (spread["seed"] == 0))]
    table = regret_table(lost, "deaths", "less").set_index("policy")
    assert (table["points"] == 2).all()
    assert (table["dropped"] == 1).all()
    assert table["maximum"].to_dict() == {"open": 0, "closed": 2, "mixed": 3}
    met = satisficing_table(lost, {"deaths": Threshold("less", 5.0)}).set_index(["policy", "outcome"])
    assert met.loc[("open", "deaths"), ["points", "dropped"]].tolist() == [2, 1]
    assert met.loc[("open", JOINTLY), ["points", "dropped", "share"]].tolist() == [2, 1, 1]
    assert met.loc[("closed", "deaths"), ["points", "dropped"]].tolist() == [3, 0]


def test_the_share_of_points_that_suffice_singly_and_together() -> None:
    thresholds = {"deaths": Threshold("less", 4.0), "cost": Threshold("more", 6.5)}
    table = satisficing_table(runs(), thresholds).set_index(["policy", "outcome"])["share"]
    assert table.to_dict() == pytest.approx(
        {
            ("open", "deaths"): 2 / 3, ("open", "cost"): 1 / 3, ("open", JOINTLY): 1 / 3,
            ("closed", "deaths"): 2 / 3, ("closed", "cost"): 1 / 3, ("closed", JOINTLY): 1 / 3,
            ("mixed", "deaths"): 1 / 3, ("mixed", "cost"): 1 / 3, ("mixed", JOINTLY): 1 / 3,
        }
    )  # fmt: skip


def test_together_is_never_more_than_the_least_alone() -> None:
    random = np.random.default_rng(0)
    frame = runs({name: list(random.uniform(0, 10, 40)) for name in "ab"})
    frame["cost"] = random.uniform(0, 10, len(frame))
    table = satisficing_table(frame, {"deaths": Threshold("less", 6.0), "cost": Threshold("less", 6.0)})
    shares = table.pivot(index="policy", columns="outcome", values="share")
    assert (shares[JOINTLY] <= shares[["deaths", "cost"]].min(axis=1)).all()
    assert 0 < shares[JOINTLY].min() < shares[["deaths", "cost"]].min().min()


def test_the_interval_is_wilsons() -> None:
    frame = runs({"open": [0.0] * 6 + [9.0] * 4})
    row = satisficing_table(frame, {"deaths": Threshold("less", 5.0)}).iloc[0]
    z, number, share = 1.959963984540054, 10, 0.6
    middle = (share + z**2 / (2 * number)) / (1 + z**2 / number)
    half = z / (1 + z**2 / number) * math.sqrt(share * (1 - share) / number + z**2 / (4 * number**2))
    np.testing.assert_allclose([row["share"], row["low"], row["high"]], [share, middle - half, middle + half])


def test_refusals() -> None:
    with pytest.raises(Refusal, match="must be 'less' or 'more'"):
        regret_table(runs(), "deaths", "fewer")  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="no outcome has a threshold"):
        satisficing_table(runs(), {})
    with pytest.raises(Refusal, match="no point has a value of 'deaths' for every policy"):
        regret_table(runs().assign(deaths=math.nan), "deaths", "less")
    with pytest.raises(Refusal, match="two rows have policy open, point 0, seed 0"):
        regret_table(pd.concat([runs(), runs()]), "deaths", "less")
