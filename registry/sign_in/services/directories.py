"""Signing in with an organization's own directory (OpenID Connect Core 1.0, with PKCE).

A provider vouches only for addresses of its configured domains. It lets in only people who were invited: the
account must exist already, and it gains no role.
"""

import logging
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.accounts.queries import find_account
from registry.accounts.rules import address_key
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security import actors
from registry.security.actors import Act
from registry.sign_in.models import SignOnIdentity
from registry.sign_in.queries.directories import Provider
from registry.sign_in.rules.sign_in import Change, Factor
from registry.sign_in.services import factors

LOG = logging.getLogger("registry")

#: The values by which a provider states that it required more than a password (RFC 8176).
STRONG_METHODS = frozenset({"mfa", "otp", "hwk", "fpt", "face", "iris", "sc", "swk"})
#: The longest subject, in characters (OpenID Connect Core 1.0, section 2).
LONGEST_SUBJECT = 255

REFUSED = N_("Signing in with %(name)s did not work. Try again, or sign in another way.")
NOT_VOUCHED = N_("%(name)s does not say that this e-mail address is yours, or it is not one of its own.")
NO_ACCOUNT = N_(
    "%(name)s knows you, but there is no account here for your address. "
    "Ask a coordinator of your team to invite you at it."
)


def account_of(provider: Provider, claims: Mapping[str, Any], *, act: Act) -> User:
    """The account of a person returning from a directory: found by the provider's identifier, the first time
    by address.

    The first time, the account is the actor of the event. Raises `RuleBroken` when the provider does not
    vouch for the address, or nobody was invited at it.
    """
    subject = subject_of(provider, claims)
    known = db.session.scalar(
        sa.select(SignOnIdentity).where(
            SignOnIdentity.issuer == provider.issuer, SignOnIdentity.subject == subject
        )
    )
    if known is not None:
        known.used_at = act.at
        return db.session.get_one(User, known.user_id)
    user = find_account(vouched_address(provider, claims))
    if user is None:
        raise RuleBroken(NO_ACCOUNT, name=provider.name)
    db.session.add(
        SignOnIdentity(
            user_id=user.id, issuer=provider.issuer, subject=subject, linked_at=act.at, used_at=act.at
        )
    )
    factors.note(Change.DIRECTORY_LINKED, user, act=act.as_(actors.user(user.id)))
    return user


def subject_of(provider: Provider, claims: Mapping[str, Any]) -> str:
    """The provider's identifier for the person. Raises `RuleBroken` when there is none."""
    subject = str(claims.get("sub", ""))[: LONGEST_SUBJECT + 1]
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise refused(provider, None)
    return subject


def vouched_address(provider: Provider, claims: Mapping[str, Any]) -> str:
    """The verified address in one of the provider's domains. Raises `RuleBroken`."""
    address = address_key(str(claims.get("email", "")))
    _local, _, domain = address.rpartition("@")
    is_theirs = claims.get("email_verified") is True or (
        provider.manages_addresses and "email_verified" not in claims
    )
    if not is_theirs or domain not in provider.domains:
        raise RuleBroken(NOT_VOUCHED, name=provider.name)
    return address


def factors_of(claims: Mapping[str, Any]) -> Collection[Factor]:
    """The factors proved by signing in there: more than a password if the provider says so."""
    methods = claims.get("amr")
    is_strong = isinstance(methods, list) and not STRONG_METHODS.isdisjoint(map(str, methods))
    return {Factor.DIRECTORY_STRONG if is_strong else Factor.DIRECTORY}


def refused(provider: Provider, error: Exception | None) -> RuleBroken:
    LOG.warning("sign-on with %s refused: %s", provider.key, type(error).__name__)
    return RuleBroken(REFUSED, name=provider.name)
