"""Signatures on paper, and those from before the registry."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.commitments.models import Commitment, Edition
from registry.commitments.queries import requests
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.paper_table import EarlierLine
from registry.commitments.rules.requests import Method
from registry.commitments.rules.standings import Standing
from registry.commitments.services import paper_signatures
from registry.database.session import db
from registry.errors import BadLines, InvalidInput, RuleBroken
from registry.records import hooks
from registry.records.models import RecordOrder
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
    with pytest.raises(RuleBroken, match="Maple Clinic has signed this version: Ann Lee on 24 November 2026"):
        enter_paper(version, partner)


# -- corrections -------------------------------------------------------------------------------------


def correct(wrong, **said):
    """Correct a signature, by default its name."""
    given = {"name": "Anne Lee", "title": "Director", "signed_on": wrong.signed_on, "reason": "Misread"}
    with change(wrong.partner.team):
        return paper_signatures.correct_signature(wrong, **(given | said), **WHO_AND_WHEN)


def order_of(correction):
    """The order of the record that corrects another."""
    return db.session.scalar(sa.select(RecordOrder).where(RecordOrder.corrects == correction.record_code))


def test_a_mistyped_signature_stays_struck_through_and_another_takes_its_place(version, partner, events):
    wrong = enter_paper(version, partner)
    with events() as written:
        right = correct(wrong, signed_on=day(-9))
    assert (wrong.stands, wrong.superseded_by_id, wrong.struck_reason) == (False, right.id, "Misread")
    assert (right.signatory_name, right.signed_on, right.slot, right.scan) == (
        "Anne Lee",
        day(-9),
        wrong.slot,
        wrong.scan,
    )
    assert written.tags.count(CommitmentEvent.CORRECTED) == 1
    assert requests.commitments_on(version.id) == [right]


def test_the_day_of_a_signature_counts_as_it_was_corrected(version, partner):
    correct(enter_paper(version, partner), signed_on=day(-9))
    assert [where(partner, version, on=day(days)) for days in (-10, -9)] == [
        Standing.OUTSTANDING,
        Standing.CURRENT,
    ]


def test_a_sealed_record_is_followed_by_one_that_names_and_corrects_it(version, partner):
    wrong = enter_paper(version, partner)
    right = correct(wrong)
    order = order_of(wrong)
    draft, facts = hooks.draft_of(order)
    assert (order.code, draft.corrects, facts["corrects"]) == (
        right.record_code,
        wrong.record_code,
        wrong.record_code,
    )
    assert facts["signatory"] == "Anne Lee"
    assert draft.own.context["wrong"] is wrong


def test_a_signature_entered_by_mistake_counts_no_more_and_a_record_says_so(version, partner):
    wrong = enter_paper(version, partner)
    with change(partner.team):
        paper_signatures.strike_signature(wrong, reason="Another partner’s", **WHO_AND_WHEN)
    assert where(partner, version) is Standing.OUTSTANDING
    _draft, facts = hooks.draft_of(order_of(wrong))
    assert (facts["corrects"], facts["void"]) == (wrong.record_code, True)
    assert enter_paper(version, partner).slot == 1


def test_editions_with_a_signature_that_was_wrong_are_followed_by_newer_ones(version, partner):
    wrong = enter_paper(version, partner)
    right = correct(wrong)
    newest = {edition.language: edition for edition in db.session.scalars(sa.select(Edition))}
    assert {language: (one.number, one.commitment_ids) for language, one in newest.items()} == {
        language: (2, [right.id]) for language in version.languages
    }


def test_what_a_signatory_signed_here_is_not_corrected(asked):
    with pytest.raises(RuleBroken, match="given here by its signatory"):
        correct(sign(asked))


def test_a_signature_is_corrected_once(version, partner):
    wrong = enter_paper(version, partner)
    correct(wrong)
    with pytest.raises(RuleBroken, match="corrected already"):
        correct(wrong)


@pytest.mark.parametrize(("said", "field"), [({"signed_on": day(1)}, "signed_on"), ({"name": " "}, "name")])
def test_what_is_wrong_with_a_correction_is_said_on_its_field(version, partner, said, field):
    wrong = enter_paper(version, partner)
    with pytest.raises(RuleBroken) as refused:
        correct(wrong, **said)
    assert refused.value.field == field


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
        "Line 3: Birch House has signed this version: Bo Roe on 23 November 2026.",
    ]
    assert (refused.value.field, kept()) == ("lines", 1)
