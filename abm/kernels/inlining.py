"""How the parts of kernels are compiled: without counting references.

A function that is handed a record of arrays counts one reference more to each of them, and one less when it ends; in
a loop over people that takes longer than what is done. Whoever calls a kernel holds its arrays until it ends, so that
its parts need not count. They must not make arrays, which nobody would free, nor return one, which its owner would
then take to be held once less than it is. numba does not document `_nrt`; a version without it refuses to compile.
"""

from __future__ import annotations

from typing import Any

from numba import njit

_UNCOUNTED: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}

called = njit(**_UNCOUNTED)
"""What compiles a part that the compiler may put into its callers or leave by itself."""

inlined = njit(**_UNCOUNTED, forceinline=True)
"""What compiles a part that is put into its callers by force."""
