"""Files kept by their fingerprint, and the one door through which people bring them."""
