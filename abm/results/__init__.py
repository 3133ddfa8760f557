"""What a run tells: measures, the recorder that takes them, and results as values on disk."""
