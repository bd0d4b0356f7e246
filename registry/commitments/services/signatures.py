"""Signing and acknowledging behind a link."""

import datetime as dt
import hashlib
import json
import unicodedata
from dataclasses import dataclass

from registry.commitments.models import Commitment, SigningRequest
from registry.commitments.queries import schedules
from registry.commitments.rules import consent
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.requests import Method
from registry.commitments.services import commitments
from registry.errors import N_, RuleBroken
from registry.partners import wording as partner_wording
from registry.partners.queries import authority
from registry.security.actors import Act
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


def shown_digest(request: SigningRequest, language: str, on: dt.date) -> str:
    """A digest of everything the signing page shows on a day: version, language and schedule."""
    shown = [request.version.fingerprint, language, schedules.schedule_of(request.partner, language, on)]
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def sign_commitment(
    request: SigningRequest, signature: Signature, *, act: Act, secret: str = ""
) -> Commitment:
    """Sign a version for a partner: once per request, and exactly what was shown.

    `secret` is the server's key for codes; only needed when the team requires a second proof.
    """
    signing_requests.check_answerable(request, act.at)
    grant = authority.authority_to_sign(request.signatory, act.on)
    if request.requirement != Requirement.SIGNS:
        raise RuleBroken(N_("You are asked to acknowledge this document, not to sign it."))
    _check_shown(request, signature, act.on)
    signatures.check_signature(signature)
    method = Method.DRAWN if signature.strokes else Method.TYPED
    strokes = signatures.check_drawing(list(signature.strokes)) if signature.strokes else []
    commitment = _answer(request, signature, method=method, act=act)
    commitment.signature_text, commitment.signature_strokes = signature.typed.strip(), strokes
    commitment.consent = consent.CURRENT.key
    proof = step_up.verify(request, signature.proof, act=act, secret=secret)
    commitment.evidence = commitment.evidence | {"grant": partner_wording.kept(grant)} | proof
    commitments.keep(commitment, CommitmentEvent.SIGNED, act=act)
    signing_requests.end(request, RequestState.SIGNED, act=act)
    commitments.after_signing(commitment, act=act)
    return commitment


def acknowledge(request: SigningRequest, signature: Signature, *, act: Act) -> Commitment:
    """Acknowledge a version for an observer: one button, counted separately, no certificate."""
    signing_requests.check_answerable(request, act.at)
    if request.requirement != Requirement.ACKNOWLEDGES:
        raise RuleBroken(N_("You are asked to sign this document, not to acknowledge it."))
    _check_shown(request, signature, act.on)
    commitment = _answer(request, signature, method=Method.ACKNOWLEDGED, act=act)
    commitments.keep(commitment, CommitmentEvent.ACKNOWLEDGED, act=act)
    signing_requests.end(request, RequestState.SIGNED, act=act)
    commitments.after_signing(commitment, act=act)
    return commitment


def _check_shown(request: SigningRequest, signature: Signature, on: dt.date) -> None:
    if signature.language not in request.version.languages:
        raise RuleBroken(N_("There is no published text in this language."))
    if signature.shown != shown_digest(request, signature.language, on):
        raise RuleBroken(
            N_("What you read has changed since you opened this page. Please read it again, then answer.")
        )


def _answer(request: SigningRequest, signature: Signature, *, method: Method, act: Act) -> Commitment:
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
        signed_on=act.on,
        signed_at=act.at,
        recorded_at=act.at,
        schedule=schedules.schedule_of(partner, signature.language, act.on),
        evidence={**signature.evidence, **request.evidence},
    )
