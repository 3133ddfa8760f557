"""Figures of a study: in any width everything is in view, no text meets another, and what is said is what is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from abm.viz import appearance, studies
from abm.viz.driving import BoxDrawing, Span
from abm.viz.panels import NARROW, WIDE, Steps, Words, length_of, pictures, scaled, wrapped

WORDS = Words(
    "What the policies change in a world of thirty states, title of some length",
    "Change of each outcome against the reference, in per cent of its mean there, 1990-2020",
    "Model, study test: 1,200 finished runs (40 points, 10 seeds each).\nBars: 95 % intervals over points.",
)
OUTCOMES = ("entries", "deaths", "control", "stock")
FACTORS = tuple(f"factor{place}" for place in range(5))
LABELS = {
    "entries": "Irregular entries",
    "deaths": "Deaths on routes, all kinds of routes and all of the states together",
    "control": "Control index",
    "stock": "Irregular stock",
    "first": "As it is",
    "second": "More legal ways in",
    "third": "Stricter border, more legal ways in, and a label that goes on",
    "factor0": "Weight of the newest experience in expectations of getting in",
    "factor1": "Risk",
}
UNITS = {"entries": "persons per year", "deaths": "persons per year", "control": "share", "stock": "persons"}
POLICIES = ("first", "second", "third")
RANDOM = np.random.default_rng(4)


def differences(size: float = 0.1) -> pd.DataFrame:
    rows = [
        {"policy": policy, "outcome": name, "reference_mean": 1000.0, "difference": value}
        for policy in POLICIES[1:]
        for name, value in zip(OUTCOMES, size * RANDOM.normal(0, 1000, 4), strict=True)
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(low=frame["difference"] - 80 * size * 10, high=frame["difference"] + 80 * size * 10)


def yearly() -> pd.DataFrame:
    return pd.concat(
        differences().assign(year=year, unit=lambda frame: frame["outcome"].map(UNITS))
        for year in range(1990, 2021)
    )


def indices(index: str = "") -> pd.DataFrame:
    value = np.sort(RANDOM.random(len(FACTORS)))[::-1]
    frame = pd.DataFrame({"factor": FACTORS, "value": value, "low": value - 0.2, "high": value + 0.2})
    more = {"threshold": 0.3, "told": value > 0.3, "mu_star": 1e6 * value, "sigma": 4e5}
    return frame.assign(**more, index=index)


def morris() -> pd.DataFrame:
    frame = indices()
    return frame.assign(low=1e6 * frame["low"].clip(lower=0), high=1e6 * frame["high"])


def sobol() -> pd.DataFrame:
    total = indices("total")
    return pd.concat([total.assign(index="first", value=total["value"] * 0.6), total])


def curve(words: bool = False) -> pd.DataFrame:
    values: list[object] = ["sparse", "dense"] if words else list(np.linspace(0.02, 0.9, 6))
    rows = [
        {
            "policy": policy,
            "value": value,
            "starts": value,
            "ends": value,
            "mean": mean,
            "low": mean - 2e5,
            "high": mean + 2e5,
        }
        for policy in POLICIES
        for value, mean in zip(values, 3e6 + 1e6 * RANDOM.random(len(values)), strict=True)
    ]
    return pd.DataFrame(rows)


def regret() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "policy": POLICIES,
            "mean": [0.0, 120.0, 300.0],
            "percentile_90": [0.0, 300.0, 500.0],
            "maximum": [0.0, 400.0, 700.0],
        }
    )


def shares_met() -> pd.DataFrame:
    rows = [(p, o, 0.5, 0.35, 0.65) for p in POLICIES for o in ("entries", "deaths", "all of them")]
    return pd.DataFrame(rows, columns=["policy", "outcome", "share", "low", "high"])


def alternatives(number: int = 30) -> pd.DataFrame:
    values = {
        name: RANDOM.random(number) * size for name, size in zip(OUTCOMES, (2e6, 900, 1, 5e7), strict=True)
    }
    return pd.DataFrame({"policy": np.resize(POLICIES, number), "best": np.arange(number) % 4 == 0, **values})


BOXES = (
    BoxDrawing(
        "Box 1",
        "coverage 80 %, density 75 %, 150 points",
        (
            Span(LABELS["factor0"], ((0.1, 0.4),), "0.1 to 0.4 times", ("0", "1,000,000")),
            Span("Policy", ((0.0, 1 / 3), (2 / 3, 1.0)), "As it is or Stricter border", ("", ""), 3),
        ),
    ),
    BoxDrawing(
        "Box 2",
        "coverage 10 %, density 75 %, 20 points",
        (Span("Risk", ((0.9, 1.0),), "above 0.9", ("0", "1")),),
    ),
)
PAIRS = [("entries", "deaths"), ("entries", "control"), ("deaths", "stock")]
BETTER = {"entries": "less", "deaths": "less", "control": "more", "stock": "less"}
NAMES = (POLICIES, LABELS, {name: f"{unit}|{BETTER[name]} is better" for name, unit in UNITS.items()})

FIGURES: dict[str, Callable[[float], Figure]] = {
    "changes": lambda w: studies.changes(differences(), POLICIES[1:], LABELS, WORDS, w),
    "changes far apart": lambda w: studies.changes(differences(5.0), POLICIES[1:], LABELS, WORDS, w),
    "through time": lambda w: studies.through_time(yearly(), POLICIES[1:], LABELS, WORDS, w),
    "shares": lambda w: studies.shares(dict.fromkeys(OUTCOMES, sobol()), LABELS, WORDS, w),
    "effects": lambda w: studies.effects(
        dict.fromkeys(["entries", "deaths"], morris()), LABELS, UNITS, WORDS, w
    ),
    "influences": lambda w: studies.influences(dict.fromkeys(OUTCOMES[:3], indices()), LABELS, WORDS, w),
    "responses": lambda w: studies.responses(
        {"factor0": curve(), "factor1": curve(words=True), "factor2": curve()},
        "persons per year",
        (POLICIES, LABELS, {"factor0": "share", "factor2": "log share"}),
        WORDS,
        w,
    ),
    "boxes": lambda w: studies.box_ranges(BOXES, WORDS, w),
    "regret": lambda w: studies.regrets(dict.fromkeys(OUTCOMES, regret()), LABELS, UNITS, WORDS, w),
    "satisfying": lambda w: studies.satisfying(shares_met(), LABELS, WORDS, w),
    "trade-offs": lambda w: studies.trade_offs(alternatives(), PAIRS, NAMES, WORDS, w),
    "parallel": lambda w: studies.parallel(alternatives(9), BETTER, NAMES, WORDS, w),
}
each = pytest.mark.parametrize("name", list(FIGURES))
widths = pytest.mark.parametrize("width", [WIDE, NARROW], ids=["wide", "narrow"])
DRAWN: dict[tuple[str, float], Figure] = {}


def drawn(name: str, width: float) -> Figure:
    if (name, width) not in DRAWN:
        with appearance.styled():
            DRAWN[name, width] = FIGURES[name](width)
            DRAWN[name, width].canvas.draw()
    return DRAWN[name, width]


def texts(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """Every text that shows, with its box in pixels."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    shown: list[Text] = list(figure.texts)
    for axes in figure.axes:
        shown += [*axes.texts]
        if axes.axison:
            shown += [axes.xaxis.label, axes.yaxis.label]
            for axis in (axes.xaxis, axes.yaxis):
                low, high = sorted(axis.get_view_interval())
                shown += [t.label1 for t in axis.get_major_ticks() if low <= t.get_loc() <= high]
    for text in shown:
        if text.get_visible() and text.get_text().strip():
            yield text.get_text(), text.get_window_extent(renderer)


