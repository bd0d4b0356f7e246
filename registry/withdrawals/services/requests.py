"""Asking a signatory to sign a notice of withdrawal, and the life of that request."""

import datetime as dt

from registry import clock
from registry.accounts.models import User
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.database.acts import act_at
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.outbox.services import messages as outbox_messages
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.rules.partners import ENDED
from registry.security import actors
from registry.security.actors import Act
from registry.signing.rules.requests import RENEWAL_PAUSE
from registry.signing.rules.requests import expires_at as link_expiry
from registry.signing.services import telephone_codes
from registry.signing.services.requests import Asked
from registry.withdrawals import messages
from registry.withdrawals.models import NoticeRequest
from registry.withdrawals.models import subject_of_request as subject_of
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.events import WithdrawalEvent
from registry.withdrawals.rules.withdrawals import REQUEST_MOVES, RequestState, State, check_words


def ask_for_notice(partner: Partner, signatory: Signatory, *, act: Act) -> NoticeRequest:
    """Send a listed signatory the personal link through which they may sign a notice, once."""
    check_may_give_notice(partner, act.on)
    _check_person(partner, signatory, act.at)
    if withdrawals.open_request(partner.id) is not None:
        raise RuleBroken(N_("Somebody of this organization has been asked already. Revoke that link first."))
    request = NoticeRequest(
        partner=partner,
        signatory=signatory,
        state=RequestState.OPEN,
        generation=1,
        asked_at=act.at,
        expires_at=_expiry(partner, act.at),
        reason="",
    )
    request.done_by(act.by)
    db.session.add(request)
    db.session.flush()
    note(WithdrawalEvent.NOTICE_ASKED, request, act)
    messages.post_request(request, now=act.at)
    return request


def resend(request: NoticeRequest, *, act: Act) -> None:
    """Send a fresh link; the ones sent before stop working."""
    check_open(request)
    if not request.signatory.email:
        raise RuleBroken(N_("There is no e-mail address on file for this person."))
    request.generation += 1
    request.expires_at = _expiry(request.partner, act.at)
    outbox_messages.cancel_about(subject_of(request))
    note(WithdrawalEvent.REQUEST_RESENT, request, act, generation=request.generation)
    messages.post_request(request, now=act.at)


def renew_link(request: NoticeRequest, *, now: dt.datetime) -> None:
    """A signatory whose link has died asks for a new one; it goes only to the address on file."""
    check_open(request)
    latest = messages.last_sent_at(request)
    if latest and now < latest + RENEWAL_PAUSE:
        raise RuleBroken(
            N_("A link was sent a few minutes ago. Look for it in your mail, or try again later.")
        )
    resend(request, act=act_by_link(request, now))


def revoke(request: NoticeRequest, *, reason: str, act: Act) -> None:
    """Take a request back; its link says so from now on."""
    end(request, RequestState.REVOKED, act.at)
    request.reason = check_words(reason, field="reason")
    note(WithdrawalEvent.REQUEST_REVOKED, request, act)


def close_open(partner: Partner, *, act: Act) -> None:
    """The notice has been given in another way: nothing more is asked through a link."""
    request = withdrawals.open_request(partner.id)
    if request is not None:
        end(request, RequestState.CLOSED, act.at)
        note(WithdrawalEvent.REQUEST_CLOSED, request, act)


def note_fetched(request: NoticeRequest, *, now: dt.datetime) -> None:
    """The link was fetched for the first time, by the reader or by a mail scanner."""
    if request.fetched_at is None:
        request.fetched_at = now
        note(WithdrawalEvent.REQUEST_FETCHED, request, act_by_link(request, now))


def check_signable(request: NoticeRequest, now: dt.datetime) -> None:
    """A notice can be signed while its request is open and its link lives."""
    check_open(request)
    if now >= request.expires_at:
        raise RuleBroken(N_("This link has expired. Ask for a new one."))
    check_may_give_notice(request.partner, clock.local_date(now, request.partner.team.timezone))


def check_may_give_notice(partner: Partner, on: dt.date) -> None:
    """Who takes part can leave, once at a time."""
    if partner.status(on) in ENDED:
        raise RuleBroken(
            N_("%(name)s is not a partner of the team: it has withdrawn or was refused."), name=partner.name
        )
    running = withdrawals.running_withdrawal(partner.id)
    if running is not None and running.state_on(on) is State.RUNNING:
        raise RuleBroken(State.RUNNING.hint)


def check_open(request: NoticeRequest) -> None:
    """A request that has ended can no longer be signed, sent again or revoked."""
    REQUEST_MOVES.check(request.state, RequestState.SIGNED)


def end(request: NoticeRequest, state: RequestState, now: dt.datetime) -> None:
    """End a request; what has not left for it does not leave any more."""
    REQUEST_MOVES.check(request.state, state)
    request.state, request.closed_at = state, now
    outbox_messages.cancel_about(subject_of(request))


def asked_of(request: NoticeRequest) -> Asked:
    """A request, as a second proof needs to know it."""
    return Asked(subject_of(request), request.signatory, request.generation, request.asked_at)


def make_code(request: NoticeRequest, *, by: User, now: dt.datetime, secret: str) -> telephone_codes.ReadOut:
    """Make a code for the coordinator to read out by telephone, while the notice can be signed."""
    check_signable(request, now)
    return telephone_codes.make_code(asked_of(request), by=by, now=now, secret=secret)


def by_link(request: NoticeRequest) -> actors.Actor:
    """The signatory behind a link."""
    return actors.Actor("signatory", request.signatory_id)


def act_by_link(request: NoticeRequest, now: dt.datetime) -> Act:
    """What a signatory does behind their link."""
    return act_at(by_link(request), now, request.partner.team.timezone)


def note(tag: Tag, request: NoticeRequest, act: Act, **details: object) -> None:
    """Record an event about a request."""
    events.record(
        tag,
        team_id=request.partner.team_id,
        act=act,
        subject=subject_of(request),
        details={"partner": request.partner_id, **details},
    )


def _check_person(partner: Partner, signatory: Signatory, now: dt.datetime) -> None:
    if signatory.partner_id != partner.id or not signatory.is_active(
        clock.local_date(now, partner.team.timezone)
    ):
        raise RuleBroken(N_("This person no longer signs for the organization."), field="signatory")
    if not signatory.email:
        raise RuleBroken(N_("There is no e-mail address on file for this person."), field="signatory")


def _expiry(partner: Partner, now: dt.datetime) -> dt.datetime:
    return link_expiry(asked_at=now, due_on=None, zone=partner.team.timezone)
