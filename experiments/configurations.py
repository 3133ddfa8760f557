"""Configurations of experiments, found by name or path."""

from __future__ import annotations

from pathlib import Path

from abm.refusal import Refusal, nearest


def find_configuration(folder: Path, name: str, sort: str) -> Path:
    """The file that a name or a path means.

    Args:
        folder: holds the configurations of a sort, NAME.yaml each.
        name: of one of them, or the path of another.
        sort: what such a configuration is called.

    Raises:
        Refusal: there is none.
    """
    for path in (Path(name), folder / f"{name}.yaml"):
        if path.is_file():
            return path
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    raise Refusal(
        f"there is no {sort} '{name}'" + (nearest(name, known) or f"; there are {', '.join(known)}")
    )
