"""Applying: the form, an invitation to apply, the same organization twice, what is never confirmed."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.admissions.models import Admission, AdmissionAct, CriterionAnswer
from registry.admissions.queries import admissions
from registry.admissions.rules.admissions import Step
from registry.admissions.services import applications, intake, reviews
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, RuleBroken
from registry.outbox.rules.messages import Fate
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.admissions import making
from tests.factories import NOW, make_partner, make_team

pytestmark = pytest.mark.usefixtures("stopped_clock")


def count(model):
    """How many there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


# -- the intake --------------------------------------------------------------------------------------


def test_a_closed_intake_takes_no_application(team):
    making.close(team)
    with pytest.raises(RuleBroken, match="no applications today"):
        making.send(team)


def test_an_application_belongs_to_its_window(team):
    making.close(team)
    window = making.add_window(team, -3, 3)
    assert making.send(team).window_id == window.id


def test_an_application_past_its_window_is_kept_and_goes_on(team):
    making.close(team)
    window = making.add_window(team, -3, 0)
    admission = making.receive(team)
    with unit_of_work(team.id):
        intake.remove_window(team, window, act=act_of(making.coordinator(), NOW))
    assert making.review(admission).step is Step.UNDER_REVIEW


def test_two_who_settle_the_intake_the_second_is_told(team):
    with pytest.raises(RuleBroken, match="Someone else"), unit_of_work(team.id):
        intake.settle_intake(team, all_year=False, revision=None, act=act_of(making.coordinator(), NOW))


def test_a_criterion_is_worded_in_every_language_of_the_team(team):
    with pytest.raises(RuleBroken) as refused, unit_of_work(team.id):
        intake.add_criterion(team, text_en="Only this", text_fr="", act=act_of(making.coordinator(), NOW))
    assert refused.value.field == "text_fr"


def test_a_retired_criterion_is_asked_no_longer_and_stays_answered(team, received):
    with unit_of_work(team.id):
        criterion = admissions.criteria_of(team.id)[0]
        intake.retire_criterion(team, criterion, act=act_of(making.coordinator(), NOW))
    assert admissions.criteria_of(team.id) == []
    assert len(admissions.admission(received.id).answers) == 1


def test_criteria_change_places(team):
    second = making.add_criterion(team, "Second")
    with unit_of_work(team.id):
        intake.move_criterion_up(team, second, act=act_of(making.coordinator(), NOW))
    assert [one.text_en for one in admissions.criteria_of(team.id)] == ["Second", "It serves the region"]


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
        making.send(team, **said)
    assert refused.value.field == field
    assert count(Admission) == 0


def test_every_criterion_is_answered(team):
    criterion = admissions.criteria_of(team.id)[0]
    with pytest.raises(RuleBroken) as refused:
        making.send(team, answers=[])
    assert refused.value.field == f"answer_{criterion.id}"


def test_an_unknown_language_becomes_the_teams_first(team):
    assert making.send(team, language="de").language == "en"


# -- limits ------------------------------------------------------------------------------------------


def send_many(team, many, **said):
    """Send so many applications, from one mailbox or one network address."""
    return [making.send(team, **{name: one(number) for name, one in said.items()}) for number in range(many)]


def test_a_mailbox_sends_a_few_an_hour_and_no_more(team):
    send_many(team, 3, network=str)
    with pytest.raises(RuleBroken, match="last hour"):
        making.send(team, network="9", contact_email="JO@riverside.example")


def test_after_an_hour_a_mailbox_may_send_again(team):
    send_many(team, 3, network=str)
    assert making.send(team, network="9", now=NOW + dt.timedelta(hours=1, seconds=1))


def test_a_network_address_sends_ten_an_hour_and_no_more(team):
    send_many(team, 10, contact_email="jo{}@example.org".format)
    with pytest.raises(RuleBroken, match="last hour"):
        making.send(team, contact_email="another@example.org")


# -- the same organization ---------------------------------------------------------------------------


def test_a_partner_may_apply_and_nobody_outside_is_told(team):
    with unit_of_work(team.id):
        partner = make_partner(team, "Riverside Hospital")
    assert making.receive(team).step is Step.RECEIVED
    assert admissions.taking_part(team.id, "RIVERSIDE  hospital", making.TODAY).id == partner.id


def test_a_second_application_is_received_and_shown_to_coordinators(team, received):
    second = making.receive(team, organization="Riverside  HOSPITAL", network="m")
    assert [one.id for one in admissions.others_open(team.id, "Riverside Hospital", but_id=second.id)] == [
        received.id
    ]


