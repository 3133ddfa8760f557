"""Run vignettes: `make vignettes` runs all and writes their board, `make vignette-us-build-up` runs one.

That is `python -m experiments.vignettes [NAME ...] [--full]`; without a name all are run. `--board` writes the board
alone.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from abm.refusal import Refusal
from abm.reports.writing import write
from abm.studies import Options, StudyInterrupted, execute, load_study
from abm.studies.engines import Engines, lasting
from experiments.claims.publishing import write_frame
from experiments.configurations import find_configuration, results_of
from experiments.vignettes.arms import arms_of, study
from experiments.vignettes.board import episodes, write_board
from experiments.vignettes.checking import findings
from experiments.vignettes.outcomes import outcomes
from experiments.vignettes.page import document
from experiments.vignettes.publishing import EFFECTS, FINDINGS, effects_frame, findings_frame
from experiments.vignettes.vignette import read_vignette

HERE = Path(__file__).parent
RUNS = "runs"
"""Folder of the study, beside the page."""


def main(words: list[str] | None = None) -> int:
    """Run vignettes and write their pages; exit code 2 if one is refused (the others are run), 130 when interrupted."""
    arguments = _parser().parse_args(words)
    try:
        return _shown(arguments)
    except Refusal as refusal:
        print(f"vignettes: {refusal}", file=sys.stderr)
        return 2
    except StudyInterrupted as interruption:
        print(f"vignettes: {interruption}", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m experiments.vignettes", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="vignettes, or paths of their files; all by default"
    )
    parser.add_argument("--board", action="store_true", help="write the board alone, from what is there")
    parser.add_argument("--full", action="store_true", help="publication size")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes at once")
    parser.add_argument("--replications", type=int, metavar="N", help="runs of each arm")
    parser.add_argument("--fresh", action="store_true", help="compute again what is there already")
    parser.add_argument("--out", type=Path, default=Path("results/vignettes"), metavar="DIR")
    return parser


def every_vignette() -> list[Path]:
    """Return the configurations of all vignettes, in the order of their names."""
    return sorted(HERE.glob("*.yaml"))


def _shown(arguments: argparse.Namespace) -> int:
    """Run what is asked for; a refusal is said, and does not stop the others."""
    if arguments.board and arguments.names:
        raise Refusal("--board writes the board of all vignettes and takes no name")
    paths = [find_configuration(HERE, name, "vignette") for name in arguments.names] or every_vignette()
    faults: dict[str, str] = {}
    with lasting(Options(jobs=arguments.jobs).workers()) as pool:
        for path in () if arguments.board else paths:
            try:
                _show(path, arguments, pool)
            except Refusal as refusal:
                faults[path.stem] = str(refusal)
                print(f"vignettes: {path.stem}: {refusal}", file=sys.stderr)
    if not arguments.names:
        for file in write_board(
            episodes(paths, arguments.out, faults, full=arguments.full), arguments.out, full=arguments.full
        ):
            print(file)
    return 2 if faults else 0


def _show(path: Path, arguments: argparse.Namespace, pool: Engines) -> None:
    vignette = read_vignette(path)
    made = study(vignette, full=arguments.full, replications=arguments.replications)
    folder = results_of(vignette.name, arguments.out, full=arguments.full)
    print(f"{made.name}: {len(made):,} runs", file=sys.stderr)
    execute(made, Options(out=folder / RUNS, pool=pool, fresh=arguments.fresh))
    arms = arms_of(load_study(folder / RUNS), made)
    found = outcomes(vignette, arms)
    checked = findings(vignette, found)
    frames = {
        FINDINGS: findings_frame(vignette, arms, checked, full=arguments.full),
        EFFECTS: effects_frame(vignette, arms, found, full=arguments.full),
    }
    files = [write_frame(frame, folder / name) for name, frame in frames.items()]
    for file in (*files, *write(document(vignette, arms, full=arguments.full), folder)):
        print(file)


if __name__ == "__main__":
    sys.exit(main())
