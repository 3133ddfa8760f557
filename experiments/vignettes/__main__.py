"""Run a vignette: `make vignette NAME=us-build-up`, which is `python -m experiments.vignettes us-build-up`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from abm.refusal import Refusal
from abm.reports.writing import write
from abm.runs.running import Interrupted, ReplicationsFailed, run
from experiments.configurations import find_configuration
from experiments.vignettes import build_up, frontex, home
from experiments.vignettes.vignette import read_vignette, scenarios_of

HERE = Path(__file__).parent
PAGES = {"years": build_up.document, "routes": frontex.document, "home": home.document}


def main(words: list[str] | None = None) -> int:
    """Run a vignette and write its page; exit code 1 if runs failed, 2 for bad input, 130 when interrupted."""
    parser = argparse.ArgumentParser(prog="python -m experiments.vignettes", description=__doc__)
    parser.add_argument("name", help="name of the vignette's configuration, or path of one")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes at once")
    parser.add_argument("--fresh", action="store_true", help="compute again what is there already")
    parser.add_argument("--out", type=Path, default=Path("results/vignettes"), metavar="DIR")
    arguments = parser.parse_args(words)
    try:
        _show(find_configuration(HERE, arguments.name, "vignette"), arguments)
    except (Refusal, ReplicationsFailed) as fault:
        print(f"vignettes: {fault}", file=sys.stderr)
        return 2 if isinstance(fault, Refusal) else 1
    except Interrupted as interruption:
        print(f"vignettes: {interruption}", file=sys.stderr)
        return 130
    return 0


def _show(path: Path, arguments: argparse.Namespace) -> None:
    vignette = read_vignette(path)
    folder = arguments.out / vignette.name
    results = {
        arm: run(scenario, folder / arm, jobs=arguments.jobs, fresh=arguments.fresh)
        for arm, scenario in scenarios_of(vignette).items()
    }
    document = PAGES[vignette.shown](vignette, results)
    for file in write(document, folder):
        print(file)


if __name__ == "__main__":
    sys.exit(main())
