"""The outlines on the map: whole, closed, in place, and made as their builder says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from abm.viz import outlines, worldmap

CODES = "FRA USA RUS CHN IND BRA ZAF LSO SMR VAT MLT SGP TUV XKX PSE FJI KIR NZL".split()


@pytest.mark.parametrize("code", CODES)
def test_states_large_and_small_are_on_the_map(code: str) -> None:
    assert code in worldmap.known()


def test_antarctica_is_not() -> None:
    assert "ATA" not in worldmap.known()


def test_every_ring_is_closed_and_on_the_globe() -> None:
    for code, rings in worldmap.degrees().items():
        for ring in rings:
            assert len(ring) >= 4, code
            assert np.array_equal(ring[0], ring[-1]), code
            longitude, latitude = ring[:, 0] - outlines.CUT, ring[:, 1]
            assert np.all((latitude > -60) & (latitude < 84)), code
            assert np.all((longitude > -0.05) & (longitude < 360.05)), code


def test_no_ring_runs_across_the_map() -> None:
    for code, rings in worldmap.degrees().items():
        for ring in rings:
            assert np.abs(np.diff(ring[:, 0])).max() < 30, code
    russia = worldmap.degrees()["RUS"][0]
    assert russia[:, 0].min() > 27
    assert russia[:, 0].max() > 189  # whole: Chukotka lies east of the 180th meridian


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [("FRA", 2.3, 48.8), ("BRA", -47.9, -15.8), ("RUS", 37.6, 55.75), ("RUS", 182.5, 66)],
)
def test_capitals_and_chukotka_lie_in_their_country(code: str, longitude: float, latitude: float) -> None:
    point = worldmap.equal_earth(np.array([longitude]), np.array([latitude]), worldmap.middle())[0]
    here = [outline.code for outline in worldmap.outlines() if outline.path.contains_point(tuple(point))]
    assert here == [code]


def test_areas_are_true() -> None:
    areas = {outline.code: outline.area * 6371.0**2 for outline in worldmap.outlines()}
    assert areas["FRA"] == pytest.approx(638_000, rel=0.03)  # with the overseas departments
    assert areas["AUS"] == pytest.approx(7_690_000, rel=0.02)


@pytest.mark.parametrize("latitude", [0.0, 35.0, 70.0, 83.0])
def test_a_small_cell_keeps_its_area(latitude: float) -> None:
    step = 1e-3
    along = worldmap.equal_earth(np.array([50.0, 50.0 + step]), np.array([latitude, latitude]), 10.5)
    upward = worldmap.equal_earth(np.array([10.5, 10.5]), np.array([latitude, latitude + step]), 10.5)
    area = (along[1, 0] - along[0, 0]) * (upward[1, 1] - upward[0, 1])
    assert area == pytest.approx(
        np.radians(step) ** 2 * np.cos(np.radians(latitude + step / 2)), rel=1e-4, abs=0
    )


def test_the_projection_is_that_of_its_authors() -> None:
    corner = worldmap.equal_earth(np.array([180.0, 0.0]), np.array([0.0, 90.0]), 0.0)
    assert corner[0] == pytest.approx([2.7066, 0], abs=1e-4)
    assert corner[1] == pytest.approx([0, 1.3173], abs=1e-4)


def test_an_enclave_is_drawn_after_the_country_around_it() -> None:
    order = [outline.code for outline in worldmap.outlines()]
    assert order.index("LSO") > order.index("ZAF")
    assert order.index("SMR") > order.index("ITA")


def test_the_file_is_small_and_names_its_licence() -> None:
    folder = Path(worldmap.__file__).parent / "data"
    assert (folder / "outlines.json").stat().st_size < 300_000
    assert "Michael Bostock" in (folder / "LICENSE.txt").read_text()


def test_topology_is_decoded_by_hand() -> None:
    topology = {
        "transform": {"scale": [0.5, 2.0], "translate": [10.0, -4.0]},
        "arcs": [[[0, 0], [2, 1], [-2, 1]]],
    }
    arc = outlines.decoded_arcs(topology)[0]
    assert arc.tolist() == [[10, -4], [11, -2], [10, 0]]
    assert outlines.joined([0, -1], [arc]).tolist() == [[10, -4], [11, -2], [10, 0], [11, -2], [10, -4]]


def test_a_ring_over_the_edge_is_split_in_two_closed_parts_of_the_same_area() -> None:
    west = outlines.CUT
    square = np.array([[west - 3, 0], [west + 2, 0], [west + 2, 4], [west - 3, 4], [west - 3, 0.0]])
    square[:, 0] = (square[:, 0] + 180) % 360 - 180
    parts = outlines.split(square)
    assert len(parts) == 2
    assert sum(outlines.area(part) for part in parts) == pytest.approx(20 * np.cos(np.radians(2)), rel=0.01)
    assert all(np.array_equal(part[0], part[-1]) for part in parts)
    assert min(part[:, 0].min() for part in parts) == west
    assert max(part[:, 0].max() for part in parts) == west + 360


def test_the_area_of_a_corner_does_not_depend_on_its_direction_or_the_date_line() -> None:
    corner = np.array([[0, 0], [1, 1], [2, 0.0]])
    across = np.array([[179, 0], [-180, 1], [-179, 0.0]])
    areas = [outlines.corner_areas(points)[0] for points in (corner, corner[::-1], across)]
    assert areas == pytest.approx([np.cos(np.radians(1))] * 3)


def test_thinning_keeps_ends_and_large_corners_only() -> None:
    arc = np.array([[0, 0], [1, 0.001], [2, 0], [3, 2], [4, 0.0]])
    assert outlines.thinned(arc, 0.01).tolist() == [[0, 0], [2, 0], [3, 2], [4, 0]]
    assert len(outlines.thinned(np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0.0]]), 99.0)) == 4


def test_a_packed_ring_unpacks_to_itself_on_the_grid() -> None:
    ring = np.array([[1.0, 2.0], [1.5, 2.0], [1.5, 2.5], [1.0, 2.0]])
    steps = np.array(outlines.packed(ring)).reshape(-1, 2)
    assert (np.cumsum(steps, axis=0) / outlines.GRID).tolist() == ring.tolist()
