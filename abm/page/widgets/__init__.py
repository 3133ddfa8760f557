"""Vue components and their thin wrappers."""
