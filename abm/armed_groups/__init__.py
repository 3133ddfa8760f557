"""Armed groups in columns: the insurgents of each state."""
