"""The life of a request to sign, of a statement and of a notice alike: from its asking to its end."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.audit.services import events
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.outbox import queries as outbox_queries
from registry.outbox.rules.messages import Fate
from registry.partners.rules.partners import Status
from registry.security.actors import as_coordinator
from registry.signing.models import PersonalRequest
from registry.signing.rules.requests import RequestState
from registry.signing.services import requests
from registry.teams.rules import StepUp
from tests.acts import act_of
from tests.commitments.builders import set_status
from tests.factories import BY_AND_WHEN, NOW, WHO_AND_WHEN, make_user
from tests.signing.builders import accept

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def pending(signing):
    """A request that waits to be signed."""
    return signing.request


def later(**time):
    """A moment from now."""
    return NOW + dt.timedelta(**time)


def in_its_team(pending):
    """A change in the team that asks."""
    return unit_of_work(pending.team.id)


def end(pending, state):
    """Let a request have ended."""
    with in_its_team(pending):
        requests.end(pending, state, **WHO_AND_WHEN)


def fates(pending):
    """What became of the messages about a request, oldest first."""
    return [one.fate for one in reversed(outbox_queries.messages_about([pending.subject]))]


def events_about(pending):
    """The events about a request, oldest first: who did what, and the details."""
    query = sa.select(Event).where(Event.subject == pending.about).order_by(Event.id)
    return [(one.tag, one.actor, one.details) for one in db.session.scalars(query)]


# -- asking ------------------------------------------------------------------------------------------


def test_who_is_asked_is_sent_the_first_link(pending):
    [message] = outbox_queries.messages_about([pending.subject])
    assert (message.template, message.to_address) == (pending.MESSAGE, pending.signatory.email)
    assert message.params == {"request": pending.id, "generation": 1}


def test_that_somebody_is_asked_stands_in_the_trail(pending):
    [(tag, _actor, details)] = events_about(pending)
    assert tag == pending.EVENTS.made
    assert details["partner"] == pending.partner_id


def test_a_request_waits_for_45_days_where_no_day_is_set(pending):
    assert (pending.state, pending.generation, pending.reason) == (RequestState.OPEN, 1, "")
    assert (pending.expires_at - pending.asked_at).days == 45


# -- resending and renewing --------------------------------------------------------------------------


def test_resending_raises_the_generation_and_gives_the_link_its_whole_life_again(pending):
    before = pending.expires_at
    with in_its_team(pending):
        requests.resend(pending, act=act_of(BY_AND_WHEN["act"].by, later(days=30)))
    assert pending.generation == 2
    assert pending.expires_at == before + dt.timedelta(days=30)
    assert fates(pending) == [Fate.CANCELLED, Fate.PLANNED]


def test_resending_stands_in_the_trail_with_the_generation(pending):
    with in_its_team(pending):
        requests.resend(pending, **WHO_AND_WHEN)
    said = {"partner": pending.partner_id, "generation": 2}
    assert events_about(pending)[1:] == [(pending.EVENTS.resent, "command", said)]


def test_who_has_no_address_any_more_is_sent_nothing(pending):
    with in_its_team(pending):
        pending.signatory.email = ""
    with pytest.raises(RuleBroken, match="no e-mail address on file"), in_its_team(pending):
        requests.resend(pending, **WHO_AND_WHEN)


def test_a_new_link_goes_only_to_the_address_on_file_and_not_every_minute(pending):
    with pytest.raises(RuleBroken, match="a few minutes ago"), in_its_team(pending):
        requests.renew(pending, act=pending.act_by_link(later(minutes=14)))
    with in_its_team(pending):
        requests.renew(pending, act=pending.act_by_link(later(minutes=15)))
    sent = outbox_queries.messages_about([pending.subject])
    assert {message.to_address for message in sent} == {pending.signatory.email}
    assert pending.generation == 2


def test_who_asks_for_a_new_link_acts_as_the_signatory(pending):
    with in_its_team(pending):
        requests.renew(pending, act=pending.act_by_link(later(minutes=15)))
    assert events_about(pending)[-1][:2] == (pending.EVENTS.resent, f"signatory:{pending.signatory_id}")


@pytest.mark.parametrize("state", [RequestState.SIGNED, RequestState.REVOKED, RequestState.CLOSED])
@pytest.mark.parametrize("renewed", [True, False])
def test_a_request_that_ended_gets_no_new_link(pending, state, renewed):
    end(pending, state)
    with pytest.raises(RuleBroken) as refused, in_its_team(pending):
        requests.renew(pending, act=pending.act_by_link(NOW)) if renewed else requests.resend(
            pending, **WHO_AND_WHEN
        )
    assert refused.value.message == pending.WORDS(state).label


# -- revoking, closing, ending -----------------------------------------------------------------------


def test_a_revoked_request_says_why_and_sends_nothing_more(pending):
    with in_its_team(pending):
        requests.revoke(pending, reason=" Asked the wrong person. ", **WHO_AND_WHEN)
    assert (pending.state, pending.reason) == (RequestState.REVOKED, "Asked the wrong person.")
    assert fates(pending) == [Fate.CANCELLED]
    assert events_about(pending)[-1] == (
        pending.EVENTS.revoked,
        "command",
        {"partner": pending.partner_id},
    )


def test_nothing_is_revoked_without_a_reason(pending):
    with pytest.raises(RuleBroken) as refused, in_its_team(pending):
        requests.revoke(pending, reason=" ", **WHO_AND_WHEN)
    assert refused.value.field == "reason"
    assert pending.state is RequestState.OPEN


def test_a_closed_request_sends_nothing_more_and_stands_in_the_trail(pending):
    with in_its_team(pending):
        requests.close(pending, **WHO_AND_WHEN)
    assert (pending.state, pending.closed_at) == (RequestState.CLOSED, NOW)
    assert fates(pending) == [Fate.CANCELLED]
    assert events_about(pending)[-1][0] == pending.EVENTS.closed


def test_a_request_ends_once(pending):
    end(pending, RequestState.SIGNED)
    with pytest.raises(RuleBroken) as refused, in_its_team(pending):
        requests.close(pending, **WHO_AND_WHEN)
    assert refused.value.message == pending.WORDS(RequestState.SIGNED).label
    assert pending.state is RequestState.SIGNED


# -- fetching ----------------------------------------------------------------------------------------


def test_the_first_fetching_of_a_link_is_noted_once(pending):
    with in_its_team(pending):
        requests.note_fetched(pending, act=pending.act_by_link(later(hours=1)))
        requests.note_fetched(pending, act=pending.act_by_link(later(hours=2)))
    assert [tag for tag, *_rest in events_about(pending)][1:] == [pending.EVENTS.fetched]
    assert pending.fetched_at == later(hours=1)


# -- what can be answered ----------------------------------------------------------------------------


def test_a_request_can_be_answered_until_its_link_dies(pending):
    requests.check_answerable(pending, pending.expires_at - dt.timedelta(seconds=1))
    with pytest.raises(RuleBroken, match="This link has expired"):
        requests.check_answerable(pending, pending.expires_at)


def test_a_request_that_ended_cannot_be_answered(pending):
    end(pending, RequestState.CLOSED)
    with pytest.raises(RuleBroken, match="This request is closed"):
        requests.check_answerable(pending, NOW)


def test_nothing_is_answered_for_an_organization_that_has_withdrawn(pending):
    set_status(pending.partner, Status.WITHDRAWN)
    db.session.expire_all()
    with pytest.raises(RuleBroken, match="is not a partner of the team"):
        requests.check_answerable(pending, NOW)


def test_a_code_is_read_out_for_a_request_that_can_be_answered(pending, app):
    accept(pending.team, StepUp.PHONE)
    end(pending, RequestState.CLOSED)
    with pytest.raises(RuleBroken, match="This request is closed"), in_its_team(pending):
        requests.make_code(
            pending, act=act_of(as_coordinator(make_user().id), NOW), secret=str(app.secret_key)
        )


def test_a_code_that_is_read_out_is_made_for_who_is_asked(pending, app):
    accept(pending.team, StepUp.PHONE)
    with in_its_team(pending):
        made = requests.make_code(
            pending, act=act_of(as_coordinator(make_user().id), NOW), secret=str(app.secret_key)
        )
    assert (made.code.about, made.code.signatory_id) == (pending.about, pending.signatory_id)


# -- what the models declare -------------------------------------------------------------------------


def test_no_two_kinds_of_requests_share_what_tells_them_apart():
    kinds = PersonalRequest.__subclasses__()
    apart = [(one.LINKS.purpose, one.PAGE, one.MESSAGE, one.told_as.kind, one.EVENTS.made) for one in kinds]
    assert all(len(set(column)) == len(kinds) > 0 for column in zip(*apart, strict=True))


@pytest.mark.usefixtures("session", "stopped_clock")
def test_an_event_about_a_request_names_its_organization_and_who_acts_behind_the_link(signing):
    pending = signing.request
    with unit_of_work(pending.team.id):
        events.record(pending.EVENTS.fetched, pending, pending.act_by_link(NOW), more=1)
    event = db.session.scalars(sa.select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (event.tag, event.subject) == (pending.EVENTS.fetched, pending.about)
    assert (event.actor, event.at) == (f"signatory:{pending.signatory_id}", NOW)
    assert event.details == {"partner": pending.partner_id, "more": 1}
