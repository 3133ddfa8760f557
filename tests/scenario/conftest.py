"""A folder with a small world, in which scenario files can be written and read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from abm.refusal import Refusal
from abm.scenario import load
from abm.world.stylised import StylisedWorld, generate
from abm.world.tables import write_tables

CODES = ("DEU", "ESP", "SYR", "TUR")


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a world whose states have the codes `CODES`."""
    folder = tmp_path_factory.mktemp("tables")
    frames = generate(StylisedWorld(states=len(CODES))).frames()
    names = dict(zip(frames["states"]["iso3"], CODES, strict=True))
    write_tables({name: frame.replace(names) for name, frame in frames.items()}, folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path, tables: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the folder `world`, whose states have the codes `CODES`."""
    shutil.copytree(tables, tmp_path / "world")
    monkeypatch.chdir(tmp_path)
    return tmp_path


Write = Callable[..., Path]


@pytest.fixture
def write(folder: Path) -> Write:
    """Write a scenario file; its first line is `world: world` unless it extends another."""

    def write_lines(*lines: str, name: str = "mine.yaml") -> Path:
        first = () if lines[0].startswith(("extends", "world")) else ("world: world",)
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join((*first, *lines)) + "\n")
        return path

    return write_lines


Refused = Callable[..., str]


@pytest.fixture
def refused(folder: Path) -> Refused:
    """Load a scenario that must be refused, and return the sentence."""

    def sentence(path: Path | str, *overrides: str) -> str:
        with pytest.raises(Refusal) as caught:
            load(path, overrides)
        text = str(caught.value)
        assert "\n" not in text
        assert not any(
            word in text.lower() for word in ("pydantic", "input should", "validation error", "none)")
        )
        return text

    return sentence
