from __future__ import annotations

import math
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.refusal import Refusal
from abm.results.journal import FAILED, FINISHED, MAGIC, Journal, Reading, Record, scanned

records = st.builds(
    Record,
    st.integers(0, 2**64 - 1),
    st.sampled_from([0, 1, 2]),
    st.dictionaries(st.text(max_size=3), st.floats(allow_nan=False) | st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=3), st.binary(max_size=40), max_size=2),
)


def written(path: Path, *several: Record) -> list[int]:
    """Write records and return where each begins."""
    with Journal(path) as journal:
        for record in several:
            journal.append(record)
        return list(journal.index.offsets)


def record(identity: int, status: int = FINISHED, value: float = 1.5) -> Record:
    return Record(identity, status, {"value": value, "error": ""}, {"blob": b"abc" * identity})


@given(st.lists(records, max_size=6))
def test_what_is_written_is_read(several: list[Record]) -> None:
    content = b"".join(one.encoded() for one in several)
    found = scanned(content)
    assert list(found.index.identities) == [one.identity for one in several]
    assert list(found.index.statuses) == [one.status for one in several]
    assert (found.end, found.damaged) == (len(content), [])


@given(st.lists(records, min_size=1, max_size=4), st.data())
def test_whatever_is_cut_off_the_whole_records_before_it_stay(
    several: list[Record], data: st.DataObject
) -> None:
    parts = [one.encoded() for one in several]
    cut = data.draw(st.integers(0, len(b"".join(parts)) - 1))
    whole, length = 0, 0
    while length + len(parts[whole]) <= cut:
        length, whole = length + len(parts[whole]), whole + 1
    found = scanned(b"".join(parts)[:cut])
    assert len(found.index) == whole
    assert found.end == length


@given(st.lists(records, min_size=3, max_size=5), st.data())
def test_a_byte_changed_anywhere_loses_one_record_and_no_other(
    several: list[Record], data: st.DataObject
) -> None:
    parts = [one.encoded() for one in several]
    content = bytearray(b"".join(parts))
    place = data.draw(st.integers(0, len(content) - len(parts[-1]) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    found = scanned(bytes(content))
    begin, hit = 0, 0
    while begin + len(parts[hit]) <= place:
        begin, hit = begin + len(parts[hit]), hit + 1
    assert found.damaged == [(begin, begin + len(parts[hit]))]
    assert list(found.index.identities) == [one.identity for one in several[:hit] + several[hit + 1 :]]


def test_a_record_comes_back_with_its_numbers_and_blobs(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    one = Record(
        7, FAILED, {"error": "é\n", "outcomes": [math.nan, 0.1 + 0.2, -math.inf]}, {"x": MAGIC, "y": b""}
    )
    offsets = written(path, record(3), one)
    with Reading(path) as reading:
        back = reading.record(offsets[1])
    assert back.header["outcomes"][1] == 0.1 + 0.2
    assert math.isnan(back.header["outcomes"][0])
    assert (back.identity, back.status, back.header["error"]) == (7, FAILED, "é\n")
    assert back.blobs == one.blobs


def test_the_last_record_of_an_identity_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    offsets = written(path, record(9, FAILED), record(2), record(9, FINISHED))
    with Reading(path) as reading:
        identities, places, statuses = reading.index.latest()
    assert identities.tolist() == [2, 9]
    assert places.tolist() == [offsets[1], offsets[2]]
    assert statuses.tolist() == [FINISHED, FINISHED]


def test_a_torn_tail_is_cut_off_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    written(path, record(1), record(2))
    whole = path.read_bytes()
    path.write_bytes(whole + record(3).encoded()[:-1])
    with Journal(path) as journal:
        assert "never finished" in journal.said[0]
        assert list(journal.index.identities) == [1, 2]
        journal.append(record(4))
    assert path.read_bytes() == whole + record(4).encoded()


def test_a_damaged_middle_is_said_and_the_rest_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    offsets = written(path, record(1), record(2), record(3))
    content = bytearray(path.read_bytes())
    content[offsets[1] + 40] ^= 1
    path.write_bytes(content)
    with Journal(path) as journal:
        assert "damaged" in journal.said[0]
        assert list(journal.index.identities) == [1, 3]


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with Journal(tmp_path / "a.journal"), pytest.raises(Refusal, match="another process"):
        Journal(tmp_path / "a.journal")
    Journal(tmp_path / "a.journal").close()


def test_on_a_full_disk_nothing_of_a_record_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, write = tmp_path / "a.journal", os.write
    with Journal(path) as journal:
        journal.append(record(1))
        before = path.read_bytes()

        def full(handle: int, content: bytes) -> int:
            if len(content) > 10:
                return write(handle, content[: len(content) - 10])
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("abm.results.journal.os.write", full)
        with pytest.raises(Refusal, match="is full"):
            journal.append(record(2))
        monkeypatch.undo()
        assert path.read_bytes() == before
        journal.append(record(3))
    with Reading(path) as reading:
        assert list(reading.index.identities) == [1, 3]


def test_fresh_forgets(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    written(path, record(1))
    with Journal(path, fresh=True) as journal:
        assert len(journal.index) == 0


def test_the_disk_is_waited_for_once_a_second_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    monkeypatch.setattr("abm.results.journal.os.fsync", flushed.append)
    with Journal(tmp_path / "a.journal") as journal:
        for identity in range(1, 50):
            journal.append(record(identity))
    assert len(flushed) == 1
