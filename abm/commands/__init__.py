"""Commands of the command line that have a file of their own: what they are called, what they take, what they do."""
