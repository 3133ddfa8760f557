"""Arithmetic only: numba over arrays and scalars, one file for each process, and nothing that knows a word of policy.

Related arrays travel together as a NamedTuple (a record of arrays), which numba passes at no cost; dtypes are
those that the rooms above declare.
"""