def test_of_one_organization_one_application_is_in_hand(team, received):
    second = making.receive(team, network="m")
    making.review(received)
    with pytest.raises(RuleBroken, match="Another application"):
        making.review(second)


def test_a_duplicate_is_set_aside_and_its_applicant_told(team, received):
    with unit_of_work(team.id):
        reviews.set_aside(received, reason="It came twice.", act=act_of(making.coordinator(), NOW))
    assert received.step is Step.SET_ASIDE
    assert making.messages("set_aside")[0].params["words"] == "It came twice."


def test_what_is_under_review_is_not_set_aside(received):
    making.review(received)
    with pytest.raises(RuleBroken, match="under review"), unit_of_work(received.team_id):
        reviews.set_aside(received, reason="No.", act=act_of(making.coordinator(), NOW))


def test_who_takes_part_already_is_not_invited_to_apply(team):
    with unit_of_work(team.id):
        make_partner(team, "Riverside Hospital")
    with pytest.raises(RuleBroken, match="on the list of partners") as refused:
        making.approach(team)
    assert refused.value.field == "organization"


def test_who_has_an_open_application_is_not_invited_to_apply(team, received):
    with pytest.raises(RuleBroken, match="open application"):
        making.approach(team)


def test_an_application_of_another_team_is_no_hindrance(team, received):
    with unit_of_work():
        other = make_team()
    assert making.approach(other).step is Step.APPROACHED


# -- invited to apply --------------------------------------------------------------------------------


def test_an_invited_organization_applies_whatever_the_windows_say(team):
    making.close(team)
    admission = making.approach(team)
    with unit_of_work(team.id):
        applications.answer_invitation(admission, making.dossier(team, tier=Tier.ASSOCIATE), now=NOW)
    assert (admission.step, admission.tier_asked) == (Step.RECEIVED, "associate")


def test_an_invitation_is_answered_once(team):
    admission = making.approach(team)
    with unit_of_work(team.id):
        applications.answer_invitation(admission, making.dossier(team), now=NOW)
    with pytest.raises(RuleBroken, match="was received"), unit_of_work(team.id):
        applications.answer_invitation(admission, making.dossier(team), now=NOW)


def test_an_invitation_to_apply_says_who_invites(team):
    admission = making.approach(team)
    assert (admission.acts[0].by_name, admission.acts[0].words) == ("Robin Roe", "We would be glad.")


# -- never confirmed ---------------------------------------------------------------------------------


def test_what_is_not_confirmed_in_fourteen_days_is_removed_whole(team, work, stopped_clock):
    making.send(team)
    stopped_clock.pass_by(days=14, minutes=1)
    work()
    assert [count(model) for model in (Admission, CriterionAnswer, AdmissionAct)] == [0, 0, 0]


def test_what_is_not_confirmed_yet_stays_until_then(team, work, stopped_clock):
    making.send(team)
    stopped_clock.pass_by(days=13, hours=23)
    work()
    assert count(Admission) == 1


def test_what_was_confirmed_stays(team, work, stopped_clock):
    making.receive(team)
    stopped_clock.pass_by(days=60)
    work()
    assert count(Admission) == 1


def test_the_message_of_a_removed_application_does_not_leave(team, work, stopped_clock):
    making.send(team)
    stopped_clock.pass_by(days=15)
    work()
    assert [message.fate for message in making.messages("confirm")] == [Fate.CANCELLED]


# -- links -------------------------------------------------------------------------------------------


def test_a_new_link_ends_the_older_ones(received):
    with unit_of_work(received.team_id):
        applications.send_link(received, act=act_of(making.coordinator(), NOW))
    assert received.generation == 2


def test_an_applicant_asks_for_a_new_link_once_in_a_while(received):
    with unit_of_work(received.team_id):
        applications.renew_link(received, now=NOW)
    with pytest.raises(RuleBroken, match="few minutes"), unit_of_work(received.team_id):
        applications.renew_link(received, now=NOW + dt.timedelta(minutes=14))
    with unit_of_work(received.team_id):
        applications.renew_link(received, now=NOW + dt.timedelta(minutes=15))
    assert received.generation == 3


def test_a_coordinator_enters_a_withdrawal_with_a_reason(received):
    with pytest.raises(RuleBroken, match="Say why"), unit_of_work(received.team_id):
        applications.withdraw(received, act=act_of(making.coordinator(), NOW))
    with unit_of_work(received.team_id):
        applications.withdraw(received, reason="By phone.", act=act_of(making.coordinator(), NOW))
    assert (received.step, received.acts[-1].by_capacity) == ("withdrawn", "coordinator")
