"""The commands `compare` and `report`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from abm.commands.study import DONE, Command
from abm.refusal import Refusal

if TYPE_CHECKING:
    from abm.analysis.pairing import Precision


def add(command: Command) -> None:
    """Add the commands."""
    compare = command("compare", _compare, "compare two scenarios by replications that share their seeds")
    compare.add_argument("first", help="YAML file or shipped name; the reference")
    compare.add_argument("second", help="YAML file or shipped name")
    compare.add_argument(
        "--replications", type=int, default=20, metavar="N", help="pairs of runs at the most (20)"
    )
    compare.add_argument(
        "--precision",
        metavar="P",
        help="stop at half an interval of P: 2%% of the reference, or a number in its unit",
    )
    compare.add_argument(
        "--of", action="append", default=[], metavar="OUTCOME", help="outcome that has to reach it"
    )
    compare.add_argument("--seed", type=int, help="seed of the first pair")
    compare.add_argument("--jobs", type=int, metavar="N", help="processes at once (default: number of cores)")
    compare.add_argument("--out", type=Path, metavar="DIR", help="output folder")
    report = command("report", _report, "write the report of a study: one HTML page, Markdown and figures")
    report.add_argument("folder", type=Path, help="output folder of a study")


def _compare(arguments: argparse.Namespace) -> int:
    from abm.reports import report
    from abm.studies.comparing import Wanted, compare, comparison_study, written
    from abm.studies.running import Options
    from abm.studies.wording import as_text

    if arguments.of and not arguments.precision:
        raise Refusal("--of names outcomes that have to be precise; say how precise with --precision")
    if arguments.replications < 2:
        raise Refusal(f"--replications is {arguments.replications}; an interval needs at least 2 pairs")
    study = comparison_study(arguments.first, arguments.second, arguments.replications, arguments.seed)
    options = Options(out=arguments.out, jobs=arguments.jobs)
    precision = _precision(arguments.precision) if arguments.precision else None
    wanted = Wanted(arguments.replications, precision, tuple(arguments.of))
    found = compare(study, options, wanted, lambda sentence: print(sentence, file=sys.stderr))
    print(as_text(found), flush=True)
    for path in (*written(found), *report(found.result)[:2]):
        print(path, file=sys.stderr)
    return DONE


def _precision(text: str) -> Precision:
    from abm.analysis.pairing import Precision

    share = text.endswith("%")
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        raise Refusal(
            f"--precision is '{text}'; write a share such as 2%, or a number in the outcome's unit"
        ) from None
    return Precision(relative=value / 100) if share else Precision(absolute=value)


def _report(arguments: argparse.Namespace) -> int:
    from abm.reports import report
    from abm.studies.result import load_study

    for path in report(load_study(arguments.folder)):
        print(path)
    return DONE
