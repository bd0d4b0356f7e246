"""Two who do the same at once, on both databases: one wins, the other is told, nothing is half done."""

import pytest
import sqlalchemy as sa

from registry.admissions.models import Admission
from registry.admissions.queries import admissions
from registry.admissions.rules.admissions import Step
from registry.admissions.services import applications, history, joining, outcomes, reviews
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Partner
from registry.records.models import RecordOrder
from registry.records.rules import RecordKind
from registry.teams.models import Team
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.admissions import builders
from tests.factories import NOW, make_coordinator, make_team

pytestmark = [pytest.mark.usefixtures("stopped_clock"), pytest.mark.needs("admissions")]


@pytest.fixture
def team(session):
    """A team with a coordinator, one criterion, applications taken all year."""
    with unit_of_work():
        team = make_team(slug="east")
        make_coordinator(team, email="robin@example.org", name="Robin Roe")
    builders.open_all_year(team)
    builders.add_criterion(team)
    return team


@pytest.fixture
def received(team):
    """An application whose mailbox is confirmed."""
    return builders.receive(team)


@pytest.fixture
def deliberated(received):
    """An application on which the partners have deliberated."""
    return builders.deliberate(received)


def count(model, *which):
    """How many there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*which))


def found(admission_id):
    """The admission as another thread reads it."""
    admission = admissions.admission(admission_id)
    assert admission is not None
    return admission


def invite(admission_id):
    """Invite it."""
    signatory = outcomes.NamedSignatory("Jo Roe", "", builders.APPLICANT)
    outcomes.invite(
        found(admission_id),
        tier=Tier.ANCHOR,
        signatory=signatory,
        title="Coordinator",
        act=act_of(builders.coordinator(), NOW),
    )


def refuse(admission_id):
    """Refuse it."""
    outcomes.refuse(
        found(admission_id), reason="Not now.", title="Coordinator", act=act_of(builders.coordinator(), NOW)
    )


def letters_owed():
    """How many letters are owed."""
    return count(RecordOrder, RecordOrder.kind == RecordKind.ADMISSION_OUTCOME)


def test_of_two_outcomes_at_once_one_stands_and_one_is_told(deliberated, both):
    number = deliberated.id
    told = both(lambda: invite(number), lambda: refuse(number))
    assert len(told) == 1
    assert found(number).step in (Step.INVITED, Step.REFUSED)
    assert letters_owed() == 1


def test_two_who_invite_at_once_list_it_once(deliberated, both):
    number = deliberated.id
    told = both(lambda: invite(number), lambda: invite(number))
    assert [words.partition(":")[0] for words in told] == ["This organization is invited to join"]
    assert count(Partner, Partner.name == "Riverside Hospital") == 1
    assert letters_owed() == 1


def test_two_who_invite_one_organization_to_apply_invite_it_once(team, both):
    number = team.id

    def approach():
        applications.approach(
            db.session.get_one(Team, number),
            organization="Elm Pharmacy",
            contact_name="Pat",
            contact_email="p@example.org",
            language="en",
            act=act_of(builders.coordinator(), NOW),
        )

    assert both(approach, approach) == ["There is an open application of this organization."]
    assert count(Admission) == 1


def test_of_two_applications_of_one_organization_one_is_taken_up(team, received, both):
    numbers = [received.id, builders.receive(team, network="m").id]

    def begin(number):
        reviews.begin_review(found(number), act=act_of(builders.coordinator(), NOW))

    told = both(*[lambda number=number: begin(number) for number in numbers])
    assert len(told) == 1
    assert count(Admission, Admission.step == "under_review") == 1


def test_an_applicant_who_confirms_twice_at_once_is_received_once(team, both):
    number = builders.send(team).id

    def confirm():
        applications.confirm(found(number), act=history.by_applicant(found(number), NOW))

    assert len(both(confirm, confirm)) == 1
    assert len(builders.messages("receipt")) == 1


def test_an_applicant_who_withdraws_while_it_is_invited_is_settled_one_way(deliberated, both):
    number = deliberated.id

    def withdraw():
        admission = found(number)
        applications.withdraw(admission, act=act_of(history.applicant(admission), NOW))

    told = both(withdraw, lambda: invite(number))
    assert (found(number).step, len(told)) in ((Step.WITHDRAWN, 1), (Step.WITHDRAWN, 0))


def test_two_who_complete_at_once_make_one_partner(team, both):
    number = builders.invited(team).id

    def complete():
        joining.complete(found(number), act=act_of(builders.coordinator(), NOW))

    assert both(complete, complete) == ["This organization is a partner already: its admission is complete."]
    assert count(RecordOrder, RecordOrder.kind == RecordKind.ADMISSION) == 1
