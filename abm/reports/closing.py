"""The last sections: how to read a report, and what brings back its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from abm.reports.document import Bullets, Paragraph, Section, Table
from abm.reports.numbers import duration, plain
from abm.reports.subject import DRAWN, Subject


def reading(subject: Subject) -> Section:
    """Return the section on how to read the report."""
    several = subject.points > 1
    covers = (
        "over the points of the design, with the seeds of a point averaged: they cover chance and the "
        "spread of the factors over the ranges given above, not doubt about those ranges or about the "
        "model."
        if several
        else "over seeds: they show chance within the model, and not doubt about it. "
        "Vary the assumed parameters for that."
    )
    items = [
        f"Intervals are 95 % intervals {covers}",
        "What spans zero is not shown to be zero; a narrow interval around a small difference is a "
        "finding, a wide one is a reason for more runs.",
        "A design has the ranges that were written into it. Shares of points or of variance say how much "
        "of that space, not how probable something is.",
        "Directions of contested effects may be assumptions: look for the result with and without the mechanism.",
        "Rare outcomes are to be read in persons, beside their base rate, not in per cent alone.",
        "Show costs beside gains: a policy that lowers entries and raises deaths is not reported by its entries.",
        "Security outcomes are stylised indices: their directions may be discussed, their sizes are not "
        "estimates. Nothing here predicts persons, places or dates.",
    ]
    if len(subject.study.outcomes_of) > DRAWN:
        items.append(
            f"Figures and sentences show {len(subject.drawn)} of {len(subject.study.outcomes_of)} outcomes: "
            "those with a direction first, then in the order of the study file. Tables have all of them."
        )
    constant = [subject.labels[name] for name in subject.names if subject.study.outcomes[name].nunique() <= 1]
    if constant:
        more = f" and {len(constant) - 6} others" if len(constant) > 6 else ""
        items.append(f"The same in every run, and so in no figure: {', '.join(constant[:6])}{more}.")
    last = Paragraph(
        "What the model is for, what it must not be used for and what it cannot tell is said in "
        "`docs/responsible-use.md`.",
        "note",
    )
    return Section("How to read it", "reading", (Bullets(tuple(items)), last))


def reproducibility(subject: Subject) -> Section:
    """Return the section on what brings back the numbers: digest, version, seeds, command, costs."""
    rows = [(name, value) for name, value in _facts(subject) if value]
    text = Paragraph(
        "The same study file, version and seeds give the same numbers, whatever machine, order or number "
        "of processes computes them."
    )
    table = Table("What brings back these numbers", ("What", "Value"), tuple(rows))
    return Section("Reproducibility", "reproducibility", (text, table))


def _facts(subject: Subject) -> Iterable[tuple[str, str]]:
    import abm

    study = subject.study
    manifest = _manifest(subject)
    yield "Study", f"`{study.name}`"
    for name, digest in zip(study.policies, manifest.get("digests", ()), strict=False):
        yield f"Digest, {subject.labels[name]}", f"`{digest}`"
    for digest in dict.fromkeys(manifest.get("world_digests", ())):
        yield "Digest of the world's tables", f"`{digest}`"
    yield "Base scenario", str(study.study.get("base", "") or "")
    yield "Version of the model", str(manifest.get("version") or getattr(abm, "__version__", ""))
    yield "Seeds of the runs", _runs_of(subject.seeds)
    seed = study.design_settings.get("seed", (study.study.get("design") or {}).get("seed"))
    yield "Seed of the design", "" if seed is None or study.design_kind == "none" else str(seed)
    yield "Command", f"`python -m abm study {study.folder.name}/study.yaml`"
    yield "This report", f"`python -m abm report {study.folder.name}`"
    yield from _costs(subject)


def _manifest(subject: Subject) -> dict[str, Any]:
    from abm.results.files import read_json

    place = subject.study.folder / "manifest.json"
    return read_json(place) if place.is_file() else {}


def _runs_of(seeds: list[int]) -> str:
    """Return seeds in words: "1 to 20" where none is left out."""
    if len(seeds) > 2 and seeds[-1] - seeds[0] == len(seeds) - 1:
        return f"{seeds[0]} to {seeds[-1]}"
    return ", ".join(map(str, seeds[:20])) + (f" and {len(seeds) - 20} others" if len(seeds) > 20 else "")


def _costs(subject: Subject) -> Iterable[tuple[str, str]]:
    costs = subject.study.costs
    if costs is None or costs.empty:
        return
    seconds = costs["seconds"].dropna()
    if len(seconds):
        yield (
            "Computing time",
            f"{duration(float(seconds.sum()))} in all, {duration(float(seconds.median()))} a run (median)",
        )
    memory = costs["peak_memory_mib"].dropna() if "peak_memory_mib" in costs else seconds.iloc[:0]
    if len(memory):
        yield "Peak memory of a run", f"{plain(float(memory.max()), 3)} MiB"
