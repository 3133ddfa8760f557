"""What the numbers say, in plain sentences; and where they say nothing, that.

Every word of sign and size comes from an interval. What is called different has an interval that leaves out zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from abm.analysis.columns import require
from abm.analysis.intervals import LEVEL

if TYPE_CHECKING:
    import pandas as pd

    from abm.analysis.discovery import Box, Limit

Labels = Mapping[str, str]
MINUS = "\N{MINUS SIGN}"
GROUPS = {"people", "persons", "refugees", "migrants"}


def driver_sentence(
    indices: pd.DataFrame, outcome: str, labels: Labels | None = None, *, level: float = LEVEL
) -> str:
    """Say which factor explains most of an outcome's variance, from the frame of `sobol_indices`.

    Args:
        indices: first-order and total indices of one outcome.
        outcome: its label, such as "irregular entries".
        labels: of the factors by name; the name itself where there is none.
        level: the level of the intervals in the frame.
    """
    require(indices, ["factor", "index", "value", "low", "high"])
    first, total = (indices[indices["index"] == kind].set_index("factor") for kind in ("first", "total"))
    title, their = _capital(_plain(outcome)), "their" if plural(outcome) else "its"
    if first["value"].isna().all():
        verb = _verb(outcome, "do not", "does not")
        return f"{title} {verb} vary between the points, so nothing drives {_them(outcome)}."
    telling = total[total["low"] > 0]
    if telling.empty:
        widest = 100 * float(total["high"].max())
        return (
            f"No factor can be told to drive {_plain(outcome)}: every index lies within its noise "
            f"({_percent(level)} intervals reach {widest:.0f} %). A larger design is needed."
        )
    name = str(telling["value"].idxmax())
    alone, with_others = first.loc[name], total.loc[name]
    factor = _plain(_label(name, labels))
    both = f"with interactions {_share(with_others)}"
    interval = f"({_percent(level)} interval {_between(100 * alone['low'], 100 * alone['high'], '%')})"
    if alone["low"] > 0:
        verb = _verb(factor, "account", "accounts")
        how = f": {_it(factor)} alone {verb} for {_share(alone)} of {their} variance {interval}, {both}"
    else:
        own = "their" if plural(factor) else "its"
        how = f", but only with other factors: {own} share alone lies within the noise {interval}, {both}"
    head = f"{_capital(factor)} {_verb(factor, 'drive', 'drives')} {_plain(outcome)} most"
    return f"{head}{how}.{_rivals(telling, name, labels)}"


def _rivals(total: pd.DataFrame, name: str, labels: Labels | None) -> str:
    """Name the factors whose total index cannot be told from the greatest one."""
    near = [
        _plain(_label(str(other), labels))
        for other, row in total.iterrows()
        if other != name and row["high"] >= total.loc[name, "low"]
    ]
    return f" Its lead over {_listed(near)} cannot be told from chance." if near else ""


def screening_sentence(indices: pd.DataFrame, outcome: str, labels: Labels | None = None) -> str:
    """Say which factors matter for an outcome, from the frame of `morris_indices` or `pawn_indices`.

    Args:
        indices: of one outcome.
        outcome: its label.
        labels: of the factors by name; the name itself where there is none.
    """
    pawn = "threshold" in indices
    size = "value" if pawn else "mu_star"
    matters = indices[indices["told"]] if pawn else indices[indices["low"] > 0]
    ranked = matters.sort_values(size, ascending=False)
    if ranked.empty:
        return f"No factor can be told to matter for {_plain(outcome)}: every index lies within the noise."
    names = [_plain(_label(str(name), labels)) for name in ranked["factor"]]
    verb = "matters" if len(names) == 1 and not plural(names[0]) else "matter"
    order = " in this order" if len(names) > 1 else ""
    rest = [
        _plain(_label(str(name), labels)) for name in indices["factor"] if name not in set(ranked["factor"])
    ]
    others = f"; nothing can be told of {_listed(rest)}" if rest else ""
    return f"{_capital(_listed(names))} {verb} for {_plain(outcome)}{order}{others}."


def policy_sentence(
    differences: pd.DataFrame,
    labels: Labels | None = None,
    *,
    units: Labels | None = None,
    level: float = LEVEL,
) -> str:
    """Say what a policy changes, from its rows of `paired_differences`.

    Changes are in per cent of the mean under the reference, or in the outcome's unit where that mean is zero; the
    interval is that of the difference, the mean under the reference taken as known.

    Args:
        differences: the rows of one policy, in the order in which to name the outcomes.
        labels: of the policy and the outcomes by name; the name itself where there is none.
        units: of the outcomes by name, for changes that are not in per cent.
        level: the level of the intervals in the frame.
    """
    require(differences, ["policy", "outcome", "reference_mean", "difference", "low", "high"])
    policy = _label(str(differences["policy"].iloc[0]), labels)
    told: list[tuple[str, str]] = []
    same, open_, single = [], [], []
    for row in differences.to_dict("records"):
        label = _plain(_label(str(row["outcome"]), labels))
        numbers = _change(row, (units or {}).get(str(row["outcome"]), ""))
        if row["difference"] == 0 and row["low"] == row["high"]:
            same.append(label)
        elif not math.isfinite(row["low"]) or not math.isfinite(row["high"]):
            single.append(label)
        elif row["low"] > 0 or row["high"] < 0:
            told.append(("raise" if row["low"] > 0 else "lower", f"{label} by {numbers}"))
        else:
            open_.append(f"{label} ({numbers})")
    subject, sentences = _capital(_plain(policy)), []
    if told:
        sentences.append(f"{subject} {_listed([f'{_third(verb, policy)} {what}' for verb, what in told])}.")
    if same:
        verb = _verb(policy, "leave", "leaves")
        sentences.append(f"{_subject(sentences, policy)} {verb} {_listed(same)} as {_they_are(same)}.")
    if open_:
        verb = _verb(policy, "raise or lower", "raises or lowers")
        who = _it(policy) if sentences else _plain(policy)
        sentences.append(
            f"Whether {who} {verb} {_listed(open_, 'or')} cannot be told: the interval spans zero."
        )
    if single:
        sentences.append(f"Too few pairs of runs to tell anything of {_listed(single)}.")
    brackets = f" In brackets: {_percent(level)} intervals." if told or open_ else ""
    return " ".join(sentences) + brackets


def _change(row: Mapping[Any, Any], unit: str) -> str:
    """Return a change without its sign where the interval has one ("12 % (10 to 14 %)"), or the interval with signs."""
    scale = abs(row["reference_mean"])
    factor, unit = (100 / scale, "%") if scale > 0 else (1.0, unit)
    value, low, high = (factor * row[name] for name in ("difference", "low", "high"))
    if not low > 0 and not high < 0:
        return _between(low, high, unit, signs=True)
    ends = sorted((abs(low), abs(high)))
    return f"{_number(abs(value), _places(*ends))} {unit}".strip() + f" ({_between(ends[0], ends[1], unit)})"


def box_sentence(box: Box, what: str, labels: Labels | None = None, units: Labels | None = None) -> str:
    """Say where the points of interest lie.

    Args:
        box: from `boxes`.
        what: what is of interest, as a clause: "deaths exceed 1,000 a year".
        labels, units: of the factors by name.
    """
    parts = [
        _limited(limit, _label(limit.factor, labels), (units or {}).get(limit.factor, ""))
        for limit in box.limits
    ]
    return (
        f"Where {_listed(parts)}, {what} at {100 * box.density:.0f} % of the points; "
        f"{100 * box.coverage:.0f} % of all such points lie there."
    )


def _limited(limit: Limit, label: str, unit: str) -> str:
    label, be = _plain(label), _verb(label, "are", "is")
    if limit.words:
        return f"{label} {be} {_listed([str(word) for word in limit.words], 'or')}"
    low, high = (None if end is None else f"{end:.3g} {unit}".strip() for end in (limit.low, limit.high))
    if low and high:
        return f"{label} {be} between {limit.low:.3g} and {high}"
    return f"{label} {be} above {low}" if low else f"{label} {be} below {high}"


# ------------------------------------------------------------------------------------------ words and numbers


def plural(label: str) -> bool:
    """Say whether a label is a plural, by the ending of its head: the word before any preposition."""
    head = re.split(
        r"\s(?:of|in|for|per|at|to|from|by|on|with|under|among|between|abroad)\b|[,(]", label.strip()
    )[0]
    last = (head.split() or [""])[-1].lower()
    return last in GROUPS or (last.endswith("s") and not last.endswith(("ss", "us", "is")))


def _verb(subject: str, many: str, one: str) -> str:
    return many if plural(subject) else one


def _third(verb: str, subject: str) -> str:
    return _verb(subject, verb, f"{verb}s")


def _it(subject: str) -> str:
    return "they" if plural(subject) else "it"


def _them(subject: str) -> str:
    return "them" if plural(subject) else "it"


def _they_are(labels: Sequence[str]) -> str:
    return "they are" if len(labels) > 1 or plural(labels[0]) else "it is"


def _subject(sentences: Sequence[str], policy: str) -> str:
    return _capital(_it(policy) if sentences else _plain(policy))


def _label(name: str, labels: Labels | None) -> str:
    return (labels or {}).get(name) or name.replace("_", " ")


def _plain(label: str) -> str:
    """Return a label as it stands within a sentence: no capital, but for acronyms such as GDP."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or len(label) == 1 else label


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(names: Sequence[str], word: str = "and") -> str:
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _percent(share: float) -> str:
    return f"{100 * share:g} %"


def _share(row: Any) -> str:
    value, half = 100 * float(row["value"]), 50 * float(row["high"] - row["low"])
    return f"{_number(value, _places(value - half, value + half))} %"


def _between(low: float, high: float, unit: str, *, signs: bool = False) -> str:
    places = _places(low, high)
    ends = [_number(end, places) for end in (low, high)]
    if signs and high > 0 and float(ends[1].replace(",", "")) > 0:
        ends[1] = f"+{ends[1]}"
    return f"{ends[0]} to {ends[1]} {unit}".strip()


def _places(low: float, high: float) -> int:
    """Return the decimal places that show half the width of an interval with one significant digit."""
    half = abs(high - low) / 2
    if not math.isfinite(half) or half == 0:
        half = max(abs(high) if math.isfinite(high) else 0.0, 1e-6) / 20
    return min(max(-math.floor(math.log10(half)), 0), 6)


def _number(value: float, places: int) -> str:
    text = f"{value:,.{places}f}"
    return text.lstrip("-") if float(text.replace(",", "")) == 0 else text.replace("-", MINUS)
