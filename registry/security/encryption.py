"""Keys derived from the installation's secret, one per purpose; digests made with them, and secrets encrypted
with them. The names of purposes are stored data: after a change of name, nothing made before can be found or
decrypted.
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
    """The key of one purpose, of 256 bits; neither the secret nor any other key can be derived from it."""
    return hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)


def keyed_digest(purpose: str, text: str, *, secret: str) -> bytes:
    """HMAC-SHA256 of a text; a person who has only the database can neither compute it nor check a guess."""
    return hmac.digest(key_of(purpose, secret=secret), text.encode(), hashlib.sha256)


def lock(text: str, *, purpose: str, owner: int, secret: str) -> str:
    """Encrypt a text for one account (AES-256-GCM); copied to another account's row, it cannot be
    decrypted.
    """
    nonce = os.urandom(NONCE)
    closed = AESGCM(key_of(purpose, secret=secret)).encrypt(nonce, text.encode(), f"{owner}".encode())
    return base64.urlsafe_b64encode(nonce + closed).decode()


def unlock(closed: str, *, purpose: str, owner: int, secret: str) -> str:
    """Decrypt a text; raises `RuleBroken` when it was encrypted with another secret or for another
    account.
    """
    try:
        data = base64.urlsafe_b64decode(closed)
        key = AESGCM(key_of(purpose, secret=secret))
        opened = key.decrypt(data[:NONCE], data[NONCE:], f"{owner}".encode())
    except (InvalidTag, ValueError) as error:
        raise RuleBroken(N_("This cannot be read any more. Begin again.")) from error
    return opened.decode()
