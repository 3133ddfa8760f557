"""One run, many replications, and what is kept of them: batches that survive interruption."""

from __future__ import annotations

from abm.runs.running import Interrupted, ReplicationsFailed, run

__all__ = ["Interrupted", "ReplicationsFailed", "run"]
