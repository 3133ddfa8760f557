"""Claims about what decides an outcome: shares of its variance that groups of factors explain, in a Sobol' design."""
