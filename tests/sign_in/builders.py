"""What a person signs in with, and a device that makes passkeys without a browser."""

import hashlib
import json
import os
import re
import struct
from dataclasses import dataclass, field

import cbor2
import pyotp
import sqlalchemy as sa
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

from registry.accounts.models import User
from registry.database import session as database_session
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security import actors
from registry.sign_in import models as sign_in_models
from registry.sign_in.models import UserSession
from registry.sign_in.services import authenticators, passkeys, passwords, recovery_codes
from tests.acts import act_of
from tests.conftest import STOPPED_AT
from tests.factories import NOW, WHO_AND_WHEN, make_user

SECRET = "a secret that only the tests know"
PASSWORD = "four words in a row"
#: Of every app in the tests.
SHARED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SITE = passkeys.Site("http://localhost")


def make_person(**said: str) -> User:
    """An account with a password."""
    user = make_user(**said)
    passwords.set_password(user, PASSWORD, **WHO_AND_WHEN)
    return user


def code_at(moment, shared=SHARED):
    """What an app shows."""
    return pyotp.TOTP(shared).at(moment)


def add_app(user, now=NOW):
    """Give a person an app; the code of this step is used then."""
    return authenticators.add(user, shared=SHARED, code=code_at(now), secret=SECRET, act=act_of(user, now))


def make_codes(user, now=NOW):
    """Recovery codes of a person who has another factor."""
    return recovery_codes.make(user, recovery_codes.draw(), act=act_of(user, now))


@dataclass
class Device:
    """Makes one passkey and answers with it, as WebAuthn says."""

    origin: str = "http://localhost"
    host: str = "localhost"
    #: How often it was used, as it says; 0 always, where it does not count.
    uses: int = 0
    #: Whether its passkey is on the person's other devices too.
    is_synced: bool = False
    identity: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def name(self) -> str:
        """The credential's own name."""
        return bytes_to_base64url(self.identity)

    def make(self, challenge: str, *, verified: bool = True) -> str:
        """The answer to being asked for a new passkey."""
        data = self._data(verified, attested=self._attested())
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", challenge), attestationObject=attestation
        )

    def prove(self, challenge: str, *, verified: bool = True) -> str:
        """The answer to being asked for a proof."""
        client, data = self._client_data("webauthn.get", challenge), self._data(verified)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, verified: bool, attested: bytes = b"") -> bytes:
        flags = 0x01 | (0x04 if verified else 0) | (0x40 if attested else 0)
        flags |= 0x18 if self.is_synced else 0  # may be backed up, and is
        return (
            hashlib.sha256(self.host.encode()).digest()
            + bytes([flags])
            + struct.pack(">I", self.uses)
            + attested
        )

    def _attested(self) -> bytes:
        point = self.key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        return bytes(16) + struct.pack(">H", len(self.identity)) + self.identity + cbor2.dumps(key)

    def _answer(self, **response: bytes) -> str:
        said = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps(
            {"id": self.name, "rawId": self.name, "type": "public-key", "response": said}
            | {"clientExtensionResults": {}}
        )


def add_passkey(user: User, device: Device, name: str = "My phone") -> sign_in_models.Passkey:
    """Give a person the passkey of a device."""
    challenge = passkeys.new_challenge()
    return passkeys.add(
        user,
        answer=device.make(challenge),
        name=name,
        handle=passkeys.handle_of(user),
        challenge=challenge,
        site=SITE,
        act=act_of(user, NOW),
    )


def look(password=PASSWORD, email="ann@example.org", place="192.0.2.1", device=None):
    return passwords.look_at(email=email, password=password, place=place, device=device, secret=SECRET)


def sign_in(password=PASSWORD, email="ann@example.org", now=NOW, **where):
    seen = look(password, email, **where)
    with unit_of_work():
        return passwords.sign_in(seen, email=email, act=act_of(actors.REGISTRY, now))


def token_of(client):
    with client.session_transaction() as kept:
        return kept.get("_user_id")


def put_token(client, token):
    with client.session_transaction() as kept:
        kept["_user_id"] = token


def challenge_on(answer):
    return re.search(r"&#34;challenge&#34;: &#34;([\w-]+)", answer.text)[1]


def only_session():
    return db.session.scalars(sa.select(UserSession)).one()


def add_unused_app(app, user):
    """Give a person an app whose code of now is still good."""
    with unit_of_work():
        held = sign_in_models.Authenticator(
            user_id=user.id,
            secret=authenticators.lock(SHARED, user, secret=app.secret_key),
            last_step=0,
            added_at=STOPPED_AT,
        )
        database_session.db.session.add(held)


def sessions() -> int:
    """How many people are signed in."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(UserSession)) or 0


def refusal(client) -> str:
    """What the sign-in page says then."""
    return client.get("/sign-in").text
