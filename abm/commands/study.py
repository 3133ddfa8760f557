"""The commands `study` and `status`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from abm.refusal import Refusal

if TYPE_CHECKING:
    from abm.studies.running import Options
    from abm.studies.study import Study

DONE = 0

SIMULATE = ""
"""What runs a scenario, "module:function"; the model if empty."""

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
"""Adds a command by name, what it does and its description, and returns its parser."""


def add(command: Command) -> None:
    """Add the commands."""
    study = command("study", _study, "run what is missing of a study, on this machine or on a cluster")
    study.add_argument("file", type=Path, help="YAML file of the study")
    study.add_argument("--out", type=Path, metavar="DIR", help="output folder (default: results/<name>)")
    study.add_argument("--jobs", type=int, metavar="N", help="processes at once (default: number of cores)")
    study.add_argument("--dry-run", action="store_true", help="say what would be run and what it would cost")
    study.add_argument("--scheduler", default="", metavar="ADDRESS", help="Dask scheduler, tcp://host:port")
    study.add_argument("--serial", action="store_true", help="one run after the other in this process")
    study.add_argument("--shard", metavar="I/N", help="the I-th of N parts, for arrays of jobs")
    study.add_argument("--retry-failed", action="store_true", help="try failed and timed-out runs again")
    study.add_argument("--fresh", action="store_true", help="compute again what is there already")
    study.add_argument("--seed", type=int, help="seed of the first replication")
    study.add_argument("--replications", type=int, metavar="N", help="runs of each point and policy")
    status = command("status", _status, "say how far a study is")
    status.add_argument("folder", type=Path, help="output folder of a study")


def _study(arguments: argparse.Namespace) -> int:
    from abm.studies.running import execute
    from abm.studies.study import load_spec

    options = _options(arguments)
    study = load_spec(arguments.file, seed=arguments.seed, replications=arguments.replications)
    if arguments.dry_run:
        return _dry_run(study, options)
    if study.spec.design.kind == "search":
        from abm.studies.searching import search

        result = search(study, options)
        print(f"{study.name}: {len(result.runs):,} runs of {len(result.design):,} points", file=sys.stderr)
        print(f"result in {options.folder(study)}", file=sys.stderr)
        return DONE
    tally = execute(study, options)
    print(f"{study.name}: {str(tally) or 'nothing was missing'}", file=sys.stderr)
    print(f"result in {options.folder(study)}", file=sys.stderr)
    return DONE


def _options(arguments: argparse.Namespace) -> Options:
    from abm.studies.execution import shard_of
    from abm.studies.running import Options
    from abm.studies.work import MODEL

    if arguments.serial and arguments.scheduler:
        raise Refusal("--serial and --scheduler both say where runs are computed; keep one")
    return Options(
        out=arguments.out,
        jobs=arguments.jobs,
        engine="serial" if arguments.serial else "processes",
        scheduler=arguments.scheduler,
        shard=shard_of(arguments.shard) if arguments.shard else None,
        retry_failed=arguments.retry_failed,
        fresh=arguments.fresh,
        simulate=SIMULATE or MODEL,
    )


def _dry_run(study: Study, options: Options) -> int:
    from abm.studies.estimate import described, estimated, pilot

    print(described(study, options), flush=True)
    print(estimated(study, options, pilot(study, options)))
    return DONE


def _status(arguments: argparse.Namespace) -> int:
    from abm.studies.status import status

    print(status(arguments.folder))
    return DONE
