"""An OpenID Connect provider whose answers a test bends: what it says of itself, and what its tokens say."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey
from joserfc.jws import JWSRegistry

CLIENT, SECRET = "registry", "a secret between provider and registry"


class Provider:
    """Sends everybody straight back, with a token that says what the test wants."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig", "alg": "ES256"})
        self.claims: dict[str, Any] = {"sub": "42", "email": "robin@larkspur.example", "email_verified": True}
        self.metadata: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.redeemed: dict[str, str] = {}
        #: Pages that have moved, and where to.
        self.moved: dict[str, str] = {}
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def describe(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        } | self.metadata

    def keys(self) -> dict[str, Any]:
        """Its public keys."""
        return KeySet([self.key]).as_dict(private=False)

    def tokens(self) -> dict[str, Any]:
        """What it gives for a code."""
        now = int(time.time())
        usual = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked["nonce"],
        }
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.sign(usual | self.claims)}

    def signed(self, claims: dict[str, Any]) -> str:
        """A token as it should be."""
        return jwt.encode({"alg": "ES256", "kid": "one"}, claims, self.key)

    def signed_by_another(self, claims: dict[str, Any]) -> str:
        """A token signed with a key that it does not publish."""
        stranger = ECKey.generate_key("P-256", {"kid": "one"})
        return jwt.encode({"alg": "ES256", "kid": "one"}, claims, stranger)

    def signed_with_a_key_that_it_brings(self, claims: dict[str, Any]) -> str:
        """A token signed with a key that stands in its own header."""
        stranger = ECKey.generate_key("P-256", {"kid": "one"})
        head = {"alg": "ES256", "kid": "one", "jwk": stranger.as_dict(private=False)}
        return jwt.encode(head, claims, stranger)

    def unsigned(self, claims: dict[str, Any]) -> str:
        """A token that nobody signed."""
        registry = JWSRegistry(algorithms=["none"])
        return jwt.encode({"alg": "none"}, claims, OctKey.generate_key(), registry=registry)

    def signed_with_the_secret(self, claims: dict[str, Any]) -> str:
        """A token signed with what both know, as an attacker who learned it would."""
        registry = JWSRegistry(algorithms=["HS256"])
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), registry=registry)

    def signed_with_the_public_key(self, claims: dict[str, Any]) -> str:
        """A token whose "secret" is the public key, which everybody knows."""
        registry = JWSRegistry(algorithms=["HS256"])
        public = OctKey.import_key(self.key.as_pem(private=False))
        return jwt.encode({"alg": "HS256", "kid": "one"}, claims, public, registry=registry)


def _handler_of(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                provider.asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            pages = {
                "/.well-known/openid-configuration": provider.describe,
                "/keys": provider.keys,
                "/other-keys": provider.keys,
            }
            if parts.path in provider.moved:
                self.send_response(302)
                self.send_header("Location", provider.moved[parts.path])
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._send(pages.get(parts.path, dict)())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.redeemed = {name: values[0] for name, values in parse_qs(body).items()}
            self._send(provider.tokens())

        def _send(self, said: dict[str, Any]) -> None:
            content = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said: object) -> None:
            """Stay quiet."""

    return Handler
