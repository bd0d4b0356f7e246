"""Verification of files: whether a file is one of our records, an altered one, or unknown.

The bytes are **inspected** in a child process; the **verdict** compares the findings with the stored records.
"""
