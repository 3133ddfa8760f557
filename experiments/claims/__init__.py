"""Claims of the text, held against the model: one configuration each, judged by rules set before the run."""
