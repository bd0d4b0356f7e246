"""Back-ups: taken while the registry runs, checked without it, and restored elsewhere.

A **back-up** is a folder with a copy of the database, the files and the encrypted keys; its **manifest**,
written last, lists its content.
"""
