"""What has happened in the demonstration so far: it covers every standing a partner can have.

Texts and invitations are dated back, so that there is a past to look at. Signatures are not: their
certificates tell the time at which they were really made.
"""

import datetime as dt

from registry.access import Role
from registry.accounts import services as accounts
from registry.audit import services as audit
from registry.commitments import (
    answers,
    editions,
    entering,
    hand_overs,
    lapses,
    queries,
    services,
    signing,
)
from registry.commitments.models import SigningRequest
from registry.demo import cast, papers, table
from registry.demo.stage import Stage
from registry.documents import earlier, editing
from registry.documents import services as documents
from registry.documents.models import Version
from registry.documents.rules import ChangeKind
from registry.outbox import services as outbox
from registry.partners import services as partners
from registry.partners.models import Partner
from registry.partners.rules import NoteKind, Status
from registry.records.scans import keep_scan
from registry.teams import services as teams
from registry.teams.models import Team

#: Strokes of a signature drawn in the box of 600 by 200.
DRAWN = (
    [[48, 124], [96, 56], [132, 140], [180, 68], [216, 132]],
    [[240, 110], [300, 80], [336, 120], [396, 88], [468, 116], [564, 72]],
)


def play(now: dt.datetime) -> Team:
    """Make the team and all that happened in it; inside one unit of work, so whole or not at all."""
    stage = _set_up(now)
    version = _publish_three_versions(stage)
    _leave(stage)
    requests = _invite(stage, version)
    _answer(stage, requests)
    _sign(stage, requests)
    _let_lapse(stage, version)
    table.set_table(stage)
    for language in version.languages:
        editions.request_edition(version, language=language, actor=stage.actor, now=now)
    return stage.team


def _set_up(now: dt.datetime) -> Stage:
    begun = now - dt.timedelta(days=400)
    team = teams.create_team(
        slug=cast.SLUG,
        name_en=cast.NAMES["en"],
        name_fr=cast.NAMES["fr"],
        region_en=cast.REGION["en"],
        region_fr=cast.REGION["fr"],
        actor=audit.COMMAND,
        now=begun,
    )
    teams.name_tiers(team, cast.LABELS, actor=audit.COMMAND, now=begun)
    user = accounts.create_account(email=cast.EMAIL, name=cast.COORDINATOR, actor=audit.COMMAND, now=begun)
    accounts.set_password(user, cast.PASSWORD, actor=audit.COMMAND, now=begun)
    teams.grant_role(team=team, user_id=user.id, role=Role.COORDINATOR, actor=audit.COMMAND, now=begun)
    actor = audit.user(user.id)
    return Stage(team, actor, {who: _add(team, who, actor, begun) for who in cast.EVERYONE}, now)


def _add(team: Team, who: cast.Organization, actor: audit.Actor, now: dt.datetime) -> Partner:
    partner = partners.add_partner(
        team,
        name=who.name,
        tier=who.tier,
        sector=who.sector,
        city=who.city,
        language=who.language,
        signatures_needed=who.signatures_needed,
        actor=actor,
        now=now,
    )
    for person in who.people:
        partners.add_signatory(
            partner,
            name=person.name,
            title=person.title,
            email=f"{person.box}@maple-valley.example",
            language=person.language,
            authority="By office" if person.language == "en" else "De par sa fonction",
            actor=actor,
            now=now,
        )
    if who.schedule:
        partners.set_schedule(partner, lines=who.schedule, actor=actor, now=now)
    return partner


def _publish_three_versions(stage: Stage) -> Version:
    """An agreement of before the registry, the statement written here, and an editorial version of it."""
    actor = stage.actor
    draft = documents.start_statement(stage.team, now=stage.ago(days=120), actor=actor)
    first = earlier.import_earlier_version(
        draft.document,
        dated_on=stage.day(-700),
        files={language: papers.earlier_agreement(language) for language in stage.team.languages},
        now=stage.ago(days=119),
        actor=actor,
    )
    for who in (cast.HOSPITAL, cast.HOUSING, cast.PUBLIC_HEALTH, cast.PHARMACY):
        person = who.people[0]
        entering.enter_earlier_signature(
            first,
            stage.partners[who],
            name=person.name,
            title=person.title,
            signed_on=stage.day(-690),
            now=stage.ago(days=119),
            actor=actor,
        )
    editing.set_fields(draft, values=papers.FIELDS, now=stage.ago(days=90), actor=actor)
    second = documents.publish(
        draft,
        change_kind=ChangeKind.MATERIAL,
        change_note={
            "en": "The working agreement becomes a full statement of partnership commitment.",
            "fr": "L’entente de travail devient un véritable énoncé d’engagement de partenariat.",
        },
        now=stage.ago(days=60),
        actor=actor,
    )
    _enter_from_paper(stage, second)
    third = documents.start_next_version(second.document, now=stage.ago(days=25), actor=actor)
    section = next(part for part in third.sections if part.heading)
    editing.change_section(
        section,
        heading=section.heading,
        body={
            "en": section.body["en"].replace("We are partners", "All of us are partners"),
            "fr": section.body["fr"].replace("Nous sommes partenaires", "Nous sommes tous partenaires"),
        },
        tiers=section.tiers,
        revision=section.revision,
        now=stage.ago(days=25),
        actor=actor,
    )
    return documents.publish(
        third,
        change_kind=ChangeKind.EDITORIAL,
        change_note={
            "en": "Clearer wording of the opening; nobody’s duties change.",
            "fr": "Une ouverture mieux formulée; les obligations de personne ne changent.",
        },
        now=stage.ago(days=22),
        actor=actor,
    )


