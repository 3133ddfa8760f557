"""A fork: everything that a run holds at its month, once more, so that two futures can be compared.

What never changes again is shared: the tables of the world, parameters, events, and the months and years that the
recorder has written down. Everything else is copied, most of it a few arrays by pair of states.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np

from abm.processes.process import Process
from abm.results.recorder import Recorder
from abm.scene import Scene
from abm.world.world import World

State = tuple[Scene, tuple[Process, ...], Recorder]
"""What changes as a run goes on."""


def forked(scene: Scene, processes: tuple[Process, ...], recorder: Recorder) -> State:
    """Return copies that go on as the originals would, and share nothing with them that either will change."""
    world = scene.world.apart()
    memo: dict[int, Any] = {id(one): one for one in _shared(scene, recorder)}
    memo[id(scene.world)], memo[id(scene.world.circuit)] = world, world.circuit
    before, after = scene.world.circuit.edges, world.circuit.edges
    memo |= {id(old): new for old, new in zip((before, *before), (after, *after), strict=True)}
    copies: State = copy.deepcopy((scene, processes, recorder), memo)
    copies[0].market.count_rows()  # its rows in use are views of columns that are new
    return copies


def _shared(scene: Scene, recorder: Recorder) -> Iterator[Any]:
    """What neither run will change."""
    yield from (scene.parameters, scene.drivers, scene.calendar)
    yield from scene.agenda
    yield from scene.blocs.agenda
    yield from scene.blocs.treaties
    yield from _given(scene.world)
    yield from recorder.written()


def _given(world: World) -> Iterator[Any]:
    """The parts of a world but its circuit."""
    for part in fields(world):
        value = getattr(world, part.name)
        if part.name != "circuit" and value is not None:
            yield value
    yield from (series for series in world.series.values() if isinstance(series, np.ndarray))
