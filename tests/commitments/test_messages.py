"""Messages of commitments: whom an answer reaches, what waits in the outbox, and what is sent once."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.commitments import messages
from registry.commitments.services import answers
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.rules.documents import ChangeKind
from registry.outbox.messages import NothingToSay
from registry.security import actors
from registry.security.permissions import Role
from registry.sign_in.services import password_reset, sign_in_links
from registry.teams.services import memberships
from tests.acts import act_of
from tests.commitments.builders import TODAY, invite, propose, publish_next, sign
from tests.conftest import STOPPED_AT
from tests.factories import WHO_AND_WHEN, make_coordinator, make_user
from tests.mailbox import text_of
from tests.outbox.builders import count, letters_queued

ROBIN = "robin@example.org"

pytestmark = pytest.mark.usefixtures("stopped_clock", "session")


@pytest.fixture
def kim(team):
    """A second coordinator."""
    with unit_of_work(team.id):
        return make_coordinator(team, email="kim@example.org", name="Kim Kay")


def disable(address):
    """Disable an account."""
    with unit_of_work():
        user = db.session.scalars(sa.select(User).where(User.email == address)).one()
        user.disabled_at = STOPPED_AT


def test_an_invitation_names_the_coordinator_and_answers_go_there(asked, mailbox, work):
    work()
    mail = mailbox.last(asked.signatory.email)
    assert str(mail["Reply-To"]) == f"Ann Ng <{ROBIN}>"
    assert text_of(mail).split("\r\n")[-4:-1] == [
        "East Team",
        f"Coordination: Ann Ng, {ROBIN}",
        "An answer to this message goes there.",
    ]


def test_an_invitation_says_what_changed_since_the_version_that_was_signed(asked, partner, mailbox, work):
    sign(asked)
    second = publish_next(asked.version, ChangeKind.MATERIAL)
    invite(publish_next(second, ChangeKind.MATERIAL))
    work()
    mails = [mail for mail in mailbox.to(asked.signatory.email) if "version 3" in str(mail["Subject"])]
    said = " ".join(text_of(mails[0]).split())
    assert "What changed: Version 3: One more word. Version 2: One more word." in said


def test_an_invitation_to_a_first_version_names_no_change(asked, mailbox, work):
    work()
    assert "What changed" not in text_of(mailbox.last(asked.signatory.email))


def test_a_coordinator_is_pointed_to_another(asked, kim, mailbox, work):
    with unit_of_work(asked.partner.team_id):
        messages.ToCoordinator.post("declined", asked, STOPPED_AT)
    work()
    assert str(mailbox.last(kim.email)["Reply-To"]) == f"Ann Ng <{ROBIN}>"
    assert str(mailbox.last(ROBIN)["Reply-To"]) == "Kim Kay <kim@example.org>"


def test_a_disabled_coordinator_is_not_named(asked, kim, mailbox, work):
    disable(ROBIN)
    work()
    assert str(mailbox.last(asked.signatory.email)["Reply-To"]) == "Kim Kay <kim@example.org>"


def test_where_nobody_coordinates_nobody_is_named(asked, mailbox, work):
    disable(ROBIN)
    work()
    mail = mailbox.last(asked.signatory.email)
    assert (mail["Reply-To"], "Coordination" in text_of(mail)) == (None, False)


def test_nothing_with_a_link_into_an_account_can_be_answered(team, mailbox, work):
    with unit_of_work(team.id):
        user = make_user(email="ann@example.org")
        sign_in_links.ask(user, act=act_of(actors.REGISTRY, STOPPED_AT))
        password_reset.ask(user, act=act_of(actors.REGISTRY, STOPPED_AT))
        memberships.invite(team, name="New One", email="new@example.org", role=Role.MEMBER, **WHO_AND_WHEN)
    work()
    mails = [*mailbox.to("ann@example.org"), mailbox.last("new@example.org")]
    assert [mail["Reply-To"] for mail in mails] == [None] * len(mails)
    assert not any(ROBIN in text_of(mail) for mail in mails)
    assert "/welcome/" in text_of(mails[-1])


def test_who_has_a_password_can_answer_their_invitation(team, mailbox, work):
    with unit_of_work(team.id):
        make_user(email="ann@example.org").password_hash = "chosen"
        memberships.invite(team, name="Ann Ng", email="ann@example.org", role=Role.MEMBER, **WHO_AND_WHEN)
    work()
    assert str(mailbox.last("ann@example.org")["Reply-To"]) == f"Ann Ng <{ROBIN}>"


# -- what waits in the outbox ------------------------------------------------------------------------


def row(asked, **ids):
    """What is kept of a message to the signatory of a request."""
    return {
        "to_address": asked.signatory.email,
        "to_name": asked.signatory.name,
        "subject": f"signing_request:{asked.id}",
        "params": {"request": asked.id, **ids},
        "team_id": asked.partner.team_id,
    }


def test_an_invitation_holds_the_link(asked):
    letters = letters_queued("commitments.invitation", **row(asked, generation=1))
    assert all("/sign/" in letter.text for letter in letters.values())


def test_an_invitation_of_an_older_link_has_nothing_to_say(asked):
    with pytest.raises(NothingToSay):
        letters_queued("commitments.invitation", **row(asked, generation=0))


def test_a_reminder_is_written_and_sent_once_for_its_day(asked):
    once = f"reminder:{asked.id}:{TODAY.isoformat()}"
    letters = letters_queued("commitments.reminder", **row(asked), dedupe_key=once)
    assert all("/sign/" in letter.text for letter in letters.values())
    with unit_of_work():
        assert messages.Reminder.post(asked, TODAY, STOPPED_AT) is None


def test_an_answer_comes_with_its_question(asked):
    with unit_of_work():
        question = answers.ask_question(asked, text="Who reads it?", act=asked.act_by_link(STOPPED_AT))
        answers.answer_question(question, answer="The board.", **WHO_AND_WHEN)
    letters = letters_queued("commitments.answer", **row(asked, question=question.id))
    assert all("The board." in letter.text for letter in letters.values())


def test_who_named_somebody_reads_why_they_were_not_taken(asked):
    proposed = propose(asked)
    params = row(asked, hand_over=proposed.id, reason="The chair must sign.")
    letters = letters_queued("commitments.hand_over_refused", **params)
    assert all("The chair must sign." in letter.text for letter in letters.values())


@pytest.mark.parametrize("what", ["declined", "with_board", "question", "hand_over"])
def test_coordinators_are_told_what_the_signatory_did(asked, what):
    with unit_of_work():
        ids = {
            "question": answers.ask_question(
                asked, text="Who reads it?", act=asked.act_by_link(STOPPED_AT)
            ).id
        }
    ids |= {"hand_over": propose(asked).id}
    with unit_of_work():
        answers.keep_with_board(asked, until=TODAY + dt.timedelta(days=7), act=asked.act_by_link(STOPPED_AT))
    params = row(asked, what=what, **{name: value for name, value in ids.items() if name == what})
    letters = letters_queued("commitments.to_coordinator", **params | {"to_address": ROBIN})
    assert all(f"/requests/{asked.id}" in letter.text for letter in letters.values())


def test_a_record_is_attached_and_sent_once(asked, work):
    commitment = sign(asked)
    work()
    about = {"subject": f"commitment:{commitment.id}", "params": {"commitment": commitment.id}}
    about |= {"team_id": asked.partner.team_id, "dedupe_key": f"record:{commitment.id}"}
    about |= {"to_address": asked.signatory.email}
    letters = letters_queued("commitments.record", **about)
    names = {file.name for letter in letters.values() for file in letter.attachments}
    assert names == {f"privacy-policy-1-{commitment.record.code}.pdf"}
    with unit_of_work():
        messages.Record.post(commitment, asked.signatory, STOPPED_AT)
    assert count(asked.signatory.email) == 1


def test_an_editorial_version_is_told_once(team, version, partner):
    person = partner.signatories[0]
    about = {
        "to_address": person.email,
        "subject": f"partner:{partner.id}",
        "params": {"version": version.id, "partner": partner.id},
    }
    once = f"editorial:{version.id}:{partner.id}"
    letters = letters_queued("commitments.editorial", **about, team_id=team.id, dedupe_key=once)
    assert [bool(letter.subject) for letter in letters.values()] == [True, True]
    with unit_of_work():
        messages.Editorial.post(version, person, STOPPED_AT)
    assert count(person.email) == 1
