"""Records: sealed PDF files that prove what was done, each under a code that anyone can verify.

An act **orders** a record in its own transaction; the worker makes it from the feature's **draft**, seals
it and keeps it by its fingerprint. Its PAdES **level** is raised later by time stamps. Its **code** leads
to its check.
"""
