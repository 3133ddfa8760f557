"""Figures: every file is there, everything drawn is in view and legible, and nothing to draw is said in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from abm.viz import FIGURES, appearance, draw

Maker = Callable[..., Any]


DRAWN: dict[tuple[str, int], tuple[Any, Figure]] = {}


def drawn(name: str, result: Any) -> Figure:
    """Return one figure as it would be saved, drawn once for each result."""
    place = (name, id(result))
    if place not in DRAWN:
        with appearance.styled():
            figure = FIGURES[name](result)
            figure.canvas.draw()
        DRAWN[place] = (result, figure)  # the result is kept, so that its identity stays its own
    return DRAWN[place][1]


def texts(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """Yield every text that shows, with its box in pixels."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    shown = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    for axes in figure.axes:
        legend = axes.get_legend()
        shown += [
            *axes.texts,
            axes.title,
            axes.xaxis.label,
            axes.yaxis.label,
            *(legend.get_texts() if legend else []),
        ]
        if axes.axison:
            shown += [label for axis in (axes.xaxis, axes.yaxis) for label in tick_labels(axis)]
    for text in shown:
        if text.get_visible() and text.get_text().strip():
            yield text.get_text(), text.get_window_extent(renderer)


def tick_labels(axis: Axis) -> Iterator[Text]:
    """Yield the labels of the ticks that lie within the axis."""
    low, high = sorted(axis.get_view_interval())
    margin = 1e-9 * (high - low)
    for tick in axis.get_major_ticks():
        if low - margin <= tick.get_loc() <= high + margin and tick.label1.get_visible():
            yield tick.label1


def all_in_words(figure: Figure) -> str:
    return "\n".join(text for text, _ in texts(figure))


def bars_of(axes: Axes) -> list[Rectangle]:
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def stylised(made: Maker, placed: bool) -> Any:
    """A world of thirty invented states without observations, with or without places."""
    codes = [f"S{index:02d}" for index in range(30)]
    random = np.random.default_rng(0)
    places = pd.DataFrame(
        {"iso3": codes, "longitude": random.uniform(-60, 60, 30), "latitude": random.uniform(-40, 50, 30)}
    )
    result = made(codes, seeds=2, years=10)
    return dataclasses.replace(
        result,
        reference_stocks=None,
        reference_states=None,
        reference_refugees=None,
        reference_wars=None,
        names={code: f"State {code[1:]}" for code in codes},
        places=places if placed else None,
    )


@pytest.fixture(scope="module")
def results(made: Maker, usual: Any) -> dict[str, Any]:
    return {
        "usual": usual,
        "one seed": made(seeds=1, years=31),
        "seven months": made(seeds=2, months=7),
        "one year": made(seeds=2, years=1),
        "dots": stylised(made, placed=True),
        "no places": stylised(made, placed=False),
    }


KINDS = ("usual", "one seed", "seven months", "one year", "dots", "no places")
FEW_KINDS = [KINDS[0], *(pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS[1:])]
"""The first with the fast tests, the others with the slow ones."""


@pytest.mark.slow
def test_every_figure_comes_as_png_and_svg(usual: Any, tmp_path: Path) -> None:
    files = draw(usual, tmp_path)
    names = {f"{name}.{kind}" for name in FIGURES for kind in ("png", "svg")}
    assert {path.name for path in files} == names == {path.name for path in (tmp_path / "figures").iterdir()}
    assert all(path.stat().st_size > 10_000 for path in files)


@pytest.mark.slow
def test_the_same_result_gives_the_same_bytes(usual: Any, tmp_path: Path) -> None:
    first, second = draw(usual, tmp_path / "first"), draw(usual, tmp_path / "second")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_the_users_own_style_changes_nothing_and_is_left_alone(usual: Any) -> None:
    import matplotlib

    with matplotlib.rc_context({"font.size": 30, "axes.grid": True}):
        figure = drawn("route-deaths", dataclasses.replace(usual))
        sizes = {text.get_fontsize() for text in figure.findobj(Text) if isinstance(text, Text)}
        assert matplotlib.rcParams["font.size"] == 30
    assert max(sizes) == appearance.TITLE


