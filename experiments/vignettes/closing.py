"""The last section of a vignette's page: scenarios, seeds, routes, data, and the command that makes it again."""

from __future__ import annotations

from collections.abc import Mapping

from abm.reports.document import Block, Paragraph, Table
from abm.results.result import Result
from experiments.vignettes.vignette import Vignette


def closing(vignette: Vignette, results: Mapping[str, Result]) -> tuple[Block, ...]:
    """Return what was run, which edges are counted, and how to run it again."""
    arms = tuple(
        (
            arm, str(result.scenario["name"]), f"{len(result.seeds)} (seeds {result.seeds[0]} to {result.seeds[-1]})",
            f"{result.scenario['persons_per_agent']:,}", f"`{result.digest[:12]}`",
        )
        for arm, result in results.items()
    )  # fmt: skip
    return (
        Table("Runs", ("Arm", "scenario", "runs", "persons per agent", "digest"), arms, frozenset({3})),
        _counted(vignette),
        Paragraph(
            f"`make vignette NAME={vignette.name}` computes what is missing and writes this page. The recorded series "
            f"are in `experiments/vignettes/data/{vignette.series}`, their sources in the README beside it."
        ),
    )


def _counted(vignette: Vignette) -> Table:
    """Return which edges are counted together, or of whom each outcome is."""
    if vignette.shown != "home":
        edges = tuple(
            (name, ", ".join(route.origins), ", ".join(route.destinations), ", ".join(route.channels))
            for name, route in vignette.routes.items()
        )
        return Table("Edges of the circuit that are counted together", ("Route", "from", "to", "by"), edges)
    rows = tuple(
        (
            spec.label, f"`{spec.column}`", ", ".join(spec.states or spec.origins),
            "" if spec.states else ", ".join(spec.hosts) or "every host",
        )
        for spec in vignette.outcomes.values()
    )  # fmt: skip
    return Table("What is counted", ("Outcome", "column", "of, or from", "in"), rows)
