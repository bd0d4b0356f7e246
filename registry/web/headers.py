"""The security headers of every answer, and signed cookies and links with SHA-256."""

import hashlib
from typing import Any

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Signer

from registry import settings

#: No script, style, font or picture but our own, none inline; pages are never framed, forms go nowhere else.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Nothing here needs a device of the reader's but their passkeys.
PERMISSIONS = (
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)"
)
#: Two years, as browsers' lists ask for.
TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"

#: What a browser forgets of us when somebody signs out; cookies are taken one by one, a farewell is in one.
FORGET = '"cache", "storage"'
#: The page that ends a session.
SIGN_OUT = "accounts.sign_out"

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class SignedSessions(SecureCookieSessionInterface):
    """Flask's signed session cookie, with SHA-256 instead of SHA-1."""

    digest_method = staticmethod(hashlib.sha256)


def add_to(app: Flask) -> None:
    """Add the headers to every answer, and sign cookies and links with SHA-256."""
    app.session_interface = SignedSessions()
    Signer.default_digest_method = staticmethod(hashlib.sha256)
    app.after_request(_harden)


def _harden(response: Response) -> Any:
    if "token" in (request.view_args or {}):  # a personal link: no other site and no index gets to know it
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("X-Robots-Tag", "noindex")
    if request.endpoint == SIGN_OUT:
        response.headers["Clear-Site-Data"] = FORGET
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.setting("SESSION_COOKIE_SECURE"):
        response.headers.setdefault("Strict-Transport-Security", TRANSPORT_SECURITY)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
