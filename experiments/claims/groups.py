"""Groups of states: their codes in a world, and what is written for a group written out for its states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.claims.parts import GroupSpec

if TYPE_CHECKING:
    from abm.world.world import World

Groups = Mapping[str, tuple[str, ...]]
"""Codes of the states of each group, the richest first."""


def groups_in(world: World, specs: Mapping[str, GroupSpec], name: str) -> dict[str, tuple[str, ...]]:
    """Return the states of each group: of equal output per head, those that come first in the world's tables.

    Args:
        world: the world.
        specs: what the claim says of its groups.
        name: what the claim calls the world.
    """
    income = world.series["gdp_per_head"][0]
    ranked = [world.codes[place] for place in np.argsort(-income, kind="stable")]
    step = {"all": slice(None), "odd": slice(0, None, 2), "even": slice(1, None, 2)}
    return {
        group: tuple(spec.codes[name] if spec.codes else _end(ranked, spec)[step[spec.ranks]])
        for group, spec in specs.items()
    }


def _end(ranked: list[str], spec: GroupSpec) -> list[str]:
    """The states of a group before every second one is left out."""
    if spec.richest:
        return ranked[: round(spec.richest * len(ranked))]
    return ranked[len(ranked) - round(spec.poorest * len(ranked)) :]


def spelt_out(differences: Any, groups: Groups) -> Any:
    """Return differences of a scenario with the codes of a group for its name.

    It may stand in `states`, `policies`, `conditions`, and in `members` and `exits` of a bloc.

    Args:
        differences: as they were written.
        groups: the codes of each group.
    """
    if isinstance(differences, Mapping):
        return {
            key: _states(value, groups)
            if key == "states"
            else _policies(value, groups)
            if key in ("policies", "conditions")
            else _dates(value, groups)
            if key in ("members", "exits")
            else spelt_out(value, groups)
            for key, value in differences.items()
        }
    if isinstance(differences, list | tuple):
        return [spelt_out(entry, groups) for entry in differences]
    return differences


def _states(value: Any, groups: Groups) -> Any:
    words: Sequence[str] = [value] if isinstance(value, str) else value
    codes = [code for word in words for code in groups.get(word, (word,))]
    return codes[0] if len(codes) == 1 else codes


def _policies(value: Mapping[str, Any], groups: Groups) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for word, levers in value.items():
        for code in groups.get(word, (word,)):
            written[code] = {**written.get(code, {}), **levers}
    return written


def _dates(value: Mapping[str, str], groups: Groups) -> dict[str, str]:
    return {code: date for word, date in value.items() for code in groups.get(word, (word,))}
