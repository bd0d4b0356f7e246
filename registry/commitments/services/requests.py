"""Asking for signatures, and the answers to it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from registry import clock
from registry.accounts.models import User
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.commitments import messages, models
from registry.commitments.models import Campaign, SigningRequest, subject_of
from registry.commitments.queries import requests as request_queries
from registry.commitments.queries import schedules, standings
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.requests import MOVES, RequestState, check_due_date, check_reason
from registry.commitments.rules.standings import TO_INVITE, Standing
from registry.database.acts import act_at
from registry.database.session import db
from registry.documents.models import Version
from registry.errors import N_, RuleBroken
from registry.outbox.services import messages as outbox_messages
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.queries.register import roll_of
from registry.partners.rules.partners import ENDED
from registry.partners.services.events import author_of
from registry.security import actors
from registry.security.actors import Act
from registry.signing.rules.requests import RENEWAL_PAUSE, expires_at
from registry.signing.services import telephone_codes
from registry.signing.services.requests import Asked
from registry.teams.rules import Requirement


def check_answerable(request: SigningRequest, now: dt.datetime) -> None:
    """A request can be answered while it is open, its link lives and its version is the latest."""
    check_open(request)
    if now >= request.expires_at:
        raise RuleBroken(N_("This link has expired. Ask for a new one."))
    check_is_latest(request.version)
    check_takes_part(request.partner, clock.local_date(now, request.partner.team.timezone))


def check_takes_part(partner: Partner, on: dt.date) -> None:
    """Nothing is asked of an organization that has withdrawn or was refused."""
    if partner.status(on) in ENDED:
        raise RuleBroken(
            N_("%(name)s is not a partner of the team: it has withdrawn or was refused."), name=partner.name
        )


def close(request: SigningRequest, *, act: Act) -> None:
    """Nothing more is asked: others signed enough, or another version took its place."""
    end(request, RequestState.CLOSED, act.at)
    note(CommitmentEvent.REQUEST_CLOSED, request, act)


def end_signed(request: SigningRequest, now: dt.datetime) -> None:
    """The request was answered by a signature or an acknowledgement."""
    end(request, RequestState.SIGNED, now)


def check_is_latest(version: Version) -> None:
    latest = request_queries.latest_published(version.document_id)
    if not version.is_published:
        raise RuleBroken(N_("A draft cannot be signed: publish it first."))
    if latest is not None and latest.id != version.id:
        raise RuleBroken(
            N_("Version %(old)s has been replaced by version %(new)s."), old=version.number, new=latest.number
        )


def check_open(request: SigningRequest) -> None:
    MOVES.check(request.state, RequestState.CLOSED)


def end(request: SigningRequest, state: RequestState, now: dt.datetime) -> None:
    MOVES.check(request.state, state)
    request.state, request.closed_at = state, now
    outbox_messages.cancel_about(subject_of(request))


def note(tag: Tag, request: SigningRequest, act: Act, **details: object) -> None:
    events.record(
        tag,
        team_id=request.partner.team_id,
        act=act,
        subject=subject_of(request),
        details={"partner": request.partner_id, **details},
    )


def asked_of(request: SigningRequest) -> Asked:
    """A request, as a second proof needs to know it."""
    return Asked(
        subject_of(request),
        request.signatory,
        request.generation,
        request.asked_at,
        is_signature=request.requirement == Requirement.SIGNS,
    )


def make_code(request: SigningRequest, *, by: User, now: dt.datetime, secret: str) -> telephone_codes.ReadOut:
    """Make a code for the coordinator to read out by telephone, while the request can be answered."""
    check_answerable(request, now)
    return telephone_codes.make_code(asked_of(request), by=by, now=now, secret=secret)


def act_by_link(request: SigningRequest, now: dt.datetime) -> Act:
    """What a signatory does behind their link."""
    by = actors.Actor("signatory", request.signatory_id)
    return act_at(by, now, request.partner.team.timezone)


@dataclass(frozen=True)
class Invited:
    """What one invitation of all outstanding came to."""

    campaign: Campaign
    requests: list[SigningRequest] = field(default_factory=list)
    #: Partners that could not be asked: nobody with an address may sign for them.
    without_signatory: list[Partner] = field(default_factory=list)
    #: Partners whose tier is still to be set.
    without_tier: list[Partner] = field(default_factory=list)
    #: Partners whose schedule has a line that is blank in the language of who would sign.
    unwritten_schedule: list[Partner] = field(default_factory=list)


def invite_outstanding(
    version: Version,
    *,
    due_on: dt.date | None,
    word: str = "",
    partner_ids: Sequence[int] | None = None,
    act: Act,
) -> Invited:
    """Ask every partner that is outstanding on a version, or those named of them, by a date.

    Requests on older versions of the document close: they are asked for the present text instead.
    """
    team = version.document.team
    on = act.on
    check_due_date(due_on, on)
    check_is_latest(version)
    campaign = Campaign(
        version_id=version.id,
        due_on=due_on,
        word=word.strip(),
        opened_at=act.at,
        opened_by_id=author_of(act.by),
    )
    db.session.add(campaign)
    db.session.flush()
    events.record(
        CommitmentEvent.CAMPAIGN_OPENED,
        team_id=team.id,
        act=act,
        subject=("version", version.id),
        details={"campaign": campaign.id, "due_on": due_on.isoformat() if due_on else None},
    )
    _close_requests_on_older_versions(version, act=act)
    invited = Invited(campaign)
    everyone = request_queries.partners_of_team(team.id)
    where = standings.of_roll(version, roll_of(team.id, on), on)
    for partner in everyone:
        if partner_ids is not None and partner.id not in partner_ids:
            continue
        if where[partner.id] is Standing.TIER_NOT_SET:
            invited.without_tier.append(partner)
        elif where[partner.id] in TO_INVITE:
            _ask_first_signatories(invited, version, partner, act=act)
    return invited


def _ask_first_signatories(
    invited: Invited,
    version: Version,
    partner: Partner,
    *,
    act: Act,
) -> None:
    asked = {
        request.signatory_id
        for request in request_queries.open_requests(version_id=version.id, partner_id=partner.id)
    }
    given = request_queries.commitments_on(version.id, partner.id)
    signed = {item.signatory_id for item in given}
    missing = partner.signatures_needed - len(asked) - len(given)
    free = [
        signatory
        for signatory in partner.active_signatories(act.on)
        if signatory.email and signatory.id not in asked | signed
    ]
    if not free and not asked:
        invited.without_signatory.append(partner)
    chosen = free[: max(missing, 0)]
    ready = [person for person in chosen if not schedules.unwritten_for(person, version, act.on)]
    if len(ready) < len(chosen):
        invited.unwritten_schedule.append(partner)
    for signatory in ready:
        invited.requests.append(
            ask(version, signatory, campaign=invited.campaign, due_on=invited.campaign.due_on, act=act)
        )


def ask(
    version: Version,
    signatory: Signatory,
    *,
    campaign: Campaign | None = None,
    due_on: dt.date | None,
    act: Act,
) -> SigningRequest:
    """Ask one listed person to sign or acknowledge a version for their organization, by e-mail."""
    on = act.on
    schedules.check_schedule_written(signatory, version, on)
    check_due_date(due_on, on)
    return ask_as_it_is(version, signatory, campaign=campaign, due_on=due_on, act=act)


def ask_as_it_is(
    version: Version,
    signatory: Signatory,
    *,
    campaign: Campaign | None = None,
    due_on: dt.date | None,
    act: Act,
) -> SigningRequest:
    """Ask one who was named by the organization, by a day that was set before and may have passed since.

    A line of its schedule in the other language says so.
    """
    partner = signatory.partner
    zone = partner.team.timezone
    on = act.on
    _check_may_be_asked(version, signatory, on)
    tier = partner.tier(on)
    assert tier is not None
    request = SigningRequest(
        version_id=version.id,
        partner_id=partner.id,
        signatory_id=signatory.id,
        campaign_id=campaign.id if campaign else None,
        tier=tier.value,
        requirement=version.requirement(tier),
        state=RequestState.OPEN,
        generation=1,
        asked_at=act.at,
        due_on=due_on,
        expires_at=expires_at(asked_at=act.at, due_on=due_on, zone=zone),
        reason="",
    )
    db.session.add(request)
    db.session.flush()
    note(CommitmentEvent.REQUEST_MADE, request, act, version=version.id, partner=partner.id, tier=tier.value)
    messages.post_invitation(request, now=act.at)
    return request


def resend(request: SigningRequest, *, act: Act) -> None:
    """Send a fresh link; the ones sent before stop working."""
    check_open(request)
    if not request.signatory.email:
        raise RuleBroken(N_("There is no e-mail address on file for this person."))
    request.generation += 1
    request.expires_at = expires_at(
        asked_at=act.at,
        due_on=request.due_on,
        board_until=request.board_until,
        zone=request.partner.team.timezone,
    )
    outbox_messages.cancel_about(models.subject_of(request))
    note(CommitmentEvent.REQUEST_RESENT, request, act, generation=request.generation)
    messages.post_invitation(request, now=act.at)


def renew_link(request: SigningRequest, *, now: dt.datetime) -> None:
    """A signatory whose link has died asks for a new one; it goes only to the address on file."""
    check_open(request)
    latest = messages.last_invited_at(request)
    if latest and now < latest + RENEWAL_PAUSE:
        raise RuleBroken(
            N_("A link was sent a few minutes ago. Look for it in your mail, or try again later.")
        )
    resend(request, act=act_by_link(request, now))


def revoke(request: SigningRequest, *, reason: str, act: Act) -> None:
    """Withdraw a request; its link says so from now on."""
    end(request, RequestState.REVOKED, act.at)
    request.reason = check_reason(reason, field="reason")
    note(CommitmentEvent.REQUEST_REVOKED, request, act)


def note_fetched(request: SigningRequest, *, now: dt.datetime) -> None:
    """The link was fetched for the first time, by the reader or by a mail scanner."""
    if request.fetched_at is None:
        request.fetched_at = now
        note(CommitmentEvent.REQUEST_FETCHED, request, act_by_link(request, now))


def _check_may_be_asked(version: Version, signatory: Signatory, on: dt.date) -> None:
    partner = signatory.partner
    tier = partner.tier(on)
    check_is_latest(version)
    check_takes_part(partner, on)
    if not signatory.email:
        raise RuleBroken(N_("There is no e-mail address on file for this person."))
    if not signatory.is_active(on):
        raise RuleBroken(N_("This person no longer signs for the organization."))
    if tier is None:
        raise RuleBroken(N_("The tier of %(name)s is still to be set."), name=partner.name)
    if version.requirement(tier) is Requirement.NOTHING:
        raise RuleBroken(N_("This document asks nothing of the tier of %(name)s."), name=partner.name)
    if any(
        item.signatory_id == signatory.id for item in request_queries.commitments_on(version.id, partner.id)
    ):
        raise RuleBroken(N_("This person has signed this version."))
    if any(
        item.signatory_id == signatory.id
        for item in request_queries.open_requests(version_id=version.id, partner_id=partner.id)
    ):
        raise RuleBroken(N_("This person has been asked already."))


def _close_requests_on_older_versions(version: Version, *, act: Act) -> None:
    for request in request_queries.open_requests_of_document(version.document_id, but_version_id=version.id):
        close(request, act=act)


def remind_now(version: Version, *, act: Act) -> int:
    """Remind everyone who has an open request on a version, at most once a day each; how many were."""
    on = act.on
    reminded = 0
    for request in request_queries.open_requests(version_id=version.id):
        waits_for_board = request.board_until is not None and request.board_until >= on
        if (
            act.at < request.expires_at
            and not waits_for_board
            and messages.post_reminder(request, day=on, now=act.at)
        ):
            note(CommitmentEvent.REQUEST_REMINDED, request, act)
            reminded += 1
    return reminded
