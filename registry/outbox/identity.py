"""By what the world knows a message: one Message-ID each, for ever, however often it is handed over."""

import uuid

from flask import current_app, has_app_context

from registry.text import ascii_domain

#: Where no sender is known, such as in a script: nobody’s domain (RFC 2606).
NOWHERE = "registry.invalid"


def new_message_id() -> str:
    """A new Message-ID, without its brackets: random, at the sender’s domain."""
    mail = current_app.config.get("REGISTRY_MAIL") if has_app_context() else None
    domain = mail.sender.rpartition("@")[2] if mail else NOWHERE
    return f"{uuid.uuid4().hex}@{ascii_domain(domain)}"
