"""Signing in with an organization's own directory (OpenID Connect Core 1.0, with PKCE).

A provider vouches for addresses of the domains it is set for, and for no others. It brings nobody in who was
not invited: an account must be there, and gets no role by it.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, current_app, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from registry.accounts import notices
from registry.accounts.models import SignOnIdentity, User
from registry.accounts.notices import Change
from registry.accounts.rules import Factor, address_key
from registry.accounts.services import find_account
from registry.errors import N_, NotFound, RuleBroken
from registry.extensions import db

#: Seconds for one answer of a provider.
LONGEST_ANSWER = 10
#: What an identity token may be signed with; never nothing, and never a secret shared with us.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
#: What a provider calls it when it asked for more than a password (RFC 8176).
STRONG_METHODS = frozenset({"mfa", "otp", "hwk", "fpt", "face", "iris", "sc", "swk"})
#: Letters of a subject (OpenID Connect Core 1.0, section 2).
LONGEST_SUBJECT = 255
EXTENSION = "registry.sign_on"

REFUSED = N_("Signing in with %(name)s did not work. Try again, or sign in another way.")
NOT_VOUCHED = N_("%(name)s does not say that this e-mail address is yours, or it is not one of its own.")
NO_ACCOUNT = N_(
    "%(name)s knows you, but there is no account here for your address. "
    "Ask a coordinator of your team to invite you at it."
)


@dataclass(frozen=True)
class Provider:
    """An organization's directory that people may sign in with."""

    key: str
    #: As the sign-in page says it.
    name: str
    issuer: str
    client_id: str
    client_secret: str
    #: For whose addresses it vouches: each domain, and the organization it stands for.
    domains: Mapping[str, str]
    #: It gives people their addresses itself, so that each is theirs whether or not it says so.
    manages_addresses: bool = False


class _Straight(OAuth2Session):  # type: ignore[misc]  # it has no types
    """Asks where it is told to, and follows nobody elsewhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_redirects = 0


class _StrictApp(FlaskOAuth2App):  # type: ignore[misc]  # it has no types
    """A client that believes its provider's description of itself only as far as it is safe."""

    client_cls = _Straight

    def load_server_metadata(self) -> dict[str, Any]:
        """The provider's description, of the very issuer that is set, with safe algorithms alone."""
        found: dict[str, Any] = super().load_server_metadata()
        if found.get("issuer") != self.client_kwargs_issuer:
            raise OAuthError("issuer", "the provider describes another issuer")
        offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        safe = sorted(ALGORITHMS.intersection(offered))
        if not safe:
            raise OAuthError("algorithms", "the provider signs with none that is safe")
        found["id_token_signing_alg_values_supported"] = safe
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if urlsplit(str(found.get(name, ""))).scheme != urlsplit(self.client_kwargs_issuer).scheme:
                raise OAuthError("metadata", f"{name} is not where the issuer is")
        return found

    client_kwargs_issuer = ""


def get_to_know(app: Flask) -> None:
    """Get to know the providers of the settings."""
    oauth = OAuth(app)
    providers = {one.key: Provider(**vars(one)) for one in app.config["REGISTRY_SIGN_ON"]}
    for provider in providers.values():
        oauth.register(
            provider.key,
            client_cls=type("_App", (_StrictApp,), {"client_kwargs_issuer": provider.issuer}),
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "default_timeout": LONGEST_ANSWER,
            },
        )
    app.extensions[EXTENSION] = (oauth, providers)


def providers() -> list[Provider]:
    """The directories that one may sign in with here."""
    return list(current_app.extensions[EXTENSION][1].values())


def provider_of(key: str) -> Provider:
    """A directory by its key. Raises `NotFound`."""
    found: Provider | None = current_app.extensions[EXTENSION][1].get(key)
    if found is None:
        raise NotFound(N_("There is no such directory to sign in with."))
    return found


