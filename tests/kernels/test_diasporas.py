"""The pass over people abroad: the compiled kernel is its Python body."""

from __future__ import annotations

import numpy as np

from abm.kernels.diasporas import EXCLUDED, NATURALISED, SKILLED, TIES, WAGES, look_over
from abm.kernels.table import FREE
from abm.migrants.table import MigrantTable
from abm.statuses import Status


def _table(number: int) -> MigrantTable:
    rng = np.random.default_rng(4)
    table = MigrantTable(("AAA", "AAB", "AAC"), 100)
    table.admit(
        uid=np.arange(1, number + 1), origin=rng.integers(0, 3, number), location=rng.integers(0, 3, number),
        destination=np.zeros(number, int), channel=np.zeros(number, int), status=rng.integers(0, 13, number),
        skill=rng.integers(0, 3, number), arrived=rng.integers(-400, 30, number),
    )  # fmt: skip
    table.columns.status[:5] = FREE
    return table


def test_the_kernel_is_its_python_body_and_counts_those_in_the_stock() -> None:
    table = _table(400)
    wage = np.random.default_rng(5).random((3, 16, 3))
    decay = 0.5 ** (np.arange(300) / 240)
    compiled, plain = np.zeros((2, 5, 3, 3))
    look_over(table.columns, table.used, wage, decay, 25, compiled)
    look_over.py_func(table.columns, table.used, wage, decay, 25, plain)
    np.testing.assert_allclose(compiled, plain)
    assert (np.diagonal(plain, axis1=1, axis2=2) == 0).all()
    counted = table.recount()
    assert (plain[0] <= counted.stock).all()
    abroad = plain[NATURALISED].sum() + plain[EXCLUDED].sum()
    columns = table.columns
    there = np.isin(columns.status, (Status.NATURALISED, Status.IRREGULAR, Status.OVERSTAYER))
    skilled = (columns.skill == 2) & (columns.location != columns.origin) & (columns.status < 13)
    assert 0 < plain[SKILLED].sum() <= skilled.sum()
    assert abroad == (there & (columns.location != columns.origin)).sum() > 50


def test_ties_fade_with_time_away_and_wages_are_those_of_status_and_skill() -> None:
    table = MigrantTable(("AAA", "AAB", "AAC"), 100)
    table.admit(
        uid=np.arange(1, 3), origin=np.zeros(2, int), location=np.ones(2, int), destination=np.ones(2, int),
        channel=np.zeros(2, int), status=np.full(2, int(Status.PERMANENT)), skill=np.array([0, 2]),
        arrived=np.array([-7, 20]),
    )  # fmt: skip
    wage, out = np.random.default_rng(5).random((3, 16, 3)), np.zeros((5, 3, 3))
    look_over(table.columns, table.used, wage, 0.5 ** (np.arange(300) / 240), 25, out)
    assert out[TIES, 0, 1] == 0.5 ** (32 / 240) + 0.5 ** (5 / 240)
    assert out[WAGES, 0, 1] == wage[1, Status.PERMANENT, [0, 2]].sum()
    assert out[SKILLED, 0, 1] == 1
    assert (out[TIES] > 0).sum() == 1
