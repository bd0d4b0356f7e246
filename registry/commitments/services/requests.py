"""Asks for signatures: one person, or everybody outstanding on a version."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from registry import clock
from registry.audit.services import events
from registry.commitments import messages
from registry.commitments.models import Campaign, SigningRequest
from registry.commitments.queries import requests as request_queries
from registry.commitments.queries import schedules, standings
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.requests import check_due_date
from registry.commitments.rules.standings import TO_INVITE, Standing
from registry.database.session import db
from registry.documents.hooks import when_retired
from registry.documents.models import Document, Version
from registry.documents.rules.documents import check_not_retired
from registry.errors import N_, RuleBroken
from registry.partners.hooks import when_mistaken
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.queries.register import partner_on_roll, roll_of
from registry.security.actors import Act
from registry.signing.hooks import LOST_LINKS, checks_answers_to
from registry.signing.services import lost_links
from registry.signing.services import requests as signing_requests
from registry.teams.rules import Requirement

LOST_LINKS.append(lost_links.links_to(SigningRequest))


@checks_answers_to(SigningRequest)
def check_can_be_answered(request: SigningRequest, now: dt.datetime) -> None:
    """A request can be answered while its version is the latest and its organization participates."""
    check_is_latest(request.version)
    on = clock.local_date(now, request.team.timezone)
    check_not_retired(request.version.document.retired_on, on)
    signing_requests.check_takes_part(request.partner, on)


def check_is_latest(version: Version) -> None:
    """A version can be answered while it is the latest published one."""
    latest = request_queries.latest_published(version.document_id)
    if not version.is_published:
        raise RuleBroken(N_("A draft cannot be signed: publish it first."))
    if latest is not None and latest.id != version.id:
        raise RuleBroken(
            N_("Version %(old)s has been replaced by version %(new)s."), old=version.number, new=latest.number
        )


@dataclass(frozen=True)
class Invited:
    """The result of one invitation of everybody outstanding."""

    campaign: Campaign
    requests: list[SigningRequest] = field(default_factory=list)
    #: Partners that could not be asked: no person with an address may sign for them.
    without_signatory: list[Partner] = field(default_factory=list)
    #: Partners whose tier is still to be set.
    without_tier: list[Partner] = field(default_factory=list)
    #: Partners whose schedule has a line without text in the language of the person who would sign.
    unwritten_schedule: list[Partner] = field(default_factory=list)


def invite_outstanding(
    version: Version,
    *,
    due_on: dt.date | None,
    word: str = "",
    partner_ids: Sequence[int] | None = None,
    act: Act,
) -> Invited:
    """Ask every partner outstanding on a version to sign, or only those in `partner_ids`, with a due date.

    Requests on older versions of the document are closed, because the partners are asked for the present text
    instead.
    """
    team = version.document.team
    on = act.on
    check_due_date(due_on, on)
    check_is_latest(version)
    check_not_retired(version.document.retired_on, on)
    campaign = Campaign(
        version_id=version.id,
        due_on=due_on,
        word=word.strip(),
        opened_at=act.at,
        opened_by_id=act.by.account_id,
    )
    db.session.add(campaign)
    db.session.flush()
    events.record(
        CommitmentEvent.CAMPAIGN_OPENED,
        version,
        act,
        campaign=campaign.id,
        due_on=due_on.isoformat() if due_on else None,
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
            messages.mean_without_tier(partner)
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
        messages.mean_signatories(partner)
    chosen = free[: max(missing, 0)]
    ready = [person for person in chosen if not schedules.unwritten_for(person, version, act.on)]
    if len(ready) < len(chosen):
        invited.unwritten_schedule.append(partner)
        messages.mean_unwritten(partner)
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
    """Ask one listed person by e-mail to sign or acknowledge a version for their organization."""
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
    """Ask a person named by the organization, with a due date that was set before and may have passed.

    Lines of its schedule in the other language are marked as such.
    """
    partner = signatory.partner
    _check_may_be_asked(version, signatory, act.on)
    tier = partner.tier(act.on)
    assert tier is not None
    request = SigningRequest(
        version=version,
        partner=partner,
        signatory=signatory,
        campaign=campaign,
        tier=tier.value,
        requirement=version.requirement(tier),
        due_on=due_on,
    )
    signing_requests.ask(request, act=act, version=version.id, tier=tier.value)
    return request


def ask_again(closed: SigningRequest, *, act: Act) -> SigningRequest | None:
    """Ask a person again whose request was closed by a mistake, by a new link, with the due date of before;
    None where they cannot be asked any more.
    """
    try:
        return ask_as_it_is(
            closed.version, closed.signatory, campaign=closed.campaign, due_on=closed.due_on, act=act
        )
    except RuleBroken:
        return None


def _check_may_be_asked(version: Version, signatory: Signatory, on: dt.date) -> None:
    partner = signatory.partner
    tier = partner.tier(on)
    check_is_latest(version)
    check_not_retired(version.document.retired_on, on)
    signing_requests.check_takes_part(partner, on)
    if not signatory.email:
        raise RuleBroken(N_("There is no e-mail address on file for this person."))
    if not signatory.is_active(on):
        raise RuleBroken(N_("This person no longer signs for the organization."))
    if tier is None:
        raise RuleBroken(N_("The tier of %(name)s is still to be set."), name=partner.name)
    if version.requirement(tier) is Requirement.NOTHING:
        raise RuleBroken(N_("This document asks nothing of the tier of %(name)s."), name=partner.name)
    if not version.document.is_asked_of(partner_on_roll(partner.team_id, partner.id, on).joined_on, on):
        raise RuleBroken(
            N_("This document is asked only of partners who joined before: %(name)s joined later."),
            name=partner.name,
        )
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
        signing_requests.close(request, act=act)


def remind_now(version: Version, *, act: Act) -> int:
    """Remind everybody with an open request on a version, at most once a day each; returns how many."""
    on = act.on
    check_not_retired(version.document.retired_on, on)
    reminded = 0
    for request in request_queries.open_requests(version_id=version.id):
        waits_for_board = request.board_until is not None and request.board_until >= on
        if (
            act.at < request.expires_at
            and not waits_for_board
            and messages.Reminder.post(request, on, act.at)
        ):
            events.record(CommitmentEvent.REQUEST_REMINDED, request, act)
            reminded += 1
    return reminded


@when_retired
def close_all_of_document(document: Document, act: Act) -> None:
    """Close the open requests on a document that is asked of nobody any more."""
    for request in request_queries.open_requests_of_document(document.id):
        signing_requests.close(request, act=act)


@when_mistaken
def close_all(partner: Partner, *, reason: str, act: Act) -> None:  # all hear why
    """Close the open requests to a partner that was entered by mistake."""
    for request in request_queries.open_requests_to(partner.id):
        signing_requests.close(request, act=act)
