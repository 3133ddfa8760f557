"""A scenario as a short file: what it extends, and where it differs from that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from abm.scenario.loading import extended, load
from abm.scenario.places import names, package
from abm.scenario.reading import write_yaml
from abm.scenario.scenario import Scenario

_NOTHING = object()
_LABELS = ("name", "description")


def as_extension(scenario: Scenario, of: str | None = None) -> str:
    """Return a scenario as YAML that extends a shipped one, and says only what is different.

    Where no shipped scenario can be extended to it, every value is written.

    Args:
        scenario: to write.
        of: bare name of the shipped scenario to extend; the one that it is named after if None.
    """
    whole, base = scenario.resolved(), scenario.name if of is None else of
    labels = {key: whole[key] for key in _LABELS if whole[key]}
    if base in names("scenarios"):
        parent = load(base)
        found = _differences(parent.resolved(), whole)
        if found is not None and _same(extended(parent, found), scenario):
            return write_yaml({**labels, "extends": base, **found})
    return write_yaml({**whole, "world": _portable(whole["world"])})


def _same(one: Scenario, two: Scenario) -> bool:
    """Whether two scenarios are equal but for their names."""
    ours, theirs = one.resolved(), two.resolved()
    return all(ours[key] == theirs[key] for key in ours if key not in _LABELS)


def _differences(parent: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a file that extends the parent has to say to be the child; None where it cannot be said."""
    events, found = parent["events"], {}
    if child["events"][: len(events)] != events or child["world"] != parent["world"]:
        return None
    for key in child:
        if key in (*_LABELS, "world", "events"):
            continue
        part = _changed(parent[key], child[key])
        if part is not _NOTHING:
            found[key] = part
    unnamed = ("name", "")
    more = [
        {key: value for key, value in event.items() if (key, value) != unnamed}
        for event in child["events"][len(events) :]
    ]
    return {**found, "events": more} if more else found


def _changed(before: Any, after: Any) -> Any:
    """The part of a value that differs; mappings key by key."""
    if before == after:
        return _NOTHING
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return after
    parts = {key: _changed(before.get(key, _NOTHING), value) for key, value in after.items()}
    return {key: part for key, part in parts.items() if part is not _NOTHING}


def _portable(world: Mapping[str, Any]) -> dict[str, Any]:
    """A world whose tables are found wherever the package is, if they are the package's."""
    data = f"{package() / 'world' / 'data'}/"
    return {key: value.removeprefix(data) if key == "path" else value for key, value in world.items()}
