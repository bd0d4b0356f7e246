"""The OpenID Connect client: redirects to a directory and reads its answer."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, current_app, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from registry import settings
from registry.sign_in.queries.directories import Provider
from registry.sign_in.services.directories import refused

EXTENSION = "registry.sign_on"

#: Seconds for one answer of a provider.
LONGEST_ANSWER = 10
#: Accepted signature algorithms of identity tokens: never "none", and never with a shared secret.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)


class _Straight(OAuth2Session):  # type: ignore[misc]  # it has no types
    """An HTTP client that follows no redirects."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_redirects = 0


class _StrictApp(FlaskOAuth2App):  # type: ignore[misc]  # it has no types
    """A client that uses a provider's metadata only as far as they are safe."""

    client_cls = _Straight

    def load_server_metadata(self) -> dict[str, Any]:
        """The metadata of exactly the configured issuer, limited to safe algorithms."""
        metadata: dict[str, Any] = super().load_server_metadata()
        if metadata.get("issuer") != self.client_kwargs_issuer:
            raise OAuthError("issuer", "the provider describes another issuer")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        safe = sorted(ALGORITHMS.intersection(offered))
        if not safe:
            raise OAuthError("algorithms", "the provider signs with none that is safe")
        metadata["id_token_signing_alg_values_supported"] = safe
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if urlsplit(str(metadata.get(name, ""))).scheme != urlsplit(self.client_kwargs_issuer).scheme:
                raise OAuthError("metadata", f"{name} is not where the issuer is")
        return metadata

    client_kwargs_issuer = ""


def get_to_know(app: Flask) -> None:
    """Register the configured providers."""
    oauth = OAuth(app)
    for provider in app.config["REGISTRY_SIGN_ON"]:
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
    app.extensions[EXTENSION] = oauth


def leave_for(provider: Provider, **asked: str) -> Response:
    """Redirect to the provider, with state that binds its answer to this browser. Raises `RuleBroken`.

    `asked` adds request parameters (OpenID Connect Core 1.0, section 3.1.2.1).
    """
    address = f"{settings.public_address()}{url_for('sign_on.back', key=provider.key)}"
    try:
        response: Response = _client(provider).authorize_redirect(address, **asked)
    except _FAULTS as error:
        raise refused(provider, error) from error
    return response


def claims_of_answer(provider: Provider) -> Mapping[str, Any]:
    """The provider's claims about the person, after checking the token: issuer, audience, nonce, time,
    signature.

    Raises `RuleBroken` when a check fails.
    """
    try:
        claims = _client(provider).authorize_access_token().get("userinfo")
    except _FAULTS as error:
        raise refused(provider, error) from error
    if not claims:
        raise refused(provider, None)
    return dict(claims)


#: All errors of an answer: in the protocol, the token or the connection.
_FAULTS = (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError, KeyError, TypeError)


def _client(provider: Provider) -> Any:
    return current_app.extensions[EXTENSION].create_client(provider.key)
