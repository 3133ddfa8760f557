"""Configurations of experiments, found by name or path, and the folders of their results."""

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


def results_of(name: str, results: Path, *, full: bool) -> Path:
    """Return the folder of what a configuration or a board gives.

    Args:
        name: of the configuration, or of the board.
        results: folder of all of a sort.
        full: whether at publication size.
    """
    return results / (f"{name}-full" if full else name)
