"""From YAML files and `--set` options to a scenario: `extends`, merging, the horizon, the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from abm.refusal import Refusal
from abm.scenario.horizon import ordinal
from abm.scenario.places import scenario_file
from abm.scenario.reading import Node, Place, parse, read_node, shown
from abm.scenario.refusing import described, mapping_of, refuse_blanks, validated, word_of
from abm.scenario.scenario import Scenario
from abm.scenario.worlds import chosen, replaces, world_node

_OWN = ("name", "description")


def load(name_or_path: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Read a scenario.

    Args:
        name_or_path: bare name of a shipped scenario, or path of a YAML file.
        overrides: settings such as `parameters.departures.<key>=0.5` or `processes.conflict=false`; the value
            is YAML, a group of keys adds to what is there, anything else replaces it.

    Raises:
        Refusal: the first problem, in one sentence.
    """
    path = scenario_file(str(name_or_path), Path.cwd())
    return _built(_set(_chain(path, ()), overrides))


def scenario_from(values: Mapping[str, Any], overrides: Sequence[str] = ()) -> Scenario:
    """Return the scenario of a mapping such as `Scenario.resolved` returns; refusals as for `load`."""
    place = Place("the scenario")
    node = mapping_node(values, place)
    return _built(_set(_prepared(node, Path.cwd()), overrides))


def override(scenario: Scenario, overrides: Sequence[str]) -> Scenario:
    """Return a scenario with settings in the form of `--set` applied; refusals as for `load`."""
    node = scenario._origin
    if node is None:
        node = mapping_node(scenario.resolved(), Place("the scenario"))
    return _built(_set(node, overrides))


def extended(
    scenario: Scenario,
    differences: Node | Mapping[str, Any],
    source: str = "the study",
    folder: Path | None = None,
) -> Scenario:
    """Return a scenario with differences applied as those of a file that `extends` it; refusals as for `load`.

    Args:
        scenario: the scenario.
        differences: keys of a scenario and their values, as plain values or with their places.
        source: where plain values come from, for refusals.
        folder: what relative paths start from; the working directory if None.
    """
    node = differences if isinstance(differences, Node) else mapping_node(differences, Place(source))
    base = scenario._origin or mapping_node(scenario.resolved(), Place(f"the scenario '{scenario.name}'"))
    return _built(merged(base, _prepared(node, folder or Path.cwd()), adding=True))


def mapping_node(value: Any, place: Place) -> Node:
    """Return plain values as a node whose every part has the same place."""
    if isinstance(value, Mapping):
        return Node(place, {str(key): mapping_node(entry, place) for key, entry in value.items()})
    if isinstance(value, list | tuple):
        return Node(place, tuple(mapping_node(entry, place) for entry in value))
    return Node(place, value)


def _chain(path: Path, below: tuple[Path, ...]) -> Node:
    """Return a file merged onto what it extends, without the key `extends`."""
    node = read_node(path)
    entries = dict(mapping_of(node, "a scenario"))
    refuse_blanks(node, ())
    extends = entries.pop("extends", None)
    entries.setdefault("name", Node(Place(node.place.source), path.stem))
    own = Node(node.place, entries)
    if extends is None:
        return _prepared(own, path.parent)
    parent_path = scenario_file(word_of(extends, "'extends'"), path.parent, extends.place, "extends")
    chain = (*below, path.resolve())
    if parent_path.resolve() in chain:
        names = " -> ".join(shown(link) for link in (*chain, parent_path.resolve()))
        raise Refusal(f"{extends.place}: 'extends' is '{extends.value}', which closes a circle: {names}")
    parent = _chain(parent_path, chain)
    inherited = {key: entry for key, entry in parent.entries().items() if key not in _OWN}
    return merged(Node(parent.place, inherited), _prepared(own, path.parent), adding=True)


def _prepared(node: Node, folder: Path) -> Node:
    """Return a document with its world located and its horizon checked for contradiction."""
    entries = dict(mapping_of(node, "a scenario"))
    if "months" in entries and "end" in entries:
        place = entries["end"].place
        raise Refusal(f"{place}: 'end' and 'months' both give the length of the horizon; keep one")
    world = entries.get("world")
    if world is not None:
        entries["world"] = world_node(world, folder)
    return Node(node.place, entries)


def merged(parent: Node, child: Node, *, adding: bool) -> Node:
    """Return a child's document on top of its parent's.

    Groups of keys merge, key by key, at any depth; any other value replaces the parent's. With `adding`, the
    child's `events` come after the parent's. A child's `end` or `months` replaces whichever its parent had.
    """
    above, below = dict(parent.entries()), dict(child.entries())
    if "end" in below or "months" in below:
        above.pop("end", None)
        above.pop("months", None)
    if "events" in above and "events" in below and adding:
        first, second = above["events"].value, below["events"].value
        if isinstance(first, tuple) and isinstance(second, tuple):
            below["events"] = Node(below["events"].place, first + second)
    if "world" in above and "world" in below and replaces(below["world"], above["world"]):
        del above["world"]
    return Node(child.place, _deep(above, below))


def _deep(above: Mapping[str, Node], below: Mapping[str, Node]) -> dict[str, Node]:
    result = dict(above)
    for key, entry in below.items():
        old = above.get(key)
        both = old is not None and isinstance(old.value, Mapping) and isinstance(entry.value, Mapping)
        result[key] = Node(entry.place, _deep(old.entries(), entry.entries())) if old and both else entry
    return result


def _set(node: Node, overrides: Sequence[str]) -> Node:
    for text in overrides:
        node = merged(node, _prepared(_setting(text), Path.cwd()), adding=False)
    return node


def _setting(text: str) -> Node:
    """Return `a.b=value` as a document with that one value."""
    place = Place(f"--set {text}")
    key, equals, value = text.partition("=")
    keys = [part.strip() for part in key.split(".")]
    if not equals:
        raise Refusal(f"{place}: there is no '=' in it; write --set key.sub=value")
    if not all(keys):
        raise Refusal(f"{place}: '{key}' is not a key; write --set key.sub=value")
    if not value.strip():
        raise Refusal(f"{place}: '{key.strip()}' has no value")
    node = parse(value, place)
    for part in reversed(keys):
        node = Node(place, {part: node})
    return node


def _built(node: Node) -> Scenario:
    """Return the scenario of a merged document."""
    entries = dict(node.entries())
    refuse_blanks(node, ())
    if "end" in entries:
        entries["months"] = _length(entries, entries.pop("end"))
    document = Node(node.place, entries)
    ready = {"world": chosen(entries["world"])} if "world" in entries else {}
    scenario = validated(Scenario, document, ready=ready)
    scenario._origin = document
    return scenario


def _length(entries: Mapping[str, Node], end: Node) -> Node:
    """Return the number of months from the start to the end of the horizon, both included."""
    start = entries.get("start")
    first = _month(start, "start") if start is not None else ordinal(Scenario.model_fields["start"].default)
    months = _month(end, "end") - first + 1
    if months < 1:
        begun = start.value if start is not None else Scenario.model_fields["start"].default
        raise Refusal(f"{end.place}: 'end' is {end.value}, before the start {begun}")
    return Node(end.place, months)


def _month(node: Node, key: str) -> int:
    if not isinstance(node.value, str):
        raise Refusal(
            f"{node.place}: '{key}' must be a month written like '1990-01', not {described(node.plain())}"
        )
    try:
        return ordinal(node.value)
    except ValueError as error:
        raise Refusal(f"{node.place}: '{key}' {error}") from None
