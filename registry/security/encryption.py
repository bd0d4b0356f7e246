"""Keys of the installation's secret, one a purpose, and secrets locked with them."""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.errors import N_, RuleBroken

NONCE = 12  # bytes (NIST SP 800-38D)


def digest(purpose: str, text: str, *, secret: str) -> str:
    """A keyed digest that nobody makes, or checks a guess with, who has only the database."""
    return hmac.digest(_key(purpose, secret), text.encode(), hashlib.sha256).hex()


def lock(text: str, *, purpose: str, owner: int, secret: str) -> str:
    """A text encrypted for one account (AES-256-GCM); moved to another's row it opens no more."""
    nonce = os.urandom(NONCE)
    closed = AESGCM(_key(purpose, secret)).encrypt(nonce, text.encode(), f"{owner}".encode())
    return base64.urlsafe_b64encode(nonce + closed).decode()


def unlock(closed: str, *, purpose: str, owner: int, secret: str) -> str:
    """What `lock` was given; `RuleBroken` when it was made with another secret or for another account."""
    try:
        data = base64.urlsafe_b64decode(closed)
        opened = AESGCM(_key(purpose, secret)).decrypt(data[:NONCE], data[NONCE:], f"{owner}".encode())
    except (InvalidTag, ValueError) as error:
        raise RuleBroken(N_("This cannot be read any more. Begin again.")) from error
    return opened.decode()


def _key(purpose: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), f"accounts:{purpose}".encode(), hashlib.sha256)
