"""The proof by telephone: a code that a coordinator reads out to the signatory."""

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security import encryption
from registry.security.actors import Act
from registry.signing.models import PersonalRequest, PhoneCode
from registry.signing.rules.events import SigningEvent
from registry.signing.rules.step_up import (
    CODE_DIGITS,
    CODE_LIFETIME,
    MOST_TRIES,
    CodeState,
    ending_of,
    state_of,
)
from registry.teams.rules import StepUp

_PURPOSE = "signing code by telephone"


@dataclass(frozen=True)
class ReadOut:
    """A new code in clear, shown once to the coordinator who reads it out."""

    code: PhoneCode
    digits: str


def make_code(request: PersonalRequest, *, act: Act, secret: str) -> ReadOut:
    """Make a code for the coordinator to read out by telephone; an earlier code stops working."""
    if StepUp.PHONE not in request.step_ups:
        raise RuleBroken(N_("The team asks for no code by telephone for this request."))
    by = db.session.get_one(User, act.by.account_id)
    _check_is_another(request, by)
    for earlier in _unended(request):
        earlier.revoked_at = act.at
    code = PhoneCode(
        about=request.about,
        signatory_id=request.signatory_id,
        mac="",
        made_at=act.at,
        expires_at=act.at + CODE_LIFETIME,
        tries=0,
        read_by_id=by.id,
        read_by_name=by.name,
        number_ending=ending_of(request.signatory.phone),
    )
    db.session.add(code)
    db.session.flush()
    digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    code.mac = _mac(code, digits, secret)
    events.record(SigningEvent.CODE_MADE, request, act, code=code.id)
    return ReadOut(code, digits)


def count_try(request: PersonalRequest, *, act: Act) -> None:
    """Count an attempt at the code before it is judged."""
    code = newest_code(request)
    if code is None or code.used_at is not None or code.revoked_at is not None:
        return
    code.tries += 1  # also beyond the limit, so that a later attempt is recognized as one too many
    if code.tries <= MOST_TRIES:
        events.record(SigningEvent.CODE_TRIED, request, act, code=code.id)


def accept(request: PersonalRequest, digits: str, *, act: Act, secret: str) -> dict[str, Any]:
    """Accept the code that was read out, once; returns the evidence to store."""
    code = newest_code(request)
    if code is None or code.revoked_at is not None:
        raise RuleBroken(
            N_("No code has been read out to you yet. The team’s coordinators call you with it."),
            field="code",
        )
    _check_state(state_of(code, act.at, judging=True))
    if not hmac.compare_digest(_mac(code, digits, secret), code.mac):
        left = MOST_TRIES - code.tries
        if left <= 0:
            _check_state(CodeState.TRIED_OUT)
        raise RuleBroken(
            N_("This is not the code that was read out. Tries left: %(count)s."), field="code", count=left
        )
    code.used_at = act.at
    events.record(SigningEvent.CODE_USED, request, act, code=code.id)
    return _kept(code)


def codes_of(request: PersonalRequest) -> list[PhoneCode]:
    """The codes of a request, newest first."""
    query = sa.select(PhoneCode).where(PhoneCode.about == request.about)
    return list(db.session.scalars(query.order_by(PhoneCode.id.desc())))


def newest_code(request: PersonalRequest) -> PhoneCode | None:
    """The newest code for the person asked."""
    theirs = (code for code in codes_of(request) if code.signatory_id == request.signatory_id)
    return next(theirs, None)


def _kept(code: PhoneCode) -> dict[str, Any]:
    return {
        "code": code.id,
        "read_by_id": code.read_by_id,
        "read_by": code.read_by_name,
        "read_at": code.made_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "number_ending": code.number_ending,
        "tries": code.tries,
    }


def _check_state(state: CodeState) -> None:
    if state.hint:
        raise RuleBroken(state.hint, field="code")


def _check_is_another(request: PersonalRequest, by: User) -> None:
    """A code must come from a second person: coordinators cannot make one for themselves."""
    if by.email == request.address:
        raise RuleBroken(N_("You are asked to sign yourself: another coordinator reads the code out to you."))


def _unended(request: PersonalRequest) -> list[PhoneCode]:
    return [code for code in codes_of(request) if code.used_at is None and code.revoked_at is None]


def _mac(code: PhoneCode, digits: str, secret: str) -> str:
    """The stored form of a code: a keyed digest of its number and its digits."""
    return encryption.keyed_digest(_PURPOSE, f"{code.id}:{code.about}:{digits}", secret=secret).hex()
