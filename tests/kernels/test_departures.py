"""Departures: counts drawn at once are, in distribution, everybody's own choice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtr

from abm.kernels.departures import (
    CHANNELS,
    LARGEST_ORDINAL,
    Choice,
    cell_name,
    count_departures,
    identities,
    identity,
    list_departures,
    option_sums,
    option_weights,
    share_affording,
    turn,
)
from abm.statuses import IRREGULAR_CHANNELS, QUOTA_CHANNELS, Channel
from tests.kernels.scenes import STATES, SURE, assert_same_in_python, choice, people

STREAMS = np.array([2, 4])
CHANNEL_STREAM = 3


def _blank(states: int = STATES) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    shape, by_skill = (states, 3, states), np.zeros((states, 3), np.int64)
    return np.zeros(shape, np.int32), np.zeros(shape, np.int32), np.zeros((states, 3)), by_skill


def _draw(
    terms: Choice, units: Any, *, month: int = 0, hazard: Any = 0.0, toward: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who leaves, who flees, and the hazards of leaving."""
    states = len(terms.claim)
    out = _blank(states)
    people_there = np.broadcast_to(np.asarray(units), (states, 3)).astype(np.int64)
    hazards = np.broadcast_to(np.asarray(hazard, float), states).copy()
    weights = np.ones((states, states)) - np.eye(states) if toward is None else toward
    count_departures(people_there, hazards, weights, terms, 1, STREAMS, month, *out)
    leaving, fleeing, by_choice, gone = out
    np.testing.assert_array_equal(gone, (leaving + fleeing).sum(axis=2))
    return leaving, fleeing, by_choice


def _list(leaving: np.ndarray, fleeing: np.ndarray, terms: Choice, month: int = 0) -> np.ndarray:
    out = np.full((int(leaving.sum() + fleeing.sum()) + 1, 5), -9, np.int64)
    gone = (leaving + fleeing).sum(axis=2)
    number = list_departures(leaving, fleeing, gone, terms, 1, CHANNEL_STREAM, month, out)
    assert number == len(out) - 1
    assert (out[number] == -9).all()
    return out[:number]


def _weights(terms: Choice, o: int, h: int) -> np.ndarray:
    """exp V of every destination and channel: float64 [S, 11]."""
    out = np.zeros((len(terms.claim), CHANNELS))
    for d in range(len(out)):
        option_weights(terms, o, d, h, out[d])
    return out


# ------------------------------------------------------------------------------------------ utilities


@given(st.integers(0, 50), st.integers(0, 4), st.integers(0, 4), st.integers(0, 2))
def test_the_weight_of_an_option_is_the_product_of_its_factors(seed: int, o: int, d: int, h: int) -> None:
    terms, out = choice(seed), np.full(CHANNELS, -1.0)
    total = option_weights(terms, o, d, h, out)
    expected = np.full(CHANNELS, terms.pair[o, d] * terms.origin[o, h] * terms.destination[h, d])
    expected *= terms.channel[h, :, d]
    mode = np.zeros(CHANNELS, int)
    mode[list(IRREGULAR_CHANNELS)] = 1, 2, 3
    expected *= terms.afford[o, h, mode, d]
    expected[list(QUOTA_CHANNELS)] *= terms.preference[:, o, d]
    expected[Channel.FAMILY] *= terms.family_tie[o, d]
    expected[Channel.ASYLUM] *= terms.claim[o] * terms.access[o, d]
    expected[Channel.SHORT_STAY] *= terms.access[o, d]
    expected[list(IRREGULAR_CHANNELS)] *= terms.risk[:, o, d]
    expected[Channel.FLIGHT] = 0.0
    open_ones = np.zeros(CHANNELS, bool)
    open_ones[Channel.FREE_MOVEMENT] = True
    expected[open_ones != terms.free[o, d]] = 0.0
    assert out == pytest.approx(expected, rel=1e-12)
    assert total == pytest.approx(out.sum(), rel=1e-12)


@given(st.integers(0, 50), st.integers(0, 4), st.integers(0, 2))
def test_the_sums_over_channels_are_those_of_the_weights(seed: int, o: int, h: int) -> None:
    terms, sums = choice(seed), np.full(STATES, -1.0)
    option_sums(terms, o, h, sums)
    assert sums == pytest.approx(_weights(terms, o, h).sum(axis=1), rel=1e-12)


