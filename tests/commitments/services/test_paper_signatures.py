"""Signatures on paper, and those from before the registry."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.commitments.models import Commitment
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.paper_table import EarlierLine
from registry.commitments.rules.requests import Method
from registry.commitments.rules.standings import Standing
from registry.commitments.services import paper_signatures
from registry.database.session import db
from registry.errors import BadLines, InvalidInput, RuleBroken
from registry.signing.rules.requests import RequestState
from tests.commitments.builders import add_partner, change, day, enter_paper, sign, where
from tests.factories import WHO_AND_WHEN

pytestmark = pytest.mark.usefixtures("session")


def test_a_paper_signature_makes_a_partner_current_and_closes_its_request(version, partner, asked, events):
    with events() as written:
        commitment = enter_paper(version, partner)
    assert (commitment.method, commitment.signed_on, commitment.signed_at) == (Method.PAPER, day(-1), None)
    assert len(commitment.scan) == 64
    assert asked.state == RequestState.CLOSED
    assert where(partner, version) is Standing.CURRENT
    assert written.tags.count(CommitmentEvent.ENTERED_FROM_PAPER) == 1


@pytest.mark.parametrize(
    ("said", "field"), [({"signed_on": day(1)}, "signed_on"), ({"scan": ""}, "scan"), ({"name": " "}, "name")]
)
def test_a_paper_that_lacks_something_is_refused_on_its_field(version, partner, said, field):
    with pytest.raises(RuleBroken) as refused:
        enter_paper(version, partner, **said)
    assert refused.value.field == field


def test_no_more_signatures_are_kept_than_a_partner_needs(version, partner, asked):
    sign(asked)
    with pytest.raises(RuleBroken, match="Maple Clinic has signed this version: Ann Lee on 2026-11-24"):
        enter_paper(version, partner)


# -- agreements made before the registry -------------------------------------------------------------


def line(number, organization, **said):
    """A line of the paper table."""
    given = {"name": "Ann Lee", "title": "Director", "signed_on": dt.date(2023, 5, 4)} | said
    return EarlierLine(number, organization, **given)


def enter_table(version, lines):
    """Enter a paper table."""
    with change(version.document.team):
        return paper_signatures.enter_earlier_table(version, lines, **WHO_AND_WHEN)


def kept():
    """How many commitments are kept."""
    return db.session.scalar(sa.select(sa.func.count(Commitment.id)))


def test_sixty_lines_are_entered_at_once_with_an_event_each(team, version, events):
    named = [add_partner(team, f"Partner {number:02}", people=0) for number in range(1, 61)]
    lines = [line(number, one.name.upper()) for number, one in enumerate(named, 1)]
    with events() as written:
        assert enter_table(version, lines) == 60
    assert written.tags == [CommitmentEvent.IMPORTED] * 60
    assert kept() == 60
    assert where(named[59], version) is Standing.CURRENT


def test_an_earlier_signature_has_its_day_and_no_record(version, partner):
    enter_table(version, [line(1, "Maple Clinic")])
    commitment = db.session.scalars(sa.select(Commitment)).one()
    assert (commitment.method, commitment.signed_on) == (Method.EARLIER, dt.date(2023, 5, 4))
    assert (commitment.record_code, commitment.signed_at) == (None, None)


def test_lines_of_organizations_that_are_not_partners_are_all_named_and_none_is_entered(version, partner):
    lines = [line(1, "Maple Clinic"), line(2, "Nobody Inc."), line(3, "No One Ltd.")]
    with pytest.raises(InvalidInput, match=r"2: Nobody Inc\.; 3: No One Ltd\.") as refused:
        enter_table(version, lines)
    assert refused.value.field == "lines"
    assert kept() == 0


def test_every_line_that_cannot_be_entered_is_named_and_none_is_entered(team, version, partner):
    signed = add_partner(team, "Birch House")
    enter_paper(version, signed)
    ahead = line(2, "Cedar Care", signed_on=day(1))
    add_partner(team, "Cedar Care")
    with pytest.raises(BadLines) as refused:
        enter_table(version, [line(1, "Maple Clinic"), ahead, line(3, "Birch House")])
    assert [str(bad) for bad in refused.value.lines] == [
        "Line 2: This day lies ahead. Give the day on the paper.",
        "Line 3: Birch House has signed this version: Bo Roe on 2026-11-23.",
    ]
    assert (refused.value.field, kept()) == ("lines", 1)
