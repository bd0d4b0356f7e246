"""Documents are dated, retired, asked again, and asked only of some partners."""

import datetime as dt

import pytest

from registry.commitments.queries import requests as request_queries
from registry.commitments.queries import stages as stage_standings
from registry.commitments.queries import standings
from registry.commitments.rules.standings import Standing
from registry.commitments.services import requests
from registry.database.transactions import unit_of_work
from registry.documents.models import Document, Version
from registry.documents.services import documents, scopes, stages
from registry.errors import NotFound, RuleBroken
from registry.partners.models.partners import Partner
from registry.partners.queries.register import roll_of
from registry.signing.rules.requests import RequestState
from registry.teams.models import Team
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory, make_team, make_version

TODAY = dt.date(2026, 11, 24)
MIDSUMMER = dt.date(2026, 6, 21)

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def version(team: Team) -> Version:
    with unit_of_work(team.id):
        return make_version(team)


def partner_since(team: Team, day: dt.date) -> Partner:
    with unit_of_work(team.id):
        partner = make_partner(team, effective_on=day)
        make_signatory(partner)
        return partner


def invite(version: Version) -> requests.Invited:
    with unit_of_work(version.team_id):
        return requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)


def change(document: Document, *, joined_before: dt.date | None = None, stage_id: int | None = None) -> None:
    with unit_of_work(document.team_id):
        scopes.change_scope(
            document, dated_on=None, joined_before=joined_before, stage_id=stage_id, **WHO_AND_WHEN
        )


def standing(version: Version, partner: Partner) -> Standing:
    return standings.of_roll(version, roll_of(version.team_id, TODAY), TODAY)[partner.id]


def test_a_retired_document_closes_its_requests_and_is_asked_of_nobody(team: Team, version: Version) -> None:
    partner = partner_since(team, dt.date(2026, 1, 1))
    [request] = invite(version).requests
    with unit_of_work(team.id):
        scopes.retire(version.document, **WHO_AND_WHEN)
    assert request.state == RequestState.CLOSED
    assert standing(version, partner) is Standing.NOT_ASKED
    with pytest.raises(RuleBroken, match="retired"):
        invite(version)
    with pytest.raises(RuleBroken, match="retired"), unit_of_work(team.id):
        documents.start_next_version(version.document, **WHO_AND_WHEN)


def test_a_retired_document_can_be_asked_again(team: Team, version: Version) -> None:
    partner = partner_since(team, dt.date(2026, 1, 1))
    with unit_of_work(team.id):
        scopes.retire(version.document, **WHO_AND_WHEN)
    with unit_of_work(team.id):
        scopes.ask_again(version.document, **WHO_AND_WHEN)
    assert standing(version, partner) is Standing.OUTSTANDING
    assert request_queries.open_requests(version_id=version.id) == []
    assert len(invite(version).requests) == 1


def test_only_who_joined_before_the_day_is_asked(team: Team, version: Version) -> None:
    early, late = partner_since(team, dt.date(2026, 1, 1)), partner_since(team, MIDSUMMER)
    change(version.document, joined_before=MIDSUMMER)
    assert standing(version, late) is Standing.NOT_ASKED
    assert [request.partner_id for request in invite(version).requests] == [early.id]
    with pytest.raises(RuleBroken, match="joined before"), unit_of_work(team.id):
        requests.ask(version, late.signatories[0], due_on=None, **WHO_AND_WHEN)


def test_the_stage_of_another_team_is_not_found(version: Version) -> None:
    with unit_of_work():
        other = make_team(slug="west")
        stage = stages.add_stage(other, names={"en": "A", "fr": "A"}, from_on=None, **WHO_AND_WHEN)
    with pytest.raises(NotFound):
        change(version.document, stage_id=stage.id)


def test_standing_shows_who_has_not_signed_what_the_present_stage_asks_for(
    team: Team, version: Version
) -> None:
    partner = partner_since(team, dt.date(2026, 1, 1))
    with unit_of_work(team.id):
        stage = stages.add_stage(
            team, names={"en": "Readiness", "fr": "Préparation"}, from_on=MIDSUMMER, **WHO_AND_WHEN
        )
    change(version.document, stage_id=stage.id)
    found = stage_standings.stage_standing(team.id, TODAY)
    assert found is not None
    assert [(row.id, [one.version for one in missing]) for row, missing in found.missing] == [
        (partner.id, [version])
    ]
    with unit_of_work(team.id):
        scopes.retire(version.document, **WHO_AND_WHEN)
    after = stage_standings.stage_standing(team.id, TODAY)
    assert after is not None
    assert (after.asked, after.missing) == ([], [])
    assert stage_standings.stage_standing(team.id, MIDSUMMER - dt.timedelta(1)) is None
