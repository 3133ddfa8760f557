"""Who acts one by one: Mesa agents whose variables are columns."""
