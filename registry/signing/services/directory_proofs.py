"""The proof by directory: the signatory's organization says who they are (OpenID Connect).

Nobody is signed in by it and no account is made. The word holds for one request and one generation of its
link, in the browser that went to the directory, for a short time, and once.
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
    """The directories that vouch for addresses like that of who is asked; none where the team takes none."""
    if StepUp.SIGN_ON not in request.step_ups:
        return []
    domain = request.address.rpartition("@")[2]
    return [one for one in sign_in_directories.providers() if domain in one.domains]


def check_vouches(request: PersonalRequest, provider: Provider) -> None:
    """Only the directory of the signatory's own organization says who they are."""
    if provider.key not in {one.key for one in directories_for(request)}:
        raise RuleBroken(N_("%(name)s cannot say who you are for this request."), name=provider.name)


def is_theirs(request: PersonalRequest, provider: Provider, claims: Mapping[str, Any]) -> bool:
    """Whether a directory vouches for the very address that the link was sent to.

    Raises `RuleBroken` where it vouches for none, by the rules of signing in.
    """
    return directories.vouched_address(provider, claims) == request.address


def note_refused(request: PersonalRequest, provider: Provider, *, now: dt.datetime) -> None:
    """Record that a directory named somebody else."""
    events.record(SigningEvent.DIRECTORY_REFUSED, request, request.act_by_link(now), directory=provider.key)


def keep_proof(
    request: PersonalRequest,
    provider: Provider,
    claims: Mapping[str, Any],
    *,
    generation: int,
    now: dt.datetime,
) -> str:
    """Keep a directory's word on who is asked; gives the token that this browser's session holds.

    `generation` is that of the link through which they went there.
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
            proved_at=now,
            expires_at=now + DIRECTORY_LIFETIME,
        )
    )
    events.record(SigningEvent.DIRECTORY_PROVED, request, request.act_by_link(now), directory=provider.key)
    return token


def proof_of(request: PersonalRequest, token: str, *, now: dt.datetime) -> DirectoryProof | None:
    """The word that this browser brought back for this request, while it holds."""
    if not token or StepUp.SIGN_ON not in request.step_ups:
        return None
    found = db.session.scalar(
        sa.select(DirectoryProof).where(
            DirectoryProof.token_digest == _digest(token),
            DirectoryProof.about == request.about,
            DirectoryProof.signatory_id == request.signatory_id,
            DirectoryProof.generation == request.generation,
        )
    )
    is_good = found is not None and found.used_at is None and found.address == request.address
    return found if found is not None and is_good and now < found.expires_at else None


def use(request: PersonalRequest, proof: DirectoryProof, *, now: dt.datetime) -> dict[str, Any]:
    """Take a directory's word, once; gives what the evidence keeps of it."""
    proof.used_at, proof.address = now, ""
    events.record(SigningEvent.DIRECTORY_USED, request, request.act_by_link(now), proof=proof.id)
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
