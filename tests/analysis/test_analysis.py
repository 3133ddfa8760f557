"""The room as a whole: every public name is there, and importing it loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import abm.analysis


@pytest.mark.parametrize("name", abm.analysis.__all__)
def test_every_public_name_can_be_had_and_says_what_it_is(name: str) -> None:
    assert getattr(abm.analysis, name).__doc__
    assert name in dir(abm.analysis)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'mean'"):
        _ = abm.analysis.mean


def test_importing_every_module_loads_nothing_heavy(root: Path) -> None:
    modules = [path.stem for path in (root / "abm" / "analysis").glob("[!_]*.py")]
    program = f"import sys; from abm.analysis import {', '.join(modules)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"pandas", "scipy", "SALib", "ema_workbench", "optuna", "matplotlib", "numba", "mesa"}


def test_the_room_knows_nothing_of_the_model(root: Path) -> None:
    for path in (root / "abm" / "analysis").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("abm"):
                assert node.module == "abm.refusal" or (node.module or "").startswith("abm.analysis"), (
                    path.name
                )
