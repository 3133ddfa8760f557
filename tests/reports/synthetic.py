"""Synthetic studies of every design: outcomes that are known functions of factors, policy and seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from abm.studies.result import Factor, Outcome, StudyResult

FACTORS = (
    Factor(
        "quota", "policy.quota", "lever", "number", 0.0, 1.0,
        unit="share", meaning="Share of applicants who are admitted.", label="Admission quota",
    ),
    Factor(
        "learning", "parameters.admission.learning", "uncertainty", "number", 0.01, 1.0, scale="log",
        unit="share", meaning="Weight of news in expectations.", label="Weight of the newest experience",
    ),
    Factor(
        "war", "parameters.conflict.war", "uncertainty", "number", 0.0, 2.0,
        unit="times", meaning="Scales the intensity of wars.", label="Intensity of war",
    ),
    Factor(
        "routes", "world.routes", "uncertainty", "choice", values=("sparse", "dense"),
        meaning="How many states are joined.", label="Density of routes",
    ),
)  # fmt: skip


def outcome(name: str, measure: str, unit: str, label: str, **more: Any) -> Outcome:
    return Outcome(name, measure, unit, label, f"Meaning of {label.lower()}.", years="2000-2010", **more)


OUTCOMES = (
    outcome("population", "population", "persons", "Population"),
    outcome(
        "entries",
        "entries_irregular",
        "persons per year",
        "Irregular entries",
        direction="less",
        threshold=120_000.0,
    ),
    outcome(
        "deaths",
        "deaths_on_routes",
        "persons per year",
        "Deaths on routes",
        direction="less",
        threshold=900.0,
    ),
    outcome("control", "control_index", "share", "Control index", direction="more"),
    outcome("remitted", "remittances_in", "dollars per year", "Remittances"),
)

POLICIES = ("as_planned", "open_channels", "strict_borders")
LABELS = {
    "as_planned": "As planned",
    "open_channels": "Open channels",
    "strict_borders": "Strict <borders> & fences | walls",
}
EFFECTS = {"as_planned": (0.0, 0.0), "open_channels": (-0.25, -0.3), "strict_borders": (-0.15, 0.35)}


def design_of(kind: str, size: int, factors: tuple[Factor, ...]) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Points of a design: number of the point and a value of each factor."""
    count = len(factors)
    settings: dict[str, Any] = {}
    if kind == "sobol":
        from SALib.sample import sobol

        problem = {"num_vars": count, "names": [f.name for f in factors], "bounds": [[0, 1]] * count}
        shares = sobol.sample(problem, size, calc_second_order=False, seed=1)
        settings = {"samples": size, "second_order": False}
    elif kind == "morris":
        from SALib.sample import morris

        problem = {"num_vars": count, "names": [f.name for f in factors], "bounds": [[0, 1]] * count}
        shares = morris.sample(problem, size, 4, seed=1)
        settings = {"trajectories": size, "levels": 4}
    elif kind == "grid":
        axes = np.meshgrid(*[np.linspace(0, 1, 3)] * count, indexing="ij")
        shares = np.column_stack([axis.ravel() for axis in axes])
    elif kind == "none":
        shares = np.full((1, count), 0.5)
    else:
        shares = np.random.default_rng(3).random((size, count))
    columns = {factor.name: value_of(factor, shares[:, place]) for place, factor in enumerate(factors)}
    return pd.DataFrame({"point": np.arange(len(shares), dtype=np.int64), **columns}), settings


def value_of(factor: Factor, shares: np.ndarray) -> Any:
    if factor.values:
        places = np.minimum((shares * len(factor.values)).astype(int), len(factor.values) - 1)
        return np.array(factor.values, dtype=object)[places]
    assert factor.low is not None
    assert factor.high is not None
    if factor.scale == "log":
        return factor.low * (factor.high / factor.low) ** shares
    return factor.low + (factor.high - factor.low) * shares


