"""The page of levers is that of the declarations, and what it says of effects and costs is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from abm.parameters import Parameters
from abm.parameters.levers import Policy
from abm.processes.treasury import PRICED
from abm.scenario.lever_page import lever_page
from abm.scenario.scenario import PROCESSES

SAID: dict[str, Any] = {name: field.json_schema_extra for name, field in Policy.model_fields.items()}


def test_the_page_is_written_from_the_declarations(root: Path) -> None:
    mechanisms = (root / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    text = (root / "docs" / "policy-levers.md").read_text(encoding="utf-8")
    assert text == lever_page(mechanisms), "run `make levers`"


def test_every_lever_acts_through_a_process() -> None:
    for name, extra in SAID.items():
        through = re.findall(r"`(\w+)`", extra["effect"])
        assert through, name
        assert set(through) <= set(PROCESSES), name


def test_levers_that_cost_are_those_that_the_treasury_prices_and_their_costs_are_declared() -> None:
    costs = {name: extra["cost"] for name, extra in SAID.items() if "cost" in extra}
    assert set(costs) - {"removal"} == set(PRICED)  # removals cost what they are, each
    for cost in costs.values():
        if cost != "1":
            subject, key = cost.split(".")
            assert key in type(getattr(Parameters(), subject)).model_fields
