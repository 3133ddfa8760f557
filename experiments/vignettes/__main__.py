"""Run a vignette: `make vignette-us-build-up`, which is `python -m experiments.vignettes us-build-up [--full]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from abm.refusal import Refusal
from abm.reports.writing import write
from abm.studies import Options, StudyInterrupted, execute, load_study
from experiments.configurations import find_configuration
from experiments.vignettes.arms import arms_of, study
from experiments.vignettes.page import document
from experiments.vignettes.vignette import read_vignette

HERE = Path(__file__).parent
RUNS = "runs"
"""Folder of the study, beside the page."""


def main(words: list[str] | None = None) -> int:
    """Run a vignette and write its page; exit code 2 for bad input or too few finished runs, 130 when interrupted."""
    parser = argparse.ArgumentParser(prog="python -m experiments.vignettes", description=__doc__)
    parser.add_argument("name", help="name of the vignette's configuration, or path of one")
    parser.add_argument("--full", action="store_true", help="publication size")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes at once")
    parser.add_argument("--replications", type=int, metavar="N", help="runs of each arm")
    parser.add_argument("--fresh", action="store_true", help="compute again what is there already")
    parser.add_argument("--out", type=Path, default=Path("results/vignettes"), metavar="DIR")
    arguments = parser.parse_args(words)
    try:
        _show(find_configuration(HERE, arguments.name, "vignette"), arguments)
    except Refusal as refusal:
        print(f"vignettes: {refusal}", file=sys.stderr)
        return 2
    except StudyInterrupted as interruption:
        print(f"vignettes: {interruption}", file=sys.stderr)
        return 130
    return 0


def _show(path: Path, arguments: argparse.Namespace) -> None:
    vignette = read_vignette(path)
    made = study(vignette, full=arguments.full, replications=arguments.replications)
    folder = arguments.out / made.name
    print(f"{made.name}: {len(made):,} runs", file=sys.stderr)
    execute(made, Options(out=folder / RUNS, jobs=arguments.jobs, fresh=arguments.fresh))
    arms = arms_of(load_study(folder / RUNS), made)
    for file in write(document(vignette, arms, full=arguments.full), folder):
        print(file)


if __name__ == "__main__":
    sys.exit(main())
