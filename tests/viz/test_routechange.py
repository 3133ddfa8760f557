"""Before, after and difference: pairs share their seed, and a result differs from itself in nothing."""

from __future__ import annotations

import dataclasses
import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from abm import runs
from abm.__main__ import main
from abm.viz import appearance, draw_change
from abm.viz.classes import CHANGE, PALE
from abm.viz.edges import ATTEMPTS, DEATHS, FEE
from abm.viz.routechange import flow_change, paired, ratios, route_change
from tests.runs import fake_model
from tests.viz.test_routemap import words_of


def changed(result: Any, **columns: Any) -> Any:
    """Return the result with columns of its routes multiplied."""
    routes = result.routes.assign(**{name: result.routes[name] * by for name, by in columns.items()})
    return dataclasses.replace(result, routes=routes, scenario={**result.scenario, "name": "treated"})


@pytest.fixture(scope="module")
def treated(usual: Any) -> Any:
    """The usual result with more attempts on the first edges, in every replication, and less on the others."""
    edges = usual.routes["origin"] + usual.routes["destination"]
    rank = edges.map({name: place for place, name in enumerate(dict.fromkeys(edges))})
    noise = np.random.default_rng(4).normal(1, 0.01, len(usual.routes))
    return changed(usual, attempts=np.where(rank < 5, 1.2, 0.9) * noise, fees=np.where(rank < 5, 1.3, 1.0))


@pytest.mark.parametrize("what", [ATTEMPTS, FEE, DEATHS])
def test_a_result_differs_from_itself_in_nothing(what: Any, usual: Any) -> None:
    pair = paired(usual, usual, what)
    assert pair is not None
    assert (pair.change["mean"] == 0).all()
    assert not pair.told.any()


def test_the_figure_of_a_result_and_itself_says_so(usual: Any) -> None:
    with appearance.styled():
        words = words_of(route_change(usual, usual))
    assert words.count("No difference on any edge.") == 3
    assert "baseline, first" in words


@pytest.mark.parametrize("what", [ATTEMPTS, FEE])
def test_the_other_way_round_every_difference_has_the_other_sign(what: Any, usual: Any, treated: Any) -> None:
    forth, back = paired(usual, treated, what), paired(treated, usual, what)
    assert forth is not None
    assert back is not None
    np.testing.assert_allclose(forth.change["mean"], -back.change["mean"])
    np.testing.assert_allclose(forth.change["half"], back.change["half"])


def test_differences_are_after_less_before_and_add_up(usual: Any, treated: Any) -> None:
    pair = paired(usual, treated, ATTEMPTS)
    assert pair is not None
    np.testing.assert_allclose(pair.change["mean"], pair.after["mean"] - pair.before["mean"])
    means = pair.totals["mean"]
    assert means["change"] == pytest.approx(means["after"] - means["before"])
    assert pair.change["mean"].sum() == pytest.approx(means["change"])


def test_what_pairs_share_does_not_widen_the_interval(usual: Any) -> None:
    shift = usual.routes["seed"].map({1: 0.5, 2: 1.0, 3: 3.0})
    before = changed(usual, attempts=shift)
    after = dataclasses.replace(
        before, routes=before.routes.assign(attempts=before.routes["attempts"] + 500.0)
    )
    pair = paired(before, after, ATTEMPTS)
    assert pair is not None
    assert (pair.before["half"] > 1000).all()
    np.testing.assert_allclose(pair.change["half"], 0, atol=1e-6)
    assert pair.told.all()


def test_an_edge_that_only_one_result_uses_was_zero_in_the_other(usual: Any) -> None:
    edge = usual.routes[usual.routes["channel"] == "sea"].iloc[0]
    there = (usual.routes["origin"] == edge["origin"]) & (usual.routes["destination"] == edge["destination"])
    bare = dataclasses.replace(usual, routes=usual.routes[~there])
    pair, fee = paired(bare, usual, ATTEMPTS), paired(bare, usual, FEE)
    assert pair is not None
    assert fee is not None
    key = (edge["origin"], edge["destination"], "sea")
    assert pair.change.at[key, "mean"] == pytest.approx(9000)
    assert np.isnan(fee.change.at[key, "mean"])  # no fee before, so no difference of fees


