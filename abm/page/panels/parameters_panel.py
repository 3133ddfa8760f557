"""Parameters that can be changed before a run begins anew, from their declarations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import solara

from abm.page.facts import said
from abm.page.parameters import Field, fault_of, fields, value_of


@solara.component
def ParameterFields(
    changes: tuple[str, ...], write: Callable[[tuple[str, ...]], None], values: Mapping[str, Any]
) -> None:
    """Draw a field for one parameter at a time, and the list of what is changed.

    Args:
        changes: "key=value" of what is changed so far.
        write: called with the new list.
        values: of the scenario that is changed, as `Scenario.resolved` returns them.
    """
    there = fields()
    subjects = list(dict.fromkeys(field.subject for field in there))
    subject, choose_subject = solara.use_state(subjects[0])
    here = [field for field in there if field.subject == subject]
    key, choose = solara.use_state(here[0].key)
    field = next((each for each in here if each.key == key), here[0])
    written, set_written = solara.use_state("")
    fault = fault_of(field, written) if written.strip() else ""

    def add() -> None:
        kept = [change for change in changes if change.partition("=")[0] != field.key]
        write((*kept, f"{field.key}={written.strip()}"))
        set_written("")

    with solara.Column(gap="6px"):
        with solara.Row(gap="8px"):
            solara.Select("Subject", values=subjects, value=subject, on_value=choose_subject, dense=True)
            labels = {_label(each): each.key for each in here}
            solara.Select(
                "Parameter", values=list(labels), value=_label(field), dense=True,
                on_value=lambda label: choose(labels[label]),
            )  # fmt: skip
        solara.Text(_help(field, value_of(values, field.key)), classes=["soft"])
        with solara.Row(gap="8px", style="align-items: center"):
            solara.InputText(
                f"Value ({field.unit or 'word'})", value=written, on_value=set_written, continuous_update=True,
                error=fault or False, style="max-width: 220px",
            )  # fmt: skip
            solara.Button("Change", small=True, on_click=add, disabled=bool(fault) or not written.strip())
        for change in changes:
            with solara.Row(gap="8px", style="align-items: center"):
                solara.Text(change)
                solara.Button(
                    "Drop", small=True, text=True,
                    on_click=lambda change=change: write(tuple(one for one in changes if one != change)),
                )  # fmt: skip


def _label(field: Field) -> str:
    return field.key.rpartition(".")[2].replace("_", " ")


def _help(field: Field, value: str) -> str:
    """Return what a parameter means, its value in the scenario where that is another, its default and its range."""
    allowed = f"{said(field.low)} to {said(field.high)}" if field.bounded else ", ".join(field.words)
    here = f"In this scenario {value}; default" if value not in ("", field.default) else "Default"
    return f"{field.meaning} {here} {field.default}; {allowed} {field.unit}".rstrip() + "."
