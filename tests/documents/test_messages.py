"""The second person is told what waits for them, once, and not when it no longer does."""

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import EnteredProvision, Version
from registry.documents.rules.figures import Place, PlaceKind, Reading
from registry.documents.rules.provisions import ProvisionKind
from registry.documents.services import entered_provisions
from registry.outbox.messages import Letter, NothingToSay, compose
from registry.outbox.models import Message
from registry.teams.models import Team
from tests.acts import act_of
from tests.factories import (
    NOW,
    make_committee,
    make_coordinator,
    make_seat,
    make_statement_of_before,
    make_team,
    make_user,
    seat_member,
)

KEY = "documents.to_confirm"

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def team(session: object) -> Team:
    """A team without anybody."""
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def ann(team: Team) -> User:
    """The coordinator who reads the agreement."""
    with unit_of_work(team.id):
        return make_coordinator(team, name="Ann Lee")


@pytest.fixture
def version(team: Team) -> Version:
    """An agreement that does not carry its provisions."""
    with unit_of_work(team.id):
        return make_statement_of_before(team)


@pytest.fixture
def administrator(session: object) -> User:
    """Of the installation, without a role in the team."""
    with unit_of_work():
        user = make_user(name="Ada Min")
        user.is_administrator = True
        return user


def enter(version: Version, by: User, days: int = 30) -> EnteredProvision:
    read = {ProvisionKind.CONFLICT_DAYS: Reading(days, Place(PlaceKind.PAGE, "7"))}
    with unit_of_work(version.team_id):
        [entry] = entered_provisions.enter(version, readings=read, act=act_of(by, NOW))
        return entry


def posted() -> list[Message]:
    return list(db.session.scalars(sa.select(Message).where(Message.template == KEY).order_by(Message.id)))


def letters() -> list[Letter]:
    return [compose(message) for message in posted()]


def test_another_coordinator_is_told_where_to_confirm(
    team: Team, version: Version, ann: User, administrator: User
) -> None:
    with unit_of_work(team.id):
        make_coordinator(team, name="Bo Roy")
    enter(version, ann)
    [letter] = letters()
    assert letter.subject.startswith("To confirm: what “Statement of Partnership Commitment”")
    assert letter.text.startswith("Hello Bo Roy,")
    assert "Ann Lee read this agreement and entered 1 figure that it fixes." in letter.text
    assert f"/teams/east/documents/statement/versions/{version.number}/provisions/confirm" in letter.text


def test_the_chair_is_told_where_there_is_no_other_coordinator(
    team: Team, version: Version, ann: User, administrator: User
) -> None:
    with unit_of_work(team.id):
        seat_member(make_seat(make_committee(team)), is_chair=True)
    enter(version, ann)
    [letter] = letters()
    assert "/provisions/confirm" in letter.text


def test_an_administrator_is_told_where_there_is_neither(
    version: Version, ann: User, administrator: User
) -> None:
    enter(version, ann)
    [letter] = letters()
    assert letter.text.startswith("Hello Ada Min,")
    assert f"/administration/agreements/{version.id}" in letter.text


def test_nobody_is_told_where_there_is_nobody(version: Version, ann: User) -> None:
    enter(version, ann)
    assert posted() == []


def test_what_was_confirmed_meanwhile_is_not_sent(version: Version, ann: User, administrator: User) -> None:
    entry = enter(version, ann)
    with unit_of_work(version.team_id):
        act = act_of(administrator, NOW)
        entered_provisions.confirm(version, entry_ids=[entry.id], act=act)
    with pytest.raises(NothingToSay):
        letters()


def test_each_entering_is_told_of(version: Version, ann: User, administrator: User) -> None:
    enter(version, ann)
    enter(version, ann, days=40)
    assert len(posted()) == 2
