"""Where a migrant stands before the law, and the channel by which they came.

The numbers are what the columns and the kernels hold; they never change their meaning. This is the lowest room, so
that kernels and everybody above them mean the same by the same word.
"""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """Status of a migrant; those from `RETURNED` on leave the table in the month in which they are reached."""

    WAITING = 0
    IN_TRANSIT = 1
    PERMANENT = 2
    TEMPORARY_WORKER = 3
    STUDENT = 4
    FAMILY = 5
    ASYLUM_SEEKER = 6
    REFUGEE_IN_CAMP = 7
    REFUGEE_DISPERSED = 8
    IRREGULAR = 9
    OVERSTAYER = 10
    DETAINED = 11
    NATURALISED = 12
    RETURNED = 13
    REMOVED = 14
    DEAD = 15


class Channel(IntEnum):
    """Channel by which a migrant enters; `FIRST_STOCK` marks those who were abroad before the first month."""

    SKILLED = 0
    GUEST = 1
    STUDENT = 2
    FAMILY = 3
    FREE_MOVEMENT = 4
    ASYLUM = 5
    FLIGHT = 6
    SHORT_STAY = 7
    ALONE = 8
    SMUGGLED = 9
    FORGED = 10
    FIRST_STOCK = 11


class Flag(IntEnum):
    """Bits of the column `flags`.

    `TRAFFICKED` says that somebody fell victim to debt or coercion on the way, `QUEUED` that a traveller waits for a
    smuggler's place, `EXPELLED` that a state drove somebody out on purpose, `LOOK` that the next wake is only a look at
    changed surroundings.
    """

    TRAFFICKED = 1
    QUEUED = 2
    EXPELLED = 4
    LOOK = 128


QUOTA_CHANNELS = (Channel.SKILLED, Channel.GUEST, Channel.STUDENT, Channel.FAMILY)
"""Channels that a state rations by a yearly quota."""

IRREGULAR_CHANNELS = (Channel.ALONE, Channel.SMUGGLED, Channel.FORGED)
"""Channels of entry without inspection or on forged papers."""

CHECKED_CHANNELS = [Channel.SKILLED, Channel.GUEST, Channel.STUDENT, Channel.FAMILY, Channel.ASYLUM]
"""Channels at which names and papers are looked at before entry."""

ENTRY_CHANNELS = tuple(channel for channel in Channel if channel is not Channel.FIRST_STOCK)
"""Channels by which people arrive during a run, in the order of all tables."""

REFUGEE_STATUSES = (Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED)
"""Statuses of recognised refugees."""

LIVING_STATUSES = tuple(status for status in Status if status < Status.RETURNED)
"""Statuses that a row of the table can hold between two months."""

ABROAD_STATUSES = tuple(
    status for status in LIVING_STATUSES if status not in (Status.WAITING, Status.IN_TRANSIT)
)
"""Statuses that count in the stock of migrants of a corridor."""
