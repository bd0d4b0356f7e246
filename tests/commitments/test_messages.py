"""A message of a team names a coordinator, to whom answers go; a link into an account names nobody."""

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.commitments import messages
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.sign_in.services import password_reset, sign_in_links
from registry.teams.services import memberships
from tests.conftest import STOPPED_AT
from tests.factories import WHO_AND_WHEN, make_coordinator, make_user
from tests.mailbox import text_of

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
        sign_in_links.ask(user, now=STOPPED_AT)
        password_reset.ask(user, now=STOPPED_AT)
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
