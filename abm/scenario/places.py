"""Where named files lie: `configs/` inside an installed package, or beside `abm/` in the repository."""

from __future__ import annotations

from pathlib import Path

from abm.refusal import Refusal, nearest
from abm.scenario.reading import Place

_SUFFIXES = (".yaml", ".yml")


def package() -> Path:
    """Return the folder of the package."""
    return Path(__file__).resolve().parents[1]


def configs() -> Path:
    """Return the folder with the shipped scenarios and worlds."""
    inside = package() / "configs"
    return inside if inside.is_dir() else package().parent / "configs"


def is_name(text: str) -> bool:
    """Return whether a word is the bare name of a shipped file, not a path."""
    return (
        "/" not in text and "\\" not in text and not text.endswith(_SUFFIXES) and text not in ("", ".", "..")
    )


def names(kind: str) -> tuple[str, ...]:
    """Return the bare names of the shipped files of a kind: `scenarios` or `worlds`."""
    return tuple(sorted(path.stem for path in (configs() / kind).glob("*.yaml")))


def named(kind: str, name: str) -> Path | None:
    """Return the shipped file of a kind and name; `scenarios` include `configs/base.yaml`."""
    for folder in (configs() / kind, configs()):
        path = folder / f"{name}.yaml"
        if path.is_file():
            return path
    return None


def scenario_file(text: str, folder: Path, place: Place | None = None, key: str = "") -> Path:
    """Return the file of a scenario.

    Args:
        text: a bare name of a shipped scenario, or a path.
        folder: what a relative path starts from.
        place: where the text was written, if in a file.
        key: the key that it was written at.

    Raises:
        Refusal: there is no such scenario; the sentence names the nearest one.
    """
    where = f"{place}: '{key}' names " if place else ""
    if is_name(text):
        found = named("scenarios", text)
        if found is None and not (folder / text).is_file():
            raise Refusal(f"{where}there is no shipped scenario '{text}'{_hint(text, names('scenarios'))}")
        return found or folder / text
    path = folder / Path(text).expanduser()
    if path.is_file():
        return path
    if path.is_dir():
        raise Refusal(f"{where}{text}, which is a folder, not a scenario file")
    beside = [other.name for suffix in _SUFFIXES for other in path.parent.glob(f"*{suffix}")]
    raise Refusal(f"{where}{text}{', ' if where else ': '}there is no such file{nearest(path.name, beside)}")


def _hint(word: str, valid: tuple[str, ...]) -> str:
    return nearest(word, valid) or f"; shipped are: {', '.join(valid)}"