@pytest.mark.parametrize("kind", FEW_KINDS)
@pytest.mark.parametrize("name", list(FIGURES))
def test_no_text_leaves_the_sheet_or_meets_another(name: str, kind: str, results: dict[str, Any]) -> None:
    figure = drawn(name, results[kind])
    sheet, boxes = figure.bbox, list(texts(figure))
    for text, box in boxes:
        assert all(sheet.contains(*corner) for corner in box.corners()), f"{text!r} leaves the sheet"
    for index, (text, box) in enumerate(boxes):
        for other, beside in boxes[index + 1 :]:
            inside = Bbox.from_extents(box.x0 + 1, box.y0 + 1, box.x1 - 1, box.y1 - 1)
            assert not inside.overlaps(beside), f"{text!r} meets {other!r}"


@pytest.mark.parametrize("kind", FEW_KINDS)
@pytest.mark.parametrize("name", [name for name in FIGURES if not name.endswith("-map")])
def test_nothing_is_drawn_off_scale(name: str, kind: str, results: dict[str, Any]) -> None:
    for axes in drawn(name, results[kind]).axes:
        if not len(axes.get_xticks()):
            continue  # a map, which may show a part of what there is
        view = axes.viewLim.transformed(axes.transData).padded(1)
        extents = [
            line.get_path().get_extents(line.get_transform())
            for line in axes.lines
            if line.get_label() != "leader"  # the lines to the names beside the stack
        ]
        extents += [bar.get_window_extent() for bar in axes.patches]
        extents += [
            collection.get_datalim(axes.transData).transformed(axes.transData)
            for collection in axes.collections
            if name != "stock-by-destination"  # its grey band of a factor of two runs out of the frame
        ]
        for box in extents:
            assert view.contains(box.x0, box.y0), (name, box)
            assert view.contains(box.x1, box.y1), (name, box)


@pytest.mark.parametrize(
    "name", ["world-stock", "entries-by-channel", "route-deaths", "smuggling", "refugees", "remittances"]
)
def test_amounts_are_measured_from_zero(name: str, usual: Any) -> None:
    for axes in drawn(name, usual).axes:
        assert axes.get_ylim()[0] == 0 or axes.get_xlim()[0] == 0


def test_the_stock_is_drawn_in_millions_as_it_is_in_the_frame(usual: Any) -> None:
    moments, stock = np.asarray(drawn("world-stock", usual).axes[0].lines[0].get_data(), dtype=float)
    mean = usual.world.groupby(["year", "month"])["immigrants"].mean() / 1e6
    np.testing.assert_allclose(stock, mean)
    assert moments[11] == 1991.0


def test_the_stack_ends_at_all_entries_of_the_year(usual: Any) -> None:
    bars = bars_of(drawn("entries-by-channel", usual).axes[0])
    tops: dict[float, float] = {}
    for bar in bars:
        year = round(bar.get_x() + bar.get_width() / 2)
        tops[year] = max(tops.get(year, 0), bar.get_y() + bar.get_height())
    total = usual.entries.groupby("year")["persons"].sum() / usual.entries["seed"].nunique() / 1e6
    np.testing.assert_allclose(list(tops.values()), total)


def test_irregular_channels_are_hatched_and_others_are_not(usual: Any) -> None:
    containers = drawn("entries-by-channel", usual).axes[0].containers
    hatched = [bool(container.patches[0].get_hatch()) for container in containers]  # type: ignore[attr-defined]
    assert hatched == [False] * 7 + [True] * 4


def test_an_unknown_channel_is_shown_under_its_own_name(usual: Any) -> None:
    entries = usual.entries.replace({"channel": {"guest": "by_balloon"}})
    assert "By balloon" in all_in_words(
        drawn("entries-by-channel", dataclasses.replace(usual, entries=entries))
    )


def test_the_deadliest_edge_comes_first_in_words(usual: Any) -> None:
    axes = drawn("route-deaths", usual).axes[1]
    total = usual.routes.groupby(["origin", "destination", "channel"])["deaths"].sum().nlargest(10)
    origin, destination, channel = total.index[0]
    names = usual.names
    assert axes.get_yticklabels()[0].get_text() == f"{names[origin]} → {names[destination]} ({channel})"
    years, seeds = usual.routes["year"].nunique(), usual.routes["seed"].nunique()
    np.testing.assert_allclose([bar.get_width() for bar in bars_of(axes)], total / years / seeds)


