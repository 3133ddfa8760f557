"""Lay the numbers of the text beside records and model: `make anchors`, which is `python -m experiments.anchors`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from abm.refusal import Refusal
from abm.reports.writing import write
from abm.runs.running import Interrupted, ReplicationsFailed, run
from abm.scenario import tables_of
from experiments.anchors.anchor import Anchors, read_anchors, scenario_of
from experiments.anchors.comparing import as_frame, found_of
from experiments.anchors.measuring import Sources, groups_of
from experiments.anchors.page import page, summed_up
from experiments.claims.publishing import write_frame
from experiments.configurations import results_of

ANCHORS = Path(__file__).parent / "anchors.yaml"


def main(words: list[str] | None = None) -> int:
    """Measure the anchors and write their page; exit code 1 if runs failed, 2 for bad input, 130 when interrupted."""
    parser = argparse.ArgumentParser(prog="python -m experiments.anchors", description=__doc__)
    parser.add_argument(
        "file", nargs="?", type=Path, default=ANCHORS, help="another configuration of anchors"
    )
    parser.add_argument("--full", action="store_true", help="publication size")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes at once")
    parser.add_argument("--fresh", action="store_true", help="compute again what is there already")
    parser.add_argument("--out", type=Path, metavar="DIR", help="output folder (default: results/anchors)")
    arguments = parser.parse_args(words)
    try:
        _measure(read_anchors(arguments.file), arguments)
    except (Refusal, ReplicationsFailed) as fault:
        print(f"anchors: {fault}", file=sys.stderr)
        return 2 if isinstance(fault, Refusal) else 1
    except Interrupted as interruption:
        print(f"anchors: {interruption}", file=sys.stderr)
        return 130
    return 0


def _measure(anchors: Anchors, arguments: argparse.Namespace) -> None:
    folder = arguments.out or results_of("anchors", Path("results"), full=arguments.full)
    scenario = scenario_of(anchors, full=arguments.full)
    tables = tables_of(scenario.world)
    groups_of(anchors, tables)
    result = run(scenario, folder / "runs", jobs=arguments.jobs, fresh=arguments.fresh)
    sources = Sources(anchors, result, tables)
    found = [found_of(name, anchor, sources) for name, anchor in anchors.anchors.items()]
    print(summed_up(anchors, found))
    table = as_frame(anchors, found, full=arguments.full)
    for file in (
        write_frame(table, folder / "anchors.parquet"),
        *write(page(sources, found, full=arguments.full), folder),
    ):
        print(file)


if __name__ == "__main__":
    sys.exit(main())