def test_an_afforded_share_is_that_of_lognormal_wealth() -> None:
    rng = np.random.default_rng(0)
    cost = rng.uniform(4.0, 12.0, (4, STATES, STATES))
    cost[2, 0, 1] = np.inf
    wealth, out = rng.uniform(5.0, 11.0, (STATES, 3)), np.zeros((STATES, 3, 4, STATES))
    share_affording(cost, wealth, 1.2, 0, out)
    expected = ndtr((wealth[:, :, None, None] - cost.transpose(1, 0, 2)[:, None, :, :]) / 1.2)
    assert out == pytest.approx(expected, abs=1e-6)
    assert (out[0, :, 2, 1] == 0.0).all()
    before = out.copy()
    share_affording(cost + 1.0, wealth, 1.2, 2, out)
    assert (out[:, :, :2] == before[:, :, :2]).all()
    assert (out[:, :, 3] < before[:, :, 3]).all()


# ------------------------------------------------------------------------------------------ counts


@given(st.integers(0, 30), st.integers(0, 400), st.floats(1e-6, 100.0), st.floats(0.0, 5.0))
def test_nobody_leaves_twice(month: int, units: int, level: float, hazard: float) -> None:
    leaving, fleeing, hazards = _draw(choice(1, level=level), units, month=month, hazard=hazard)
    assert min(leaving.min(), fleeing.min()) >= 0
    assert ((leaving + fleeing).sum(axis=2) <= units).all()
    totals = [[_weights(choice(1, level=level), o, h).sum() for h in range(3)] for o in range(STATES)]
    assert hazards == pytest.approx(np.log1p(totals), rel=1e-9)


def test_nobody_leaves_where_nothing_is_open_or_nobody_lives() -> None:
    closed = choice(level=0.0)
    assert not _draw(closed, 10_000)[0].any()
    assert not _draw(choice(), 0, hazard=1.0)[0].any()
    assert not _draw(closed, 10_000, hazard=3.0, toward=np.zeros((STATES, STATES)))[1].any()


def test_counts_of_a_month_leave_nothing_of_the_month_before() -> None:
    terms, toward, out = choice(level=0.002), np.ones((STATES, STATES)), _blank()
    seen = []
    for month in range(40):
        units = np.full((STATES, 3), 30 * (month % 3))
        hazard = np.full(STATES, 0.002 * (month % 2))
        count_departures(units, hazard, toward, terms, 1, STREAMS, month, *out)
        alone = _blank()
        count_departures(units, hazard, toward, terms, 1, STREAMS, month, *alone)
        for together, fresh in zip(out, alone, strict=True):
            np.testing.assert_array_equal(together, fresh)
        seen.append(out[3] > 0)
    assert 0.05 < np.mean(seen) < 0.95


def test_everybody_leaves_when_leaving_is_worth_everything() -> None:
    leaving, _, _ = _draw(choice(level=1e18), 100)
    assert (leaving.sum(axis=2) == 100).all()


def _each_by_gumbel(weights: np.ndarray, number: int, months: int) -> np.ndarray:
    """Leavers by month and option when every resident takes the best of noisy utilities, staying (0) among them."""
    rng = np.random.default_rng(5)
    with np.errstate(divide="ignore"):
        utility = np.log(np.concatenate(([1.0], weights.ravel())))
    counts = np.zeros((months, len(utility)), np.int64)
    for month in range(months):
        for _ in range(number):
            counts[month, np.argmax(utility + rng.gumbel(size=len(utility)))] += 1
    return counts[:, 1:]


def _drawn(terms: Choice, number: int, months: int, hazard: float = 0.0) -> np.ndarray:
    """The same from the kernels, for skill 1 of origin 0: int64 [months, S * 11]."""
    counts = np.zeros((months, len(terms.claim), CHANNELS), np.int64)
    units = np.zeros((len(terms.claim), 3), np.int64)
    units[0, 1] = number
    for month in range(months):
        leaving, fleeing, _ = _draw(terms, units, month=month, hazard=hazard)
        rows = _list(leaving, fleeing, terms, month)
        np.add.at(counts[month], (rows[:, 2], rows[:, 3]), 1)
    return counts.reshape(months, -1)


@pytest.mark.slow
def test_counts_equal_in_distribution_a_loop_over_persons() -> None:
    terms, number, months = choice(2, states=3, level=0.02), 40, 1500
    loop, drawn = _each_by_gumbel(_weights(terms, 0, 1), number, months), _drawn(terms, number, months)
    options = np.stack([loop.sum(axis=0), drawn.sum(axis=0)])
    often = options.sum(axis=0) >= 10
    assert not options[:, _weights(terms, 0, 1).ravel() == 0.0].any()
    assert stats.chi2_contingency(options[:, often]).pvalue > SURE
    monthly = [
        np.bincount(counts.sum(axis=1), minlength=number + 1)[: number + 1] for counts in (loop, drawn)
    ]
    both = np.stack(monthly)[:, np.stack(monthly).sum(axis=0) >= 10]
    assert stats.chi2_contingency(both).pvalue > SURE


