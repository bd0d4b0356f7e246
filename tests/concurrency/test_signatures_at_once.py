"""Two who sign, invite or publish at once, on both databases: one wins, the other is told."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from registry.commitments.models import Commitment, SigningRequest
from registry.commitments.queries import requests as commitment_requests
from registry.commitments.services import answers, hand_overs, requests, signatures
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.rules.documents import ChangeKind, State
from registry.documents.services import documents
from registry.outbox.models import Message
from tests.commitments.builders import signature
from tests.conftest import STOPPED_AT
from tests.factories import WHO_AND_WHEN, make_draft, make_partner, make_signatory, make_team, make_version

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def version(session: object) -> Version:
    """A policy; Ann and Bo may sign for Maple Clinic, and nobody was asked yet."""
    with unit_of_work():
        team = make_team()
        partner = make_partner(team, "Maple Clinic")
        make_signatory(partner, name="Ann Lee")
        make_signatory(partner, name="Bo Lee")
        return make_version(team)


@pytest.fixture
def request_id(version: Version) -> int:
    """Ann is asked."""
    with unit_of_work(version.document.team_id):
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
    return commitment_requests.open_requests(version_id=version.id)[0].id


@pytest.fixture
def both(at_once: Callable[..., list[str]], version: Version) -> Callable[..., list[str]]:
    """Does things at the same moment in the team of the policy."""
    team_id = version.document.team_id
    return lambda *acts: at_once(team_id, *acts)


def sign(request_id: int) -> None:
    """Sign by the link of a request."""
    request = db.session.get_one(SigningRequest, request_id)
    signatures.sign_commitment(request, signature(request), act=request.act_by_link(STOPPED_AT))


def count(model: type) -> int:
    """How many there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_of_two_who_sign_by_one_link_one_signs_and_one_is_told(request_id, both):
    told = both(lambda: sign(request_id), lambda: sign(request_id))
    assert told == ["This request has been answered: the signature is recorded."]
    assert count(Commitment) == 1


def test_of_two_who_publish_one_publishes_and_one_is_told(version, both):
    with unit_of_work(version.document.team_id):
        draft = documents.start_next_version(version.document, **WHO_AND_WHEN)
        draft_id = draft.id

    def publish() -> None:
        found = db.session.get_one(Version, draft_id)
        notes = {"en": "One word.", "fr": "Un mot."}
        documents.publish(found, change_kind=ChangeKind.MATERIAL, change_note=notes, **WHO_AND_WHEN)

    assert both(publish, publish) == ["This version is already published."]
    published = sa.select(sa.func.count()).where(Version.state == State.PUBLISHED.value)
    assert db.session.scalar(published) == 2


def test_two_who_invite_all_send_one_invitation(version, both):
    version_id = version.id

    def invite() -> None:
        requests.invite_outstanding(db.session.get_one(Version, version_id), due_on=None, **WHO_AND_WHEN)

    assert both(invite, invite) == []
    assert (count(SigningRequest), count(Message)) == (1, 1)


def test_one_who_signs_while_another_hands_over_is_settled_one_way(request_id, both):
    def hand_over() -> None:
        request = db.session.get_one(SigningRequest, request_id)
        other = next(one for one in request.partner.signatories if one.id != request.signatory_id)
        hand_overs.hand_over(request, to=other, act=request.act_by_link(STOPPED_AT))

    told = both(lambda: sign(request_id), hand_over)
    assert len(told) == 1
    assert told[0].startswith("This request")
    assert count(Commitment) + count(SigningRequest) == 2


def test_one_who_signs_while_another_declines_is_settled_one_way(request_id, both):
    def decline() -> None:
        request = db.session.get_one(SigningRequest, request_id)
        answers.decline(request, reason="Not now", act=request.act_by_link(STOPPED_AT))

    assert len(both(lambda: sign(request_id), decline)) == 1


def test_one_who_signs_while_the_next_version_comes_signs_what_was_shown_or_is_told(
    version, request_id, both
):
    with unit_of_work(version.document.team_id):
        draft_id = documents.start_next_version(version.document, **WHO_AND_WHEN).id

    def publish() -> None:
        notes = {"en": "One word.", "fr": "Un mot."}
        found = db.session.get_one(Version, draft_id)
        documents.publish(found, change_kind=ChangeKind.MATERIAL, change_note=notes, **WHO_AND_WHEN)

    told = both(lambda: sign(request_id), publish)
    assert told in ([], ["Version 1 has been replaced by version 2."])
    assert count(Commitment) == 1 - len(told)


def test_two_drafts_of_one_document_do_not_begin_both(version, both):
    document_id = version.document_id

    def begin() -> None:
        document = db.session.get_one(Version, version.id).document
        assert document.id == document_id
        documents.start_next_version(document, **WHO_AND_WHEN)

    assert both(begin, begin) == ["A draft of this document is already being written."]


def test_the_first_publishing_happens_once(session, at_once):
    with unit_of_work():
        team = make_team()
        draft_id = make_draft(team).id

    def publish() -> None:
        documents.publish(db.session.get_one(Version, draft_id), **WHO_AND_WHEN)

    told = at_once(team.id, publish, publish)
    assert told == ["This version is already published."]
