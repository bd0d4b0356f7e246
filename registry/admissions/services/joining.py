"""From the invitation to full partner: documents asked for, outstanding ones, completion."""

import datetime as dt

from registry.admissions import messages
from registry.admissions.models import Admission
from registry.admissions.queries import admissions
from registry.admissions.queries.joining import asked_of, newest_requests, outstanding
from registry.admissions.rules.admissions import (
    MOVES,
    Step,
    check_complete,
    check_has_tier,
    check_still_joining,
)
from registry.admissions.services import history
from registry.commitments import messages as commitment_messages
from registry.commitments.rules.standings import Standing
from registry.commitments.services import requests
from registry.errors import N_, RuleBroken
from registry.partners.hooks import guards_status
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.queries import partners as partner_queries
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.rules.partners import ENDED, Status
from registry.partners.services import partners, tiers
from registry.partners.services import status as partner_status
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.security.actors import Act
from registry.signing.rules.requests import RequestState
from registry.signing.services import requests as signing_requests
from registry.teams.rules import Tier


def add_joining(admission: Admission, *, tier: Tier, act: Act) -> Partner:
    """List the organization as joining; one that withdrew or was refused gets its former entry back."""
    on = act.on
    actor = history.actor_of(admission, act.by)
    partner = partner_queries.partner_called(admission.team_id, admission.organization)
    if partner is None or partner.status(on) not in ENDED:
        return partners.add_partner(
            admission.team,
            name=admission.organization,
            tier=tier,
            rests_on=_ground(admission),
            status=Status.JOINING,
            effective_on=on,
            sector=admission.sector,
            city=admission.city,
            language=_document_language(admission),
            act=act.as_(actor),
        )
    partner_status.set_status(
        partner, status=Status.JOINING, effective_on=on, rests_on=_ground(admission), act=act.as_(actor)
    )
    if partner.tier(on) is not tier:
        tiers.set_tier(partner, tier=tier, effective_on=on, act=act.as_(actor))
    return partner


def ask_all(admission: Admission, signatory: Signatory, *, act: Act) -> None:
    """Ask the signatory for every outstanding document that the tier signs or acknowledges."""
    on = act.on
    for asked in outstanding(admission, on):
        requests.ask(
            asked.agreements.newest, signatory, due_on=None, act=act.as_(history.actor_of(admission, act.by))
        )


def ask_missing(admission: Admission, *, act: Act) -> int:
    """Ask for documents that were published after the invitation and that nobody was asked for; returns the
    number of requests.
    """
    on = act.on
    made = 0
    for asked in outstanding(admission, on):
        open_now = [request for request in newest_requests(asked) if request.state == RequestState.OPEN]
        if open_now or asked.agreements.standing is Standing.DECLINED or admission.partner is None:
            continue
        signatory = _first_reachable(admission.partner, on)
        if signatory is None:
            commitment_messages.mean_signatories(admission.partner)
            continue
        requests.ask(
            asked.agreements.newest, signatory, due_on=None, act=act.as_(history.actor_of(admission, act.by))
        )
        made += 1
    return made


def complete(admission: Admission, *, act: Act) -> None:
    """Make the organization a partner, once nothing its tier requires is outstanding."""
    MOVES.check(admission.step, Step.PARTNER)
    on = act.on
    partner = admission.partner
    assert partner is not None
    check_still_joining(partner.status(on))
    check_has_tier(partner.tier(on))
    check_complete([asked.title for asked in outstanding(admission, on)])
    history.move(admission, Step.PARTNER, act=act)
    partner_status.set_status(
        partner,
        status=Status.PARTNER,
        effective_on=on,
        rests_on=_ground(admission),
        act=act.as_(history.actor_of(admission, act.by)),
    )
    messages.Welcome.post(admission, act.at)
    order_own_record(admission, act=act)


@guards_status
def keep_to_the_way(partner: Partner, status: Status) -> None:
    """Refuse every other way for an invited organization to become a partner: it must complete its
    admission.
    """
    if status is Status.PARTNER and admissions.is_joining(partner.id):
        raise RuleBroken(
            N_("This organization joins by its admission: it is a partner once all is signed there."),
            field="status",
        )


def leave(admission: Admission, *, act: Act) -> None:
    """End the joining of an invited organization that withdraws its application; its requests are closed."""
    partner = admission.partner
    if partner is None:
        return
    on = act.on
    actor = history.actor_of(admission, act.by)
    for asked in asked_of(admission, on):
        for request in newest_requests(asked):
            if request.state == RequestState.OPEN:
                signing_requests.close(request, act=act.as_(actor))
    if partner.status(on) not in ENDED:
        partner_status.set_status(partner, status=Status.WITHDRAWN, effective_on=on, act=act.as_(actor))


def order_own_record(admission: Admission, *, act: Act) -> None:
    """Order the admission's own record, in the applicant's language."""
    orders.order_record(
        RecordKind.ADMISSION,
        subject=admission.subject,
        team_id=admission.team_id,
        language=admission.language,
        now=act.at,
    )


def _first_reachable(partner: Partner | None, on: dt.date) -> Signatory | None:
    people = partner.active_signatories(on) if partner else []
    return next((person for person in people if person.email), None)


def _ground(admission: Admission) -> RestsOn:
    kind, number = admission.subject
    return RestsOn(Ground.ADMISSION, subject=f"{kind}:{number}")


def _document_language(admission: Admission) -> str:
    languages = admission.team.languages
    return admission.language if admission.language in languages else str(languages[0])