def leave_for(provider: Provider, **asked: str) -> Response:
    """The way to the provider, with what binds its answer to this browser. Raises `RuleBroken`.

    `asked` are further parameters of the request (OpenID Connect Core 1.0, section 3.1.2.1).
    """
    address = f"{current_app.config['REGISTRY_PUBLIC_ADDRESS']}{url_for('sign_on.back', key=provider.key)}"
    try:
        found: Response = _client(provider).authorize_redirect(address, **asked)
    except _FAULTS as error:
        raise _refused(provider, error) from error
    return found


def claims_of_answer(provider: Provider) -> Mapping[str, Any]:
    """What the provider says of who comes back, its token checked: issuer, audience, nonce, time, signature.

    Raises `RuleBroken` where anything of it does not hold.
    """
    try:
        claims = _client(provider).authorize_access_token().get("userinfo")
    except _FAULTS as error:
        raise _refused(provider, error) from error
    if not claims:
        raise _refused(provider, None)
    return dict(claims)


def account_of(provider: Provider, claims: Mapping[str, Any], *, now: dt.datetime) -> User:
    """The account of who comes back; known by the provider's own name for them, the first time by address.

    Raises `RuleBroken` where the provider does not vouch for the address, or nobody was invited at it.
    """
    subject = subject_of(provider, claims)
    known = db.session.scalar(
        sa.select(SignOnIdentity).where(
            SignOnIdentity.issuer == provider.issuer, SignOnIdentity.subject == subject
        )
    )
    if known is not None:
        known.used_at = now
        return db.session.get_one(User, known.user_id)
    user = find_account(vouched_address(provider, claims))
    if user is None:
        raise RuleBroken(NO_ACCOUNT, name=provider.name)
    db.session.add(
        SignOnIdentity(user_id=user.id, issuer=provider.issuer, subject=subject, linked_at=now, used_at=now)
    )
    notices.note(Change.DIRECTORY_LINKED, user, now=now)
    return user


def subject_of(provider: Provider, claims: Mapping[str, Any]) -> str:
    """The provider's own name for who comes back. Raises `RuleBroken` where it gives none."""
    subject = str(claims.get("sub", ""))[: LONGEST_SUBJECT + 1]
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise _refused(provider, None)
    return subject


def vouched_address(provider: Provider, claims: Mapping[str, Any]) -> str:
    """The address that a provider says is verified, of one of its own domains. Raises `RuleBroken`."""
    address = address_key(str(claims.get("email", "")))
    _local, _, domain = address.rpartition("@")
    is_theirs = claims.get("email_verified") is True or (
        provider.manages_addresses and "email_verified" not in claims
    )
    if not is_theirs or domain not in provider.domains:
        raise RuleBroken(NOT_VOUCHED, name=provider.name)
    return address


def factors_of(claims: Mapping[str, Any]) -> Collection[Factor]:
    """What somebody has proved by coming from there: more than a password where the provider says so."""
    methods = claims.get("amr")
    is_strong = isinstance(methods, list) and not STRONG_METHODS.isdisjoint(map(str, methods))
    return {Factor.DIRECTORY_STRONG if is_strong else Factor.DIRECTORY}


def identities_of(user_id: int) -> list[SignOnIdentity]:
    """The directories in which a person is known."""
    query = sa.select(SignOnIdentity).where(SignOnIdentity.user_id == user_id).order_by(SignOnIdentity.id)
    return list(db.session.scalars(query))


def providers_of(user_id: int) -> list[Provider]:
    """The directories that a person can sign in with."""
    issuers = {one.issuer for one in identities_of(user_id)}
    return [one for one in providers() if one.issuer in issuers]


def name_of_issuer(issuer: str) -> str:
    """A directory's name, or its address where it is no longer set."""
    return next((one.name for one in providers() if one.issuer == issuer), issuer)


#: Whatever an answer can be wrong in: the protocol, the token, the line.
_FAULTS = (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError, KeyError, TypeError)


def _client(provider: Provider) -> Any:
    return current_app.extensions[EXTENSION][0].create_client(provider.key)


def _refused(provider: Provider, error: Exception | None) -> RuleBroken:
    current_app.logger.warning("sign-on with %s refused: %s", provider.key, type(error).__name__)
    return RuleBroken(REFUSED, name=provider.name)
