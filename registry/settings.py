"""What this installation is told from outside: nobody else reads it, as only `clock` reads the clock."""

from pathlib import Path
from typing import Any

from flask import current_app, has_app_context


def setting(name: str) -> Any:
    """A setting by its name in `config.Settings.as_flask`."""
    return current_app.config[name]


def secret() -> str:
    """The secret that links, cookies and digests are made with."""
    return str(current_app.secret_key)


def public_address() -> str:
    """Where the world finds this installation, such as `https://registry.example`."""
    address: str = current_app.config["REGISTRY_PUBLIC_ADDRESS"]
    return address


def instance() -> Path:
    """The folder that this installation keeps its files and keys in."""
    return Path(current_app.config["REGISTRY_INSTANCE"])


def timezone() -> str:
    """The time zone of people who are in no team."""
    zone: str = current_app.config["REGISTRY_TIMEZONE"]
    return zone


def mail_domain() -> str | None:
    """The domain that messages come from; None in a script without an application."""
    return current_app.config["REGISTRY_MAIL"].sender.rpartition("@")[2] if has_app_context() else None


def is_demonstration() -> bool:
    """Whether nothing here is meant: people are invented, and no mail leaves."""
    return bool(current_app.config["REGISTRY_MODE"] == "demo")
