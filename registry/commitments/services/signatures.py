"""Signing, acknowledging, and entering what was signed on paper or before the registry."""

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry import clock
from registry.audit.rules.tags import Tag
from registry.commitments.models import Commitment, SigningRequest
from registry.commitments.queries import schedules
from registry.commitments.rules import consent
from registry.commitments.rules.requests import NAME_LENGTH, Method, check_typed
from registry.commitments.services import commitments, requests
from registry.errors import N_, RuleBroken
from registry.partners import wording as partner_wording
from registry.partners.queries import authority
from registry.signing.rules.signatures import check_drawing, is_name
from registry.signing.services import step_up
from registry.teams.rules import Requirement


@dataclass(frozen=True)
class Signature:
    """What a signatory gave on the signing page."""

    name: str
    title: str
    language: str
    typed: str = ""
    strokes: Sequence[object] = ()
    consents: bool = False
    has_authority: bool = False
    #: What the page showed: `shown_digest` of then, to be the same now.
    shown: str = ""
    #: What was given as second proof, where the team asks for one.
    proof: step_up.Given = step_up.NOTHING
    #: Address, browser and channel, for the evidence page.
    evidence: Mapping[str, Any] = field(default_factory=dict)


def shown_digest(request: SigningRequest, language: str) -> str:
    """A digest of all that the signing page shows to be signed: version, language and schedule."""
    shown = [request.version.fingerprint, language, schedules.schedule_of(request.partner, language)]
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def sign_commitment(
    request: SigningRequest, signature: Signature, *, now: dt.datetime, secret: str = ""
) -> Commitment:
    """Sign a version for a partner: once a request, and only what was shown.

    `secret` is the server's key, under which codes are kept; a team that asks for none needs none.
    """
    requests.check_answerable(request, now)
    on = clock.local_date(now, request.partner.team.timezone)
    grant = authority.authority_to_sign(request.signatory, on)
    if request.requirement != Requirement.SIGNS:
        raise RuleBroken(N_("You are asked to acknowledge this document, not to sign it."))
    _check_signature(request, signature)
    method = Method.DRAWN if signature.strokes else Method.TYPED
    strokes = check_drawing(list(signature.strokes)) if signature.strokes else []
    commitment = _answer(request, signature, method=method, now=now)
    commitment.signature_text, commitment.signature_strokes = signature.typed.strip(), strokes
    commitment.consent = consent.CURRENT.key
    proof = step_up.verify(requests.asked_of(request), signature.proof, now=now, secret=secret)
    commitment.evidence = commitment.evidence | {"grant": partner_wording.kept(grant)} | proof
    act = requests.act_by_link(request, now)
    commitments.keep(commitment, Tag.COMMITMENT_SIGNED, act=act)
    requests.end_signed(request, now)
    commitments.after_signing(commitment, act=act)
    return commitment


def acknowledge(request: SigningRequest, signature: Signature, *, now: dt.datetime) -> Commitment:
    """Acknowledge a version for an observer: one button, counted apart, no certificate."""
    requests.check_answerable(request, now)
    if request.requirement != Requirement.ACKNOWLEDGES:
        raise RuleBroken(N_("You are asked to sign this document, not to acknowledge it."))
    _check_shown(request, signature)
    commitment = _answer(request, signature, method=Method.ACKNOWLEDGED, now=now)
    act = requests.act_by_link(request, now)
    commitments.keep(commitment, Tag.COMMITMENT_ACKNOWLEDGED, act=act)
    requests.end_signed(request, now)
    commitments.after_signing(commitment, act=act)
    return commitment


def _check_signature(request: SigningRequest, signature: Signature) -> None:
    _check_shown(request, signature)
    if not is_name(signature.name):
        raise RuleBroken(N_("Enter your name."), field="name")
    if not signature.title.strip():
        raise RuleBroken(N_("Enter your title."), field="title")
    if max(len(signature.name), len(signature.title), len(signature.typed)) > NAME_LENGTH:
        raise RuleBroken(N_("Use at most %(count)s characters."), field="name", count=NAME_LENGTH)
    if not signature.has_authority:
        raise RuleBroken(
            N_("Confirm that you are authorized to bind your organization."), field="has_authority"
        )
    if not signature.consents:
        raise RuleBroken(N_("Confirm that you agree to sign electronically."), field="consents")
    if not signature.strokes:
        check_typed(signature.typed, signature.name)


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
        evidence={
            **signature.evidence,
            "asked_at": audit_moment(request.asked_at),
            "fetched_at": audit_moment(request.fetched_at),
            "authority": signatory.authority,
        },
    )


def audit_moment(moment: dt.datetime | None) -> str:
    """A moment as evidence keeps it: ISO 8601 in UTC, or empty where it was not collected."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else ""
