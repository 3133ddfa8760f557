"""The ledger: lines are declared once, and what is entered adds up."""

from __future__ import annotations

import numpy as np
import pytest

from abm.ledger import ENTRIES, Ledger, lines_of
from abm.scenario import PROCESSES


def test_every_line_is_declared_once_and_entered_by_a_process() -> None:
    lines = [(entry.outcome, entry.channel) for entry in ENTRIES]
    assert len(lines) == len(set(lines))
    assert {entry.process for entry in ENTRIES} <= set(PROCESSES)


def test_the_lines_of_an_outcome_stand_together() -> None:
    for outcome in {entry.outcome for entry in ENTRIES}:
        assert {entry.outcome for entry in ENTRIES[lines_of(outcome)]} == {outcome}
        assert len(ENTRIES[lines_of(outcome)]) == sum(entry.outcome == outcome for entry in ENTRIES)


def test_channels_add_up_to_the_whole_and_are_forgotten_with_the_month() -> None:
    ledger = Ledger(2)
    for entry in ENTRIES:
        ledger.post(entry.outcome, entry.channel, np.array([1.0, -0.5]))
        ledger.post(entry.outcome, entry.channel, np.array([1.0, 0.0]))
    for outcome in {entry.outcome for entry in ENTRIES}:
        lines = sum(entry.outcome == outcome for entry in ENTRIES)
        assert ledger.of(outcome).tolist() == [2.0 * lines, -0.5 * lines]
    ledger.start_month()
    assert not ledger.amounts.any()


def test_what_is_not_declared_cannot_be_entered() -> None:
    with pytest.raises(KeyError):
        Ledger(1).post("capacity", "weather", np.zeros(1))


def test_what_migration_changed_is_the_sum_of_its_lines_of_net_security() -> None:
    ledger = Ledger(2)
    ledger.security[:] = np.arange(2.0 * len(ENTRIES)).reshape(len(ENTRIES), 2)
    others = sum(ledger.security[row] for row, entry in enumerate(ENTRIES) if not entry.migration)
    assert (ledger.by_migration() + others).tolist() == ledger.security.sum(axis=0).tolist()
    ledger.start_month()
    assert not ledger.by_migration().any()
