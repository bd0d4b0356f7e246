"""The directories of organizations for signing in, and which people they know."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from registry import settings
from registry.database.session import db
from registry.errors import N_, NotFound
from registry.sign_in.models import SignOnIdentity


@dataclass(frozen=True)
class Provider:
    """A directory of an organization that people may sign in with."""

    key: str
    #: Its name on the sign-in page.
    name: str
    issuer: str
    client_id: str
    client_secret: str
    #: The domains for whose addresses it vouches, each with its organization.
    domains: Mapping[str, str]
    #: Whether it assigns the addresses itself, so that they are verified even when it does not say so.
    manages_addresses: bool = False


def providers() -> list[Provider]:
    """The configured directories."""
    return [Provider(**vars(values)) for values in settings.setting("REGISTRY_SIGN_ON")]


def provider_of(key: str) -> Provider:
    """A directory by its key. Raises `NotFound`."""
    provider = next((one for one in providers() if one.key == key), None)
    if provider is None:
        raise NotFound(N_("There is no such directory to sign in with."))
    return provider


def identities_of(user_id: int) -> list[SignOnIdentity]:
    """The directories in which a person is known."""
    query = sa.select(SignOnIdentity).where(SignOnIdentity.user_id == user_id).order_by(SignOnIdentity.id)
    return list(db.session.scalars(query))


def providers_of(user_id: int) -> list[Provider]:
    """The directories that a person can sign in with."""
    issuers = {identity.issuer for identity in identities_of(user_id)}
    return [provider for provider in providers() if provider.issuer in issuers]


def name_of_issuer(issuer: str) -> str:
    """A directory's name, or its address when it is no longer configured."""
    return next((provider.name for provider in providers() if provider.issuer == issuer), issuer)
