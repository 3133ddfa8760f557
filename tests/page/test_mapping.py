"""What the map is told: places of states, classes of values, largest flows, and how much of it there is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.page.history import Floats
from abm.page.mapping import LAYERS, MOST_ARCS, MOST_ROUTES, digits, frame, ground, width_bounds
from abm.page.places import WIDTH, network, places_of, project
from abm.page.scales import NO_CLASS, Scale, scale_for, scale_of
from abm.results.measures import MEASURES
from abm.viz import worldmap
from tests.page.fakes import FakeHistory

ROOT = Path(__file__).resolve().parents[2]
COUNTRIES = tuple(sorted(worldmap.known() - set(worldmap.DRAWN_WITH)))
LARGEST_FRAME, LARGEST_GROUND = 12_000, 400_000

values_of_states = st.lists(
    st.one_of(
        st.just(float("nan")), st.just(0.0), st.floats(-1e12, 1e12).map(lambda value: float(f"{value:.6g}"))
    ),
    min_size=1,
    max_size=60,
).map(np.array)


def earth(seed: int = 1) -> FakeHistory:
    """A fake history of the countries of the world."""
    centres = {outline.code: outline.centre for outline in reversed(worldmap.outlines())}
    places = np.array([[60.0 * centres[code][0], 50.0 * centres[code][1]] for code in COUNTRIES])
    return FakeHistory(seed, COUNTRIES, COUNTRIES, places, mapped=True)


def message(history: FakeHistory, month: int = 200, measure: str = "immigrants", **options: object) -> dict:
    scale = scale_for(history, measure, month)
    chosen = {"flow_kind": "arrivals", "layers": LAYERS, **options}
    return frame(history, month, measure, scale, **chosen)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------ ground


@pytest.mark.parametrize("history", [earth(), FakeHistory()], ids=["countries", "generated"])
def test_every_state_has_exactly_one_place_on_the_map(history: FakeHistory) -> None:
    told = ground(history)
    spots = np.array(told["spots"])
    assert told["codes"] == list(history.codes)
    assert spots.shape == (len(history.codes), 2)
    assert np.all((spots >= 0) & (spots <= [told["width"], told["height"]]))


def test_capitals_lie_where_their_longitude_and_latitude_say() -> None:
    history = earth()
    expected = project(history.places[:, 0], history.places[:, 1])
    assert np.abs(np.array(ground(history)["spots"]) - expected).max() <= 0.5


def test_every_country_is_drawn_and_a_small_one_has_a_dot() -> None:
    told = ground(earth())
    dots, drawn = [row[0] for row in told["dots"]], {row[0] for row in told["land"]}
    assert len(dots) == len(set(dots))
    assert drawn | set(dots) == set(range(len(COUNTRIES)))
    assert {"MLT", "SGP", "TUV"} <= {COUNTRIES[state] for state in dots}
    assert not {"FRA", "CHN"} & {COUNTRIES[state] for state in dots}


def test_a_state_without_an_outline_is_a_dot_at_its_place() -> None:
    told = ground(
        FakeHistory(codes=("FRA", "ZZZ"), places=np.array([[2.35, 48.85], [-30.0, 0.0]]), mapped=True)
    )
    assert told["dots"] == [[1, *told["spots"][1]]]


def test_land_that_belongs_to_no_state_of_the_run_is_drawn_as_nobodys() -> None:
    told = ground(FakeHistory(codes=("FRA",), places=np.array([[2.35, 48.85]]), mapped=True))
    assert {row[0] for row in told["land"]} == {-1, 0}


def test_paths_are_whole_relative_steps_on_the_map() -> None:
    for _, path in ground(earth())["land"]:
        assert re.fullmatch(r"(M\d+ \d+l-?\d+([ -]\d+)*z)+", path)


def test_a_path_ends_where_the_outline_does() -> None:
    """The steps of Australia's mainland add up to its extent, true to a whole unit."""
    told = ground(earth())
    path = next(path for state, path in told["land"] if state == COUNTRIES.index("AUS"))
    start, steps = re.fullmatch(r"M(\d+ \d+)l([^z]*)z.*", path).groups()  # type: ignore[union-attr]
    moves = np.array([int(step) for step in re.findall(r"-?\d+", steps)]).reshape(-1, 2)
    corners = np.cumsum([[int(number) for number in start.split()], *moves.tolist()], axis=0)
    ring = worldmap.degrees()["AUS"][0]
    expected = project(ring[:, 0], ring[:, 1])
    assert corners.min(axis=0) == pytest.approx(expected.min(axis=0), abs=1)
    assert corners.max(axis=0) == pytest.approx(expected.max(axis=0), abs=1)


