"""How fast the model runs and how much memory it takes: `make bench`."""
