"""A second proof asked for at signing, by another channel than the mailbox that holds the link.

A team chooses the channel. Every channel has one verifier here, found by its name: it is given what was typed
and answers with what the evidence keeps, or refuses in words on the field `code`.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.tags import Tag
from registry.commitments import requests
from registry.commitments.models import SigningCode, SigningRequest
from registry.commitments.step_up_rules import (
    CODE_DIGITS,
    CODE_LIFETIME,
    MOST_TRIES,
    CodeState,
    digits_of,
    ending_of,
    state_of,
)
from registry.errors import N_, RuleBroken
from registry.extensions import db
from registry.teams.acting import as_coordinator
from registry.teams.rules import Requirement, StepUp

#: Judges what was typed for a request at a moment; gives what the evidence keeps.
Verifier = Callable[[SigningRequest, str, dt.datetime, str], dict[str, Any]]
_VERIFIERS: dict[StepUp, Verifier] = {}

_PURPOSE = b"signing code by telephone"


@dataclass(frozen=True)
class ReadOut:
    """A fresh code, in clear: shown once, to the coordinator who reads it out."""

    code: SigningCode
    digits: str


def verifies(channel: StepUp) -> Callable[[Verifier], Verifier]:
    """Register what judges the proofs of a channel."""

    def register(verifier: Verifier) -> Verifier:
        _VERIFIERS[channel] = verifier
        return verifier

    return register


def channel_for(request: SigningRequest) -> StepUp:
    """The channel by which a request asks for a second proof; an acknowledgement asks for none."""
    if request.requirement != Requirement.SIGNS:
        return StepUp.NONE
    return StepUp(request.partner.team.step_up)


def verify(request: SigningRequest, typed: str, *, now: dt.datetime, secret: str) -> dict[str, Any]:
    """Judge the second proof where the team asks for one; gives what the evidence keeps of it."""
    channel = channel_for(request)
    if channel is StepUp.NONE:
        return {}
    return {"step_up": {"channel": channel.value} | _VERIFIERS[channel](request, typed, now, secret)}


def count_try(request: SigningRequest, *, now: dt.datetime) -> None:
    """Count a try at the code before it is judged: a change of its own, so that no refusal takes it back."""
    code = newest_code(request)
    if code is None or code.used_at is not None or code.revoked_at is not None:
        return
    code.tries += 1  # beyond the most too: a later try is known as one too many
    if code.tries <= MOST_TRIES:
        requests.note(Tag.SIGNING_CODE_TRIED, request, requests.by_link(request), now, code=code.id)


def make_code(request: SigningRequest, *, by: User, now: dt.datetime, secret: str) -> ReadOut:
    """Make a code for the coordinator to read out by telephone; one made before ends."""
    if channel_for(request) is not StepUp.PHONE:
        raise RuleBroken(N_("The team asks for no code by telephone for this request."))
    requests.check_answerable(request, now)
    _check_is_another(request, by)
    for earlier in _unended(request):
        earlier.revoked_at = now
    code = SigningCode(
        request_id=request.id,
        signatory_id=request.signatory_id,
        mac="",
        made_at=now,
        expires_at=now + CODE_LIFETIME,
        tries=0,
        read_by_id=by.id,
        read_by_name=by.name,
        number_ending=ending_of(request.signatory.phone),
    )
    db.session.add(code)
    db.session.flush()
    digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    code.mac = _mac(code, digits, secret)
    requests.note(Tag.SIGNING_CODE_MADE, request, as_coordinator(by.id), now, code=code.id)
    return ReadOut(code, digits)


def codes_of(request: SigningRequest) -> list[SigningCode]:
    """The codes made for a request, newest first."""
    query = sa.select(SigningCode).where(SigningCode.request_id == request.id)
    return list(db.session.scalars(query.order_by(SigningCode.id.desc())))


def newest_code(request: SigningRequest) -> SigningCode | None:
    """The code made last for the person who is asked now."""
    theirs = (code for code in codes_of(request) if code.signatory_id == request.signatory_id)
    return next(theirs, None)


@verifies(StepUp.PHONE)
def _by_phone(request: SigningRequest, typed: str, now: dt.datetime, secret: str) -> dict[str, Any]:
    code, digits = newest_code(request), digits_of(typed)
    if code is None or code.revoked_at is not None:
        raise RuleBroken(
            N_("No code has been read out to you yet. The team’s coordinators call you with it."),
            field="code",
        )
    if not digits:
        raise RuleBroken(
            N_("Enter the code that the coordinator read out to you by telephone."), field="code"
        )
    _check_state(state_of(code, now, judging=True))
    if not hmac.compare_digest(_mac(code, digits, secret), code.mac):
        left = MOST_TRIES - code.tries
        if left <= 0:
            _check_state(CodeState.TRIED_OUT)
        raise RuleBroken(
            N_("This is not the code that was read out. Tries left: %(count)s."), field="code", count=left
        )
    code.used_at = now
    requests.note(Tag.SIGNING_CODE_USED, request, requests.by_link(request), now, code=code.id)
    return _kept(code)


def _kept(code: SigningCode) -> dict[str, Any]:
    return {
        "code": code.id,
        "read_by_id": code.read_by_id,
        "read_by": code.read_by_name,
        "read_at": code.made_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "number_ending": code.number_ending,
        "tries": code.tries,
    }


def _check_state(state: CodeState) -> None:
    words = {
        CodeState.USED: N_("This code has been used. Ask the coordinators to call again."),
        CodeState.EXPIRED: N_("This code is older than 30 minutes. Ask the coordinators to call again."),
        CodeState.TRIED_OUT: N_("This code was tried too often. Ask the coordinators to call again."),
    }
    if state in words:
        raise RuleBroken(words[state], field="code")


def _check_is_another(request: SigningRequest, by: User) -> None:
    """A code proves a second person: nobody reads one out to themselves."""
    if by.email == request.signatory.email.strip().lower():
        raise RuleBroken(N_("You are asked to sign yourself: another coordinator reads the code out to you."))


def _unended(request: SigningRequest) -> list[SigningCode]:
    return [code for code in codes_of(request) if code.used_at is None and code.revoked_at is None]


def _mac(code: SigningCode, digits: str, secret: str) -> str:
    """What is kept of a code: HMAC-SHA256 under the server's key, over which code it is and its digits."""
    key = hmac.digest(secret.encode(), _PURPOSE, hashlib.sha256)
    return hmac.new(key, f"{code.id}:{code.request_id}:{digits}".encode(), hashlib.sha256).hexdigest()
