"""The story of the demonstration: it covers every standing a partner can have.

Texts and invitations are dated back, to provide a past. Signatures are not: their certificates state the real
time of signing.
"""

import datetime as dt

from registry.accounts import services as accounts
from registry.commitments.models import SigningRequest
from registry.commitments.queries import requests as request_queries
from registry.commitments.services import answers, editions, hand_overs, lapses
from registry.commitments.services import requests as commitment_requests
from registry.commitments.services import signatures as commitment_signatures
from registry.database.acts import act_at
from registry.demo import administrator, cast
from registry.demo.scenes import (
    admissions,
    announcements,
    committees,
    conflicts,
    decisions,
    programme,
    signatures,
    statement,
    withdrawals,
)
from registry.demo.stage import Stage
from registry.documents.models import Version
from registry.outbox import queries as outbox_queries
from registry.outbox.services import messages
from registry.partners.models.partners import Partner
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.rules.partners import NoteKind
from registry.partners.services import partners, schedules, signatories
from registry.security import actors
from registry.security.actors import Act, as_coordinator
from registry.security.permissions import Role
from registry.sign_in.services import passwords
from registry.signing.services import requests as signing_requests
from registry.teams.models import Team
from registry.teams.services import teams


def play(now: dt.datetime) -> Team:
    """Create the team and its whole story in one unit of work, so completely or not at all."""
    stage = _set_up(now)
    table = committees.set_table(stage)
    second = statement.publish_first_two(stage, table)  # names the committee
    withdrawals.leave(stage)
    decisions.decide(stage, table)
    conflicts.raise_cases(stage, table)  # while the second version is in force, because the cases refer to it
    version = statement.publish_third(stage, second)
    decisions.ask(stage, table)
    requests = _invite(stage, version)
    _answer(stage, requests)
    withdrawals.give_notice(stage, table)
    announcements.announce(stage)
    _sign(stage, requests)
    _let_lapse(stage, version)
    programme.walk(stage)
    programme.bring_what_was_signed_before(stage)
    admissions.apply(stage, table, version)
    for language in version.languages:
        editions.request_edition(version, language=language, act=stage.act(stage.actor, now))
    return stage.team


def _set_up(now: dt.datetime) -> Stage:
    begun = now - dt.timedelta(days=400)
    by_command = act_at(actors.COMMAND, begun)
    team = teams.create_team(
        slug=cast.SLUG,
        name_en=cast.NAMES["en"],
        name_fr=cast.NAMES["fr"],
        region_en=cast.REGION["en"],
        region_fr=cast.REGION["fr"],
        act=by_command,
    )
    teams.name_tiers(team, cast.LABELS, act=by_command)
    user = accounts.create_account(email=cast.EMAIL, name=cast.COORDINATOR, act=by_command)
    passwords.set_password(user, cast.PASSWORD, act=by_command)
    teams.grant_role(team=team, user_id=user.id, role=Role.COORDINATOR, act=by_command)
    administrator.name_administrator(begun)
    actor = as_coordinator(user.id)
    return Stage(
        team,
        user,
        {
            organization: _add(team, organization, act_at(actor, begun, team.timezone))
            for organization in cast.EVERYONE
        },
        now,
    )


def _add(team: Team, organization: cast.Organization, act: Act) -> Partner:
    partner = partners.add_partner(
        team,
        name=organization.name,
        tier=organization.tier,
        rests_on=RestsOn(Ground.LIST, cast.FIRST_LIST),
        sector=organization.sector,
        city=organization.city,
        language=organization.language,
        signatures_needed=organization.signatures_needed,
        act=act,
    )
    for person in organization.people:
        signatories.add_signatory(
            partner,
            name=person.name,
            title=person.title,
            email=cast.mailbox(person),
            language=person.language,
            authority="By office" if person.language == "en" else "De par sa fonction",
            act=act,
        )
    if organization.schedule:
        schedules.set_schedule(partner, lines=organization.schedule, act=act)
    return partner


def _invite(stage: Stage, version: Version) -> dict[cast.Organization, list[SigningRequest]]:
    """Ask everybody, three weeks ago; one message was refused by the recipient's server."""
    commitment_requests.invite_outstanding(
        version,
        due_on=stage.day(9),
        word="We would like to show the whole table at the annual gathering.",
        act=stage.act(stage.actor, stage.ago(days=20)),
    )
    requests = {
        organization: request_queries.open_requests(version_id=version.id, partner_id=partner.id)
        for organization, partner in stage.partners.items()
    }
    refused = ("signing_request", requests[cast.HOUSING][0].id)
    for message in outbox_queries.messages_about([refused]):
        messages.note_refused(message, answer="550 5.1.1 no such mailbox here")
    return requests


def _answer(stage: Stage, requests: dict[cast.Organization, list[SigningRequest]]) -> None:
    """The answers to requests, other than signing."""
    for asked in requests.values():
        for request in asked:
            signing_requests.note_fetched(request, act=request.act_by_link(stage.ago(days=18)))
    answers.keep_with_board(
        requests[cast.PALLIATIVE][0],
        until=stage.day(12),
        act=requests[cast.PALLIATIVE][0].act_by_link(stage.ago(days=15)),
    )
    answers.decline(
        requests[cast.MENTAL_HEALTH][0],
        reason="Our counsel asks that the clause on shared expenses names a ceiling first.",
        act=requests[cast.MENTAL_HEALTH][0].act_by_link(stage.ago(days=10)),
    )
    answers.ask_question(
        requests[cast.PARAMEDICS][0],
        text="Does the schedule bind us for the whole term, or year by year?",
        act=requests[cast.PARAMEDICS][0].act_by_link(stage.ago(days=3)),
    )
    _, chair = stage.partners[cast.RESIDENCE].signatories
    hand_overs.hand_over(
        requests[cast.RESIDENCE][0],
        to=chair,
        reason="Our by-laws ask for the chair.",
        act=requests[cast.RESIDENCE][0].act_by_link(stage.ago(days=8)),
    )
    partners.add_note(
        stage.partners[cast.HOUSING],
        kind=NoteKind.CALL,
        on=stage.day(-5),
        text="The mailbox has moved; the office will send the new address.",
        act=stage.act(stage.actor, stage.ago(days=5)),
    )


def _sign(stage: Stage, requests: dict[cast.Organization, list[SigningRequest]]) -> None:
    """The signatures made now."""
    signatures.sign_one(requests[cast.HOSPITAL][0], stage.now, drawn=True)
    for request in requests[cast.HEALTH_CENTRE]:
        signatures.sign_one(request, stage.now)
    asked = requests[cast.VOLUNTEERS][0]
    acknowledged = signatures.signature_on(asked, stage.now)
    commitment_signatures.acknowledge(asked, acknowledged, act=asked.act_by_link(stage.now))


def _let_lapse(stage: Stage, version: Version) -> None:
    lapses.let_lapse(
        stage.partners[cast.PUBLIC_HEALTH],
        version.document,
        effective_on=stage.day(-2),
        reason="A new district board has to decide afresh.",
        act=stage.act(stage.actor, stage.ago(days=2)),
    )
