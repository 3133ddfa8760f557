"""`configs/base.yaml`: every key with its default, unit, range, meaning and source, from the declarations.

`python -m abm.scenario.template` writes it again after a declaration has changed.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from abm.parameters import Parameters
from abm.parameters.conditions import Conditions
from abm.parameters.drivers import Drivers
from abm.parameters.levers import Policy
from abm.scenario.declarations import Declaration
from abm.scenario.places import configs
from abm.scenario.reading import write_yaml
from abm.scenario.scenario import Processes, Scenario

_WIDTH = 100
_HEAD = """\
# Every key of a scenario with its default, written from the declarations in abm/parameters and abm/scenario:
# change those, then run `python -m abm.scenario.template`. A scenario states only what differs:
#   extends: baseline
#   parameters: {departures: {...}}
"""
_TAIL = """\
# Levers of states from the first month on, by code of state or 'all'; a state's own come after those of all.
# What is not set here comes from the world, and from the defaults below where the world has nothing.
policies: {}
"""
_STARTS = """\
# What states start from, by code of state or 'all', where the world has nothing or the scenario something else.
conditions: {}
"""
_EVENTS = """\
# What happens at a date. A child's events are added to those of the scenario that it extends.
#  - date: "2005-02"                  month within the horizon
#    name: Regularisation in Spain    for summaries and figures
#    states: [ESP]                    codes of states, or all
#    set: {border_effort: 2.0}        levers and their new values
#    scale: {quota_guest: 0.5}        levers and factors, 0 to 1000; held at the ends of the lever's range
#    parameters: {departures: {...}}  parameters and new values, for the whole world
#    displace: {origin: SYR, persons: 100000, toward: [TUR, LBN]}   people who flee in that month
#    regularise: {share: 0.5}         share of the people without status who are given one
#    expel: {origin: SRB, toward: [MKD]}      where those go whom the lever expulsion drives out, from now on
#    demand: {coercer: SRB, target: MKD, origin: XKX, until: "1999-06"}   whom expulsions are to coerce
#    readmit: {origin: SRB, share: 0.5}       share of the refugees driven out who are let home
#    bloc: {name: schengen, admit: [GRC], expel: [], competences: [free_movement]}    what a bloc does, from now on
#    attack: {target: USA, deaths: 2977, origin: SAU}   residents killed in an attack, and whence the attackers are
events: []
"""
_BLOCS = """\
# States that decide part of their policy together, by a name; months are the first as a member, and as none.
#  schengen:
#    label: Schengen area             for tables and figures
#    competences: [free_movement, common_visa, external_border, information_sharing, asylum]
#    members: {DEU: "1995-03"}        first month, by code of state
#    observed: true                   states that the world's data let move freely too, from that year on
#    exits: {DEU: "2010-01"}          first month as a member no more
#    accession: dated                 or benefit: states join and leave by what they expect of it too
#    candidates: [POL]                who may join by benefit, and gets aid for its borders
blocs: {}

# What a partner does for a state by treaty: readmission, transit_control or visa_facilitation.
#  - {kind: readmission, state: ESP, partner: MAR, date: "1992-02", until: "2010-12"}
treaties: []
"""


def base_yaml() -> str:
    """Return the text of `configs/base.yaml`."""
    parts = [
        _HEAD,
        *_top(),
        "drivers:",
        *_group(Drivers),
        "",
        "processes:",
        *_group(Processes),
        "",
        "parameters:",
    ]
    for name, field in Parameters.model_fields.items():
        parts += [f"  {name}:", *_group(field.annotation, "    "), ""]
    policies = _TAIL + "\n".join(_by_state(Policy))
    return "\n".join([*parts, policies, "", _STARTS + "\n".join(_by_state(Conditions)), "", _BLOCS, _EVENTS])


def _top() -> Iterator[str]:
    default = Scenario()
    yield "name: base\ndescription: Every default of the model, as declared.\n"
    yield "# World: real, stylised, the path of a folder with tables or of a YAML file, or a group of keys."
    yield "world: real\n"
    yield "# First month; 'end', the last month, may stand instead of 'months'."
    yield f'start: "{default.start}"'
    for name in ("months", "persons_per_agent", "seed", "replications"):
        yield from _entry(Scenario, name, "")
    yield ""


def _group(group: Any, indent: str = "  ") -> Iterator[str]:
    for name in group.model_fields:
        yield from _entry(group, name, indent)


def _entry(group: type[BaseModel], name: str, indent: str) -> Iterator[str]:
    yield from _comment(group, name, indent)
    yield indent + write_yaml({name: group.model_fields[name].default}).rstrip("\n")


def _by_state(group: type[BaseModel]) -> Iterator[str]:
    for name, field in group.model_fields.items():
        yield f"#   {name}: {field.default}"
        yield from (f"#       {line[2:]}" for line in _comment(group, name, ""))


def _comment(group: type[BaseModel], name: str, indent: str) -> Iterator[str]:
    here = Declaration(group).below(name) or Declaration(None)
    said = [group.model_fields[name].description or "", _limits(here)]
    if here.source:
        said.append(f"[{here.source}]")
    text = " ".join(part for part in said if part)
    yield from textwrap.wrap(text, _WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")


def _limits(here: Declaration) -> str:
    if here.words:
        return f"One of {', '.join(here.words)}."
    return f"{here.range[0].upper()}{here.range[1:]}." if here.range else ""


def write_base(path: Path | None = None) -> Path:
    """Write `configs/base.yaml`, or another file, and return its path."""
    path = path or configs() / "base.yaml"
    path.write_text(base_yaml(), encoding="utf-8")
    return path


if __name__ == "__main__":
    print(write_base())