def outcomes_at(row: Any, policy: str, seed: int, point: int) -> dict[str, float]:
    random = np.random.default_rng([seed, point])
    chance = random.normal(size=4)
    quota, war, learning = row["quota"], row["war"], row["learning"]
    dense = 1.2 if row["routes"] == "dense" else 1.0
    on_entries, on_deaths = EFFECTS.get(policy, (0.0, 0.0))
    entries = (
        150_000 * (1 - 0.4 * quota) * (0.5 + 0.5 * war) * dense * (1 + on_entries) * np.exp(0.05 * chance[0])
    )
    deaths = 0.008 * entries * (1 + on_deaths) * (1 + 0.2 * np.sin(8 * learning)) + 15 * chance[1]
    return {
        "population": 8e9 + 1e6 * chance[2],
        "entries": entries,
        "deaths": max(deaths, 0.0),
        "control": 400_000 * (0.6 + quota) / (400_000 * (0.6 + quota) + entries),
        "remitted": 5.5e11 * (1 + 0.2 * quota + 0.002 * chance[3]),
    }


def yearly_of(runs: list[dict[str, Any]], outcomes: tuple[Outcome, ...]) -> pd.DataFrame:
    rows = []
    for run in runs:
        random = np.random.default_rng(run["seed"])
        for year in range(2000, 2011):
            shift = (
                1 + 0.08 * (year - 2000) / 10 * EFFECTS.get(run["policy"], (0, 0))[0] + random.normal(0, 0.01)
            )
            values = {o.measure: run[o.name] * (shift if o.name != "population" else 1.0) for o in outcomes}
            keys = {key: run[key] for key in ("run", "point", "policy", "seed")}
            rows.append({**keys, "place": "world", "year": year, **values})
    return pd.DataFrame(rows)


def made_study(
    folder: Path,
    kind: str = "lhs",
    *,
    size: int = 40,
    seeds: int = 2,
    policies: tuple[str, ...] = POLICIES,
    factors: tuple[Factor, ...] = FACTORS,
    outcomes: tuple[Outcome, ...] = OUTCOMES,
    failed: int = 1,
    yearly: bool = True,
) -> StudyResult:
    """A study of a design, the same every time; its first `failed` runs of the last policy failed."""
    design, settings = design_of(kind, size, factors)
    if not factors:
        design = design[["point"]]
    full = design.assign(
        **{f.name: f.values[0] if f.values else 0.5 for f in FACTORS if f.name not in design}
    )
    runs: list[dict[str, Any]] = []
    finished: list[dict[str, Any]] = []
    for point, row in full.iterrows():
        for policy in policies:
            for seed in range(1, seeds + 1):
                number = len(runs)
                lost = policy == policies[-1] and int(point) < failed and seed == 1
                identity = {"run": f"{number:016x}", "point": int(point), "policy": policy, "seed": seed}
                error = "Refusal: the quota <0.1> is not a share | of anything" if lost else ""
                status = "failed" if lost else "finished"
                runs.append({**identity, "number": number, "status": status, "error": error})
                if not lost:
                    values = outcomes_at(row, policy, seed, int(point))
                    values = {o.name: values.get(o.name, number % 7 + 1.0) for o in outcomes}
                    finished.append({**identity, **{f.name: row[f.name] for f in factors}, **values})
    folder.mkdir(parents=True, exist_ok=True)
    costs = pd.DataFrame({"run": [run["run"] for run in runs], "seconds": 2.5, "peak_memory_mib": 310.0})
    return StudyResult(
        folder=folder,
        study={
            "base": "baseline",
            "seed": 1,
            "replications": seeds,
            "policies": {name: {"label": LABELS[name]} for name in policies if name in LABELS},
        },
        name="quotas_and_wars",
        description="Do quotas lower irregular entries, whatever the wars?",
        factors=factors,
        policies=policies,
        outcomes_of=outcomes,
        design=design,
        design_kind=kind,
        design_settings=settings,
        runs=pd.DataFrame(runs),
        outcomes=pd.DataFrame(finished),
        yearly=yearly_of(finished, outcomes) if yearly else None,
        costs=costs.assign(finished_at="2026-01-01T00:00:00Z"),
    )
