"""Admissions of the demonstration: one at each step."""

import datetime as dt
from typing import Any

from flask_babel import force_locale

from registry import settings
from registry.admissions.models import Admission
from registry.admissions.queries import admissions
from registry.admissions.rules import spam
from registry.admissions.rules.admissions import Answer, Dossier, Finding, Found, Given
from registry.admissions.services import (
    applications,
    deliberation,
    history,
    intake,
    joining,
    outcomes,
    reviews,
)
from registry.commitments.models import SigningRequest
from registry.commitments.queries import requests as commitment_requests
from registry.decisions.models.decisions import Decision
from registry.decisions.rules.decisions import Ballot, Mark
from registry.decisions.rules.decisions import Given as Said
from registry.decisions.services import decisions, resolutions, votes
from registry.demo import cast
from registry.demo.cast import Candidate
from registry.demo.scenes import signatures
from registry.demo.scenes.decisions import close_round, enter_meeting, state_position
from registry.demo.stage import Stage, Table
from registry.documents.models import Version
from registry.documents.rules.provisions import PassRule
from registry.security import actors
from registry.security.actors import Act
from registry.signing.services import requests as signing_requests

CHAIR_TITLE = "Chair of the Steering Committee"


def apply(stage: Stage, table: Table, version: Version) -> None:
    """Set up the intake, and bring five applications to their steps."""
    _open_intake(stage)
    _complete(stage, table, version)
    _refused(stage, table)
    _invited(stage, table, version)
    _under_deliberation(stage, table)
    _received(stage, cast.DENTAL, days=3)


def _open_intake(stage: Stage) -> None:
    by, now = stage.coordinator, stage.ago(days=150)
    intake.settle_intake(
        stage.team,
        all_year=False,
        welcome_en=cast.WELCOME["en"],
        welcome_fr=cast.WELCOME["fr"],
        act=stage.act(by, now),
    )
    for english, french in cast.CRITERIA:
        intake.add_criterion(stage.team, text_en=english, text_fr=french, act=stage.act(by, now))
    for opens, closes in ((-120, -45), (-14, 30)):
        intake.open_window(
            stage.team, opens_on=stage.day(opens), closes_on=stage.day(closes), act=stage.act(by, now)
        )


def _complete(stage: Stage, table: Table, version: Version) -> None:
    """Set up an admission that is complete: the signatory signs today, as in all the demonstration, and the
    organization becomes a partner.
    """
    admission = _put_before(stage, table, cast.NEWCOMERS, days=66)
    _decide_for(stage, admission, days=40)
    _invite(stage, table, admission, cast.NEWCOMERS, days=18)
    signatures.sign_one(_request_of(admission, version), stage.now)
    joining.complete(admission, act=stage.act(history.registry(), stage.now))


def _refused(stage: Stage, table: Table) -> None:
    admission = _put_before(stage, table, cast.WELLNESS, days=75)
    decision = _decision_of(admission)
    against = Said(Mark.GIVEN, 6, "It serves nobody in the valley.")
    enter_meeting(stage, decision, 55, {cast.HOSPITAL: against, cast.PARAMEDICS: against})
    close_round(stage, decision, 55)
    by, now = stage.coordinator, stage.ago(days=50)
    votes.open_vote(
        decision,
        efforts="The chair spoke with the applicant twice; it opens no place in the valley before next year.",
        pass_rule=PassRule.TWO_THIRDS_CAST,
        act=stage.act(by, now),
    )
    ballots = {voice.id: Ballot.AGAINST for voice in decision.counted_voices}
    ballots[decision.counted_voices[-1].id] = Ballot.ABSTAINS
    votes.enter_ballots(decision, ballots, seen=0, act=stage.act(by, now))
    votes.close_vote(decision, seen=len(ballots), act=stage.act(by, now))
    _record(stage, decision, "Goldenrod is not invited to join at present.", days=50)
    outcomes.refuse(
        admission,
        reason="Our statement asks that partners already serve people in Maple Valley, and you do not yet. "
        "You are welcome to apply again once you do.",
        title=CHAIR_TITLE,
        act=stage.act(table.chair, stage.ago(days=44)),
    )


def _invited(stage: Stage, table: Table, version: Version) -> None:
    """Set up an invited organization, asked to sign ten days ago; it has opened the link and signed nothing
    yet.
    """
    admission = _put_before(stage, table, cast.MIDWIVES, days=58)
    _decide_for(stage, admission, days=34)
    _invite(stage, table, admission, cast.MIDWIVES, days=10)
    request = _request_of(admission, version)
    signing_requests.note_fetched(request, act=request.act_by_link(stage.ago(days=9)))


