"""Earlier agreements on which a partnership can rest."""

import datetime as dt

import pytest

from registry.commitments.queries.grounds import grounds
from registry.database.transactions import unit_of_work
from registry.documents.services.earlier_versions import import_earlier_version
from registry.partners.rules.grounds import Ground
from tests.factories import WHO_AND_WHEN, make_draft, make_pdf, make_team

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")

TODAY = dt.date(2026, 11, 24)


def test_an_earlier_agreement_is_offered_with_its_title_and_date(team):
    with unit_of_work(team.id):
        document = make_draft(team).document
        version = import_earlier_version(
            document, dated_on=dt.date(2024, 5, 3), files={"en": make_pdf()}, **WHO_AND_WHEN
        )
    (offer,) = grounds(team, TODAY)
    assert (offer.ground, offer.subject) == (Ground.AGREEMENT, f"version:{version.id}")
    assert "Privacy policy" in offer.words
    assert "2024" in offer.words


def test_a_version_written_here_and_an_agreement_of_another_team_are_not_offered(team):
    with unit_of_work():
        make_draft(team)
        other = make_team(slug="west")
        import_earlier_version(
            make_draft(other).document,
            dated_on=dt.date(2024, 5, 3),
            files={"en": make_pdf()},
            **WHO_AND_WHEN,
        )
    assert grounds(team, TODAY) == []
