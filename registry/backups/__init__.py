"""Back-ups: taken while the registry runs, proved without it, and put back elsewhere."""
