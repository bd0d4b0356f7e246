"""Back-ups: taken while the registry runs, checked without it, and put back elsewhere.

A **back-up** is a folder with a copy of the database, the files and the locked keys; its **manifest**,
written last, says what has to be in it.
"""
