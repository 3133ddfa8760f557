"""The table of borders: one row for each edge over land and sea that enters a state."""

from __future__ import annotations

import numpy as np
import pytest

from abm.world.borders import Borders
from abm.world.circuit import MODES, Circuit
from abm.world.stylised import StylisedWorld, generate
from abm.world.world import build_world


@pytest.fixture
def circuit() -> Circuit:
    world = generate(
        StylisedWorld(states=12, geography="continents", continents=3, coastal_share=0.75, years=2)
    )
    return build_world(world).circuit


def test_a_border_is_an_edge_on_the_ground(circuit: Circuit) -> None:
    borders, ground = Borders(circuit), circuit.ground
    edges = [edge for edge in circuit.graph.edges(keys=True) if edge[2] != "air"]
    assert len(borders.head) == len(ground) == len(edges)
    assert borders.sea.any()
    assert not borders.sea.all()
    for place, edge in enumerate(ground):
        ends = circuit.codes[borders.tail[place]], circuit.codes[borders.head[place]]
        mode = MODES[circuit.edges.mode[edge]]
        assert mode == ("sea" if borders.sea[place] else "land")
        assert borders.length[place] == circuit.graph.edges[*ends, mode]["distance_km"]


def test_sums_are_over_the_edges_that_enter_a_state(circuit: Circuit) -> None:
    borders, draws = Borders(circuit), np.random.default_rng(3)
    number = draws.uniform(size=len(borders.head))
    entering = [np.flatnonzero(borders.head == state) for state in range(12)]
    np.testing.assert_allclose(borders.into(number), [number[edges].sum() for edges in entering])
    np.testing.assert_array_equal(borders.edges, [len(edges) for edges in entering])


def test_what_is_divided_over_borders_adds_up_and_follows_effort(circuit: Circuit) -> None:
    """While the mean of focus over a state's edges is 1, the parts sum to the whole."""
    borders, draws = Borders(circuit), np.random.default_rng(3)
    whole, reached = draws.uniform(size=12), borders.edges > 0
    np.testing.assert_allclose(borders.into(borders.evenly(whole))[reached], whole[reached])
    focus = draws.uniform(0.1, 2.0, len(borders.head))
    mean = borders.into(focus) / np.maximum(borders.edges, 1)
    borders.focus[:] = focus / mean[borders.head]
    parts = borders.evenly(whole)
    np.testing.assert_allclose(borders.into(parts)[reached], whole[reached])
    np.testing.assert_allclose(parts / borders.focus, (whole / np.maximum(borders.edges, 1))[borders.head])


def test_at_first_nothing_is_known_and_effort_is_even(circuit: Circuit) -> None:
    borders = Borders(circuit)
    assert (borders.focus == 1.0).all()
    for name in ("seen", "used", "bought", "papers_bought"):
        assert not getattr(borders, name).any(), name
    assert len(borders.papers_bought) == 12
