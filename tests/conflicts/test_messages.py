"""Answers to a message about a case go to who handles it: never to a recused coordinator."""

import pytest
import sqlalchemy as sa

from registry import clock
from registry.conflicts import messages as case_messages
from registry.conflicts.queries import cases
from registry.conflicts.services import expenses
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.rules.provisions import CountedFrom
from registry.outbox.messages import NothingToSay, NotReady
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.outbox.services import messages
from registry.records.queries import records
from registry.security.actors import REGISTRY
from tests.acts import act_of
from tests.agreements import agree_on
from tests.conflicts.builders import at_steering, close, extend_to, raise_one, recuse, say, spend, told
from tests.factories import NOW, make_coordinator
from tests.mailbox import text_of
from tests.outbox.builders import letters_queued

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


# -- what waits in the outbox ------------------------------------------------------------------------


def row(case, user, **ids):
    """What is kept of a message to somebody who knows of a case."""
    return {
        "to_address": user.email,
        "to_name": user.name,
        "subject": f"conflict_case:{case.id}",
        "params": {"case": case.id, "user": user.id, **ids},
        "team_id": case.team_id,
        "confidential": True,
    }


@pytest.mark.parametrize(
    "what", ["raised", "escalated", "helper", "proposed", "answered", "reopened", "handling"]
)
def test_what_happened_in_a_case_is_written(cast, what):
    case = raise_one(cast)
    letters = letters_queued("conflicts.about", **row(case, cast.for_maple, what=what, term=case.term.id))
    assert all(case.reference in letter.subject for letter in letters.values())


def about_the_answer(cast, case):
    """What Maple's person reads, in English, once a proposal was answered."""
    about = row(case, cast.for_maple, what="answered", term=case.term.id)
    return letters_queued("conflicts.about", **about)["en"].text


def test_a_last_day_that_was_agreed_is_named_with_how_the_first_was_counted(cast):
    case = raise_one(cast)
    proposal = extend_to(case, cast.coordinator)
    assert "agreed to extend" not in about_the_answer(cast, case)
    say(proposal, cast.for_riverside)
    say(proposal, cast.for_maple, party=1)
    told = about_the_answer(cast, case)
    assert "Its last day is 23 January 2027.\nHow it is counted: raised 24 Nov 2026 + 45 days" in told
    assert "All parties have agreed to extend it." in told


def test_a_term_that_has_not_begun_is_told_of_with_its_days(cast):
    agree_on(cast.team, counted_from=CountedFrom.ESCALATED)
    told = about_the_answer(cast, raise_one(cast))
    assert "45 days from the day on which it comes before the steering committee, version 1" in told
    assert "last day" not in told


def test_the_record_of_a_closed_case_is_attached_in_the_readers_language(cast, work):
    case = raise_one(cast)
    close(case, cast.coordinator)
    with pytest.raises(NotReady):
        letters_queued("conflicts.about", **row(case, cast.for_maple, what="closed", term=case.term.id))
    work()
    letters = letters_queued("conflicts.about", **row(case, cast.for_maple, what="closed", term=case.term.id))
    codes = {language: letter.attachments[0].name for language, letter in letters.items()}
    orders = {order.language: order for order in records.orders_about(("conflict_term", case.term.id))}
    assert codes == {language: f"{case.reference}-{order.code}.pdf" for language, order in orders.items()}


def test_a_reminder_is_written_and_sent_once_to_each(cast):
    case = at_steering(cast)
    user, term = cast.for_maple, case.term
    once = f"case:{term.id}:{term.due_on.isoformat()}:7"
    about = row(case, user, term=term.id) | {"dedupe_key": f"{once}:{user.id}"}
    letters = letters_queued("conflicts.reminder", **about)
    assert all(case.reference in letter.subject for letter in letters.values())
    with unit_of_work():
        for _ in range(2):
            case_messages.Reminder.post(term, 7, act_of(REGISTRY, NOW))
    assert [one.to_address for one in told("reminder")].count(user.email) == 1
    assert f"{once}:{cast.coordinator.id}" in {one.dedupe_key for one in told("reminder")}


def test_that_a_case_is_overdue_is_written_and_sent_once_a_day(cast, stopped_clock):
    case = at_steering(cast)
    user, term = cast.coordinator, case.term
    stopped_clock.pass_by(days=60)
    act = act_of(REGISTRY, clock.now())
    about = row(case, user, term=term.id)
    about |= {"dedupe_key": f"case:{term.id}:over:{act.on.isoformat()}:{user.id}"}
    letters = letters_queued("conflicts.overdue", **about)
    assert all(case.reference in letter.subject for letter in letters.values())
    with unit_of_work():
        case_messages.Overdue.post(term, act)
    assert [one.to_address for one in told("overdue")].count(user.email) == 1


def test_a_share_is_asked_for_until_the_expense_is_set_aside(cast):
    case = raise_one(cast)
    expense = spend(case, cast.coordinator, {1: 100})
    about = row(case, cast.for_maple, expense=expense.id)
    assert all(case.reference in one.subject for one in letters_queued("conflicts.share", **about).values())
    with unit_of_work():
        expenses.set_aside(expense, reason="Entered twice", act=act_of(cast.coordinator, NOW))
    with pytest.raises(NothingToSay):
        letters_queued("conflicts.share", **about)
