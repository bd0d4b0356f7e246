"""Giving notice, trying to understand, address and mitigate, and staying after all."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry import clock
from registry.audit.tags import Tag
from registry.commitments.rules import is_name
from registry.errors import N_, RuleBroken
from registry.extensions import db
from registry.partners import leaving
from registry.partners.models import Partner
from registry.partners.rules import Status
from registry.records import orders
from registry.records.rules import RecordKind
from registry.teams.acting import Capacity, Person
from registry.teams.models import Team
from registry.teams.rules import LANGUAGES
from registry.withdrawals import consent, effects, letters, queries, requests, rules
from registry.withdrawals.models import (
    Act,
    Effort,
    EffortAnswer,
    Notice,
    NoticePeriod,
    NoticeRequest,
    Withdrawal,
)
from registry.withdrawals.rules import (
    ActKind,
    Answer,
    Channel,
    EffortKind,
    Method,
    Reason,
    RequestState,
    State,
    check_length,
    check_move,
    check_words,
)


@dataclass(frozen=True)
class SignedNotice:
    """What an authorized signatory gave on the page behind the link."""

    name: str
    title: str
    language: str
    effective_on: dt.date | None
    reason: Reason = Reason.NOT_STATED
    account: str = ""
    typed: str = ""
    consents: bool = False
    has_authority: bool = False
    #: Address, browser and channel, for the evidence page.
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PaperNotice:
    """What a coordinator reads off a paper; what the paper does not say is empty."""

    given_on: dt.date
    language: str
    effective_on: dt.date | None = None
    #: That a day in the past is no slip of the keyboard.
    paper_says_so: bool = False
    name: str = ""
    title: str = ""
    reason: Reason = Reason.NOT_STATED
    account: str = ""
    #: The scan's fingerprint.
    scan: str = ""


def sign_notice(request: NoticeRequest, signed: SignedNotice, *, now: dt.datetime) -> Withdrawal:
    """Give notice for an organization by signing it, once a link."""
    partner = request.partner
    on = clock.local_date(now, partner.team.timezone)
    requests.check_signable(request, now)
    _check_signature(signed)
    rules.check_signed_day(signed.effective_on, on)
    notice = Notice(
        request=request,
        method=Method.TYPED.value,
        signatory_name=signed.name.strip(),
        signatory_title=signed.title.strip(),
        signature_text=signed.typed.strip(),
        language=_language(signed.language, partner),
        given_on=on,
        effective_on=signed.effective_on,
        reason=signed.reason.value,
        account=check_length(signed.account, field="account"),
        signed_at=now,
        consent=consent.CURRENT.key,
        evidence={
            **signed.evidence,
            "asked_at": _kept(request.asked_at),
            "fetched_at": _kept(request.fetched_at),
            "authority": request.signatory.authority,
        },
    )
    by = Person(None, notice.signatory_name, Capacity.SIGNATORY, partner.name)
    requests.end(request, RequestState.SIGNED, now)
    withdrawal = _begin(partner, notice, by=by, now=now)
    letters.tell_coordinators("notice", withdrawal, now=now)
    return withdrawal


def enter_notice(partner: Partner, paper: PaperNotice, *, by: Person, now: dt.datetime) -> Withdrawal:
    """Enter a notice received on paper, whatever it leaves unsaid; its record says who entered it."""
    on = clock.local_date(now, partner.team.timezone)
    requests.check_may_give_notice(partner, on)
    rules.check_given_on(paper.given_on, on)
    rules.check_paper_day(paper.effective_on, on, paper_says_so=paper.paper_says_so)
    notice = Notice(
        method=Method.PAPER.value,
        signatory_name=check_length(paper.name, field="name", length=rules.NAME_LENGTH),
        signatory_title=check_length(paper.title, field="title", length=rules.NAME_LENGTH),
        signature_text="",
        language=_language(paper.language, partner),
        given_on=paper.given_on,
        effective_on=paper.effective_on,
        reason=paper.reason.value,
        account=check_length(paper.account, field="account"),
        scan=paper.scan,
        consent="",
        evidence={},
    )
    requests.close_open(partner, actor=by.actor, now=now)
    return _begin(partner, notice, by=by, now=now)


def set_day(
    withdrawal: Withdrawal, *, effective_on: dt.date, reason: str, by: Person, now: dt.datetime
) -> None:
    """Give the day of leaving where the notice named none, or move it, with the reason; the old one stays shown."""
    on = _today(withdrawal, now)
    check_move(withdrawal.state_on(on), State.LEFT)
    rules.check_new_day(effective_on, on)
    if effective_on == withdrawal.effective_on:
        raise RuleBroken(N_("It leaves on that day already."), field="effective_on")
    before, withdrawal.effective_on = withdrawal.effective_on, effective_on
    act = _act(withdrawal, ActKind.DATE, check_words(reason, field="reason"), by=by, now=now)
    act.from_day, act.to_day = before, effective_on
    leaving.withdraw_partner(withdrawal.partner, effective_on=effective_on, actor=by.actor, now=now)
    effects.note(
        Tag.WITHDRAWAL_DATE_SET, withdrawal, by.actor, now, effective_on=effective_on.isoformat()
    )
    effects.take_effect(withdrawal, now=now)


def offer_effort(
    withdrawal: Withdrawal,
    *,
    kind: EffortKind,
    offered_by: str,
    offered_on: dt.date,
    text: str,
    by: Person,
    now: dt.datetime,
) -> Effort:
    """Record what was offered to understand, address or mitigate; it can be entered after the leaving, too."""
    on = _today(withdrawal, now)
    _check_not_stayed(withdrawal, on)
    rules.check_happened(offered_on, on, field="offered_on")
    if len(withdrawal.efforts) >= rules.MOST_EFFORTS:
        raise RuleBroken(N_("There are %(most)s efforts already."), most=rules.MOST_EFFORTS)
    effort = Effort(
        withdrawal=withdrawal,
        kind=kind.value,
        offered_by=check_words(offered_by, field="offered_by", length=rules.NAME_LENGTH),
        offered_on=offered_on,
        text=check_words(text, field="text"),
        recorded_at=now,
    )
    effort.done_by(by)
    db.session.add(effort)
    db.session.flush()
    effects.note(
        Tag.WITHDRAWAL_EFFORT_OFFERED, withdrawal, by.actor, now, effort=effort.id, kind=kind.value
    )
    if withdrawal.state_on(on) is State.RUNNING:
        letters.post_effort(effort, on=on, now=now)
    return effort


def answer_effort(
    effort: Effort,
    *,
    answer: Answer,
    text: str = "",
    channel: Channel = Channel.ONLINE,
    said_by: str = "",
    answered_on: dt.date | None = None,
    by: Person,
    now: dt.datetime,
) -> EffortAnswer:
    """Keep the partner's answer: its representative's own, or one that a coordinator relays by a channel."""
    withdrawal = effort.withdrawal
    on = _today(withdrawal, now)
    _check_not_stayed(withdrawal, on)
    if effort.answer is not None:
        raise RuleBroken(N_("This effort has been answered already."))
    is_own = by.capacity is Capacity.REPRESENTATIVE
    if not is_own:
        rules.check_relayed(channel)
    day = on if is_own or answered_on is None else answered_on
    rules.check_happened(day, on, field="answered_on")
    if day < effort.offered_on:
        raise RuleBroken(N_("It cannot be answered before it was offered."), field="answered_on")
    given = EffortAnswer(
        effort=effort,
        answer=answer.value,
        text=check_length(text, field="text"),
        channel=(Channel.ONLINE if is_own else channel).value,
        said_by=by.name if is_own else check_length(said_by, field="said_by", length=rules.NAME_LENGTH),
        answered_on=day,
        recorded_at=now,
    )
    given.done_by(by)
    db.session.add(given)
    db.session.flush()
    effects.note(
        Tag.WITHDRAWAL_EFFORT_ANSWERED,
        withdrawal,
        by.actor,
        now,
        effort=effort.id,
        answer=answer.value,
        channel=given.channel,
    )
    if is_own:
        letters.tell_coordinators("answer", withdrawal, now=now, effort=effort.id)
    return given


def state_no_opportunity(withdrawal: Withdrawal, *, reason: str, by: Person, now: dt.datetime) -> Act:
    """Say why there was no opportunity to understand, address and mitigate."""
    _check_not_stayed(withdrawal, _today(withdrawal, now))
    act = _act(withdrawal, ActKind.NO_OPPORTUNITY, check_words(reason, field="reason"), by=by, now=now)
    effects.note(Tag.WITHDRAWAL_NO_OPPORTUNITY_STATED, withdrawal, by.actor, now)
    return act


def take_back(withdrawal: Withdrawal, *, reason: str, by: Person, now: dt.datetime) -> None:
    """The organization takes its notice back and stays; only before its day has come."""
    on = _today(withdrawal, now)
    check_move(withdrawal.state_on(on), State.STAYED)
    _act(withdrawal, ActKind.STAYED, check_words(reason, field="reason"), by=by, now=now)
    withdrawal.state, withdrawal.closed_at = State.STAYED.value, now
    leaving.keep_partner(
        withdrawal.partner, status=Status(withdrawal.status_before), on=on, actor=by.actor, now=now
    )
    effects.note(Tag.WITHDRAWAL_TAKEN_BACK, withdrawal, by.actor, now)
    effects.owe_record(withdrawal, RecordKind.WITHDRAWAL, withdrawal.language, on=on, now=now)


def make_statement_again(withdrawal: Withdrawal, *, by: Person, now: dt.datetime) -> None:
    """Owe a later statement, with what was entered since the first, which stays as it is."""
    on = _today(withdrawal, now)
    state = withdrawal.state_on(on)
    if state is State.RUNNING:
        raise RuleBroken(N_("The statement is made when the withdrawal takes effect."))
    if any(order.record_id is None for order in orders.orders_about(effects.subject_of(withdrawal))):
        raise RuleBroken(N_("A record is being made. Look again in a few minutes."))
    effects.note(Tag.WITHDRAWAL_STATEMENT_ASKED, withdrawal, by.actor, now)
    effects.owe_record(withdrawal, RecordKind.WITHDRAWAL, withdrawal.language, on=on, now=now)


def set_notice_period(team: Team, *, days: int | None, by: Person, now: dt.datetime) -> None:
    """Say how long before leaving the team wants to be told, or that it wants no such thing."""
    rules.check_notice_days(days)
    period = db.session.get(NoticePeriod, team.id)
    if period is not None and days is None:
        db.session.delete(period)
    elif period is not None and days is not None:
        period.days = days
    elif days is not None:
        db.session.add(NoticePeriod(team_id=team.id, days=days))
    db.session.flush()
    effects.note_team(Tag.NOTICE_PERIOD_SET, team.id, by.actor, now, days=days)


def _begin(partner: Partner, notice: Notice, *, by: Person, now: dt.datetime) -> Withdrawal:
    """Keep a notice, let the partner's status follow it, and let the day take effect where it has come."""
    on = clock.local_date(now, partner.team.timezone)
    _note_earlier(partner, now)
    withdrawal = Withdrawal(
        partner=partner,
        state=State.RUNNING.value,
        effective_on=notice.effective_on,
        status_before=_status_before(partner, on).value,
        language=partner.language,
        begun_at=now,
        handed_over=[],
    )
    notice.partner_name, notice.recorded_at, notice.withdrawal = partner.name, now, withdrawal
    notice.done_by(by)
    db.session.add_all([withdrawal, notice])
    db.session.flush()
    is_signed = notice.request is not None
    actor = requests.by_link(notice.request) if notice.request is not None else by.actor
    event = effects.note(
        Tag.WITHDRAWAL_NOTICE_SIGNED if is_signed else Tag.WITHDRAWAL_NOTICE_ENTERED,
        withdrawal,
        actor,
        now,
        reason=notice.reason,
        method=notice.method,
        effective_on=notice.effective_on.isoformat() if notice.effective_on else None,
    )
    notice.event_digest = event.digest
    act = _act(withdrawal, ActKind.NOTICE, "", by=by, now=now)
    act.to_day = notice.effective_on
    if notice.effective_on is None or notice.effective_on > on:
        leaving.begin_leaving(partner, on=on, actor=actor, now=now)
    if notice.effective_on is not None:
        leaving.withdraw_partner(partner, effective_on=notice.effective_on, actor=actor, now=now)
    effects.owe_record(withdrawal, RecordKind.WITHDRAWAL_NOTICE, notice.language, on=on, now=now)
    effects.take_effect(withdrawal, now=now)
    return withdrawal


