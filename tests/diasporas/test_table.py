"""The table of diasporas: rows are used again, identities never, and the place of a corridor is known."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from abm.diasporas.table import Diasporas

CODES = ("AAA", "AAB", "AAC", "AAD", "AAE")


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()), max_size=60))
def test_rows_and_places_are_those_of_the_corridors_there_are(steps: list[tuple[int, int, bool]]) -> None:
    table, there, seen = Diasporas(CODES, rows=2), {}, set()
    for origin, host, comes in steps:
        corridor = (origin, host)
        if comes and corridor not in there:
            row = int(table.add(np.array([origin]), np.array([host]), 3)[0])
            uid = int(table.uid[row])
            assert uid not in seen
            seen.add(uid)
            there[corridor] = uid
            table.cohesion[row] = 0.5
        elif not comes and corridor in there:
            table.remove(np.array([table.place[corridor]]))
            del there[corridor]
    assert len(table) == len(there)
    assert (table.place >= 0).sum() == len(there)
    for corridor, uid in there.items():
        row = table.place[corridor]
        assert (table.uid[row], table.origin[row], table.host[row]) == (uid, *corridor)
    empty = table.uid == 0
    assert not table.cohesion[empty].any()
    assert table.cohesion.sum() == 0.5 * len(there)


def test_sums_by_origin_and_host_are_of_the_rows_in_use() -> None:
    table = Diasporas(CODES)
    rows = table.add(np.array([0, 0, 3]), np.array([1, 2, 1]), 0)
    table.size[rows] = (10.0, 20.0, 30.0)
    assert table.by_origin(table.size[table.rows]).tolist() == [30.0, 0.0, 0.0, 30.0, 0.0]
    assert table.by_host(table.size[table.rows]).tolist() == [0.0, 40.0, 20.0, 0.0, 0.0]
    table.remove(rows[:1])
    assert table.by_host(table.size[table.rows]).tolist() == [0.0, 30.0, 20.0, 0.0, 0.0]
