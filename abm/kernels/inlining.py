"""How the small parts of kernels are compiled: into their callers, and without counting references.

A function that is handed a record of arrays counts one reference more to each of them, and one less when it ends; in
a loop over people that takes twice as long as what is done. Whoever calls a kernel holds its arrays until it ends, so
that its parts need not count. They must not make arrays, which nobody would free.
"""

from __future__ import annotations

from typing import Any

from numba import njit

_SETTINGS: dict[str, Any] = {"cache": True, "nogil": True, "forceinline": True, "_nrt": False}

inlined = njit(**_SETTINGS)
