"""Asking a signatory to sign a notice of withdrawal."""

import datetime as dt

from registry import clock
from registry.errors import N_, RuleBroken
from registry.partners.hooks import when_mistaken
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.security.actors import Act
from registry.signing.hooks import LOST_LINKS, checks_answers_to
from registry.signing.services import lost_links
from registry.signing.services import requests as signing_requests
from registry.withdrawals.models import NoticeRequest
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import State

LOST_LINKS.append(lost_links.links_to(NoticeRequest))


def ask_for_notice(partner: Partner, signatory: Signatory, *, act: Act) -> NoticeRequest:
    """Send a listed signatory the personal link through which they may sign a notice, once."""
    check_may_give_notice(partner, act.on)
    _check_person(partner, signatory, act.at)
    if withdrawals.open_request(partner.id) is not None:
        raise RuleBroken(N_("Somebody of this organization has been asked already. Revoke that link first."))
    request = NoticeRequest(partner=partner, signatory=signatory)
    request.done_by(act.by)
    signing_requests.ask(request, act=act)
    return request


def close_open(partner: Partner, *, act: Act) -> None:
    """Close open requests after the notice was given in another way."""
    request = withdrawals.open_request(partner.id)
    if request is not None:
        signing_requests.close(request, act=act)


@when_mistaken
def close_of_mistake(partner: Partner, *, reason: str, act: Act) -> None:  # all hear why
    """Close the request for a notice to a partner that was entered by mistake."""
    close_open(partner, act=act)


@checks_answers_to(NoticeRequest)
def check_can_be_answered(request: NoticeRequest, now: dt.datetime) -> None:
    """A notice can be signed while its organization participates and has no other withdrawal under way."""
    check_may_give_notice(request.partner, clock.local_date(now, request.team.timezone))


def check_may_give_notice(partner: Partner, on: dt.date) -> None:
    """A participating partner can leave; only one withdrawal can be under way at a time."""
    signing_requests.check_takes_part(partner, on)
    running = withdrawals.running_withdrawal(partner.id)
    if running is not None and running.state_on(on) is State.RUNNING:
        raise RuleBroken(State.RUNNING.hint)


def _check_person(partner: Partner, signatory: Signatory, now: dt.datetime) -> None:
    if signatory.partner_id != partner.id or not signatory.is_active(
        clock.local_date(now, partner.team.timezone)
    ):
        raise RuleBroken(N_("This person no longer signs for the organization."), field="signatory")
    if not signatory.email:
        raise RuleBroken(N_("There is no e-mail address on file for this person."), field="signatory")
