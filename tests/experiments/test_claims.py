"""Claims: four arms that differ in what they say, and verdicts that follow from intervals alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm.analysis.intervals import Interval
from abm.refusal import Refusal
from experiments.claims.claim import CONTROL, TREATMENT, WITHOUT, Claim, read_claim, trials
from experiments.claims.page import page
from experiments.claims.verdict import found, judged

HERE = Path(__file__).parents[2] / "experiments" / "claims"
CLAIMS = sorted(HERE.glob("*.yaml"))


@pytest.fixture(scope="module")
def claim() -> Claim:
    return read_claim(HERE / "closed_ways.yaml")


def _outcomes(claim: Claim, effect: float, ablated: float, noise: float, pairs: int = 40) -> pd.DataFrame:
    """Runs whose relative effects are known; the noise of a seed is shared by its arms, up to a tenth."""
    rng = np.random.default_rng(3)
    rows = []
    for seed in range(pairs):
        shared = rng.normal(0.0, 10 * noise)
        for arm, mean in (
            (CONTROL, 100.0), (TREATMENT, 100.0 * (1 + effect)),
            (CONTROL + WITHOUT, 100.0), (TREATMENT + WITHOUT, 100.0 * (1 + ablated)),
        ):  # fmt: skip
            rows.append(
                {"seed": seed, "policy": arm, claim.outcome.measure: mean + shared + rng.normal(0.0, noise)}
            )
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("effect", "ablated", "noise", "verdict"),
    [
        (0.30, 0.00, 1.0, "reproduced"),
        (0.30, 0.15, 1.0, "reproduced"),
        (0.30, 0.30, 1.0, "not explained by the mechanism"),
        (0.01, 0.00, 1.0, "not reproduced"),
        (-0.30, 0.00, 1.0, "not reproduced"),
        (0.05, 0.00, 8.0, "undecided"),
    ],
)
def test_the_verdict_follows_from_effect_ablation_and_noise(
    claim: Claim, effect: float, ablated: float, noise: float, verdict: str
) -> None:
    finding = found(claim, "known", _outcomes(claim, effect, ablated, noise))
    assert finding.verdict == verdict
    assert finding.effect.low <= finding.effect.mean <= finding.effect.high
    assert finding.effect.mean == pytest.approx(effect, abs=0.05)
    assert finding.shrunk.mean == pytest.approx(finding.effect.mean - finding.ablated.mean)


def test_less_is_the_mirror_image_of_more(claim: Claim) -> None:
    def intervals(sign: float) -> dict[str, Interval]:
        ends = {"effect": (0.1, 0.3), "ablated": (-0.1, 0.1), "shrunk": (0.05, 0.3)}
        return {
            name: Interval(
                sign * (low + high) / 2, min(sign * low, sign * high), max(sign * low, sign * high), 30
            )
            for name, (low, high) in ends.items()
        }

    fewer = claim.model_copy(update={"expected": "less"})
    assert judged(claim, intervals(1.0)) == judged(fewer, intervals(-1.0)) == "reproduced"
    assert judged(claim, intervals(-1.0)) == judged(fewer, intervals(1.0)) == "not reproduced"


def test_a_seed_counts_only_with_all_its_arms(claim: Claim) -> None:
    outcomes = _outcomes(claim, 0.3, 0.0, 1.0)
    torn = outcomes[~((outcomes["seed"] == 5) & (outcomes["policy"] == TREATMENT + WITHOUT))]
    assert found(claim, "known", torn).effect.number == 39


@pytest.mark.parametrize("path", CLAIMS, ids=lambda path: path.stem)
def test_the_arms_of_every_claim_differ_and_share_their_seeds(path: Path) -> None:
    shipped = read_claim(path)
    assert shipped.replications >= 30
    for trial in trials(shipped):
        assert [arm.name for arm in trial.study.arms] == [
            CONTROL, TREATMENT, CONTROL + WITHOUT, TREATMENT + WITHOUT,
        ]  # fmt: skip
        assert len({arm.scenario.digest() for arm in trial.study.arms}) == 4
        assert len(trial.study) == 4 * shipped.replications
    larger = trials(shipped, full=True)
    assert [trial.study.arms[0].scenario.months for trial in larger] >= [
        trial.study.arms[0].scenario.months for trial in trials(shipped)
    ]


def test_the_page_says_what_was_found(claim: Claim) -> None:
    finding = found(claim, "known", _outcomes(claim, 0.3, 0.0, 1.0))
    document = page(claim, [finding])
    texts = " ".join(block.text for block in document.sections[0].blocks if hasattr(block, "text"))
    assert "reproduced in the known world" in texts
    assert claim.mechanism in texts
    (drawing,) = document.drawings()
    assert drawing.draw(8.0).axes[0].get_xlabel() == "change in %"


def test_a_misspelt_claim_is_refused(tmp_path: Path) -> None:
    text = (HERE / "closed_ways.yaml").read_text().replace("expected:", "expectd:")
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(Refusal, match=r"mine\.yaml, line 17: unknown key 'expectd'; did you mean 'expected'"):
        read_claim(tmp_path / "mine.yaml")