@pytest.mark.slow
def test_counts_have_the_shares_and_the_spread_of_a_multinomial() -> None:
    terms, number, months = choice(3, states=4, level=0.05), 200, 3000
    weights = _weights(terms, 0, 1).ravel()
    drawn = _drawn(terms, number, months)
    share = weights / (1.0 + weights.sum())
    expected = np.append(share, 1.0 - share.sum()) * number * months
    seen = np.append(drawn.sum(axis=0), number * months - drawn.sum())
    assert stats.chisquare(seen[expected > 0.0], expected[expected > 0.0]).pvalue > SURE
    by_destination = drawn.reshape(months, 4, CHANNELS).sum(axis=2)[:, 1:]
    p = share.reshape(4, CHANNELS).sum(axis=1)[1:]
    covariance = number * (np.diag(p) - np.outer(p, p))
    seen_covariance = np.cov(by_destination.T)
    scale = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)) / months)
    assert (np.abs(seen_covariance - covariance) < 5 * scale).all()


def test_flight_comes_first_and_goes_by_its_own_weights() -> None:
    terms, months, number, hazard = choice(4, states=4, level=0.1), 500, 300, 0.2
    toward = np.array([[0.0, 5.0, 1.0, 0.0]] * 4)
    fled, left = np.zeros(4), 0
    units = np.zeros((4, 3), np.int64)
    units[0, 2] = number
    for month in range(months):
        leaving, fleeing, _ = _draw(terms, units, month=month, hazard=hazard, toward=toward)
        fled += fleeing[0, 2]
        left += leaving[0, 2].sum()
    chance = -np.expm1(-hazard)
    expected = np.array([chance * 5 / 6, chance / 6, 1.0 - chance]) * number * months
    stayed = number * months - fled.sum()
    assert fled[[0, 3]].tolist() == [0.0, 0.0]
    assert stats.chisquare([fled[1], fled[2], stayed], expected).pvalue > SURE
    total = _weights(terms, 0, 2).sum()
    assert stats.binomtest(int(left), int(stayed), total / (1.0 + total)).pvalue > SURE


@pytest.mark.parametrize("level", [1e-5, 1e-4, 1e-3])
def test_closing_a_destination_lowers_no_other_count(level: float) -> None:
    """True of a chain of binomials as long as few of a cell leave in a month, as in any month of the model."""
    terms = choice(5, level=level)
    for closed in range(STATES):
        pair = terms.pair.copy()
        pair[:, closed] = 0.0
        others = [d for d in range(STATES) if d != closed]
        for month in range(60):
            before, _, _ = _draw(terms, 400, month=month)
            after, _, _ = _draw(terms._replace(pair=pair), 400, month=month)
            assert not after[:, :, closed].any()
            assert (after[:, :, others] >= before[:, :, others]).all()


def test_closing_a_destination_hardly_lowers_others_where_many_leave() -> None:
    """Places in the chain before the closed one take more, which can cost a later one a leaver, rarely."""
    terms = choice(5, level=0.03)
    pair = terms.pair.copy()
    pair[:, 3] = 0.0
    lowered, cells = 0, 0
    for month in range(200):
        before, _, _ = _draw(terms, 400, month=month)
        after, _, _ = _draw(terms._replace(pair=pair), 400, month=month)
        fewer = (before - after)[:, :, [0, 1, 2, 4]]
        assert fewer.max() <= 1
        lowered += int((fewer > 0).sum())
        cells += int((before[:, :, [0, 1, 2, 4]] > 0).sum())
    assert lowered < 0.005 * cells


def test_a_state_leaves_others_alone() -> None:
    """Everybody's draws are named by their own corridor: more people elsewhere change nothing here."""
    units = np.full((STATES, 3), 300)
    before, _, _ = _draw(choice(level=0.05), units)
    units[2] = 5000
    after, _, _ = _draw(choice(level=0.05), units)
    others = [0, 1, 3, 4]
    assert np.array_equal(before[others], after[others])
    assert not np.array_equal(before[2], after[2])


# ------------------------------------------------------------------------------------------ leavers


def test_a_row_for_each_leaver_numbered_within_the_cell() -> None:
    terms = choice(level=0.1)
    leaving, fleeing, _ = _draw(terms, 100, hazard=0.1)
    rows = _list(leaving, fleeing, terms)
    origin, skill, destination, channel, ordinal = rows.T
    for counts, chosen in ((fleeing, channel == Channel.FLIGHT), (leaving, channel != Channel.FLIGHT)):
        seen = np.zeros_like(counts)
        np.add.at(seen, (origin[chosen], skill[chosen], destination[chosen]), 1)
        assert np.array_equal(seen, counts)
        cell = (origin[chosen] * STATES + destination[chosen]) * 3 + skill[chosen]
        for each in np.unique(cell):
            assert np.array_equal(np.sort(ordinal[chosen][cell == each]), np.arange((cell == each).sum()))
    for o, h, d, c, _ in rows[channel != Channel.FLIGHT]:
        assert _weights(terms, o, h)[d, c] > 0.0


