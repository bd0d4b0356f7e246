"""Files stored by fingerprint, and the one place where files from people are accepted."""
