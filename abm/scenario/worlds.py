"""Which world a scenario is set in: tables in a folder, or a stylised world that is generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, final

from pydantic import BaseModel, Field

from abm.parameters.declare import Subject
from abm.refusal import Refusal, nearest
from abm.scenario.declarations import Declaration
from abm.scenario.digest import canonical
from abm.scenario.frozen import EntriesOf, FrozenMapping, thawed
from abm.scenario.places import is_name, named, names, package
from abm.scenario.reading import Node, Place, read_node
from abm.scenario.refusing import described, mapping_of, unknown_key, validated, word_of

if TYPE_CHECKING:
    from abm.world.stylised import StylisedWorld
    from abm.world.tables import WorldTables
    from abm.world.world import World

_COMMON = ("kind", "name", "description")
_KINDS = ("tables", "stylised")


@final
class WorldChoice(Subject):
    """The world of a scenario; `name` and `path` tell where it is found, the rest what it is."""

    name: str
    kind: Literal["tables", "stylised"]
    path: str = ""
    settings: Annotated[Mapping[str, Any], EntriesOf()] = Field(default_factory=FrozenMapping)

    @property
    def directory(self) -> Path:
        """The folder with the tables of a world of kind `tables`."""
        return Path(self.path)

    @property
    def stylised(self) -> StylisedWorld:
        """The declarations of a generated world."""
        from abm.world.stylised import StylisedWorld

        return StylisedWorld.model_validate(thawed(self.settings))

    def as_written(self) -> dict[str, Any]:
        """Return the mapping that stands for this choice in YAML."""
        if self.kind == "tables":
            return {"kind": self.kind, "name": self.name, "path": self.path}
        return {"kind": self.kind, "name": self.name, **thawed(self.settings)}


def _stylised() -> type[BaseModel]:
    from abm.world.stylised import StylisedWorld

    return StylisedWorld


def shipped() -> WorldChoice:
    """Return the real world, whose tables are inside the package."""
    return WorldChoice(name="real", kind="tables", path=str(package() / "world" / "data" / "real"))


def tables_of(choice: WorldChoice) -> WorldTables:
    """Return the tables of a world: read and checked, or generated."""
    if choice.kind == "stylised":
        from abm.world.stylised import generate

        return generate(choice.stylised)
    from abm.world.tables import read_tables

    return read_tables(choice.directory)


def world_of(choice: WorldChoice, most: int = 4) -> World:
    """Return a world as it is before the first month; a process keeps the last few.

    Whoever runs it takes it `apart()` first. Tables that have been written since are read again.
    """
    from abm.world.world import build_world

    key = canonical(choice.as_written()), *_files(choice)
    world = _worlds.pop(key) if key in _worlds else build_world(tables_of(choice))
    while len(_worlds) >= most:
        del _worlds[next(iter(_worlds))]
    _worlds[key] = world  # the last one now
    return world


_worlds: dict[tuple[Any, ...], World] = {}
"""Worlds by what they are made from, the one that was asked for longest ago first."""


def _files(choice: WorldChoice) -> Iterator[tuple[str, int, int]]:
    """The files of tables as they are now: path, time of writing in ns, and size in bytes."""
    if choice.kind == "tables" and choice.directory.is_dir():
        for file in sorted(choice.directory.resolve().iterdir()):
            found = file.stat()
            yield str(file), found.st_mtime_ns, found.st_size


def world_node(node: Node, folder: Path) -> Node:
    """Return the mapping that a `world` key stands for, with its path made absolute.

    Args:
        node: a mapping, a name of `configs/worlds`, or a path of a YAML file or of a folder with tables.
        folder: what relative paths start from.

    Raises:
        Refusal: there is no such world.
    """
    if isinstance(node.value, Mapping):
        return _located(node, folder)
    text = word_of(node, "'world'")
    found = named("worlds", text) if is_name(text) else None
    bundled = package() / "world" / "data" / text
    path = found or (bundled if is_name(text) and bundled.is_dir() else folder / Path(text).expanduser())
    if path.is_dir():
        entries = {"kind": "tables", "name": path.name, "path": str(path.resolve())}
        return Node(node.place, {key: Node(node.place, value) for key, value in entries.items()}, whole=True)
    if path.is_file():
        inside = read_node(path)
        mapping_of(inside, "a world")
        name = {"name": Node(node.place, path.stem)}
        return replace(_located(Node(inside.place, {**name, **inside.entries()}), path.parent), whole=True)
    hint = nearest(text, ("real", *names("worlds"))) or f"; shipped are: {', '.join(names('worlds'))}"
    what = "which is neither a shipped world nor a file or folder"
    raise Refusal(f"{node.place}: 'world' names '{text}', {what}{hint}")


def _located(node: Node, folder: Path) -> Node:
    written = node.entries().get("path")
    if written is None or not isinstance(written.value, str):
        return node
    start = Path(written.value).expanduser()
    bases = (folder, package() / "world" / "data", package().parent)
    found = next((base / start for base in bases if (base / start).is_dir()), folder / start)
    return Node(node.place, {**node.entries(), "path": Node(written.place, str(found.resolve()))})


def replaces(child: Node, parent: Node) -> bool:
    """Return whether a child's world replaces its parent's; it adds to it if it has no `kind` or the same."""
    kind = child.entries().get("kind")
    return child.whole or (kind is not None and kind.value != parent.at(("kind",)).value)


def chosen(node: Node) -> WorldChoice:
    """Return the choice that a mapping from `world_node` describes, checked.

    Raises:
        Refusal: an unknown kind or key, a value out of range, or a folder that is not there.
    """
    entries = mapping_of(node, "'world'")
    kind = entries.get("kind")
    if kind is None:
        raise Refusal(f"{node.place}: the key 'world.kind' is missing; it is one of {', '.join(_KINDS)}")
    if kind.value not in _KINDS:
        said = f"{described(kind.plain())}{nearest(str(kind.value), _KINDS)}"
        raise Refusal(f"{kind.place}: 'world.kind' must be one of {', '.join(_KINDS)}, not {said}")
    for key in ("name", "description"):
        if key in entries:
            word_of(entries[key], f"'world.{key}'")
    name = entries["name"].value if "name" in entries else kind.value
    rest = Node(node.place, {key: entry for key, entry in entries.items() if key not in _COMMON})
    if kind.value == "tables":
        return WorldChoice(name=str(name), kind="tables", path=_folder(rest))
    return WorldChoice(name=str(name), kind="stylised", settings=_settings(rest))


def _folder(node: Node) -> str:
    for key, entry in node.entries().items():
        if key != "path":
            raise Refusal(f"{entry.place}: {unknown_key(f'world.{key}', key, (*_COMMON, 'path'))}")
    written = node.entries().get("path")
    if written is None:
        raise Refusal(f"{node.place}: the key 'world.path' is missing")
    path = word_of(written, "'world.path'")
    if not Path(path).is_dir():
        raise Refusal(f"{written.place}: 'world.path' is {path}, and there is no such folder")
    return path


def _settings(node: Node) -> Mapping[str, Any]:
    group = _stylised()
    for key, entry in node.entries().items():
        if key not in group.model_fields:
            valid = (*_COMMON, *Declaration(group).names)
            raise Refusal(f"{entry.place}: {unknown_key(f'world.{key}', key, valid)}")
    return FrozenMapping(thawed(validated(group, node, ("world",))))


def choose_world(text: str) -> WorldChoice:
    """Return the world of a name or path, as the command line gives it."""
    return chosen(world_node(Node(Place(f"world {text}"), text), Path.cwd()))
