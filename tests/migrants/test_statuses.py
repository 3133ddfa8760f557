"""Statuses and channels: numbers that columns hold, and never change their meaning."""

from __future__ import annotations

import numpy as np

from abm.kernels.table import FREE
from abm.kernels.transitions import NOTHING
from abm.migrants.table import STATUSES
from abm.statuses import (
    ABROAD_STATUSES,
    ENTRY_CHANNELS,
    IRREGULAR_CHANNELS,
    LIVING_STATUSES,
    QUOTA_CHANNELS,
    REFUGEE_STATUSES,
    Channel,
    Flag,
    Status,
)


def test_the_numbers_of_statuses_are_for_ever() -> None:
    assert {status.name: int(status) for status in Status} == {
        "WAITING": 0, "IN_TRANSIT": 1, "PERMANENT": 2, "TEMPORARY_WORKER": 3, "STUDENT": 4, "FAMILY": 5,
        "ASYLUM_SEEKER": 6, "REFUGEE_IN_CAMP": 7, "REFUGEE_DISPERSED": 8, "IRREGULAR": 9, "OVERSTAYER": 10,
        "DETAINED": 11, "NATURALISED": 12, "RETURNED": 13, "REMOVED": 14, "DEAD": 15,
    }  # fmt: skip


def test_the_numbers_of_channels_are_for_ever() -> None:
    assert {channel.name: int(channel) for channel in Channel} == {
        "SKILLED": 0, "GUEST": 1, "STUDENT": 2, "FAMILY": 3, "FREE_MOVEMENT": 4, "ASYLUM": 5, "FLIGHT": 6,
        "SHORT_STAY": 7, "ALONE": 8, "SMUGGLED": 9, "FORGED": 10, "FIRST_STOCK": 11,
    }  # fmt: skip


def test_numbers_have_no_gaps_and_fit_their_columns() -> None:
    assert list(Status) == list(range(STATUSES))
    assert list(Channel) == list(range(len(Channel)))
    assert len(Channel) <= 16, "four bits of an identity"
    assert FREE not in list(Status)
    assert NOTHING not in [*Status, FREE]


def test_flags_are_bits_of_one_byte() -> None:
    assert all(int(flag) & (int(flag) - 1) == 0 for flag in Flag)
    assert len({int(flag) for flag in Flag}) == len(Flag)
    assert max(Flag) <= np.iinfo(np.uint8).max


def test_groups_of_statuses() -> None:
    assert set(LIVING_STATUSES) == {status for status in Status if status < Status.RETURNED}
    assert set(LIVING_STATUSES) - set(ABROAD_STATUSES) == {Status.WAITING, Status.IN_TRANSIT}


def test_groups_of_channels() -> None:
    """Quotas come first, in the order of the columns of quotas; the first stock is no way of entering."""
    assert [int(channel) for channel in QUOTA_CHANNELS] == [0, 1, 2, 3]
    assert [int(channel) for channel in ENTRY_CHANNELS] == list(range(11))
    assert [int(channel) for channel in IRREGULAR_CHANNELS] == [8, 9, 10]
    assert not set(QUOTA_CHANNELS) & set(IRREGULAR_CHANNELS)


def test_what_is_added_up_together_stands_next_to_each_other() -> None:
    """Sums of statuses and channels read a stretch of a census, from the first of a group to its last."""
    groups: tuple[tuple[int, ...], ...] = (
        tuple(status for status in ABROAD_STATUSES if status != Status.NATURALISED),
        (Status.ASYLUM_SEEKER, *REFUGEE_STATUSES),
        (Status.IRREGULAR, Status.OVERSTAYER),
        QUOTA_CHANNELS,
        (Channel.SHORT_STAY, *IRREGULAR_CHANNELS),
    )
    for group in groups:
        assert [int(member) for member in group] == list(range(group[0], group[-1] + 1))
    assert groups[0][0] == Status.PERMANENT
    assert groups[0][-1] + 1 == Status.NATURALISED
