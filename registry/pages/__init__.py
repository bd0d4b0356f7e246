"""Pages that read across features: home, messages, health, administration."""
