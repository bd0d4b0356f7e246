"""From HTML to a tagged, sealed PDF file; plain data in, a file out."""
