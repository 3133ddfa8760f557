"""How a parameter is declared: once, with its unit, range, meaning and source."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Source = str
"""`calibrated`, `estimated`, `assumed`, or `literature: <reference>`."""


class Subject(BaseModel):
    """A group of parameters that belong to one subject, frozen, refusing any key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def declared(
    default: Any, *, unit: str, low: float, high: float, meaning: str, source: Source,
    effect: str = "", cost: str = "",
) -> Any:  # fmt: skip
    """Declare a number: its default, the unit it is in, the closed range it may take, its meaning and source.

    A lever of policy also says through which process it acts on what (`effect`), and which parameter is its cost a
    unit (`cost`; 1 for a lever that is spending itself).

    The command line, the JSON Schema, the tables of the documentation and the ranges of studies read
    what is said here and nowhere else.
    """
    kind, _, reference = source.partition(":")
    if kind not in ("calibrated", "estimated", "assumed", "literature") or (kind == "literature") != bool(
        reference
    ):
        raise ValueError(
            f"the source of a parameter is calibrated, estimated, assumed or 'literature: ...', not {source!r}"
        )
    extra: dict[str, Any] = {"unit": unit, "source": source}
    extra |= {key: said for key, said in (("effect", effect), ("cost", cost)) if said}
    return Field(default, ge=low, le=high, description=meaning, json_schema_extra=extra)


def choice(default: str, *, meaning: str, source: Source) -> Any:
    """Declare a parameter that takes one of a few words (its type is a `Literal`)."""
    extra: dict[str, Any] = {"unit": "word", "source": source}
    return Field(default, description=meaning, json_schema_extra=extra)
