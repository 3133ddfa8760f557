"""Comparing: the model's interval and the record beside what the text says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, final

from abm.analysis.intervals import Interval, mean_interval
from experiments.anchors.anchor import Anchor, Anchors, Said
from experiments.anchors.measuring import Sources, modelled, values_of

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["inside", "near", "below", "above", "undefined"]
AGREEING = ("inside", "near")


@final
@dataclass(frozen=True, eq=False)
class Found:
    """An anchor, measured.

    Attributes:
        name: its name in the configuration.
        anchor: what was asked.
        runs: float64 [R], its value in every run, in its unit.
        model: their mean and 95 % interval.
        record: ends of what was recorded, the same twice for one number; None without a record.
        verdict: the model beside the text.
        text_beside_record: the text's number beside the record; None without a record.
        model_beside_record: the model beside the record; None without one.
    """

    name: str
    anchor: Anchor
    runs: Any
    model: Interval
    record: tuple[float, float] | None
    verdict: Verdict
    text_beside_record: Verdict | None
    model_beside_record: Verdict | None


def verdict_of(value: Interval, ends: tuple[float, float], tolerance: float) -> Verdict:
    """Return where a value lies beside a number or a range.

    inside: its interval and the range have something in common. near: its mean is within the tolerance of the nearest
    end. below, above: the rest. undefined: there is no value.

    Args:
        value: mean and interval; of a number that has none the ends are not numbers.
        ends: of the range, the same twice for one number.
        tolerance: share of the end.
    """
    if math.isnan(value.mean):
        return "undefined"
    low, high = (end if math.isfinite(end) else value.mean for end in (value.low, value.high))
    if low <= ends[1] and high >= ends[0]:
        return "inside"
    if value.mean < ends[0]:
        return "near" if value.mean >= ends[0] * (1 - tolerance) else "below"
    return "near" if value.mean <= ends[1] * (1 + tolerance) else "above"


def found_of(name: str, anchor: Anchor, sources: Sources) -> Found:
    """Measure an anchor.

    Raises:
        Refusal: the world has not what a record is made of.
    """
    tolerance = sources.anchors.tolerance
    runs = modelled(anchor, sources)
    model = mean_interval(runs)
    record = _record(anchor, sources)
    said, beside = None, None
    if record is not None:
        said = _text_beside(anchor.text, record, tolerance)
        beside = verdict_of(model, record, tolerance)
    return Found(
        name,
        anchor,
        runs.to_numpy(),
        model,
        record,
        verdict_of(model, anchor.text.ends, tolerance),
        said,
        beside,
    )


def _record(anchor: Anchor, sources: Sources) -> tuple[float, float] | None:
    data = anchor.data
    if data is None:
        return None
    if data.amount is not None:
        value = float(values_of(data.amount, sources).iloc[0]) / anchor.scale
        return value, value
    if data.value is not None:
        return data.value, data.value
    assert data.low is not None
    assert data.high is not None
    return data.low, data.high


def _text_beside(text: Said, record: tuple[float, float], tolerance: float) -> Verdict:
    """The text's number or range as the value, beside the record."""
    low, high = text.ends
    if low <= record[1] and high >= record[0]:
        return "inside"
    nearest = high if high < record[0] else low
    return verdict_of(Interval(nearest, nearest, nearest, 1), record, tolerance)


def ratio_to_text(value: float, text: Said) -> float:
    """Return a value over the nearest end of what the text says; 1 within its range."""
    low, high = text.ends
    if value < low:
        return value / low
    return value / high if value > high else 1.0


def counted(verdicts: Sequence[Verdict | None]) -> dict[Verdict, int]:
    """Return how many there are of each verdict, in the order in which they are told."""
    order: tuple[Verdict, ...] = ("inside", "near", "below", "above", "undefined")
    return {verdict: sum(each == verdict for each in verdicts) for verdict in order}


def as_frame(anchors: Anchors, found: Sequence[Found], *, full: bool) -> pd.DataFrame:
    """Return a row for each anchor.

    Args:
        anchors: the configuration.
        found: the anchors, measured.
        full: whether at publication size.
    """
    import pandas as pd

    return pd.DataFrame([_row(one, anchors.tolerance, full) for one in found])


def _row(one: Found, tolerance: float, full: bool) -> dict[str, Any]:
    import abm

    anchor, data = one.anchor, one.anchor.data
    low, high = anchor.text.ends
    record = one.record or (math.nan, math.nan)
    return {
        "anchor": one.name, "ids": " ".join(anchor.ids), "lines": anchor.lines, "section": anchor.section,
        "title": anchor.title, "unit": anchor.unit, "text_low": low, "text_high": high,
        "model": one.model.mean, "model_low": one.model.low, "model_high": one.model.high,
        "replications": one.model.number, "record_low": record[0], "record_high": record[1],
        "record_years": data.years if data else "", "record_source": data.source if data else "",
        "record_licence": data.licence if data else "", "model_beside_text": one.verdict,
        "text_beside_record": one.text_beside_record or "", "model_beside_record": one.model_beside_record or "",
        "told": anchor.told, "tolerance": tolerance, "full": full, "version": abm.__version__,
    }  # fmt: skip
