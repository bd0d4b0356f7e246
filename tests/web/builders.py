"""An application behind TLS."""

import config
from tests.databases import settings_for


def secured(tmp_path) -> config.Settings:
    """Settings of a registry behind TLS."""
    return settings_for(
        f"sqlite:///{tmp_path / 'registry.db'}",
        tmp_path,
        REGISTRY_MODE="production",
        REGISTRY_PUBLIC_ADDRESS="https://registry.example",
        REGISTRY_MAIL_HOST="mail.example",
        REGISTRY_MAIL_SENDER="registry@example.org",
    )