@widths
@each
def test_no_text_leaves_the_sheet_or_meets_another(name: str, width: float) -> None:
    figure = drawn(name, width)
    boxes = list(texts(figure))
    for text, box in boxes:
        assert all(figure.bbox.padded(1).contains(*corner) for corner in box.corners()), f"{text!r} leaves"
    for index, (text, box) in enumerate(boxes):
        inside = Bbox.from_extents(box.x0 + 1, box.y0 + 1, box.x1 - 1, box.y1 - 1)
        for other, beside in boxes[index + 1 :]:
            assert not inside.overlaps(beside), f"{text!r} meets {other!r}"


@widths
@each
def test_the_words_are_all_there(name: str, width: float) -> None:
    said = " ".join(text.replace("\n", " ") for text, _ in texts(drawn(name, width)))
    for part in (WORDS.title, WORDS.subtitle, *WORDS.source.split("\n")):
        assert part in said


@widths
@each
def test_letters_can_be_read(name: str, width: float) -> None:
    figure = drawn(name, width)
    sizes = [float(text.get_fontsize()) for text in figure.findobj(Text) if isinstance(text, Text)]
    assert min(sizes) >= 7


@each
def test_a_figure_has_the_width_that_is_asked_for(name: str) -> None:
    assert drawn(name, WIDE).get_figwidth() == WIDE
    assert drawn(name, NARROW).get_figwidth() == NARROW


