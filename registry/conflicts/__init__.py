"""Conflict cases: raised, talked through, and settled or decided within their term, in confidence."""
