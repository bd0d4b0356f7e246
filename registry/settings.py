"""The settings of this installation.

No other module reads the configuration, just as only `clock` reads the clock.
"""

from pathlib import Path
from typing import Any

from flask import current_app, has_app_context


def setting(name: str) -> Any:
    """A setting, by its name in `config.Settings.as_flask`."""
    return current_app.config[name]


def secret() -> str:
    """The secret from which links, cookies and digests are derived."""
    return str(current_app.secret_key)


def public_address() -> str:
    """The public address of this installation, such as `https://registry.example`."""
    address: str = current_app.config["REGISTRY_PUBLIC_ADDRESS"]
    return address


def instance() -> Path:
    """The folder in which this installation stores its files and keys."""
    return Path(current_app.config["REGISTRY_INSTANCE"])


def timezone() -> str:
    """The time zone for people who belong to no team."""
    zone: str = current_app.config["REGISTRY_TIMEZONE"]
    return zone


def mail_domain() -> str | None:
    """The domain that messages are sent from; None in a script without an application."""
    return current_app.config["REGISTRY_MAIL"].sender.rpartition("@")[2] if has_app_context() else None


def is_demonstration() -> bool:
    """Whether this is a demonstration, of invented people; it needs no mail server."""
    return bool(current_app.config["REGISTRY_MODE"] == "demo")


def sends_mail() -> bool:
    """Whether a mail server is set: otherwise no message leaves."""
    return bool(current_app.config["REGISTRY_MAIL"].host)
