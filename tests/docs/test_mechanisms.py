"""The table of mechanisms: every number once, and every name that it points to exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from abm.parameters import Parameters
from abm.parameters.drivers import Drivers
from abm.parameters.levers import Policy
from abm.results.measures import MEASURES
from abm.scenario.scenario import PROCESSES
from abm.statuses import Channel, Flag, Status
from abm.streams import Stream
from abm.world.schema import columns_of

KEYS_OF_EVENTS = {"displace", "toward", "expel", "demand", "readmit", "agree", "dismiss", "attack", "bloc"}


@pytest.fixture(scope="module")
def rows(root: Path) -> list[list[str]]:
    text = (root / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in text.splitlines()
        if re.match(r"\| M\d", line)
    ]


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Everything of the code that a row may point to."""
    from abm.kernels.table import Columns

    kinds: dict[str, Any] = {name: field.annotation for name, field in Parameters.model_fields.items()}
    kinds["drivers"] = Drivers
    names = {f"{subject}.{key}" for subject, kind in kinds.items() for key in kind.model_fields}
    names |= {*PROCESSES, *Policy.model_fields, *MEASURES, *Columns._fields, *KEYS_OF_EVENTS}
    for kind in (Channel, Status, Flag, Stream):
        names |= {member.name for member in kind}
    tables = ("states", "series", "corridors", "circuit")
    return names | {column.name for table in tables for column in columns_of(table)}


def test_every_number_occurs_exactly_once_and_in_order(rows: list[list[str]]) -> None:
    assert [row[0] for row in rows] == [f"M{number:03d}" for number in range(1, 436)]


def test_every_row_has_its_line_and_says_what_and_where(rows: list[list[str]]) -> None:
    for row in rows:
        assert len(row) == 4, row
        assert 1 <= int(row[1]) <= 1155, row
        assert all(row), row
        assert len(row[2]) <= 80, row


def test_every_name_that_a_row_points_to_exists(rows: list[list[str]], known: set[str], root: Path) -> None:
    for number, _, _, where in rows:
        for name in re.findall(r"`([^`]+)`", where):
            exists = (root / name).exists() if "/" in name else name in known
            assert exists, f"{number} points to {name}"


def test_nothing_is_promised_and_what_is_left_out_is_named(rows: list[list[str]]) -> None:
    for number, _, _, where in rows:
        assert "not yet" not in where, number
        assert where.count("left out") == where.count("left out: "), number


def test_the_numbers_in_the_introduction_are_those_of_the_table(rows: list[list[str]], root: Path) -> None:
    where = [row[3] for row in rows]
    out = sum(cell.startswith("left out") for cell in where)
    whole = sum("left out" not in cell for cell in where)
    part = len(where) - out - whole
    text = " ".join((root / "docs" / "mechanisms.md").read_text(encoding="utf-8").split())
    assert f"Of {len(where)} rows {whole} are carried, {part} in part, and {out} are left out" in text
