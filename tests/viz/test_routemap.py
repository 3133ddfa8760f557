"""The map of routes: totals are kept, lines tell directions apart, and what is missing is said in words."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from abm.viz import appearance, worldmap
from abm.viz.classes import GREENS, change_classes, colour_classes, rows_of, samples_of, width_classes
from abm.viz.edges import FEE, MOST, edges_of, estimates, largest, samples, wide
from abm.viz.ground import (
    BEND,
    bent,
    curve,
    evened,
    ground_of,
    holds,
    inset_views,
    prepare,
    shaft_and_head,
    view_of,
)
from abm.viz.mapsheet import Picture, free_spot
from abm.viz.panels import wrapped
from abm.viz.readings import spread
from abm.viz.routemap import attempts, coloured, deaths, fees, interdictions, route_map, with_half

PLACES = {
    "USA": (-77.0, 38.9), "MEX": (-99.2, 19.3), "ITA": (12.5, 41.9), "LBY": (13.2, 32.9), "TUN": (10.2, 36.8),
    "ESP": (-3.7, 40.4), "MAR": (-6.8, 34.0), "FRA": (2.3, 48.9), "AUS": (149.1, -35.3),
}  # fmt: skip


def words_of(figure: Figure) -> str:
    """Return every text of a figure; what was broken into lines is joined again."""
    found = [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]
    return " ".join(" ".join(found).split())


def drawn(result: Any) -> Figure:
    with appearance.styled():
        return route_map(result)


def routes_of(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    columns = "seed year origin destination channel attempts interdictions deaths clients fees".split()
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(crossings=frame["attempts"])


# ------------------------------------------------------------------------------------------ readings


def test_all_attempts_are_on_the_edges_or_in_the_air(usual: Any) -> None:
    edges, routes = edges_of(usual), usual.routes
    per_year = routes["attempts"].sum() / routes["year"].nunique() / routes["seed"].nunique()
    assert edges.by_air > 0
    assert edges.total("attempts") + edges.by_air == pytest.approx(per_year)


@pytest.mark.parametrize("name", ["deaths", "fees"])
def test_totals_of_the_ground_are_kept(name: str, usual: Any) -> None:
    ground = usual.routes[usual.routes["channel"] != "air"]
    per_year = ground[name].sum() / ground["year"].nunique() / ground["seed"].nunique()
    assert edges_of(usual).total(name) == pytest.approx(per_year)


def test_the_mean_fee_is_fees_over_clients_and_no_number_without_clients() -> None:
    rows = [
        (1, 1990, "A", "B", "sea", 9, 0, 0, 10, 5000.0), (1, 1991, "A", "B", "sea", 9, 0, 0, 30, 21000.0),
        (1, 1990, "A", "C", "land", 9, 0, 0, 0, 0.0),
    ]  # fmt: skip
    table = samples(routes_of(rows), FEE, [1], 2)
    assert table.loc[("A", "B", "sea"), 1] == 650
    assert math.isnan(table.loc[("A", "C", "land"), 1])


def test_estimates_are_the_intervals_of_every_figure_and_skip_what_is_missing() -> None:
    table = pd.DataFrame([[10.0, 12.0, 17.0], [10.0, math.nan, 12.0], [5.0, math.nan, math.nan]])
    found, usual_ones = estimates(table), spread(table.iloc[:1])
    assert found["mean"][0] == usual_ones["mean"][0]
    assert found["mean"][0] + found["half"][0] == pytest.approx(usual_ones["high"][0])
    assert found["mean"][1] == 11
    assert found["half"][1] == pytest.approx(spread(pd.DataFrame([[10.0, 12.0]]))["high"][0] - 11)
    assert found["mean"][2] == 5
    assert math.isnan(found["half"][2])
    assert found["number"].tolist() == [3, 2, 1]


def test_as_few_edges_are_drawn_as_hold_the_share() -> None:
    values = pd.Series([50.0, 0.0, 30.0, 15.0, 5.0], list("abcde"))
    assert list(largest(values, 0.8)) == ["a", "c"]
    assert list(largest(values, 0.81)) == ["a", "c", "d"]
    assert list(largest(values, 1.0)) == ["a", "c", "d", "e"]
    assert len(largest(pd.Series(np.ones(500)))) == MOST
    assert largest(pd.Series([0.0])).empty


def test_wide_is_half_an_interval_over_half_of_the_mean() -> None:
    found = pd.DataFrame({"mean": [10.0, 10.0, 10.0], "half": [4.9, 5.1, math.nan]})
    assert wide(found).tolist() == [False, True, False]


# ------------------------------------------------------------------------------------------ lines on the ground


@pytest.mark.parametrize("angle", np.linspace(0, 2 * np.pi, 9))
@pytest.mark.parametrize("channel", ["land", "sea"])
def test_a_line_bends_to_the_right_of_those_who_travel(angle: float, channel: str) -> None:
    end = np.array([math.cos(angle), math.sin(angle)])
    line = curve(np.zeros(2), end, BEND[channel], (0.0, 0.0))
    way = line[8] - line[0]
    assert end[0] * way[1] - end[1] * way[0] == pytest.approx(-BEND[channel])  # to the right, by its share
    back = curve(end, np.zeros(2), BEND[channel], (0.0, 0.0))
    assert np.hypot(*(back[8] - line[8])) == pytest.approx(2 * BEND[channel])


def test_a_line_stops_short_of_both_ends_and_its_head_points_at_the_end() -> None:
    start, end = np.zeros(2), np.array([10.0, 0.0])
    line = curve(start, end, 0.1, (0.5, 1.0))
    assert 0 < np.hypot(*line[0]) < 1
    assert 0.5 < np.hypot(*(line[-1] - end)) < 1.2
    shaft, head = shaft_and_head(line, 1.5)
    assert np.array_equal(head[0], line[-1])
    assert np.hypot(*(head[1:].mean(axis=0) - head[0])) == pytest.approx(1.5)
    assert np.hypot(*(shaft[-1] - head[0])) == pytest.approx(0.85 * 1.5, rel=1e-3)
    assert np.array_equal(shaft[0], line[0])


def test_even_distances_keep_the_order_of_places() -> None:
    random = np.random.default_rng(1)
    places = pd.DataFrame({"longitude": random.normal(size=40), "latitude": random.normal(size=40) ** 3})
    even = evened(places)
    for name in places:
        assert list(even[name].sort_values().index) == list(places[name].sort_values().index)
    gaps = [
        table["latitude"].sort_values().diff().std() / np.ptp(table["latitude"]) for table in (places, even)
    ]
    assert gaps[1] < gaps[0]


def placed(result: Any) -> Any:
    frame = pd.DataFrame.from_dict(PLACES, orient="index", columns=["longitude", "latitude"])
    return dataclasses.replace(result, places=frame.rename_axis("iso3").reset_index())


KEYS = [("LBY", "ITA", "sea"), ("TUN", "ITA", "sea"), ("ESP", "FRA", "land"), ("MAR", "ESP", "land"),
        ("MEX", "USA", "land")]  # fmt: skip


def test_everything_drawn_is_in_view_and_insets_are_drawn_where_enough_edges_run(usual: Any) -> None:
    ground = ground_of(placed(usual))
    insets = inset_views(ground, KEYS)
    assert list(insets) == ["Mediterranean and Europe"]
    view = view_of(ground, KEYS, insets.values())
    for line in [bent(ground, key, 0.0) for key in KEYS]:
        assert line is not None
        assert all(holds(view, *point) for point in line)
    for inset in insets.values():
        assert holds(view, inset[0], inset[2])
        assert holds(view, inset[1], inset[3])
    assert not holds(view, *ground.spots.loc["AUS"])


@pytest.mark.parametrize(
    ("longitude", "latitude", "land"),
    [(-89, 20.3, True), (-81.5, 28, True), (-90, 25, False), (2.3, 47, True), (5, 40, False), (9, 40, True)],
)
def test_peninsulas_islands_and_seas_are_where_they_are(
    longitude: float, latitude: float, land: bool
) -> None:
    figure = appearance.sheet("", "", "")
    axes = figure.add_axes((0, 0, 1, 1))
    view = (-2.2, 2.2, -0.5, 1.3)
    prepare(axes, ground_of_world(), view)
    spot = worldmap.equal_earth(np.array([longitude]), np.array([latitude]), worldmap.middle())[0]
    shapes = [shape for found in axes.collections for shape in found.get_paths()]
    assert any(shape.contains_point(tuple(spot)) for shape in shapes) == land


def ground_of_world() -> Any:
    from abm.viz.ground import Ground

    return Ground(pd.DataFrame({"x": [0.0], "y": [0.0]}, ["FRA"]), True, True)


def test_numbers_on_the_map_keep_apart(usual: Any) -> None:
    ground = ground_of(placed(usual))
    taken: list[Any] = []
    view = view_of(ground, KEYS)
    for key in [*KEYS, *KEYS]:
        assert free_spot(view, ground, key, 0.003, taken) is not None
    assert len(taken) == 2 * len(KEYS)
    for index, box in enumerate(taken):
        assert not any(box.overlaps(other) for other in taken[index + 1 :])


# ------------------------------------------------------------------------------------------ classes


@pytest.mark.parametrize("spread_", [0.1, 1.0, 3.0])
def test_classes_are_ordered_and_have_one_look_more_than_bounds(spread_: float) -> None:
    values = pd.Series(np.random.default_rng(3).lognormal(7, spread_, 200))
    for classes in (width_classes(values), colour_classes(values, GREENS), change_classes(values)):
        assert list(classes.bounds) == sorted(set(classes.bounds))
        assert len(classes.looks) == len(classes.bounds) + 1 == len(classes.labels())
        assert len(set(classes.looks)) == len(classes.looks)
    widths = width_classes(values)
    shown = [float(widths.of(value)) for value in values.sort_values()]
    assert shown == sorted(shown)
    assert (shown[-1] > shown[0]) == bool(widths.bounds)


def test_classes_of_change_are_symmetric_around_zero() -> None:
    classes = change_classes(pd.Series([-800.0, 10.0, 300.0, -20.0]))
    assert list(classes.bounds) == [-bound for bound in reversed(classes.bounds)]
    assert classes.of(-0.001) != classes.of(0.001)
    assert classes.labels(signs=True)[-1].startswith("≥ +")


def test_a_key_wraps_into_rows_that_fit() -> None:
    samples_ = samples_of(width_classes(pd.Series([10.0, 1e5])))
    rows = rows_of(samples_, 1.5)
    assert [sample for row in rows for sample in row] == samples_
    assert len(rows) > 1


# ------------------------------------------------------------------------------------------ the figure


def test_the_four_panels_say_how_much_is_shown(usual: Any) -> None:
    edges = edges_of(usual)
    picture = attempts(edges)
    keys = [line.key for line in picture.lines]
    part = edges.found["attempts"]["mean"][keys].sum() / edges.total("attempts")
    assert f"{100 * part:.0f}\N{NO-BREAK SPACE}% of" in picture.notes
    assert all(key[2] in ("land", "sea") for key in keys)
    words = words_of(drawn(usual))
    for said in (
        "persons per year",
        "dollars per client",
        "% of attempts",
        "deaths per 1,000 crossings",
        "by air",
    ):
        assert said in words


def test_widths_and_colours_follow_the_numbers(usual: Any) -> None:
    edges = edges_of(usual)
    drawn_lines = {line.key: line for line in fees(edges).lines}
    classes = colour_classes(edges.found["fee"]["mean"][list(drawn_lines)], GREENS)
    for key, line in drawn_lines.items():
        assert line.colour == classes.of(edges.found["fee"].at[key, "mean"])
    listed = fees(edges).ranked
    means = [edges.found["fee"].at[key, "mean"] for key, _ in listed]
    assert means == sorted(edges.found["fee"]["mean"], reverse=True)[: len(means)]


def test_arrowheads_are_hollow_where_the_interval_is_wide(usual: Any) -> None:
    edges = edges_of(usual)
    found = edges.found["deaths"]
    mixed = found.assign(half=np.where(np.arange(len(found)) % 2, 0.9, 0.1) * found["mean"])
    picture = deaths(dataclasses.replace(edges, found={**edges.found, "deaths": mixed}))
    hollow = {line.key for line in picture.lines if line.hollow}
    assert hollow == {
        line.key for line in picture.lines if mixed.at[line.key, "half"] > mixed.at[line.key, "mean"] / 2
    }
    assert 0 < len(hollow) < len(picture.lines)
    assert f"{len(hollow)} of {len(picture.lines)} are wide" in picture.notes


def maps_of(figure: Figure) -> list[Axes]:
    return [
        axes for axes in figure.axes if any(isinstance(found, PolyCollection) for found in axes.collections)
    ]


def test_every_line_is_drawn_on_the_main_map_and_sea_is_broken(usual: Any) -> None:
    figure = drawn(usual)
    axes = maps_of(figure)[0]
    lines = [c for c in axes.collections if isinstance(c, LineCollection) and c.get_label() == "edges"]
    assert sum(len(found.get_segments()) for found in lines) == len(attempts(edges_of(usual)).lines)
    styles = [(np.asarray(found.get_colors())[0], found.get_linestyle()[0][1]) for found in lines]  # type: ignore[index]
    dashes = {to_hex(tuple(colour[:3])): dash for colour, dash in styles}
    assert dashes[appearance.BLUE.lower()] is not None
    assert dashes["#a84300"] is None


@pytest.mark.parametrize(
    ("without", "said"),
    [
        (["clients", "fees", "capacity"], "No fee is recorded by edge"),
        (["crossings", "clients", "fees", "capacity"], "No fee is recorded by edge"),
    ],
)
def test_an_older_result_still_draws_and_says_what_it_lacks(
    without: list[str], said: str, usual: Any
) -> None:
    old = dataclasses.replace(usual, routes=usual.routes.drop(columns=without))
    figure = drawn(old)
    assert said in words_of(figure)
    assert len(maps_of(figure)) >= 3


def test_deaths_per_crossing_are_per_attempt_where_no_crossings_are_counted(usual: Any) -> None:
    counted, old = (
        edges_of(usual),
        edges_of(dataclasses.replace(usual, routes=usual.routes.drop(columns="crossings"))),
    )
    ratio = old.found["risk"]["mean"] / counted.found["risk"]["mean"]
    np.testing.assert_allclose(ratio.dropna(), 9500 / 9000)


@pytest.mark.parametrize(
    ("column", "panel", "said"),
    [
        ("fees", fees, "No fee"),
        ("interdictions", interdictions, "No interdiction"),
        ("deaths", deaths, "No death"),
    ],
)
def test_what_never_happened_is_said_in_words(column: str, panel: Any, said: str, usual: Any) -> None:
    bare = dataclasses.replace(usual, routes=usual.routes.assign(**{column: 0.0}))
    picture: Picture = panel(edges_of(bare))
    assert not picture.lines
    assert picture.notes.startswith(said)
    assert said in words_of(drawn(bare))


def test_an_edge_without_clients_is_grey_and_in_the_key(usual: Any) -> None:
    routes = usual.routes.copy()
    first = routes.loc[routes["channel"] == "sea", ["origin", "destination"]].iloc[0]
    there = (routes["origin"] == first["origin"]) & (routes["destination"] == first["destination"])
    routes.loc[there, ["clients", "fees"]] = 0.0
    picture = coloured(edges_of(dataclasses.replace(usual, routes=routes)), FEE, "Mean fee", GREENS)
    grey = [line.key for line in picture.lines if line.colour not in GREENS]
    assert grey == [(first["origin"], first["destination"], "sea")]
    assert picture.keys[-1][-1].words == "no client"


def test_one_replication_has_no_interval_on_the_map(made: Any) -> None:
    words = words_of(drawn(made(seeds=1, years=2)))
    assert "±" not in words
    assert "Hollow" not in words


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((496419.0, 7952.0), "496,400 ± 8,000"),
        ((46.34, 1.24, "%"), "46.3 ± 1.2 %"), ((2310.0, 96.0, "$"), "$2,310 ± 96"),
        ((10.0, math.nan), "10"), ((12345.0, 0.0), "12,300"), ((-0.512, 0.034), "\N{MINUS SIGN}0.512 ± 0.034"),
        ((5.0, 1.0, "$", True), "+$5.0 ± 1.0"),
    ],
)  # fmt: skip
def test_values_are_written_to_the_digits_that_their_interval_allows(
    numbers: tuple[Any, ...], text: str
) -> None:
    assert with_half(*numbers) == text


def test_a_number_is_not_parted_from_its_unit() -> None:
    assert wrapped("drawn: 84\N{NO-BREAK SPACE}% of all", 0.01, 8) == [
        "drawn:",
        "84\N{NO-BREAK SPACE}%",
        "of",
        "all",
    ]
