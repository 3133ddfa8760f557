"""A process that computes replications: what it is given, and when it ends itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Any

from abm.runs.replication import Ending, Replication

THREADS = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""What the libraries read when they are first imported: each worker is to keep to one core."""

LOOK = 0.2
"""Seconds between two looks at whether to stop."""

STOPPED = 130

_months: dict[str, MutableSequence[int]] = {}


def initialise(months: MutableSequence[int], stop: Any) -> None:
    """Prepare a new worker: one thread, no Ctrl-C of its own, and an end when the batch ends.

    Args:
        months: shared memory with the months done, one place for each replication.
        stop: shared memory; a value other than zero ends the worker.
    """
    for name in THREADS:
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _months["done"] = months
    threading.Thread(target=_watch, args=(stop,), daemon=True).start()


@contextmanager
def interruption_held() -> Iterator[None]:
    """Deliver Ctrl-C only afterwards; processes that are started meanwhile never get it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _watch(stop: Any) -> None:
    """End this process when the batch says so, or when the process that runs the batch is gone, however it went."""
    parent = multiprocessing.parent_process()
    while parent is not None:
        if wait([parent.sentinel], timeout=LOOK) or stop.value:
            os._exit(STOPPED)


def compute(replication: Replication, place: int) -> Ending:
    """Run one replication and keep its place in the shared count of months up to date."""
    done = _months["done"]

    def told(month: int, _: int) -> None:
        done[place] = month

    return replication.run(told)
