"""What every answer tells the browser to refuse, and which names the registry answers to."""

from typing import Any

from flask import Flask, Response, current_app, request

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

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def add_to(app: Flask) -> None:
    """Send the headers with every answer."""
    app.after_request(_harden)


def _harden(response: Response) -> Any:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", TRANSPORT_SECURITY)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
