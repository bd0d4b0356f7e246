"""Signing and acknowledging, as asked."""

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.commitments.models import Commitment
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.requests import Method
from registry.commitments.rules.standings import Standing
from registry.database.session import db
from registry.documents.rules.documents import ChangeKind
from registry.errors import RuleBroken
from registry.partners.rules.partners import Status
from registry.signing.rules.requests import RequestState
from registry.teams.rules import Tier
from tests.commitments.builders import (
    DRAWN,
    acknowledge,
    add_partner,
    ask_one,
    day,
    invite,
    open_on,
    publish_next,
    set_schedule,
    set_status,
    set_tier,
    sign,
    signature,
    where,
)

pytestmark = pytest.mark.usefixtures("session")


# -- signing -----------------------------------------------------------------------------------------


def test_a_typed_signature_makes_a_partner_current(version, partner, asked):
    commitment = sign(asked)
    assert (commitment.method, commitment.signature_text) == (Method.TYPED, "Ann Lee")
    assert asked.state == RequestState.SIGNED
    assert where(partner, version) is Standing.CURRENT


def test_a_drawn_signature_is_kept_stroke_by_stroke(asked):
    commitment = sign(asked, typed="", strokes=DRAWN)
    assert commitment.method == Method.DRAWN
    assert commitment.signature_strokes == [[[10, 20], [30, 40.2]], [[50, 60]]]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"title": ""}, "title"),
        ({"name": "x" * 201}, "name"),
        ({"has_authority": False}, "has_authority"),
        ({"consents": False}, "consents"),
        ({"typed": "  "}, "typed"),
        ({"strokes": [[[900, 1]]]}, "signature_strokes"),
    ],
)
def test_a_signature_that_lacks_something_is_refused_on_its_field(asked, said, field):
    with pytest.raises(RuleBroken) as refused:
        sign(asked, **said)
    assert refused.value.field == field
    assert db.session.scalar(sa.select(sa.func.count(Commitment.id))) == 0


def test_a_request_is_signed_once(asked):
    sign(asked)
    with pytest.raises(RuleBroken, match="has been answered"):
        sign(asked)


def test_what_was_not_shown_is_not_signed(team, partner, asked):
    given = signature(asked)
    set_schedule(partner)
    with pytest.raises(RuleBroken, match="has changed since"):
        sign(asked, shown=given.shown)


def test_a_line_that_stands_in_english_only_is_never_signed_as_french(team, partner, version):
    request = ask_one(version, partner)
    set_schedule(partner, "Two nurses", "")
    commitment = sign(request, language="fr")
    assert commitment.schedule == [{"kind": "time", "text": "Two nurses", "language": "en"}]


def test_a_signature_carries_the_schedule_in_the_language_signed_in(team, partner, version):
    set_schedule(partner)
    commitment = sign(ask_one(version, partner), language="fr")
    assert [line["text"] for line in commitment.schedule] == ["Deux infirmières"]


def test_an_expired_link_does_not_sign(asked):
    with pytest.raises(RuleBroken, match="expired"):
        sign(asked, now=asked.expires_at)


def test_a_version_that_was_replaced_is_not_signed(version, asked):
    publish_next(version, ChangeKind.MATERIAL)
    with pytest.raises(RuleBroken, match="replaced"):
        sign(asked)


def test_a_withdrawn_partner_cannot_sign(team, partner, asked):
    set_status(partner, Status.WITHDRAWN)
    with pytest.raises(RuleBroken, match="is not a partner"):
        sign(asked)


def test_a_partner_that_leaves_on_a_later_day_signs_until_then(team, partner, asked):
    set_status(partner, Status.WITHDRAWN, day(1))
    assert sign(asked).method == Method.TYPED


def test_a_partner_that_needs_two_signatures_is_current_with_the_second(team, version):
    partner = add_partner(team, people=2, signatures_needed=2)
    first, second = invite(version).requests
    sign(first)
    assert where(partner, version) is Standing.OUTSTANDING
    assert sign(second).slot == 2
    assert where(partner, version) is Standing.CURRENT


def test_enough_signatures_close_the_other_requests(team, version):
    partner = add_partner(team, people=2)
    first, second = ask_one(version, partner, 0), ask_one(version, partner, 1)
    sign(first)
    assert second.state == RequestState.CLOSED
    assert open_on(version, partner) == []


def test_one_signature_of_two_leaves_the_other_request_open(team, version):
    partner = add_partner(team, people=2, signatures_needed=2)
    first, second = invite(version).requests
    sign(first)
    assert open_on(version, partner) == [second]


def test_a_signature_leaves_one_event_which_the_commitment_names(asked, events):
    with events() as written:
        commitment = sign(asked)
    assert written.tags.count(CommitmentEvent.SIGNED) == 1
    digest = db.session.scalar(sa.select(Event.digest).where(Event.tag == CommitmentEvent.SIGNED))
    assert commitment.event_digest == digest


# -- acknowledging -----------------------------------------------------------------------------------


def test_an_observer_acknowledges_without_a_record(team, version):
    observer = add_partner(team, tier=Tier.OBSERVER)
    commitment = acknowledge(ask_one(version, observer))
    assert (commitment.method, commitment.record_code) == (Method.ACKNOWLEDGED, None)
    assert where(observer, version) is Standing.ACKNOWLEDGED


def test_an_observer_does_not_sign_and_an_anchor_does_not_acknowledge(team, version, asked):
    observer = add_partner(team, "Birch House", tier=Tier.OBSERVER)
    with pytest.raises(RuleBroken, match="to acknowledge this document, not to sign"):
        sign(ask_one(version, observer))
    with pytest.raises(RuleBroken, match="to sign this document, not to acknowledge"):
        acknowledge(asked)


def test_an_acknowledgement_is_not_a_signature_once_the_observer_is_an_anchor(team, version):
    observer = add_partner(team, tier=Tier.OBSERVER)
    acknowledge(ask_one(version, observer))
    set_tier(observer, Tier.ANCHOR, day(1))
    assert where(observer, version, day(1)) is Standing.OUTSTANDING
