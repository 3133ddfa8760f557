"""Blocs: states that decide part of their policy together, and treaties between two."""
