"""A session: what a tab shows, plays, changes and compares, by any thread, and that nothing of it stays."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from abm.page.catalogue import scenarios, studies
from abm.page.history import WORLD, History
from abm.page.session import FASTEST, Session
from abm.refusal import Refusal
from abm.runs import run
from abm.scenario import load
from abm.scenario.places import configs
from tests.laws.small_world import fingerprint, model_of, small

SCENARIO = small(months=10, persons_per_agent=1000)


@pytest.fixture
def session() -> Iterator[Session]:
    live = Session.live(SCENARIO)
    live.speed = FASTEST
    yield live
    live.close()


def _until(condition: object, seconds: float = 300.0) -> None:
    began = time.monotonic()
    while not condition():  # type: ignore[operator]
        assert time.monotonic() - began < seconds
        time.sleep(0.005)


def test_it_runs_month_by_month_and_shows_the_last(session: Session) -> None:
    assert (session.at, session.months, session.running, session.seed) == (-1, 0, True, 1)
    assert [session.step() for _ in range(3)] == ["1990-01", "1990-02", "1990-03"]
    assert (session.at, session.months) == (2, 3)
    assert session.look(lambda history: len(history.series("immigrants", WORLD))) == 3


def test_it_replays_what_is_there_then_runs_to_the_end(session: Session) -> None:
    for _ in range(4):
        session.step()
    assert session.show(1) == "1990-02"
    dates = []
    while date := session.advance():
        dates.append(date)
        assert session.months == max(4, session.at + 1)
    assert dates == [f"1990-{month:02d}" for month in range(3, 11)]
    assert (session.at, session.running, session.trouble) == (9, False, "")
    assert session.step() == ""
    assert session.trouble == "the run is over since 1990-10"


def test_a_month_that_is_not_there_is_the_nearest(session: Session) -> None:
    assert session.show(5) == "1990-01"
    assert session.at == -1
    session.step()
    session.show(99)
    assert session.at == 0
    session.show(-3)
    assert session.at == 0


def test_playing_gives_the_run_that_stepping_gives(session: Session) -> None:
    told: list[int] = []
    assert session.play(lambda: told.append(session.at)) == "playing"
    _until(lambda: not session.playing)
    assert session.at == 9
    assert told[:-1] == list(range(10))
    assert session.model is not None
    assert fingerprint(session.model) == fingerprint(model_of(SCENARIO, months=10))


def test_playing_keeps_to_its_speed_and_pauses(session: Session) -> None:
    session.step()
    session.speed = 20.0
    began = time.monotonic()
    session.play()
    _until(lambda: session.at >= 5)
    assert time.monotonic() - began > 4 / 20.0
    session.pause()
    at = session.at
    time.sleep(0.15)
    assert session.at == at
    assert not session.playing


def test_a_user_may_click_while_it_plays(session: Session) -> None:
    """Looks, changes and refusals from other threads; the run is that of the scenario with what was changed."""
    errors: list[BaseException] = []

    def ask() -> None:
        def consistent(history: History) -> None:
            months = history.months
            if months:
                assert len(history.series("inflow", WORLD)) == months
                arrivals = history.flows("arrivals", months - 1, most=10_000).amount.sum()
                assert arrivals == history.series("inflow", WORLD)[-12:].sum()

        try:
            while session.playing:
                session.look(consistent)
                session.set(["AAA"], {"removal": float(session.at % 5)})
                session.set(["AAX"], {"removal": 1.0})
        except BaseException as error:
            errors.append(error)

    session.play()
    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    _until(lambda: not session.playing)
    for thread in threads:
        thread.join()
    assert not errors
    assert session.model is not None
    assert session.model.acts
    assert fingerprint(session.model) == fingerprint(model_of(session.model.as_acted(), months=10))


def test_a_refusal_is_told_and_the_next_deed_clears_it(session: Session) -> None:
    assert session.set(["AAA"], {"removal": 1000}) == ""
    assert "outside its range 0 to 50 multiple" in session.trouble
    assert session.set(["AAA"], {"removal": 10}).endswith("from 1990-01 on")
    assert session.trouble == ""
    assert session.undo().startswith("Taken back")
    assert session.undo() == ""
    assert session.leave() == ""
    assert session.trouble == "there is no comparison to leave"
    assert session.replicate(2) == ""
    assert "compare first" in session.trouble


def test_a_new_beginning_takes_settings_and_a_seed(session: Session) -> None:
    session.step()
    said = session.reset(SCENARIO, seed=5, changes={"months": 6, "parameters.departures.propensity": -20.0})
    assert said.endswith("1990-01 to 1990-06")
    assert (session.at, session.months, session.seed) == (-1, 0, 5)
    assert session.scenario is not None
    assert session.scenario.parameters.departures.propensity == -20.0


@pytest.mark.parametrize(
    ("scenario", "changes", "sentence"),
    [
        ("basline", {}, "did you mean 'baseline'?"),
        (SCENARIO, {"parameters.departures.propensty": 1.0}, "unknown key 'parameters.departures.propensty'"),
        (SCENARIO, {"months": "many"}, "'months' must be a whole number"),
    ],
)
def test_a_beginning_that_is_refused_leaves_the_world_that_is_there(
    session: Session, scenario: object, changes: dict[str, object], sentence: str
) -> None:
    session.step()
    assert session.reset(scenario, changes=changes) == ""  # type: ignore[arg-type]
    assert sentence in session.trouble
    assert session.months == 1
    assert session.step() == "1990-02"


def test_a_new_beginning_while_it_plays_stops_the_playing(session: Session) -> None:
    session.speed = 50.0
    session.play()
    _until(lambda: session.months >= 2)
    session.reset(SCENARIO)
    time.sleep(0.1)
    assert (session.playing, session.months, session.at) == (False, 0, -1)


def test_two_futures_are_compared_and_one_is_kept(session: Session) -> None:
    for _ in range(3):
        session.step()
    assert session.compare() == "compared from 1990-04 on"
    session.set(["AAA"], {"border_effort": 9.0})
    assert session.step() == "1990-04"
    assert session.step() == "1990-05"
    assert session.whatif is not None
    assert session.whatif.difference("enforcement_spending", "AAA").any()
    assert (session.months, session.model.month if session.model else 0) == (5, 3)
    assert session.leave() == "back to 1990-03"
    assert session.months == 3
    session.compare()
    session.set(["AAA"], {"border_effort": 9.0})
    session.step()
    assert session.leave(keep=True) == "the changed world goes on"
    assert (session.months, len(session.desk.log())) == (4, 1)
    session.step()
    assert session.model is not None
    assert fingerprint(session.model) == fingerprint(model_of(session.model.as_acted(), months=5))


def test_what_is_asked_while_it_plays_is_answered_of_whole_months(session: Session) -> None:
    """Arrivals of the running year are those until the end of some month, whoever asks, and whenever."""
    asked: list[float] = []
    session.step()
    history = session.history
    session.play()
    while session.playing:
        asked.append(float(history.flows("arrivals", history.months - 1, most=10_000).amount.sum()))
    so_far = np.cumsum(history.series("inflow", WORLD))
    assert len(asked) > 10
    assert set(asked) <= set(so_far.tolist())


def test_a_comparison_that_was_left_does_not_go_on(session: Session) -> None:
    session.step()
    session.compare()
    comparison = session.whatif
    assert session.go_on(comparison) == "1990-02"
    session.leave()
    assert session.go_on(comparison) == ""
    session.compare()
    assert session.go_on(comparison) == ""
    assert (session.months, session.trouble) == (1, "")


def test_every_replication_of_a_result_can_be_replayed(tmp_path: Path) -> None:
    result = run(small(months=4, replications=2), tmp_path / "result", jobs=1)
    session = Session.stored(tmp_path / "result")
    session.show(1)
    for seed in (2, 1):
        assert session.look_at(seed) == f"replication with the seed {seed}"
        assert (session.replication, session.replications, session.at) == (seed, (1, 2), 1)
        world = result.world[result.world["seed"] == seed]
        np.testing.assert_array_equal(session.history.series("immigrants", WORLD), world["immigrants"])
    assert session.look_at(9) == ""
    assert "no replication with the seed 9" in session.trouble
    assert session.replication == 1
    session.close()
    assert Session.live(SCENARIO).look_at(1) == ""


def test_a_stored_result_is_replayed_and_not_changed(tmp_path: Path) -> None:
    result = run(small(months=4, replications=2), tmp_path / "result", jobs=1)
    session = Session.stored(tmp_path / "result")
    assert (session.at, session.months, session.running, session.seed) == (3, 4, False, None)
    session.show(0)
    assert [session.advance() for _ in range(4)] == ["1990-02", "1990-03", "1990-04", ""]
    assert session.step() == ""
    assert "no further month" in session.trouble
    assert session.set("all", {"removal": 1.0}) == ""
    assert "cannot be changed" in session.trouble
    assert session.compare() == ""
    world = result.world[result.world["seed"] == result.seeds[0]]
    np.testing.assert_array_equal(session.history.series("immigrants", WORLD), world["immigrants"])
    with pytest.raises(Refusal, match="holds no result"):
        Session.stored(tmp_path)
    session.close()


def test_closing_lets_everything_go() -> None:
    session = Session.live(SCENARIO)
    session.step()
    session.compare()
    session.set(["AAA"], {"removal": 5.0})
    session.replicate(2, jobs=1)
    assert session.whatif is not None
    held = [weakref.ref(one) for one in (session.model, session.whatif.as_it_is, session.whatif.changed)]
    band = session.band
    session.play()
    session.close()
    session.close()
    gc.collect()
    assert [one() for one in held] == [None, None, None]
    assert band is not None
    assert not band.running
    assert session.step() == ""
    assert session.trouble == "the session is closed"


def test_nothing_that_draws_is_loaded_with_it(root: Path) -> None:
    program = "import sys, abm.page.session, abm.page.catalogue; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert not set(loaded.stdout.split()) & {"solara", "reacton", "ipywidgets", "matplotlib"}


def test_the_catalogue_has_every_shipped_file_and_says_what_it_is_for() -> None:
    names = [name for name, _ in scenarios()]
    assert names[0] == "baseline"
    assert sorted(names) == sorted(path.stem for path in (configs() / "scenarios").glob("*.yaml"))
    assert all(len(said) > 20 for _, said in scenarios())
    assert dict(scenarios())["stylised"] == " ".join(load("stylised").description.split())
    assert {name for name, _ in studies()} == {path.stem for path in (configs() / "studies").glob("*.yaml")}
    assert all(said for _, said in studies())
