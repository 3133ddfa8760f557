"""A journal: one file that only grows, a record for each run, whole whatever ends the program.

A record is a head of 32 bytes (magic, CRC-32, identity, status, length of the header, length of the blobs), a header in
JSON, and blobs end to end (Arrow tables). It is written at once: what the system has taken survives the end of the
process, and what the disk has taken survives the end of the system. The last record of an identity is the one that
counts.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import struct
import time
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, final

import numpy as np

from abm.refusal import Refusal
from abm.results.files import writing

MAGIC = b"XBJ1"
HEAD = struct.Struct("<4sIQIIQ")
"""Magic, CRC-32 of all that follows it, identity, status, length of the header, length of the blobs."""

CHECKED = 8
"""Where the checked part of a record begins."""

SYNC = 1.0
"""Seconds between two flushes to the disk."""

FINISHED, FAILED, TIMED_OUT = 0, 1, 2
STATUSES = ("finished", "failed", "timed out")
"""Words for the statuses, by number."""


@final
@dataclass(frozen=True)
class Record:
    """What a run leaves.

    Attributes:
        identity: of the run, an unsigned number of 64 bits.
        status: `FINISHED`, `FAILED` or `TIMED_OUT`.
        header: plain values; numbers may be undefined (NaN).
        blobs: bytes by name.
    """

    identity: int
    status: int
    header: Mapping[str, Any]
    blobs: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def encoded(self) -> bytes:
        """Return the record as it is written."""
        lengths = {name: len(blob) for name, blob in self.blobs.items()}
        header = json.dumps([dict(self.header), lengths], separators=(",", ":")).encode()
        blobs = b"".join(self.blobs.values())
        head = HEAD.pack(MAGIC, 0, self.identity, self.status, len(header), len(blobs))
        rest = head[CHECKED:] + header + blobs
        return MAGIC + struct.pack("<I", zlib.crc32(rest)) + rest


@final
class Index:
    """Where the records of a journal are: 17 bytes for each."""

    def __init__(self) -> None:
        self.identities, self.offsets, self.statuses = array("Q"), array("Q"), array("B")

    def __len__(self) -> int:
        return len(self.identities)

    def add(self, identity: int, offset: int, status: int) -> None:
        """Note a record."""
        self.identities.append(identity)
        self.offsets.append(offset)
        self.statuses.append(status)

    def latest(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return identities (uint64, ascending), offsets (uint64) and statuses (uint8) of the records that count."""
        identities = np.array(self.identities, np.uint64)
        found, last = np.unique(identities[::-1], return_index=True)
        places = len(identities) - 1 - last
        return found, np.array(self.offsets, np.uint64)[places], np.array(self.statuses, np.uint8)[places]


@final
@dataclass
class Scan:
    """What is found in the bytes of a journal.

    Attributes:
        index: its whole records.
        end: where the last whole record ends.
        damaged: begin and end of stretches before `end` that are no whole record.
    """

    index: Index
    end: int
    damaged: list[tuple[int, int]]


def scanned(content: bytes | mmap.mmap) -> Scan:
    """Find the records of a journal; what cannot be read is passed over up to the next whole record."""
    index, damaged, place, size = Index(), list[tuple[int, int]](), 0, len(content)
    view = memoryview(content)
    try:
        while place < size:
            length = _whole(view, place)
            if length:
                _, _, identity, status, _, _ = HEAD.unpack_from(view, place)
                index.add(identity, place, status)
                place += length
                continue
            following = _next_whole(content, view, place + 1)
            if following < 0:
                break
            damaged.append((place, following))
            place = following
    finally:
        view.release()
    return Scan(index, place, damaged)


def _whole(view: memoryview, place: int) -> int:
    """Length of the whole record at a place; 0 if there is none."""
    if place + HEAD.size > len(view):
        return 0
    magic, check, _, _, header, blobs = HEAD.unpack_from(view, place)
    length = HEAD.size + header + blobs
    if magic != MAGIC or place + length > len(view):
        return 0
    return length if zlib.crc32(view[place + CHECKED : place + length]) == check else 0


def _next_whole(content: bytes | mmap.mmap, view: memoryview, start: int) -> int:
    while (place := content.find(MAGIC, start)) >= 0:
        if _whole(view, place):
            return place
        start = place + 1
    return -1


@final
class Reading:
    """A journal that is read; somebody else may be writing at its end.

    Args:
        path: the file; one that is missing or empty has no record.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size if path.is_file() else 0
        self._content: bytes | mmap.mmap = b""
        if self.size:
            with path.open("rb") as stream:
                self._content = mmap.mmap(stream.fileno(), self.size, access=mmap.ACCESS_READ)
        found = scanned(self._content)
        self.index, self.end, self.damaged = found.index, found.end, found.damaged

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if isinstance(self._content, mmap.mmap):
            self._content.close()

    def record(self, offset: int) -> Record:
        """Return the record at an offset of the index."""
        _, _, identity, status, header, _ = HEAD.unpack_from(self._content, offset)
        begin = offset + HEAD.size
        plain, lengths = json.loads(self._content[begin : begin + header])
        place, parts = begin + header, {}
        for name, length in lengths.items():
            parts[name] = bytes(self._content[place : place + length])
            place += length
        return Record(identity, status, plain, parts)


@final
class Journal:
    """A journal that is written; only one process at a time writes it.

    Args:
        path: the file; it is made if it is not there.
        fresh: forget what it holds.

    Attributes:
        index: where its records are.
        said: sentences about what was found torn or damaged.

    Raises:
        Refusal: another process writes it, or it cannot be opened.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self.path = path
        with writing(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            self._lock()
            if fresh:
                os.ftruncate(self._handle, 0)
            with Reading(path) as found:
                self.index, self.said = found.index, _sentences(found)
                self.end = found.end
                if found.end < found.size:
                    os.ftruncate(self._handle, found.end)
        except BaseException:
            os.close(self._handle)
            raise
        self._synced, self._owed = time.monotonic(), False

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _lock(self) -> None:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                f"{self.path} is being written by another process; wait for it, or give this one another --out"
            ) from None

    def append(self, record: Record) -> None:
        """Write a record.

        Raises:
            Refusal: the disk is full or cannot be written; nothing of the record is left then.
        """
        content = record.encoded()
        with writing(self.path.parent):
            try:
                self._write(content)
            except OSError:
                os.ftruncate(self._handle, self.end)
                raise
        self.index.add(record.identity, self.end, record.status)
        self.end += len(content)
        self._owed = True
        if time.monotonic() - self._synced >= SYNC:
            self.flush()

    def _write(self, content: bytes) -> None:
        written = os.write(self._handle, content)
        while written < len(content):  # a signal, or a disk that is about to be full
            written += os.write(self._handle, content[written:])

    def flush(self) -> None:
        """Wait until the disk has everything."""
        if self._owed:
            with writing(self.path.parent):
                os.fsync(self._handle)
        self._synced, self._owed = time.monotonic(), False

    def close(self) -> None:
        """Flush, and let another process write."""
        try:
            self.flush()
        finally:
            os.close(self._handle)


def _sentences(found: Reading) -> list[str]:
    said = [
        f"{found.path}: bytes {begin:,} to {end:,} are damaged; the runs there are computed again"
        for begin, end in found.damaged
    ]
    if found.end < found.size:
        said.append(
            f"{found.path}: the last {found.size - found.end:,} bytes are the beginning of a record that was never "
            "finished; they are cut off"
        )
    return said