def symbols(axes: Axes) -> list[tuple[float, bool]]:
    """Where each symbol of an axes stands, and whether it is hollow."""
    return [
        (float(x), line.get_markerfacecolor() == "white")
        for line in axes.lines
        if line.get_linestyle() == "None"
        for x in np.asarray(line.get_xdata(), dtype=float)
    ]


def test_a_change_stands_where_its_number_says() -> None:
    frame = differences()
    with appearance.styled():
        places = [x for x, _ in symbols(studies.changes(frame, POLICIES[1:], LABELS, WORDS).axes[0])]
    wanted = 100 * frame["difference"] / frame["reference_mean"]
    assert sorted(places) == pytest.approx(sorted(wanted))


def test_a_change_that_cannot_be_told_is_hollow() -> None:
    frame = differences().iloc[:1].assign(difference=10.0, low=-5.0, high=25.0)
    for shift, hollow in ((0.0, True), (20.0, False)):
        moved = frame.assign(**{end: frame[end] + shift for end in ("difference", "low", "high")})
        with appearance.styled():
            figure = studies.changes(moved, POLICIES[1:2], LABELS, WORDS)
        assert [face for _, face in symbols(figure.axes[0])] == [hollow]


def test_the_better_end_of_every_outcome_is_at_the_top() -> None:
    two = pd.DataFrame({"policy": ["first", "second"], "entries": [10.0, 20.0], "control": [0.9, 0.1]})
    with appearance.styled():
        figure = studies.parallel(two, {"entries": "less", "control": "more"}, NAMES, WORDS)
    first = next(line for line in figure.axes[0].lines if line.get_color() == appearance.BLUE)
    assert list(np.asarray(first.get_ydata())) == [1.0, 1.0]


def test_the_same_figure_is_the_same_bytes_whatever_the_users_style() -> None:
    import matplotlib

    frame = differences()

    def draw(width: float) -> Figure:
        return studies.changes(frame, POLICIES[1:], LABELS, WORDS, width)

    first = pictures(draw, NARROW, ("svg", "png"))
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True}):
        assert pictures(draw, NARROW, ("svg", "png")) == first


def test_ticks_have_the_digits_that_tell_them_apart() -> None:
    steps = Steps()
    steps.set_locs([7.9995, 8.0, 8.0005])
    assert [steps(tick) for tick in (7.9995, 8.0)] == ["7.9995", "8.0000"]
    signs = Steps(10.0, signs=True)
    signs.set_locs([-20.0, 0.0, 20.0])
    assert [signs(tick) for tick in (-20.0, 0.0, 20.0)] == ["\N{MINUS SIGN}2", "0", "+2"]


def test_values_are_read_in_a_unit_that_suits_them() -> None:
    assert scaled("persons", 3e6) == (1e6, "million persons")
    assert scaled("persons", 900) == (1.0, "persons")
    assert scaled("share", 0.4) == (0.01, "%")
    assert scaled("share", 0.4, difference=True) == (0.01, "percentage points")


def test_wrapped_lines_fit_and_keep_every_word() -> None:
    lines = wrapped(WORDS.subtitle, 2.0, 9.0)
    assert " ".join(lines) == WORDS.subtitle
    assert all(length_of(line, 9.0) <= 2.0 for line in lines)


def test_a_policy_has_one_colour_in_all_figures() -> None:
    """The reference is blue and the next policy vermilion, whether or not the reference is drawn."""
    with appearance.styled():
        change = studies.changes(differences(), POLICIES[1:], LABELS, WORDS).axes[0]
        answer = studies.responses({"factor0": curve()}, "persons", (POLICIES, LABELS, {}), WORDS).axes[0]
    drawn_with = {line.get_color() for line in change.lines if line.get_linestyle() == "None"}
    assert drawn_with == {appearance.VERMILION, appearance.GREEN}
    assert [line.get_color() for line in answer.lines] == [
        appearance.BLUE,
        appearance.VERMILION,
        appearance.GREEN,
    ]