def _enter_from_paper(stage: Stage, version: Version) -> None:
    partner, person = stage.partners[cast.HOME_CARE], cast.HOME_CARE.people[0]
    entering.enter_paper_signature(
        version,
        partner,
        name=person.name,
        title=person.title,
        signed_on=stage.day(-40),
        language="en",
        scan=keep_scan(papers.signed_page(partner.name, person.name)),
        actor=stage.actor,
        now=stage.now,
    )


def _invite(stage: Stage, version: Version) -> dict[cast.Organization, list[SigningRequest]]:
    """Ask everyone, three weeks ago; one message was refused by its server."""
    services.invite_outstanding(
        version,
        due_on=stage.day(9),
        word="We would like to show the whole table at the annual gathering.",
        actor=stage.actor,
        now=stage.ago(days=20),
    )
    requests = {
        who: queries.open_requests(version_id=version.id, partner_id=partner.id)
        for who, partner in stage.partners.items()
    }
    refused = ("signing_request", requests[cast.HOUSING][0].id)
    for message in outbox.messages_about([refused]):
        outbox.note_refused(message, answer="550 5.1.1 no such mailbox here")
    return requests


def _answer(stage: Stage, requests: dict[cast.Organization, list[SigningRequest]]) -> None:
    """What they answered short of signing."""
    for asked in requests.values():
        for request in asked:
            services.note_fetched(request, now=stage.ago(days=18))
    answers.keep_with_board(requests[cast.PALLIATIVE][0], until=stage.day(12), now=stage.ago(days=15))
    answers.decline(
        requests[cast.MENTAL_HEALTH][0],
        reason="Our counsel asks that the clause on shared expenses names a ceiling first.",
        now=stage.ago(days=10),
    )
    answers.ask_question(
        requests[cast.PARAMEDICS][0],
        text="Does the schedule bind us for the whole term, or year by year?",
        now=stage.ago(days=3),
    )
    _, chair = stage.partners[cast.RESIDENCE].signatories
    hand_overs.hand_over(
        requests[cast.RESIDENCE][0],
        to=chair,
        reason="Our by-laws ask for the chair.",
        now=stage.ago(days=8),
    )
    partners.add_note(
        stage.partners[cast.HOUSING],
        kind=NoteKind.CALL,
        on=stage.day(-5),
        text="The mailbox has moved; the office will send the new address.",
        actor=stage.actor,
        now=stage.ago(days=5),
    )


def _sign(stage: Stage, requests: dict[cast.Organization, list[SigningRequest]]) -> None:
    """Those who signed, now."""
    _sign_one(requests[cast.HOSPITAL][0], stage.now, drawn=True)
    for request in requests[cast.HEALTH_CENTRE]:
        _sign_one(request, stage.now)
    signing.acknowledge(requests[cast.VOLUNTEERS][0], _signature(requests[cast.VOLUNTEERS][0]), now=stage.now)


def _sign_one(request: SigningRequest, now: dt.datetime, *, drawn: bool = False) -> None:
    signing.sign_commitment(request, _signature(request, drawn=drawn), now=now)


def _signature(request: SigningRequest, *, drawn: bool = False) -> signing.Signature:
    person = request.signatory
    language = person.language or "en"
    return signing.Signature(
        name=person.name,
        title=person.title,
        language=language,
        typed="" if drawn else person.name,
        strokes=DRAWN if drawn else (),
        consents=True,
        has_authority=True,
        shown=signing.shown_digest(request, language),
        evidence={"address": "192.0.2.10", "browser": "Demonstration", "channel": "link-by-mail"},
    )


def _leave(stage: Stage) -> None:
    partners.set_status(
        stage.partners[cast.PHARMACY],
        status=Status.WITHDRAWN,
        effective_on=stage.day(-30),
        reason="The owner retired and the group was wound up.",
        actor=stage.actor,
        now=stage.ago(days=32),
    )


def _let_lapse(stage: Stage, version: Version) -> None:
    lapses.let_lapse(
        stage.partners[cast.PUBLIC_HEALTH],
        version.document_id,
        effective_on=stage.day(-2),
        reason="A new district board has to decide afresh.",
        actor=stage.actor,
        now=stage.ago(days=2),
    )
