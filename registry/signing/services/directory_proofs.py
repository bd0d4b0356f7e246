"""The proof by directory: the signatory's organization confirms who they are (OpenID Connect).

It signs nobody in and creates no account. The confirmation is valid for a short time, for one request, for
one generation of its link, and in the browser that went to the directory; it can be used once.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security.actors import Act
from registry.sign_in.queries import directories as sign_in_directories
from registry.sign_in.queries.directories import Provider
from registry.sign_in.services import directories
from registry.signing.models import DirectoryProof, PersonalRequest
from registry.signing.rules.events import SigningEvent
from registry.signing.rules.step_up import DIRECTORY_LIFETIME
from registry.teams.rules import StepUp

SOMEBODY_ELSE = N_(
    "%(name)s says that you are somebody else than the person who was asked to sign. Sign in there as the"
    " person to whom the link was sent."
)


def directories_for(request: PersonalRequest) -> list[Provider]:
    """The directories that vouch for the address of the person asked; empty when the team does not accept
    this proof.
    """
    if StepUp.SIGN_ON not in request.step_ups:
        return []
    domain = request.address.rpartition("@")[2]
    return [provider for provider in sign_in_directories.providers() if domain in provider.domains]


def check_vouches(request: PersonalRequest, provider: Provider) -> None:
    """Only the directory of the signatory's own organization can confirm who they are."""
    if provider.key not in {one.key for one in directories_for(request)}:
        raise RuleBroken(N_("%(name)s cannot say who you are for this request."), name=provider.name)


def is_theirs(request: PersonalRequest, provider: Provider, claims: Mapping[str, Any]) -> bool:
    """Whether a directory vouches for exactly the address that the link was sent to.

    Raises `RuleBroken` when the directory vouches for no address, by the rules of signing in.
    """
    return directories.vouched_address(provider, claims) == request.address


def note_refused(request: PersonalRequest, provider: Provider, *, act: Act) -> None:
    """Record that a directory named somebody else."""
    events.record(SigningEvent.DIRECTORY_REFUSED, request, act, directory=provider.key)


def keep_proof(
    request: PersonalRequest,
    provider: Provider,
    claims: Mapping[str, Any],
    *,
    generation: int,
    act: Act,
) -> str:
    """Store a directory's confirmation; returns the token for this browser's session.

    `generation` belongs to the link through which the person went to the directory.
    """
    check_vouches(request, provider)
    if not is_theirs(request, provider, claims):
        raise RuleBroken(SOMEBODY_ELSE, name=provider.name)
    for earlier in _unused(request):
        db.session.delete(earlier)
    token = secrets.token_urlsafe(24)
    db.session.add(
        DirectoryProof(
            about=request.about,
            signatory_id=request.signatory_id,
            generation=generation,
            token_digest=_digest(token),
            issuer=provider.issuer,
            issuer_name=provider.name[:200],
            subject=directories.subject_of(provider, claims),
            address=request.address,
            proved_at=act.at,
            expires_at=act.at + DIRECTORY_LIFETIME,
        )
    )
    events.record(SigningEvent.DIRECTORY_PROVED, request, act, directory=provider.key)
    return token


def proof_of(request: PersonalRequest, token: str, *, now: dt.datetime) -> DirectoryProof | None:
    """The valid confirmation that this browser brought back for this request."""
    if not token or StepUp.SIGN_ON not in request.step_ups:
        return None
    directory_proof = db.session.scalar(
        sa.select(DirectoryProof).where(
            DirectoryProof.token_digest == _digest(token),
            DirectoryProof.about == request.about,
            DirectoryProof.signatory_id == request.signatory_id,
            DirectoryProof.generation == request.generation,
        )
    )
    is_good = (
        directory_proof is not None
        and directory_proof.used_at is None
        and directory_proof.address == request.address
    )
    return (
        directory_proof
        if directory_proof is not None and is_good and now < directory_proof.expires_at
        else None
    )


def use(request: PersonalRequest, proof: DirectoryProof, *, act: Act) -> dict[str, Any]:
    """Use a directory's confirmation, once; returns the evidence to store."""
    proof.used_at, proof.address = act.at, ""
    events.record(SigningEvent.DIRECTORY_USED, request, act, proof=proof.id)
    return {
        "issuer": proof.issuer,
        "issuer_name": proof.issuer_name,
        "subject": proof.subject,
        "proved_at": proof.proved_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
    }


def _unused(request: PersonalRequest) -> list[DirectoryProof]:
    query = sa.select(DirectoryProof).where(
        DirectoryProof.about == request.about,
        DirectoryProof.signatory_id == request.signatory_id,
        DirectoryProof.used_at.is_(None),
    )
    return list(db.session.scalars(query))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
