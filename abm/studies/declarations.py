"""What a study file may say: base scenario, factors, design, policies, outcomes, what is kept, and the engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, final

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from abm.parameters.declare import Subject, declared
from abm.scenario.frozen import EntriesOf, FrozenMapping
from abm.scenario.horizon import Month
from abm.scenario.refusing import Fault

_WORD = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")
TAKEN = frozenset(
    {"run", "number", "point", "policy", "seed", "status", "error", "place", "year", "month", "iso3"}
)
"""Names of columns that every study has, and that no factor or outcome may take."""

WORLD = "world"
"""The place of an outcome that is not of one state."""


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


_WORDS_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
Words = Annotated[tuple[str, ...], BeforeValidator(_listed), WithJsonSchema(_WORDS_SCHEMA)]
"""One word, or a list of words."""

Values = Annotated[tuple[float | int | bool | str, ...], BeforeValidator(_listed)]


@final
class FactorSpec(Subject):
    """Something that varies over a study: a key of the scenario, or levers that are scaled.

    A key's range, unit and meaning are those of its declaration; `low` and `high` narrow the range.
    """

    key: Words = Field(default=(), description="Dotted key of the scenario; several keys move together.")
    scale: Words = Field(
        default=(), description="Levers that are multiplied, from the first month on or from `since`."
    )
    states: Words = Field(default=("all",), description="States whose levers are scaled.")
    since: Month | None = Field(default=None, description="Month from which levers are scaled, 'YYYY-MM'.")
    role: Literal["lever", "uncertainty", "fixed"] = Field(
        default="uncertainty", description="What policy sets, what nobody knows, or what is held at `value`."
    )
    low: float | None = Field(default=None, description="Least value.")
    high: float | None = Field(default=None, description="Largest value.")
    values: Values = Field(default=(), description="The values it takes, in place of a range.")
    value: float | int | bool | str | None = Field(default=None, description="Value of a fixed factor.")
    spacing: Literal["linear", "log"] = Field(
        default="linear", description="How values spread over the range."
    )
    group: str = Field(
        default="",
        max_length=60,
        description="Group of factors that a Sobol design moves together; its indices are then those of groups.",
    )
    label: str = Field(default="", max_length=80, description="Words for figures and tables.")

    @model_validator(mode="after")
    def _check(self) -> FactorSpec:
        if bool(self.key) == bool(self.scale):
            raise Fault((), "needs one of 'key' (of the scenario) and 'scale' (levers to multiply)")
        if self.since is not None and not self.scale:
            raise Fault(("since",), "goes with 'scale' alone")
        if self.role == "fixed" and self.value is None:
            raise Fault((), "is fixed and has no 'value'")
        if self.role != "fixed" and self.value is not None:
            raise Fault(("value",), "goes with the role 'fixed' alone")
        if self.values and (self.low is not None or self.high is not None):
            raise Fault(("values",), "stands beside 'low' or 'high'; keep one of them")
        if len(set(map(str, self.values))) < len(self.values):
            raise Fault(("values",), "names a value twice")
        return self


@final
class DesignSpec(Subject):
    """Which points of the factors' space are run."""

    kind: Literal["none", "grid", "list", "lhs", "sobol", "morris", "search"] = Field(
        default="none",
        description=(
            "none: one point, all factors at their defaults; grid: every combination; list: the points given; lhs: "
            "a Latin hypercube; sobol: Saltelli's sample for variance shares; morris: trajectories for screening; "
            "search: a many-objective search over the levers."
        ),
    )
    levels: int = declared(
        3, unit="levels", low=2, high=1000, source="assumed",
        meaning="Levels of a factor that has a range, in a grid; steps of a Morris design.",
    )  # fmt: skip
    samples: int = declared(
        64, unit="points", low=1, high=10_000_000, source="assumed",
        meaning="Points of a Latin hypercube; base sample of a Sobol design (a power of 2).",
    )  # fmt: skip
    second_order: bool = Field(
        default=False, description="Whether a Sobol design tells pairs of factors apart."
    )
    trajectories: int = declared(
        10,
        unit="trajectories",
        low=2,
        high=100_000,
        source="assumed",
        meaning="Trajectories of a Morris design.",
    )
    seed: int = declared(
        1, unit="number", low=0, high=2**31 - 1, source="assumed", meaning="Seed of the design."
    )
    points: tuple[Mapping[str, float | int | bool | str], ...] = Field(
        default=(), description="Points of a list: factor and value."
    )
    file: str = Field(default="", description="CSV file of the points of a list, one column for each factor.")
    population: int = declared(
        24,
        unit="candidates",
        low=4,
        high=10_000,
        source="assumed",
        meaning="Candidates of a generation of a search.",
    )
    generations: int = declared(
        10, unit="generations", low=1, high=10_000, source="assumed", meaning="Generations of a search."
    )
    futures: int = declared(
        1, unit="points", low=1, high=10_000, source="assumed",
        meaning="Points of the uncertainties against which every candidate of a search is held.",
    )  # fmt: skip

    @property
    def morris_levels(self) -> int:
        """Levels of the grid of a Morris design, whose trajectories need an even number of them."""
        return self.levels + self.levels % 2

    @model_validator(mode="after")
    def _check(self) -> DesignSpec:
        if (self.points or self.file) and self.kind != "list":
            raise Fault(("kind",), f"is {self.kind}, but points are given; write list")
        if self.kind == "list" and bool(self.points) == bool(self.file):
            raise Fault((), "needs one of 'points' and 'file'")
        if self.kind == "sobol" and self.samples & (self.samples - 1):
            raise Fault(("samples",), f"is {self.samples}, not a power of 2, as a Sobol design needs")
        return self