def _under_deliberation(stage: Stage, table: Table) -> None:
    """Set up an application in deliberation: the question was narrowed after the first round; the second is
    open, with one answer.
    """
    admission = _put_before(stage, table, cast.LEGAL, days=52)
    decision = _decision_of(admission)
    worried = Said(
        Mark.GIVEN,
        5,
        "Its lawyer acts against us for two tenants.",
        proposal="That it takes no part where a tenant of ours is concerned.",
    )
    enter_meeting(stage, decision, 30, {cast.HOUSING: worried})
    close_round(stage, decision, 30)
    decisions.open_round(
        decision,
        question="Shall Foxglove Legal Clinic be invited to join, taking no part in matters that concern "
        "a tenant of a partner?",
        closes_on=stage.day(6),
        act=Act(stage.coordinator, stage.ago(days=8), stage.day(-8)),
    )
    state_position(stage, table, decision, cast.HOUSING, Said(Mark.GIVEN, 2))


def _received(stage: Stage, candidate: Candidate, *, days: int) -> Admission:
    """Send the public form, and confirm the mailbox an hour later."""
    email = f"{candidate.box}@maple-valley.example"
    given = [
        Given(criterion.id, Answer.NO if place in candidate.says_no_to else Answer.YES)
        for place, criterion in enumerate(admissions.criteria_of(stage.team.id))
    ]
    dossier = Dossier(
        organization=candidate.name,
        contact_name=candidate.contact,
        contact_email=email,
        contact_title=candidate.title,
        language=candidate.language,
        sector=candidate.sector,
        city=candidate.city,
        region_served=candidate.serves,
        tier=candidate.tier,
        account=candidate.account,
        has_interest=bool(candidate.interest),
        interest=candidate.interest,
        answers=given,
    )
    network = spam.network_of("192.0.2.20", secret=settings.secret())
    now = stage.ago(days=days)
    admission = applications.apply(stage.team, dossier, network=network, act=stage.act(actors.REGISTRY, now))
    applications.confirm(admission, act=history.by_applicant(admission, now + dt.timedelta(hours=1)))
    return admission


def _put_before(stage: Stage, table: Table, candidate: Candidate, *, days: int) -> Admission:
    """Receive an application `days` ago, review it, and put it to the steering committee a week later."""
    admission = _received(stage, candidate, days=days)
    by, now = stage.coordinator, stage.ago(days=days - 7)
    reviews.begin_review(admission, act=stage.act(by, stage.ago(days=days - 2)))
    findings = {
        answer.id: Found(Finding.NOT_MET if place in candidate.says_no_to else Finding.MET)
        for place, answer in enumerate(admission.answers)
    }
    review = "Not all that we ask is met." if candidate.says_no_to else "All that we ask is met."
    reviews.record_review(admission, found=findings, review=review, act=stage.act(by, now))
    with force_locale("en"):
        usual: dict[str, Any] = dict(deliberation.suggested(admission))
    question = deliberation.Question(**usual, committee=table.steering)
    deliberation.open_deliberation(admission, question, act=stage.act(by, now))
    return admission


def _decide_for(stage: Stage, admission: Admission, *, days: int) -> None:
    decision = _decision_of(admission)
    enter_meeting(stage, decision, days, {})
    close_round(stage, decision, days)
    _record(stage, decision, f"{admission.organization} is invited to join.", days=days)


def _record(stage: Stage, decision: Decision, text: str, *, days: int) -> None:
    on, now = stage.day(-days), stage.ago(days=days)
    resolutions.record_decision(decision, text=text, decided_on=on, act=Act(stage.coordinator, now, on))


def _invite(stage: Stage, table: Table, admission: Admission, candidate: Candidate, *, days: int) -> None:
    signatory = outcomes.NamedSignatory(candidate.contact, candidate.title, admission.contact_email)
    outcomes.invite(
        admission,
        tier=candidate.tier,
        signatory=signatory,
        title=CHAIR_TITLE,
        act=stage.act(table.chair, stage.ago(days=days)),
    )


def _decision_of(admission: Admission) -> Decision:
    decision = admission.decision
    assert decision is not None  # it was put to the partners above
    return decision


def _request_of(admission: Admission, version: Version) -> SigningRequest:
    (request,) = commitment_requests.open_requests(version_id=version.id, partner_id=admission.partner_id)
    return request
