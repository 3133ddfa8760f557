"""The history of a running model: what its frames say, at every month, while it runs."""

from __future__ import annotations

import numpy as np
import pytest

from abm.ledger import ENTRIES
from abm.page.history import WORLD, History
from abm.page.live import LiveHistory
from abm.refusal import Refusal
from abm.results.measures import MEASURES, STATE_MEASURES
from abm.scenario import load, override
from tests.laws.small_world import model_of, small

MONTHS = 18
EVENTS = [
    {"date": "1990-04", "states": ["AAA"], "set": {"quota_family": 0.0}, "name": "Closure"},
    {"date": "1990-02", "attack": {"target": "AAB", "deaths": 200}},
]


@pytest.fixture(scope="module")
def history() -> LiveHistory:
    """Eighteen months: a year that is over and half of one that is running."""
    return LiveHistory(model_of(small(events=EVENTS), months=MONTHS))


def test_it_answers_what_a_page_asks(history: LiveHistory) -> None:
    asked: History = history
    assert (asked.months, asked.horizon, asked.mapped) == (MONTHS, 24, False)
    assert (asked.date(0), asked.date(17), asked.date(18)) == ("1990-01", "1991-06", "1991-07")
    assert asked.places.shape == (len(asked.codes), 2)
    assert len(asked.names) == len(asked.codes) == 9


@pytest.mark.parametrize("measure", ["immigrants", "mean_fee", "net_security", "conflict_deaths"])
def test_values_and_series_are_those_of_the_frames(history: LiveHistory, measure: str) -> None:
    frames = history.model.frames()
    states, world = frames["states"], frames["world"]
    by_month = states[measure].to_numpy().reshape(MONTHS, 9)
    for month in range(MONTHS):
        np.testing.assert_array_equal(history.values(measure, month), by_month[month])
    np.testing.assert_array_equal(history.series(measure, "AAC"), by_month[:, 2])
    np.testing.assert_array_equal(history.series(measure, WORLD), world[measure])


def test_every_measure_can_be_asked_for(history: LiveHistory) -> None:
    for name, measure in MEASURES.items():
        assert len(history.series(name, WORLD)) == MONTHS
        assert np.isnan(history.values(name, 3)).all() if measure.world_only else True
    assert not any(
        np.isnan(history.series(measure.name, "AAA")).all() for measure in STATE_MEASURES if not measure.ratio
    )


def test_what_is_handed_out_can_be_changed_without_harm(history: LiveHistory) -> None:
    before = history.values("immigrants", 5)
    history.values("immigrants", 5).fill(-1.0)
    np.testing.assert_array_equal(history.values("immigrants", 5), before)


def test_flows_by_channel_add_up_to_arrivals_in_both_years(history: LiveHistory) -> None:
    inflow = history.series("inflow", WORLD)
    for month, whole in ((3, inflow[:12].sum()), (17, inflow[12:].sum())):
        arrivals = history.flows("arrivals", month, most=1000)
        channels = [kind for kind in history.kinds if kind.startswith("arrivals_")]
        assert len(channels) == 11
        parts = [history.flows(kind, month, most=1000) for kind in channels]
        assert arrivals.amount.sum() == sum(part.amount.sum() for part in parts) == whole
        assert (arrivals.year, arrivals.unit) == (1990 if month == 3 else 1991, "persons per year")
        pair = int(arrivals.origin[0]), int(arrivals.destination[0])
        of_pair = sum(
            part.amount[(part.origin == pair[0]) & (part.destination == pair[1])].sum() for part in parts
        )
        assert of_pair == arrivals.amount[0]


def test_flows_are_the_largest_first_and_no_more_than_asked(history: LiveHistory) -> None:
    everything = history.flows("stock", 17, most=1000)
    few = history.flows("stock", 17, most=5)
    assert len(few.amount) == 5 < len(everything.amount)
    np.testing.assert_array_equal(few.amount, np.sort(everything.amount)[::-1][:5])
    assert everything.amount.sum() == history.series("immigrants", WORLD)[-1]
    assert (
        history.flows("refugees", 17, most=1000).amount.sum() == history.series("refugees_hosted", WORLD)[-1]
    )


