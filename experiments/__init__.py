"""Questions put to the model: benchmarks of its speed, and later claims, vignettes and validation."""