def test_the_ground_of_the_world_is_small_enough_to_be_sent() -> None:
    assert len(json.dumps(ground(earth()))) < LARGEST_GROUND


def test_views_lie_on_the_map_and_hold_their_capitals() -> None:
    told = ground(earth())
    views = {name: (x, y, x + w, y + h) for name, x, y, w, h in told["views"]}
    inside = {
        "Europe": (2.35, 48.85),
        "Africa": (3.4, 6.5),
        "Asia": (116.4, 39.9),
        "Americas": (-58.4, -34.6),
    }
    assert views["World"] == (0, 0, WIDTH, told["height"])
    for name, (longitude, latitude) in inside.items():
        x, y = project(np.array([longitude]), np.array([latitude]))[0]
        left, top, right, low = views[name]
        assert 0 <= left < x < right <= WIDTH, name
        assert 0 <= top < y < low <= told["height"], name


@given(st.integers(1, 80), st.integers(0, 5))
def test_circles_of_a_generated_world_do_not_cover_each_other(number: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    told = network(np.column_stack([random.uniform(-180, 180, number), random.uniform(-60, 60, number)]))
    way = told.spots[:, None] - told.spots[None]
    distance = np.hypot(way[..., 0], way[..., 1]) + np.where(np.eye(number, dtype=bool), np.inf, 0.0)
    assert distance.min() > 2 * told.radius


def test_states_on_one_parallel_stand_on_a_ring() -> None:
    told = network(np.column_stack([-180.0 + 360.0 * np.arange(12) / 12, np.zeros(12)]))
    middle = told.spots.mean(axis=0)
    assert np.ptp(told.spots[:, 1]) > 0.5 * told.height
    assert np.abs(told.spots - middle).sum(axis=1).min() > 0.2 * told.height


def test_neighbours_are_joined_once_in_a_generated_world_alone() -> None:
    land = np.array([[0, 1], [1, 0], [2, 5]])
    assert ground(FakeHistory(), land)["edges"] == [[0, 1], [2, 5]]
    assert ground(earth(), land)["edges"] == []


def test_places_do_not_depend_on_anything_but_the_states() -> None:
    history = FakeHistory()
    first, again = (places_of(history.codes, history.places, False) for _ in range(2))
    assert np.array_equal(first.spots, again.spots)


# ------------------------------------------------------------------------------------------ scales


def holds(scale: Scale, value: float, place: int) -> bool:
    """Say whether a value lies between the bounds of a class."""
    bounds = [-np.inf, *scale.bounds, np.inf]
    return bool(bounds[place] <= value < bounds[place + 1])


@given(st.sampled_from(["immigrants", "net_migration", "migrant_share", "capacity"]), values_of_states)
def test_a_value_lies_between_the_bounds_of_its_class(measure: str, values: Floats) -> None:
    scale = scale_of(measure, values)
    for value, place in zip(values, scale.of(values), strict=True):
        assert place == NO_CLASS if np.isnan(value) else holds(scale, float(value), int(place))


@given(st.sampled_from(["immigrants", "net_migration", "capacity"]), values_of_states)
def test_a_scale_has_a_colour_and_words_for_each_class_and_bounds_that_rise(
    measure: str, values: Floats
) -> None:
    scale = scale_of(measure, values)
    assert len(scale.colours) == len(scale.words) == len(scale.bounds) + 1
    assert len(set(scale.colours)) == len(scale.colours)
    assert list(scale.bounds) == sorted(set(scale.bounds))


@given(values_of_states)
def test_bounds_are_round(values: Floats) -> None:
    for bound in scale_of("immigrants", values).bounds:
        assert len(f"{abs(bound):.12e}".split("e")[0].rstrip("0").replace(".", "")) <= 3


@given(values_of_states)
def test_bounds_of_a_signed_measure_are_symmetric_and_zero_lies_in_the_middle(values: Floats) -> None:
    scale = scale_of("net_migration", values)
    if scale.kind == "signed":
        assert [-bound for bound in reversed(scale.bounds)] == list(scale.bounds)
        assert scale.of(np.zeros(1))[0] == len(scale.colours) // 2


@given(values_of_states)
def test_a_scale_fits_the_values_it_is_made_from(values: Floats) -> None:
    assert scale_of("immigrants", values).fits(values)


def test_a_scale_is_kept_while_values_stay_and_left_when_they_go_far() -> None:
    history = FakeHistory()
    scale = scale_for(history, "immigrants", 100)
    assert scale_for(history, "immigrants", 101, scale) is scale
    assert scale.fits(1.5 * history.values("immigrants", 100))
    assert not scale.fits(100.0 * history.values("immigrants", 100))
    assert not scale.fits(0.001 * history.values("immigrants", 100))
    assert not scale.fits(-history.values("immigrants", 100))
    assert scale_for(history, "emigrants", 101, scale).measure == "emigrants"


def test_a_scale_of_nothing_but_zeros_is_left_at_the_first_event() -> None:
    scale = scale_of("attacks", np.zeros((3, 50)))
    assert scale.bounds == ()
    assert scale.fits(np.zeros(50))
    assert not scale.fits(np.eye(50)[0])


def test_an_index_that_fills_its_range_has_fifths_and_one_that_does_not_has_finer_steps() -> None:
    wide, narrow = np.linspace(0.05, 0.95, 100), np.linspace(0.80, 0.95, 100)
    assert scale_of("capacity", wide).bounds == (0.2, 0.4, 0.6, 0.8)
    assert min(scale_of("capacity", narrow).bounds) > 0.8


def test_zeros_have_a_class_of_their_own_or_share_it_with_the_smallest() -> None:
    values = np.array([0.0] * 80 + [float(number) for number in range(100, 120)])
    scale = scale_of("conflict_deaths", values)
    assert scale.of(np.array([0.0, 100.0])).tolist()[0] < scale.of(np.array([100.0]))[0]


def test_shares_are_read_in_per_cent_and_large_amounts_in_words() -> None:
    share = scale_of("migrant_share", np.linspace(0.0, 0.9, 50))
    money = scale_of("gdp", np.geomspace(1e9, 1e13, 50))
    assert (share.unit, share.part, share.words[0]) == ("%", 0.01, "< 20")
    assert money.words_unit.startswith("billion dollars")


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_measure_has_a_scale(measure: str) -> None:
    scale = scale_of(measure, FakeHistory().values(measure, 3))
    assert scale.label == MEASURES[measure].label


# ------------------------------------------------------------------------------------------ frames


def test_a_frame_with_all_layers_is_small() -> None:
    for history in (FakeHistory(), FakeHistory(seed=2, missing=0.0)):
        for measure in ("gdp", "net_migration", "capacity", "immigrants"):
            told = message(history, 371, measure)
            assert len(json.dumps(told)) < LARGEST_FRAME
            assert len(told["values"]) == len(told["classes"]) == 200
            assert len(told["arcs"]["rows"]) == MOST_ARCS
            assert len(told["routes"]["rows"]) == MOST_ROUTES


def test_a_state_without_a_value_has_no_class_and_no_number() -> None:
    history = FakeHistory(missing=0.2)
    told = message(history)
    for lacks, sign, value in zip(history.missing, told["classes"], told["values"], strict=True):
        assert (sign == "-") == (value is None) == bool(lacks)
    assert told["missing"]
    assert not message(FakeHistory(missing=0.0))["missing"]


def test_classes_and_values_agree() -> None:
    history = FakeHistory()
    scale = scale_for(history, "immigrants", 200)
    told, values = message(history), history.values("immigrants", 200)
    for sign, sent, value in zip(told["classes"], told["values"], values, strict=True):
        if sign != "-":
            assert holds(scale, value, int(sign))
            assert sent == pytest.approx(value, rel=1e-3)


def test_arcs_are_the_largest_flows_and_wider_for_more() -> None:
    history = FakeHistory()
    flows, arcs = history.flows("arrivals", 200, most=1000), message(history)["arcs"]
    ends = {
        (int(a), int(b)): x for a, b, x in zip(flows.origin, flows.destination, flows.amount, strict=True)
    }
    drawn = [ends.pop((row[0], row[1])) for row in arcs["rows"]]
    assert drawn == sorted(drawn, reverse=True)
    assert min(drawn) >= max(ends.values())
    widths = [arcs["key"][row[2]][0] for row in arcs["rows"]]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) > 1