def test_closing_a_channel_moves_only_those_who_chose_it() -> None:
    terms = choice(level=0.1, free=np.zeros((STATES, STATES), bool))
    leaving, fleeing, _ = _draw(terms, 200)
    channel = terms.channel.copy()
    channel[:, Channel.SMUGGLED] = 0.0
    before = _list(leaving, fleeing, terms)
    after = _list(leaving, fleeing, terms._replace(channel=channel))
    moved = (before != after).any(axis=1)
    assert np.array_equal(moved, before[:, 3] == Channel.SMUGGLED)
    assert moved.sum() > 20


packed = st.tuples(
    st.integers(0, 4094), st.integers(0, 1023), st.integers(0, 1023), st.integers(0, 2), st.integers(0, 11),
    st.integers(0, LARGEST_ORDINAL),
)  # fmt: skip


@given(packed)
def test_an_identity_can_be_unpacked(parts: tuple[int, ...]) -> None:
    uid = int(identity(*parts))
    assert 0 <= uid < 2**62
    bits = (50, 12), (40, 10), (30, 10), (28, 2), (24, 4), (0, 24)
    assert tuple(uid >> shift & (2**width - 1) for shift, width in bits) == parts
    month, origin, destination, skill, channel, ordinal = parts
    row = np.array([[origin, skill, destination, channel, ordinal]])
    assert identities(row, month - 1).tolist() == [uid]


@given(st.tuples(*[st.integers(0, 1023)] * 2), st.integers(0, 2), st.tuples(*[st.integers(0, 1023)] * 2))
def test_cells_have_names_of_their_own(ends: tuple[int, int], skill: int, other: tuple[int, int]) -> None:
    assert (cell_name(*ends, skill) == cell_name(*other, skill)) == (ends == other)
    assert 0 <= cell_name(*ends, skill) < 2**38
    assert cell_name(*ends, 0) != cell_name(*ends, 1)


# ------------------------------------------------------------------------------------------ turning


def _turned(terms: Choice, channel: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    migrants = people(6000, origin=0, destination=1, skill=1, channel=channel, uid=rng.permutation(6000))
    out = np.full(6000, -7)
    turn(np.arange(6000), migrants.columns, terms, 1, 9, 3, out)
    return out


@pytest.mark.parametrize("failed", QUOTA_CHANNELS)
def test_those_who_turn_compare_the_other_ways_with_the_one_that_failed(failed: Channel) -> None:
    terms = choice(level=1.0, free=np.zeros((STATES, STATES), bool))
    weights = _weights(terms, 0, 1)[1]
    kept = np.array([c == failed or c >= Channel.ASYLUM for c in range(CHANNELS)])
    weights[~kept] = 0.0
    out = _turned(terms, failed)
    seen = np.bincount(np.where(out < 0, failed, out), minlength=CHANNELS)
    assert not seen[weights == 0.0].any()
    expected = weights / weights.sum() * len(out)
    held = expected > 0
    assert stats.chisquare(seen[held], expected[held]).pvalue > SURE


def test_nobody_turns_to_another_queue_and_nobody_where_all_is_closed() -> None:
    closed = choice(level=0.0)
    assert (_turned(closed, Channel.FAMILY) == -1).all()
    assert not np.isin(_turned(choice(), Channel.GUEST), QUOTA_CHANNELS).any()


def test_the_same_in_python() -> None:
    terms = choice(level=0.05)
    units, hazard, toward = np.full((STATES, 3), 60), np.full(STATES, 0.05), np.ones((STATES, STATES))
    assert_same_in_python(count_departures, lambda: (units, hazard, toward, terms, 1, STREAMS, 2, *_blank()))
    leaving, fleeing, _ = _draw(terms, 60, hazard=0.05)
    gone = (leaving + fleeing).sum(axis=2)
    number = int(gone.sum())
    assert_same_in_python(
        list_departures,
        lambda: (leaving, fleeing, gone, terms, 1, 3, 2, np.zeros((number, 5), np.int64)),
    )
    rows = _list(leaving, fleeing, terms)
    assert_same_in_python(identities, lambda: (rows, 7))
    assert_same_in_python(option_weights, lambda: (terms, 0, 1, 2, np.zeros(CHANNELS)))
    assert_same_in_python(option_sums, lambda: (terms, 0, 2, np.zeros(STATES)))
    cost, wealth = np.full((4, 3, 3), 7.0), np.full((3, 3), 8.0)
    assert_same_in_python(share_affording, lambda: (cost, wealth, 1.2, 1, np.zeros((3, 3, 4, 3))))
    waiting = people(40, channel=1)
    assert_same_in_python(
        turn, lambda: (np.arange(40), waiting.columns, terms, 1, 9, 2, np.zeros(40, np.int64))
    )
