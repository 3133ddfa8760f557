"""Numeric anchors: the numbers that the text gives for the world around 2000, beside the records and the model."""