def _note_earlier(partner: Partner, now: dt.datetime) -> None:
    """An earlier withdrawal whose day has come, and that nobody has noted, is noted first."""
    earlier = queries.running_withdrawal(partner.id)
    if earlier is not None:
        effects.take_effect(earlier, now=now)


def _check_signature(signed: SignedNotice) -> None:
    if not is_name(signed.name):
        raise RuleBroken(N_("Enter your name."), field="name")
    if not signed.title.strip():
        raise RuleBroken(N_("Enter your title."), field="title")
    for name, text in (("name", signed.name), ("title", signed.title), ("typed", signed.typed)):
        check_length(text, field=name, length=rules.NAME_LENGTH)
    if not signed.has_authority:
        raise RuleBroken(
            N_("Confirm that you are authorized to bind your organization."), field="has_authority"
        )
    if not signed.consents:
        raise RuleBroken(N_("Confirm that you agree to sign electronically."), field="consents")
    if not is_name(signed.typed):
        raise RuleBroken(N_("Type your name as your signature."), field="typed")


def _check_not_stayed(withdrawal: Withdrawal, on: dt.date) -> None:
    if withdrawal.state_on(on) is State.STAYED:
        raise RuleBroken(rules.STANDING_WORDS[State.STAYED])


def _status_before(partner: Partner, on: dt.date) -> Status:
    return Status.JOINING if partner.status(on) is Status.JOINING else Status.PARTNER


def _act(withdrawal: Withdrawal, kind: ActKind, text: str, *, by: Person, now: dt.datetime) -> Act:
    return effects.add_act(withdrawal, kind, text, by=by, now=now)


def _language(language: str, partner: Partner) -> str:
    return language if language in LANGUAGES else partner.language


def _today(withdrawal: Withdrawal, now: dt.datetime) -> dt.date:
    return clock.local_date(now, withdrawal.partner.team.timezone)


def _kept(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else ""
