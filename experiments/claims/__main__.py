"""Test a claim: `make claim-C7`, which is `python -m experiments.claims C7 [--full]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from abm.refusal import Refusal, nearest
from abm.reports.writing import write
from abm.scenario.reading import read_node
from abm.studies import StudyInterrupted
from experiments.claims.arms import Trial, trial
from experiments.claims.claim import Claim, read_claim
from experiments.claims.conditions import Conditions, conditions
from experiments.claims.page import page
from experiments.claims.publishing import conditions_frame, findings_frame, write_frame
from experiments.claims.running import computed, ran
from experiments.claims.shares.claim import SharesClaim, about_shares, read_shares
from experiments.claims.shares.finding import ShareFound, Shares, share_found
from experiments.claims.shares.page import shares_page
from experiments.claims.shares.publishing import indices_frame, share_findings_frame
from experiments.claims.shares.trial import shares_trial
from experiments.claims.verdict import Found, found
from experiments.claims.wording import shown
from experiments.configurations import find_configuration

HERE = Path(__file__).parent


def main(words: list[str] | None = None) -> int:
    """Run a claim's studies, judge it, and write its page; exit code 2 for bad input, 130 when interrupted."""
    parser = argparse.ArgumentParser(prog="python -m experiments.claims", description=__doc__)
    parser.add_argument("name", help="name of the claim's configuration, or path of one")
    parser.add_argument("--full", action="store_true", help="publication size")
    parser.add_argument(
        "--world", action="append", metavar="NAME", help="one of its worlds alone (repeatable)"
    )
    parser.add_argument("--fresh", action="store_true", help="compute again what is there already")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes at once")
    parser.add_argument("--out", type=Path, default=Path("results/claims"), metavar="DIR")
    arguments = parser.parse_args(words)
    try:
        _test(find_configuration(HERE, arguments.name, "claim"), arguments)
    except Refusal as refusal:
        print(f"claims: {refusal}", file=sys.stderr)
        return 2
    except StudyInterrupted as interruption:
        print(f"claims: {interruption}", file=sys.stderr)
        return 130
    return 0


def _test(path: Path, arguments: argparse.Namespace) -> None:
    if about_shares(read_node(path)):
        _test_shares(read_shares(path), arguments)
        return
    claim = read_claim(path)
    folder = _folder(claim, arguments)
    trials = [trial(claim, world, full=arguments.full) for world in _worlds(claim, arguments.world)]
    runs = [ran(each, folder, jobs=arguments.jobs, fresh=arguments.fresh) for each in trials]
    findings = [
        [found(each, name, kept.outcomes, kept.panels) for each, kept in zip(trials, runs, strict=True)]
        for name in claim.findings
    ]
    tables = [
        conditions(each, name, kept.outcomes)
        for each, kept in zip(trials, runs, strict=True)
        for name, spec in claim.conditions.items()
        if each.world in spec.worlds
    ]
    _say(findings)
    for file in _written(trials, findings, tables, folder):
        print(file)


def _test_shares(claim: SharesClaim, arguments: argparse.Namespace) -> None:
    """The same for a claim about shares of variance."""
    folder = _folder(claim, arguments)
    trials = [shares_trial(claim, world, full=arguments.full) for world in _worlds(claim, arguments.world)]
    runs = [
        computed(each.study, folder / each.world, jobs=arguments.jobs, fresh=arguments.fresh)
        for each in trials
    ]
    shares = [Shares(each, study.design, study.outcomes) for each, study in zip(trials, runs, strict=True)]
    findings = [[share_found(each, name) for each in shares] for name in claim.findings]
    _say(findings)
    frame = share_findings_frame(claim, [one for row in findings for one in row], full=arguments.full)
    for file in (
        write_frame(frame, folder / "findings.parquet"),
        write_frame(indices_frame(shares), folder / "indices.parquet"),
        *write(shares_page(shares, findings), folder),
    ):
        print(file)


def _folder(claim: Claim | SharesClaim, arguments: argparse.Namespace) -> Path:
    return Path(arguments.out) / (f"{claim.name}-full" if arguments.full else claim.name)


def _worlds(claim: Claim | SharesClaim, asked: Sequence[str] | None) -> Sequence[str]:
    for name in asked or ():
        if name not in claim.worlds:
            raise Refusal(f"--world {name}: the claim is not tested there{nearest(name, claim.worlds)}")
    return list(asked or claim.worlds)


def _say(findings: Sequence[Sequence[Found]] | Sequence[Sequence[ShareFound]]) -> None:
    for row in findings:
        for one in row:
            print(
                f"{one.name}, {one.world}: {one.verdict}, {shown(one.estimates.effect, one.spec.estimator)}"
            )


def _written(
    trials: Sequence[Trial],
    findings: Sequence[Sequence[Found]],
    tables: Sequence[Conditions],
    folder: Path,
) -> list[Path]:
    claim, every = trials[0].claim, [one for row in findings for one in row]
    files = [write_frame(findings_frame(claim, every, full=trials[0].full), folder / "findings.parquet")]
    if tables:
        files.append(write_frame(conditions_frame(claim, tables), folder / "conditions.parquet"))
    return [*files, *write(page(trials, findings, tables), folder)]


if __name__ == "__main__":
    sys.exit(main())
