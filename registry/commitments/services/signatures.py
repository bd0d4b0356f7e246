"""Signing and acknowledging behind a link."""

import datetime as dt
import hashlib
import json
import unicodedata
from dataclasses import dataclass

from registry import clock
from registry.commitments.models import Commitment, SigningRequest
from registry.commitments.queries import schedules
from registry.commitments.rules import consent
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.requests import Method
from registry.commitments.services import commitments
from registry.errors import N_, RuleBroken
from registry.partners import wording as partner_wording
from registry.partners.queries import authority
from registry.signing.rules import signatures
from registry.signing.rules.requests import RequestState
from registry.signing.services import requests as signing_requests
from registry.signing.services import step_up
from registry.teams.rules import Requirement


@dataclass(frozen=True, kw_only=True)
class Signature(signatures.Signature):
    """What a signatory entered on the signing page."""

    #: `shown_digest` of what the page showed; must still be the same.
    shown: str = ""


def shown_digest(request: SigningRequest, language: str) -> str:
    """A digest of everything the signing page shows: version, language and schedule."""
    shown = [request.version.fingerprint, language, schedules.schedule_of(request.partner, language)]
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def sign_commitment(
    request: SigningRequest, signature: Signature, *, now: dt.datetime, secret: str = ""
) -> Commitment:
    """Sign a version for a partner: once per request, and exactly what was shown.

    `secret` is the server's key for codes; only needed when the team requires a second proof.
    """
    signing_requests.check_answerable(request, now)
    on = clock.local_date(now, request.partner.team.timezone)
    grant = authority.authority_to_sign(request.signatory, on)
    if request.requirement != Requirement.SIGNS:
        raise RuleBroken(N_("You are asked to acknowledge this document, not to sign it."))
    _check_shown(request, signature)
    signatures.check_signature(signature)
    method = Method.DRAWN if signature.strokes else Method.TYPED
    strokes = signatures.check_drawing(list(signature.strokes)) if signature.strokes else []
    commitment = _answer(request, signature, method=method, now=now)
    commitment.signature_text, commitment.signature_strokes = signature.typed.strip(), strokes
    commitment.consent = consent.CURRENT.key
    proof = step_up.verify(request, signature.proof, now=now, secret=secret)
    commitment.evidence = commitment.evidence | {"grant": partner_wording.kept(grant)} | proof
    act = request.act_by_link(now)
    commitments.keep(commitment, CommitmentEvent.SIGNED, act=act)
    signing_requests.end(request, RequestState.SIGNED, now)
    commitments.after_signing(commitment, act=act)
    return commitment


def acknowledge(request: SigningRequest, signature: Signature, *, now: dt.datetime) -> Commitment:
    """Acknowledge a version for an observer: one button, counted separately, no certificate."""
    signing_requests.check_answerable(request, now)
    if request.requirement != Requirement.ACKNOWLEDGES:
        raise RuleBroken(N_("You are asked to sign this document, not to acknowledge it."))
    _check_shown(request, signature)
    commitment = _answer(request, signature, method=Method.ACKNOWLEDGED, now=now)
    act = request.act_by_link(now)
    commitments.keep(commitment, CommitmentEvent.ACKNOWLEDGED, act=act)
    signing_requests.end(request, RequestState.SIGNED, now)
    commitments.after_signing(commitment, act=act)
    return commitment


def _check_shown(request: SigningRequest, signature: Signature) -> None:
    if signature.language not in request.version.languages:
        raise RuleBroken(N_("There is no published text in this language."))
    if signature.shown != shown_digest(request, signature.language):
        raise RuleBroken(
            N_("What you read has changed since you opened this page. Please read it again, then answer.")
        )


def _answer(request: SigningRequest, signature: Signature, *, method: Method, now: dt.datetime) -> Commitment:
    partner, signatory = request.partner, request.signatory
    return Commitment(
        version_id=request.version_id,
        partner_id=partner.id,
        request_id=request.id,
        signatory_id=signatory.id,
        slot=commitments.next_slot(request.version, partner),
        method=method,
        partner_name=partner.name,
        tier=request.tier,
        signatory_name=signature.name.strip() or signatory.name,
        signatory_title=signature.title.strip() or signatory.title,
        language=signature.language,
        signed_on=clock.local_date(now, partner.team.timezone),
        signed_at=now,
        recorded_at=now,
        schedule=schedules.schedule_of(partner, signature.language),
        evidence={**signature.evidence, **request.evidence},
    )
