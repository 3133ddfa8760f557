"""Terrorist networks and their plots in columns."""
