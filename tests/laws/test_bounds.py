"""Whatever the parameters, the policy and the drivers, every variable of a state stays within its bounds."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.parameters import Parameters
from abm.parameters.conditions import Conditions, Response
from abm.parameters.levers import Policy
from abm.results.measures import STATE_MEASURES
from abm.scenario.declarations import Declaration
from abm.scene import Scene
from tests.laws.small_world import model_of, small

SHARES = (
    "capacity", "conflict", "working_share", "identity", "cohesion", "alienation", "integration", "reputation",
    "civil_liberties", "threat", "autonomy", "state_capture", "relative_power", "order", "net_security", "conceded",
    "power", "power_economic", "power_military", "power_diplomatic", "civil_support",
)  # fmt: skip
NOT_NEGATIVE = (
    "residents", "output", "wage", "conflict_deaths", "crime_deaths", "displaced_within", "border_spending", "danger",
    "budget", "policy_spending", "aid_received", "service_load", "attacks", "attack_deaths", "plots", "levers",
    "preferred", "military_personnel", "military_spending", "foreign_soldiers", "coercive_pressure", "remittances",
)  # fmt: skip
_HEAVY = ("persons_per_agent", "most_networks")


def _drawn(group: Any, generator: np.random.Generator, share: float = 0.5) -> dict[str, Any]:
    """Values of some declared numbers of a group: an end of the range or anything within it."""
    values = {}
    for name, field in group.model_fields.items():
        here = Declaration(group).below(name)
        if here is None or here.bounds is None or name in _HEAVY or generator.uniform() > share:
            continue
        low, high = here.bounds
        # Ranges over orders of magnitude are drawn by their logarithm, around the default.
        wide = low >= 0.0 and high > 100.0 * max(abs(float(field.default)), 1e-9)
        draws = (low, high, generator.uniform(low, high))
        value = float(field.default) * np.exp(generator.normal()) if wide else generator.choice(draws)
        value = float(np.clip(value, low, high))
        values[name] = round(value) if here.annotation is int else value
    return values


def _world(seed: int) -> MigrationModel:
    generator = np.random.default_rng(seed)
    subjects = {
        name: _drawn(field.annotation, generator, 0.3) for name, field in Parameters.model_fields.items()
    }
    # The number of people who set out is kept near that of the small world, which would otherwise empty at once.
    subjects["departures"]["propensity"] = -21.0 + generator.normal()
    conditions = {
        code: _drawn(Conditions, generator) | {"response": str(generator.choice(get_args(Response)))}
        for code in ("all", "AAB", "AAC", "AAD")
    }
    drivers = {
        "capacity": "simulated", "economy": "simulated", "population": "simulated",
        "conflict": str(generator.choice(["simulated", "none", "observed"])),
    }  # fmt: skip
    policies = {code: _drawn(Policy, generator, 0.2) for code in ("all", "AAA", "AAC")}
    return model_of(small(parameters=subjects, conditions=conditions, drivers=drivers, policies=policies))


def _check(scene: Scene) -> None:
    states = scene.states
    for name in SHARES:
        values = getattr(states, name)
        assert ((values >= -1e-12) & (values <= 1.0 + 1e-12)).all(), name
    for name in NOT_NEGATIVE:
        assert (getattr(states, name) >= 0).all(), name
    for name, values in vars(states).items():
        if isinstance(values, np.ndarray) and values.dtype.kind == "f" and not name.startswith("_"):
            assert np.isfinite(values).all(), name
    assert scene.money() == 0
    assert np.isfinite(scene.ledger.amounts).all()


@pytest.mark.parametrize(
    "seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 200))]
)
def test_every_variable_of_states_stays_within_its_bounds(seed: int) -> None:
    model = _world(seed)
    for _ in range(13):
        model.step()
        _check(model.scene)
    states = model.frames()["states"]
    for measure in STATE_MEASURES:
        if measure.ratio is None:
            assert np.isfinite(states[measure.name]).all(), measure.name