def test_an_edge_that_one_replication_lacks_counts_as_zero_there(usual: Any) -> None:
    routes = usual.routes[usual.routes["seed"] != 2]
    whole = drawn("route-deaths", usual).axes[0].lines[0].get_ydata()
    part = drawn("route-deaths", dataclasses.replace(usual, routes=routes)).axes[0].lines[0].get_ydata()
    third = usual.routes[usual.routes["seed"] == 2].groupby("year")["deaths"].sum() / 3
    np.testing.assert_allclose(np.asarray(part), np.asarray(whole) - third)


def test_corridors_are_ranked_as_observed_in_2010(usual: Any) -> None:
    figure = drawn("top-corridors", usual)
    axes = figure.axes[0]
    largest = usual.reference_stocks[usual.reference_stocks["year"] == 2010].nlargest(20, "stock").iloc[0]
    assert (
        axes.get_yticklabels()[0].get_text()
        == f"{usual.names[largest.origin]} → {usual.names[largest.destination]}"
    )
    assert "2010" in all_in_words(figure)


def test_net_migration_has_a_symmetric_scale_and_its_unit(usual: Any) -> None:
    words = all_in_words(drawn("net-migration-map", usual))
    bounds = [text for text in words.split("\n") if text[:1] in "+\N{MINUS SIGN}"]
    assert len(bounds) == 8
    assert [bound[1:] for bound in bounds[:4]] == [bound[1:] for bound in reversed(bounds[4:])]
    assert "per 1,000 residents" in words


def test_rates_are_persons_per_thousand_residents_and_year(usual: Any) -> None:
    from abm.viz.netmigration import rates

    states = usual.states.assign(population=2e6, net_migration=-1000.0)
    np.testing.assert_allclose(rates(dataclasses.replace(usual, states=states)), -6.0)


NOTHING: dict[str, dict[str, Any]] = {
    "world-stock": {"world": {"immigrants": 0.0}},
    "entries-by-channel": {"entries": None},
    "route-map": {"routes": None},
    "route-deaths": {"routes": None},
    "smuggling": {"world": {"fee_payers": 0.0, "fees_paid": 0.0, "smuggled_entries": 0.0}},
    "top-corridors": {"corridors": None},
    "net-migration-map": {"states": {"net_migration": 0.0}},
    "refugees": {"states": {"refugees_hosted": 0.0}},
    "refugee-corridors": {"corridors": {"refugees": 0.0}},
    "conflict-map": {"states": {"at_war": 0.0}},
    "camps-and-sanctuaries": {"corridors": {"camp_refugees": 0.0}},
    "remittances": {"world": {"remittances_in": 0.0}},
    "security-ledger": {"ledger": None},
}


@pytest.mark.parametrize("name", list(NOTHING))
def test_nothing_to_draw_is_said_in_words(name: str, usual: Any) -> None:
    ((frame, zero),) = NOTHING[name].items()
    table = getattr(usual, frame)
    bare = table.iloc[:0] if zero is None else table.assign(**zero)
    figure = drawn(name, dataclasses.replace(usual, **{frame: bare}))
    assert not figure.axes
    assert "No " in all_in_words(figure)


@pytest.mark.slow
def test_without_observations_the_figures_show_the_model_alone(usual: Any, tmp_path: Path) -> None:
    nothing = {f"reference_{name}": None for name in ("stocks", "states", "refugees", "wars")}
    bare = dataclasses.replace(usual, **nothing)
    assert len(draw(bare, tmp_path)) == 2 * len(FIGURES)
    assert "UN" not in all_in_words(drawn("world-stock", bare))
    assert "UNHCR" not in all_in_words(drawn("refugee-corridors", bare))
    assert "Uppsala" not in all_in_words(drawn("conflict-map", bare))
    assert "No observed stock" in all_in_words(drawn("stock-by-destination", bare))


def test_one_replication_has_no_interval(results: dict[str, Any]) -> None:
    assert "one replication, so no interval" in all_in_words(drawn("world-stock", results["one seed"]))


def test_a_partial_year_is_named_as_such(results: dict[str, Any]) -> None:
    assert "only 7 months were run" in all_in_words(drawn("route-deaths", results["seven months"]))
