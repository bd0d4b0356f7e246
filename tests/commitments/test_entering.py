"""Signatures on paper, and those from before the registry."""

import pytest

from registry.audit.tags import Tag
from registry.commitments.rules import Method, RequestState
from registry.commitments.standing import Standing
from registry.errors import RuleBroken
from tests.commitments.making import (
    day,
    enter_paper,
    sign,
    where,
)

pytestmark = pytest.mark.usefixtures("session")


def test_a_paper_signature_makes_a_partner_current_and_closes_its_request(version, partner, asked, events):
    with events() as written:
        commitment = enter_paper(version, partner)
    assert (commitment.method, commitment.signed_on, commitment.signed_at) == (Method.PAPER, day(-1), None)
    assert len(commitment.scan) == 64
    assert asked.state == RequestState.CLOSED
    assert where(partner, version) is Standing.CURRENT
    assert written.tags.count(Tag.COMMITMENT_ENTERED_FROM_PAPER) == 1


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
