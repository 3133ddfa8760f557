"""Test claims: `python -m experiments.claims C7 [--full]` tests one, `all` every one; both renew the board.

`make claim-C7`, `make claims`, and `make board`, which only writes the board again from what is there (`board`).
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from abm.refusal import Refusal, nearest
from abm.reports.writing import write
from abm.scenario.reading import read_node
from abm.studies import Options, StudyInterrupted, complete
from abm.studies.engines import Engines, lasting
from abm.studies.layout import MANIFEST
from experiments.claims.arms import Trial, trial
from experiments.claims.board_page import counts_of
from experiments.claims.boarding import BOARD, make_board
from experiments.claims.claim import Claim, read_claim
from experiments.claims.conditions import Conditions, conditions
from experiments.claims.gathering import number_of
from experiments.claims.page import page
from experiments.claims.publishing import conditions_frame, findings_frame, write_frame
from experiments.claims.recording import bases_digest, write_record
from experiments.claims.running import ran, shares_of
from experiments.claims.shares.claim import SharesClaim, about_shares, read_shares
from experiments.claims.shares.finding import ShareFound, share_found
from experiments.claims.shares.page import shares_page
from experiments.claims.shares.publishing import indices_frame, share_findings_frame
from experiments.claims.shares.trial import SharesTrial, shares_trial
from experiments.claims.verdict import Found, found
from experiments.claims.wording import shown
from experiments.configurations import find_configuration, results_of

AnyTrial = TypeVar("AnyTrial", Trial, SharesTrial)

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"
ALL = "all"
FAULT = 1
"""Exit code after a fault of the program."""


def main(words: list[str] | None = None) -> int:
    """Test claims and write their pages and the board.

    Exit code 2 for bad input, 1 for a fault of the program, 130 when interrupted.
    """
    arguments = _parser().parse_args(words)
    try:
        with lasting(Options(jobs=arguments.jobs).workers()) as pool:
            return _asked(arguments, pool)
    except Refusal as refusal:
        return _refused(refusal)
    except StudyInterrupted as interruption:
        print(f"claims: {interruption}", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m experiments.claims", description=__doc__)
    parser.add_argument(
        "name", help="name of the claim's configuration, or path of one; or 'all', or 'board'"
    )
    parser.add_argument("--full", action="store_true", help="publication size")
    parser.add_argument(
        "--world",
        action="append",
        metavar="NAME",
        help="run one of its worlds alone (repeatable); what is there of others, if whole, is judged with it",
    )
    parser.add_argument("--fresh", action="store_true", help="compute again what is there already")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes at once")
    parser.add_argument("--out", type=Path, default=Path("results/claims"), metavar="DIR")
    parser.add_argument(
        "--claims", type=Path, default=HERE, metavar="DIR",
        help="folder of the claims on the board, which holds its history too",
    )  # fmt: skip
    return parser


def _asked(arguments: argparse.Namespace, pool: Engines) -> int:
    """Test what is named, renew the board, and return the exit code."""
    ended: dict[str, int] = {}
    if arguments.name == ALL:
        ended = _test_all(arguments, pool)
    elif arguments.name != BOARD:
        path = find_configuration(arguments.claims, arguments.name, "claim")
        _test(path, arguments, pool)
        if path.resolve().parent != arguments.claims.resolve():
            return 0
    elif arguments.world:
        raise Refusal("--world: the board is of all worlds; name a claim, or 'all'")
    readme = README if arguments.claims.resolve() == HERE.resolve() else None
    board = make_board(arguments.claims, arguments.out, full=arguments.full, readme=readme, untested=ended)
    print(results_of(BOARD, arguments.out, full=arguments.full) / "report.html")
    print(counts_of(board))
    if board.lacking:
        print(f"This board is partial and is not entered into the history: {'; '.join(board.lacking)}.")
    return min(ended.values(), default=0)


def _test_all(arguments: argparse.Namespace, pool: Engines) -> dict[str, int]:
    """Test every claim; one that cannot be tested is said, and stops no other. Return the exit codes of those."""
    paths = sorted(arguments.claims.glob("C*.yaml"), key=number_of)
    ended = {}
    for path in paths:
        print(f"{path.stem}:", file=sys.stderr)
        try:
            _test(path, arguments, pool)
        except Refusal as refusal:
            ended[path.stem] = _refused(refusal)
        except Exception:
            traceback.print_exc()
            ended[path.stem] = FAULT
    return ended


def _refused(refusal: Refusal) -> int:
    print(f"claims: {refusal}", file=sys.stderr)
    return 2


def _test(path: Path, arguments: argparse.Namespace, pool: Engines) -> None:
    if about_shares(read_node(path)):
        _test_shares(path, arguments, pool)
        return
    claim = read_claim(path)
    folder = results_of(claim.name, arguments.out, full=arguments.full)
    asked, bases = _worlds(claim, arguments.world), bases_digest(path)
    trials = _judged(claim, asked, folder, partial(trial, claim, full=arguments.full))
    runs = [ran(each, folder, pool, fresh=arguments.fresh and each.world in asked) for each in trials]
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
    worlds = {
        each.world: (each.study.arms[0].scenario, kept.studies)
        for each, kept in zip(trials, runs, strict=True)
    }
    files = _written(trials, findings, tables, folder)
    record = write_record(
        path, folder, full=arguments.full, bases=bases, worlds=worlds
    )  # last: it vouches for the findings
    for file in [*files, record]:
        print(file)


def _test_shares(path: Path, arguments: argparse.Namespace, pool: Engines) -> None:
    """The same for a claim about shares of variance."""
    claim = read_shares(path)
    folder = results_of(claim.name, arguments.out, full=arguments.full)
    asked, bases = _worlds(claim, arguments.world), bases_digest(path)
    trials = _judged(claim, asked, folder, partial(shares_trial, claim, full=arguments.full))
    runs = [shares_of(each, folder, pool, fresh=arguments.fresh and each.world in asked) for each in trials]
    shares = [each for each, _ in runs]
    findings = [[share_found(each, name) for each in shares] for name in claim.findings]
    _say(findings)
    worlds = {each.trial.world: (each.trial.study.arms[0].scenario, studies) for each, studies in runs}
    frame = share_findings_frame(claim, [one for row in findings for one in row], full=arguments.full)
    for file in (
        write_frame(frame, folder / "findings.parquet"),
        write_frame(indices_frame(shares), folder / "indices.parquet"),
        *write(shares_page(shares, findings), folder),
        write_record(path, folder, full=arguments.full, bases=bases, worlds=worlds),
    ):
        print(file)


def _worlds(claim: Claim | SharesClaim, asked: Sequence[str] | None) -> Sequence[str]:
    """Return the worlds that are run; those are judged that have all their runs."""
    for name in asked or ():
        if name not in claim.worlds:
            raise Refusal(f"--world {name}: the claim is not tested there{nearest(name, claim.worlds)}")
    return list(asked or claim.worlds)


def _judged(
    claim: Claim | SharesClaim,
    asked: Sequence[str],
    folder: Path,
    made: Callable[[str], AnyTrial],
) -> list[AnyTrial]:
    """The trials in the worlds that are run, and in those others of which every run is there.

    Args:
        claim: the claim.
        asked: the worlds that are run.
        folder: of its results.
        made: makes the trial in a world.
    """
    trials = []
    for world in claim.worlds:
        if world in asked:
            trials.append(made(world))
        elif (folder / world / MANIFEST).is_file():
            try:
                other = made(world)
                if all(complete(study, folder / other.place(study)) for study in other.studies):
                    trials.append(other)
            except Refusal as refusal:
                print(f"claims: {claim.name}, {world} is left out: {refusal}", file=sys.stderr)
    return trials


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
