"""Passkeys (WebAuthn): our challenge, answered by the person's device; each passkey has a name.

A passkey requires a finger, a face or a PIN (user verification), so it counts as both factors.
"""

import datetime as dt
import hashlib
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
import webauthn
from sqlalchemy.exc import IntegrityError
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from registry.accounts.models import User
from registry.database.session import db
from registry.errors import N_, NotFound, RuleBroken
from registry.security.actors import Act
from registry.sign_in.models import Passkey, SpentChallenge
from registry.sign_in.queries import factors as factor_queries
from registry.sign_in.queries.factors import passkeys_of as of_user
from registry.sign_in.rules.sign_in import MOST_PASSKEYS, PASSKEY_NAME_LENGTH, Change
from registry.sign_in.services import factors

LOG = logging.getLogger("registry")

NAME = "Partnership Registry"
CHALLENGE_BYTES = 32
HANDLE_BYTES = 32
#: The most characters of a device's answer that are parsed; a few kilobytes are usual.
LONGEST_ANSWER = 20_000

_NOT_TAKEN = N_("This passkey was not accepted. Try again, or sign in another way.")


@dataclass(frozen=True)
class Site:
    """The relying party: the public address and its host."""

    origin: str

    @property
    def host(self) -> str:
        """The relying party id: the host alone."""
        return urlsplit(self.origin).hostname or ""

    @classmethod
    def of(cls, public_address: str) -> "Site":
        """The relying party of a public address: scheme, host and port."""
        parts = urlsplit(public_address)
        return cls(f"{parts.scheme}://{parts.netloc}")


def new_challenge() -> str:
    """A new random challenge in base64url."""
    return bytes_to_base64url(os.urandom(CHALLENGE_BYTES))


