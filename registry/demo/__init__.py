"""The demonstration: an invented team in the middle of its work."""
