"""Units for the sizes of files."""

MEGABYTE = 1024 * 1024  # bytes
