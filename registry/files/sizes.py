"""Sizes of files, as people are told them."""

MEGABYTE = 1024 * 1024  # bytes
