"""The description of the shipped world, `docs/data.md`, derived from the declarations and from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from abm.world.building.assumptions import ASSUMPTIONS, REGIMES, SCHOOLING_ANCHORS
from abm.world.building.methods import METHODS
from abm.world.building.provenance import PROVENANCE
from abm.world.building.sources import NOT_SHIPPED, SOURCES
from abm.world.schema import TABLES, Column, columns_of

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "real"

_OPENING = """# The data of the real world

`abm/world/data/real/` holds {states} states from {first} to {last}. Printed by `python -m abm.world.building` from the
declarations in `abm/world/schema.py` and `abm/world/building/` and from the tables; do not edit it by hand.
`python -m abm build-world --source DIR --out DIR` builds the same bytes from the same sources, and
`python -m abm check-world DIR` says what is wrong with tables of your own, which follow the same schema.

Beside a column that was filled anywhere stands a column `<name>_flag`: `observed` (as published), `interpolated`
(a straight line between two observed years), `carried` (the nearest observed year), `estimated:<method>` (computed from
other data), `assumed:<method>` (a convention). Users' worlds may leave the flags out.
"""

_CAUTIONS = """## Read before use

- **Observed stocks enter the policy driver.** No one publishes admission quotas for all states. They are
  estimated from the growth of the observed immigrant stock of each state, so a run with observed policy is told how
  many people each state let in, though not their origins, nor who came otherwise. Immigrant stocks by destination
  are therefore no independent test of such a run; corridors, irregular entries, returns and origins are.
- Outcomes (stocks, refugees, asylum, remittances) end in 2015. Forced outflow and quotas after 2015 are extrapolated.
- Forced outflow counts refugees in the sense of UNHCR: neither Palestinians under UNRWA nor Venezuelans abroad.
  It is a balance of stocks, so a year of large returns hides those who fled in it.
- Natural increase contains deaths in war as far as they appear in the running median, and in full in years in which
  organised violence killed more than 5 per 1,000 (Rwanda 1994).
- GDP per head of poor states in the 1990s differs by half between sources.
- Visa freedom (2010), citizenship law (2020), land borders (2016) and languages are snapshots that serve for all years.
- Schooling is an order of magnitude from income and human development, not a census.
- A blank or absent stock means that none was reported, which is mostly, not always, none.
- In 1990 states that were born later have the stocks the United Nations gives them within their present borders.
"""


def describe(directory: Path = SHIPPED) -> str:
    """Return the description of the tables in `directory` as Markdown.

    Args:
        directory: the folder of a world built by `build`, flags included.
    """
    frames = {table.name: _frame(directory, table.name) for table in TABLES}
    years = frames["series"]["year"].astype(int)
    opening = _OPENING.format(states=len(frames["states"]), first=years.min(), last=years.max())
    sections = [
        opening,
        _CAUTIONS,
        "## Tables\n",
        *(_table(table.name, table.meaning, frames[table.name]) for table in TABLES),
        _flags(frames),
        _methods(frames),
        _numbers(),
        _sources(),
        _left_out(),
    ]
    return "\n".join(section.rstrip() + "\n" for section in sections)


def _frame(directory: Path, name: str) -> pd.DataFrame:
    path = directory / f"{name}.csv"
    return pd.read_csv(
        path if path.exists() else directory / f"{name}.csv.gz", dtype=str, keep_default_na=False
    )


def _grid(header: str, rows: Iterable[Iterable[object]]) -> str:
    names = header.split("|")
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _table(name: str, meaning: str, frame: pd.DataFrame) -> str:
    title = f"### {name}\n\n{meaning[0].upper()}{meaning[1:]}: {len(frame):,} rows.\n\n"
    header = "column|unit|range|meaning|source|licence|years|transformation"
    return title + _grid(header, (_column(column) for column in columns_of(name)))


def _column(column: Column) -> Iterator[object]:
    provenance = PROVENANCE[f"{column.table}.{column.name}"]
    licences = dict.fromkeys(SOURCES[key].licence for key in provenance.sources)
    span = "" if column.kind == "word" and not column.words else column.range.partition(" (")[0]
    yield f"`{column.name}`"
    yield column.unit
    yield span if column.required else f"{span} or blank"
    yield column.meaning
    yield ", ".join(provenance.sources)
    yield ", ".join(licences)
    yield provenance.years
    yield provenance.transformation


def _flags(frames: dict[str, pd.DataFrame]) -> str:
    rows = []
    for name, frame in frames.items():
        for flag in [column for column in frame.columns if column.endswith("_flag")]:
            counts = frame[flag].value_counts()
            told = ", ".join(f"{value} {counts[value]:,}" for value in sorted(counts.index))
            rows.append((name, f"`{flag.removesuffix('_flag')}`", told))
    return "## How many values came about how\n\n" + _grid("table|column|values by flag", rows)


def _methods(frames: dict[str, pd.DataFrame]) -> str:
    used: dict[str, list[str]] = {}
    for frame in frames.values():
        for flag in [column for column in frame.columns if column.endswith("_flag")]:
            for value in frame[flag].unique():
                used.setdefault(value, []).append(flag.removesuffix("_flag"))
    rows = [
        (f"`{method.flag}`", ", ".join(sorted(set(used.get(method.flag, [])))), method.sentence)
        for _, method in sorted(METHODS.items())
    ]
    capacity = (
        "Capacity: the index of Hanson and Sigman and the government effectiveness of the World "
        "Bank, each rescaled to 0..1, "
        "are standardised over the state-years that have both; the mean of the two is brought back "
        "to the average mean and "
        "spread of the two scales and kept within 0.02 .. 0.98. Where one is missing, the other is "
        "moved by half the state's "
        "mean difference between them.\n"
    )
    return "## Methods\n\n" + _grid("flag|columns|what it does", rows) + "\n" + capacity


def _numbers() -> str:
    assumptions = [
        (f"`{item.name}`", f"{item.value:g}", item.unit, item.reason) for item in ASSUMPTIONS.values()
    ]
    regimes = [
        (
            f"`{item.name}`",
            item.states,
            item.exit_rate,
            item.skilled,
            item.guest,
            item.student,
            item.family,
            item.reason,
        )
        for item in REGIMES
    ]
    anchors = [(f"{income:,.0f}", low, high) for income, low, high in SCHOOLING_ANCHORS]
    return "\n".join(
        [
            "## Numbers assumed\n",
            _grid("name|value|unit|reason", assumptions),
            "Admission regimes: exit of migrants per year, and shares of the four categories of admission.\n",
            _grid("regime|states|exit per year|skilled|guest|student|family|reason", regimes),
            "Schooling: orders of magnitude in 1990 through which the logistic curves are laid.\n",
            _grid("GDP per head, PPP $|share low|share high", anchors),
        ]
    )


def _sources() -> str:
    rows = [
        (f"`{key}`", item.title, item.citation, item.licence, item.address) for key, item in SOURCES.items()
    ]
    return "## Sources and licences\n\n" + _grid("key|title|publisher, citation|licence|address", rows)


def _left_out() -> str:
    return "## Not shipped, and why\n\n" + "\n".join(f"- {what}: {why}." for what, why in NOT_SHIPPED) + "\n"
