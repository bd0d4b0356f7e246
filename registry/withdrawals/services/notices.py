"""Notices: signed by an authorized signatory behind a link, or entered from paper."""

import datetime as dt
from dataclasses import dataclass

from registry.audit.services import events
from registry.database.session import db
from registry.documents.queries import provisions
from registry.partners import wording as partner_wording
from registry.partners.models.partners import Partner
from registry.partners.queries import authority
from registry.partners.rules.partners import Status
from registry.partners.services import status
from registry.records.rules import RecordKind
from registry.security import actors
from registry.security.actors import Act, Capacity
from registry.signing.rules.requests import RequestState
from registry.signing.rules.signatures import Signature, check_signature
from registry.signing.services import requests as signing_requests
from registry.signing.services import step_up
from registry.teams.rules import LANGUAGES
from registry.withdrawals import messages
from registry.withdrawals.models import Notice, NoticeRequest, Withdrawal
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules import consent
from registry.withdrawals.rules import withdrawals as withdrawal_rules
from registry.withdrawals.rules.events import WithdrawalEvent
from registry.withdrawals.rules.withdrawals import ActKind, Method, Reason, State, check_length
from registry.withdrawals.services import departure, requests


@dataclass(frozen=True, kw_only=True)
class SignedNotice(Signature):
    """What a signatory entered on the page behind the link."""

    effective_on: dt.date | None
    reason: Reason = Reason.NOT_STATED
    account: str = ""


@dataclass(frozen=True)
class PaperNotice:
    """What a coordinator reads from a paper notice; missing parts are empty."""

    given_on: dt.date
    language: str
    effective_on: dt.date | None = None
    #: Confirms that a day in the past is not a typing error.
    paper_says_so: bool = False
    name: str = ""
    title: str = ""
    reason: Reason = Reason.NOT_STATED
    account: str = ""
    #: Fingerprint of the scan.
    scan: str = ""


def sign_notice(request: NoticeRequest, signed: SignedNotice, *, act: Act, secret: str = "") -> Withdrawal:
    """Give notice for an organization by signing it, once per link.

    `secret` is the server's key for codes; only needed when the team requires a second proof.
    """
    partner = request.partner
    on = act.on
    signing_requests.check_answerable(request, act.at)
    grant = authority.authority_to_sign(request.signatory, on)
    check_signature(signed)
    withdrawal_rules.check_signed_day(signed.effective_on, on)
    proof = step_up.verify(request, signed.proof, act=act, secret=secret)
    notice = Notice(
        request=request,
        method=Method.TYPED,
        signatory_name=signed.name.strip(),
        signatory_title=signed.title.strip(),
        signature_text=signed.typed.strip(),
        language=_language(signed.language, partner),
        given_on=on,
        effective_on=signed.effective_on,
        reason=signed.reason,
        account=check_length(signed.account, field="account"),
        signed_at=act.at,
        consent=consent.CURRENT.key,
        evidence={
            **signed.evidence,
            **request.evidence,
            "grant": partner_wording.kept(grant),
            **proof,
        },
    )
    by = actors.person(None, notice.signatory_name, Capacity.SIGNATORY, partner.name)
    signing_requests.end(request, RequestState.SIGNED, act=act)
    withdrawal = _begin(partner, notice, act=act.as_(by))
    messages.ToCoordinator.post("notice", withdrawal, act.at)
    return withdrawal


def enter_notice(partner: Partner, paper: PaperNotice, *, act: Act) -> Withdrawal:
    """Enter a notice received on paper, even if incomplete; its record names who entered it."""
    on = act.on
    requests.check_may_give_notice(partner, on)
    withdrawal_rules.check_given_on(paper.given_on, on)
    withdrawal_rules.check_paper_day(paper.effective_on, on, paper_says_so=paper.paper_says_so)
    notice = Notice(
        method=Method.PAPER,
        signatory_name=check_length(paper.name, field="name", length=withdrawal_rules.NAME_LENGTH),
        signatory_title=check_length(paper.title, field="title", length=withdrawal_rules.NAME_LENGTH),
        signature_text="",
        language=_language(paper.language, partner),
        given_on=paper.given_on,
        effective_on=paper.effective_on,
        reason=paper.reason,
        account=check_length(paper.account, field="account"),
        scan=paper.scan,
        consent="",
        evidence={},
    )
    requests.close_open(partner, act=act)
    return _begin(partner, notice, act=act)


def _begin(partner: Partner, notice: Notice, *, act: Act) -> Withdrawal:
    """Store a notice, update the partner's status, and apply the day of leaving if it has come."""
    on = act.on
    _note_earlier(partner, act=act)
    in_force = provisions.in_force(partner.team_id, notice.given_on)
    withdrawal = Withdrawal(
        partner=partner,
        state=State.RUNNING,
        effective_on=notice.effective_on,
        status_before=_status_before(partner, on).value,
        language=partner.language,
        begun_at=act.at,
        provisions=in_force.only(withdrawal_rules.PROVISIONS),
        version_id=in_force.version_id,
        handed_over=[],
    )
    notice.partner_name, notice.recorded_at, notice.withdrawal = partner.name, act.at, withdrawal
    notice.done_by(act.by)
    db.session.add_all([withdrawal, notice])
    db.session.flush()
    is_signed = notice.request is not None
    actor = notice.request.act_by_link(act.at).by if notice.request is not None else act.by
    event = events.record(
        WithdrawalEvent.NOTICE_SIGNED if is_signed else WithdrawalEvent.NOTICE_ENTERED,
        withdrawal,
        act.as_(actor),
        reason=notice.reason,
        method=notice.method,
        effective_on=notice.effective_on.isoformat() if notice.effective_on else None,
    )
    notice.event_digest = event.digest
    line = departure.add_act(withdrawal, ActKind.NOTICE, "", act=act)
    line.to_day = notice.effective_on
    if notice.effective_on is None or notice.effective_on > on:
        status.begin_leaving(partner, act=act.as_(actor))
    if notice.effective_on is not None:
        status.withdraw_partner(partner, effective_on=notice.effective_on, act=act.as_(actor))
    departure.owe_record(withdrawal, RecordKind.WITHDRAWAL_NOTICE, notice.language, act=act)
    departure.take_effect(withdrawal, act=act)
    return withdrawal


def _note_earlier(partner: Partner, *, act: Act) -> None:
    """Record the effects of an earlier withdrawal first, if its day has come and they are not recorded
    yet.
    """
    earlier = withdrawals.running_withdrawal(partner.id)
    if earlier is not None:
        departure.take_effect(earlier, act=act)


def _status_before(partner: Partner, on: dt.date) -> Status:
    return Status.JOINING if partner.status(on) is Status.JOINING else Status.PARTNER


def _language(language: str, partner: Partner) -> str:
    return language if language in LANGUAGES else partner.language
