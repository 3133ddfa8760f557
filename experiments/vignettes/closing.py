"""The last section of a vignette's page: scenarios, seeds, routes, data, and the command that makes it again."""

from __future__ import annotations

from collections.abc import Mapping

from abm.reports.document import Block, Paragraph, Table
from experiments.vignettes.arms import Arm
from experiments.vignettes.vignette import Vignette


def closing(vignette: Vignette, arms: Mapping[str, Arm], *, full: bool) -> tuple[Block, ...]:
    """Return what was run, which edges are counted, and how to run it again."""
    rows = tuple(
        (
            name, arm.scenario, f"{len(arm.seeds)} (seeds {arm.seeds[0]} to {arm.seeds[-1]})",
            f"{arm.persons_per_agent:,}", f"`{arm.digest[:12]}`",
        )
        for name, arm in zip((vignette.arms.event, vignette.arms.control), arms.values(), strict=True)
    )  # fmt: skip
    return (
        Table("Runs", ("Arm", "scenario", "runs", "persons per agent", "digest"), rows, frozenset({3})),
        Paragraph(_driven(next(iter(arms.values())))),
        _counted(vignette),
        *((_routes(vignette),) if vignette.routes else ()),
        Paragraph(
            f"`make vignette-{vignette.name}{' FULL=1' if full else ''}` computes what is missing and writes this "
            f"page. The recorded series are in `experiments/vignettes/data/{vignette.series}`, their sources in the "
            "README beside it."
        ),
    )


def _driven(arm: Arm) -> str:
    """Return what follows the data throughout, and what does not."""
    groups: dict[str, list[str]] = {}
    for name, source in arm.drivers.items():
        groups.setdefault(source, []).append(name.replace("_", " "))
    others = "; ".join(
        f"{source}: {', '.join(names)}" for source, names in groups.items() if source != "observed"
    )
    return (
        f"Follows the data from the first month to the last: {', '.join(groups.get('observed', ['nothing']))}. "
        + (f"{others[:1].upper()}{others[1:]}. " if others else "")
        + "A driver has one source for a whole run, with no date at which it passes from the data to the model; what "
        "follows the data is the same in both arms and does not answer to the event."
    )


def _routes(vignette: Vignette) -> Table:
    edges = tuple(
        (name, ", ".join(route.origins), ", ".join(route.destinations), ", ".join(route.channels))
        for name, route in vignette.routes.items()
    )
    return Table("Edges of the circuit that are counted together", ("Route", "from", "to", "by"), edges)


def _counted(vignette: Vignette) -> Table:
    """Return of whom each outcome is."""
    rows = []
    for spec in vignette.outcomes.values():
        if spec.routes:
            of = f"`{spec.column}`" + (f" over `{spec.per}`" if spec.per else "")
            whole = " of all routes" if spec.among == "all" else ""
            rows.append((spec.label, of + whole, "; ".join(spec.routes), ""))
            continue
        hosts = "" if spec.states else ", ".join(spec.hosts) or "every host"
        rows.append((spec.label, f"`{spec.column}`", ", ".join(spec.states or spec.origins), hosts))
    return Table("What is counted", ("Outcome", "column", "of, or from", "in"), tuple(rows))
