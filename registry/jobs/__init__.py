"""Work done in the background: which tasks there are, when they run, and what they could not do."""
