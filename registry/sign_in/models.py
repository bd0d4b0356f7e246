"""Factors and sessions of people who sign in."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.database.session import db
from registry.database.types import Json, UtcDateTime
from registry.personal_data import OTHERS, SECRET, WHOSE, personal
from registry.sign_in.rules.sign_in import PROOF_LIFETIME
from registry.unchanged.models import SHOWN_AS_THERE, SHOWN_TO_NO_TEAM


class UserSession(db.Model):  # type: ignore[name-defined]
    """A session: one person signed in with one browser, until it ends."""

    __tablename__ = "user_session"
    __table_args__ = (
        sa.UniqueConstraint("token_digest"),
        sa.Index("ix_user_session_user_id", "user_id"),
        {"info": SHOWN_TO_NO_TEAM},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    #: SHA-256 of the token in the browser's cookie; the token changes with every proof.
    token_digest: Mapped[str] = mapped_column(sa.String(64))
    #: The factors they proved: values of `Factor`.
    factors: Mapped[list[str]] = mapped_column(Json, info=personal(OTHERS))
    began_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: When they last proved their identity, at sign-in or later.
    proved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: Written at most once a minute.
    last_seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: Even a session in use is over then.
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: When it was ended by its owner, a new password or an administrator.
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: The network address and browser, so that its owner can recognize it.
    address: Mapped[str] = mapped_column(sa.String(45), info=personal(OTHERS))
    browser: Mapped[str] = mapped_column(sa.String(60), info=personal(OTHERS))

    def is_proved_lately(self, now: dt.datetime) -> bool:
        """Whether the person proved their identity recently enough to change their factors."""
        return now < self.proved_at + PROOF_LIFETIME


class Authenticator(db.Model):  # type: ignore[name-defined]
    """An app that shows codes (TOTP, RFC 6238)."""

    __tablename__ = "authenticator"
    __table_args__ = (sa.UniqueConstraint("user_id"), {"info": SHOWN_AS_THERE})

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    #: Encrypted for this account with a key derived from the installation's secret.
    secret: Mapped[str] = mapped_column(sa.String(200), info=personal(SECRET))
    #: The time step of the last accepted code; no step is accepted twice.
    last_step: Mapped[int] = mapped_column(sa.BigInteger)
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Passkey(db.Model):  # type: ignore[name-defined]
    """A passkey (WebAuthn): sufficient on its own to sign in."""

    __tablename__ = "passkey"
    __table_args__ = (
        sa.UniqueConstraint("credential"),
        sa.Index("ix_passkey_user_id", "user_id"),
        {"info": SHOWN_AS_THERE},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    #: The user handle for the browser: random, and the same in all passkeys of an account.
    handle: Mapped[str] = mapped_column(sa.String(86), info=personal(SECRET))
    #: The credential's id in base64url; at most 1023 bytes (WebAuthn).
    credential: Mapped[str] = mapped_column(sa.String(1364), info=personal(SECRET))
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary, info=personal(SECRET))
    #: The authenticator's counter at its last use; a lower value means a copy. 0 when it does not count.
    uses: Mapped[int] = mapped_column(sa.BigInteger)
    #: The name that its owner gave it.
    name: Mapped[str] = mapped_column(sa.String(60), info=personal(OTHERS))
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(db.Model):  # type: ignore[name-defined]
    """A recovery code, stored on paper by the person for the case that they lose their phone; works once."""

    __tablename__ = "recovery_code"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "digest"),
        sa.UniqueConstraint("user_id", "selector"),
        {"info": SHOWN_TO_NO_TEAM},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    #: The first characters of the code, by which it is found; None for codes made before version 0022.
    selector: Mapped[str | None] = mapped_column(sa.String(4), info=personal(SECRET))
    #: argon2 of the other characters; for codes without selector, HMAC-SHA256 with a key derived from the
    #: installation's secret.
    digest: Mapped[str] = mapped_column(sa.String(200), info=personal(SECRET))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class SignInLink(db.Model):  # type: ignore[name-defined]
    """A one-time sign-in link by mail; its token is made when the mail is sent."""

    __tablename__ = "sign_in_link"
    __table_args__ = (sa.Index("ix_sign_in_link_user_id", "user_id"), {"info": SHOWN_TO_NO_TEAM})

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class SignOnIdentity(db.Model):  # type: ignore[name-defined]
    """The identifier by which a directory knows a person; linked once, when the directory vouched for their
    address.
    """

    __tablename__ = "sign_on_identity"
    __table_args__ = (
        sa.UniqueConstraint("issuer", "subject"),
        sa.Index("ix_sign_on_identity_user_id", "user_id"),
        {"info": SHOWN_AS_THERE},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    issuer: Mapped[str] = mapped_column(sa.String(300), info=personal(OTHERS))
    subject: Mapped[str] = mapped_column(sa.String(255), info=personal(OTHERS))
    linked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Failures(db.Model):  # type: ignore[name-defined]
    """Consecutive failed attempts; each one delays the next attempt."""

    __tablename__ = "sign_in_failures"
    __table_args__ = {"info": SHOWN_TO_NO_TEAM}

    #: A keyed digest of what is counted: an address that was tried, a place, or a device.
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class SpentChallenge(db.Model):  # type: ignore[name-defined]
    """A challenge that a passkey has answered: the same answer counts only once."""

    __tablename__ = "spent_challenge"
    __table_args__ = {"info": SHOWN_TO_NO_TEAM}

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    spent_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
