"""The demonstration: an invented team with every standing there is."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry import clock
from registry.admissions.models import Admission
from registry.audit import queries as audit_queries
from registry.commitments.models import Commitment, Edition, HandOver, Question, SigningRequest
from registry.commitments.queries import overview, requests
from registry.commitments.rules.requests import Method
from registry.commitments.rules.standings import Standing
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.demo import cast, installation
from registry.documents.models import Document, Version
from registry.errors import RuleBroken
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.partners.models.partners import Partner
from registry.records.models import Record
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.teams.models import Team
from registry.verification.queries import verdicts as verification_verdicts
from tests.factories import make_team


def latest() -> Version:
    """The newest version of the statement."""
    return db.session.scalars(sa.select(Version).order_by(Version.number.desc())).first()


def test_it_is_a_bilingual_team_of_twelve_invented_organizations_and_two_that_join(inside):
    names = db.session.scalars(sa.select(Partner.name)).all()
    applicants = db.session.scalars(sa.select(Admission.organization)).all()
    assert (len(names), len(applicants) > 1, inside.languages) == (12 + 2, True, ["en", "fr"])
    assert all("(invented)" in name or "(ficti" in name for name in [*names, *applicants])


def test_every_standing_is_there(inside):
    board = overview.standing_board(latest(), on=clock.today(inside.timezone))
    assert {standing for standing, count in board.counts.items() if not count} == {Standing.NOT_ASKED}


def test_versions_one_to_three_are_there(inside):
    of_statement = sa.select(Version).join(Document).where(Document.slug == "statement")
    versions = db.session.scalars(of_statement.order_by(Version.number)).all()
    assert [version.number for version in versions if version.is_published] == [1, 2, 3]


@pytest.mark.parametrize("model", [HandOver, Question, Edition])
def test_a_hand_over_a_question_and_an_edition_are_there(inside, model):
    assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) > 0


def test_a_message_was_refused_by_its_server(inside):
    refused = db.session.scalars(sa.select(Message).where(Message.fate == Fate.REFUSED.value)).all()
    assert [message.last_answer[:3] for message in refused] == ["550"]


def test_invitations_are_dated_back_and_signatures_are_not(inside):
    asked = db.session.scalars(sa.select(SigningRequest.asked_at).order_by(SigningRequest.id)).first()
    signed = db.session.scalars(sa.select(Commitment).where(Commitment.method == Method.TYPED.value)).first()
    assert clock.now() - asked > dt.timedelta(days=19)
    assert clock.now() - signed.signed_at < dt.timedelta(minutes=30)


def test_every_record_is_made_and_verifies(inside):
    made = db.session.scalars(sa.select(Record)).all()
    verdicts = [verification_verdicts.verify(records.content_of(record), now=clock.now()) for record in made]
    assert records.missing(inside.id) == []
    assert {record.kind for record in made} == set(RecordKind)
    assert all(verdict.is_genuine for verdict in verdicts)


def test_somebody_typed_a_signature_and_somebody_drew_one(inside):
    assert {Method.TYPED, Method.DRAWN} <= {item.method for item in requests.commitments_on(latest().id)}


def test_its_trail_is_whole(inside):
    assert not audit_queries.check()


def test_a_second_filling_changes_nothing(inside):
    assert installation.fill(clock.now()) is False
    assert db.session.scalar(sa.select(sa.func.count(Team.id))) == 1


def test_it_never_enters_a_database_that_has_a_team(session):
    with unit_of_work():
        make_team(slug="real")
    with pytest.raises(RuleBroken, match="has a team already"):
        installation.fill(clock.now())
    assert db.session.scalar(sa.select(sa.func.count(Team.id))) == 1
    assert db.session.scalars(sa.select(Team.slug)).one() != cast.SLUG