@final
class PolicySpec(Subject):
    """One arm of a study: another scenario, differences from the base, or both."""

    scenario: str = Field(
        default="", description="Scenario that replaces the base: a shipped name or a path."
    )
    set: Annotated[Mapping[str, Any], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Differences, written as in a scenario."
    )
    label: str = Field(default="", max_length=80, description="Words for figures and tables.")


@final
class OutcomeSpec(Subject):
    """One number of a run: a measure of the world or of a state, reduced over months."""

    measure: str = Field(description="Name of a measure.")
    name: str = Field(
        default="", description="Name of the column; the measure's, with the place, by default."
    )
    place: str = Field(default=WORLD, description="'world', or the code of a state.")
    first: Month | None = Field(default=None, description="First month that counts, 'YYYY-MM'.")
    last: Month | None = Field(default=None, description="Last month that counts, 'YYYY-MM'.")
    reduction: Literal["own", "sum", "mean", "last", "maximum"] = Field(
        default="own",
        description=(
            "own: the measure's (flows per year, stocks at the end, rates over the period); sum, mean, last and "
            "maximum of the monthly values."
        ),
    )
    better: Literal["less", "more", "neither"] = Field(
        default="neither", description="Which direction policy prefers, for regret, search and trade-offs."
    )
    satisfactory: float | None = Field(
        default=None, description="Value that is good enough (in the direction of `better`)."
    )

    @model_validator(mode="after")
    def _check(self) -> OutcomeSpec:
        if self.satisfactory is not None and self.better == "neither":
            raise Fault(("satisfactory",), "needs the key 'better' beside it: less or more")
        return self


@final
class Snapshots(Subject):
    """Columns of migrants at some dates."""

    dates: Annotated[tuple[Month, ...], BeforeValidator(_listed)] = Field(description="Months, 'YYYY-MM'.")
    columns: Words = Field(description="Columns of the table of migrants.")


@final
class Pairs(Subject):
    """Pairs of states, every one that is left with every one that is entered; none named: every state."""

    origins: Words = Field(default=(), description="Codes of the states that are left.")
    destinations: Words = Field(default=(), description="Codes of the states that are entered.")


@final
class Keeping(Subject):
    """What is kept of a run beside its outcomes."""

    states: Words = Field(
        default=(), description="Measures of every state over the whole run; 'all' for every measure."
    )
    yearly: Words = Field(default=(), description="Measures kept by year; 'all' for every measure.")
    monthly: Words = Field(default=(), description="Measures kept by month.")
    places: Words = Field(
        default=(WORLD,), description="Places of these series: 'world', codes, or 'all' states."
    )
    snapshots: Snapshots | None = Field(default=None, description="Columns of migrants at some dates.")
    corridors: tuple[Pairs, ...] = Field(
        default=(), description="Stocks, refugees, inflows and remittances between states, year by year."
    )
    routes: tuple[Pairs, ...] = Field(
        default=(),
        description="Crossings, interdictions, deaths and fees on the ways between states, year by year.",
    )


