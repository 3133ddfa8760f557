"""The pass over people abroad: the compiled kernel is its Python body."""

from __future__ import annotations

import numpy as np

from abm.kernels.diasporas import EXCLUDED, NATURALISED, look_over
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
    compiled, plain = np.zeros((2, 4, 3, 3))
    look_over(table.columns, table.used, wage, decay, 25, compiled)
    look_over.py_func(table.columns, table.used, wage, decay, 25, plain)
    np.testing.assert_allclose(compiled, plain)
    assert (np.diagonal(plain, axis1=1, axis2=2) == 0).all()
    counted = table.recount()
    assert (plain[0] <= counted.stock).all()
    abroad = plain[NATURALISED].sum() + plain[EXCLUDED].sum()
    columns = table.columns
    there = np.isin(columns.status, (Status.NATURALISED, Status.IRREGULAR, Status.OVERSTAYER))
    assert abroad == (there & (columns.location != columns.origin)).sum() > 50
