"""Draws for many people at once, each named by its uid."""

from __future__ import annotations

from numba import njit

from abm.kernels.random import stream_key, uniform, uniform_pair


@njit(cache=True, nogil=True)
def fill_uniform(seed, stream, month, uids, option, out):
    """Write the uniform named by (seed, stream, month, uid, option) for every uid to `out`."""
    key = stream_key(seed, stream)
    for place in range(uids.shape[0]):
        out[place] = uniform(key, month, uids[place], option)


@njit(cache=True, nogil=True)
def fill_pairs(seed, stream, month, uids, option, out):
    """Write both uniforms named by (seed, stream, month, uid, option) for every uid to `out`: float64 [2, uids]."""
    key = stream_key(seed, stream)
    for place in range(uids.shape[0]):
        out[0, place], out[1, place] = uniform_pair(key, month, uids[place], option)
