"""Files stored by fingerprint, and the one intake for files that people bring."""
