"""The folder of a study: what is written before the first run, and read again when runs are published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from abm.refusal import Refusal
from abm.results.columns import Column
from abm.results.files import as_json, read_json, write_whole, writing
from abm.results.measures import MEASURES
from abm.scenario.frozen import thawed
from abm.scenario.reading import write_yaml
from abm.studies.frames import write_design
from abm.studies.numbering import Numbering

if TYPE_CHECKING:
    from abm.studies.designs import Point
    from abm.studies.factors import Factor
    from abm.studies.outcomes import Outcome
    from abm.studies.study import Study

FORMAT = 1
MANIFEST = "manifest.json"
STUDY = "study.yaml"
JOURNALS = "journal"
DESIGN = "design.parquet"
POINTS = "points.csv"
SCENARIOS = "scenarios"
KEPT = ("states", "yearly", "monthly", "snapshots", "corridors", "routes")


@final
@dataclass(frozen=True)
class Layout:
    """What the files of a study are made of, so that runs can be published without its scenarios.

    Attributes:
        folder: where they are.
        numbering: order and identity of the runs.
        points: the points of the design.
        factors, outcomes: their columns.
        policies: their names.
        kept: names of the frames kept beside, of `KEPT`.
    """

    folder: Path
    numbering: Numbering
    points: Sequence[Point]
    factors: tuple[Column, ...]
    outcomes: tuple[Column, ...]
    policies: tuple[str, ...]
    kept: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of runs."""
        return self.numbering.size(len(self.points))

    @property
    def journals(self) -> list[Path]:
        """The journals that are there."""
        return sorted((self.folder / JOURNALS).glob("*.journal"))


def journal_path(folder: Path, shard: tuple[int, int] | None) -> Path:
    """Return the journal of a whole study, or that of a shard of it."""
    name = "main" if shard is None else f"shard-{shard[0]}-of-{shard[1]}"
    return folder / JOURNALS / f"{name}.journal"


def layout_of(study: Study, folder: Path) -> Layout:
    """Return the layout of a study."""
    return Layout(
        folder,
        study.numbering,
        study.points,
        tuple(map(_factor_column, study.factors)),
        tuple(Column(o.name, "float64", o.unit, o.label, o.meaning) for o in study.outcomes),
        tuple(arm.name for arm in study.arms),
        tuple(name for name in KEPT if getattr(study.spec.keep, name)),
    )


def _factor_column(factor: Factor) -> Column:
    kind = {"real": "float64", "whole": "int64"}.get(factor.kind, "string")
    if kind == "string" and all(isinstance(value, bool) for value in factor.values):
        kind = "bool"
    return Column(factor.name, kind, factor.unit, factor.label, factor.meaning)


def open_folder(study: Study, folder: Path) -> Layout:
    """Write what a study is made of into its folder, and return it.

    Raises:
        Refusal: the folder cannot be written.
    """
    layout = layout_of(study, folder)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in _written(study).items():
            write_whole(folder / name, content)
        write_design(folder / DESIGN, layout.factors, layout.points)
        write_whole(folder / MANIFEST, as_json(_manifest(study, layout)))
    return layout


def refuse_strangers(folder: Path) -> None:
    """Refuse a folder that holds something else.

    Raises:
        Refusal: it holds the result of a batch.
    """
    if (folder / MANIFEST).is_file() and read_json(folder / MANIFEST).get("kind") != "study":
        raise Refusal(f"{folder} holds the result of a batch, not of a study; name another folder with --out")


def read_layout(folder: Path) -> Layout:
    """Return the layout that is written in the folder of a study.

    Raises:
        Refusal: there is no study, or a file of it is torn.
    """
    manifest = read_json(folder / MANIFEST)
    if manifest.get("kind") != "study":
        raise Refusal(f"{folder} holds no study")
    columns = {
        key: tuple(Column(**entry) for entry in manifest["columns"][key]) for key in ("factors", "outcomes")
    }
    numbering = Numbering(tuple(manifest["digests"]), manifest["seed"], manifest["replications"])
    points = StoredPoints(folder / DESIGN, tuple(column.name for column in columns["factors"]))
    names = (tuple(manifest[key]) for key in ("policies", "kept"))
    return Layout(folder, numbering, points, columns["factors"], columns["outcomes"], *names)


class StoredPoints(Sequence["Point"]):
    """The points of a design that was written."""

    def __init__(self, path: Path, names: tuple[str, ...]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as parquet

        try:
            table = parquet.read_table(path)
        except (OSError, pa.ArrowException) as error:
            said = str(error).splitlines()[0]
            raise Refusal(f"{path} cannot be read ({said}); run the study again") from None
        self.columns, self.length = [table[name] for name in names], len(table)

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, place: Any) -> Any:
        return tuple(column[place].as_py() for column in self.columns)

    def __iter__(self) -> Iterator[Point]:
        if not self.columns:
            return iter([()] * self.length)
        return zip(*(column.to_pylist() for column in self.columns), strict=True)


