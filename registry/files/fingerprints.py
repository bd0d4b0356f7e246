"""Fingerprints of files: SHA-256 of their bytes."""

import hashlib


def fingerprint_of(data: bytes) -> str:
    """SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()
