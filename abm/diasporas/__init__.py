"""Diasporas in columns: the people of one state in another, where there are enough of them to act."""