def _manifest(study: Study, layout: Layout) -> dict[str, Any]:
    import abm

    return {
        "kind": "study",
        "format": FORMAT,
        "version": abm.__version__,
        "name": study.name,
        "description": study.spec.description,
        "size": layout.size,
        "seed": study.spec.seed,
        "replications": study.spec.replications,
        "policies": list(layout.policies),
        "kept": list(layout.kept),
        "labels": [arm.label for arm in study.arms],
        "digests": list(layout.numbering.digests),
        "world_digests": list(study.tables),
        "design": design_settings(study),
        "factors": [_described_factor(factor) for factor in study.factors],
        "outcomes": [_described_outcome(outcome, study) for outcome in study.outcomes],
        "columns": {
            "factors": [_column(column) for column in layout.factors],
            "outcomes": [_column(column) for column in layout.outcomes],
        },
    }


def _column(column: Column) -> dict[str, str]:
    return {key: getattr(column, key) for key in ("name", "kind", "unit", "label", "meaning")}


def design_settings(study: Study) -> dict[str, Any]:
    """Return the kind of the design, and the settings that its estimators need."""
    spec = study.spec.design
    settings: Mapping[str, Any] = {
        "grid": {"levels": spec.levels},
        "lhs": {"samples": spec.samples, "seed": spec.seed},
        "sobol": {"samples": spec.samples, "second_order": spec.second_order, "seed": spec.seed},
        "morris": {"trajectories": spec.trajectories, "levels": spec.morris_levels, "seed": spec.seed},
    }.get(spec.kind, {})
    return {"kind": spec.kind, "points": len(study.points), **settings}


def _described_factor(factor: Factor) -> dict[str, Any]:
    ranged = not factor.values
    return {
        "name": factor.name,
        "key": ", ".join(factor.keys or factor.scaled),
        "role": factor.role,
        "kind": "choice" if factor.kind == "word" else "number",
        "low": factor.low if ranged else None,
        "high": factor.high if ranged else None,
        "values": list(factor.values),
        "scale": factor.spacing,
        "unit": factor.unit,
        "meaning": factor.meaning,
        "label": factor.label,
        "group": factor.group,
    }


def _described_outcome(outcome: Outcome, study: Study) -> dict[str, Any]:
    scenario = study.arms[0].scenario
    first, last = (outcome.first or scenario.start)[:4], (outcome.last or scenario.end)[:4]
    return {
        "name": outcome.name,
        "measure": outcome.measure,
        "unit": outcome.unit,
        "label": outcome.label,
        "meaning": outcome.meaning,
        "reduction": outcome.reduction,
        "place": outcome.place,
        "years": first if first == last else f"{first}-{last}",
        "direction": outcome.direction,
        "threshold": outcome.satisfactory,
    }


def _written(study: Study) -> dict[str, bytes]:
    """The study file with everything that it left to defaults, and the files that it names."""
    said = _shortened(thawed(study.spec))
    said = {
        "name": study.name,
        **{key: value for key, value in said.items() if key not in ("name", "screen", "spread")},
    }
    policies = thawed(study.spec.policies)
    if policies:
        said["policies"] = {name: _shortened(policy) for name, policy in policies.items()}
    files = {}
    for name, scenario in study.sources.items():
        file = f"{SCENARIOS}/{f'policy-{name}' if name else 'base'}.yaml"
        files[file] = scenario.to_yaml().encode()
        if name:
            said["policies"][name]["scenario"] = file
        else:
            said["base"] = file
    if study.specs:
        said["factors"] = {name: _shortened(thawed(spec)) for name, spec in study.specs.items()}
    if study.spec.design.file:
        said["design"]["file"] = POINTS
        files[POINTS] = _points_file(study)
    return {**files, STUDY: write_yaml(said).encode()}


def _shortened(value: Any) -> Any:
    """Leave out what is empty, and says nothing."""
    if isinstance(value, Mapping):
        short = {key: _shortened(entry) for key, entry in value.items()}
        return {key: entry for key, entry in short.items() if entry not in (None, "", [], {})}
    return [_shortened(entry) for entry in value] if isinstance(value, list) else value


def _points_file(study: Study) -> bytes:
    import csv
    import io

    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(factor.name for factor in study.factors)
    rows.writerows(study.points)
    return text.getvalue().encode()


def units(names: Sequence[str], frame: str) -> dict[str, Column]:
    """Return the columns among some names that have a unit, in one of the frames of `KEPT`."""
    from abm.results.columns import FRAMES
    from abm.results.reducing import yearly as per_year

    if frame in FRAMES and frame != "states":
        return {column.name: column for column in FRAMES[frame].amounts if column.name in names}
    yearly = frame in ("states", "yearly")
    known = {name: MEASURES[name] for name in names if name in MEASURES}
    return {
        name: Column(name, "float64", per_year(m) if yearly else m.unit, m.label, m.meaning)
        for name, m in known.items()
    }
