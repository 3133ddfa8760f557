"""Test claims: `make claim NAME=closed_ways`, which is `python -m experiments.claims closed_ways [--full]`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from abm.refusal import Refusal, nearest
from abm.reports.writing import write
from abm.results.files import as_json, write_whole
from abm.studies import Options, StudyInterrupted, execute, load_study
from experiments.claims.claim import read_claim, trials
from experiments.claims.page import page, shown
from experiments.claims.verdict import found

HERE = Path(__file__).parent


def main(words: list[str] | None = None) -> int:
    """Run a claim's studies, judge it, and write its page; exit code 2 for bad input, 130 when interrupted."""
    parser = argparse.ArgumentParser(prog="python -m experiments.claims", description=__doc__)
    parser.add_argument("name", help="name of the claim's configuration, or path of one")
    parser.add_argument("--full", action="store_true", help="publication size")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes at once")
    parser.add_argument("--out", type=Path, default=Path("results/claims"), metavar="DIR")
    arguments = parser.parse_args(words)
    try:
        _test(_configuration(arguments.name), arguments)
    except Refusal as refusal:
        print(f"claims: {refusal}", file=sys.stderr)
        return 2
    except StudyInterrupted as interruption:
        print(f"claims: {interruption}", file=sys.stderr)
        return 130
    return 0


def _configuration(name: str) -> Path:
    for path in (Path(name), HERE / f"{name}.yaml"):
        if path.is_file():
            return path
    known = [path.stem for path in HERE.glob("*.yaml")]
    raise Refusal(f"there is no claim '{name}'" + (nearest(name, known) or f"; there are {', '.join(known)}"))


def _test(path: Path, arguments: argparse.Namespace) -> None:
    claim = read_claim(path)
    folder = arguments.out / claim.name
    findings = []
    for trial in trials(claim, full=arguments.full):
        options = Options(out=folder / trial.world, jobs=arguments.jobs)
        execute(trial.study, options)
        findings.append(found(claim, trial.world, load_study(options.folder(trial.study)).outcomes))
        print(f"{trial.world}: {findings[-1].verdict}, effect {shown(findings[-1].effect)} % of the control")
    write_whole(folder / "findings.json", as_json([asdict(finding) for finding in findings]))
    for file in write(page(claim, findings), folder):
        print(file)


if __name__ == "__main__":
    sys.exit(main())
