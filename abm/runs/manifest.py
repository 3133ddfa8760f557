"""The manifest of a batch: everything needed to say what was run, with what, and what it cost."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from abm.refusal import Refusal
from abm.results.files import as_json, read_json, write_whole, writing
from abm.results.result import FORMAT, MANIFEST, Result
from abm.runs.preparing import Plan, cores

if TYPE_CHECKING:
    from abm.results.store import Store

DRAWN = frozenset({".csv", ".md", ".png", ".svg"})
"""Endings of the files that a batch draws from its runs."""

LIBRARIES = ("numpy", "numba", "scipy", "mesa", "networkx", "pandas", "pyarrow", "pydantic")


def described(plan: Plan, version: str, command: Sequence[str]) -> dict[str, Any]:
    """Return what is known of a batch before it runs; names of the machine and of its user are left out.

    Args:
        plan: the batch.
        version: version of the package.
        command: the words of the command line.
    """
    resolved = plan.scenario.resolved()
    drivers = resolved.get("drivers", {})
    return {
        "format": FORMAT,
        "version": version,
        "digest": plan.digest,
        "world_digest": plan.tables_digest,
        "seeds": list(plan.scenario.seeds),
        "drivers": drivers,
        "command": [impersonal(word) for word in command],
        "commit": commit(Path(__file__).resolve().parents[2]),
        "libraries": {"python": platform.python_version(), **{name: _version(name) for name in LIBRARIES}},
        "machine": {"system": platform.system(), "processor": platform.machine(), "cores": cores()},
        "jobs": plan.jobs,
        "scenario": _impersonal_values(resolved),
    }


def accounted(
    manifest: Mapping[str, Any], store: Store, failed: Mapping[int, str], wall: float
) -> dict[str, Any]:
    """Return a manifest with what the replications cost so far.

    Args:
        manifest: what `described` returned.
        store: where the runs are.
        failed: the reason for each seed that failed in this command.
        wall: seconds that this command has taken.
    """
    finished = [seed for seed in manifest["seeds"] if store.entry_path(seed).is_file()]
    runs = {}
    for seed in finished:
        entry = store.entry(seed)
        runs[str(seed)] = {key: entry.get(key) for key in ("wall_seconds", "peak_memory_mib", "finished_at")}
    account = {
        "complete": len(finished) == len(manifest["seeds"]),
        "wall_seconds": round(wall, 3),
        "runs": runs,
        "failed": {str(seed): impersonal(reason) for seed, reason in failed.items()},
    }
    return {**manifest, **account}


def keep(manifest: Mapping[str, Any], folder: Path, store: Store) -> None:
    """Write a manifest into the output folder, and beside the runs of its scenario.

    Raises:
        Refusal: the disk is full or cannot be written.
    """
    content = as_json(manifest)
    with writing(folder):
        write_whole(store.root / MANIFEST, content)
        write_whole(folder / MANIFEST, content)


def drop_stale(plan: Plan) -> list[str]:
    """Remove tables and figures that an earlier batch drew from another scenario or from other seeds.

    Only files that its manifest lists under `products` are removed; the runs themselves stay. Returns the
    products that stay: those of the same scenario and seeds.
    """
    try:
        manifest = read_json(plan.folder / MANIFEST)
    except Refusal:
        return []
    products = [str(name) for name in manifest.get("products", [])]
    if (manifest.get("digest"), manifest.get("seeds")) == (plan.digest, list(plan.scenario.seeds)):
        return products
    for name in products:
        product = (plan.folder / name).resolve()
        if product.is_relative_to(plan.folder.resolve()) and product.suffix in DRAWN:
            product.unlink(missing_ok=True)
    return []


def add_products(result: Result, names: Sequence[str]) -> None:
    """Note in the manifest of a result which files beside it were drawn from it.

    Raises:
        Refusal: the disk is full or cannot be written.
    """
    manifest = read_json(result.folder / MANIFEST)
    manifest["products"] = list(dict.fromkeys([*manifest.get("products", []), *names]))
    with writing(result.folder):
        write_whole(result.folder / MANIFEST, as_json(manifest))


def commit(root: Path) -> dict[str, Any] | None:
    """Return the commit of the package's own checkout and whether it has changes; None outside a repository."""
    if not (root / ".git").exists():
        return None
    head = _git(root, "rev-parse", "HEAD")
    if head is None:
        return None
    changes = _git(root, "status", "--porcelain")
    return {"hash": head, "changed": bool(changes) if changes is not None else None}


def _git(root: Path, *words: str) -> str | None:
    surroundings = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words],
            capture_output=True, text=True, timeout=10, env=surroundings, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _version(library: str) -> str | None:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return None


def impersonal(text: str) -> str:
    """Return a text with the folders of worlds, the package, the user's work and home cut short.

    Paths of worlds are still found by `load` where the same files lie at the same places.
    """
    package = Path(__file__).resolve().parents[1]
    text = text.replace(f"{package / 'world' / 'data'}{os.sep}", "")
    for place, sign in ((package, package.name), (Path.cwd(), "."), (Path.home(), "~")):
        if place != Path(place.anchor):
            text = re.sub(rf"(?<![\w./~-]){re.escape(str(place))}(?![\w.-])", sign, text)
    return text


def _impersonal_values(value: Any) -> Any:
    if isinstance(value, str):
        return impersonal(value)
    if isinstance(value, Mapping):
        return {key: _impersonal_values(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_impersonal_values(entry) for entry in value]
    return value


def command_line() -> list[str]:
    """Return the words of the command that started this process."""
    program = Path(sys.argv[0])
    first = "python -m abm" if program.name == "__main__.py" else program.name
    return [first, *sys.argv[1:]]
