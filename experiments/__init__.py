"""Questions put to the model: benchmarks of its speed, claims of the text, vignettes of history."""
