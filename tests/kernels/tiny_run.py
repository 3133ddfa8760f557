"""A tiny stylised world run for some months, and the digest of all that it leaves (`-m tests.kernels.tiny_run`)."""

from __future__ import annotations

import hashlib

import numpy as np

from abm.kernels.random import philox
from abm.model import MigrationModel
from abm.scenario import Scenario, scenario_from


def tiny(months: int = 8) -> Scenario:
    """Six states on two continents, a few thousand agents, every channel in use."""
    world = {
        "kind": "stylised", "states": 6, "years": 3, "seed": 6, "geography": "continents", "continents": 2,
        "population_median": 2e6, "population_spread": 0.5, "migration_stock": 0.05, "conflict_share": 0.5,
    }  # fmt: skip
    return scenario_from(
        {
            "world": world,
            "months": months,
            "persons_per_agent": 1000,
            "seed": 3,
            "parameters": {"departures": {"propensity": -19.0}},
        }
    )


def digest(model: MigrationModel) -> str:
    """SHA-256 of every column of migrants, of the market for smuggling and of every frame."""
    found = hashlib.sha256()
    for column in model.scene.migrants.columns:
        found.update(np.ascontiguousarray(column[: model.scene.migrants.used]).tobytes())
    market = model.scene.market
    for held in (market.networks, market.offers, market.markets):
        for column in held:
            found.update(np.ascontiguousarray(column).tobytes())
    for name, frame in sorted(model.frames().items()):
        found.update(name.encode())
        found.update(frame.to_csv(float_format="%.12g").encode())
    return found.hexdigest()


def main() -> None:
    """Run and print: compiled or not, agents, smuggling networks, entries by channel, digest."""
    model = MigrationModel(tiny())
    model.run()
    entries = model.frames()["entries"].groupby("channel")["persons"].sum()
    compiled = "compiled" if hasattr(philox, "py_func") else "interpreted"
    networks = len(model.scene.market.alive)
    print(
        compiled, len(model.migrants), networks, ",".join(sorted(entries.index[entries > 0])), digest(model)
    )


if __name__ == "__main__":
    main()
