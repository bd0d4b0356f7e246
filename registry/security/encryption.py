"""Keys of the installation's secret, one a purpose; digests made with them, and secrets locked with them.

Purposes are data: what was made for one of another name opens no more and is found no more.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.errors import N_, RuleBroken

NONCE = 12  # bytes (NIST SP 800-38D)


def key_of(purpose: str, *, secret: str) -> bytes:
    """The key of one purpose, of 256 bits: it tells nothing of the secret, nor of another key."""
    return hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)


def keyed_digest(purpose: str, text: str, *, secret: str) -> bytes:
    """HMAC-SHA256: nobody makes it, or checks a guess with it, who has only the database."""
    return hmac.digest(key_of(purpose, secret=secret), text.encode(), hashlib.sha256)


def lock(text: str, *, purpose: str, owner: int, secret: str) -> str:
    """A text encrypted for one account (AES-256-GCM); moved to another's row it opens no more."""
    nonce = os.urandom(NONCE)
    closed = AESGCM(key_of(purpose, secret=secret)).encrypt(nonce, text.encode(), f"{owner}".encode())
    return base64.urlsafe_b64encode(nonce + closed).decode()


def unlock(closed: str, *, purpose: str, owner: int, secret: str) -> str:
    """What `lock` was given; `RuleBroken` when it was made with another secret or for another account."""
    try:
        data = base64.urlsafe_b64decode(closed)
        key = AESGCM(key_of(purpose, secret=secret))
        opened = key.decrypt(data[:NONCE], data[NONCE:], f"{owner}".encode())
    except (InvalidTag, ValueError) as error:
        raise RuleBroken(N_("This cannot be read any more. Begin again.")) from error
    return opened.decode()
