"""Background work: which tasks there are, when they run, and at what they failed."""