def test_differences_whose_interval_holds_zero_are_pale(usual: Any) -> None:
    noise = np.random.default_rng(5).normal(1, 0.3, len(usual.routes))
    first = usual.routes["origin"] == usual.routes["origin"].iloc[0]
    pair = paired(usual, changed(usual, attempts=np.where(first, 2.0, noise)), ATTEMPTS)
    assert pair is not None
    low, high = pair.change["mean"] - pair.change["half"], pair.change["mean"] + pair.change["half"]
    pale = {line.key for line in flow_change(pair, "Attempts").lines if line.colour == PALE}
    drawn = {line.key for line in flow_change(pair, "Attempts").lines}
    assert pale == {key for key in drawn if low[key] <= 0 <= high[key]}
    assert 0 < len(pale) < len(drawn)


def test_more_and_less_have_their_colours(usual: Any, treated: Any) -> None:
    pair = paired(usual, treated, ATTEMPTS)
    assert pair is not None
    for line in flow_change(pair, "Attempts").lines:
        if line.colour != PALE:
            assert (line.colour in CHANGE[3:]) == (pair.change.at[line.key, "mean"] > 0)
    fee = paired(usual, treated, FEE)
    assert fee is not None
    shown = ratios(fee, "Mean fee", pair)[2]
    assert shown.lines
    assert all(line.colour in (*CHANGE[3:], PALE) for line in shown.lines)


def test_the_figure_names_what_is_compared(usual: Any, treated: Any) -> None:
    with appearance.styled():
        words = words_of(route_change(usual, treated))
    assert "Before: baseline. After: treated." in words
    assert "Attempts: after less before" in words
    assert "pale where it includes zero" in words


@pytest.mark.slow
def test_the_figure_comes_as_png_and_svg(usual: Any, treated: Any, tmp_path: Path) -> None:
    files = draw_change(usual, treated, tmp_path)
    assert [path.name for path in files] == ["route-map-change.png", "route-map-change.svg"]
    assert all(path.stat().st_size > 10_000 for path in files)


def test_a_column_that_one_result_lacks_is_said_in_words(usual: Any) -> None:
    old = dataclasses.replace(usual, routes=usual.routes.drop(columns=["clients", "fees", "capacity"]))
    assert paired(old, usual, FEE) is None
    with appearance.styled():
        assert "No mean fee by edge is recorded in one of the results." in words_of(route_change(old, usual))


def reseeded(result: Any, more: int) -> Any:
    frames = {name: getattr(result, name) for name in ("states", "world", "routes")}
    return dataclasses.replace(result, **{n: f.assign(seed=f["seed"] + more) for n, f in frames.items()})


@pytest.mark.slow
def test_what_cannot_be_compared_is_said_in_words(usual: Any, made: Any) -> None:
    later = {name: getattr(usual, name) for name in ("states", "world", "routes")}
    later = {name: frame.assign(year=frame["year"] + 50) for name, frame in later.items()}
    for other, said in (
        (reseeded(usual, 10), "share no seed"),
        (made(["AAA", "BBB", "CCC"]), "different states"),
        (dataclasses.replace(usual, **later), "share no year"),
        (dataclasses.replace(usual, routes=usual.routes.iloc[:0]), ""),
    ):
        with appearance.styled():
            figure = route_change(usual, other)
        assert said in words_of(figure)
        assert bool(figure.axes) == (not said)


@pytest.mark.slow
def test_only_shared_seeds_are_paired(usual: Any) -> None:
    other = reseeded(usual, 1)
    pair = paired(usual, other, ATTEMPTS)
    assert pair is not None
    assert (pair.change["number"] == 2).all()
    with appearance.styled():
        assert "2 replications of each, the same seeds" in words_of(route_change(usual, other))


@pytest.mark.slow
def test_one_shared_seed_has_no_interval(made: Any) -> None:
    one = made(seeds=1, years=2)
    with appearance.styled():
        words = words_of(route_change(one, changed(one, attempts=1.5)))
    assert "differences have no interval" in words
    assert "±" not in words


@pytest.mark.slow
def test_the_command_draws_two_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runs, "run", partial(runs.run, simulate=fake_model.quick))
    for out in ("one", "two"):
        words = ("run", "stylised", "--months", "24", "--replications", "2", "--jobs", "1", "--no-figures")
        assert main([*words, "--set", "world.states=3", "--out", out]) == 0
    capsys.readouterr()
    assert main(["figures", "one", "--against", "two"]) == 0
    assert capsys.readouterr().out.split() == [
        f"one/figures/route-map-change.{kind}" for kind in ("png", "svg")
    ]
    assert "figures/route-map-change.png" in json.loads(Path("one/manifest.json").read_text())["products"]
    assert main(["figures", "one", "--against", "absent"]) == 2
    assert "absent holds no result" in capsys.readouterr().err
