"""Records: sealed PDF files that prove what was done, each with a code by which anyone can verify it.

An act **orders** a record in its own transaction; the worker makes it from the feature's **draft**, seals it
and stores it by fingerprint. Its PAdES **level** is raised later by time stamps. Its **code** leads to its
verification page.
"""
