"""Small worlds with people on their way, for the tests of journeys and of papers."""

from __future__ import annotations

from typing import Any

import numpy as np

from abm.model import MigrationModel
from abm.statuses import Channel, Status
from tests.laws.small_world import model_of, process_of, small

MANY = 4_000
UNCLAIMED = {"claim_unfounded": 0.0, "claim_at_border": 0.0}
STILL = {"speed_alone": 20_000.0, "speed_smuggled": 50_000.0, "speed_flight": 50_000.0}


def road_model(
    limited: bool = False, smuggling: dict[str, float] | None = None, **journeys: float
) -> MigrationModel:
    """A world with closed borders in which nobody is on the way, and smugglers serve everybody unless limited."""
    scenario = small(
        world={"visa_openness": 0.0},
        processes={"departures": False, "smuggling": limited},
        parameters={
            "journeys": {**STILL, **UNCLAIMED, **journeys},
            "smuggling": {"abuse": 0.0} | (smuggling or {}),
            "people": {"irregular_at_start": 0.0},
            "borders": {"cost": 0.0},
        },
    )
    return model_of(scenario)


def neighbours(model: MigrationModel) -> tuple[int, int]:
    """Two states with a path of one hop between them."""
    ways, edge = model.scene.routes.ways, edge_between(model)
    return int(ways.tail[edge]), int(ways.head[edge])


def edge_between(model: MigrationModel) -> int:
    """The first edge that is the whole path between its ends, whoever travels."""
    ways = model.scene.routes.ways
    return next(
        edge
        for edge, (tail, head) in enumerate(zip(ways.tail, ways.head, strict=True))
        if (ways.next_edge[:, tail, head] == edge).all()
    )


def send(
    model: MigrationModel, channel: Channel, ends: tuple[int, int], number: int = MANY, **more: Any
) -> np.ndarray:
    """Agents on their way from one state to another, with money taken from their households."""
    many = np.ones(number, np.int64)
    savings, uid = int(more.pop("savings", 1_000_000)), more.pop("uid", 2**61 + np.arange(number))
    model.scene.states.households[ends[0]] -= savings * number
    return model.scene.migrants.admit(
        uid=uid, origin=ends[0] * many, location=ends[0] * many, destination=ends[1] * many,
        channel=int(channel) * many, status=int(Status.IN_TRANSIT) * many, birth=-400 * many,
        savings=savings * many, **{name: value * many for name, value in more.items()},
    )  # fmt: skip


def travel_on(model: MigrationModel) -> None:
    model.scene.start_month()
    process_of(model, "journeys").step(model.scene)
