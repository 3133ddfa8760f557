"""The ledger in a summary: its lines over the world add up, and nothing of it is lost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from abm.results.security import IN_ALL, MOVED, OTHERS, by_outcome, lines_of, of_world, shares_of_people

STATES = pd.DataFrame(
    {"seed": [1, 1, 2, 2], "iso3": ["AAA", "BBB"] * 2, "population": [300.0, 100.0, 100.0, 100.0]}
)
LEDGER = pd.DataFrame(
    [
        (1, "AAA", "capacity", "load", -0.04),
        (1, "BBB", "capacity", "load", -0.08),
        (1, "BBB", "capacity", "wear", -0.4),
        (2, "AAA", "violence", "battle", -0.2),
        (2, "AAA", "power", "migrants", 0.1),
        (2, "AAA", "human", "routes", 9.0),
    ],
    columns=["seed", "iso3", "outcome", "channel", "security"],
)


def test_the_world_is_the_mean_of_states_by_their_people() -> None:
    table = by_outcome(of_world(lines_of(LEDGER, [1, 2]), shares_of_people(STATES)))
    np.testing.assert_allclose(table.loc[("capacity", MOVED)], [-0.05, 0.0])
    np.testing.assert_allclose(table.loc[("capacity", OTHERS)], [-0.1, 0.0])
    np.testing.assert_allclose(table.loc[("power", MOVED)], [0.0, 0.05])


def test_outcomes_add_up_to_net_security_and_persons_are_not_among_them() -> None:
    world = of_world(lines_of(LEDGER, [1, 2]), shares_of_people(STATES))
    table = by_outcome(world)
    assert "human" not in table.index.get_level_values(0)
    last = table.index.get_level_values(0) == IN_ALL
    np.testing.assert_allclose(table[last].sum(), world.sum())
    for how in (MOVED, OTHERS):
        np.testing.assert_allclose(table[~last].xs(how, level=1).sum(), table.loc[(IN_ALL, how)])
