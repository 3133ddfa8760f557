"""The command line: python -m abm <command>. Exit codes: 0 done, 1 a fault, 2 bad input, 130 interrupted."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from abm.commands import comparison, show, study
from abm.refusal import Refusal, nearest

if TYPE_CHECKING:
    from abm.results.result import Result
    from abm.scenario import Scenario

DONE, FAULT, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
SIMPLE = ("seed", "replications", "months")
"""Keys of a scenario that have an option of their own."""


class _Parser(argparse.ArgumentParser):
    """Refuses in a sentence, where argparse would print its usage."""

    def error(self, message: str) -> NoReturn:
        raise Refusal(f"{message[0].lower()}{message[1:]} (see {self.prog} --help)")


def main(words: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code."""
    words = sys.argv[1:] if words is None else list(words)
    try:
        return _dispatch(words)
    except Refusal as refusal:
        print(f"abm: {refusal}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt as interruption:
        print(f"\nabm: {str(interruption) or 'interrupted'}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _dispatch(words: Sequence[str]) -> int:
    parser, commands = _parser()
    if words and not words[0].startswith("-") and words[0] not in commands:
        hint = nearest(words[0], commands) or f"; there are {', '.join(commands)}"
        raise Refusal(f"there is no command '{words[0]}'{hint}")
    arguments, unknown = parser.parse_known_args(words)
    if unknown:
        here = commands[arguments.command] if arguments.command else parser
        hint = nearest(unknown[0].partition("=")[0], re.findall(r"--[a-z-]+", here.format_help()))
        raise Refusal(f"'{unknown[0]}' is not known here{hint or f' (see {here.prog} --help)'}")
    if arguments.version:
        import abm

        print(abm.__version__)
        return DONE
    if not arguments.command:
        parser.print_help()
        return DONE
    act: Callable[[argparse.Namespace], int] = arguments.act
    return act(arguments)


def _parser() -> tuple[_Parser, dict[str, argparse.ArgumentParser]]:
    """Return the parser, and that of each command by its name."""
    parser = _Parser(
        prog="python -m abm",
        description="A laboratory of international migration, border control and security.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    group = parser.add_subparsers(dest="command", metavar="command", title="commands")
    commands: dict[str, argparse.ArgumentParser] = {}

    def command(name: str, act: Callable[[argparse.Namespace], int], says: str) -> argparse.ArgumentParser:
        commands[name] = group.add_parser(name, help=says, description=f"{says}.", allow_abbrev=False)
        commands[name].set_defaults(act=act)
        return commands[name]

    _add_run(command("run", _run, "run the replications of a scenario, with summary and figures"))
    study.add(command)
    comparison.add(command)
    show.add(command)
    check = command("check", _check, "say whether a scenario file is good")
    check.add_argument("file", help="YAML file or name of a shipped scenario")
    world = command("check-world", _check_world, "list what is wrong with the tables of a world")
    world.add_argument(
        "folder", type=Path, help="folder with states.csv, series.csv, corridors.csv, circuit.csv"
    )
    schema = command("schema", _schema, "print the JSON Schema of scenario files, for editors")
    schema.add_argument("--out", type=Path, metavar="FILE", help="write it to a file instead")
    parameters = command(
        "parameters", _parameters, "print every parameter and lever: unit, range, meaning, source"
    )
    parameters.add_argument("--format", choices=("markdown", "csv"), default="markdown")
    figures = command("figures", _figures, "draw the figures of a result again")
    figures.add_argument("folder", type=Path, help="output folder of a batch")
    figures.add_argument(
        "--against", type=Path, metavar="DIR", help="draw the map of routes before (folder) and after (DIR)"
    )
    circuit = command("export-circuit", _export_circuit, "write the migration circuit of a world as GraphML")
    circuit.add_argument("config", nargs="?", default="baseline", help="scenario (default: baseline)")
    circuit.add_argument("--out", type=Path, required=True, metavar="FILE", help="GraphML file to write")
    build = command("build-world", _build_world, "build the tables of the real world from source data")
    build.add_argument("--source", type=Path, required=True, metavar="DIR", help="folder with world/*.csv")
    build.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write")
    return parser, commands


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "config", nargs="?", default="baseline", help="YAML file or shipped name (default: baseline)"
    )
    run.add_argument("--seed", type=int, help="seed of the first replication; the next ones count on")
    run.add_argument("--replications", type=int, metavar="N", help="how many replications")
    run.add_argument("--months", type=int, metavar="N", help="length of the horizon")
    run.add_argument("--jobs", type=int, metavar="N", help="processes at once (default: number of cores)")
    run.add_argument("--out", type=Path, metavar="DIR", help="output folder (default: results/<name>)")
    run.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change a key of the scenario"
    )
    run.add_argument("--fresh", action="store_true", help="compute again what is there already")
    run.add_argument("--no-figures", action="store_true", help="leave the figures out")


def _scenario(arguments: argparse.Namespace) -> Scenario:
    """Return the scenario of a command, changed by its options."""
    from abm.scenario import load

    given = {key: value for key in SIMPLE if (value := getattr(arguments, key)) is not None}
    try:
        return load(arguments.config, [*arguments.set, *(f"{key}={value}" for key, value in given.items())])
    except Refusal as refusal:
        sentence = str(refusal)
        for key, value in given.items():
            sentence = sentence.replace(f"--set {key}={value}", f"--{key} {value}")
        raise Refusal(sentence) from None


def _run(arguments: argparse.Namespace) -> int:
    from abm.runs import ReplicationsFailed, run

    scenario = _scenario(arguments)
    try:
        result = run(scenario, arguments.out, jobs=arguments.jobs, fresh=arguments.fresh)
    except ReplicationsFailed as failure:
        print(f"abm: {failure}", file=sys.stderr)
        return FAULT
    from abm.results.summary import summarise
    from abm.results.wording import as_text

    print(as_text(summarise(result)), flush=True)
    if not arguments.no_figures:
        _draw(result)
    print(f"result in {result.folder}", file=sys.stderr)
    return DONE


def _figures(arguments: argparse.Namespace) -> int:
    from abm.results.result import load_result

    against = load_result(arguments.against) if arguments.against else None
    for path in _draw(load_result(arguments.folder), against):
        print(path)
    return DONE


def _draw(result: Result, against: Result | None = None) -> list[Path]:
    """Draw all figures, or the one against another result, then put them into the folder: none is ever half there."""
    from abm.results.files import writing
    from abm.runs.manifest import add_products
    from abm.viz.figures import draw, draw_change

    unfinished, place = result.folder / ".figures-unfinished", result.folder / "figures"
    with writing(result.folder):
        shutil.rmtree(unfinished, ignore_errors=True)
        try:
            files = draw_change(result, against, unfinished) if against else draw(result, unfinished)
            place.mkdir(exist_ok=True)
            drawn = [file.replace(place / file.name) for file in files]
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    add_products(result, [str(path.relative_to(result.folder)) for path in drawn])
    return drawn


def _check(arguments: argparse.Namespace) -> int:
    from abm.scenario import check

    print(check(arguments.file))
    return DONE


def _check_world(arguments: argparse.Namespace) -> int:
    from abm.world.tables import problems

    found = problems(arguments.folder)
    for problem in found:
        print(problem)
    if found:
        number = f"{len(found)} problem{'s' if len(found) > 1 else ''}"
        raise Refusal(f"{arguments.folder} is not a world that can be run: {number}")
    print(f"{arguments.folder} is a world that can be run")
    return DONE


def _schema(arguments: argparse.Namespace) -> int:
    from abm.results.files import as_json, write_whole, writing
    from abm.scenario import json_schema

    content = as_json(json_schema())
    if arguments.out is None:
        sys.stdout.write(content.decode())
        return DONE
    with writing(arguments.out.parent):
        write_whole(arguments.out, content)
    return DONE


def _parameters(arguments: argparse.Namespace) -> int:
    import csv

    head = ("key", "default", "unit", "low", "high", "meaning", "source")
    if arguments.format == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows([head, *_declared()])
        return DONE
    for row in (head, ("---",) * len(head), *_declared()):
        print("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
    return DONE


def _declared() -> Iterator[tuple[str, ...]]:
    """Yield a row for every parameter and every lever."""
    from abm.parameters import Parameters
    from abm.parameters.levers import Policy
    from abm.scenario.declarations import Declaration

    subjects = {f"parameters.{name}": field.annotation for name, field in Parameters.model_fields.items()}
    for key, subject in {**subjects, "policies.<state>": Policy}.items():
        group = Declaration(subject)
        for name in group.names:
            here = group.below(name)
            if here is None or here.field is None:
                continue
            low, high = (
                (f"{bound:g}" for bound in here.bounds) if here.bounds else ("", ", ".join(here.words))
            )
            meaning, default = here.field.description or "", str(here.field.default)
            yield f"{key}.{name}", default, here.unit, low, high, meaning, here.source


def _export_circuit(arguments: argparse.Namespace) -> int:
    from abm.results.files import writing
    from abm.scenario import load, tables_of
    from abm.world.world import build_world

    world = build_world(tables_of(load(arguments.config).world))
    unfinished = arguments.out.with_name(f".unfinished-{arguments.out.name}")
    named = {"name": world.names, "region": world.regions}
    layers: dict[str, dict[str, Any]] = {
        layer: dict(zip(world.codes, values, strict=True)) for layer, values in named.items()
    }
    with writing(arguments.out.parent):
        try:
            arguments.out.parent.mkdir(parents=True, exist_ok=True)
            world.circuit.export(unfinished, **layers)
            unfinished.replace(arguments.out)
        finally:
            unfinished.unlink(missing_ok=True)
    return DONE


def _build_world(arguments: argparse.Namespace) -> int:
    from abm.results.files import writing
    from abm.world.building import build

    with writing(arguments.out):
        build(arguments.source, arguments.out)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
