"""The security headers of every answer, and signed cookies and links with SHA-256."""

import hashlib
from typing import Any

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import Signer

from registry import settings

#: Scripts, styles, fonts and images only from our own files, none inline; no framing; forms only to
#: ourselves.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: No page needs any device function except passkeys.
PERMISSIONS = (
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)"
)
#: Two years, as recommended for the preload lists of browsers.
TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"

#: What browsers delete at sign-out. Cookies are deleted one by one, because one holds the farewell message.
FORGET = '"cache", "storage"'
#: What they delete when they ask for a page and nobody is signed in any more.
FORGET_PAGES = '"cache"'
#: The page that ends a session.
SIGN_OUT = "accounts.sign_out"
#: Style, scripts and fonts, the same for everybody.
STATIC = "static"

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class SignedSessions(SecureCookieSessionInterface):
    """Flask's signed session cookie, with SHA-256 instead of SHA-1.

    Static files neither set it nor vary by it, or browsers would ask for them anew with each new cookie.
    """

    digest_method = staticmethod(hashlib.sha256)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie where the session changed, except on static files."""
        if request.endpoint != STATIC:
            super().save_session(app, session, response)


def add_to(app: Flask) -> None:
    """Add the headers to every answer, and sign cookies and links with SHA-256."""
    app.session_interface = SignedSessions()
    Signer.default_digest_method = staticmethod(hashlib.sha256)
    app.after_request(_harden)


def _harden(response: Response) -> Any:
    if "token" in (request.view_args or {}):  # a personal link must not reach other sites or search engines
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("X-Robots-Tag", "noindex")
    if request.endpoint == SIGN_OUT:
        response.headers["Clear-Site-Data"] = FORGET
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.setting("SESSION_COOKIE_SECURE"):
        response.headers.setdefault("Strict-Transport-Security", TRANSPORT_SECURITY)
    if request.endpoint != STATIC:
        response.headers.setdefault("Cache-Control", "no-store")
    return response
