"""What is owed too long: told to the administrator and to the coordinators."""

import datetime as dt

import pytest

from registry.commitments.rules.paper_table import EarlierLine
from registry.commitments.services import editions, paper_signatures
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.models import Message
from registry.pages.queries import attention, owed
from registry.pages.queries.owed import Kind
from registry.records.models import RecordOrder
from tests.commitments.builders import add_partner, ask_one, enter_paper, publish_policy, sign
from tests.conftest import STOPPED_AT
from tests.factories import WHO_AND_WHEN, make_team

HOME = "/teams/east/"
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def team(session):
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def version(team):
    return publish_policy(team)


@pytest.fixture
def partner(team):
    return add_partner(team)


def oldest(team, after, *, with_confidential=True):
    """What is owed to a team longest, so long after all stood still."""
    return owed.oldest(team.id, STOPPED_AT + after, with_confidential=with_confidential)


def post(team, **changed):
    """A message of a team that is due."""
    said = {"template": "none", "params": {}, "to_address": "ann@example.org", "language": "en"}
    when = {"subject": "team:1", "posted_at": STOPPED_AT, "due_at": STOPPED_AT}
    with unit_of_work():
        db.session.add(Message(**said | when | changed, team_id=team.id))


def order(team, **changed):
    """A record that is owed to a team."""
    said = {"kind": "withdrawal", "subject": "withdrawal:1", "language": "en", "code": "7777-7777-7777-7777"}
    with unit_of_work():
        db.session.add(RecordOrder(**said | changed, team_id=team.id, ordered_at=STOPPED_AT))


def test_nothing_is_owed_too_long_where_all_is_done(team):
    assert oldest(team, HOUR) is None


def test_a_signature_waits_for_its_record_an_hour_before_it_is_told(version, partner, team):
    sign(ask_one(version, partner))
    with unit_of_work():
        db.session.query(Message).delete()
    assert oldest(team, HOUR) is None
    assert oldest(team, HOUR + MINUTE) == owed.Owed(Kind.SIGNATURE, STOPPED_AT, partner.id)


def test_a_paper_signature_is_owed_from_its_entry_on_whatever_day_stands_on_it(version, partner, team):
    enter_paper(version, partner, signed_on=dt.date(2020, 1, 1))
    found = oldest(team, 2 * HOUR)
    assert (found.kind, found.since) == (Kind.SIGNATURE, STOPPED_AT)


def test_an_edition_that_is_not_made_is_told(version, partner, team):
    with unit_of_work():
        line = EarlierLine(1, partner.name, "Ann Lee", "Director", dt.date(2023, 5, 4))
        paper_signatures.enter_earlier_table(version, [line], **WHO_AND_WHEN)
        editions.request_edition(version, language="en", **WHO_AND_WHEN)
    assert oldest(team, HOUR + MINUTE).kind is Kind.EDITION


def test_a_record_that_is_not_made_is_told(team):
    order(team)
    assert oldest(team, HOUR + MINUTE) == owed.Owed(Kind.RECORD, STOPPED_AT)


def test_what_is_confidential_is_told_to_the_administrator_alone(team):
    order(team, confidential=True)
    post(team, confidential=True)
    assert oldest(team, 2 * HOUR).kind in {Kind.RECORD, Kind.MESSAGE}
    assert oldest(team, 2 * HOUR, with_confidential=False) is None


def test_a_message_is_owed_from_when_it_was_to_leave(team):
    post(team, due_at=STOPPED_AT + 2 * HOUR)
    assert oldest(team, 3 * HOUR) is None
    assert oldest(team, 3 * HOUR + MINUTE) == owed.Owed(Kind.MESSAGE, STOPPED_AT + 2 * HOUR)


def test_a_message_that_is_tried_again_and_again_is_owed_all_the_while(team):
    post(team, attempts=4, due_at=STOPPED_AT + 9 * HOUR)
    assert oldest(team, 2 * HOUR) == owed.Owed(Kind.MESSAGE, STOPPED_AT)


def test_a_day_that_no_checkpoint_seals_is_told_three_hours_after_its_midnight(team):
    midnight = dt.datetime(2026, 11, 25, 5, 0, tzinfo=dt.UTC) - STOPPED_AT  # in Toronto
    assert oldest(team, midnight + 2 * HOUR) is None
    assert oldest(team, midnight + 3 * HOUR).kind is Kind.CHECKPOINT


def test_of_all_that_is_owed_the_oldest_is_told(team):
    post(team, posted_at=STOPPED_AT - HOUR, due_at=STOPPED_AT - HOUR)
    order(team)
    assert oldest(team, 2 * HOUR).kind is Kind.MESSAGE


def test_the_check_tells_of_the_oldest_thing_owed(team):
    order(team)
    assert (
        "Team east: A record ordered on 24 November 2026 is not made yet; that is the oldest thing owed. "
        "Does the worker run? Its log says why."
    ) in attention.needs(STOPPED_AT + 2 * HOUR)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "A signature of 24 November 2026 waits for its record"),
        ("fr", "Une signature du 24 novembre 2026 attend son attestation"),
    ],
)
def test_a_coordinators_home_tells_of_the_oldest_thing_owed(
    home, version, partner, stopped_clock, language, words
):
    enter_paper(version, partner)
    assert words not in home(language)
    stopped_clock.pass_by(hours=2)
    page = home(language)
    assert words in page
    assert f'href="/teams/east/partners/{partner.id}/agreements"' in page