@final
class Cluster(Subject):
    """Machines of a batch system, by dask-jobqueue."""

    system: Literal["slurm", "pbs"] = Field(description="The batch system.")
    jobs: int = declared(1, unit="jobs", low=1, high=10_000, source="assumed", meaning="Jobs to ask for.")
    cores: int = declared(1, unit="cores", low=1, high=1024, source="assumed", meaning="Cores of a job.")
    memory: str = Field(default="4GB", description="Memory of a job, such as '16GB'.")
    walltime: str = Field(default="01:00:00", description="Longest time of a job, HH:MM:SS.")
    queue: str = Field(default="", description="Queue or partition.")
    project: str = Field(default="", description="Account that is charged.")
    directives: Words = Field(default=(), description="Further lines for the batch system.")
    prologue: Words = Field(default=(), description="Commands run in a job before the workers start.")


@final
class Running(Subject):
    """How runs are computed; none of it changes a result."""

    timeout: float = declared(
        0.0,
        unit="seconds",
        low=0,
        high=1e7,
        source="assumed",
        meaning="Longest time of a run; 0 for no limit.",
    )
    cluster: Cluster | None = Field(default=None, description="Batch system that lends the machines.")


def _named(name: str, what: str) -> str:
    if not _WORD.match(name) or len(name) > 60:
        raise Fault((name,), f"is no name for {what}: letters, digits and _, a letter first, at most 60")
    if name in TAKEN:
        raise Fault((name,), f"is a column that every study has; choose another name for {what}")
    return name


@final
class StudySpec(Subject):
    """Everything that a study file may hold."""

    name: str = Field(
        default="", max_length=80, description="Name for tables, figures and the output folder."
    )
    description: str = Field(default="", description="The question that the study asks.")
    base: str = Field(default="baseline", description="Scenario that everything else is a difference from.")
    set: Annotated[Mapping[str, Any], EntriesOf()] = Field(
        default_factory=FrozenMapping,
        description="Differences from the base in every run, written as in a scenario.",
    )
    factors: Annotated[Mapping[str, FactorSpec], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="What varies, by a name of its own."
    )
    screen: Words = Field(
        default=(),
        description="Adds a factor for every parameter whose source begins with one of these words, such as assumed.",
    )
    spread: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning=(
            "How far the factors of `screen` run from the base's value: by this share of it, or of the range where it "
            "is zero, and never beyond the range; 0 for the whole range."
        ),
    )  # fmt: skip
    design: DesignSpec = Field(default=DesignSpec(), description="Which points are run.")
    policies: Annotated[Mapping[str, PolicySpec], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Arms to compare, the reference first."
    )
    replications: int = declared(
        1, unit="runs", low=1, high=1_000_000, source="assumed",
        meaning="Runs of each point and policy; policies share their seeds.",
    )  # fmt: skip
    seed: int = declared(
        1,
        unit="number",
        low=0,
        high=2_147_483_647,
        source="assumed",
        meaning="Seed of the first replication.",
    )
    outcomes: tuple[OutcomeSpec, ...] = Field(
        default=(), description="Numbers kept of every run; every measure of the world if none is named."
    )
    keep: Keeping = Field(default=Keeping(), description="What is kept beside.")
    running: Running = Field(default=Running(), description="How runs are computed.")

    @model_validator(mode="after")
    def _check(self) -> StudySpec:
        for name in self.factors:
            try:
                _named(name, "a factor")
            except Fault as fault:
                raise Fault(("factors", *fault.path), str(fault)) from None
        _check_groups(self)
        if self.design.kind == "search" and not any(outcome.better != "neither" for outcome in self.outcomes):
            raise Fault(
                ("outcomes",), "name no direction; a search needs 'better: less' or 'better: more' on some"
            )
        return self


def _check_groups(study: StudySpec) -> None:
    """Refuse groups of factors that a design cannot move, or that leave a factor out."""
    moving = {name: factor for name, factor in study.factors.items() if factor.role != "fixed"}
    groups = {factor.group for factor in moving.values()}
    for name, factor in study.factors.items():
        if factor.group and study.design.kind != "sobol":
            raise Fault(
                ("factors", name, "group"), f"goes with a sobol design alone, not with {study.design.kind}"
            )
    if groups in (set(), {""}):
        return
    for name, factor in moving.items():
        if not factor.group:
            raise Fault(("factors", name), "names no 'group', and other factors do")
    if len(groups) < 2:
        raise Fault(("factors",), "are all of one group, so that there is nothing to attribute to it")
    if study.screen:
        raise Fault(("screen",), "adds factors of no group, and other factors have one")
    if study.design.second_order:
        raise Fault(("design", "second_order"), "stands beside groups of factors, which have no second order")
