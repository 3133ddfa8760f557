"""Sentences say what the numbers say: sign, size, and that nothing can be told where nothing can."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.analysis import Box, Limit, box_sentence, driver_sentence, policy_sentence, screening_sentence
from abm.analysis.wording import plural

LABELS = {"network": "Network effect", "fees": "Fees", "closed": "Closed quotas", "strict": "Strict control"}


def sobol(**factors: tuple[float, float, float, float]) -> pd.DataFrame:
    """Indices by factor: first order and half its interval, total and half its interval."""
    return pd.DataFrame(
        [
            (name, "", index, value, value - half, value + half)
            for name, (first, first_half, total, total_half) in factors.items()
            for index, value, half in (("first", first, first_half), ("total", total, total_half))
        ],
        columns=["factor", "other", "index", "value", "low", "high"],
    )


def test_the_driver_with_its_share_alone_and_with_interactions() -> None:
    table = sobol(network=(0.41, 0.06, 0.52, 0.05), fees=(0.2, 0.05, 0.3, 0.06))
    assert driver_sentence(table, "irregular entries", LABELS) == (
        "The network effect drives irregular entries most: it alone accounts for 41 % of their variance "
        "(95 % interval 35 to 47 %), with interactions 52 %."
    ).replace("The network", "Network")


def test_a_plural_factor_a_singular_outcome_and_an_article_of_the_label() -> None:
    table = sobol(fees=(0.412, 0.006, 0.52, 0.005))
    sentence = driver_sentence(table, "Share of the world", {"fees": "The fees"}, level=0.9)
    assert sentence == (
        "The fees drive share of the world most: they alone account for 41.2 % of its variance "
        "(90 % interval 40.6 to 41.8 %), with interactions 52 %."
    ).replace("52 %", "52.0 %")


def test_a_lead_that_chance_may_have_made_is_said() -> None:
    table = sobol(network=(0.41, 0.06, 0.5, 0.1), fees=(0.3, 0.05, 0.3, 0.15))
    assert driver_sentence(table, "deaths", LABELS).endswith("Its lead over fees cannot be told from chance.")


def test_a_driver_by_interaction_only() -> None:
    sentence = driver_sentence(sobol(network=(0.01, 0.05, 0.4, 0.1)), "deaths", LABELS)
    assert "most, but only with other factors: its share alone lies within the noise" in sentence
    assert "(95 % interval \N{MINUS SIGN}4 to 6 %), with interactions 40 %." in sentence


def test_no_driver_can_be_told() -> None:
    sentence = driver_sentence(
        sobol(network=(0.1, 0.3, 0.2, 0.25), fees=(0.0, 0.1, 0.1, 0.2)), "deaths", LABELS
    )
    assert sentence.startswith("No factor can be told to drive deaths")
    assert "(95 % intervals reach 45 %)" in sentence
    still = driver_sentence(sobol(network=(math.nan,) * 4), "deaths", LABELS)
    assert still == "Deaths do not vary between the points, so nothing drives them."


def change(
    outcome: str, difference: float, half: float, reference: float = 100.0, policy: str = "closed"
) -> dict:
    return {
        "policy": policy, "outcome": outcome, "reference_mean": reference,
        "difference": difference, "low": difference - half, "high": difference + half,
    }  # fmt: skip


def test_what_a_policy_lowers_and_raises() -> None:
    table = pd.DataFrame([change("authorised_entries", -12, 2), change("irregular_entries", 5, 1)])
    assert policy_sentence(table, LABELS) == (
        "Closed quotas lower authorised entries by 12 % (10 to 14 %) and raise irregular entries by 5 % (4 to 6 %). "
        "In brackets: 95 % intervals."
    )
    single = table.assign(
        policy="strict", difference=-table["difference"], low=-table["high"], high=-table["low"]
    )
    assert policy_sentence(single, LABELS).startswith(
        "Strict control raises authorised entries by 12 % (10 to 14 %) and lowers irregular entries by 5 % (4 to 6 %)."
    )


def test_what_cannot_be_told_is_said() -> None:
    table = pd.DataFrame([change("deaths", 1, 4), change("cost", 0, 0), change("fees", 3, math.nan)])
    assert policy_sentence(table, LABELS) == (
        "Closed quotas leave cost as it is. "
        "Whether they raise or lower deaths (\N{MINUS SIGN}3 to +5 %) cannot be told: the interval spans zero. "
        "Too few pairs of runs to tell anything of fees. In brackets: 95 % intervals."
    )
    alone = policy_sentence(pd.DataFrame([change("deaths", 1, 4)]), LABELS)
    assert alone.startswith("Whether closed quotas raise or lower deaths")


def test_changes_from_nothing_are_in_the_unit_of_the_outcome() -> None:
    table = pd.DataFrame([change("deaths", 1200, 200, reference=0.0)])
    sentence = policy_sentence(table, LABELS, units={"deaths": "persons per year"}, level=0.9)
    assert "raise deaths by 1,200 persons per year (1,000 to 1,400 persons per year)" in sentence
    assert sentence.endswith("In brackets: 90 % intervals.")


@given(st.floats(-50, 50), st.floats(0.01, 50), st.floats(1, 1000))
def test_the_verb_follows_the_interval_and_nothing_else(
    difference: float, half: float, reference: float
) -> None:
    sentence = policy_sentence(pd.DataFrame([change("deaths", difference, half, reference)]), LABELS)
    row = change("deaths", difference, half)
    assert ("quotas raise" in sentence and "Whether" not in sentence) == (row["low"] > 0)
    assert ("quotas lower" in sentence and "Whether" not in sentence) == (row["high"] < 0)
    assert ("cannot be told" in sentence) == (row["low"] <= 0 <= row["high"])


@given(st.floats(1, 500), st.floats(0.05, 0.9))
def test_the_size_is_that_of_the_number(size: float, part: float) -> None:
    sentence = policy_sentence(pd.DataFrame([change("deaths", -size, part * size, 200.0)]), LABELS)
    found = re.search(r"by ([\d,.]+) % \(([\d,.]+) to ([\d,.]+) %\)", sentence)
    assert found
    value, low, high = (float(text.replace(",", "")) for text in found.groups())
    np.testing.assert_allclose(
        [value, low, high], np.array([1, 1 - part, 1 + part]) * size / 2, atol=0.51 * part * size
    )
    assert low <= value <= high


def test_screening_ranks_what_matters_and_names_the_rest() -> None:
    morris = pd.DataFrame(
        {"factor": ["fees", "network", "way"], "mu_star": [2.0, 5.0, 1.0], "low": [1.0, 4.0, 0.0]}
    )
    assert screening_sentence(morris, "deaths", LABELS) == (
        "Network effect and fees matter for deaths in this order; nothing can be told of way."
    )
    pawn = pd.DataFrame(
        {"factor": ["network", "fees"], "value": [0.4, 0.1], "threshold": 0.2, "told": [True, False]}
    )
    assert screening_sentence(pawn, "deaths", LABELS).startswith("Network effect matters for deaths; nothing")
    assert "No factor can be told to matter" in screening_sentence(pawn.assign(told=False), "deaths", LABELS)


def test_a_box_in_words() -> None:
    limits = (
        Limit("network", 0.6, None, (), 0.01, None),
        Limit("fees", 2.0, 5.0, (), 0.01, 0.02),
        Limit("way", None, None, ("land", "sea"), 0.03, None),
    )
    sentence = box_sentence(
        Box(limits, 0.9, 0.82, 0.1, 60), "deaths exceed 1,000", LABELS, {"fees": "dollars"}
    )
    assert sentence == (
        "Where network effect is above 0.6, fees are between 2 and 5 dollars and way is land or sea, deaths exceed "
        "1,000 at 82 % of the points; 90 % of all such points lie there."
    )


@pytest.mark.parametrize(
    ("label", "many"),
    [("entries", True), ("Strictness of borders", False), ("share", False), ("Deaths on the way", True), ("GDP", False),
     ("the status", False), ("Migrants abroad", True), ("migrant stock", False), ("people", True), ("crisis", False)],
)  # fmt: skip
def test_plurals_are_told_by_their_head(label: str, many: bool) -> None:
    assert plural(label) is many


def test_labels_lose_their_capital_within_a_sentence_but_acronyms_do_not() -> None:
    table = sobol(network=(0.4, 0.06, 0.5, 0.05))
    assert "drives GDP per head most" in driver_sentence(table, "GDP per head", LABELS)
