"""Answers to a message about a case go to who handles it: never to a recused coordinator."""

import pytest
import sqlalchemy as sa

from registry.conflicts.queries import cases
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.outbox.services import messages
from tests.conflicts.builders import at_steering, raise_one, recuse, told
from tests.factories import make_coordinator
from tests.mailbox import text_of

MESSAGES = "/teams/east/messages"


@pytest.fixture
def second(cast):
    """A second coordinator of the team."""
    with unit_of_work(cast.team.id):
        return make_coordinator(cast.team, name="Kim Kay")


def whom_it_reaches(mailbox, user):
    mail = mailbox.last(user.email)
    return str(mail["Reply-To"]) if mail["Reply-To"] else None


def test_answers_go_to_a_coordinator_who_handles_the_case(cast, mailbox, work):
    at_steering(cast)
    work()
    coordinator = cast.coordinator
    assert whom_it_reaches(mailbox, cast.for_maple) == f"Cora Cole <{coordinator.email}>"
    assert f"Coordination: Cora Cole, {coordinator.email}" in text_of(mailbox.last(cast.for_maple.email))


def test_answers_go_to_no_recused_coordinator(cast, second, mailbox, work):
    recuse(at_steering(cast), cast.coordinator)
    work()
    mail = mailbox.last(cast.for_maple.email)
    assert str(mail["Reply-To"]) == f"Kim Kay <{second.email}>"
    assert cast.coordinator.email not in text_of(mail)


def test_where_every_coordinator_is_recused_answers_go_to_the_chair(cast, mailbox, work):
    recuse(at_steering(cast), cast.coordinator)
    work()
    mail = mailbox.last(cast.for_maple.email)
    assert str(mail["Reply-To"]) == f"Chai Cho <{cast.chair.email}>"
    assert f"Chair of the committee: Chai Cho, {cast.chair.email}" in text_of(mail)


def test_where_all_are_recused_nobody_is_named(cast, mailbox, work):
    case = at_steering(cast)
    for user in (cast.coordinator, cast.chair):
        recuse(case, user)
    work()
    mail = mailbox.last(cast.for_maple.email)
    assert (mail["Reply-To"], "@" in text_of(mail)) == (None, False)


# -- sending again -----------------------------------------------------------------------------------


@pytest.fixture
def refused(cast):
    """A message about a case that was refused by the server."""
    raise_one(cast)
    with unit_of_work():
        message = told()[0]
        messages.note_refused(message, answer="550 5.1.1 no such user")
        return message


def test_a_confidential_message_is_sent_again_beside_its_case(client, cast, refused):
    client.sign_in(cast.coordinator)
    page = f"/teams/east/conflicts/{refused.params['case']}"
    assert "550 5.1.1 no such user" in client.get(page).text
    assert f"{MESSAGES}/{refused.id}/again?beside=1" in client.get(page).text
    assert client.post(f"{MESSAGES}/{refused.id}/again?beside=1").location == page
    again = db.session.scalars(sa.select(Message).where(Message.again_of_id == refused.id)).one()
    assert (again.fate, again.confidential, again.params) == (Fate.PLANNED, True, refused.params)
    assert "550 5.1.1" not in client.get(MESSAGES).text


def test_a_recused_coordinator_sends_nothing_again(client, cast, second, refused):
    client.sign_in(second)
    recuse(cases.case_of(cast.team.id, refused.params["case"]), second)
    assert client.post(f"{MESSAGES}/{refused.id}/again?beside=1").status_code == 404
