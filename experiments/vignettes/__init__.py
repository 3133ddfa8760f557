"""Historical vignettes: what happened, as a dated scenario of the real world, laid beside what was recorded."""