def test_widths_of_arcs_keep_their_meaning_while_a_year_fills() -> None:
    history = FakeHistory()
    keys = [message(history, month)["arcs"]["key"] for month in range(204, 216)]
    assert all(key == keys[0] for key in keys)


def test_routes_are_the_crossings_over_land_and_sea_with_most_attempts() -> None:
    history = FakeHistory()
    all_of_them, routes = history.crossings(200), message(history)["routes"]
    over = [mode in ("land", "sea") for mode in all_of_them.mode]
    expected = np.sort(all_of_them.attempts[over])[::-1][:MOST_ROUTES]
    assert [row[5] for row in routes["rows"]] == pytest.approx(expected, rel=6e-3)
    assert all(0 <= row[6] <= 100 for row in routes["rows"])
    for row in routes["rows"]:
        if row[6] > 61:
            assert row[4] == 3


def test_marks_count_the_past_twelve_months() -> None:
    history = FakeHistory()
    total = np.sum([np.nan_to_num(history.values("attacks", month)) for month in range(189, 201)], axis=0)
    marks = next(group for group in message(history)["marks"] if group["shape"] == "star")
    assert {row[0]: row[2] for row in marks["rows"]} == {
        state: digits(float(number), 3) for state, number in enumerate(total) if number > 0
    }


