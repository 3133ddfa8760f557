"""PRIM finds the box that was planted, by the workbench and without its noise."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm.analysis import boxes
from abm.refusal import Refusal

FACTORS = ["network", "control", "idle", "way", "levels"]


def runs(seeds: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(1)
    design = pd.DataFrame(
        {
            "point": range(600),
            "network": random.uniform(0, 1, 600),
            "control": random.uniform(10, 20, 600),
            "idle": random.uniform(0, 1, 600),
            "way": random.choice(["land", "sea", "air"], 600),
            "levels": random.integers(0, 5, 600),
        }
    )
    return design.merge(pd.DataFrame({"seed": range(seeds)}), how="cross")


def planted(frame: pd.DataFrame) -> pd.Series:
    return (frame["network"] > 0.6) & (frame["control"] < 15) & (frame["way"] != "air")


@pytest.mark.slow
def test_it_recovers_a_planted_box() -> None:
    frame = runs()
    (box,) = boxes(frame, FACTORS, planted(frame), density=0.95)
    limits = {limit.factor: limit for limit in box.limits}
    assert set(limits) == {"network", "control", "way"}
    assert limits["network"].low == pytest.approx(0.6, abs=0.02)
    assert limits["network"].high is None
    assert limits["control"].high == pytest.approx(15, abs=0.3)
    assert limits["control"].low is None
    assert set(limits["way"].words) == {"land", "sea"}
    assert box.density >= 0.95
    assert box.coverage >= 0.95
    assert all(limit.p < 0.01 for limit in box.limits)
    assert box.mass == pytest.approx(box.points / 600)


@pytest.mark.slow
def test_coverage_and_density_are_those_of_the_points_inside() -> None:
    frame = runs()
    box = boxes(frame, ["network", "control"], planted(frame), density=0.6)[0]
    inside = pd.Series(True, index=frame.index)
    for limit in box.limits:
        inside &= frame[limit.factor] >= (-np.inf if limit.low is None else limit.low)
        inside &= frame[limit.factor] <= (np.inf if limit.high is None else limit.high)
    assert inside.sum() == box.points
    assert planted(frame)[inside].mean() == pytest.approx(box.density)
    assert planted(frame)[inside].sum() / planted(frame).sum() == pytest.approx(box.coverage)


def test_asking_for_less_density_covers_more() -> None:
    frame = runs()
    flipped = planted(frame) ^ (np.random.default_rng(2).random(600) < 0.08)
    wide, narrow = (boxes(frame, FACTORS[:2], flipped, density=density, most=1)[0] for density in (0.3, 0.6))
    assert wide.coverage > narrow.coverage
    assert narrow.density > wide.density >= 0.3


def test_a_restriction_that_is_no_better_than_chance_is_dropped_as_long_as_the_density_allows() -> None:
    frame = runs()
    interesting = (frame["network"] > 0.6) & (np.random.default_rng(60).random(600) < 0.3)
    (box,), (every,) = (
        boxes(frame, FACTORS[:3], interesting, density=0.3, most=1, significance=p) for p in (0.05, 1.0)
    )
    assert {limit.factor for limit in every.limits} - {limit.factor for limit in box.limits} == {"idle"}
    assert box.coverage > every.coverage
    assert box.density >= 0.3


def test_two_planted_boxes_are_found_one_after_the_other() -> None:
    frame = runs()
    interesting = (frame["network"] > 0.8) | ((frame["control"] < 12) & (frame["network"] < 0.5))
    found = boxes(frame, ["network", "control"], interesting, density=0.9)
    assert len(found) == 2
    assert sum(box.coverage for box in found) > 0.9
    assert len(boxes(frame, ["network", "control"], interesting, density=0.9, most=1)) == 1


def test_whole_numbers_may_be_limited_between_two_of_them() -> None:
    frame = runs()
    (box,) = boxes(frame, ["levels", "idle"], frame["levels"] >= 3)
    (limit,) = box.limits
    assert limit.low is not None
    assert 2 < limit.low <= 3


def test_truth_values_come_back_as_such() -> None:
    frame = runs().assign(closed=lambda rows: rows["point"] % 2 == 0)
    (box,) = boxes(frame, ["closed", "idle"], frame["closed"])
    assert box.limits[0].words == (True,)


def test_replications_of_a_point_count_once() -> None:
    one, three = runs(), runs(seeds=3)
    first, second = (boxes(frame, FACTORS[:2], planted(frame), density=0.6, most=1) for frame in (one, three))
    assert first == second != ()
    few = planted(three) & ((three["seed"] == 0) | (three["point"] % 2 == 0))
    assert boxes(three, FACTORS[:2], few, density=0.6) == boxes(
        one, FACTORS[:2], planted(one) & (one["point"] % 2 == 0), density=0.6
    )


def test_noise_gives_no_box() -> None:
    frame = runs()
    assert boxes(frame, FACTORS[:3], pd.Series(np.random.default_rng(3).random(600) < 0.2)) == ()


def test_it_neither_speaks_nor_draws(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    from matplotlib import pyplot as plt

    frame = runs()
    logging.getLogger("EMA").addHandler(caplog.handler)
    try:
        with caplog.at_level(logging.DEBUG):
            boxes(frame, FACTORS, planted(frame))
    finally:
        logging.getLogger("EMA").removeHandler(caplog.handler)
    assert not caplog.records
    assert capsys.readouterr() == ("", "")
    assert not plt.get_fignums()


def test_settings_that_an_import_changes_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib

    from abm.analysis import discovery

    def imported(name: str, purpose: str) -> str:
        matplotlib.rcParams["axes.linewidth"] = 77.0
        return f"{name} {purpose}"

    before = matplotlib.rcParams["axes.linewidth"]
    monkeypatch.setattr(discovery, "studies_library", imported)
    assert discovery._prim() == "ema_workbench.analysis.prim Scenario discovery"
    assert matplotlib.rcParams["axes.linewidth"] == before


@pytest.mark.slow
def test_loading_the_workbench_leaves_matplotlib_and_the_log_as_they_were(root: Path) -> None:
    program = (
        "import logging, matplotlib; before = dict(matplotlib.rcParams)\n"
        "from abm.analysis import boxes; import pandas as pd\n"
        "x = pd.DataFrame({'a': [i / 40 for i in range(40)]}); boxes(x, ['a'], x.a > 0.6)\n"
        "assert {k for k in before if before[k] != matplotlib.rcParams[k]} <= {'backend'}\n"
        "assert not logging.getLogger().handlers\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_refusals() -> None:
    frame = runs()
    nothing = pd.Series(False, index=frame.index)
    with pytest.raises(Refusal, match="none of 600 points"):
        boxes(frame, FACTORS, nothing)
    with pytest.raises(Refusal, match="all of 600 points"):
        boxes(frame, FACTORS, ~nothing)
    with pytest.raises(Refusal, match="ask for a density above"):
        boxes(frame, FACTORS, ~planted(frame), density=0.5)
    with pytest.raises(Refusal, match="shares"):
        boxes(frame, FACTORS, planted(frame), density=75)
    with pytest.raises(Refusal, match="did you mean 'network'"):
        boxes(frame, ["networks"], planted(frame))


def test_without_the_workbench_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from abm.analysis.libraries import studies_library

    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(Refusal, match=r"A Sobol' analysis needs SALib, .*crossing-borders\[studies\]"):
        studies_library("SALib", "A Sobol' analysis")
