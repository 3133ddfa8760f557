"""Arithmetic only: numba over arrays and scalars, one file for each process, and nothing that knows a word of policy.

Related arrays travel together as a NamedTuple (a record of arrays), which kernels hand to their parts as it is
(see `inlining`); dtypes are those that the rooms above declare.

Compiled kernels are cached on disk. numba looks only at the file of a kernel to see whether its cache still holds, not
at the files of the kernels that it calls, nor at the numbers of statuses and channels that they read; the cache
therefore lies in a folder named by a digest of all of these.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path

import numba

_DIGITS = 16
_KEPT_SECONDS = 30 * 86_400.0


def source_digest(folder: Path, *read: Path) -> str:
    """A digest of every kernel's source in a folder and of files that kernels read, the same wherever they lie."""
    total = hashlib.sha256()
    for path in [*sorted(folder.glob("*.py")), *read]:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:_DIGITS]


def cache_folder() -> Path:
    """Where compiled kernels of this source lie: below NUMBA_CACHE_DIR, beside the source, or in the user's cache."""
    here = Path(__file__).parent
    name = f"kernels-{source_digest(here, here.parent / 'statuses.py')}"
    if "NUMBA_CACHE_DIR" in os.environ:
        return Path(os.environ["NUMBA_CACHE_DIR"]) / name
    for place in (here / "__pycache__", Path.home() / ".cache" / "crossing-borders"):
        try:
            (place / name).mkdir(parents=True, exist_ok=True)
            if os.access(place / name, os.W_OK):
                return place / name
        except OSError:
            continue
    return Path(tempfile.gettempdir()) / f"crossing-borders-{os.getuid()}" / name


def _use(folder: Path) -> None:
    for old in folder.parent.glob("kernels-*"):
        if old != folder and time.time() - old.stat().st_mtime > _KEPT_SECONDS:  # of a source that is no more
            shutil.rmtree(old, ignore_errors=True)
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]


_use(cache_folder())