def test_hidden_layers_send_nothing() -> None:
    history, every = FakeHistory(), {"flows": "arcs", "routes": "routes", "deaths": "deaths"}
    bare = message(history, layers=())
    assert not {"arcs", "routes", "deaths", "marks"} & set(bare)
    for layer, key in every.items():
        assert set(message(history, layers={layer})) - set(bare) == {key}
    for layer in ("conflict", "attacks"):
        assert len(message(history, layers=[layer])["marks"]) == 1


def test_a_kind_of_flow_that_the_run_does_not_have_draws_no_arcs() -> None:
    assert "arcs" not in message(FakeHistory(), flow_kind="none")


def test_same_input_same_messages() -> None:
    one, other = FakeHistory(5), FakeHistory(5)
    assert json.dumps(message(one)) == json.dumps(message(other))
    assert json.dumps(ground(one)) == json.dumps(ground(other))
    assert json.dumps(message(one)) != json.dumps(message(FakeHistory(6)))


@given(st.lists(st.floats(0.0, 1e9), max_size=40).map(np.array))
def test_width_bounds_rise_and_the_largest_lies_above_all(amounts: Floats) -> None:
    bounds = width_bounds(amounts.astype(float))
    assert list(bounds) == sorted(set(bounds))
    assert len(bounds) <= 3
    assert all(bound < amounts.max() for bound in bounds)


def test_there_is_a_frame_of_the_first_month_alone() -> None:
    told = message(FakeHistory(months=1), 0)
    assert told["date"] == "January 1990"
    assert len(told["classes"]) == 200


# ------------------------------------------------------------------------------------------ rooms


def test_the_messages_are_made_without_solara() -> None:
    program = "import sys, abm.page.mapping; print('solara' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"


def test_the_component_asks_nothing_of_the_network() -> None:
    text = (ROOT / "abm" / "page" / "widgets" / "WorldMap.vue").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"'\s)]*", text)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest", text)


@pytest.mark.parametrize(
    ("month", "words"), [(3, "1990"), (11, "1990"), (12, "1991 so far"), (16, "1991 so far")]
)
def test_a_year_that_is_not_over_is_said_to_be_so_far(month: int, words: str) -> None:
    sent = message(FakeHistory(months=17), month, layers=("flows", "routes", "deaths"))
    for layer in ("arcs", "routes", "deaths"):
        assert sent[layer]["words"].endswith(f", {words}")