def test_remittances_go_from_where_migrants_live_to_where_they_are_from(history: LiveHistory) -> None:
    sent = history.flows("remittances", 2, most=1000)
    out, into = np.bincount(sent.origin, sent.amount, 9), np.bincount(sent.destination, sent.amount, 9)
    for number, code in enumerate(history.codes):
        assert out[number] == pytest.approx(history.series("remittances_out", code)[:12].sum())
        assert into[number] == pytest.approx(history.series("remittances_in", code)[:12].sum())


def test_crossings_add_up_to_the_attempts_of_the_year(history: LiveHistory) -> None:
    for month, within in ((0, slice(0, 12)), (17, slice(12, 18))):
        tried = history.crossings(month)
        assert tried.attempts.sum() == history.series("attempts", WORLD)[within].sum() > 0
        assert tried.deaths.sum() == history.series("deaths_on_routes", WORLD)[within].sum()
        assert tried.interdictions.sum() == history.series("interdictions", WORLD)[within].sum()
        assert set(tried.mode) <= {"land", "sea", "air"}
        assert len(tried.mode) == len(tried.origin) == len(tried.destination)


def test_the_ledger_adds_up_to_what_became_of_net_security(history: LiveHistory) -> None:
    """From the end of one year to the end of the run: what the lines changed is what changed."""
    lines = history.ledger("AAB", 17)
    security = history.series("net_security", "AAB")
    assert sum(line.security for line in lines) == pytest.approx(security[17] - security[11], abs=1e-9)
    assert [abs(line.security) for line in lines] == sorted(
        (abs(line.security) for line in lines), reverse=True
    )
    known = {(entry.outcome, entry.channel) for entry in ENTRIES}
    assert {(line.outcome, line.channel) for line in lines} <= known
    killed = sum(line.change for line in history.ledger(WORLD, 0) if line.outcome == "violence")
    assert killed >= 200


def test_what_happens_when_is_in_order_and_says_who_did_it() -> None:
    model = model_of(small(events=EVENTS), months=1)
    model.act({"date": "1990-03", "states": ["AAA", "AAB"], "scale": {"border_effort": 2.0}})
    first, second, third = LiveHistory(model).dated()
    names = dict(zip(model.world.codes, model.world.names, strict=True))
    assert first.words == f"An attack on {names['AAB']} kills 200"
    assert second.words == f"Border effort of {names['AAA']} and {names['AAB']} multiplied by 2"
    assert (third.words, third.month) == ("Closure", 3)
    assert [one.by_user for one in (first, second, third)] == [False, True, False]


def test_nothing_is_reported_of_a_generated_world(history: LiveHistory) -> None:
    assert history.reported("immigrants", WORLD) is None


def test_the_real_world_has_outlines_and_reported_numbers() -> None:
    from abm.model import MigrationModel

    model = MigrationModel(override(load("baseline"), ["persons_per_agent=100000"]))
    history = LiveHistory(model)
    assert history.mapped
    assert history.months == 0
    stock = model.world.reference_states
    assert stock is not None
    reported = history.reported("immigrants", "DEU")
    assert reported is not None
    known = stock[(stock["iso3"] == "DEU") & stock["immigrant_stock"].notna()].set_index("year")[
        "immigrant_stock"
    ]
    assert reported.years.tolist() == [year for year in known.index if 1990 <= year <= 2020]
    np.testing.assert_array_equal(reported.values, known[reported.years])
    assert "UN" in reported.source
    whole = history.reported("immigrants", WORLD)
    assert whole is not None
    assert whole.values[0] > 1e8
    assert history.reported("net_security", "DEU") is None
    claims = history.reported("asylum_claims", "DEU")
    assert claims is not None
    assert claims.source.startswith("UNHCR")
    model.forget()


def test_what_is_not_there_is_refused_with_the_nearest(history: LiveHistory) -> None:
    with pytest.raises(Refusal, match="did you mean 'immigrants'"):
        history.series("imigrants", WORLD)
    with pytest.raises(Refusal, match="there is no state 'AAZ'"):
        history.series("immigrants", "AAZ")
    with pytest.raises(Refusal, match="did you mean 'refugees'"):
        history.flows("refugee", 0)
    with pytest.raises(Refusal, match="month 18 has not been run; there are 18"):
        history.values("immigrants", 18)
