"""Applying: the form, its limits, the same organization twice, documents, links, and withdrawing."""

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry.admissions.models import Admission, AdmissionAct, CriterionAnswer
from registry.admissions.queries import admissions
from registry.admissions.rules.admissions import Step
from registry.admissions.services import applications, history
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, NotFound, RuleBroken
from registry.files import storage
from registry.outbox import queries as outbox_queries
from registry.outbox.rules.messages import Fate
from registry.partners.rules.partners import Status
from registry.signing.rules.requests import RequestState
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.admissions import builders
from tests.admissions.builders import TODAY
from tests.commitments.builders import publish_policy
from tests.factories import NOW, make_partner, make_pdf, make_team

LOCKED = (Path(__file__).parents[2] / "data" / "files" / "user_password.pdf").read_bytes()

pytestmark = pytest.mark.usefixtures("stopped_clock")


def count(model):
    """How many there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


# -- what is given -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"organization": " "}, "organization"),
        ({"tier": None}, "tier"),
        ({"has_interest": None}, "has_interest"),
        ({"account": "x" * 100_000}, "account"),
        ({"interest": "x" * 100_000, "has_interest": True}, "interest"),
        ({"city": "x" * 121}, "city"),
        ({"contact_email": "nobody"}, "contact_email"),
    ],
)
def test_what_is_wrong_is_told_on_its_field_and_nothing_is_half_written(team, said, field):
    with pytest.raises((RuleBroken, InvalidInput)) as refused:
        builders.send(team, **said)
    assert refused.value.field == field
    assert count(Admission) == 0


def test_every_criterion_is_answered(team):
    criterion = admissions.criteria_of(team.id)[0]
    with pytest.raises(RuleBroken) as refused:
        builders.send(team, answers=[])
    assert refused.value.field == f"answer_{criterion.id}"


def test_an_unknown_language_becomes_the_teams_first(team):
    assert builders.send(team, language="de").language == "en"


# -- limits ------------------------------------------------------------------------------------------


def send_many(team, many, **said):
    """Send so many applications, from one mailbox or one network address."""
    return [
        builders.send(team, **{name: one(number) for name, one in said.items()}) for number in range(many)
    ]


def test_a_mailbox_sends_a_few_an_hour_and_no_more(team):
    send_many(team, 3, network=str)
    with pytest.raises(RuleBroken, match="last hour"):
        builders.send(team, network="9", contact_email="JO@riverside.example")


def test_after_an_hour_a_mailbox_may_send_again(team):
    send_many(team, 3, network=str)
    assert builders.send(team, network="9", now=NOW + dt.timedelta(hours=1, seconds=1))


def test_a_network_address_sends_ten_an_hour_and_no_more(team):
    send_many(team, 10, contact_email="jo{}@example.org".format)
    with pytest.raises(RuleBroken, match="last hour"):
        builders.send(team, contact_email="another@example.org")


# -- the same organization ---------------------------------------------------------------------------


def test_a_partner_may_apply_and_nobody_outside_is_told(team):
    with unit_of_work(team.id):
        partner = make_partner(team, "Riverside Hospital")
    assert builders.receive(team).step is Step.RECEIVED
    assert admissions.taking_part(team.id, "RIVERSIDE  hospital", builders.TODAY).id == partner.id


def test_a_second_application_is_received_and_shown_to_coordinators(team, received):
    second = builders.receive(team, organization="Riverside  HOSPITAL", network="m")
    assert [one.id for one in admissions.others_open(team.id, "Riverside Hospital", but_id=second.id)] == [
        received.id
    ]


def test_of_one_organization_one_application_is_in_hand(team, received):
    second = builders.receive(team, network="m")
    builders.review(received)
    with pytest.raises(RuleBroken, match="Another application"):
        builders.review(second)


def test_who_takes_part_already_is_not_invited_to_apply(team):
    with unit_of_work(team.id):
        make_partner(team, "Riverside Hospital")
    with pytest.raises(RuleBroken, match="on the list of partners") as refused:
        builders.approach(team)
    assert refused.value.field == "organization"


def test_who_has_an_open_application_is_not_invited_to_apply(team, received):
    with pytest.raises(RuleBroken, match="open application"):
        builders.approach(team)


def test_an_application_of_another_team_is_no_hindrance(team, received):
    with unit_of_work():
        other = make_team()
    assert builders.approach(other).step is Step.APPROACHED


# -- invited to apply --------------------------------------------------------------------------------


def test_an_invited_organization_applies_whatever_the_windows_say(team):
    builders.close(team)
    admission = builders.approach(team)
    with unit_of_work(team.id):
        applications.answer_invitation(
            admission, builders.dossier(team, tier=Tier.ASSOCIATE), act=history.by_applicant(admission, NOW)
        )
    assert (admission.step, admission.tier_asked) == (Step.RECEIVED, "associate")


def test_an_invitation_is_answered_once(team):
    admission = builders.approach(team)
    with unit_of_work(team.id):
        applications.answer_invitation(
            admission, builders.dossier(team), act=history.by_applicant(admission, NOW)
        )
    with pytest.raises(RuleBroken, match="was received"), unit_of_work(team.id):
        applications.answer_invitation(
            admission, builders.dossier(team), act=history.by_applicant(admission, NOW)
        )


def test_an_invitation_to_apply_says_who_invites(team):
    admission = builders.approach(team)
    assert (admission.acts[0].by_name, admission.acts[0].words) == ("Robin Roe", "We would be glad.")


# -- never confirmed ---------------------------------------------------------------------------------


def test_what_is_not_confirmed_in_fourteen_days_is_removed_whole(team, work, stopped_clock):
    builders.send(team)
    stopped_clock.pass_by(days=14, minutes=1)
    work()
    assert [count(model) for model in (Admission, CriterionAnswer, AdmissionAct)] == [0, 0, 0]


def test_what_is_not_confirmed_yet_stays_until_then(team, work, stopped_clock):
    builders.send(team)
    stopped_clock.pass_by(days=13, hours=23)
    work()
    assert count(Admission) == 1


def test_what_was_confirmed_stays(team, work, stopped_clock):
    builders.receive(team)
    stopped_clock.pass_by(days=60)
    work()
    assert count(Admission) == 1


def test_the_message_of_a_removed_application_does_not_leave(team, work, stopped_clock):
    builders.send(team)
    stopped_clock.pass_by(days=15)
    work()
    assert [message.fate for message in builders.messages("confirm")] == [Fate.CANCELLED]


# -- links -------------------------------------------------------------------------------------------


def test_a_new_link_ends_the_older_ones(received):
    with unit_of_work(received.team_id):
        applications.send_link(received, act=act_of(builders.coordinator(), NOW))
    assert received.generation == 2


def test_an_applicant_asks_for_a_new_link_once_in_a_while(received):
    with unit_of_work(received.team_id):
        applications.renew_link(received, act=history.by_applicant(received, NOW))
    with pytest.raises(RuleBroken, match="few minutes"), unit_of_work(received.team_id):
        applications.renew_link(received, act=history.by_applicant(received, NOW + dt.timedelta(minutes=14)))
    with unit_of_work(received.team_id):
        applications.renew_link(received, act=history.by_applicant(received, NOW + dt.timedelta(minutes=15)))
    assert received.generation == 3


def test_a_coordinator_enters_a_withdrawal_with_a_reason(received):
    with pytest.raises(RuleBroken, match="Say why"), unit_of_work(received.team_id):
        applications.withdraw(received, act=act_of(builders.coordinator(), NOW))
    with unit_of_work(received.team_id):
        applications.withdraw(received, reason="By phone.", act=act_of(builders.coordinator(), NOW))
    assert (received.step, received.acts[-1].by_capacity) == ("withdrawn", "coordinator")


# -- confirmed and withdrawn -------------------------------------------------------------------------


def test_an_application_waits_for_its_mailbox(team):
    admission = builders.send(team)
    assert admission.step is Step.UNCONFIRMED
    assert [message.to_address for message in builders.messages("confirm")] == [builders.APPLICANT]


def test_an_unconfirmed_application_is_not_found_by_the_team(team):
    admission = builders.send(team)
    with pytest.raises(NotFound):
        admissions.admission_of(team.id, admission.id)


def test_a_confirmed_application_is_received_and_a_receipt_goes_out(received):
    assert received.step is Step.RECEIVED
    assert len(builders.messages("receipt")) == 1


def test_coordinators_are_told_of_a_confirmed_application(received):
    assert [message.to_address for message in builders.messages("to_coordinator")] == ["robin@example.org"]


def test_messages_of_admissions_are_not_in_the_teams_list(received):
    assert builders.messages("receipt")
    assert outbox_queries.messages_of(received.team_id).rows == []


def test_the_answers_keep_the_words_of_the_criterion(team, received):
    criterion = admissions.criteria_of(team.id)[0]
    with unit_of_work(team.id):
        criterion.text_en = "Another question"
    assert received.answers[0].text("en") == "It serves the region"


def test_an_applicant_withdraws_at_any_step(team):
    admission = builders.invited(team)
    assert builders.withdraw(admission).step is Step.WITHDRAWN


def test_an_invited_organization_that_withdraws_joins_no_more(team, deliberated):
    publish_policy(team)
    builders.invite(deliberated)
    builders.withdraw(deliberated)
    assert deliberated.partner.status(TODAY) is Status.WITHDRAWN
    assert [request.state for request in builders.requests_of(deliberated)] == [RequestState.CLOSED]


def test_a_withdrawn_partner_comes_back_to_its_own_entry(team):
    before = builders.invited(team)
    builders.withdraw(before)
    again = builders.invited(team)
    assert again.partner_id == before.partner_id
    assert again.partner.status(TODAY) is Status.JOINING


def test_a_partner_cannot_be_withdrawn_as_an_applicant(team):
    admission = builders.complete(builders.invited(team))
    with pytest.raises(RuleBroken, match="partner already"):
        builders.withdraw(admission)


# -- documents ---------------------------------------------------------------------------------------


def test_a_document_is_kept_with_who_added_it(received):
    document = builders.add_document(received, make_pdf(), "by-laws.pdf")
    assert storage.read_file(document.fingerprint) == make_pdf()
    assert (document.by_name, document.by_for) == ("Jo Roe", "Riverside Hospital")


@pytest.mark.parametrize("data", [b"MZ", LOCKED])
def test_a_refused_file_leaves_nothing_behind(received, data):
    with pytest.raises(InvalidInput):
        builders.add_document(received, data, "by-laws.pdf")
    assert received.documents == []
    assert received.step is Step.RECEIVED


def test_no_document_comes_after_the_outcome(deliberated):
    builders.refuse(deliberated)
    with pytest.raises(RuleBroken, match="refused"):
        builders.add_document(deliberated, make_pdf(), "late.pdf")
