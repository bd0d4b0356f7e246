"""Keys and certificates: the registry’s own authority, how its keys are kept, and whose seals are trusted."""
