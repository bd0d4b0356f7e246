"""Second proofs at signing: codes read out, tries at an app, and what directories said."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.database.session import db
from registry.database.types import UtcDateTime
from registry.errors import N_
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import NONE, OTHERS, SECRET, WHOSE, personal


@rests_on_partner(N_("a proof of who signs"))
class PhoneCode(db.Model):  # type: ignore[name-defined]
    """A code that a coordinator reads out by telephone. In clear it is kept nowhere."""

    __tablename__ = "proof_phone_code"
    __table_args__ = (sa.Index("ix_proof_phone_code_about", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The request it was made for: `signing_request:12`.
    about: Mapped[str] = mapped_column(sa.String(60))
    #: For whom it was made; of no use to the one it is handed over to.
    signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id"), info=personal(WHOSE))
    #: HMAC-SHA256 under the server's key.
    mac: Mapped[str] = mapped_column(sa.String(64), info=personal(SECRET))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: When a newer one took its place.
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    read_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(OTHERS))
    read_by_name: Mapped[str] = mapped_column(sa.String(200), info=personal(OTHERS))
    #: Last digits of the number on file; the number itself stays with the signatory.
    number_ending: Mapped[str] = mapped_column(sa.String(4), default="", info=personal(OTHERS))


@rests_on_partner(N_("a proof of who signs"))
class AppTries(db.Model):  # type: ignore[name-defined]
    """How often one person tried the codes of an authenticator app for one request."""

    __tablename__ = "proof_app_tries"
    __table_args__ = (sa.UniqueConstraint("about", "signatory_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(60))
    signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id"), info=personal(WHOSE))
    tries: Mapped[int] = mapped_column(default=0, info=personal(OTHERS))
    last_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


@rests_on_partner(N_("a proof of who signs"))
class DirectoryProof(db.Model):  # type: ignore[name-defined]
    """A directory's word on who somebody is, for one request, in one browser, once."""

    __tablename__ = "proof_by_directory"
    __table_args__ = (
        sa.UniqueConstraint("token_digest"),
        sa.Index("ix_proof_by_directory_about", "about"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(60))
    signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id"), info=personal(WHOSE))
    #: Of the link through which they went to the directory.
    generation: Mapped[int]
    #: SHA-256 of what the browser's session holds.
    token_digest: Mapped[str] = mapped_column(sa.String(64), info=personal(SECRET))
    issuer: Mapped[str] = mapped_column(sa.String(300), info=personal(OTHERS))
    #: As the settings named the directory then.
    issuer_name: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    subject: Mapped[str] = mapped_column(sa.String(255), info=personal(OTHERS))
    #: For which the directory vouched: to be that of the person who signs. Emptied once they have.
    address: Mapped[str] = mapped_column(sa.String(254), info=personal(OTHERS))
    proved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
