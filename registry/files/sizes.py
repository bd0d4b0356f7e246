"""Sizes of files in words."""

MEGABYTE = 1024 * 1024  # bytes
