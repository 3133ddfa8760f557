"""The description of the model names what the code holds: processes in order, parameters, statuses, channels, files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from abm.parameters import Parameters
from abm.parameters.drivers import Drivers
from abm.parameters.levers import Policy
from abm.results.measures import MEASURES
from abm.statuses import Channel, Status

ELEMENTS = (
    "1 Purpose and patterns",
    "2 Entities, state variables, and scales",
    "3 Process overview and scheduling",
    "4 Design concepts",
    "5 Initialization",
    "6 Input data",
    "7 Submodels",
)


def keys_of_subjects() -> dict[str, set[str]]:
    """The declared keys of every subject of parameters, and of the drivers."""
    kinds: dict[str, Any] = {name: field.annotation for name, field in Parameters.model_fields.items()}
    return {name: set(kind.model_fields) for name, kind in {**kinds, "drivers": Drivers}.items()}


SUBJECTS = keys_of_subjects()


@pytest.fixture(scope="module")
def odd(root: Path) -> str:
    return (root / "docs" / "odd.md").read_text(encoding="utf-8")


def named(text: str) -> set[str]:
    """Everything in code type, outside blocks of code; a name may go over the end of a line."""
    found = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return {" ".join(name.split()) for name in found}


def test_the_seven_elements_have_their_exact_names_in_their_order(odd: str) -> None:
    assert tuple(re.findall(r"^## (\d .+)$", odd, re.MULTILINE)) == ELEMENTS


def test_the_order_of_the_month_is_that_of_the_schedule(odd: str) -> None:
    from abm.model import SCHEDULE

    rows = re.findall(r"^\| (\d+) \| `(\w+)` \| `([\w/.]+)` \|", odd, re.MULTILINE)
    assert [name for _, name, _ in rows] == [process.name for process in SCHEDULE]
    assert [int(number) for number, _, _ in rows] == list(range(1, len(SCHEDULE) + 1))
    files = [process.__module__.replace(".", "/") + ".py" for process in SCHEDULE]
    assert [file for _, _, file in rows] == files


@pytest.mark.parametrize("subject", sorted(SUBJECTS))
def test_every_parameter_of_a_subject_is_named(odd: str, subject: str) -> None:
    wanted = {f"{subject}.{key}" for key in SUBJECTS[subject]}
    assert not wanted - named(odd)


def test_every_lever_measure_status_and_channel_is_named(odd: str) -> None:
    wanted = {
        *Policy.model_fields,
        *MEASURES,
        *(status.name for status in Status),
        *(one.name for one in Channel),
    }
    assert not wanted - named(odd)


def test_every_living_status_is_reached_and_left_in_the_table_of_transitions(odd: str) -> None:
    part = odd.partition("**Every change of status**")[2].partition("*Home factor*")[0]
    rows = [
        [cell.strip() for cell in row.split("|")[1:-1]] for row in part.splitlines() if row.startswith("| ")
    ]
    left, reached = " ".join(row[0] for row in rows), " ".join(row[1] for row in rows)
    for status in Status:
        assert f"`{status.name}`" in reached, status
    for status in (one for one in Status if one < Status.RETURNED and "REFUGEE" not in one.name):
        assert f"`{status.name}`" in left, status


@pytest.mark.parametrize("document", ["odd.md", "architecture.md", "mechanisms.md"])
def test_every_file_parameter_and_link_that_is_named_exists(root: Path, document: str) -> None:
    text = (root / "docs" / document).read_text(encoding="utf-8")
    words = named(text)
    files = {word for word in words if re.match(r"(abm|configs|tests|experiments|docs)/", word)}
    assert not {file for file in files if not (root / file).exists()}
    dotted = {tuple(word.split(".")) for word in words if re.fullmatch(r"[a-z_]+\.[a-z_]+", word)}
    unknown = {".".join(pair) for pair in dotted if pair[0] in SUBJECTS and pair[1] not in SUBJECTS[pair[0]]}
    assert not unknown
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert (root / "docs" / link).exists(), link
