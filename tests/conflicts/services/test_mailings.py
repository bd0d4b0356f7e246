"""Leaving a handler out of one mail: with a reason in the trail, and nothing else is taken from anybody."""

import pytest
import sqlalchemy as sa

from registry.audit.hooks import told_beside
from registry.audit.models import Event
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.services import proposals
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, Refused
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.outbox.rules.reach import LeftOut
from tests.acts import act_of
from tests.conflicts.builders import LATER, at_steering, raise_one, sight
from tests.factories import NOW

AWAY = "On leave until Monday."


def leave_out(*users, reason=AWAY):
    """Some people left out of a mail."""
    return LeftOut(frozenset(user.id for user in users), reason)


def fates():
    """Who gets the mail, by what becomes of it."""
    rows = db.session.execute(sa.select(Message.to_name, Message.fate).order_by(Message.id))
    return dict(iter(rows))


def test_a_handler_is_left_out_of_one_mail_and_sees_the_case_all_the_same(cast):
    case = raise_one(cast, left_out=leave_out(cast.of_group))
    assert fates()["Wim Wu"] is Fate.LEFT_OUT
    assert fates()["Max May"] is Fate.PLANNED
    assert sight(case, cast.of_group).handles
    event = db.session.scalar(sa.select(Event).where(Event.tag == CaseEvent.LEFT_OUT_OF_MAIL.value))
    assert event.details["user"] == cast.of_group.id
    assert list(told_beside(event)) == ["Wim Wu", AWAY]


def test_a_party_is_never_left_out(cast):
    raise_one(cast, left_out=leave_out(cast.for_maple, cast.for_riverside))
    assert {fates()[name] for name in ("Max May", "Ria Ross")} == {Fate.PLANNED}
    assert db.session.scalar(sa.select(Event).where(Event.tag == CaseEvent.LEFT_OUT_OF_MAIL.value)) is None


def test_a_party_leaves_none_of_those_who_handle_its_case_out(cast):
    with pytest.raises(Refused):
        raise_one(cast, user=cast.for_maple, left_out=leave_out(cast.coordinator))


def test_leaving_out_needs_a_reason(cast):
    with pytest.raises(InvalidInput) as refused:
        raise_one(cast, left_out=leave_out(cast.of_group, reason=" "))
    assert refused.value.field == "left_out_reason"


def test_an_extension_goes_to_every_party_whoever_is_left_out(cast):
    case = at_steering(cast)
    with unit_of_work(cast.team.id):
        db.session.execute(sa.delete(Message))
        proposal = proposals.propose_extension(
            case,
            to_on=LATER,
            reason="Time",
            left_out=leave_out(cast.member, cast.coordinator),
            act=act_of(cast.chair, NOW),
        )
    assert {name for name, fate in fates().items() if fate is Fate.LEFT_OUT} == {"Sol Sato", "Cora Cole"}
    assert {"Max May", "Ria Ross", "Rae Roy", "Chai Cho"} == {
        n for n, f in fates().items() if f is Fate.PLANNED
    }
    assert proposal.answered() == {}
