"""Who is on the move or lives abroad, in columns; the only place that grows the arrays or gives out rows."""
