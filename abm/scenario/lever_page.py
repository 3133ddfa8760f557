"""`docs/policy-levers.md`: every lever with unit, range, default, cost, what it acts on, and mechanisms of the text.

`python -m abm.scenario.lever_page` writes it again after a declaration or `docs/mechanisms.md` has changed.
"""

from __future__ import annotations

import re
from pathlib import Path

from abm.parameters.levers import Policy
from abm.scenario.places import configs

_HEAD = """\
# Policy levers

Written from the declarations in `abm/parameters/levers.py`: change those, then run `make levers`. What each lever does
in equations stands in [odd.md](odd.md); the numbers of mechanisms are those of [mechanisms.md](mechanisms.md), of the
rows that name the lever. The value in force is `states.levers`, what a state would choose alone `states.preferred`.

A lever is set in four ways: `policies:` of a scenario; a dated event (`set`, `scale`), which can be added during a
run too (`MigrationModel.act`); `State.set_lever`, at once; or the state itself, where
`conditions: {CODE: {response: rule}}` or `adaptive` says so.

Costs are a unit and year; a parameter stands for its share of output or its dollars for each person or case, and most
of them are assumed. What costs nothing here costs the state nothing directly.

| lever | unit | range | default | cost | acts through | mechanisms |
|---|---|---|---|---|---|---|
"""


def lever_page(mechanisms: str) -> str:
    """Return the text of `docs/policy-levers.md`.

    Args:
        mechanisms: the text of `docs/mechanisms.md`.
    """
    rows = re.findall(r"^\| (M\d{3}) \|(.*)\|$", mechanisms, re.MULTILINE)
    lines = []
    for name, field in Policy.model_fields.items():
        marks = {type(mark).__name__: mark for mark in field.metadata}
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        carried = [number for number, row in rows if f"`{name}`" in row]
        cost = str(extra.get("cost", ""))
        said = {"": "none", "1": "itself"}.get(cost, f"`{cost}`")
        ends = f"{marks['Ge'].ge:g} to {marks['Le'].le:g}"
        cells = [f"`{name}`", extra["unit"], ends, f"{field.default:g}", said, extra["effect"]]
        lines.append("| " + " | ".join([*map(str, cells), ", ".join(carried) or "none"]) + " |")
    return _HEAD + "\n".join(lines) + "\n"


def page_file() -> Path:
    """Return where the page stands in a checkout."""
    return configs().parent / "docs" / "policy-levers.md"


if __name__ == "__main__":
    file = page_file()
    file.write_text(lever_page((file.parent / "mechanisms.md").read_text(encoding="utf-8")), encoding="utf-8")
    print(file)