def options_to_add(user: User, *, handle: str, challenge: str, site: Site) -> str:
    """The browser's options for creating a passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_id=base64url_to_bytes(handle),
        user_name=user.email,
        user_display_name=user.name,
        challenge=base64url_to_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(of_user(user.id)),
    )
    return webauthn.options_to_json(options)


def options_to_prove(*, user_id: int | None, challenge: str, site: Site) -> str:
    """The browser's options for proving a passkey, as JSON: one of a certain person's, or any that the
    browser has.
    """
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=base64url_to_bytes(challenge),
        allow_credentials=_described(of_user(user_id)) if user_id else [],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def handle_of(user: User) -> str:
    """The user handle: the same in all passkeys of a person, and revealing nothing."""
    passkeys_known = of_user(user.id)
    return passkeys_known[0].handle if passkeys_known else bytes_to_base64url(os.urandom(HANDLE_BYTES))


def add(user: User, *, answer: str, name: str, handle: str, challenge: str, site: Site, act: Act) -> Passkey:
    """Store a passkey that a person's device has just created."""
    _check_name(name)
    if len(of_user(user.id)) >= MOST_PASSKEYS:
        raise RuleBroken(N_("You have %(count)s passkeys, and no room for more."), count=MOST_PASSKEYS)
    try:
        verified = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=_asked(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RuleBroken(N_("The passkey was not made. Try again.")) from error
    _spend(challenge, act.at)
    passkey = Passkey(
        user_id=user.id,
        handle=handle,
        credential=bytes_to_base64url(verified.credential_id),
        public_key=verified.credential_public_key,
        uses=verified.sign_count,
        name=name,
        added_at=act.at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(passkey)
    except IntegrityError as error:
        raise RuleBroken(N_("This passkey is known already.")) from error
    factors.note(Change.PASSKEY_ADDED, user, act=act)
    return passkey


def begin_with(
    user: User, *, answer: str, name: str, handle: str, challenge: str, site: Site, act: Act
) -> None:
    """Store a passkey as the first factor of a new account; the welcome link then stops working.

    Refused for a person who has a second factor already, since it could be bypassed this way: they choose a
    password and show that factor.
    """
    if factor_queries.held_by(user.id).any:
        raise RuleBroken(N_("You have a second factor already: choose a password, and use it with that."))
    add(user, answer=answer, name=name, handle=handle, challenge=challenge, site=site, act=act)
    user.password_generation += 1


def accept(answer: str, *, challenge: str, site: Site, user_id: int | None = None, now: dt.datetime) -> User:
    """The account whose passkey answered the challenge; raises `RuleBroken` when the passkey is unknown or
    belongs to another person.
    """
    read = _read(answer)
    passkey = db.session.scalar(sa.select(Passkey).where(Passkey.credential == str(read.get("id"))))
    if passkey is None or user_id not in (None, passkey.user_id) or not _handle_fits(read, passkey):
        raise RuleBroken(_NOT_TAKEN)
    try:
        proved = webauthn.verify_authentication_response(
            credential=read,
            expected_challenge=_asked(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            # Checked below, since not every passkey has a counter of its own.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RuleBroken(_NOT_TAKEN) from error
    _check_count(passkey, proved)
    _spend(challenge, now)
    passkey.uses, passkey.used_at = proved.new_sign_count, now
    return db.session.get_one(User, passkey.user_id)


def passkey_of(user: User, passkey_id: int) -> Passkey:
    """One passkey of a person; other people's passkeys are not found."""
    passkey = db.session.get(Passkey, passkey_id)
    if passkey is None or passkey.user_id != user.id:
        raise NotFound(N_("There is no such passkey."))
    return passkey


def remove(user: User, passkey_id: int, *, act: Act) -> None:
    """Remove a passkey, unless it is a factor that the person must keep."""
    passkey = passkey_of(user, passkey_id)
    factors.check_removable(user)
    db.session.delete(passkey)
    db.session.flush()
    factors.forget_codes_without_factor(user.id)
    factors.note(Change.PASSKEY_REMOVED, user, act=act)


def _check_name(name: str) -> None:
    if not name or len(name) > PASSKEY_NAME_LENGTH:
        raise RuleBroken(
            N_("Give the passkey a name, in at most %(count)s characters, such as “My phone”."),
            field="name",
            count=PASSKEY_NAME_LENGTH,
        )


def _asked(challenge: str) -> bytes:
    """The challenge in bytes; raises when none was issued to this browser or it has expired."""
    if not challenge:
        raise RuleBroken(N_("This page was open too long. Try again."))
    return base64url_to_bytes(challenge)


def _check_count(passkey: Passkey, proved: VerifiedAuthentication) -> None:
    """The counter of a device-bound passkey must rise with every use; otherwise a copy exists, and the
    passkey is refused. Synced passkeys exist on several devices with counters of their own, so for them it is
    only logged.
    """
    if not (proved.new_sign_count or passkey.uses) or proved.new_sign_count > passkey.uses:
        return
    is_synced = proved.credential_device_type == CredentialDeviceType.MULTI_DEVICE
    LOG.warning(
        "passkey %s counts %s after %s: %s",
        passkey.id,
        proved.new_sign_count,
        passkey.uses,
        "synced, and taken" if is_synced else "of one device, and refused",
    )
    if not is_synced:
        raise RuleBroken(_NOT_TAKEN)


def _spend(challenge: str, now: dt.datetime) -> None:
    """Mark a challenge as answered, so that a repeated answer is refused."""
    digest = hashlib.sha256(challenge.encode()).hexdigest()
    try:
        with db.session.begin_nested():
            db.session.add(SpentChallenge(digest=digest, spent_at=now))
    except IntegrityError as error:
        raise RuleBroken(_NOT_TAKEN) from error


def _read(answer: str) -> dict[str, Any]:
    try:
        read = json.loads(answer) if len(answer) <= LONGEST_ANSWER else None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise RuleBroken(_NOT_TAKEN)
    return read


def _handle_fits(read: dict[str, Any], passkey: Passkey) -> bool:
    """Whether the device names the same user handle; without a handle, the credential decides."""
    response = read.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    return handle in (None, "", passkey.handle)


def _described(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential)) for passkey in passkeys]
