"""Pages that are not made again while nothing has changed, and the marks that tell."""
